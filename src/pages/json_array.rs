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
    let mut reader = Reader { text: text.as_bytes(), at: 0, open: Vec::new() };
    let (mut start, mut end) = (0, 0);
    let (mut count, mut total) = (0, 0);
    reader.space();
    reader.take(b'[')?;
    reader.space();
    let mut more = reader.take(b']').is_none();
    while more {
        reader.space();
        let offset = reader.at;
        reader.value()?;
        if total == skip {
            (start, end) = (offset, offset);
        }
        // Takes items contiguously: stops at the first that does not fit.
        let next = total >= skip && total - skip == count;
        if next && count < max_items && reader.at - start <= max_bytes {
            end = reader.at;
            count += 1;
        }
        total += 1;
        reader.space();
        more = reader.take(b',').is_some();
        if !more {
            reader.take(b']')?;
        }
    }
    reader.space();
    (reader.at == text.len()).then(|| Part { text: &text[start..end], count, total })
}

/// A position in a JSON text.
struct Reader<'a> {
    text: &'a [u8],
    at: usize,
    /// The closing brackets of the arrays and objects around the position.
    open: Vec<u8>,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        (self.peek() == Some(byte)).then(|| self.at += 1)
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    /// Reads a value, however deep.
    fn value(&mut self) -> Option<()> {
        loop {
            self.space();
            let first = self.peek()?;
            self.at += 1;
            match first {
                b'"' => self.string()?,
                b'{' | b'[' => {
                    let end = first + 2;
                    self.space();
                    if self.take(end).is_none() {
                        self.open.push(end);
                        if end == b'}' {
                            self.name()?;
                        }
                        continue;
                    }
                }
                b'-' => {
                    let digit = self.peek()?;
                    self.at += 1;
                    self.number(digit)?;
                }
                b'0'..=b'9' => self.number(first)?,
                b't' => self.rest("rue")?,
                b'f' => self.rest("alse")?,
                b'n' => self.rest("ull")?,
                _ => return None,
            }
            // A value has ended, and maybe some of the values around it.
            loop {
                let Some(&end) = self.open.last() else { return Some(()) };
                self.space();
                if self.take(b',').is_some() {
                    if end == b'}' {
                        self.space();
                        self.name()?;
                    }
                    break;
                }
                self.take(end)?;
                self.open.pop();
            }
        }
    }

    /// Reads the name of a field and its colon.
    fn name(&mut self) -> Option<()> {
        self.take(b'"')?;
        self.string()?;
        self.space();
        self.take(b':')
    }

    fn rest(&mut self, word: &str) -> Option<()> {
        self.at += self.text[self.at..].starts_with(word.as_bytes()).then_some(word.len())?;
        Some(())
    }

    /// Reads the rest of a number.
    fn number(&mut self, first: u8) -> Option<()> {
        match first {
            b'0' if self.peek().is_some_and(|byte| byte.is_ascii_digit()) => return None,
            b'0'..=b'9' => self.digits(),
            _ => return None,
        }
        if self.take(b'.').is_some() {
            self.some_digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.some_digits()?;
        }
        Some(())
    }

    fn some_digits(&mut self) -> Option<()> {
        self.peek().filter(u8::is_ascii_digit)?;
        self.digits();
        Some(())
    }

    fn digits(&mut self) {
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
    }

    /// Reads the rest of a string.
    fn string(&mut self) -> Option<()> {
        loop {
            self.plain();
            let byte = self.peek()?;
            self.at += 1;
            match byte {
                b'"' => return Some(()),
                b'\\' => {
                    let escaped = self.peek()?;
                    self.at += 1;
                    match escaped {
                        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => {}
                        b'u' => {
                            let digits = self.text.get(self.at..self.at + 4)?;
                            if !digits.iter().all(u8::is_ascii_hexdigit) {
                                return None;
                            }
                            self.at += 4;
                        }
                        _ => return None,
                    }
                }
                ..b' ' => return None,
                _ => {}
            }
        }
    }

    /// Skips plain bytes, eight at a time: those without a quote, a backslash or a control character.
    fn plain(&mut self) {
        const ONES: u64 = u64::MAX / 255;
        const HIGH: u64 = ONES << 7;
        while let Some(bytes) = self.text.get(self.at..).and_then(<[u8]>::first_chunk) {
            let word = u64::from_le_bytes(*bytes);
            // Sets the high bit of each byte below the limit; only the first such bit is reliable.
            let below = |word: u64, limit: u64| word.wrapping_sub(ONES * limit) & !word;
            let special = (below(word, 0x20) | below(word ^ (ONES * 0x22), 1) | below(word ^ (ONES * 0x5c), 1)) & HIGH;
            if special != 0 {
                self.at += (special.trailing_zeros() / 8) as usize;
                return;
            }
            self.at += 8;
        }
    }
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
    fn what_is_json_is_decided_as_serde_decides_it() {
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
