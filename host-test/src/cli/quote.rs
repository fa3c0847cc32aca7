//! Words for a shell, in quotes that people can read.

use shlex::{QuoteError, try_quote};
use std::borrow::Cow;

/// A word as a shell reads it: in single quotes if it can be. The error is a NUL, which no shell passes on.
pub fn try_quoted(text: &str) -> Result<Cow<'_, str>, QuoteError> {
    let quoted = try_quote(text)?;
    // `shlex` puts each backslash into double quotes, because fish drops one of two in single quotes, and the last one.
    let is_same_in_fish = !text.contains(r"\\") && !text.ends_with('\\');
    if quoted == text || text.contains(['\'', '^']) || !is_same_in_fish {
        return Ok(quoted);
    }
    Ok(format!("'{text}'").into())
}

/// A word that cannot hold a NUL: JSON, or an argument of this process.
pub fn quoted(text: &str) -> Cow<'_, str> {
    try_quoted(text).unwrap_or(text.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_in_single_quotes_if_every_shell_reads_them_so() {
        for (text, expected) in [
            ("user.get-user", "user.get-user"),
            ("", "''"),
            (r#"{"a":"say \"hi\""}"#, r#"'{"a":"say \"hi\""}'"#),
            ("it's", "\"it's\""),
            (r"a\\b", r#""a\\\\b""#),
            (r"a b\", r#""a b\\""#),
        ] {
            assert_eq!(quoted(text), expected);
            assert_eq!(shlex::split(expected), Some(vec![text.to_string()]));
        }
        assert!(try_quoted("\0").is_err());
    }
}
