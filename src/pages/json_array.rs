//! Finds the items of a JSON array in its text, without parsing them into a model.
//!
//! It accepts the same JSON as `serde_json`, with a fifth of the instructions: `tests/properties` compares the two.

use alloc::vec::Vec;

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
    let json = text.as_bytes();
    let (mut start, mut end) = (0, 0);
    let (mut count, mut total) = (0, 0);
    let mut open = Vec::new();
    let mut at = space(json, take(json, space(json, 0), b'[')?);
    let mut ended = take(json, at, b']');
    while ended.is_none() {
        let offset = space(json, at);
        at = value(json, offset, &mut open)?;
        if total == skip {
            (start, end) = (offset, offset);
        }
        // Takes items contiguously: stops at the first that does not fit.
        let next = total >= skip && total - skip == count;
        if next && count < max_items && at - start <= max_bytes {
            end = at;
            count += 1;
        }
        total += 1;
        at = space(json, at);
        ended = take(json, at, b']');
        if ended.is_none() {
            at = take(json, at, b',')?;
        }
    }
    (space(json, ended?) == json.len()).then(|| Part { text: &text[start..end], count, total })
}

// Each function below takes a text and a position, and returns the position behind the part that it has read.

fn take(json: &[u8], at: usize, byte: u8) -> Option<usize> {
    (json.get(at) == Some(&byte)).then_some(at + 1)
}

#[inline(always)]
fn space(json: &[u8], mut at: usize) -> usize {
    while json.get(at).is_some_and(|byte| *byte <= b' ' && b" \n\r\t".contains(byte)) {
        at += 1;
    }
    at
}

/// Reads a value, however deep. `open` is empty before and after.
fn value(json: &[u8], mut at: usize, open: &mut Vec<u8>) -> Option<usize> {
    // The closing bracket of the innermost array or object; those around it are in `open`.
    let mut end = 0;
    loop {
        at = space(json, at);
        if end == b'}' {
            at = take(json, space(json, string(json, take(json, at, b'"')?)?), b':')?;
            at = space(json, at);
        }
        let first = *json.get(at)?;
        at += 1;
        at = match first {
            b'"' => string(json, at)?,
            b'{' | b'[' => {
                at = space(json, at);
                let closing = first + 2;
                match take(json, at, closing) {
                    Some(at) => at,
                    None => {
                        open.push(end);
                        end = closing;
                        continue;
                    }
                }
            }
            b't' => word(json, at, b"rue")?,
            b'f' => word(json, at, b"alse")?,
            b'n' => word(json, at, b"ull")?,
            _ => number(json, at - 1)?,
        };
        // A value has ended, and maybe some of the values around it.
        while end != 0 {
            at = space(json, at);
            if let Some(next) = take(json, at, b',') {
                at = next;
                break;
            }
            at = take(json, at, end)?;
            end = open.pop()?;
        }
        if end == 0 {
            return Some(at);
        }
    }
}

fn word(json: &[u8], at: usize, word: &[u8]) -> Option<usize> {
    json[at..].starts_with(word).then_some(at + word.len())
}

fn number(json: &[u8], mut at: usize) -> Option<usize> {
    at = take(json, at, b'-').unwrap_or(at);
    at = match take(json, at, b'0') {
        Some(at) if json.get(at).is_some_and(u8::is_ascii_digit) => return None,
        Some(at) => at,
        None => digits(json, at)?,
    };
    if let Some(fraction) = take(json, at, b'.') {
        at = digits(json, fraction)?;
    }
    if let Some(b'e' | b'E') = json.get(at) {
        at += 1;
        if let Some(b'+' | b'-') = json.get(at) {
            at += 1;
        }
        at = digits(json, at)?;
    }
    Some(at)
}

/// One digit or more.
fn digits(json: &[u8], at: usize) -> Option<usize> {
    let count = json[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    (count > 0).then_some(at + count)
}

/// Reads the rest of a string.
#[inline(always)]
fn string(json: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at = plain(json, at);
        match json.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at = escape(json, at + 1)?,
            ..b' ' => return None,
            _ => at += 1,
        }
    }
}

/// Reads the rest of an escape sequence.
fn escape(json: &[u8], at: usize) -> Option<usize> {
    match json.get(at)? {
        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(at + 1),
        b'u' => json.get(at + 1..at + 5)?.iter().all(u8::is_ascii_hexdigit).then_some(at + 5),
        _ => None,
    }
}

/// Skips plain bytes, eight at a time: those without a quote, a backslash or a control character.
#[inline(always)]
fn plain(json: &[u8], mut at: usize) -> usize {
    const ONES: u64 = u64::MAX / 255;
    const HIGH: u64 = ONES << 7;
    // Sets the high bit of each byte below the limit; only the first such bit is reliable.
    let below = |word: u64, limit: u64| word.wrapping_sub(ONES * limit) & !word;
    // Swapping the quote with the space puts it right behind the control characters, so one comparison finds both.
    let special = |bytes: &[u8; 8]| {
        let word = u64::from_le_bytes(*bytes);
        (below(word ^ (ONES * 0x02), 0x21) | below(word ^ (ONES * 0x5c), 1)) & HIGH
    };
    while let Some(&[first, second]) = json.get(at..).and_then(|rest| rest.as_chunks::<8>().0.first_chunk()) {
        let (first, second) = (special(&first), special(&second));
        if first | second != 0 {
            let (word, before) = if first != 0 { (first, 0) } else { (second, 8) };
            return at + before + (word.trailing_zeros() / 8) as usize;
        }
        at += 16;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;
    use serde_json::value::RawValue;

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

    #[test]
    fn it_accepts_the_same_json_as_serde() {
        const TEXT: &str = r#"[{"a": -0.5e+7, "\u00e9\n/": [true, null, {}, []], "name": "Ada of \"Lovelace\", \\ and some more"}, 10,false ]"#;
        let letters: Vec<char> = "[]{},:\"\\u0123aeEtn+-. \n\u{1}\u{1f}\u{7f}\u{e9}\u{1f600}".chars().collect();
        let (mut state, mut valid) = (7_u32, 0);
        let mut random = |below: usize| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as usize % below
        };
        for round in 0..60_000 {
            let mut text: Vec<char> = TEXT.chars().collect();
            for _ in 0..round % 4 {
                let (at, letter) = (random(text.len()), letters[random(letters.len())]);
                match random(3) {
                    0 => text[at] = letter,
                    1 => text.insert(at, letter),
                    _ => drop(text.remove(at)),
                }
            }
            let text: String = text.into_iter().collect();
            let expected: Option<Vec<&RawValue>> = serde_json::from_str(&text).ok();
            valid += usize::from(expected.is_some());
            let found = part(&text, 0, 1, usize::MAX);
            assert_eq!(found.as_ref().map(|part| part.total), expected.as_ref().map(Vec::len), "{text}");
            if let (Some(found), Some(expected)) = (found, expected) {
                assert_eq!(found.text, expected.first().map(|item| item.get()).unwrap_or_default());
            }
        }
        assert!((20_000..50_000).contains(&valid), "{valid} texts are lists");
    }

    #[test]
    fn no_depth_is_too_deep() {
        let deep = "[".repeat(300_000) + &"]".repeat(300_000);
        assert_eq!(part(&deep, 0, 9, usize::MAX).map(|part| part.total), Some(1));
        assert_eq!(part(&deep[1..], 0, 9, usize::MAX), None);
    }
}
