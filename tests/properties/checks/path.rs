//! Paths, queries and links.

use okta_actions::encode::{LONGEST_PATH_VALUE, check_path, push_pair, push_segment};
use okta_actions::link;
use percent_encoding::percent_decode_str;
use url::Url;

const ORG: &str = "https://acme.okta.com";

/// The URL of a path and query of the organization, as a client reads it: on its host, with nothing else to it.
pub fn url(path_and_query: &str) -> Url {
    let url = Url::parse(&format!("{ORG}{path_and_query}")).expect("a URL");
    assert_eq!(url.origin().ascii_serialization(), ORG, "{path_and_query:?}");
    assert_eq!((url.username(), url.password(), url.fragment()), ("", None, None), "{path_and_query:?}");
    let (path, query) =
        path_and_query.split_once('?').map_or((path_and_query, None), |(path, query)| (path, Some(query)));
    assert_eq!(url.path(), path, "no client changes the path");
    // A client may encode this character of a query, which means the same.
    let plain = |query: Option<&str>| query.map(|query| query.replace('\'', "%27"));
    assert_eq!(plain(url.query()), plain(query), "no client changes the query");
    url
}

/// The segments of a path, still encoded.
pub fn segments(url: &Url) -> Vec<&str> {
    url.path_segments().expect("a path").collect()
}

/// A segment as its receiver reads it.
pub fn decoded(segment: &str) -> String {
    percent_decode_str(segment).decode_utf8().expect("UTF-8").into_owned()
}

/// A value is refused or stays one segment, which decodes to it and changes nothing around it.
pub fn segment(value: &str) {
    let mut path = String::from("/api/v1/users/");
    match push_segment(&mut path, value) {
        Err(_) => {
            // Some servers take path parameters off, decoded ones too.
            let name = value.split(';').next().unwrap_or_default();
            assert!(["", ".", ".."].contains(&name) || value.len() > LONGEST_PATH_VALUE, "{value:?}");
        }
        Ok(()) => {
            path.push_str("/groups");
            let url = url(&path);
            let [a, b, c, segment, d]: [&str; 5] = segments(&url).try_into().expect("five segments");
            assert_eq!((a, b, c, decoded(segment).as_str(), d), ("api", "v1", "users", value, "groups"));
            assert_eq!(check_path(&path, false), Ok(()), "{path}");
        }
    }
}

/// Names and values arrive as they are, and change no path.
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
    assert_eq!(check_path(&path, true), Ok(()), "{path}");
}

/// A path that is accepted stays on the host and means the same to everybody.
pub fn path(path: &str) {
    assert!(check_path(path, true).is_ok() || check_path(path, false).is_err(), "{path:?}");
    if check_path(path, true).is_err() {
        return;
    }
    assert_eq!(check_path(path, false).is_ok(), !path.contains('?'), "{path:?}");
    let url = url(path);
    assert_eq!(url, Url::parse(ORG).and_then(|org| org.join(path)).expect("a reference"), "joining does the same");
    for segment in segments(&url) {
        // Some servers take path parameters off before they look for dot segments.
        let name = segment.split(';').next().unwrap_or_default().to_ascii_lowercase().replace("%2e", ".");
        assert!(name != "." && name != "..", "{path:?}");
    }
    if path.len() < usize::from(u16::MAX) {
        let uri: http::uri::PathAndQuery = path.parse().expect("a path for the HTTP client");
        assert_eq!(uri.as_str(), path);
    }
}

/// Whatever a link leads to is refused, or is a path of the organization.
pub fn next(lines: &[&[u8]]) {
    if let Some(next) = link::next(lines.iter().copied()) {
        assert!(!next.contains('#'), "{next:?}");
        path(&next);
    }
}
