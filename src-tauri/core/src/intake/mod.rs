//! What comes in: files found, read once, recognised by content, and made visible.
//!
//! Nothing here trusts a file: it may be a link, a pipe, a bomb, or change while it is read. The user's own file is
//! only ever read. The only module that names the crates for pictures and media types (`image`, `infer` ...).

mod alike;
mod collect;
mod exif;
mod picture;
pub mod series;
mod sniff;
mod source;
mod text;
mod thumbnail;

#[cfg(test)]
mod tests;

pub use alike::{Alike, alike, difference_view, slice};
pub use collect::{Collected, Found, Recursive, collect};
pub use picture::{display, encode_png, media_info};
pub use sniff::sniff;
pub use source::{HEAD, PIECE, Source, SourceEnd, hash_only};
pub use thumbnail::{Thumbnail, thumbnail};
