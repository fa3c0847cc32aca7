//! Request headers, checked before anything is built from them.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

/// Names in lower case with their values, each name once.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Headers(Vec<(Cow<'static, str>, Cow<'static, str>)>);

impl Headers {
    /// Sets a header in place of one of the same name. The error says what is wrong with the name or the value.
    pub fn set(&mut self, name: &str, value: String) -> Result<(), &'static str> {
        if name.is_empty() || !name.bytes().all(is_token) {
            return Err("is no name of a header: it holds letters, digits and hyphens only");
        }
        if !is_value(&value) {
            return Err("holds a line break or a character outside ASCII, which no header can carry: remove it");
        }
        let name = name.to_ascii_lowercase();
        self.0.retain(|(existing, _)| *existing != name);
        self.0.push((name.into(), value.into()));
        Ok(())
    }

    /// Adds a header of this component itself, unless there is one of this name.
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

/// Whether a text may be the value of a header: no control character could end it, and no reader could decode it otherwise.
pub fn is_value(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b'\t' | b' '..=b'~'))
}

/// Whether a byte may stand in the name of a header (RFC 9110, section 5.6.2).
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::Headers;

    #[test]
    fn a_name_stands_once_in_lower_case() {
        let mut headers = Headers::default();
        assert_eq!(headers.set("Accept", "a".into()), Ok(()));
        assert_eq!(headers.set("ACCEPT", "b".into()), Ok(()));
        headers.set_default("accept", "c");
        assert_eq!(headers.iter().collect::<alloc::vec::Vec<_>>(), [("accept", "b")]);
    }

    #[test]
    fn nothing_breaks_out_of_a_header() {
        let mut headers = Headers::default();
        for (name, value) in
            [("", "v"), ("a b", "v"), ("a\r\nb", "v"), ("ä", "v"), ("a", "v\r\nHost: x"), ("a", "\0"), ("a", "ü")]
        {
            assert!(headers.set(name, value.into()).is_err(), "{name:?} {value:?}");
        }
        assert_eq!(headers.iter().count(), 0);
    }
}
