//! The bytes of one entry of a ZIP: stored or deflated, limited by the sizes that the directory states.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Take};

use flate2::read::DeflateDecoder;

pub struct ZipEntry {
    pub method: Method,
    pub crc: u32,
    pub packed: u64,
    pub size: u64,
    /// Where the bytes begin in the file.
    pub data_at: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    Stored,
    Deflated,
    Other,
}

enum Packed<'a> {
    Stored(Take<&'a File>),
    Deflated(Box<DeflateDecoder<BufReader<Take<&'a File>>>>),
}

pub struct Body<'a> {
    packed: Packed<'a>,
    crc: crc32fast::Hasher,
    /// Of the stated size.
    left: u64,
    stated_crc: u32,
}

impl<'a> Body<'a> {
    pub fn open(mut file: &'a File, entry: &ZipEntry) -> io::Result<Self> {
        file.seek(SeekFrom::Start(entry.data_at))?;
        let bytes = file.take(entry.packed);
        let packed = match entry.method {
            Method::Deflated => {
                Packed::Deflated(Box::new(DeflateDecoder::new(BufReader::with_capacity(256 << 10, bytes))))
            }
            Method::Stored | Method::Other => Packed::Stored(bytes),
        };
        Ok(Body { packed, crc: crc32fast::Hasher::new(), left: entry.size, stated_crc: entry.crc })
    }

    /// Reads what is left; whether the checksum is right.
    pub fn finish(mut self) -> io::Result<bool> {
        io::copy(&mut self, &mut io::sink())?;
        Ok(self.crc.finalize() == self.stated_crc)
    }
}

impl Read for Body<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let damaged = |why: &str| io::Error::new(io::ErrorKind::InvalidData, why.to_owned());
        if buf.is_empty() {
            return Ok(0);
        }
        if self.left == 0 {
            let more = match &mut self.packed {
                Packed::Stored(_) => 0,
                Packed::Deflated(inflate) => {
                    inflate.read(&mut [0]).map_err(|_| damaged("compressed data is damaged"))?
                }
            };
            return if more == 0 { Ok(0) } else { Err(damaged("longer than stated")) };
        }
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(buf.len());
        let n = match &mut self.packed {
            Packed::Stored(bytes) => bytes.read(&mut buf[..most])?,
            Packed::Deflated(inflate) => inflate.read(&mut buf[..most]).map_err(|e| match e.kind() {
                io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => {
                    damaged("compressed data is damaged")
                }
                _ => e,
            })?,
        };
        if n == 0 {
            return Err(damaged("shorter than stated"));
        }
        self.crc.update(&buf[..n]);
        self.left -= n as u64;
        Ok(n)
    }
}
