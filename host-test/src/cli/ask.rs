//! The badge of the called org, and the question before a destructive call of it.

use super::connection::Connection;
use crate::terminal::{say, say_styled};
use std::io::{BufRead, IsTerminal};

/// The kind of org that a command calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Badge {
    /// The embedded mock org.
    Mock,
    /// This org, in which nothing can be changed.
    ReadOnly(String),
    /// This org.
    Live(String),
}

impl Badge {
    /// The badge of a connection.
    pub fn of(connection: &Connection) -> Self {
        let Connection::Org(environment) = connection else { return Self::Mock };
        let value = |name: &str| environment.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        // A password does not belong in a URL; if there is one, the origin leaves it out.
        let org = value("OKTA_CLIENT_ORGURL").and_then(|url| url::Url::parse(url).ok());
        let org = org.map_or_else(|| "OKTA_CLIENT_ORGURL".to_string(), |url| url.origin().ascii_serialization());
        let read_only = value("OKTA_ACTIONS_READONLY").is_some_and(|value| value.eq_ignore_ascii_case("true"));
        if read_only { Self::ReadOnly(org) } else { Self::Live(org) }
    }

    /// Prints the badge on a terminal, with a notice for the mock org.
    pub fn tell(&self, notice: &str) {
        use anstyle::{AnsiColor, Style};
        let (word, rest, color) = match self {
            Self::Mock => ("MOCK", notice, AnsiColor::Blue),
            Self::ReadOnly(org) => ("READ-ONLY", org.as_str(), AnsiColor::Green),
            Self::Live(org) => ("LIVE", org.as_str(), AnsiColor::Red),
        };
        if !std::io::stderr().is_terminal() {
            return;
        }
        let style = Style::new().bold().invert().fg_color(Some(color.into()));
        say_styled(&format!("{style} {word} {style:#} "), &format!("[{word}] "), rest);
    }
}

/// Whether to go on: asks a person before a call of a live org. Fails if the terminal cannot be read.
pub fn confirmed(badge: &Badge, question: &str) -> std::io::Result<bool> {
    let Badge::Live(org) = badge else { return Ok(true) };
    let stdin = std::io::stdin();
    if !stdin.is_terminal() || !std::io::stderr().is_terminal() {
        return Ok(true);
    }
    say(&format!("{question} This is {org}, not a mock org. [y/N]"));
    let mut answer = String::new();
    stdin.lock().read_line(&mut answer)?;
    let yes = ["y", "yes"].contains(&answer.trim().to_lowercase().as_str());
    if !yes {
        say("Nothing was sent. --yes skips the question.");
    }
    Ok(yes)
}
