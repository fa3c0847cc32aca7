//! `okta-actions inspect`: describes the component in this program.

use super::call::bad_input;
use crate::component;
use crate::host::{Host, Inspection};
use crate::terminal::out;
use serde::Serialize;
use std::fmt::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// The component and its location.
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

/// Prints size, imports and exports of the component, and writes it into a file if one is named.
pub fn run(path: Option<PathBuf>, json: bool) -> anyhow::Result<ExitCode> {
    if let Some(file) = &path
        && let Err(error) = std::fs::write(file, component::BYTES)
    {
        return Ok(bad_input(&[format!("writing {}: {error}", file.display())]));
    }
    let report =
        Report { file: component::FILE, inside: std::env::current_exe()?, path, inspection: Host::new()?.inspect() };
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
