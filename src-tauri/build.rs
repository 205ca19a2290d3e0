//! Embeds the page and the window's settings; `ui/dist` must exist.

fn main() {
    tauri_build::build()
}
