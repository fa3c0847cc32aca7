//! `okta-actions inspect`: shows and writes the components inside of this program.

use super::call::bad_input;
use crate::component;
use crate::host::{Host, Inspection};
use crate::terminal::out;
use serde::Serialize;
use std::fmt::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// The component, and where it is.
#[derive(Serialize)]
struct Report {
    /// The name of its file in a release.
    file: &'static str,
    /// The program that carries it.
    inside: PathBuf,
    /// The file that it was written into.
    path: Option<PathBuf>,
    #[serde(flatten)]
    inspection: Inspection,
}

/// Prints size, imports and exports of a component, which is written into a file if one is named.
pub fn run(path: Option<PathBuf>, by_name: bool, json: bool) -> anyhow::Result<ExitCode> {
    let (file, bytes, host) = if by_name {
        (component::BY_NAME_FILE, component::BY_NAME, Host::by_name()?)
    } else {
        (component::FILE, component::BYTES, Host::new()?)
    };
    if let Some(path) = &path
        && let Err(error) = std::fs::write(path, bytes)
    {
        return Ok(bad_input(&[format!("writing {}: {error}", path.display())]));
    }
    let report = Report { file, inside: std::env::current_exe()?, path, inspection: host.inspect() };
    out(&if json { serde_json::to_string(&report)? } else { text(&report)? })?;
    Ok(ExitCode::SUCCESS)
}

fn text(report: &Report) -> Result<String, std::fmt::Error> {
    let Report { file, inside, path, inspection } = report;
    let mut out = format!("{file}, inside of {}", inside.display());
    if let Some(path) = path {
        write!(out, "\nwritten to {}", path.display())?;
    }
    write!(out, "\n{} bytes", inspection.bytes)?;
    for (title, names) in [("imports", &inspection.imports), ("exports", &inspection.exports)] {
        write!(out, "\n\n{title}:")?;
        for name in names {
            write!(out, "\n  {name}")?;
        }
    }
    Ok(out)
}
