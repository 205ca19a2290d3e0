//! Times of a piece of evidence, each with who told it, and the one rule for which of them is the best known.
//!
//! A time of one kind is never written over another. What a name or a file tells is help, never evidence.

use std::fmt;

use super::case::words;
use super::{Evidence, Stamp};

words! {
    /// Programs and cameras whose file names tell a time.
    NamePattern, "pattern" {
        AndroidScreenshot = "android_screenshot", MacScreenshot = "mac_screenshot",
        WindowsScreenshot = "windows_screenshot", ScreenRecording = "screen_recording", Snipaste = "snipaste",
        WechatImage = "wechat_image", WechatExport = "wechat_export", WechatCamera = "wechat_camera",
        WecomScreenshot = "wecom_screenshot", QqImage = "qq_image", TimImage = "tim_image",
        Camera = "camera", Pixel = "pixel",
    }
}

/// A time read from a file name. `at.tz` empty: a local time whose zone the name does not tell, `at.at` its text
/// (`2024-05-18 14:03:22`). Else a moment, UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameTime {
    pub at: Stamp,
    pub pattern: NamePattern,
}

words! {
    /// The kinds of time, best known first.
    TimeSource, "time" {
        Shown = "shown", FileName = "file_name", Exif = "exif", File = "file", Imported = "imported",
    }
}

/// Who told a time; `Display` is its word on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeOrigin {
    User,
    Exif,
    /// The container of a film (ISO base media file, QuickTime).
    Container,
    Name(NamePattern),
    FileSystem,
    /// The clock of this computer.
    Clock,
}

impl fmt::Display for TimeOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TimeOrigin::User => f.write_str("user"),
            TimeOrigin::Exif => f.write_str("exif"),
            TimeOrigin::Container => f.write_str("container"),
            TimeOrigin::Name(pattern) => write!(f, "name.{}", pattern.as_str()),
            TimeOrigin::FileSystem => f.write_str("file_system"),
            TimeOrigin::Clock => f.write_str("clock"),
        }
    }
}

/// One time of a piece. `at` is a day, a moment, or the local text of a time without a zone (`tz` empty).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub source: TimeSource,
    pub at: Stamp,
    pub origin: TimeOrigin,
}

/// All times of a piece, best known first: shown in the picture, file name, EXIF, file, import. The last is always there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Times(Vec<Told>);

impl Times {
    /// `name`: what the file name tells. `tz`: offset of the place for moments that come without one.
    pub fn of(e: &Evidence, name: Option<&NameTime>, tz: &str) -> Times {
        let mut all = Vec::new();
        let mut add = |source, at: Option<Stamp>, origin| {
            all.extend(at.map(|at| Told { source, at, origin }));
        };
        let shown = e.facts.shown_at.as_ref().map(|w| Stamp { at: w.at.clone(), tz: w.tz.clone() });
        add(TimeSource::Shown, shown, TimeOrigin::User);
        if let Some(name) = name {
            add(TimeSource::FileName, Some(placed(&name.at, tz)), TimeOrigin::Name(name.pattern));
        }
        let film = !e.media.media_type.starts_with("image/");
        let taken = e.media.exif_at.as_ref().map(|s| if film { placed(s, tz) } else { s.clone() });
        add(TimeSource::Exif, taken, if film { TimeOrigin::Container } else { TimeOrigin::Exif });
        add(TimeSource::File, e.file_at.clone(), TimeOrigin::FileSystem);
        add(TimeSource::Imported, Some(e.imported.clone()), TimeOrigin::Clock);
        Times(all)
    }

    pub fn best(&self) -> &Told {
        self.0.first().expect("the import time is always there")
    }

    pub fn get(&self, source: TimeSource) -> Option<&Told> {
        self.0.iter().find(|t| t.source == source)
    }
}

/// A moment that names no place is told in the given one.
pub fn placed(at: &Stamp, tz: &str) -> Stamp {
    if at.tz.is_empty() { at.clone() } else { Stamp { at: at.at.clone(), tz: tz.to_owned() } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CaseId, EvidenceFacts, EvidenceId, MediaInfo, Number, Origin, When, hash_bytes};

    fn piece() -> Evidence {
        Evidence {
            id: EvidenceId(1),
            case: CaseId::from_random([0; 8]),
            number: Number(1),
            sha256: hash_bytes(b"x"),
            size: 1,
            name: "x".into(),
            origin: Origin::File,
            media: MediaInfo { media_type: "image/png".into(), ..MediaInfo::default() },
            facts: EvidenceFacts::default(),
            file_at: None,
            imported: Stamp { at: "2026-11-22T02:00:00Z".into(), tz: "+08:00".into() },
            verified_at: None,
        }
    }

    #[test]
    fn the_best_known_time_is_the_first_that_is_there() {
        let moment = |at: &str, tz: &str| Stamp { at: at.into(), tz: tz.into() };
        let mut e = piece();
        let name = NameTime { at: moment("2024-05-18T06:03:22Z", "+00:00"), pattern: NamePattern::WechatExport };
        let best = |e: &Evidence, name: Option<&NameTime>| Times::of(e, name, "+08:00").best().source;
        assert_eq!(best(&e, None), TimeSource::Imported, "there is always one");
        e.file_at = Some(moment("2026-11-12T06:03:27Z", "+08:00"));
        assert_eq!(best(&e, None), TimeSource::File);
        e.media.exif_at = Some(moment("2026-11-12 14:03:27", ""));
        assert_eq!(best(&e, None), TimeSource::Exif);
        assert_eq!(best(&e, Some(&name)), TimeSource::FileName);
        e.facts.shown_at = Some(When { at: "2026-11-12".into(), tz: "+08:00".into() });
        assert_eq!(best(&e, Some(&name)), TimeSource::Shown, "the user's word comes first");
    }

    #[test]
    fn a_moment_without_a_place_is_told_in_ours_and_a_time_without_a_zone_stays_as_it_is() {
        let mut e = piece();
        e.media.exif_at = Some(Stamp { at: "2026-11-12 14:03:27".into(), tz: String::new() });
        let name = NameTime {
            at: Stamp { at: "2024-05-18T06:03:22Z".into(), tz: "+00:00".into() },
            pattern: NamePattern::Pixel,
        };
        let times = Times::of(&e, Some(&name), "+08:00");
        let text = |s| times.get(s).map(|t| t.at.local_text()).unwrap_or_default();
        assert_eq!(text(TimeSource::FileName), "2024-05-18 14:03:22");
        assert_eq!(text(TimeSource::Exif), "2026-11-12 14:03:27");
        assert_eq!(times.get(TimeSource::Exif).map(|t| t.at.tz.as_str()), Some(""), "no zone is guessed");
    }
}
