//! Trusted timestamps against `openssl ts` as oracle: services minted here, tokens good and bad, a server on loopback that
//! answers well and badly.
#![cfg(target_os = "linux")]

mod bundles;
mod command_line;
mod damage;
mod network;
mod oracle;
