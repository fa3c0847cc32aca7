//! The one place that converts names between WIT and the wire.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// Converts a kebab-case name of WIT into the camelCase of Okta's wire: `send-email` becomes `sendEmail`.
pub fn camel_case(kebab: &str) -> String {
    let mut words = kebab.split('-');
    let mut name = words.next().unwrap_or_default().to_string();
    for word in words {
        name.push_str(&capitalized(word));
    }
    name
}

/// Converts a kebab-case name into the words of a title: `list-users` becomes `List Users`.
pub fn title(kebab: &str) -> String {
    kebab.split('-').map(capitalized).collect::<Vec<_>>().join(" ")
}

fn capitalized(word: &str) -> String {
    let mut characters = word.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_camel_case() {
        assert_eq!(camel_case("user-id"), "userId");
        assert_eq!(camel_case("q"), "q");
        assert_eq!(camel_case("always-include-vpn-settings"), "alwaysIncludeVpnSettings");
    }

    #[test]
    fn names_become_titles() {
        assert_eq!(title("list-users"), "List Users");
        assert_eq!(title("create-x509-certificate"), "Create X509 Certificate");
    }
}
