//! Request headers, checked when they are set.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

/// The longest name of a header, in bytes.
pub const MAX_NAME: usize = 256;

/// The longest value of a header, in bytes, including the credential and the proof: front ends of servers accept 8 to
/// 16 KiB.
pub const MAX_VALUE: usize = 16 * 1024;

/// The maximum size of all headers of a request, in bytes, without the credential and the proof.
///
/// wasmtime ends the instance if all headers together take more than 128 KiB.
pub const MAX_TOTAL: usize = 32 * 1024;

/// The overhead of a header, in bytes: slightly more than wasmtime counts.
const OVERHEAD: usize = 80;

/// Names in lower case with their values, each name once.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Headers(Vec<(Cow<'static, str>, Cow<'static, str>)>);

impl Headers {
    /// Sets a header, replacing one of the same name. The error says what is wrong with the name or the value.
    pub fn set(&mut self, name: &str, value: String) -> Result<(), &'static str> {
        if name.is_empty() || !name.bytes().all(is_token) {
            return Err("is not a header name, which consists of letters, digits and hyphens");
        }
        if name.len() > MAX_NAME {
            return Err("is longer than 256 bytes, longer than any header name: use only the name");
        }
        if value.len() > MAX_VALUE {
            return Err("is longer than 16384 bytes, more than servers accept in a header: shorten it");
        }
        if !is_value(&value) {
            return Err("contains a line break or a character outside ASCII, which headers cannot contain: remove it");
        }
        let name = name.to_ascii_lowercase();
        let others = self.iter().filter(|(existing, _)| *existing != name);
        let total: usize = others.map(|(name, value)| name.len() + value.len() + OVERHEAD).sum();
        if total + name.len() + value.len() + OVERHEAD > MAX_TOTAL {
            return Err(
                "makes the headers longer than 32768 bytes, more than servers accept: send fewer or shorter ones",
            );
        }
        self.0.retain(|(existing, _)| *existing != name);
        self.0.push((name.into(), value.into()));
        Ok(())
    }

    /// Sets a header of the component, unless one of this name is set.
    pub fn set_default(&mut self, name: &'static str, value: &'static str) {
        if self.get(name).is_none() {
            self.0.push((name.into(), value.into()));
        }
    }

    /// The value of a header; the name is in lower case.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    /// All headers in the order in which they were set.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_ref(), value.as_ref()))
    }
}

/// Whether a text may be the value of a header: visible ASCII, spaces and tabs, which every server reads alike.
pub fn is_value(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b'\t' | b' '..=b'~'))
}

/// Whether a byte may be part of a header name (RFC 9110, section 5.6.2).
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    #[test]
    fn a_name_occurs_once_in_lower_case() {
        let mut headers = Headers::default();
        assert_eq!(headers.set("Accept", "a".into()), Ok(()));
        assert_eq!(headers.set("ACCEPT", "b".into()), Ok(()));
        headers.set_default("accept", "c");
        assert_eq!(headers.iter().collect::<alloc::vec::Vec<_>>(), [("accept", "b")]);
    }

    #[test]
    fn names_and_values_cannot_break_out_of_a_header() {
        let mut headers = Headers::default();
        for (name, value) in
            [("", "v"), ("a b", "v"), ("a\r\nb", "v"), ("ä", "v"), ("a", "v\r\nHost: x"), ("a", "\0"), ("a", "ü")]
        {
            assert!(headers.set(name, value.into()).is_err(), "{name:?} {value:?}");
        }
        assert_eq!(headers.iter().count(), 0);
    }

    #[test]
    fn names_values_and_all_of_them_have_bounds() {
        let mut headers = Headers::default();
        let text = |length: usize| "v".repeat(length);
        assert!(headers.set(&text(MAX_NAME + 1), String::new()).is_err());
        assert!(headers.set("a", text(MAX_VALUE + 1)).is_err());
        assert_eq!(headers.set(&text(MAX_NAME), text(MAX_VALUE)), Ok(()));
        assert_eq!(headers.set(&text(MAX_NAME), text(MAX_VALUE)), Ok(()), "one that is replaced does not count");
        let rest = MAX_TOTAL - MAX_NAME - MAX_VALUE - 2 * OVERHEAD - 1;
        assert!(headers.set("a", text(rest + 1)).is_err());
        assert_eq!(headers.set("a", text(rest)), Ok(()));
        let mut many = Headers::default();
        let taken = (0..3000).take_while(|number| many.set(&format!("x{number}"), String::new()).is_ok()).count();
        assert!((300..400).contains(&taken), "{taken} short headers");
    }
}
