//! Percent-encoding, so that an argument never changes which endpoint is called.

use alloc::borrow::Cow;
use alloc::string::String;
use base64ct::{Base64UrlUnpadded, Encoding};
use core::fmt::Write;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// All but the unreserved characters of RFC 3986, section 2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The longest path value, in bytes: well above any id, login or name of Okta.
pub const MAX_PATH_VALUE: usize = 1024;

/// The longest path and query, in bytes: front ends of servers accept 8 to 16 KiB, and wasmtime refuses 64 KiB.
pub const MAX_URL: usize = 16 * 1024;

/// Characters that separate or end segments on some servers: Okta drops everything after a `;`, encoded or not.
const SEPARATORS: &[char] = &['/', '\\', ';'];

/// [`SEPARATORS`], and characters that a second decoding would read differently.
const DELIMITERS: &[char] = &['/', '\\', ';', '%', '?', '#'];

/// Appends a path segment, encoded. The error says why the value cannot be one.
///
/// Refuses values that some server on the way reads as another endpoint or object, because it strips path parameters
/// (`ada;x@example.com` is the user `ada` to Okta), decodes a slash before it routes, or decodes twice.
pub fn push_segment(path: &mut String, value: &str) -> Result<(), &'static str> {
    if value.is_empty() {
        return Err("is empty, which would address another endpoint: pass the id or name of an existing object");
    }
    if value.len() > MAX_PATH_VALUE {
        return Err("is longer than 1024 bytes, longer than any id, login or name of Okta");
    }
    // Nearly all ids are of such bytes, which need no encoding and no other check.
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if value.bytes().all(is_plain) {
        path.push_str(value);
        return Ok(());
    }
    if [value, &*decoded(value)].into_iter().any(|text| is_ambiguous(text, SEPARATORS)) {
        return Err(
            "is a dot segment or contains a slash, backslash, semicolon or control character, before or after percent-decoding. Okta would read it as another object or endpoint: pass the id instead",
        );
    }
    path.extend(utf8_percent_encode(value, RESERVED));
    Ok(())
}

/// Whether a server may read a path value as the name of an endpoint: in any letter case, and with an extension such as
/// `.json` or spaces, which some frameworks strip.
pub fn reads_as(value: &str, name: &str) -> bool {
    decoded(value).split('.').next().unwrap_or_default().trim().eq_ignore_ascii_case(name)
}

/// A text after one percent-decoding; invalid UTF-8 is replaced.
fn decoded(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8_lossy()
}

fn is_ambiguous(segment: &str, delimiters: &[char]) -> bool {
    matches!(segment, "." | "..") || segment.contains(|char: char| char.is_control() || delimiters.contains(&char))
}

/// Appends an encoded name and value to the query, which the first pair begins with `?`.
pub fn push_pair(url: &mut String, name: &str, value: &str) {
    let separator = if url.contains('?') { '&' } else { '?' };
    let (name, value) = (utf8_percent_encode(name, RESERVED), utf8_percent_encode(value, RESERVED));
    let written = write!(url, "{separator}{name}={value}");
    debug_assert!(written.is_ok(), "writing to a string succeeds");
}

/// Appends an encoded name and value to the body of a form.
pub fn push_form(form: &mut String, name: &str, value: &str) {
    if !form.is_empty() {
        form.push('&');
    }
    form.extend(utf8_percent_encode(name, RESERVED));
    form.push('=');
    form.extend(utf8_percent_encode(value, RESERVED));
}

/// Whether a query or form overrides the method, as some frameworks allow.
pub fn overrides_method(pairs: &str) -> bool {
    let name = |pair: &str| pair.split('=').next().unwrap_or_default().replace('+', " ");
    pairs.split('&').any(|pair| decoded(&name(pair)).trim().eq_ignore_ascii_case("_method"))
}

/// The error for a request that overrides the method.
pub const METHOD_OVERRIDE: &str = "contains `_method`, which some servers read as the method: leave it out";

/// Checks a path (with a query, if allowed) that is sent unchanged. The error says what is wrong with it.
///
/// Refuses everything that servers or proxies might read differently: another origin, fragments, non-ASCII characters,
/// and segments that, once decoded, are dot segments or contain a control character or a delimiter of URLs.
pub fn check_path(path: &str, query_allowed: bool) -> Result<(), &'static str> {
    check_length(path)?;
    let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
    if !path.starts_with('/') || path.starts_with("//") {
        return Err("is not a path of the organization: it begins with one `/`, such as `/api/v1/users`");
    }
    if query.is_some() && !query_allowed {
        return Err("has a query: pass names and values as `query`");
    }
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_graphic() && !b"\\#<>\"^`{|}".contains(&byte));
    if !plain(path) || !query.is_none_or(plain) {
        return Err("contains a character that is not allowed in a URL: percent-encode it");
    }
    for segment in path.split('/') {
        match percent_decode_str(segment).decode_utf8() {
            Ok(segment) if is_ambiguous(&segment, DELIMITERS) => {
                return Err(
                    "has a segment that, once decoded, is a dot segment or contains one of / \\ % ; ? # or a control character. Servers read it differently: address the object by its id",
                );
            }
            Ok(_) => {}
            Err(_) => return Err("has a segment that does not decode to UTF-8: percent-encode UTF-8"),
        }
    }
    if query.is_some_and(overrides_method) {
        return Err(METHOD_OVERRIDE);
    }
    Ok(())
}

/// Checks the length of a path and query. The error says what to do.
pub fn check_length(path_and_query: &str) -> Result<(), &'static str> {
    if path_and_query.len() > MAX_URL {
        return Err("makes the URL longer than 16384 bytes, more than servers accept: pass shorter or fewer values");
    }
    Ok(())
}

/// A text as a JSON string.
pub fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

/// Base64url without padding, as in JOSE.
pub fn base64url(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    fn segment(value: &str) -> Result<String, &'static str> {
        let mut path = String::new();
        push_segment(&mut path, value).map(|()| path)
    }

    #[test]
    fn a_segment_stays_one_segment() {
        assert_eq!(segment("?x").as_deref(), Ok("%3Fx"));
        assert_eq!(segment("#").as_deref(), Ok("%23"));
        assert_eq!(segment("ada+okta@example.com").as_deref(), Ok("ada%2Bokta%40example.com"));
        assert_eq!(segment("Ada Moreau").as_deref(), Ok("Ada%20Moreau"));
        assert_eq!(segment("😀").as_deref(), Ok("%F0%9F%98%80"));
        assert_eq!(segment("...").as_deref(), Ok("..."));
        assert_eq!(segment("100%").as_deref(), Ok("100%25"));
        assert_eq!(segment("%41").as_deref(), Ok("%2541"));
        assert_eq!(segment("%252F").as_deref(), Ok("%25252F"));
    }

    #[test]
    fn values_that_would_change_the_endpoint_are_refused() {
        let long = "x".repeat(MAX_PATH_VALUE + 1);
        for value in
            ["", ".", "..", ";", "..;a", "ada;x@example.com", "a/b", "/", "a\\b", "a\r\nb", "\0", "\u{85}", &long]
        {
            assert!(segment(value).is_err(), "{value:?}");
        }
        for value in ["%2e", "%2E%2e", ".%2e", "ada%3bx", "a%2Fb", "a%5cb", "a%00", "a%0D", "a%7f", "a%C2%85"] {
            assert!(segment(value).is_err(), "{value:?}");
        }
    }

    #[test]
    fn names_of_endpoints_are_recognized_in_every_spelling() {
        for value in ["rules", "RULES", "rules.json", "rules.a.b", " rules", "%72ules", "rules%2ejson", "rules%20"] {
            assert!(reads_as(value, "rules"), "{value:?}");
        }
        for value in ["rules1", "00rules", "%2572ules", "x.rules", ""] {
            assert!(!reads_as(value, "rules"), "{value:?}");
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
    fn only_plain_paths_are_sent_unchanged() {
        assert_eq!(check_path("/api/v1/users/a%40b", false), Ok(()));
        assert_eq!(check_path("/api/v1/users/%C3%BC%20+", false), Ok(()));
        assert_eq!(check_path("/api/v1/users?after=x%3D;%2F%25&limit=2", true), Ok(()));
        assert_eq!(check_path(&format!("/{}", "x".repeat(MAX_URL - 1)), false), Ok(()));
        let long = format!("/{}", "x".repeat(MAX_URL));
        for path in [
            &long,
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
            "/a;b",
            "/a%3Bb",
            "/a%2fb",
            "/a%5Cb",
            "/a%3fb",
            "/a%23b",
            "/a%25b",
            "/a%b",
            "/a%",
            "/a%0a",
            "/a%7F",
            "/a%C2%85",
            "/a%C0%AF",
            "/a%FF",
        ] {
            assert!(check_path(path, false).is_err(), "{path:?}");
        }
        for query in ["_method=DELETE", "a=b&_METHOD=x", "%5Fmethod", "a&%20_method=x", "+_method"] {
            assert_eq!(check_path(&format!("/a?{query}"), true), Err(METHOD_OVERRIDE), "{query}");
        }
        assert_eq!(check_path("/a?method=x&a=_method", true), Ok(()));
    }
}
