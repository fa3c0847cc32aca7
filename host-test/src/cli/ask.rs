//! The question before something is changed in a real org.

use super::badge::Badge;
use crate::terminal::say;
use std::io::{BufRead, IsTerminal};

/// Whether to go on: asks a person in front of a live org, and nobody else. An error is a terminal that cannot be read.
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
