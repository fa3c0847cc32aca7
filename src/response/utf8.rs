//! Reads bodies as text. Nearly all of a body is ASCII, which is checked 64 bytes at a time.

use alloc::string::String;
use alloc::vec::Vec;
use core::str::from_utf8;

/// The number of bytes that are checked at a time.
const BLOCK: usize = 64;

/// Converts a body to text; returns it unchanged if it is not UTF-8.
pub fn text(body: Vec<u8>) -> Result<String, Vec<u8>> {
    if is_utf8(&body) {
        // SAFETY: it was just checked. `String::from_utf8` would read the body once more, at four times the cost.
        Ok(unsafe { String::from_utf8_unchecked(body) })
    } else {
        Err(body)
    }
}

/// Whether bytes are UTF-8.
pub fn is_utf8(mut bytes: &[u8]) -> bool {
    loop {
        bytes = &bytes[ascii_blocks(bytes)..];
        let block = &bytes[..bytes.len().min(BLOCK)];
        bytes = match from_utf8(block) {
            Ok(_) if block.len() == bytes.len() => return true,
            Ok(_) => &bytes[block.len()..],
            // A character that is cut at the end of the block is read with the next block.
            Err(error) if error.error_len().is_none() && block.len() < bytes.len() => &bytes[error.valid_up_to()..],
            Err(_) => return false,
        };
    }
}

/// The length of the leading blocks that are ASCII only.
fn ascii_blocks(bytes: &[u8]) -> usize {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let (words, _) = bytes.as_chunks::<8>();
    let (blocks, _) = words.as_chunks::<8>();
    let word = |bytes: &[u8; 8]| u64::from_ne_bytes(*bytes);
    let is_ascii = |[a, b, c, d, e, f, g, h]: &&[[u8; 8]; 8]| {
        (word(a) | word(b) | word(c) | word(d) | word(e) | word(f) | word(g) | word(h)) & HIGH == 0
    };
    blocks.iter().take_while(is_ascii).count() * BLOCK
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_agrees_with_the_standard_library() {
        let pieces: [&[u8]; 12] = [
            b"a",
            b"{\"name\":\"Ada\"}, ",
            "\u{e9}".as_bytes(),
            "\u{20ac}".as_bytes(),
            "\u{1f600}".as_bytes(),
            b"\x80",
            b"\xc3",
            b"\xe2\x82",
            b"\xf0\x9f\x98",
            b"\xed\xa0\x80",
            b"\xc0\xaf",
            b"\xff",
        ];
        let mut state = 1_u32;
        let mut valid = 0;
        for round in 0..20_000 {
            // Half of the texts hold valid pieces only.
            let choice = if round % 2 == 0 { 5 } else { pieces.len() };
            let mut bytes = alloc::vec![b'x'; round % 70];
            for _ in 0..round % 9 {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                bytes.extend_from_slice(pieces[(state >> 16) as usize % choice]);
            }
            valid += usize::from(from_utf8(&bytes).is_ok());
            assert_eq!(is_utf8(&bytes), from_utf8(&bytes).is_ok(), "{bytes:?}");
        }
        assert!((10_000..19_000).contains(&valid), "{valid} texts are UTF-8");
    }
}
