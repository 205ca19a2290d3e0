//! Times that file names tell: a table of the names that phones, chat programs and screenshot tools give.
//!
//! Only a name that begins as one of them does is read, so that an order number is never taken for a time. A name tells
//! when the file was made or saved, which may be later than what it shows: a suggestion, never a fact.

use std::sync::LazyLock;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, Timelike, Utc};
use regex::{Captures, Regex, RegexSet};

use crate::model::{NamePattern as P, NameTime, Stamp};

/// How the digits are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Year to second on the clock of the device; the name tells no zone.
    Local,
    /// Year to second in UTC.
    Utc,
    /// Milliseconds since 1970, UTC.
    Millis,
    /// Seconds since 1970, UTC.
    Seconds,
}

/// Year to second with any usual separators, then up to three digits more (milliseconds, or a running number). An hour
/// of one digit only where a separator follows.
const CIVIL: &str = r"(?<y>\d{4})[-_.]?(?<mo>\d\d)[-_.]?(?<d>\d\d)(?:[-_. ]| at )?(?<half>上午|下午|凌晨|早上|中午|傍晚|晚上)?(?:(?<h>\d\d)[-_.:]?(?<mi>\d\d)[-_.:]?(?<s>\d\d)|(?<h1>\d)[.:](?<mi1>\d\d)[.:](?<s1>\d\d))(?: ?(?<m>AM|PM))?(?:[-_.]?\d{1,3})?";
/// The snipping tool of Windows.
const WINDOWS: &str = r"(?<y>\d{4})-(?<mo>\d\d)-(?<d>\d\d) (?<h>\d\d)(?<mi>\d\d)(?<s>\d\d)";
/// A camera that gives the time alone: `20240518_140322`, perhaps with a running number.
const BARE: &str = r"(?<y>\d{4})(?<mo>\d\d)(?<d>\d\d)_(?<h>\d\d)(?<mi>\d\d)(?<s>\d\d)(?:\(\d{1,3}\)|_\d{1,3})?$";
const MILLIS: &str = r"(?<n>\d{13})";
/// Some programs put a few digits of their own behind the seconds.
const SECONDS: &str = r"(?<n>\d{10})\d{0,6}";

/// Beginning of the name, and how to read on. The first that fits wins.
const TABLE: &[(P, &str, &str, Form)] = &[
    (P::WindowsScreenshot, r"(?:屏幕截图|Screenshot) ", WINDOWS, Form::Local),
    (P::MacScreenshot, r"(?:Screen ?shot|截屏|屏幕快照) ?", CIVIL, Form::Local),
    (P::AndroidScreenshot, r"(?:Screenshot|截屏|截图|屏幕截图)[-_]", CIVIL, Form::Local),
    (P::ScreenRecording, r"(?:Screenrecorder-|Screen_Recording_|SVID_|录屏_|屏幕录制_)", CIVIL, Form::Local),
    (P::ScreenRecording, r"RPReplay_Final", SECONDS, Form::Seconds),
    (P::Snipaste, r"Snipaste_", CIVIL, Form::Local),
    (P::WechatImage, r"(?:微信图片|微信截图|微信视频|WeChat Image|WeChat Screenshot)_?", CIVIL, Form::Local),
    (P::WechatExport, r"(?:mmexport(?:[0-9a-f]{32}_)?|microMsg\.)", MILLIS, Form::Millis),
    (P::WechatCamera, r"wx_camera_", MILLIS, Form::Millis),
    (P::WecomScreenshot, r"企业微信截图_", CIVIL, Form::Local),
    (P::WecomScreenshot, r"企业微信截图_", SECONDS, Form::Seconds),
    (P::QqImage, r"QQ(?:图片|截图|视频)?_?", CIVIL, Form::Local),
    (P::TimImage, r"TIM(?:图片|截图)_?", CIVIL, Form::Local),
    (P::Pixel, r"PXL_", CIVIL, Form::Utc),
    (P::Camera, r"(?:IMG|VID|MVIMG|PANO)_", CIVIL, Form::Local),
    (P::Camera, "", BARE, Form::Local),
];

static READERS: LazyLock<Vec<(P, Form, Regex)>> = LazyLock::new(|| {
    let reader = |(pattern, start, digits, form): &(P, &str, &str, Form)| {
        (*pattern, *form, Regex::new(&text(start, digits)).expect("the table is checked by a test"))
    };
    TABLE.iter().map(reader).collect()
});

/// All of them in one pass: most names of a large case are of no kind or of one.
static ANY: LazyLock<RegexSet> = LazyLock::new(|| {
    RegexSet::new(TABLE.iter().map(|(_, start, digits, _)| text(start, digits)))
        .expect("the table is checked by a test")
});

fn text(start: &str, digits: &str) -> String {
    format!("^(?i:{start}{digits})")
}

/// The time that a file name tells; None for a name of no known kind and for an impossible time.
pub fn name_time(name: &str) -> Option<NameTime> {
    let plain = name.replace(['\u{a0}', '\u{202f}', '\u{2009}'], " ");
    let stem = stem(plain.trim());
    ANY.matches(stem).into_iter().find_map(|i| {
        let (pattern, form, regex) = &READERS[i];
        let found = regex.captures(stem)?;
        let rest = &stem[found.get(0)?.end()..];
        if rest.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        Some(NameTime { at: read(*form, &found)?, pattern: *pattern })
    })
}

/// Without an extension: a short ending with a letter in it (`.22` ends a time).
fn stem(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, end))
            if (1..=5).contains(&end.len())
                && end.bytes().all(|b| b.is_ascii_alphanumeric())
                && end.bytes().any(|b| b.is_ascii_alphabetic()) =>
        {
            stem
        }
        _ => name,
    }
}

fn read(form: Form, found: &Captures) -> Option<Stamp> {
    match form {
        Form::Local => Some(Stamp { at: civil(found)?.format("%Y-%m-%d %H:%M:%S").to_string(), tz: String::new() }),
        Form::Utc => utc(civil(found)?.and_utc()),
        Form::Millis => utc(plausible(DateTime::from_timestamp_millis(digits(found)?)?)?),
        Form::Seconds => utc(plausible(DateTime::from_timestamp(digits(found)?, 0)?)?),
    }
}

fn digits(found: &Captures) -> Option<i64> {
    found.name("n")?.as_str().parse().ok()
}

fn civil(found: &Captures) -> Option<NaiveDateTime> {
    let number = |names: &[&str]| -> Option<u32> { names.iter().find_map(|n| found.name(n))?.as_str().parse().ok() };
    let year = i32::try_from(number(&["y"])?).ok().filter(|y| (2000..2100).contains(y))?;
    let day = NaiveDate::from_ymd_opt(year, number(&["mo"])?, number(&["d"])?)?;
    let word = found.name("half").or_else(|| found.name("m")).map(|m| m.as_str());
    let hour = hour(number(&["h", "h1"])?, word)?;
    let time = NaiveTime::from_hms_opt(hour, number(&["mi", "mi1"])?, number(&["s", "s1"])?)?;
    Some(day.and_time(time))
}

/// Twelve-hour clocks: 12 at night is 0, 12 at noon is 12.
fn hour(hour: u32, word: Option<&str>) -> Option<u32> {
    let Some(word) = word else { return Some(hour) };
    let base = if hour == 12 { 0 } else { hour };
    match word {
        _ if !(1..=12).contains(&hour) => None,
        "上午" | "凌晨" | "早上" => Some(base),
        // Eleven before noon is called noon too.
        "中午" => Some(if hour == 11 { 11 } else { base + 12 }),
        w if w.eq_ignore_ascii_case("am") => Some(base),
        _ => Some(base + 12),
    }
}

/// From 2010 to 2039: other numbers of that length are no times of phones.
fn plausible(at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    (1_262_304_000..2_208_988_800).contains(&at.timestamp()).then_some(at)
}

fn utc(at: DateTime<Utc>) -> Option<Stamp> {
    let whole = at.with_nanosecond(0)?;
    Some(Stamp { at: whole.to_rfc3339_opts(SecondsFormat::Secs, true), tz: "+00:00".to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Local names tell 14:03:22 on their own clock; the others the moment that is 14:03:22 at +08:00.
    const LOCAL: &[(&str, P)] = &[
        ("Screenshot_20240518-140322.png", P::AndroidScreenshot),
        ("Screenshot_20240518-140322_WeChat.png", P::AndroidScreenshot),
        ("Screenshot_20240518_140322_com.taobao.taobao.jpg", P::AndroidScreenshot),
        ("Screenshot_2024-05-18-14-03-22-123_com.tencent.mm.jpg", P::AndroidScreenshot),
        ("Screenshot_2024-05-18-14-03-22.png", P::AndroidScreenshot),
        ("Screenshot_2024_0518_140322.png", P::AndroidScreenshot),
        ("screenshot_20240518_140322 (1).PNG", P::AndroidScreenshot),
        ("截屏_20240518_140322.jpg", P::AndroidScreenshot),
        ("截图_20240518140322.jpg", P::AndroidScreenshot),
        ("微信图片_20240518140322.jpg", P::WechatImage),
        ("微信图片_202405181403221.jpg", P::WechatImage),
        ("微信图片_20240518140322_12_34.jpg", P::WechatImage),
        ("微信截图_20240518140322.png", P::WechatImage),
        ("WeChat Image_20240518140322.jpg", P::WechatImage),
        ("IMG_20240518_140322.jpg", P::Camera),
        ("IMG_20240518_140322_1.jpg", P::Camera),
        ("IMG_20240518_140322123.jpg", P::Camera),
        ("VID_20240518_140322.mp4", P::Camera),
        ("20240518_140322.jpg", P::Camera),
        ("20240518_140322(0).heic", P::Camera),
        ("QQ图片20240518140322.png", P::QqImage),
        ("QQ截图20240518140322.png", P::QqImage),
        ("QQ20240518-140322.png", P::QqImage),
        ("TIM图片20240518140322.jpg", P::TimImage),
        ("TIM截图20240518140322.png", P::TimImage),
        ("Screenshot 2024-05-18 at 14.03.22.png", P::MacScreenshot),
        ("Screenshot 2024-05-18 at 14.03.22", P::MacScreenshot),
        ("Screenshot 2024-05-18 at 2.03.22\u{202f}PM.png", P::MacScreenshot),
        ("Screen Shot 2024-05-18 at 2.03.22 PM (2).png", P::MacScreenshot),
        ("截屏2024-05-18 14.03.22.png", P::MacScreenshot),
        ("截屏2024-05-18 下午2.03.22.png", P::MacScreenshot),
        ("屏幕快照 2024-05-18 下午2.03.22.png", P::MacScreenshot),
        ("屏幕截图 2024-05-18 140322.png", P::WindowsScreenshot),
        ("Screenshot 2024-05-18 140322.png", P::WindowsScreenshot),
        ("Snipaste_2024-05-18_14-03-22.png", P::Snipaste),
        ("Screen_Recording_20240518_140322_Taobao.mp4", P::ScreenRecording),
        ("Screenrecorder-2024-05-18-14-03-22-123.mp4", P::ScreenRecording),
        ("SVID_20240518_140322_1.mp4", P::ScreenRecording),
        ("企业微信截图_20240518140322.png", P::WecomScreenshot),
    ];

    const MOMENTS: &[(&str, P)] = &[
        ("mmexport1716012202000.jpg", P::WechatExport),
        ("mmexport1716012202987.jpg", P::WechatExport),
        ("mmexport0123456789abcdef0123456789abcdef_1716012202000.png", P::WechatExport),
        ("microMsg.1716012202000.jpg", P::WechatExport),
        ("wx_camera_1716012202000.mp4", P::WechatCamera),
        ("PXL_20240518_060322123.jpg", P::Pixel),
        ("PXL_20240518_060322123.MP.jpg", P::Pixel),
        ("RPReplay_Final1716012202.mp4", P::ScreenRecording),
        ("企业微信截图_1716012202.png", P::WecomScreenshot),
        ("企业微信截图_17160122024321.png", P::WecomScreenshot),
    ];

    #[test]
    fn every_known_name_tells_its_time_and_whether_it_knows_the_zone() {
        for (name, pattern) in LOCAL {
            let told = name_time(name).unwrap_or_else(|| panic!("{name} tells a time"));
            assert_eq!((told.at.at.as_str(), told.at.tz.as_str()), ("2024-05-18 14:03:22", ""), "{name}");
            assert_eq!(told.pattern, *pattern, "{name}");
        }
        for (name, pattern) in MOMENTS {
            let told = name_time(name).unwrap_or_else(|| panic!("{name} tells a time"));
            assert_eq!((told.at.at.as_str(), told.at.tz.as_str()), ("2024-05-18T06:03:22Z", "+00:00"), "{name}");
            assert_eq!(told.pattern, *pattern, "{name}");
        }
    }

    #[test]
    fn noon_and_midnight_on_a_twelve_hour_clock() {
        let at = |name: &str| name_time(name).map(|t| t.at.at[11..].to_owned());
        assert_eq!(at("截屏2024-05-18 上午12.03.22.png").as_deref(), Some("00:03:22"));
        assert_eq!(at("截屏2024-05-18 下午12.03.22.png").as_deref(), Some("12:03:22"));
        assert_eq!(at("Screenshot 2024-05-18 at 12.03.22 AM.png").as_deref(), Some("00:03:22"));
        assert_eq!(at("截屏2024-05-18 中午1.03.22.png").as_deref(), Some("13:03:22"));
        assert_eq!(at("截屏2024-05-18 下午14.03.22.png"), None, "no such hour on that clock");
    }

    #[test]
    fn what_is_no_time_is_not_taken_for_one() {
        for name in [
            "",
            ".png",
            "IMG_2274.HEIC",
            "IMG_20240230_140322.jpg",
            "IMG_20241318_140322.jpg",
            "IMG_20240518_250322.jpg",
            "IMG_20240518_140362.jpg",
            "IMG_18990518_140322.jpg",
            "订单 2026110322001411862.png",
            "2026110322001411186252760189.png",
            "20240518140322.png",
            "20240518.png",
            "微信图片_2024051814032212345.jpg",
            "mmexport171601220200012.jpg",
            "mmexport0000000000000.jpg",
            "mmexport9999999999999.jpg",
            "mmexportabc.jpg",
            "QQ123456789012.png",
            "QQ2024051814032.png",
            "QQ图片_订单20240518140322.png",
            "Screenshot (12).png",
            "企业微信截图_12345.png",
            "wx_camera_.mp4",
        ] {
            assert_eq!(name_time(name), None, "{name:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_name_makes_it_panic_and_what_is_told_is_a_real_time(
            name in "\\PC{0,60}|(Screenshot_|IMG_|mmexport|截屏|QQ图片|企业微信截图_|微信图片_)[-0-9_. 下午APM]{0,24}\\.png",
        ) {
            if let Some(told) = name_time(&name) {
                let local = NaiveDateTime::parse_from_str(&told.at.at, "%Y-%m-%d %H:%M:%S");
                let moment = DateTime::parse_from_rfc3339(&told.at.at);
                proptest::prop_assert!(if told.at.tz.is_empty() { local.is_ok() } else { moment.is_ok() }, "{:?}", told);
            }
        }

        #[test]
        fn every_second_survives_its_way_through_a_name(seconds in 1_262_304_000i64..2_208_988_800) {
            let at = DateTime::from_timestamp(seconds, 0).expect("in range");
            let local = name_time(&at.format("Screenshot_%Y%m%d-%H%M%S_x.png").to_string());
            proptest::prop_assert_eq!(local.map(|t| t.at.at), Some(at.format("%Y-%m-%d %H:%M:%S").to_string()));
            let moment = name_time(&format!("mmexport{}.jpg", seconds * 1000 + 999));
            proptest::prop_assert_eq!(moment.map(|t| t.at.at), Some(at.to_rfc3339_opts(SecondsFormat::Secs, true)));
        }

        #[test]
        fn digits_alone_are_never_a_time(name in "[0-9]{1,40}(\\.png)?") {
            proptest::prop_assert_eq!(name_time(&name), None);
        }
    }
}
