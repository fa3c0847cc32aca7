//! How long to wait before a refused request is worth repeating.

use crate::response::HttpResponse;
use crate::response::rate_limit::{Bucket, tightest};
use alloc::format;
use alloc::string::{String, ToString};

/// The window of Okta's rate limits, in seconds: the wait if the response does not tell.
const WINDOW: i64 = 60;
/// The longest plausible wait, in seconds: no window of Okta is longer.
const MAX_WAIT: i64 = 24 * 60 * 60;
/// The wait if Okta is unavailable and does not tell for how long, in seconds.
const PAUSE: i64 = 5;

/// The wait after a 429 in milliseconds, and its reason.
///
/// Okta sends no `Retry-After`: the wait is the reset of the exhausted bucket, minus the response's own date (the local
/// clock may be wrong), plus one second.
pub fn rate_limit(response: &HttpResponse) -> (u32, String) {
    let Bucket { limit, remaining, reset } = tightest(response);
    let now = response.header("date").and_then(epoch_seconds);
    let ahead = reset.map(|reset| now.map(|now| reset.saturating_sub(now)));
    let (seconds, source) = match (ahead, retry_after(response)) {
        (Some(Some(ahead)), _) if (-WINDOW..MAX_WAIT).contains(&ahead) => {
            (ahead.max(0) + 1, "the time until the reset that Okta names")
        }
        (_, Some(seconds)) => (seconds, "that of Retry-After"),
        (Some(Some(_)), _) => (WINDOW, "a guess, because the reset that Okta names is absurd"),
        _ => (WINDOW, "a guess, because the response lacks X-Rate-Limit-Reset or Date"),
    };
    let which = match (limit, remaining) {
        (Some(0), Some(0)) => "too many requests of the organization at the same time (the concurrency limit)",
        _ => "too many requests to this endpoint",
    };
    (milliseconds(seconds), format!("{which}; the wait is {source}"))
}

/// The wait after a 5xx or 423 in milliseconds, and its reason.
pub fn unavailable(response: &HttpResponse) -> (u32, String) {
    match retry_after(response) {
        Some(seconds) => (milliseconds(seconds), "Okta names this wait".to_string()),
        None => (milliseconds(PAUSE), "a guess, because Okta names no wait".to_string()),
    }
}

/// The seconds of a `Retry-After`, which Okta does not send with a 429, but a proxy may: a number, or a date that is
/// compared with the response's own.
fn retry_after(response: &HttpResponse) -> Option<i64> {
    let value = response.header("retry-after")?.trim();
    let until = || {
        let now = response.header("date").and_then(epoch_seconds)?;
        Some((epoch_seconds(value)? - now).max(0))
    };
    value.parse().ok().or_else(until).filter(|seconds| (0..MAX_WAIT).contains(seconds))
}

fn milliseconds(seconds: i64) -> u32 {
    u32::try_from(seconds * 1000).unwrap_or(u32::MAX)
}

/// Seconds since 1970 of an HTTP date such as `Sun, 06 Nov 1994 08:49:37 GMT`; none for anything else.
fn epoch_seconds(date: &str) -> Option<i64> {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let mut words = date.split_once(',')?.1.split_ascii_whitespace();
    let day: i64 = words.next()?.parse().ok().filter(|day| (1..=31).contains(day))?;
    let name = words.next()?;
    let month = MONTHS.iter().position(|month| *month == name)? as i64 + 1;
    let year: i64 = words.next()?.parse().ok().filter(|year| (1970..10_000).contains(year))?;
    let mut time = words.next()?.splitn(3, ':');
    let mut part = |end| time.next()?.parse::<i64>().ok().filter(|part| (0..end).contains(part));
    // The last second of a day can be a leap second.
    let (hours, minutes, seconds) = (part(24)?, part(60)?, part(61)?);
    if words.next() != Some("GMT") {
        return None;
    }
    // Days since 1970 of a date in the Gregorian calendar, with years that begin in March.
    let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719_468;
    Some(((days * 24 + hours) * 60 + minutes) * 60 + seconds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    fn response(headers: &[(&str, &str)]) -> HttpResponse {
        let headers = headers.iter().map(|(name, value)| (name.to_string(), value.as_bytes().to_vec())).collect();
        HttpResponse { headers, ..HttpResponse::default() }
    }

    #[test]
    fn http_dates_are_read() {
        assert_eq!(epoch_seconds("Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
        assert_eq!(epoch_seconds("Sun, 06 Nov 1994 08:49:37 GMT"), Some(784_111_777));
        assert_eq!(epoch_seconds("Thu, 29 Feb 2024 23:59:59 GMT"), Some(1_709_251_199));
        for text in [
            "",
            "now",
            "Sun, 06 Nov",
            "Sun, 99 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 08:49 GMT",
            "Sun, 06 Nov 1994 24:49:37 GMT",
            "Sun, 06 Nov 1994 08:60:37 GMT",
            "Sun, 06 Nov 1994 08:49:37 CET",
        ] {
            assert_eq!(epoch_seconds(text), None, "{text}");
        }
    }

    #[test]
    fn the_wait_is_reset_minus_date_plus_one() {
        let headers = [("Date", "Sun, 06 Nov 1994 08:49:37 GMT"), ("X-Rate-Limit-Reset", "784111800")];
        assert_eq!(rate_limit(&response(&headers)).0, 24_000);
    }

    #[test]
    fn a_missing_or_absurd_reset_is_a_guess_and_says_so() {
        let date = ("Date", "Sun, 06 Nov 1994 08:49:37 GMT");
        for headers in [&[date][..], &[date, ("X-Rate-Limit-Reset", "9")], &[("X-Rate-Limit-Reset", "784111800")], &[]]
        {
            let (wait, reason) = rate_limit(&response(headers));
            assert_eq!(wait, 60_000);
            assert!(reason.contains("guess"), "{reason}");
        }
    }

    #[test]
    fn retry_after_is_used_without_a_reset() {
        let (wait, reason) = rate_limit(&response(&[("Retry-After", "9")]));
        assert_eq!(wait, 9_000);
        assert!(reason.contains("Retry-After"), "{reason}");
        let date = ("Date", "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(rate_limit(&response(&[date, ("X-Rate-Limit-Reset", "784111800"), ("Retry-After", "9")])).0, 24_000);
        // An unusable reset counts as missing.
        for headers in [
            [("X-Rate-Limit-Reset", "784111800"), ("Retry-After", "9")],
            [("X-Rate-Limit-Reset", "9"), ("Retry-After", "9")],
        ] {
            assert_eq!(rate_limit(&response(&headers)).0, 9_000);
            assert_eq!(rate_limit(&response(&[&[date][..], &headers[1..]].concat())).0, 9_000);
        }
    }

    #[test]
    fn the_concurrency_limit_is_named() {
        let headers = [("X-Rate-Limit-Limit", "0"), ("X-Rate-Limit-Remaining", "0")];
        assert!(rate_limit(&response(&headers)).1.contains("concurrency"));
    }

    #[test]
    fn retry_after_is_a_date_as_well() {
        let date = ("Date", "Sun, 06 Nov 1994 08:49:37 GMT");
        for (until, wait) in [("Sun, 06 Nov 1994 08:50:07 GMT", 30_000), ("Sun, 06 Nov 1994 08:49:00 GMT", 0)] {
            assert_eq!(unavailable(&response(&[date, ("Retry-After", until)])).0, wait);
            assert_eq!(rate_limit(&response(&[date, ("Retry-After", until)])).0, wait);
            let (_, reason) = unavailable(&response(&[("Retry-After", until)]));
            assert!(reason.contains("guess"), "without the response's date: {reason}");
        }
    }

    #[test]
    fn the_wait_is_that_of_the_exhausted_bucket() {
        let headers = [
            ("Date", "Sun, 06 Nov 1994 08:49:37 GMT"),
            ("X-Rate-Limit-Limit", "600"),
            ("X-Rate-Limit-Limit", "5"),
            ("X-Rate-Limit-Remaining", "598"),
            ("X-Rate-Limit-Remaining", "0"),
            ("X-Rate-Limit-Reset", "784111780"),
            ("X-Rate-Limit-Reset", "784111800"),
        ];
        assert_eq!(rate_limit(&response(&headers)).0, 24_000);
        let reversed: Vec<_> = headers.into_iter().rev().collect();
        assert_eq!(rate_limit(&response(&reversed)).0, 24_000);
    }

    #[test]
    fn retry_after_is_used_if_okta_is_unavailable() {
        assert_eq!(unavailable(&response(&[("Retry-After", "7")])).0, 7_000);
        assert_eq!(unavailable(&response(&[("Retry-After", "-7")])).0, 5_000);
    }
}
