//! What comes in: files found, read once, recognised by content, and made visible.
//!
//! Nothing here trusts a file: it may be a link, a pipe, a bomb, or change while it is read. The user's own file is
//! only ever read. The only module that names the crates for pictures and media types (`image`, `infer` ...). What is
//! decoded by less proven code (HEIC, PDF, SVG) is decoded in a process of its own, `apart`.

mod alike;
mod apart;
mod collect;
mod container;
mod exif;
mod film;
mod frames;
mod inbox;
mod levels;
mod masked;
mod picture;
mod printed;
mod rows;
pub mod series;
mod sheet;
mod shown_text;
mod sniff;
mod source;
mod text;
mod thumbnail;
mod whole;

#[cfg(test)]
mod tests;

pub use alike::{Alike, alike, difference_view, slice};
pub use apart::{
    ARGUMENT as DECODE_APART, Decoders, Kind as ApartKind, MAX_BYTES as APART_MAX, Made, PROGRAM as DECODER, Reason,
    serve as decode_apart,
};
pub use collect::{Collected, Found, Recursive, collect};
pub use film::{Film, film};
pub use frames::{Frames, frames};
pub use inbox::{Inbox, SETTLE, Waiting, list_folder, mark};
pub use levels::{TILE, Tile, TilePlace, has_tile, level_count, tiles};
pub use masked::{Copied, copy_without};
pub use picture::{display, encode_png, media_info};
pub use printed::{Print, Printed, printed};
pub use rows::Rows;
pub use sheet::{Grid, Sheet, sheet, single, width_on};
pub use shown_text::{LOOKED_AT, ShownText, is_text, shown_text};
pub use sniff::sniff;
pub use source::{HEAD, PIECE, Source, SourceEnd, hash_only, open_named};
pub use thumbnail::{Thumbnail, thumbnail, thumbnail_of};
pub use whole::is_damaged;
