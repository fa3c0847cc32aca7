//! Repeats requests that are safe to repeat, if the instance asks for it.

use crate::config::retries::Retries;
use crate::contract::Error;
use crate::response::HttpResponse;
use crate::response::error::{Disposition, disposition};
use crate::response::retry_after;
use crate::table::method::Method;

/// The shortest pause before a repetition, in milliseconds, even if the response names a shorter one. After lost
/// connections, the pause doubles each time.
const PAUSE: u32 = 1_000;

/// Makes attempts until one is final or the limits are reached, and returns the last result.
///
/// A wait is never shorter than Okta asks for: if it does not fit, the last result is returned at once.
pub fn run(
    retries: Retries,
    method: Method,
    mut attempt: impl FnMut() -> Result<HttpResponse, Error>,
    mut sleep: impl FnMut(u32),
) -> Result<HttpResponse, Error> {
    let mut time = retries.max_wait;
    let mut used = 0;
    loop {
        let result = attempt();
        let pause = if used < retries.max { pause(method, &result, used) } else { None };
        match pause.and_then(|pause| time.checked_sub(pause).map(|left| (pause, left))) {
            Some((pause, left)) => {
                sleep(pause);
                time = left;
                used += 1;
            }
            None => return result,
        }
    }
}

/// How long to wait before the request may be repeated, in milliseconds; none if it must not be.
fn pause(method: Method, result: &Result<HttpResponse, Error>, used: u32) -> Option<u32> {
    match result {
        Ok(response) if response.is_success() => None,
        Ok(response) => match disposition(method, response.status) {
            Disposition::RateLimited => Some(retry_after::rate_limit(response).0.max(PAUSE)),
            Disposition::Unavailable => Some(retry_after::unavailable(response).0.max(PAUSE)),
            Disposition::Refused | Disposition::OutcomeUnknown => None,
        },
        Err(Error::RateLimited(later) | Error::Unavailable(later)) => Some(later.wait_ms.max(PAUSE)),
        Err(Error::Unreachable(_) | Error::Interrupted(_)) => Some(PAUSE.saturating_mul(1 << used.min(16))),
        Err(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::{String, ToString};
    use alloc::vec;
    use alloc::vec::Vec;

    fn response(status: u16, headers: &[(&str, &str)]) -> Result<HttpResponse, Error> {
        let headers = headers.iter().map(|(name, value)| (name.to_string(), value.as_bytes().to_vec())).collect();
        Ok(HttpResponse { status, headers, ..HttpResponse::default() })
    }

    /// Runs attempts with these results, and returns the last status (0 for a lost connection) and the waits.
    fn run(retries: (u32, u32), method: Method, results: Vec<Result<HttpResponse, Error>>) -> (u16, Vec<u32>) {
        let (max, max_wait) = retries;
        let mut results = results.into_iter();
        let mut waits = Vec::new();
        let attempt = || results.next().expect("no attempt more than there are results");
        let last = super::run(Retries { max, max_wait }, method, attempt, |wait| waits.push(wait));
        assert_eq!(results.count(), 0, "every result was asked for");
        (last.map_or(0, |response| response.status), waits)
    }

    #[test]
    fn nothing_is_repeated_unless_asked_for() {
        assert_eq!(run((0, 100_000), Method::Get, vec![response(429, &[])]), (429, vec![]));
        assert_eq!(run((0, 100_000), Method::Get, vec![Err(Error::Unreachable(String::new()))]), (0, vec![]));
    }

    #[test]
    fn waits_fit_into_the_time_or_are_not_begun() {
        let limited = || response(429, &[]);
        assert_eq!(run((3, 60_000), Method::Post, vec![limited(), response(200, &[])]), (200, vec![60_000]));
        assert_eq!(run((3, 59_999), Method::Post, vec![limited()]), (429, vec![]));
        assert_eq!(run((3, 119_999), Method::Post, vec![limited(), limited()]), (429, vec![60_000]));
        assert_eq!(run((1, 600_000), Method::Post, vec![limited(), limited()]), (429, vec![60_000]));
    }

    #[test]
    fn requests_that_may_have_taken_effect_are_not_repeated() {
        for status in [500, 502, 503, 504] {
            assert_eq!(run((2, 60_000), Method::Post, vec![response(status, &[])]), (status, vec![]));
            assert_eq!(run((2, 60_000), Method::Patch, vec![response(status, &[])]), (status, vec![]));
            for method in [Method::Get, Method::Put, Method::Delete] {
                assert_eq!(
                    run((2, 60_000), method, vec![response(status, &[]), response(200, &[])]),
                    (200, vec![5_000])
                );
            }
        }
        assert_eq!(run((2, 60_000), Method::Post, vec![response(423, &[]), response(200, &[])]), (200, vec![5_000]));
        assert_eq!(run((2, 60_000), Method::Get, vec![response(404, &[])]), (404, vec![]));
        assert_eq!(run((2, 60_000), Method::Get, vec![response(501, &[])]), (501, vec![]));
    }

    #[test]
    fn every_repetition_waits_at_least_a_second() {
        for status in [429, 503] {
            let busy = || response(status, &[("retry-after", "0")]);
            assert_eq!(
                run((2, 60_000), Method::Get, vec![busy(), busy(), response(200, &[])]),
                (200, vec![1_000, 1_000])
            );
            assert_eq!(run((2, 999), Method::Get, vec![busy()]), (status, vec![]));
        }
    }

    #[test]
    fn pauses_after_lost_connections_grow() {
        let lost = || Err(Error::Interrupted(String::new()));
        assert_eq!(run((3, 60_000), Method::Get, vec![lost(), lost(), lost(), lost()]), (0, vec![1_000, 2_000, 4_000]));
    }
}
