//! A window of the same library with nothing in it: what the start of ours is measured against (`cargo xtask bench P9`).

use tauri::http::Response;
use tauri::{WebviewUrl, WebviewWindowBuilder};

const PAGE: &str = "<!doctype html><title>bare</title><p data-number>nothing</p>";

fn main() -> tauri::Result<()> {
    let address = "bare://localhost/".parse().map_err(tauri::Error::InvalidUrl)?;
    tauri::Builder::default()
        .register_uri_scheme_protocol("bare", |_, _| {
            Response::builder()
                .header("Content-Type", "text/html")
                .body(PAGE.as_bytes())
                .expect("a response of constants is well-formed")
        })
        .setup(|app| {
            WebviewWindowBuilder::new(app, "main", WebviewUrl::CustomProtocol(address))
                .title("bare")
                .inner_size(1360.0, 860.0)
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!())
}
