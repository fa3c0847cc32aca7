//! The report of a benchmark: the values of all works, and their ratios to the plain client.

use super::Options;
use super::machine::{Load, Machine};
use super::memory::Memory;
use super::stats;
use super::work::{Client, Work};
use serde_json::{Map, Value, json};
use std::time::Duration;

/// All measurements.
pub struct Report {
    /// The machine and the day.
    pub machine: Machine,
    /// Whether the run was a quick one.
    pub quick: bool,
    /// The rows, in the order of [`Work::ALL`].
    pub rows: Vec<Row>,
    /// Sizes and times before the first call.
    pub load: Load,
    /// Memory of instances and results.
    pub memory: Memory,
}

/// The samples of one work, a value per round.
pub struct Row {
    /// The work.
    pub work: Work,
    values: Vec<f64>,
    server: Option<Duration>,
    elapsed: Duration,
}

impl Row {
    /// The quartiles of the values.
    pub fn quartiles(&self) -> [f64; 3] {
        stats::quartiles(&mut self.values.clone())
    }

    /// The share of one core that the server used meanwhile, if the system tells.
    pub fn server_share(&self) -> Option<f64> {
        self.server.map(|busy| busy.as_secs_f64() / self.elapsed.as_secs_f64())
    }
}

impl Report {
    /// An empty report.
    pub fn new(options: Options, load: Load) -> Self {
        let row = |work| Row { work, values: Vec::new(), server: Some(Duration::ZERO), elapsed: Duration::ZERO };
        Self {
            machine: Machine::here(),
            quick: options.quick,
            rows: Work::ALL.map(row).into(),
            load,
            memory: Memory::default(),
        }
    }

    /// Adds the sample of a round.
    pub fn add(&mut self, work: Work, value: f64, server: Option<Duration>, elapsed: Duration) {
        for row in self.rows.iter_mut().filter(|row| row.work == work) {
            row.values.push(value);
            row.server = row.server.zip(server).map(|(all, more)| all + more);
            row.elapsed += elapsed;
        }
    }

    /// The number of rounds.
    pub fn rounds(&self) -> usize {
        self.rows.iter().map(|row| row.values.len()).min().unwrap_or_default()
    }

    /// The row of a work.
    pub fn row(&self, work: Work) -> Option<&Row> {
        self.rows.iter().find(|row| row.work == work)
    }

    /// The median of a work.
    pub fn median(&self, work: Work) -> Option<f64> {
        self.row(work).map(|row| row.quartiles()[1])
    }

    /// The quartiles of the ratios of a work to the plain client, one ratio per round.
    pub fn ratio(&self, work: Work) -> Option<[f64; 3]> {
        let (component, plain) = (self.row(work)?, self.row(work.plain()?)?);
        let mut ratios: Vec<f64> =
            component.values.iter().zip(&plain.values).map(|(component, plain)| component / plain).collect();
        Some(stats::quartiles(&mut ratios))
    }

    /// The figures that have a target, by the names of their targets.
    pub fn ratios(&self) -> Map<String, Value> {
        let ratio = |work| self.ratio(work).map(|quartiles| quartiles[1]);
        // The time per call is the inverse of a rate.
        let inverse = |work| ratio(work).map(|ratio| 1.0 / ratio);
        let memory = self.memory.collect.as_ref().map(|collect| collect.peak as f64 / collect.result as f64);
        let figures = [
            ("reused_1", ratio(Work::One(Client::Reused))),
            ("reused_64", inverse(Work::Many(Client::Reused))),
            ("fresh_1", ratio(Work::One(Client::Fresh))),
            ("fresh_64", inverse(Work::Many(Client::Fresh))),
            ("collect_users", ratio(Work::Collect)),
            ("pages_users", ratio(Work::Pages(Client::Reused))),
            ("process_ms", self.median(Work::Process(Client::Fresh))),
            ("instantiate_us", self.median(Work::Instantiate)),
            ("idle_kib", self.memory.idle.as_ref().map(|idle| idle.fresh_kib)),
            ("collect_memory", memory),
        ];
        figures.into_iter().map(|(name, figure)| (name.to_owned(), json!(figure.map(rounded)))).collect()
    }

    /// One JSON object.
    pub fn to_json(&self) -> Value {
        let rows: Vec<Value> = self.rows.iter().map(|row| self.row_json(row)).collect();
        json!({
            "machine": self.machine,
            "quick": self.quick,
            "rounds": self.rounds(),
            "ratios": self.ratios(),
            "rows": rows,
            "component": self.load,
            "memory": self.memory,
        })
    }

    fn row_json(&self, row: &Row) -> Value {
        let [low, median, high] = row.quartiles().map(rounded);
        json!({
            "work": row.work.name(),
            "client": format!("{:?}", row.work.client()).to_lowercase(),
            "unit": row.work.unit(),
            "median": median,
            "low": low,
            "high": high,
            "ratio": self.ratio(row.work).map(|quartiles| quartiles.map(rounded)),
            "server_share": row.server_share().map(rounded),
        })
    }
}

/// Rounds to three decimals, which is more precise than any of these measurements.
fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::memory::{Collect, Idle};

    /// A report of two rounds: all values of the plain client are 100 and 200, and those of the component half as much.
    fn report() -> Report {
        let load = Load { wasm: 1, precompiled: 2, compile_ms: 3.0, load_ms: 4.0, ready_ms: 5.0 };
        let mut report = Report::new(Options { quick: true }, load);
        for value in [100.0, 200.0] {
            for work in Work::ALL {
                let value = if work.client() == Client::Plain { value } else { value / 2.0 };
                report.add(work, value, Some(Duration::from_millis(10)), Duration::from_millis(40));
            }
        }
        report.memory.idle = Some(Idle { instances: 1000, fresh_kib: 60.0, called_kib: 90.0, peak: 7 });
        report.memory.collect = Some(Collect { peak: 500, result: 200 });
        report
    }

    #[test]
    fn a_ratio_is_time_by_time_or_rate_by_rate() {
        let figures = [
            ("reused_1", 0.5),
            ("reused_64", 2.0),
            ("fresh_1", 0.5),
            ("fresh_64", 2.0),
            ("collect_users", 0.5),
            ("pages_users", 0.5),
            ("process_ms", 75.0),
            ("instantiate_us", 75.0),
            ("idle_kib", 60.0),
            ("collect_memory", 2.5),
        ];
        let expected: Map<String, Value> =
            figures.map(|(name, value)| (name.to_owned(), json!(value))).into_iter().collect();
        assert_eq!(report().ratios(), expected);
    }

    #[test]
    fn unknown_values_are_null() {
        let mut report = report();
        report.memory = Memory::default();
        report.add(Work::Collect, 1.0, None, Duration::from_millis(1));
        assert_eq!(report.ratios()["idle_kib"], Value::Null);
        assert_eq!(report.row(Work::Collect).and_then(Row::server_share), None);
        assert_eq!(report.row(Work::Instantiate).and_then(Row::server_share), Some(0.25));
    }

    #[test]
    fn every_row_is_in_the_table_and_in_the_json() {
        let report = report();
        let (text, json) = (crate::bench::table::text(&report), report.to_json());
        let rows = json["rows"].as_array().expect("rows");
        assert_eq!((rows.len(), json["rounds"].as_u64()), (Work::ALL.len(), Some(2)));
        for row in rows {
            let name = row["work"].as_str().expect("a name");
            assert!(text.contains(name), "{name} is not in\n{text}");
            let median = if row["client"] == "plain" { 150.0 } else { 75.0 };
            assert_eq!(row["median"], median, "{name}");
        }
    }
}
