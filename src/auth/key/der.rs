//! Reads the part of DER (X.690) that private keys use: definite lengths only, and minimal lengths and numbers.

/// The remaining elements.
pub struct Der<'a>(pub &'a [u8]);

impl<'a> Der<'a> {
    /// Whether nothing remains.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Reads the content of the next element if it has this tag; otherwise reads nothing.
    pub fn next(&mut self, tag: u8) -> Option<&'a [u8]> {
        let (&found, rest) = self.0.split_first()?;
        let (&first, rest) = rest.split_first()?;
        let (length, rest) = match (first, rest) {
            (0..=0x7f, _) => (usize::from(first), rest),
            (0x81, [length, rest @ ..]) if *length > 0x7f => (usize::from(*length), rest),
            // Lengths of three bytes or more are longer than any key.
            (0x82, [high, low, rest @ ..]) if *high > 0 => (usize::from(u16::from_be_bytes([*high, *low])), rest),
            _ => return None,
        };
        if found != tag {
            return None;
        }
        let (content, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some(content)
    }

    /// The elements of a sequence that spans all bytes.
    pub fn sequence(bytes: &'a [u8]) -> Option<Self> {
        let mut outer = Self(bytes);
        let inner = outer.next(0x30)?;
        outer.is_empty().then_some(Self(inner))
    }

    /// Reads the next element as a non-negative number, big-endian.
    pub fn number(&mut self) -> Option<&'a [u8]> {
        match self.next(0x02)? {
            [0, rest @ ..] if rest.first().is_some_and(|first| *first > 0x7f) => Some(rest),
            number if number == [0] || number.first().is_some_and(|first| (1..=0x7f).contains(first)) => Some(number),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_minimal_and_correct() {
        let long = |head: &[u8], length: usize| [head, &alloc::vec![7; length]].concat();
        for (bytes, length) in [
            (long(&[4, 0], 0), Some(0)),
            (long(&[4, 2], 3), Some(2)),
            (long(&[4, 0x7f], 0x7f), Some(0x7f)),
            (long(&[4, 0x81, 0x80], 0x80), Some(0x80)),
            (long(&[4, 0x82, 1, 0], 0x100), Some(0x100)),
            (long(&[4, 0x82, 0xff, 0xff], 0xffff), Some(0xffff)),
            (long(&[], 0), None),
            (long(&[4], 0), None),
            (long(&[4, 3], 2), None),
            (long(&[2, 2], 2), None),
            (long(&[4, 0x80], 4), None),
            (long(&[4, 0x81], 0), None),
            (long(&[4, 0x81, 0x7f], 0x7f), None),
            (long(&[4, 0x82, 0, 0x80], 0x80), None),
            (long(&[4, 0x82, 1], 0), None),
            (long(&[4, 0x82, 1, 0], 0xff), None),
            (long(&[4, 0x83, 1, 0, 0], 0x10000), None),
            (long(&[4, 0x84, 0xff, 0xff, 0xff, 0xff], 9), None),
            (long(&[4, 0xff], 200), None),
        ] {
            let mut der = Der(&bytes);
            assert_eq!(der.next(4).map(<[u8]>::len), length, "{:x?}", &bytes[..bytes.len().min(6)]);
        }
    }

    #[test]
    fn numbers_are_minimal_and_not_negative() {
        for (content, number) in [
            (&[0][..], Some(&[0][..])),
            (&[0x7f], Some(&[0x7f])),
            (&[0, 0x80], Some(&[0x80])),
            (&[1, 0], Some(&[1, 0])),
            (&[], None),
            (&[0x80], None),
            (&[0, 0x7f], None),
            (&[0, 0], None),
            (&[0xff, 1], None),
        ] {
            let length = u8::try_from(content.len()).expect("a short number");
            assert_eq!(Der(&[&[2, length], content].concat()).number(), number, "{content:x?}");
        }
    }

    #[test]
    fn a_sequence_spans_all_bytes() {
        assert!(Der::sequence(&[0x30, 0]).is_some_and(|der| der.is_empty()));
        assert!(Der::sequence(&[0x30, 0, 0]).is_none());
        assert!(Der::sequence(&[0x31, 0]).is_none());
    }
}
