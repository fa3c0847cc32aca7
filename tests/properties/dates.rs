//! HTTP dates and the waits that are computed from them.

use crate::checks::answer::waits;
use crate::inputs::{config, text};
use okta_actions::response::HttpResponse;
use okta_actions::response::retry_after::{self, rate_limit};
use proptest::prelude::*;
use std::time::{Duration, UNIX_EPOCH};

/// The last second of the year 9999, since 1970.
const LAST: u64 = 253_402_300_799;

fn dated(date: &str, reset: &str) -> HttpResponse {
    let headers = [("date", date), ("x-rate-limit-reset", reset)];
    let headers = headers.map(|(name, value)| (name.to_string(), value.as_bytes().to_vec()));
    HttpResponse { status: 429, headers: headers.into(), ..HttpResponse::default() }
}

fn date(seconds: u64) -> String {
    httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(seconds))
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_wait_ends_a_second_after_the_reset(now in 0..=LAST, ahead in -60_i64..86_400) {
        let reset = i64::try_from(now).expect("a date") + ahead;
        let (wait, reason) = rate_limit(&dated(&date(now), &reset.to_string()));
        prop_assert_eq!(i64::from(wait), (ahead.max(0) + 1) * 1000, "{}", reason);
        prop_assert!(!reason.contains("guess"), "{}", reason);
    }

    #[test]
    fn retry_after_as_a_date_is_the_time_until_then(now in 0..=LAST, ahead in 0_u64..86_400) {
        let headers = [("date", date(now)), ("retry-after", date((now + ahead).min(LAST)))];
        let headers = headers.map(|(name, value)| (name.to_string(), value.into_bytes()));
        let (wait, reason) = retry_after::unavailable(&HttpResponse { status: 503, headers: headers.into(), ..HttpResponse::default() });
        prop_assert_eq!(u64::from(wait), ((now + ahead).min(LAST) - now) * 1000, "{}", reason);
    }

    #[test]
    fn an_absurd_reset_is_a_guess(now in 0..=LAST, reset in any::<i64>()) {
        let response = dated(&date(now), &reset.to_string());
        waits(&response);
        let ahead = i128::from(reset) - i128::from(now);
        prop_assert_eq!(rate_limit(&response).1.contains("guess"), !(-60..86_400).contains(&ahead));
    }

    #[test]
    fn an_invalid_date_gives_a_guess(
        day in 0_u32..40, month in "(Jan|Feb|Jun|Dec|Foo|jan|)", year in prop_oneof![1960_u32..2100, any::<u32>()],
        (hour, minute, second) in (0_u32..30, 0_u32..70, 0_u32..70),
        zone in "(GMT|UTC|CET|)",
    ) {
        let text = format!("Sun, {day:02} {month} {year} {hour:02}:{minute:02}:{second:02} {zone}");
        let response = dated(&text, "1000000000");
        waits(&response);
        let month_is_known = ["Jan", "Feb", "Jun", "Dec"].contains(&month.as_str());
        let valid = (1..=31).contains(&day) && month_is_known && (1970..10_000).contains(&year)
            && hour < 24 && minute < 60 && second <= 60 && zone == "GMT";
        if !valid {
            prop_assert!(rate_limit(&response).1.contains("lacks"), "{} is read as a date", text);
        }
    }

    #[test]
    fn any_text_is_read(date in text(), reset in text(), retry_after in text()) {
        let mut response = dated(&date, &reset);
        response.headers.push(("Retry-After".into(), retry_after.into_bytes()));
        waits(&response);
    }
}
