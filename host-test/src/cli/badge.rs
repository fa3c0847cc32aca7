//! Which org is called, in a word.

use crate::terminal::say_styled;
use std::io::IsTerminal;

/// The org that a command calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Badge {
    /// A mock org, with a note for people.
    Mock(String),
    /// This org, where nothing can be changed.
    ReadOnly(String),
    /// This org.
    Live(String),
}

impl Badge {
    /// Shows the badge on a terminal.
    pub fn tell(&self) {
        use anstyle::{AnsiColor, Style};
        let (word, rest, color) = match self {
            Self::Mock(note) => ("MOCK", note, AnsiColor::Blue),
            Self::ReadOnly(org) => ("READ-ONLY", org, AnsiColor::Green),
            Self::Live(org) => ("LIVE", org, AnsiColor::Red),
        };
        if std::io::stderr().is_terminal() {
            let style = Style::new().bold().invert().fg_color(Some(color.into()));
            say_styled(&format!("{style} {word} {style:#} "), &format!("[{word}] "), rest);
        }
    }
}
