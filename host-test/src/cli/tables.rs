//! Tables for people.

use super::show::table as fit;
use crate::host::catalog;
use crate::replay::{FITS, Report, Verdict};
use crate::soak;
use crate::terminal::{cell, table};
use comfy_table::{Cell, CellAlignment, ContentArrangement, Table};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// The actions, one a line, and a sentence about what a narrow terminal does not show.
pub fn actions(actions: &[Value]) -> (String, Option<String>) {
    let text = |action: &Value, name: &str| action[name].as_str().unwrap_or_default().to_string();
    let row = |action: &Value| {
        vec![catalog::name(action), text(action, "title"), text(action, "method"), text(action, "path")]
    };
    let columns = ["ACTION", "TITLE", "METHOD", "PATH"].map(String::from);
    let rows: Vec<Vec<String>> = actions.iter().map(row).collect();
    // A title says what the name says.
    let layout = fit::layout(&columns, &rows, fit::Drops::Named(&["TITLE", "PATH", "METHOD"]), false);
    (layout.text(Some(&columns), rows), layout.hidden("--json"))
}

/// The results by section, then the rows that deserve attention.
pub fn reports(reports: &[Report]) -> String {
    let mut out = String::new();
    let mut sections: BTreeMap<&str, [usize; 5]> = BTreeMap::new();
    let mut total = [0; 5];
    for report in reports {
        let counts = sections.entry(&report.section).or_default();
        counts[report.result as usize] += 1;
        total[report.result as usize] += 1;
    }
    let mut table = table(&["SECTION", "SAME", "DIFFERS", "MALFORMED", "SKIPPED", "BROKEN"]);
    for (section, counts) in sections.into_iter().chain([("total", total)]) {
        let numbers = counts.iter().map(|count| Cell::new(count).set_alignment(CellAlignment::Right));
        table.add_row(std::iter::once(Cell::new(cell(section))).chain(numbers));
    }
    let _ = writeln!(out, "{table}");
    let run = |report: &&Report| matches!(report.result, Verdict::Same | Verdict::Malformed);
    let covered: BTreeSet<_> = reports.iter().filter(run).filter_map(|report| report.action.as_deref()).collect();
    let _ = writeln!(out, "\n{} actions were run.", covered.len());
    let lines = |verdict: Verdict| reports.iter().filter(move |report| report.result == verdict);
    for (verdict, title) in [
        (Verdict::Malformed, "Malformed by the recorded client, and the same without that:"),
        (Verdict::Differs, "Different:"),
        (Verdict::Broken, "Broken rows, which were not run:"),
    ] {
        if lines(verdict).next().is_some() {
            let _ = writeln!(out, "\n{title}");
        }
        for report in lines(verdict) {
            let action = report.action.as_deref().unwrap_or("-");
            let reason = cell(report.reason.as_deref().unwrap_or_default());
            let _ = writeln!(out, "  {} {action}: {reason}", cell(&report.id));
        }
    }
    let skipped: BTreeSet<_> = lines(Verdict::Skipped).filter_map(|report| report.action.as_deref()).collect();
    if !skipped.is_empty() {
        let _ = writeln!(
            out,
            "\nSkipped, because the component does not have the action yet: {}",
            Vec::from_iter(skipped).join(", ")
        );
    }
    let noted = lines(Verdict::Same).filter(|report| report.reason.is_some()).count();
    if noted > 0 {
        let _ = writeln!(
            out,
            "\n{noted} of the same rows were recorded without their request body; `{{}}` was sent in its place."
        );
    }
    let fitting = reports.iter().filter(|report| report.schema.as_deref() == Some(FITS)).count();
    let misfits: Vec<_> =
        reports.iter().filter(|report| report.schema.as_deref().is_some_and(|it| it != FITS)).collect();
    let _ = writeln!(out, "\n{fitting} of {} JSON bodies fit the described schemas.", fitting + misfits.len());
    for report in misfits {
        let took = if report.taken { "Okta accepted it" } else { "Okta refused it" };
        let (action, schema) = (report.action.as_deref().unwrap_or("-"), report.schema.as_deref().unwrap_or_default());
        let _ = writeln!(out, "  {} {action} ({took}): {}", cell(&report.id), cell(schema));
    }
    out.truncate(out.trim_end().len());
    out
}

/// The counts of a soak, and its findings.
pub fn soak(report: &soak::Report) -> String {
    let mut out = format!(
        "{} calls with seed {} in {:.1} s: {:.0} calls/s, {} requests\n\n",
        report.calls, report.seed, report.seconds, report.calls_per_second, report.requests
    );
    for (title, counts) in [("RESULT", &report.results), ("FAULT", &report.faults)] {
        let mut table = table(&[title, "COUNT"]);
        for (name, count) in counts {
            table.add_row([Cell::new(name), Cell::new(count).set_alignment(CellAlignment::Right)]);
        }
        let _ = writeln!(out, "{table}\n");
    }
    let mebibytes = |bytes: u64| format!("{:.1} MiB", bytes as f64 / 1024.0 / 1024.0);
    let resident = |bytes: Option<u64>| bytes.map_or_else(|| "unknown".to_string(), mebibytes);
    let _ = writeln!(
        out,
        "memory: {} in the largest instance; this process {} after the first calls, {} at the end",
        mebibytes(u64::try_from(report.linear_memory).unwrap_or_default()),
        resident(report.memory_at_start),
        resident(report.memory_at_end)
    );
    let (traps, leaks, strays) = (report.traps.len(), report.leaks.len(), report.strays);
    let _ = write!(out, "traps: {traps}, leaks: {leaks}, requests elsewhere: {strays}");
    for finding in report.traps.iter().chain(&report.leaks) {
        let call = finding.call.map_or_else(|| "-".to_string(), |call| call.to_string());
        let (subject, arguments, found) = (cell(&finding.subject), cell(&finding.arguments), cell(&finding.found));
        let _ = write!(out, "\n\nseed {} call {call}: {subject} {arguments}\n  {found}", report.seed);
    }
    out
}

/// A table that wraps on a terminal, and elsewhere has one line a row.
pub fn dynamic(header: &[&str]) -> Table {
    let mut table = table(header);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table
}

/// A table without spaces at the ends of its lines.
pub fn plain(table: &Table) -> String {
    table.to_string().lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}
