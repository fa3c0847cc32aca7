//! Finds the items of a JSON array in its text, without parsing them into a model.

use core::fmt;
use serde::Deserializer as _;
use serde::de::{SeqAccess, Visitor};
use serde_json::value::RawValue;

/// Consecutive items of an array.
#[derive(Debug, PartialEq, Eq)]
pub struct Part<'a> {
    /// The items, unchanged from the text, with the commas between them.
    pub text: &'a str,
    /// The number of these items.
    pub count: usize,
    /// The number of all items of the array.
    pub total: usize,
}

/// The items after the first `skip` ones: at most `max_items`, of at most `max_bytes`. None if the text is not a JSON
/// array.
pub fn part(text: &str, skip: usize, max_items: usize, max_bytes: usize) -> Option<Part<'_>> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let finder = Finder { text, skip, max_items, max_bytes };
    let part = deserializer.deserialize_seq(finder).ok()?;
    deserializer.end().ok()?;
    Some(part)
}

struct Finder<'a> {
    text: &'a str,
    skip: usize,
    max_items: usize,
    max_bytes: usize,
}

impl<'de> Visitor<'de> for Finder<'de> {
    type Value = Part<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Part<'de>, A::Error> {
        let (mut start, mut end) = (0, 0);
        let (mut count, mut total) = (0, 0);
        while let Some(item) = items.next_element::<&RawValue>()? {
            let item = item.get();
            let offset = item.as_ptr() as usize - self.text.as_ptr() as usize;
            if total == self.skip {
                (start, end) = (offset, offset);
            }
            // Takes items contiguously: stops at the first that does not fit.
            let next = total >= self.skip && total - self.skip == count;
            if next && count < self.max_items && offset + item.len() - start <= self.max_bytes {
                end = offset + item.len();
                count += 1;
            }
            total += 1;
        }
        Ok(Part { text: &self.text[start..end], count, total })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = " [ {\"a\": \"],[\"} , [1, 2],\n\"\\\"x\", null ] ";

    fn take(skip: usize, max_items: usize, max_bytes: usize) -> (&'static str, usize, usize) {
        let part = part(TEXT, skip, max_items, max_bytes).expect("an array");
        (part.text, part.count, part.total)
    }

    #[test]
    fn items_keep_their_text() {
        assert_eq!(take(0, 9, 99), ("{\"a\": \"],[\"} , [1, 2],\n\"\\\"x\", null", 4, 4));
        assert_eq!(take(1, 2, 99), ("[1, 2],\n\"\\\"x\"", 2, 4));
        assert_eq!(take(3, 9, 99), ("null", 1, 4));
        assert_eq!(take(4, 9, 99), ("", 0, 4));
        assert_eq!(take(9, 9, 99), ("", 0, 4));
        assert_eq!(take(0, 0, 99), ("", 0, 4));
    }

    #[test]
    fn the_bound_of_bytes_leaves_no_gap() {
        assert_eq!(take(1, 9, 5), ("", 0, 4), "the first does not fit, and the shorter ones behind it are not taken");
        assert_eq!(take(1, 9, 6), ("[1, 2]", 1, 4));
        assert_eq!(take(1, 9, 13), ("[1, 2],\n\"\\\"x\"", 2, 4));
    }

    #[test]
    fn a_text_that_is_not_an_array_has_no_items() {
        for text in ["", "{}", "[1", "[1 2]", "[1,]", "[1]]", "[{]}", "[1] x", "\"[]\"", "null"] {
            assert_eq!(part(text, 0, 9, 99), None, "{text}");
        }
        assert_eq!(part("[]", 0, 9, 99).map(|part| part.total), Some(0));
    }
}
