//! Prints texts, so that none from the network can control a terminal.

use comfy_table::{Attribute, Cell, ContentArrangement, Table, presets};
use std::borrow::Cow;
use std::io::{IsTerminal, Write};

/// Prints a text and a line break on stdout; byte for byte if that is not a terminal.
pub fn out(text: &str) -> std::io::Result<()> {
    let stdout = std::io::stdout();
    print(&mut stdout.lock(), &shown(text, stdout.is_terminal()))
}

/// Prints a table of the command's own texts on stdout, with its bold header.
pub fn out_table(text: &str) -> std::io::Result<()> {
    print(&mut std::io::stdout().lock(), text)
}

/// Prints a text and a line break on stderr.
pub fn say(text: &str) {
    let stderr = std::io::stderr();
    // Without a stderr there is nobody to tell.
    let _ = print(&mut stderr.lock(), &shown(text, stderr.is_terminal()));
}

/// Prints a text on stderr behind a styled word of the command's own, which is `plain` if there is no color.
pub fn say_styled(styled: &str, plain: &str, text: &str) {
    let stderr = std::io::stderr();
    let color = anstream::AutoStream::choice(&stderr) != anstream::ColorChoice::Never;
    let text = shown(text, stderr.is_terminal());
    let _ = print(&mut stderr.lock(), &format!("{}{text}", if color { styled } else { plain }));
}

/// Whether stdout shows colors: it is a terminal, and neither `NO_COLOR` nor `TERM=dumb` is set.
pub fn stdout_has_color() -> bool {
    anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never
}

/// A text for a cell of a table on stdout.
pub fn cell(text: &str) -> Cow<'_, str> {
    shown(text, std::io::stdout().is_terminal())
}

/// In one piece, so that a line is not left without its end where a process is killed.
fn print(to: &mut impl Write, text: &str) -> std::io::Result<()> {
    to.write_all(format!("{text}\n").as_bytes())?;
    to.flush()
}

/// The text, made [`visible`] for a terminal.
fn shown(text: &str, terminal: bool) -> Cow<'_, str> {
    if terminal { visible(text) } else { Cow::Borrowed(text) }
}

/// Escapes characters that control a terminal or disguise a text: control characters other than line breaks and tabs, and
/// controls of the writing direction. The escapes are those of JSON, so that JSON keeps its meaning.
fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_hidden(character) {
            escaped.push_str(&format!("\\u{:04x}", u32::from(character)));
        } else {
            escaped.push(character);
        }
    }
    Cow::Owned(escaped)
}

fn is_hidden(character: char) -> bool {
    let direction =
        matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    direction || (character.is_control() && !matches!(character, '\n' | '\t'))
}

/// A table without lines, with a bold header.
pub fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    let bold = |title: &&str| Cell::new(title).add_attribute(Attribute::Bold);
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Disabled)
        .set_header(header.iter().map(bold));
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_made_visible() {
        for (text, expected) in [
            ("\u{1b}]0;title\u{7}\u{1b}[2J", "\\u001b]0;title\\u0007\\u001b[2J"),
            ("over\rwritten\u{8}", "over\\u000dwritten\\u0008"),
            ("\u{7f}\u{9b}31m\u{85}", "\\u007f\\u009b31m\\u0085"),
            ("user\u{202e}gpj.exe\u{202c}", "user\\u202egpj.exe\\u202c"),
            ("\u{2066}\u{2069}\u{200e}\u{200f}\u{61c}", "\\u2066\\u2069\\u200e\\u200f\\u061c"),
        ] {
            assert_eq!(shown(text, true), expected);
            assert_eq!(shown(text, false), text, "piped text is unchanged");
        }
    }

    #[test]
    fn other_text_is_unchanged() {
        let text = "line\n\tAda Łovelace שלום 🚀 \u{a0}";
        assert_eq!(shown(text, true), text);
    }

    #[test]
    fn json_stays_the_same_json() {
        let json = "{\"name\":\"a\u{9b}b\u{202e}c\\u001b\"}";
        let value = |json: &str| serde_json::from_str::<serde_json::Value>(json).expect("JSON");
        assert_ne!(shown(json, true), json);
        assert_eq!(value(&shown(json, true)), value(json));
    }
}
