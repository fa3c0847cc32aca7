//! Paths, queries and links.

use okta_actions::request::encode::{MAX_PATH_VALUE, MAX_URL, check_path, push_pair, push_segment};
use okta_actions::response::link;
use percent_encoding::percent_decode_str;
use url::Url;

const ORG: &str = "https://acme.okta.com";

/// The URL of a path and query of the organization, as a client parses it: on the same host, without user info or
/// fragment.
pub fn url(path_and_query: &str) -> Url {
    let url = Url::parse(&format!("{ORG}{path_and_query}")).expect("a URL");
    assert_eq!(url.origin().ascii_serialization(), ORG, "{path_and_query:?}");
    assert_eq!((url.username(), url.password(), url.fragment()), ("", None, None), "{path_and_query:?}");
    let (path, query) =
        path_and_query.split_once('?').map_or((path_and_query, None), |(path, query)| (path, Some(query)));
    assert_eq!(url.path(), path, "no client changes the path");
    // A client may encode this character in a query, with the same meaning.
    let plain = |query: Option<&str>| query.map(|query| query.replace('\'', "%27"));
    assert_eq!(plain(url.query()), plain(query), "no client changes the query");
    url
}

/// The segments of a path, still encoded.
pub fn segments(url: &Url) -> Vec<&str> {
    url.path_segments().expect("a path").collect()
}

/// A decoded segment.
pub fn decoded(segment: &str) -> String {
    percent_decode_str(segment).decode_utf8().expect("UTF-8").into_owned()
}

/// Whether some server reads a segment differently: one that splits it, strips its end, or resolves it.
fn is_ambiguous(segment: &str, delimiters: &str) -> bool {
    matches!(segment, "." | "..") || segment.chars().any(|char| char.is_control() || delimiters.contains(char))
}

/// A value is refused, or is one segment that decodes to it, contains no delimiter when decoded again, and leaves the
/// rest of the path unchanged.
pub fn segment(value: &str) {
    let mut path = String::from("/api/v1/users/");
    let twice = percent_decode_str(value).decode_utf8_lossy();
    let ambiguous = is_ambiguous(value, "/\\;") || is_ambiguous(&twice, "/\\;");
    match push_segment(&mut path, value) {
        Err(_) => assert!(ambiguous || value.is_empty() || value.len() > MAX_PATH_VALUE, "{value:?}"),
        Ok(()) => {
            assert!(!ambiguous, "{value:?}");
            path.push_str("/groups");
            let url = url(&path);
            let [a, b, c, segment, d]: [&str; 5] = segments(&url).try_into().expect("five segments");
            assert_eq!((a, b, c, decoded(segment).as_str(), d), ("api", "v1", "users", value, "groups"));
            assert_eq!(check_path(&path, false).is_ok(), !value.contains(['%', '?', '#']), "{path}");
        }
    }
}

/// Names and values arrive unchanged, and do not change the path.
pub fn query<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) {
    let mut path = String::from("/api/v1/users");
    let mut expected = Vec::new();
    for (name, value) in pairs {
        push_pair(&mut path, name, value);
        expected.push((name.to_string(), value.to_string()));
    }
    let url = url(&path);
    assert_eq!(url.path(), "/api/v1/users");
    assert_eq!(url.query_pairs().into_owned().collect::<Vec<_>>(), expected);
    let named = expected.iter().any(|(name, _)| name.trim().eq_ignore_ascii_case("_method"));
    assert_eq!(check_path(&path, true).is_ok(), !named && path.len() <= MAX_URL, "{path}");
}

/// An accepted path stays on the host, and every server reads it alike.
pub fn path(path: &str) {
    assert!(check_path(path, true).is_ok() || check_path(path, false).is_err(), "{path:?}");
    if check_path(path, true).is_err() {
        return;
    }
    assert_eq!(check_path(path, false).is_ok(), !path.contains('?'), "{path:?}");
    let url = url(path);
    assert_eq!(url, Url::parse(ORG).and_then(|org| org.join(path)).expect("a reference"), "joining does the same");
    for segment in segments(&url) {
        assert!(!is_ambiguous(&decoded(segment), "/\\;%?#"), "{path:?}");
    }
    assert!(url.query_pairs().all(|(name, _)| !name.trim().eq_ignore_ascii_case("_method")), "{path:?}");
    assert!(path.len() <= MAX_URL);
    let uri: http::uri::PathAndQuery = path.parse().expect("a path for the HTTP client");
    assert_eq!(uri.as_str(), path);
}

/// The target of any link is refused, or is a path of the organization.
pub fn next(lines: &[&[u8]]) {
    if let Some(next) = link::next(lines.iter().copied()) {
        assert!(!next.contains('#'), "{next:?}");
        path(&next);
    }
}
