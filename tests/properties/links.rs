//! `Link` headers.

use crate::checks::path;
use crate::inputs::{any_case, bytes, config, text};
use okta_actions::request::encode::check_path;
use okta_actions::response::link;
use percent_encoding::percent_decode;
use proptest::prelude::*;
use proptest::sample::select;

fn next<'a>(lines: impl Iterator<Item = &'a str>) -> Option<String> {
    link::next(lines.map(str::as_bytes))
}

/// A parameter other than the relation, in any form that RFC 8288 allows.
fn parameter() -> impl Strategy<Value = String> {
    let quoted = "([ !#-\\[\\]-~]|\\\\[ -~]){0,12}".prop_map(|text| format!("\"{text}\""));
    let value = prop_oneof![quoted, "[a-zA-Z0-9!#$%&'*+.^_`|~-]{1,8}"];
    (select(vec!["title", "type", "title*", "hreflang", "relation", "xrel"]), value)
        .prop_map(|(name, value)| format!("{name}={value}"))
}

/// One link of a header, written in one of many ways.
fn link(target: String, relation: &'static str) -> impl Strategy<Value = String> {
    let space = || select(vec!["", " ", "\t", "  "]);
    let relation = prop_oneof![
        any_case(relation),
        any_case(relation).prop_map(|relation| format!("\"{relation}\"")),
        any_case(relation).prop_map(|relation| format!("\"prefetch {relation}\"")),
        any_case(relation).prop_map(|relation| format!("\"{relation} https://example.com/rel\"")),
    ];
    let rel = (any_case("rel"), space(), space(), relation)
        .prop_map(|(rel, a, b, relation)| format!("{rel}{a}={b}{relation}"));
    let others = || prop::collection::vec(parameter(), 0..3);
    (rel, others(), others(), space(), space()).prop_map(move |(rel, before, after, a, b)| {
        let parameters: Vec<String> = before.into_iter().chain([rel]).chain(after).collect();
        format!("<{target}>{a};{b}{}", parameters.join(&format!("{a};{b}")))
    })
}

/// A path and query as Okta writes them, and the same with an origin.
fn target() -> impl Strategy<Value = (String, String)> {
    let path = "/api/v1/[a-z]{1,8}(/[a-zA-Z0-9.%,;]{1,8})?(\\?(after|limit|filter)=[a-zA-Z0-9%:/,;=+.]{0,20})?";
    let origin = select(vec![
        "",
        "https://acme.okta.com",
        "https://acme-admin.okta.com",
        "http://127.0.0.1:8080",
        "//acme.okta.com",
    ]);
    (path, origin).prop_map(|(path, origin)| (path.clone(), format!("{origin}{path}")))
}

/// Links with other relations.
fn other() -> impl Strategy<Value = String> {
    let relation = select(vec!["self", "prev", "nextpage", "alternate"]);
    (target(), relation).prop_flat_map(|((_, target), relation)| link(target, relation))
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_bytes_are_read(
        lines in prop::collection::vec(
            prop_oneof![bytes(), text().prop_map(String::into_bytes), "[<>;,=\" relnext/:a\\\\]{0,30}".prop_map(String::into_bytes)],
            0..4,
        ),
    ) {
        path::next(&lines.iter().map(Vec::as_slice).collect::<Vec<_>>());
        for line in &lines {
            let told = link::redirect(line);
            prop_assert!(told.len() <= 256 && told.bytes().all(|byte| byte.is_ascii_graphic()), "{:?}", told);
        }
    }

    #[test]
    fn no_bytes_of_a_link_end_a_list(
        origin in select(vec!["", "https://acme.okta.com", "//acme.okta.com"]), after in bytes(),
        (before, behind) in (prop::collection::vec(other(), 0..2), prop::collection::vec(other(), 0..2)),
    ) {
        // These two end a target and a path; all other bytes are part of it.
        let after: Vec<u8> = after.into_iter().filter(|byte| !b">#".contains(byte)).collect();
        let link = [b"<", origin.as_bytes(), b"/api/v1/users?after=", &after, b">; rel=\"next\""].concat();
        let lines: Vec<&[u8]> =
            before.iter().map(String::as_bytes).chain([link.as_slice()]).chain(behind.iter().map(String::as_bytes)).collect();
        let joined = lines.join(&b", "[..]);
        for lines in [lines, vec![joined.as_slice()]] {
            let next = link::next(lines.iter().copied()).expect("a next page");
            prop_assert_eq!(check_path(&next, true), Ok(()), "{}", next);
            let value = next.strip_prefix("/api/v1/users?after=").expect("the same path");
            let sent: Vec<u8> = percent_decode(&after).collect();
            let read: Vec<u8> = percent_decode(value.as_bytes()).collect();
            let trimmed = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_string();
            prop_assert_eq!(trimmed(&read), trimmed(&sent));
        }
        // Following a target that is not a path is an error, not the end of the list.
        let link = [b"<", &after[..], b">; rel=next"].concat();
        prop_assert!(link::next([link.as_slice()].into_iter()).is_some());
    }

    #[test]
    fn next_is_found_in_every_form(
        (path, before, next_link, after, joined) in target().prop_flat_map(|(path, target)| (
            Just(path),
            prop::collection::vec(other(), 0..3),
            link(target, "next"),
            prop::collection::vec(other(), 0..3),
            select(vec![None, Some(","), Some(", "), Some(" ,\t"), Some(", ,")]),
        )),
    ) {
        let links: Vec<String> = before.into_iter().chain([next_link]).chain(after).collect();
        let lines = joined.map_or_else(|| links.clone(), |separator| vec![links.join(separator)]);
        let found = next(lines.iter().map(String::as_str));
        prop_assert_eq!(found.as_deref(), Some(path.as_str()), "{:?}", lines);
        path::next(&lines.iter().map(String::as_bytes).collect::<Vec<_>>());
    }

    #[test]
    fn there_is_no_next_without_a_next_link(links in prop::collection::vec(other(), 0..5)) {
        prop_assert_eq!(next(links.iter().map(String::as_str)), None);
        prop_assert_eq!(next([links.join(", ").as_str()].into_iter()), None);
    }
}
