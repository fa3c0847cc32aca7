//! Removes the instance's own secrets from responses and errors: a server or proxy may echo a request.

use crate::request::encode::quoted;
use crate::response::HttpResponse;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use zeroize::Zeroizing;

/// The replacement for a secret.
pub const REDACTED: &str = "[redacted]";

/// The shortest secret that is replaced, in bytes. Okta's credentials are longer, and a shorter text would match parts
/// of words. Every secret is at least as long as [`REDACTED`], so replacing needs no memory.
pub const MIN_LENGTH: usize = REDACTED.len();

/// All but the unreserved characters of RFC 3986, section 2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The secrets of one request, in all spellings that a response may contain.
#[derive(Default)]
pub struct Secrets(Vec<Zeroizing<String>>);

impl Secrets {
    /// Adds a secret: unchanged, percent-encoded, and escaped as in JSON.
    pub fn add(&mut self, secret: &str) {
        if secret.len() < MIN_LENGTH {
            return;
        }
        let is_unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        if secret.bytes().all(is_unreserved) {
            self.0.push(Zeroizing::new(secret.into()));
            return;
        }
        let json = quoted(secret);
        let json = json.strip_prefix('"').and_then(|json| json.strip_suffix('"')).unwrap_or(secret);
        let percent = utf8_percent_encode(secret, RESERVED).collect();
        for spelling in [secret.into(), percent, json.into(), json.replace('/', "\\/")].map(Zeroizing::new) {
            if !self.0.contains(&spelling) {
                self.0.push(spelling);
            }
        }
    }

    /// Replaces the secrets in the headers and the body of a response.
    pub fn redact(&self, response: &mut HttpResponse) {
        for secret in &self.0 {
            let mut search = Search::new(secret.as_bytes());
            response.headers.iter_mut().for_each(|(_, value)| search.redact(value, false));
            search.redact(&mut response.body, response.cut);
        }
    }

    /// Replaces the secrets in a message, which may contain any text of the host.
    pub fn redact_text(&self, text: String) -> String {
        let mut bytes = text.into_bytes();
        self.0.iter().for_each(|secret| Search::new(secret.as_bytes()).redact(&mut bytes, false));
        // Secrets are ASCII, so the text remains UTF-8.
        String::from_utf8(bytes).unwrap_or_default()
    }
}

/// The length of a sample, in bytes.
const SAMPLE: usize = 4;

/// The most bytes between samples: more would fill the set of those in the secret.
const MAX_STRIDE: usize = 64;

/// A search by Knuth, Morris and Pratt, which takes linear time for any text and any secret.
///
/// It looks only around samples of the text that are part of the secret. Samples are so close that every match contains one.
struct Search<'a> {
    secret: &'a [u8],
    /// For each length of a match, the length of the longest shorter match that ends at the same position. Computed when a match first begins.
    shorter: Vec<usize>,
    /// The bytes from one sample to the next.
    stride: usize,
    /// A bit for each hash of a sample that a match may contain.
    samples: [u8; 256],
}

impl<'a> Search<'a> {
    fn new(secret: &'a [u8]) -> Self {
        let stride = (secret.len() + 1 - SAMPLE).min(MAX_STRIDE);
        let mut samples = [0; 256];
        for sample in secret.array_windows().take(stride) {
            let (byte, bit) = hash(sample);
            samples[byte] |= 1 << bit;
        }
        Self { secret, shorter: Vec::new(), stride, samples }
    }

    fn prepare(&mut self) {
        self.shorter = Vec::with_capacity(self.secret.len() + 1);
        self.shorter.extend([0, 0]);
        let mut length = 0;
        for byte in self.secret.iter().skip(1) {
            length = self.next(length, *byte);
            self.shorter.push(length);
        }
    }

    /// The length of the match after one more byte.
    fn next(&self, mut length: usize, byte: u8) -> usize {
        while length > 0 && self.secret[length] != byte {
            length = self.shorter[length];
        }
        if self.secret[length] == byte { length + 1 } else { 0 }
    }

    /// The position of the next sample that is part of the secret; past the last sample if there is none.
    fn skip(&self, text: &[u8], mut at: usize) -> usize {
        let Some(last) = text.len().checked_sub(SAMPLE) else { return at };
        while at <= last {
            // SAFETY: the sample ends within the text. With the checks of a slice, the loop takes a third more instructions.
            let sample = unsafe { &*text.as_ptr().add(at).cast() };
            let (byte, bit) = hash(sample);
            if self.samples[byte] >> bit & 1 != 0 && self.has(sample) {
                break;
            }
            at += self.stride;
        }
        at
    }

    /// Not inlined, because that makes the loop above faster.
    #[inline(never)]
    fn has(&self, sample: &[u8; SAMPLE]) -> bool {
        self.secret.array_windows().take(self.stride).any(|part| part == sample)
    }

    /// The first match from a position on, or the beginning of one at the end of a text that was cut.
    fn find(&mut self, text: &[u8], mut at: usize, cut: bool) -> Option<Range<usize>> {
        let longest = self.secret.len();
        loop {
            let sample = self.skip(text, at + self.stride - 1);
            at = sample + 1 - self.stride;
            if at + longest > text.len() && !cut {
                return None;
            }
            let mut length = 0;
            // Until no match contains the sample any more.
            while at - length <= sample {
                let Some(byte) = text.get(at) else {
                    return (cut && length >= REDACTED.len()).then(|| at - length..at);
                };
                if length == 1 && self.shorter.is_empty() {
                    self.prepare();
                }
                length = self.next(length, *byte);
                at += 1;
                if length == longest {
                    return Some(at - length..at);
                }
            }
            at -= length;
        }
    }

    /// Replaces the secret, and the beginning of one at the end of a text that was cut.
    fn redact(&mut self, text: &mut Vec<u8>, cut: bool) {
        let (mut end, mut rest) = (0, 0);
        while let Some(found) = self.find(text, rest, cut) {
            text.copy_within(rest..found.start, end);
            end += found.start - rest;
            text[end..end + REDACTED.len()].copy_from_slice(REDACTED.as_bytes());
            end += REDACTED.len();
            rest = found.end;
        }
        if rest > 0 {
            text.copy_within(rest.., end);
            text.truncate(end + text.len() - rest);
        }
    }
}

/// The position of a sample in [`Search::samples`]: a byte, and a bit of it.
fn hash(sample: &[u8; SAMPLE]) -> (usize, u32) {
    let hash = u32::from_le_bytes(*sample).wrapping_mul(0x9e37_79b1);
    ((hash >> 24) as usize, hash >> 21 & 7)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    fn secrets(secret: &str) -> Secrets {
        let mut secrets = Secrets::default();
        secrets.add(secret);
        secrets
    }

    #[test]
    fn a_secret_is_replaced_at_any_position_and_nothing_else_changes() {
        let secrets = secrets("00secret-token");
        for (text, expected) in [
            ("", ""),
            ("00secret-token", "[redacted]"),
            ("SSWS 00secret-token.", "SSWS [redacted]."),
            ("00secret-token00secret-token", "[redacted][redacted]"),
            ("0000secret-token", "00[redacted]"),
            ("00secret-00secret-token", "00secret-[redacted]"),
            ("00secret-toke", "00secret-toke"),
            ("ü00secret-token\u{1F600}", "ü[redacted]\u{1F600}"),
        ] {
            assert_eq!(secrets.redact_text(text.to_string()), expected);
        }
    }

    #[test]
    fn the_beginning_of_a_secret_at_the_end_of_a_cut_body_is_replaced() {
        let secrets = secrets("00secret-token");
        for (cut, body, expected) in [
            (true, "x 00secret-toke", "x [redacted]"),
            (true, "x 00secret-t", "x [redacted]"),
            (true, "x 00secret", "x 00secret"),
            (false, "x 00secret-toke", "x 00secret-toke"),
        ] {
            let mut response = HttpResponse { body: body.into(), cut, ..HttpResponse::default() };
            secrets.redact(&mut response);
            assert_eq!(response.body, expected.as_bytes());
        }
    }

    #[test]
    fn headers_and_bytes_that_are_not_text_are_searched() {
        let mut response = HttpResponse { body: b"\xff00secret-token\xfe".to_vec(), ..HttpResponse::default() };
        response.headers.push(("x-echo".into(), b"\xff00secret-token".to_vec()));
        secrets("00secret-token").redact(&mut response);
        assert_eq!(response.body, b"\xff[redacted]\xfe");
        assert_eq!(response.headers[0].1, b"\xff[redacted]");
    }

    #[test]
    fn other_spellings_of_a_secret_are_replaced() {
        let secrets = secrets("a+/b=\"c\\d-secret");
        for text in
            ["a+/b=\"c\\d-secret", "a%2B%2Fb%3D%22c%5Cd-secret", "a+/b=\\\"c\\\\d-secret", "a+\\/b=\\\"c\\\\d-secret"]
        {
            assert_eq!(secrets.redact_text(text.to_string()), REDACTED);
        }
    }

    #[test]
    fn short_texts_are_not_redacted() {
        assert_eq!(secrets("user").redact_text("the user is a user".to_string()), "the user is a user");
    }

    #[test]
    fn a_secret_of_any_length_is_found_at_any_position() {
        // Pseudorandom letters, so that no part of the secret occurs twice.
        let letter = |at: u32| char::from(b'a' + (at.wrapping_mul(2_654_435_761) >> 16) as u8 % 26);
        for length in [MIN_LENGTH, 17, 42, MAX_STRIDE + SAMPLE - 2, MAX_STRIDE + SAMPLE - 1, MAX_STRIDE + SAMPLE, 700] {
            let secret: String = (0..length as u32).map(letter).collect();
            let secrets = secrets(&secret);
            let beginning = &secret[..length - 1];
            let cut = if beginning.len() < MIN_LENGTH { beginning } else { REDACTED };
            for place in 0..150 {
                // Its end stands before it, and its beginning behind it.
                let end = place.min(length - 1);
                let before = "-".repeat(place - end) + &secret[length - end..];
                let text = alloc::format!("{before}{secret}{beginning}");
                let mut response = HttpResponse { body: text.clone().into(), cut: true, ..HttpResponse::default() };
                secrets.redact(&mut response);
                assert_eq!(response.body, alloc::format!("{before}{REDACTED}{cut}").as_bytes(), "{length} {place}");
                let expected = alloc::format!("{before}{REDACTED}{beginning}");
                assert_eq!(secrets.redact_text(text), expected, "{length} {place}");
            }
        }
    }

    #[test]
    fn the_search_agrees_with_the_standard_library() {
        // Texts of two letters, in which nearly every match begins inside of another.
        let letters = |seed: usize, length: usize| -> String {
            (0..length).map(|at| if (seed >> (at % 16)) & 1 == 0 { 'a' } else { 'b' }).collect()
        };
        for seed in 0..4096 {
            let (secret, text) = (letters(seed, MIN_LENGTH + seed % 3), letters(seed * 7, 200));
            let expected = text.replace(&secret, REDACTED);
            assert_eq!(secrets(&secret).redact_text(text), expected, "{secret}");
        }
    }
}
