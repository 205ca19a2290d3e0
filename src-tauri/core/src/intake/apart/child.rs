//! The child's side: takes its limits, then answers until its standard input ends.

use std::io::{self, BufReader, BufWriter, Write};

use super::super::picture::fenced;
use super::{Kind, Made, Reason, frame, heic, pdf, svg};

/// Bytes of data that decoding may take beyond what the program holds at its start.
#[cfg(unix)]
const MEMORY: u64 = 768 << 20;

/// Answers requests from standard input; returns at its end.
pub fn serve() -> io::Result<()> {
    limit();
    // What a decoder says before it gives up is of no use to anybody.
    std::panic::set_hook(Box::new(|_| {}));
    let mut from = BufReader::new(io::stdin().lock());
    let mut to = BufWriter::new(io::stdout().lock());
    while let Some((kind, bytes)) = frame::asked(&mut from)? {
        frame::answer(&mut to, &decode(kind, bytes))?;
        to.flush()?;
    }
    Ok(())
}

/// In this process: only the child calls it, and tests.
pub(super) fn decode(kind: Kind, bytes: Vec<u8>) -> Result<Made, Reason> {
    fenced(|| {
        Some(match kind {
            Kind::Heic => heic::decode(&bytes),
            Kind::Pdf => pdf::first_page(bytes),
            Kind::Svg => svg::draw(&bytes),
        })
    })
    .unwrap_or(Err(Reason::Damaged))
}

/// Memory, no core dump, no file written. A limit that can't be set leaves the others and the time from outside.
#[cfg(unix)]
fn limit() {
    use rlimit::{Resource, setrlimit};
    let data = held() + MEMORY;
    let _ = setrlimit(Resource::DATA, data, data);
    let _ = setrlimit(Resource::CORE, 0, 0);
    let _ = setrlimit(Resource::FSIZE, 0, 0);
}

#[cfg(not(unix))]
fn limit() {}

/// Bytes of data that the program holds already (Linux; elsewhere unknown).
#[cfg(unix)]
fn held() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmData:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or(0) * 1024
}
