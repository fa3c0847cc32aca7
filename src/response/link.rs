//! Reads links: the next page in `Link` headers (RFC 8288), and the target of a redirect.

use alloc::borrow::Cow;
use alloc::string::String;
use percent_encoding::{AsciiSet, CONTROLS, percent_encode, utf8_percent_encode};

/// The characters that are not allowed in a URL, except `#`: it begins a fragment, which is cut off.
const FOREIGN: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'\\').add(b'^').add(b'`').add(b'{').add(b'|').add(b'}');

/// The most bytes of a redirect's target that an error shows.
const MAX_REDIRECT: usize = 256;

/// The path and query of the link with the relation `next`, on any host; none if there is no such link.
///
/// Okta sends links on several header lines or on one, joined by commas, and names in any letter case. Characters that
/// a URL cannot contain are percent-encoded, because a dropped link would end a list too early. A target that is not a
/// path of the organization is returned too: following it is an error.
pub fn next<'a>(lines: impl Iterator<Item = &'a [u8]>) -> Option<String> {
    for line in lines {
        // Makes the line ASCII; the characters that structure a header are unchanged.
        let ascii = core::str::from_utf8(line).ok().filter(|line| line.is_ascii());
        let line = ascii.map_or_else(|| Cow::from(percent_encode(line, &AsciiSet::EMPTY)), Cow::Borrowed);
        let mut rest: &str = &line;
        while let Some((target, after)) = target(rest) {
            let (parameters, following) = split_unquoted(after, b',');
            if is_next(parameters) {
                return Some(encoded(path_and_query(target)));
            }
            rest = following;
        }
    }
    None
}

/// The target of a redirect, for people to read: host and path, without user info and query.
pub fn redirect(location: &[u8]) -> String {
    let location: Cow<'_, str> = percent_encode(location, &AsciiSet::EMPTY).into();
    let target = location.split(['?', '#']).next().unwrap_or_default().trim();
    let with_host = target.split_once("://").map(|(_, rest)| rest).or_else(|| target.strip_prefix("//"));
    let mut told = with_host.map_or_else(
        || encoded(target),
        |rest| {
            let (host, path) = rest.split_at(rest.find(['/', '\\']).unwrap_or(rest.len()));
            encoded(&[host.rsplit('@').next().unwrap_or_default(), path].concat())
        },
    );
    told.truncate(MAX_REDIRECT);
    told
}

fn encoded(target: &str) -> String {
    utf8_percent_encode(target, FOREIGN).collect()
}

/// The first target between angle brackets, and the text after it. A `>` that is not followed by a parameter, another
/// link or the end belongs to the target.
fn target(text: &str) -> Option<(&str, &str)> {
    let (_, text) = text.split_once('<')?;
    let ends = text.match_indices('>').map(|(position, _)| (&text[..position], &text[position + 1..]));
    let mut ends =
        ends.filter(|(_, after)| after.trim_start().is_empty() || after.trim_start().starts_with([';', ',']));
    ends.next().map(|(target, after)| (target.trim(), after))
}

/// Splits at the first separator outside of quotes; the separator is dropped.
fn split_unquoted(text: &str, separator: u8) -> (&str, &str) {
    let (mut quoted, mut escaped) = (false, false);
    for (position, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ if byte == separator && !quoted => return (&text[..position], &text[position + 1..]),
            _ => {}
        }
    }
    (text, "")
}

fn is_next(parameters: &str) -> bool {
    let mut rest = parameters;
    while !rest.is_empty() {
        let (parameter, following) = split_unquoted(rest, b';');
        if let Some((name, value)) = parameter.split_once('=')
            && name.trim().eq_ignore_ascii_case("rel")
        {
            let relations = value.trim().trim_matches('"');
            return relations.split_ascii_whitespace().any(|relation| relation.eq_ignore_ascii_case("next"));
        }
        rest = following;
    }
    false
}

/// Removes scheme and host from a link: the next page is fetched from the configured organization only.
fn path_and_query(target: &str) -> &str {
    let target = target.split('#').next().unwrap_or_default();
    let rest = match target.split_once('/') {
        // A `://` after the first slash of the path belongs to a query value, not to a scheme.
        Some((scheme, rest)) if scheme.ends_with(':') && rest.starts_with('/') => Some(&rest[1..]),
        _ => target.strip_prefix("//"),
    };
    let Some(rest) = rest else { return target };
    match rest.find(['/', '?']) {
        Some(end) if rest[end..].starts_with('/') => &rest[end..],
        _ => "/",
    }
}

#[cfg(test)]
mod tests {
    use super::redirect;
    use alloc::string::String;
    use alloc::vec;

    const SELF: &str = "<https://acme.okta.com/api/v1/users?limit=2>; rel=\"self\"";
    const NEXT: &str = "<https://acme.okta.com/api/v1/users?after=a%3D&limit=2>; rel=\"next\"";
    const PATH: &str = "/api/v1/users?after=a%3D&limit=2";

    fn next<'a>(lines: impl Iterator<Item = &'a str>) -> Option<String> {
        super::next(lines.map(str::as_bytes))
    }

    #[test]
    fn characters_that_a_url_cannot_contain_are_encoded() {
        for (target, expected) in [
            (&b"https://x/api/v1/users?after=\xc3\xbc"[..], "/api/v1/users?after=%C3%BC"),
            (b"/api/v1/users?after=\xff\x01", "/api/v1/users?after=%FF%01"),
            (b" /api/v1/users?q=a b\t\"{|}^`<> ", "/api/v1/users?q=a%20b%09%22%7B%7C%7D%5E%60%3C%3E"),
            (b"/api/v1/users?a=1>2", "/api/v1/users?a=1%3E2"),
            (b"/api/v1/users?after=a%3D%zz", "/api/v1/users?after=a%3D%zz"),
            (b"/api\\v1", "/api%5Cv1"),
            (b"users?after=1", "users?after=1"),
        ] {
            let line = [b"<", target, b">; rel=\"next\""].concat();
            assert_eq!(super::next([line.as_slice()].into_iter()).as_deref(), Some(expected));
        }
        // A title in another encoding hides no link behind it.
        let line = b"</a>; title=\"\xe9>,<\"; rel=self, </b>; rel=next";
        assert_eq!(super::next([line.as_slice()].into_iter()).as_deref(), Some("/b"));
    }

    #[test]
    fn a_redirect_is_shown_by_host_and_path() {
        for (location, told) in [
            ("https://acme.okta.com/login?token=secret#x", "acme.okta.com/login"),
            ("https://user:secret@sso.example/a b", "sso.example/a%20b"),
            ("https://a@b@sso.example\\x@y", "sso.example%5Cx@y"),
            ("//sso.example", "sso.example"),
            ("/login", "/login"),
            ("\u{1b}[31mx", "%1B[31mx"),
            ("", ""),
        ] {
            assert_eq!(redirect(location.as_bytes()), told, "{location:?}");
        }
        assert_eq!(redirect("ü".repeat(1000).as_bytes()).len(), super::MAX_REDIRECT);
    }

    #[test]
    fn next_is_found_in_every_form() {
        let joined = alloc::format!("{SELF}, {NEXT}");
        let reversed = alloc::format!("{NEXT},{SELF}");
        for lines in [vec![SELF, NEXT], vec![NEXT, SELF], vec![&joined], vec![&reversed], vec![NEXT]] {
            assert_eq!(next(lines.into_iter()).as_deref(), Some(PATH));
        }
    }

    #[test]
    fn letter_case_quotes_and_order_do_not_matter() {
        for line in [
            "<https://x-admin.okta.com/api/v1/a>; REL=NEXT",
            "<https://x/api/v1/a>;title=\"a, b; rel=self\";rel=\"prev next\"",
            "</api/v1/a>; rel=next",
            "<https://x/api/v1/a#part>; rel=\"next\"",
        ] {
            assert_eq!(next([line].into_iter()).as_deref(), Some("/api/v1/a"), "{line}");
        }
    }

    #[test]
    fn there_is_no_next_without_a_next_link() {
        for line in
            ["", SELF, "<https://x/y>", "<unclosed; rel=next", "<>; rel=\"nextpage\"", "rel=next", "<a>;=;;\"\\"]
        {
            assert_eq!(next([line].into_iter()), None, "{line}");
        }
    }

    #[test]
    fn a_url_in_the_query_is_kept() {
        let line = "</api/v1/a?to=https://b/c>; rel=next";
        assert_eq!(next([line].into_iter()).as_deref(), Some("/api/v1/a?to=https://b/c"));
    }

    #[test]
    fn a_link_to_a_bare_host_is_the_root() {
        for line in ["<https://evil.example>; rel=next", "<https://evil.example?to=/api/v1/a>; rel=next"] {
            assert_eq!(next([line].into_iter()).as_deref(), Some("/"), "{line}");
        }
    }

    #[test]
    fn a_link_without_a_scheme_loses_its_host_as_well() {
        assert_eq!(next(["<//x/api/v1/a>; rel=next"].into_iter()).as_deref(), Some("/api/v1/a"));
    }
}
