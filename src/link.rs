//! Reads `Link` headers (RFC 8288) for the next page.

use alloc::string::{String, ToString};

/// The path and query of the link with the relation `next`, whatever its host; none where there is no such link.
///
/// Okta sends links as several header lines or as one joined by commas, and names in any letter case.
pub fn next<'a>(lines: impl Iterator<Item = &'a str>) -> Option<String> {
    for line in lines {
        let mut rest = line;
        while let Some((target, after)) = rest.split_once('<').and_then(|(_, after)| after.split_once('>')) {
            let (parameters, following) = split_unquoted(after, ',');
            if is_next(parameters) {
                return Some(path_and_query(target).to_string());
            }
            rest = following;
        }
    }
    None
}

/// Splits at the first separator outside of quotes; the separator is dropped.
fn split_unquoted(text: &str, separator: char) -> (&str, &str) {
    let (mut quoted, mut escaped) = (false, false);
    for (position, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if character == separator && !quoted => {
                return (&text[..position], &text[position + separator.len_utf8()..]);
            }
            _ => {}
        }
    }
    (text, "")
}

fn is_next(parameters: &str) -> bool {
    let mut rest = parameters;
    while !rest.is_empty() {
        let (parameter, following) = split_unquoted(rest, ';');
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

/// Takes scheme and host off a link: the next page is fetched from the configured organization only.
fn path_and_query(target: &str) -> &str {
    let target = target.split('#').next().unwrap_or_default();
    let rest = match target.split_once("://") {
        // A `://` behind the path's first slash belongs to a query value, not to a scheme.
        Some((scheme, rest)) if !scheme.contains('/') => Some(rest),
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
    use super::next;
    use alloc::vec;

    const SELF: &str = "<https://acme.okta.com/api/v1/users?limit=2>; rel=\"self\"";
    const NEXT: &str = "<https://acme.okta.com/api/v1/users?after=a%3D&limit=2>; rel=\"next\"";
    const PATH: &str = "/api/v1/users?after=a%3D&limit=2";

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
    fn no_next_where_there_is_none() {
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
