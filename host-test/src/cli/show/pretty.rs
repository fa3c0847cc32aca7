//! JSON for people: indented and in color, with every number and text unchanged.

use anstyle::{AnsiColor, Style};

/// Indents a JSON text, and colors it if asked to. It must be valid.
pub fn pretty(json: &str, color: bool) -> String {
    let mut out = String::with_capacity(json.len() * 2);
    let mut depth = 0_usize;
    let mut rest = json.trim();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' => string(rest),
            ' ' | '\n' | '\r' | '\t' => {
                rest = &rest[1..];
                continue;
            }
            '{' | '[' | '}' | ']' | ',' | ':' => 1,
            _ => rest.find([',', '}', ']', ' ', '\n', '\r', '\t']).unwrap_or(rest.len()),
        };
        let (token, after) = rest.split_at(length);
        let after = after.trim_start();
        match first {
            '{' | '[' if after.starts_with(['}', ']']) => {
                out.push_str(token);
                out.push_str(&after[..1]);
                rest = &after[1..];
                continue;
            }
            '{' | '[' => {
                depth += 1;
                out.push_str(token);
                line(&mut out, depth);
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut out, depth);
                out.push_str(token);
            }
            ',' => {
                out.push_str(token);
                line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            _ => paint(&mut out, token, style(token, after.starts_with(':')), color),
        }
        rest = after;
    }
    out
}

/// The length of the string that a text begins with.
fn string(text: &str) -> usize {
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn line(out: &mut String, depth: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth));
}

fn style(token: &str, is_name: bool) -> Style {
    let color = match token.as_bytes().first() {
        Some(b'"') if is_name => AnsiColor::Blue,
        Some(b'"') => AnsiColor::Green,
        Some(b't' | b'f') => AnsiColor::Magenta,
        Some(b'n') => AnsiColor::BrightBlack,
        _ => AnsiColor::Yellow,
    };
    Style::new().fg_color(Some(color.into()))
}

fn paint(out: &mut String, token: &str, style: Style, color: bool) {
    if color {
        out.push_str(&format!("{style}{token}{style:#}"));
    } else {
        out.push_str(token);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_indented_and_stays_the_same() {
        let json =
            r#"{"a": [1, {"b":"x, \"y\" } ] ü\\"}, [], {}, [ ]], "n":null,"big":12345678901234567890.0100,"t":true}"#;
        let expected = r#"{
  "a": [
    1,
    {
      "b": "x, \"y\" } ] ü\\"
    },
    [],
    {},
    []
  ],
  "n": null,
  "big": 12345678901234567890.0100,
  "t": true
}"#;
        assert_eq!(pretty(json, false), expected);
        let colored = pretty(json, true);
        assert!(colored.contains("\u{1b}[34m\"a\"\u{1b}[0m: ["), "{colored:?}");
        assert_eq!(anstream::adapter::strip_str(&colored).to_string(), expected);
        for plain in ["7", "\"a\"", "null", "[]", "{}"] {
            assert_eq!(pretty(plain, false), plain);
        }
    }
}
