//! The vectors of the domain reference, and counting against an implementation that shares nothing with it.

use super::*;
use crate::filing::built_in;

fn calendar() -> Calendar {
    Calendar::of(&built_in().holidays)
}

fn d(text: &str) -> NaiveDate {
    day(text).expect(text)
}

fn count(from: &str, n: u32, unit: Unit) -> Counted {
    calendar().count(d(from), Length { n, unit }).expect(from)
}

#[test]
fn every_vector_of_the_domain_reference_is_counted_as_written() {
    let table = [
        (7, Unit::Working, "2026-02-10", "2026-02-26", None),
        (7, Unit::Working, "2026-04-28", "2026-05-11", None),
        (7, Unit::Working, "2026-09-18", "2026-09-29", None),
        (7, Unit::Working, "2026-09-28", "2026-10-13", None),
        (7, Unit::Working, "2026-11-23", "2026-12-02", None),
        (7, Unit::Calendar, "2026-09-04", "2026-09-11", None),
        (7, Unit::Calendar, "2026-09-26", "2026-10-03", None),
        (7, Unit::CalendarHoliday, "2026-09-26", "2026-10-03", Some("2026-10-08")),
        (60, Unit::Calendar, "2026-08-04", "2026-10-03", None),
        (60, Unit::CalendarHoliday, "2026-08-04", "2026-10-03", Some("2026-10-08")),
        (15, Unit::Calendar, "2026-11-23", "2026-12-08", None),
    ];
    for (n, unit, from, due, extended) in table {
        let got = count(from, n, unit);
        assert_eq!((got.due, got.extended_to), (d(due), extended.map(d)), "{unit:?} {n} from {from}");
        assert!(!got.estimated, "2026 is known: {unit:?} {n} from {from}");
    }
}

#[test]
fn months_and_years_end_on_the_same_day_else_at_the_end_of_the_month_and_never_move() {
    for (n, unit, from, due) in [
        (6, Unit::Month, "2026-08-31", "2027-02-28"),
        (6, Unit::Month, "2026-04-01", "2026-10-01"),
        (1, Unit::Month, "2024-01-31", "2024-02-29"),
        (3, Unit::Year, "2026-11-06", "2029-11-06"),
        (1, Unit::Year, "2024-02-29", "2025-02-28"),
        (4, Unit::Year, "2024-02-29", "2028-02-29"),
    ] {
        let want = Counted { due: d(due), extended_to: None, estimated: false };
        assert_eq!(count(from, n, unit), want, "{n} {unit:?} from {from}, a holiday at its end or not");
    }
}

#[test]
fn a_year_without_a_calendar_makes_an_estimate_and_moves_nothing() {
    assert!(count("2026-12-28", 7, Unit::Working).estimated, "it runs into 2027");
    assert!(!count("2026-12-21", 7, Unit::Working).estimated, "it ends on 2026-12-30");
    let new_year = count("2026-12-25", 7, Unit::CalendarHoliday);
    assert_eq!((new_year.due, new_year.extended_to, new_year.estimated), (d("2027-01-01"), None, true));
    assert!(!count("2026-12-25", 7, Unit::Calendar).estimated, "plain days need no calendar");
    assert!(count("2023-05-04", 1, Unit::Working).estimated, "years before are not known either");
}

#[test]
fn an_ordinary_weekend_extends_nothing_and_a_worked_sunday_counts() {
    assert_eq!(count("2026-11-14", 7, Unit::CalendarHoliday).extended_to, None, "2026-11-21 is a plain Saturday");
    assert_eq!(count("2026-09-19", 1, Unit::Working).due, d("2026-09-20"));
}

#[test]
fn hours_run_from_the_moment_in_its_place() {
    let from = DateTime::parse_from_rfc3339("2026-11-06T18:42:10+08:00").expect("a moment");
    assert_eq!(hours(from, 48).expect("two days").to_rfc3339(), "2026-11-08T18:42:10+08:00");
}

#[test]
fn what_can_not_be_counted_is_refused() {
    let calendar = calendar();
    for unit in [Unit::Calendar, Unit::CalendarHoliday, Unit::Working, Unit::Month, Unit::Year] {
        for n in [0, LONGEST + 1, u32::MAX] {
            assert!(calendar.count(d("2026-11-23"), Length { n, unit }).is_err(), "{n} {unit:?}");
        }
        assert!(calendar.count(d("9999-12-31"), Length { n: 1, unit }).is_err(), "after 9999: {unit:?}");
    }
    assert!(calendar.count(d("2026-11-23"), Length { n: 1, unit: Unit::Hour }).is_err());
    let last = DateTime::parse_from_rfc3339("9999-12-31T23:30:00+00:00").expect("a moment");
    assert!(hours(last, 1).is_err() && hours(last, 0).is_err() && hours(last, u32::MAX).is_err());
}

/// Days as numbers and tables written out by hand; of the code under test it uses nothing.
mod naive {
    /// Official days of 2026 in the order of the year: day of the year from, to.
    const OFF: &[(u32, u32)] = &[(101, 103), (215, 223), (404, 406), (501, 505), (619, 621), (925, 927), (1001, 1007)];
    const WORK: &[u32] = &[104, 214, 228, 509, 920, 1010];

    pub type Day = (i32, u32, u32);

    fn leap(y: i32) -> bool {
        (y % 4 == 0 && y % 100 != 0) || y % 400 == 0
    }

    pub fn month_days(y: i32, m: u32) -> u32 {
        match m {
            2 => 28 + u32::from(leap(y)),
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        }
    }

    pub fn next((y, m, d): Day) -> Day {
        if d < month_days(y, m) {
            (y, m, d + 1)
        } else if m < 12 {
            (y, m + 1, 1)
        } else {
            (y + 1, 1, 1)
        }
    }

    /// Sakamoto's rule: 0 is Sunday.
    fn weekday((y, m, d): Day) -> i32 {
        const T: [i32; 12] = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4];
        let y = if m < 3 { y - 1 } else { y };
        (y + y / 4 - y / 100 + y / 400 + T[m as usize - 1] + d as i32) % 7
    }

    fn off((y, m, d): Day) -> bool {
        let key = m * 100 + d;
        y == 2026 && OFF.iter().any(|(a, b)| (*a..=*b).contains(&key))
    }

    fn works(day: Day) -> bool {
        let key = day.1 * 100 + day.2;
        if day.0 == 2026 && WORK.contains(&key) {
            return true;
        }
        !off(day) && !matches!(weekday(day), 0 | 6)
    }

    pub fn calendar(mut day: Day, n: u32) -> Day {
        for _ in 0..n {
            day = next(day);
        }
        day
    }

    pub fn holiday(day: Day, n: u32) -> Day {
        let mut day = calendar(day, n);
        while off(day) {
            day = next(day);
        }
        day
    }

    pub fn working(mut day: Day, n: u32) -> Day {
        let mut left = n;
        while left > 0 {
            day = next(day);
            if works(day) {
                left -= 1;
            }
        }
        day
    }

    pub fn months((y, m, d): Day, n: u32) -> Day {
        let (mut y, mut m) = (y, m);
        for _ in 0..n {
            (y, m) = if m == 12 { (y + 1, 1) } else { (y, m + 1) };
        }
        (y, m, d.min(month_days(y, m)))
    }
}

fn plain(day: NaiveDate) -> naive::Day {
    (day.year(), day.month(), day.day())
}

proptest::proptest! {
    #[test]
    fn counting_agrees_with_a_naive_implementation(offset in 0u64..400, n in 1u32..150) {
        // From 2025-12-01 on: within and beyond the year whose table both have.
        let from = d("2025-12-01") + Days::new(offset);
        let start = plain(from);
        let got = |unit| calendar().count(from, Length { n, unit }).expect("in range");
        proptest::prop_assert_eq!(plain(got(Unit::Calendar).due), naive::calendar(start, n));
        proptest::prop_assert_eq!(plain(got(Unit::Month).due), naive::months(start, n));
        proptest::prop_assert_eq!(plain(got(Unit::Year).due), naive::months(start, n * 12));
        let moved = got(Unit::CalendarHoliday);
        proptest::prop_assert_eq!(plain(moved.due), naive::calendar(start, n), "the day to act on never moves");
        if moved.due.year() == 2026 {
            proptest::prop_assert_eq!(plain(moved.extended_to.unwrap_or(moved.due)), naive::holiday(start, n));
        }
        let worked = got(Unit::Working);
        if offset >= 30 {
            // The days of 2025 have a table here and none there.
            proptest::prop_assert_eq!(plain(worked.due), naive::working(start, n));
            proptest::prop_assert_eq!(worked.estimated, worked.due.year() != 2026 || from.year() > 2026);
        }
    }
}
