//! The report as tables for people.

use super::report::{Report, Row};
use super::work::{Client, Work};
use crate::terminal::table;
use comfy_table::{Cell, CellAlignment, Table};
use std::fmt::Write;

/// All tables.
pub fn text(report: &Report) -> String {
    let mut out = String::new();
    let machine = &report.machine;
    let _ = writeln!(
        out,
        "{}, {} cores, {}, {}, {} rounds\n\n{}\n\n{}\n\n{}",
        machine.processor,
        machine.cores,
        machine.system,
        machine.date,
        report.rounds(),
        works(report),
        once(report),
        ratios(report),
    );
    out
}

fn right(text: impl ToString) -> Cell {
    Cell::new(text).set_alignment(CellAlignment::Right)
}

/// A row per work: the median, the middle half of all rounds, and the ratio to the plain client.
fn works(report: &Report) -> Table {
    let mut table = table(&["WORK", "CLIENT", "MEDIAN", "MIDDLE HALF", "UNIT", "TO PLAIN", "SERVER"]);
    for row in &report.rows {
        let [low, median, high] = row.quartiles();
        let ratio = match (row.work.client(), report.ratio(row.work)) {
            (Client::Plain, _) | (_, None) => String::new(),
            (_, Some([_, ratio, _])) => format!("{ratio:.2}"),
        };
        let share = row.server_share().map(|share| format!("{:.0} %", share * 100.0)).unwrap_or_default();
        table.add_row([
            Cell::new(row.work.name()),
            Cell::new(client_name(row)),
            right(number(median)),
            right(format!("{} – {}", number(low), number(high))),
            Cell::new(row.work.unit()),
            right(ratio),
            right(share),
        ]);
    }
    table
}

fn client_name(row: &Row) -> &'static str {
    match (row.work, row.work.client()) {
        (Work::Capacity, _) => "load generator",
        (_, Client::Plain) => "plain",
        (_, Client::Reused) => "reused instance",
        (_, Client::Fresh) => "fresh instance",
    }
}

/// The figures that are measured once.
fn once(report: &Report) -> Table {
    let mut table = table(&["COMPONENT", "VALUE", "UNIT"]);
    let load = &report.load;
    let mut row = |name: &str, value: f64, unit: &str| {
        table.add_row([Cell::new(name), right(number(value)), Cell::new(unit)]);
    };
    row("size", load.wasm as f64 / 1024.0, "KiB");
    row("size, precompiled", load.precompiled as f64 / 1024.0, "KiB");
    row("compiling", load.compile_ms, "ms");
    row("loading the precompiled file", load.load_ms, "ms");
    row("until a host is ready, compiled before", load.ready_ms, "ms");
    if let Some(idle) = &report.memory.idle {
        row(&format!("an idle instance, not called yet ({} alive)", idle.instances), idle.fresh_kib, "KiB");
        row(&format!("an idle instance, called once ({} alive)", idle.instances), idle.called_kib, "KiB");
        row(&format!("peak of the process with {} instances", idle.instances), idle.peak as f64 / 1048576.0, "MiB");
    }
    if let Some(collect) = &report.memory.collect {
        row("result of pages.collect-list", collect.result as f64 / 1048576.0, "MiB");
        row("peak of the process meanwhile", collect.peak as f64 / 1048576.0, "MiB");
    }
    table
}

/// The figures that have targets.
fn ratios(report: &Report) -> Table {
    let mut table = table(&["FIGURE", "VALUE"]);
    for (name, value) in report.ratios() {
        table.add_row([Cell::new(name), right(value)]);
    }
    table
}

/// A number with a decimal only below 100.
fn number(value: f64) -> String {
    if value >= 100.0 { format!("{value:.0}") } else { format!("{value:.1}") }
}
