//! The times that people write for the log.

use jiff::civil::{Date, DateTime};
use jiff::{Span, Timestamp, ToSpan, Zoned};

/// The time that a text means, as Okta writes times: an instant, `today`, `yesterday`, a date, a date with a time of day, or a
/// span before now such as `24h` or `7d`. Dates are those of the system's time zone.
///
/// # Errors
///
/// A text that means no time: a sentence that lists the forms.
pub fn read(text: &str, now: &Zoned) -> Result<String, String> {
    let zone = now.time_zone();
    let day = |days: i64| now.checked_sub(days.days()).and_then(|day| day.start_of_day()).ok();
    let found = match text {
        "today" => day(0).map(|day| day.timestamp()),
        "yesterday" => day(1).map(|day| day.timestamp()),
        _ => {
            let instant = || text.parse::<Timestamp>().ok();
            let local = || text.parse::<DateTime>().ok().and_then(|time| time.to_zoned(zone.clone()).ok());
            let date = || text.parse::<Date>().ok().and_then(|date| date.to_zoned(zone.clone()).ok());
            let ago = || text.parse::<Span>().ok().and_then(|span| now.checked_sub(span.abs()).ok());
            instant().or_else(|| local().or_else(date).or_else(ago).map(|time| time.timestamp()))
        }
    };
    let expected = "expected a time such as yesterday, 2026-01-31, 2026-01-31T09:00:00Z, or 24h or 7d before now";
    found.map(written).ok_or_else(|| expected.to_string())
}

/// A time as Okta writes it.
pub fn written(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_write_times_in_many_ways() {
        let now: Zoned = "2026-11-29T04:30:00+01:00[Europe/Oslo]".parse().expect("a time");
        for (text, expected) in [
            ("2026-11-28T10:00:00Z", "2026-11-28T10:00:00.000Z"),
            ("2026-11-28T10:00:00.5+02:00", "2026-11-28T08:00:00.500Z"),
            ("today", "2026-11-28T23:00:00.000Z"),
            ("yesterday", "2026-11-27T23:00:00.000Z"),
            ("2026-11-28", "2026-11-27T23:00:00.000Z"),
            ("2026-11-28 09:00", "2026-11-28T08:00:00.000Z"),
            ("24h", "2026-11-28T03:30:00.000Z"),
            ("7d", "2026-11-22T03:30:00.000Z"),
            ("90 minutes", "2026-11-29T02:00:00.000Z"),
        ] {
            assert_eq!(read(text, &now).as_deref(), Ok(expected), "{text}");
        }
        for text in ["", "soon", "24", "2026-13-01", "tomorrow"] {
            assert!(read(text, &now).is_err_and(|problem| problem.contains("yesterday")), "{text}");
        }
    }
}
