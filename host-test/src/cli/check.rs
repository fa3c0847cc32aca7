//! The commands that check and measure the component: replay, soak, bench.

use super::tables;
use crate::host::Host;
use crate::terminal::{out, out_table, say};
use crate::{bench, replay, soak};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

/// Replays recorded interactions, and prints the result of each row.
pub async fn replay(file: &Path, json: bool) -> anyhow::Result<ExitCode> {
    let host = Host::new()?;
    let reports = replay::replay(&host, file, |_| {}).await?;
    if json {
        for report in &reports {
            out(&serde_json::to_string(report)?)?;
        }
    } else {
        out_table(&tables::reports(&reports))?;
    }
    let failed = reports.iter().any(replay::Report::is_failure);
    Ok(ExitCode::from(u8::from(failed)))
}

/// Makes random calls, and prints the report.
pub async fn soak(options: soak::Options, json: bool) -> anyhow::Result<ExitCode> {
    // Draws on stderr, if that is a terminal.
    let bar = indicatif::ProgressBar::new(options.calls);
    bar.set_style(indicatif::ProgressStyle::with_template(
        "{wide_bar} {pos}/{len} calls, {per_sec}, {msg}, {eta} left",
    )?);
    let report = soak::run(Arc::new(Host::new()?), options, |report| {
        if report.calls.is_multiple_of(100) {
            bar.set_message(format!("{} traps, {} leaks", report.traps.len(), report.leaks.len()));
            bar.set_position(report.calls);
        }
    });
    let report = report.await?;
    bar.finish_and_clear();
    if json {
        out(&serde_json::to_string(&report)?)?;
    } else {
        out_table(&tables::soak(&report))?;
    }
    Ok(ExitCode::from(u8::from(!report.is_clean())))
}

/// Measures the component, and prints the report.
pub async fn bench(options: bench::Options, json: bool, plots: Option<&Path>) -> anyhow::Result<ExitCode> {
    if cfg!(debug_assertions) {
        say("warning: this build is not optimized, so the numbers say nothing; build with --release");
    }
    let report = bench::run(options).await?;
    if let Some(folder) = plots {
        bench::plot::write(&report, folder)?;
    }
    out(&if json { report.to_json().to_string() } else { bench::table::text(&report) })?;
    Ok(ExitCode::SUCCESS)
}
