//! Converts names: kebab-case in WIT, camelCase on the wire and in JSON, and Rust's conventions in generated code.

/// Converts a kebab-case name of WIT into the camelCase of Okta's wire: `send-email` becomes `sendEmail`.
pub fn camel_case(kebab: &str) -> String {
    let mut words = kebab.split('-');
    let mut name = words.next().unwrap_or_default().to_string();
    for word in words {
        name.push_str(&capitalized(word));
    }
    name
}

/// Converts a kebab-case name into the name of a Rust type, as `wit-bindgen` does: `rate-limit` becomes `RateLimit`.
pub fn type_name(kebab: &str) -> String {
    kebab.split('-').map(capitalized).collect()
}

/// Converts the name of a Rust type or variant back: `PermanentRefused` becomes `permanent-refused`.
pub fn kebab_case(name: &str) -> String {
    let mut kebab = String::new();
    for character in name.chars() {
        if character.is_uppercase() && !kebab.is_empty() {
            kebab.push('-');
        }
        kebab.extend(character.to_lowercase());
    }
    kebab
}

/// Converts a kebab-case name into the name of a Rust field, function or module, as `wit-bindgen` does: `next-page`
/// becomes `next_page`, and a keyword such as `type` becomes `type_`.
pub fn snake_case(kebab: &str) -> String {
    let name = kebab.replace('-', "_");
    if KEYWORDS.contains(&name.as_str()) { name + "_" } else { name }
}

/// The name and the version of a function: `list-users-v2` is version 2 of `list-users`, which itself is version 1.
pub fn version(kebab: &str) -> (&str, u32) {
    let later = kebab.rsplit_once("-v").and_then(|(name, number)| Some((name, number.parse().ok()?)));
    later.filter(|(_, number)| *number > 1).unwrap_or((kebab, 1))
}

/// The keywords of Rust that may be names in WIT.
const KEYWORDS: [&str; 27] = [
    "as", "break", "const", "continue", "crate", "dyn", "else", "extern", "fn", "for", "if", "impl", "in", "let",
    "loop", "match", "mod", "move", "mut", "pub", "ref", "return", "trait", "type", "unsafe", "where", "while",
];

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
    fn names_become_rust() {
        assert_eq!(type_name("rate-limit"), "RateLimit");
        assert_eq!(snake_case("reset-epoch-seconds"), "reset_epoch_seconds");
        assert_eq!(snake_case("type"), "type_");
    }

    #[test]
    fn names_have_versions() {
        assert_eq!(version("list-users"), ("list-users", 1));
        assert_eq!(version("list-users-v2"), ("list-users", 2));
        assert_eq!(version("list-users-v1"), ("list-users-v1", 1));
        assert_eq!(version("get-vpn"), ("get-vpn", 1));
        assert_eq!(version("publish-vx"), ("publish-vx", 1));
    }

    #[test]
    fn names_become_titles() {
        assert_eq!(title("list-users"), "List Users");
        assert_eq!(title("create-x509-certificate"), "Create X509 Certificate");
    }
}
