//! The parent's side: starts children, gives each request its time, ends what does not answer.

use std::io::{BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Condvar, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use super::{ARGUMENT, Kind, MAX_BYTES, Made, Reason, frame};

/// The program that can be the child: set by one that looks for `ARGUMENT` first. Without it nothing is decoded apart.
pub static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// Children at the same time.
const CHILDREN: usize = 2;
/// Requests after which a child goes, with whatever it has gathered.
const REQUESTS: u32 = 256;

/// Children waiting for work; they go with it.
#[derive(Default)]
pub struct Decoders {
    idle: Mutex<(usize, Vec<Running>)>,
    free: Condvar,
}

struct Running {
    child: Child,
    answered: u32,
}

impl Decoders {
    /// Pixels, or why there are none. Waits for a child to be free.
    pub fn decode(&self, kind: Kind, bytes: &[u8]) -> Result<Made, Reason> {
        self.decode_with(PROGRAM.get(), kind, bytes, Duration::from_secs(kind.seconds()))
    }

    /// As `decode`, by this program and in this time.
    pub fn decode_with(
        &self,
        program: Option<&PathBuf>,
        kind: Kind,
        bytes: &[u8],
        time: Duration,
    ) -> Result<Made, Reason> {
        if bytes.len() as u64 > MAX_BYTES {
            return Err(Reason::TooLarge);
        }
        let program = program.ok_or(Reason::NoDecoder)?;
        let _seat = self.seat();
        let mut running = match self.lock().1.pop() {
            Some(running) => running,
            None => start(program).ok_or(Reason::NoDecoder)?,
        };
        let out = running.ask(kind, bytes, time);
        if let Ok(answer) = &out {
            running.answered += 1;
            // A decoder that met something broken is not trusted with the next file.
            if answer.is_ok() && running.answered < REQUESTS {
                self.lock().1.push(running);
            }
        }
        out.unwrap_or_else(Err)
    }

    /// One of the places at the table.
    fn seat(&self) -> Seat<'_> {
        let held = self.lock();
        let mut held =
            self.free.wait_while(held, |(busy, _)| *busy >= CHILDREN).unwrap_or_else(PoisonError::into_inner);
        held.0 += 1;
        Seat(self)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, (usize, Vec<Running>)> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Seat<'a>(&'a Decoders);

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        self.0.lock().0 -= 1;
        self.0.free.notify_one();
    }
}

fn start(program: &PathBuf) -> Option<Running> {
    let mut command = Command::new(program);
    command.arg(ARGUMENT).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    // Only what finding fonts needs; nothing that changes how the program starts.
    #[cfg(windows)]
    std::os::windows::process::CommandExt::creation_flags(&mut command, 0x0800_0000);
    Some(Running { child: command.spawn().ok()?, answered: 0 })
}

impl Running {
    /// The child's answer; `Err` when it gave none and is of no further use.
    fn ask(&mut self, kind: Kind, bytes: &[u8], time: Duration) -> Result<Result<Made, Reason>, Reason> {
        let (Some(stdin), Some(stdout)) = (self.child.stdin.take(), self.child.stdout.take()) else {
            return Err(Reason::NoDecoder);
        };
        let child = &mut self.child;
        let (done, waiting) = channel::<()>();
        let (exchanged, late, stdin, stdout) = std::thread::scope(|scope| {
            let clock = scope.spawn(move || {
                let late = waiting.recv_timeout(time) == Err(RecvTimeoutError::Timeout);
                if late {
                    let _ = child.kill();
                }
                late
            });
            let (mut stdin, mut stdout) = (stdin, stdout);
            let exchanged = exchange(&mut stdin, &mut stdout, kind, bytes);
            drop(done);
            (exchanged, clock.join().unwrap_or(true), stdin, stdout)
        });
        self.child.stdin = Some(stdin);
        self.child.stdout = Some(stdout);
        exchanged.map_err(|()| {
            let _ = self.child.kill();
            let _ = self.child.wait();
            // One that ends without an answer ran into its limit of memory, or into a fault of the decoder.
            if late { Reason::TooSlow } else { Reason::TooLarge }
        })
    }
}

fn exchange(to: &mut impl Write, from: &mut impl Read, kind: Kind, bytes: &[u8]) -> Result<Result<Made, Reason>, ()> {
    frame::ask(to, kind, bytes).map_err(|_| ())?;
    frame::answered(&mut BufReader::new(from)).map_err(|_| ())
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
