//! Collects the pages of a list within bounds, and keeps the items collected so far if a page fails.
//!
//! Enter at [`collect`]. The caller passes a function that fetches a page: this room does not know requests or the
//! network.

pub mod json_array;

use crate::contract::exports::actions::okta::pages::{Bounds, Collection, Stop};
use crate::contract::{Error, LostResponse, Response};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use sha2::{Digest, Sha256};

/// The maximum of pages unless the caller gives a bound: more than any useful list has.
pub const DEFAULT_PAGES: u32 = 10_000;

/// A position in a list: a page, and how many of its items were collected before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// The path and query of the page.
    pub page: String,
    /// The number of its items that were collected before.
    pub done: usize,
}

impl Cursor {
    /// Reads the `next` of a response or of a collection. A collection that ended within a page appends `#` and the
    /// number of items that are done; no path or query contains a `#`.
    pub fn read(next: &str) -> Self {
        let split = next.split_once('#').and_then(|(page, done)| Some((page, done.parse().ok()?)));
        let (page, done) = split.unwrap_or((next, 0));
        Self { page: page.to_string(), done }
    }

    fn write(self) -> String {
        if self.done == 0 { self.page } else { format!("{}#{}", self.page, self.done) }
    }
}

/// Collects pages from a cursor on. `fetch` takes the path and query of a page.
///
/// An error on the first page is the result; a later one is part of the collection.
pub fn collect(
    start: Cursor,
    bounds: &Bounds,
    max_bytes: usize,
    mut fetch: impl FnMut(&str) -> Result<Response, Error>,
) -> Result<Collection, Error> {
    let max_pages = bounds.max_pages.unwrap_or(DEFAULT_PAGES);
    let max_items = bounds.max_items.unwrap_or(u32::MAX) as usize;
    let max_bytes = bounds.max_bytes.map_or(max_bytes, |bytes| bytes as usize);
    let mut all = Collection {
        items: "[".to_string(),
        count: 0,
        pages: 0,
        stop: Stop::End,
        next: None,
        error: None,
        rate_limit: None,
    };
    let mut seen: Vec<u128> = Vec::new();
    let mut cursor = start;
    loop {
        let (count, pages) = (all.count as usize, all.pages);
        let hash = hash(&cursor.page);
        if seen.contains(&hash) {
            return Ok(all.end(Stop::Repeated, None));
        }
        seen.push(hash);
        if count >= max_items || pages >= max_pages {
            let stop = if pages >= max_pages { Stop::MaxPages } else { Stop::MaxItems };
            return Ok(all.end(stop, Some(cursor)));
        }
        let response = match fetch(&cursor.page) {
            Ok(response) => response,
            Err(error) if pages == 0 => return Err(error),
            Err(error) => return Ok(all.fail(error, cursor)),
        };
        // One byte for the bracket at the end and one for a comma.
        let room = max_bytes.saturating_sub(all.items.len() + 2);
        let Some(part) = json_array::part(&response.body, cursor.done, max_items - count, room) else {
            let error = no_list();
            return if pages == 0 { Err(error) } else { Ok(all.fail(error, cursor)) };
        };
        if all.append(part.text).is_err() {
            return Ok(all.end(Stop::MaxBytes, Some(cursor)));
        }
        all.count += part.count as u32;
        all.pages += 1;
        all.rate_limit = response.rate_limit;
        let done = cursor.done + part.count;
        if done < part.total {
            let stop = if all.count as usize == max_items { Stop::MaxItems } else { Stop::MaxBytes };
            return Ok(all.end(stop, Some(Cursor { done, ..cursor })));
        }
        let Some(next) = response.next.map(|page| Cursor { page, done: 0 }) else {
            return Ok(all.end(Stop::End, None));
        };
        // While the system log is polled, every page names a next one, which is empty until new events occur.
        if part.total == 0 && next.page.starts_with("/api/v1/logs") {
            return Ok(all.end(Stop::End, Some(next)));
        }
        cursor = next;
    }
}

impl Collection {
    /// Adds items, unless the memory that the host grants is full.
    fn append(&mut self, items: &str) -> Result<(), alloc::collections::TryReserveError> {
        if !items.is_empty() {
            self.items.try_reserve(items.len() + 2)?;
            if self.count > 0 {
                self.items.push(',');
            }
            self.items.push_str(items);
        }
        Ok(())
    }

    fn end(mut self, stop: Stop, cursor: Option<Cursor>) -> Self {
        self.items.push(']');
        self.stop = stop;
        self.next = cursor.map(Cursor::write);
        self
    }

    fn fail(self, error: Error, cursor: Cursor) -> Self {
        Self { error: Some(error), ..self.end(Stop::Failed, Some(cursor)) }
    }
}

/// Half of a SHA-256 hash, to recognize a page: links can be long and many.
fn hash(page: &str) -> u128 {
    Sha256::digest(page).iter().take(16).fold(0, |hash, byte| hash << 8 | u128::from(*byte))
}

fn no_list() -> Error {
    let message = "the page is not a JSON array: collect the pages of actions that return a list".to_string();
    Error::PermanentUnreadableResponse(LostResponse { message, response: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNBOUND: Bounds = Bounds { max_pages: None, max_items: None, max_bytes: None };

    fn response(body: &str, next: Option<&str>) -> Response {
        let next = next.map(ToString::to_string);
        Response {
            status: 200,
            body: body.to_string(),
            content_type: None,
            next,
            etag: None,
            request_id: None,
            rate_limit: None,
        }
    }

    /// Pages `a`, `b` and `c` of two, no and one items.
    fn list(page: &str) -> Result<Response, Error> {
        match page {
            "/api/v1/a" => Ok(response("[1, {\"x\":[2]}]", Some("/api/v1/b"))),
            "/api/v1/b" => Ok(response("[ ]", Some("/api/v1/c"))),
            "/api/v1/c" => Ok(response("[\"3\"]", None)),
            "/api/v1/loop" => Ok(response("[0]", Some("/api/v1/loop"))),
            "/api/v1/logs?1" => Ok(response("[1]", Some("/api/v1/logs?2"))),
            "/api/v1/logs?2" => Ok(response("[]", Some("/api/v1/logs?3"))),
            "/api/v1/breaks" => Ok(response("[5]", Some("/api/v1/gone"))),
            "/api/v1/object" => Ok(response("{}", None)),
            _ => Err(Error::Unreachable(String::new())),
        }
    }

    fn run(start: &str, bounds: Bounds, max_bytes: usize) -> (String, u32, Stop, Option<String>) {
        let all = collect(Cursor::read(start), &bounds, max_bytes, list).expect("a collection");
        assert_eq!(all.error.is_some(), all.stop == Stop::Failed);
        (all.items, all.pages, all.stop, all.next)
    }

    #[test]
    fn all_pages_become_one_array() {
        assert_eq!(run("/api/v1/a", UNBOUND, 99), ("[1, {\"x\":[2]},\"3\"]".into(), 3, Stop::End, None));
        assert_eq!(run("/api/v1/b", Bounds { max_pages: Some(1), ..UNBOUND }, 99).0, "[]");
    }

    #[test]
    fn a_list_that_never_ends_ends() {
        assert_eq!(run("/api/v1/loop", UNBOUND, 99), ("[0]".into(), 1, Stop::Repeated, None));
        assert_eq!(run("/api/v1/logs?1", UNBOUND, 99), ("[1]".into(), 2, Stop::End, Some("/api/v1/logs?3".into())));
    }

    #[test]
    fn bounds_are_exact_and_nothing_is_lost_at_them() {
        let mut bounds = Vec::new();
        for most in 1..4 {
            bounds.push((Bounds { max_items: Some(most), ..UNBOUND }, 99));
            bounds.push((Bounds { max_pages: Some(most), ..UNBOUND }, 99));
        }
        bounds.extend([(UNBOUND, 13), (Bounds { max_bytes: Some(16), ..UNBOUND }, 99)]);
        for (bounds, max_bytes) in bounds {
            let (mut cursor, mut collected) = (Some("/api/v1/a".to_string()), Vec::new());
            while let Some(start) = cursor.take() {
                let (items, _, stop, next) = run(&start, bounds, max_bytes);
                let values: Vec<serde_json::Value> = serde_json::from_str(&items).expect("a JSON array");
                assert!(values.len() <= bounds.max_items.unwrap_or(u32::MAX) as usize);
                assert!(items.len() <= bounds.max_bytes.map_or(max_bytes, |bytes| bytes as usize), "{items}");
                assert_eq!(next.is_none(), stop == Stop::End, "{stop:?}");
                collected.extend(values.iter().map(ToString::to_string));
                cursor = next;
            }
            assert_eq!(collected, ["1", "{\"x\":[2]}", "\"3\""], "{bounds:?}");
        }
    }

    #[test]
    fn an_item_longer_than_the_bound_is_left_to_the_caller() {
        let expected = ("[]".to_string(), 1, Stop::MaxBytes, Some("/api/v1/a".to_string()));
        assert_eq!(run("/api/v1/a", UNBOUND, 2), expected);
    }

    #[test]
    fn a_failure_keeps_the_collected_items() {
        let expected = ("[5]".to_string(), 1, Stop::Failed, Some("/api/v1/gone".to_string()));
        assert_eq!(run("/api/v1/breaks", UNBOUND, 99), expected);
        for start in ["/api/v1/gone", "/api/v1/object"] {
            assert!(collect(Cursor::read(start), &UNBOUND, 99, list).is_err(), "{start}");
        }
    }
}
