//! A bundle in the hands of a stranger: stock tools, the commands of the instructions as written, the script, and
//! 200 tampered bundles that all of them must notice.
#![cfg(target_os = "linux")]

mod hostile;
mod instructions;
mod kit;
mod masked;
mod opened;
mod page;
mod printed;
mod protected;
mod sample;
mod schema;
mod stock;
mod tampered;
mod workbook;
