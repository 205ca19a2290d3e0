//! The window. The only place that knows Tauri: commands of a few lines over `liuzheng_core::api`, a protocol that
//! serves pictures by id, and the state between them.

mod commands;
mod demo;
mod dragging;
mod dropping;
mod jobs;
mod options;
#[cfg(target_os = "linux")]
mod player;
mod policy;
mod protocol;
mod reminding;
mod shelf;
mod state;
mod watching;

use std::ffi::OsString;

use tauri::{Emitter, Manager, RunEvent, WebviewUrl, WebviewWindowBuilder};

/// True when this process was started by another to decode a file apart, and has done so.
pub use liuzheng_core::api::decode_if_asked;
use options::Options;
use state::Desk;

/// Starts the window and returns when it is closed.
pub fn run(args: impl Iterator<Item = OsString>) -> Result<(), Box<dyn std::error::Error>> {
    let options = Options::read(args)?;
    let desk = Desk::new(&options)?;
    let mut context = tauri::generate_context!();
    // One window a vault folder: the name by which instances find each other names the folder.
    if let Some(mark) = desk.instance_mark() {
        context.config_mut().identifier.push_str(&mark);
    }
    if let Some(source) = desk.media_source() {
        policy::allow_media(context.config_mut(), &source);
    }
    let app = tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, _args, _folder| {
            bring_to_front(app);
            let _ = app.emit("second-start", ());
        }))
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_clipboard_manager::init())
        .plugin(tauri_plugin_opener::init())
        .manage(desk)
        .register_asynchronous_uri_scheme_protocol("evidence", protocol::serve)
        .invoke_handler(commands::handler())
        .on_window_event(dropping::on_window_event)
        .setup(|app| {
            open_window(app)?;
            dragging::sweep_left();
            app.state::<Desk>().watching.start(app.handle().clone());
            app.state::<Desk>().reminding.start(app.handle().clone());
            Ok(())
        })
        .build(context)?;
    app.run(|app, event| {
        if let RunEvent::Exit = event {
            app.state::<Desk>().close();
        }
    });
    Ok(())
}

fn open_window(app: &mut tauri::App) -> tauri::Result<()> {
    let window = WebviewWindowBuilder::new(app, "main", WebviewUrl::default())
        .title("留证 Liuzheng")
        .inner_size(1360.0, 860.0)
        .min_inner_size(720.0, 450.0)
        .build()?;
    forget_pictures(&window)?;
    draw_in_software(&window)
}

/// WebKitGTK keeps every small picture that was ever scrolled past, up to a hundred megabytes and more; here they come
/// back within a frame.
#[cfg(target_os = "linux")]
fn forget_pictures(window: &tauri::WebviewWindow) -> tauri::Result<()> {
    use webkit2gtk::{CacheModel, WebContextExt, WebViewExt};
    window.with_webview(|view| {
        if let Some(context) = WebViewExt::context(&view.inner()) {
            context.set_cache_model(CacheModel::DocumentViewer);
        }
    })
}

#[cfg(not(target_os = "linux"))]
fn forget_pictures(_window: &tauri::WebviewWindow) -> tauri::Result<()> {
    Ok(())
}

/// Without a graphics card WebKitGTK is several times faster when it does not try to use one.
#[cfg(target_os = "linux")]
fn draw_in_software(window: &tauri::WebviewWindow) -> tauri::Result<()> {
    use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt, WebViewExt};
    let has_card = std::fs::read_dir("/dev/dri")
        .is_ok_and(|d| d.flatten().any(|e| e.file_name().to_string_lossy().starts_with("renderD")));
    if has_card {
        return Ok(());
    }
    window.with_webview(|view| {
        if let Some(settings) = WebViewExt::settings(&view.inner()) {
            settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
        }
    })
}

#[cfg(not(target_os = "linux"))]
fn draw_in_software(_window: &tauri::WebviewWindow) -> tauri::Result<()> {
    Ok(())
}

fn bring_to_front(app: &tauri::AppHandle) {
    if let Some(window) = app.get_webview_window("main") {
        let _ = window.unminimize();
        let _ = window.show();
        let _ = window.set_focus();
    }
}
