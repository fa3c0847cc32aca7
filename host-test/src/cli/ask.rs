//! The question before something is changed in a real org.

use super::badge::Badge;
use crate::terminal::say;
use std::fs::File;
use std::io::{BufRead, BufReader, IsTerminal, Read};

/// Whether to go on: asks a person before a call of a live org. Fails if the terminal cannot be read.
pub fn confirmed(badge: &Badge, question: &str) -> std::io::Result<bool> {
    let Badge::Live(org) = badge else { return Ok(true) };
    let Some(terminal) = terminal() else { return Ok(true) };
    say(&format!("{question} This is {org}, not a mock org. [y/N]"));
    let mut answer = String::new();
    BufReader::new(terminal).read_line(&mut answer)?;
    let yes = ["y", "yes"].contains(&answer.trim().to_lowercase().as_str());
    if !yes {
        say("Nothing was sent. --yes skips the question.");
    }
    Ok(yes)
}

/// The terminal of the person, also if stdin is a pipe with arguments.
fn terminal() -> Option<Box<dyn Read>> {
    if !std::io::stderr().is_terminal() {
        None
    } else if std::io::stdin().is_terminal() {
        Some(Box::new(std::io::stdin()))
    } else {
        Some(Box::new(File::open("/dev/tty").ok()?))
    }
}
