//! Reads the rate-limit headers of a response, which occur once for each bucket that the request counted against.

use crate::contract::RateLimit;
use crate::response::HttpResponse;
use alloc::vec::Vec;
use core::cmp::Reverse;

const PREFIX: &str = "x-rate-limit-";

/// A bucket of requests, by its headers.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Bucket {
    /// How many requests a window allows.
    pub limit: Option<i64>,
    /// How many are left.
    pub remaining: Option<i64>,
    /// When the window resets, in seconds since 1970.
    pub reset: Option<i64>,
}

/// The bucket that limits the caller: the one with the fewest requests left, and among equals the one with the latest
/// reset.
///
/// The headers of several buckets are separate lines or joined by commas, and pair up by position. If they do not pair
/// up, the result has the worst value of each header.
pub fn tightest(response: &HttpResponse) -> Bucket {
    let mut columns: [Vec<Option<i64>>; 3] = Default::default();
    for (name, value) in &response.headers {
        let column = name.get(..PREFIX.len()).filter(|start| start.eq_ignore_ascii_case(PREFIX)).and_then(|_| {
            let kind = &name[PREFIX.len()..];
            ["limit", "remaining", "reset"].iter().position(|column| kind.eq_ignore_ascii_case(column))
        });
        if let Some(column) = column {
            let value = core::str::from_utf8(value).unwrap_or_default();
            columns[column].extend(value.split(',').map(|number| number.trim().parse::<i64>().ok()));
        }
    }
    let [limits, remaining, resets] = &columns;
    let count = columns.iter().map(Vec::len).max().unwrap_or_default();
    if columns.iter().any(|column| !column.is_empty() && column.len() != count) {
        return Bucket {
            limit: limits.iter().flatten().min().copied(),
            remaining: remaining.iter().flatten().min().copied(),
            reset: resets.iter().flatten().max().copied(),
        };
    }
    let at = |column: &[Option<i64>], at| column.get(at).copied().flatten();
    let bucket = |place| Bucket { limit: at(limits, place), remaining: at(remaining, place), reset: at(resets, place) };
    let order = |bucket: &Bucket| (bucket.remaining.unwrap_or(i64::MAX), Reverse(bucket.reset));
    (0..count).map(bucket).min_by_key(order).unwrap_or_default()
}

/// The rate limit for a response; none if a part of it is missing.
pub fn read(response: &HttpResponse) -> Option<RateLimit> {
    let Bucket { limit, remaining, reset } = tightest(response);
    Some(RateLimit {
        limit: limit?.try_into().ok()?,
        remaining: remaining?.try_into().ok()?,
        reset_epoch_seconds: reset?.try_into().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    /// The tightest bucket of headers that are given as (limits, remaining, resets), with one line per text.
    fn read(columns: [&[&str]; 3]) -> (Option<i64>, Option<i64>, Option<i64>) {
        let names = ["X-Rate-Limit-Limit", "x-rate-limit-remaining", "X-RATE-LIMIT-RESET"];
        let lines = names.iter().zip(columns).flat_map(|(name, values)| values.iter().map(move |value| (name, value)));
        let headers = lines.map(|(name, value)| (name.to_string(), value.as_bytes().to_vec())).collect();
        let Bucket { limit, remaining, reset } = tightest(&HttpResponse { headers, ..HttpResponse::default() });
        (limit, remaining, reset)
    }

    #[test]
    fn buckets_pair_by_position_on_lines_and_after_commas() {
        let first = (Some(5), Some(0), Some(90));
        for columns in [
            [&["5", "600"][..], &["0", "599"], &["90", "70"]],
            [&["600", "5"], &["599", "0"], &["70", "90"]],
            [&["600, 5"], &["599 ,0"], &["70,90"]],
            [&["600", "5"], &["599,0"], &["70", "90"]],
            // Of two exhausted buckets, the one with the later reset.
            [&["7", "5"], &["0", "0"], &["70", "90"]],
            [&["5", "7"], &["0", "0"], &["90", "70"]],
        ] {
            assert_eq!(read(columns), first, "{columns:?}");
        }
        assert_eq!(read([&["5"], &["0"], &["90"]]), first);
    }

    #[test]
    fn headers_that_do_not_pair_up_give_the_worst_of_each() {
        assert_eq!(read([&["600"], &["599", "0"], &["70", "90"]]), (Some(600), Some(0), Some(90)));
        assert_eq!(read([&["600", "5"], &["3"], &["70,90,80"]]), (Some(5), Some(3), Some(90)));
    }

    #[test]
    fn missing_and_invalid_numbers_stay_in_their_bucket() {
        assert_eq!(read([&[], &[], &[]]), (None, None, None));
        assert_eq!(read([&[], &["3", "4"], &["70", "90"]]), (None, Some(3), Some(70)));
        assert_eq!(read([&["600", "5"], &["", "4"], &["x", "90"]]), (Some(5), Some(4), Some(90)));
        assert_eq!(read([&[], &[], &["70", "90"]]), (None, None, Some(90)));
    }
}
