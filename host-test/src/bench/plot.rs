//! The report as plots in SVG.

use super::report::Report;
use super::work::{Client, Work};
use anyhow::Context;
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::path::Path;

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

const WIDTH: u32 = 760;
const BAR: i32 = 22;
const ROW: i32 = 30;
const TOP: i32 = 44;
/// The left end of the bars, and their maximum length.
const LEFT: i32 = 250;
const REACH: i32 = 400;

const COLORS: [RGBColor; 3] = [RGBColor(90, 98, 112), RGBColor(0, 113, 164), RGBColor(214, 122, 24)];

/// A bar: its name, its parts, and its label.
struct Bar {
    name: String,
    parts: Vec<f64>,
    label: String,
}

/// Writes all plots into a folder.
pub fn write(report: &Report, folder: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
    let times = [Work::One, Work::Create]
        .into_iter()
        .flat_map(|work| [Client::Plain, Client::Reused, Client::Fresh].map(|client| bar(report, work(client), "µs")));
    draw(&folder.join("calls.svg"), "Time of a call, one caller (median)", &[], &times.collect::<Vec<_>>())?;
    let rates = [Client::Plain, Client::Reused, Client::Fresh].map(|client| bar(report, Work::Many(client), "/s"));
    draw(&folder.join("callers.svg"), "Calls per second, 64 callers (median)", &[], &rates)?;
    let lists = [Work::Pages(Client::Plain), Work::Pages(Client::Reused), Work::Pages(Client::Fresh), Work::Collect];
    let lists = lists.map(|work| bar(report, work, "/s"));
    draw(&folder.join("lists.svg"), "Users per second of a list of 100,000 (median)", &[], &lists)?;
    let legend = ["network and HTTP client", "in WebAssembly", "host: wasmtime, WASI, values"];
    draw(&folder.join("layers.svg"), "Where the time of get-user goes, one caller", &legend, &layers(report))
}

fn bar(report: &Report, work: Work, unit: &str) -> Bar {
    let value = report.median(work).unwrap_or_default();
    let client = match (work, work.client()) {
        (Work::Collect, _) => "pages.collect-list",
        (_, Client::Plain) => "plain client",
        (_, Client::Reused) => "reused instance",
        (_, Client::Fresh) => "fresh instance",
    };
    let work_name = work.name();
    let action = work_name.split(',').next().unwrap_or_default();
    let name = if work.unit() == "users/s" { client.to_owned() } else { format!("{action}, {client}") };
    let ratio = match (work.client(), report.ratio(work)) {
        (Client::Plain, _) | (_, None) => String::new(),
        (_, Some([_, ratio, _])) => format!(" ({ratio:.2}×)"),
    };
    Bar { name, parts: vec![value], label: format!("{value:.0} {unit}{ratio}") }
}

/// A bar per client: the network, the guest, and the rest of the host.
fn layers(report: &Report) -> Vec<Bar> {
    let median = |work| report.median(work).unwrap_or_default();
    let plain = median(Work::One(Client::Plain));
    let component = [Client::Reused, Client::Fresh].map(|client| {
        let (all, inside) = (median(Work::One(client)), median(Work::InProcess(client)));
        let guest = median(Work::Guest(client));
        let parts = [all - inside, guest, inside - guest].map(|part| part.max(0.0));
        let name = if client == Client::Reused { "reused instance" } else { "fresh instance" };
        let [network, guest, host] = parts;
        Bar { name: name.into(), parts: parts.into(), label: format!("{network:.0} + {guest:.0} + {host:.0} µs") }
    });
    let plain = Bar { name: "plain client".into(), parts: vec![plain], label: format!("{plain:.0} µs") };
    std::iter::once(plain).chain(component).collect()
}

/// Draws horizontal bars, whose parts have the colors of the legend.
fn draw(file: &Path, title: &str, legend: &[&str], bars: &[Bar]) -> anyhow::Result<()> {
    let below = if legend.is_empty() { 10 } else { 36 };
    let height = TOP + ROW * bars.len() as i32 + below;
    let area = SVGBackend::new(file, (WIDTH, height as u32)).into_drawing_area();
    let broken = |error: &dyn std::fmt::Display| anyhow::anyhow!("drawing {}: {error}", file.display());
    area.fill(&WHITE).map_err(|error| broken(&error))?;
    paint(&area, title, legend, bars, height).map_err(|error| broken(&error))?;
    area.present().map_err(|error| broken(&error))
}

fn paint(
    area: &Area,
    title: &str,
    legend: &[&str],
    bars: &[Bar],
    height: i32,
) -> Result<(), DrawingAreaErrorKind<<SVGBackend<'static> as DrawingBackend>::ErrorType>> {
    let text = |size: i32, side: HPos| {
        TextStyle::from(("sans-serif", size).into_font()).color(&BLACK).pos(Pos::new(side, VPos::Center))
    };
    area.draw(&Text::new(title.to_owned(), (12, 20), text(17, HPos::Left)))?;
    let most = bars.iter().map(|bar| bar.parts.iter().sum()).fold(f64::MIN_POSITIVE, f64::max);
    for (row, bar) in bars.iter().enumerate() {
        let top = TOP + ROW * row as i32;
        let middle = top + BAR / 2;
        area.draw(&Text::new(bar.name.clone(), (LEFT - 10, middle), text(14, HPos::Right)))?;
        let mut left = LEFT;
        for (part, color) in bar.parts.iter().zip(COLORS) {
            let right = left + (part / most * f64::from(REACH)).round() as i32;
            area.draw(&Rectangle::new([(left, top), (right, top + BAR)], color.filled()))?;
            left = right;
        }
        area.draw(&Text::new(bar.label.clone(), (left + 6, middle), text(13, HPos::Left)))?;
    }
    for (place, (name, color)) in legend.iter().zip(COLORS).enumerate() {
        let (left, top) = (30 + 240 * place as i32, height - 24);
        area.draw(&Rectangle::new([(left, top), (left + 12, top + 12)], color.filled()))?;
        area.draw(&Text::new((*name).to_owned(), (left + 18, top + 6), text(13, HPos::Left)))?;
    }
    Ok(())
}
