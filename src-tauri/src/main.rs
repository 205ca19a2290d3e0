//! The window of Liuzheng: everything is in the library, so that tests can call it.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() {
    if liuzheng_lib::decode_if_asked() {
        return;
    }
    if let Err(e) = liuzheng_lib::run(std::env::args_os().skip(1)) {
        eprintln!("liuzheng: {e}");
        std::process::exit(1);
    }
}
