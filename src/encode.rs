//! Percent-encoding, so that an argument never changes which endpoint is called.

use alloc::string::String;
use core::fmt::Write;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but the unreserved characters of RFC 3986, section 2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The longest value that a path takes, in bytes: well above any id, login or name of Okta.
pub const LONGEST_PATH_VALUE: usize = 1024;

/// Appends a path segment, encoded. The error says why the value cannot be one.
pub fn push_segment(path: &mut String, value: &str) -> Result<(), &'static str> {
    // Some servers take path parameters off, decoded ones too: to them `..;a` is a dot segment.
    match value.split(';').next().unwrap_or_default() {
        "" => Err("is empty, which would address another endpoint: pass the id or name of an existing object"),
        "." | ".." => Err("is a dot segment, which would address another endpoint: pass an id or name"),
        _ if value.len() > LONGEST_PATH_VALUE => {
            Err("is longer than 1024 bytes, which no id, login or name of Okta is")
        }
        _ => {
            path.extend(utf8_percent_encode(value, RESERVED));
            Ok(())
        }
    }
}

/// Appends a name and value to the query, encoded; the first one begins it with `?`.
pub fn push_pair(url: &mut String, name: &str, value: &str) {
    let separator = if url.contains('?') { '&' } else { '?' };
    let (name, value) = (utf8_percent_encode(name, RESERVED), utf8_percent_encode(value, RESERVED));
    let written = write!(url, "{separator}{name}={value}");
    debug_assert!(written.is_ok(), "writing to a string succeeds");
}

/// Appends a name and value to the body of a form, encoded.
pub fn push_form(form: &mut String, name: &str, value: &str) {
    if !form.is_empty() {
        form.push('&');
    }
    form.extend(utf8_percent_encode(name, RESERVED));
    form.push('=');
    form.extend(utf8_percent_encode(value, RESERVED));
}

/// Checks a path (with a query, where that is allowed) that is sent as it is. The error says what is wrong with it.
///
/// Whatever a server or proxy might read differently is refused: another origin, dot segments in any spelling,
/// backslashes, fragments, control characters, and everything outside ASCII.
pub fn check_path(path: &str, query_allowed: bool) -> Result<(), &'static str> {
    let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
    if !path.starts_with('/') || path.starts_with("//") {
        return Err("is no path of the organization: it begins with one `/`, such as `/api/v1/users`");
    }
    if query.is_some() && !query_allowed {
        return Err("has a query: pass names and values as `query`");
    }
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_graphic() && !b"\\#<>\"^`{|}".contains(&byte));
    if !plain(path) || !query.is_none_or(plain) {
        return Err("holds a character that cannot stand in a URL: percent-encode it");
    }
    // Some servers take path parameters off before they look for dot segments: to them `..;a` is one.
    let dots = |segment: &str| {
        let name = segment.split(';').next().unwrap_or_default();
        matches!(name.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..")
    };
    if path.split('/').any(dots) {
        return Err("holds a dot segment, which would address another endpoint: write the path without it");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(value: &str) -> Result<String, &'static str> {
        let mut path = String::new();
        push_segment(&mut path, value).map(|()| path)
    }

    #[test]
    fn a_segment_stays_one_segment() {
        assert_eq!(segment("a/b").as_deref(), Ok("a%2Fb"));
        assert_eq!(segment("%2e%2e").as_deref(), Ok("%252e%252e"));
        assert_eq!(segment("?x").as_deref(), Ok("%3Fx"));
        assert_eq!(segment("#").as_deref(), Ok("%23"));
        assert_eq!(segment("isaac@example.com").as_deref(), Ok("isaac%40example.com"));
        assert_eq!(segment("😀").as_deref(), Ok("%F0%9F%98%80"));
        assert_eq!(segment("...").as_deref(), Ok("..."));
        assert_eq!(segment("a\r\nb").as_deref(), Ok("a%0D%0Ab"));
    }

    #[test]
    fn what_would_change_the_endpoint_is_refused() {
        for value in ["", ".", "..", ";", "..;a", &"x".repeat(LONGEST_PATH_VALUE + 1)] {
            assert!(segment(value).is_err(), "{value:?}");
        }
    }

    #[test]
    fn pairs_are_joined_and_encoded() {
        let mut url = String::from("/api/v1/users");
        push_pair(&mut url, "search", "a & b + c%\n");
        push_pair(&mut url, "limit", "2");
        assert_eq!(url, "/api/v1/users?search=a%20%26%20b%20%2B%20c%25%0A&limit=2");
    }

    #[test]
    fn only_plain_paths_are_sent_as_they_are() {
        assert_eq!(check_path("/api/v1/users/a%40b", false), Ok(()));
        assert_eq!(check_path("/api/v1/users?after=x%3D&limit=2", true), Ok(()));
        for path in [
            "",
            "api/v1",
            "//evil.example/x",
            "https://evil.example/x",
            "/a\\b",
            "/a b",
            "/a\nb",
            "/a#b",
            "/ü",
            "/api/../x",
            "/api/%2E%2e/x",
            "/api/.",
            "/api/..;/x",
            "/api/.%2E;a=b",
            "/a?b",
        ] {
            assert!(check_path(path, false).is_err(), "{path:?}");
        }
    }
}
