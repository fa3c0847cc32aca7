//! Parses the users of a list, as a program does that needs them: each becomes a value.

use serde::Deserializer;
use serde::de::{SeqAccess, Visitor};
use serde_json::Value;
use std::fmt;

/// Parses all users of an array, one after the other, and counts them.
pub fn users(json: &[u8]) -> anyhow::Result<u32> {
    struct Users;
    impl<'de> Visitor<'de> for Users {
        type Value = u32;

        fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
            formatter.write_str("an array of users")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut users: A) -> Result<u32, A::Error> {
            let mut count = 0;
            while users.next_element::<Value>()?.is_some() {
                count += 1;
            }
            Ok(count)
        }
    }
    Ok(serde_json::Deserializer::from_slice(json).deserialize_seq(Users)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_are_counted() {
        assert_eq!(users(br#"[{"id":"00u1"},{"id":"00u2"}]"#).expect("an array"), 2);
        assert!(users(b"[{]").is_err());
        assert!(users(b"{}").is_err());
    }
}
