//! What a benchmark found: the values of all works, and their ratios to the plain client.

use super::Options;
use super::machine::{Load, Machine};
use super::memory::Memory;
use super::stats;
use super::work::{Client, Work};
use serde_json::{Map, Value, json};
use std::time::Duration;

/// All that was measured.
pub struct Report {
    /// Where and when.
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
    /// What was done.
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

    /// The part of one core that the server took meanwhile, where the system tells it.
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

    /// How many rounds there were.
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
        let (ours, plain) = (self.row(work)?, self.row(work.plain()?)?);
        let mut ratios: Vec<f64> = ours.values.iter().zip(&plain.values).map(|(ours, plain)| ours / plain).collect();
        Some(stats::quartiles(&mut ratios))
    }

    /// The figures that have a target, by the names that targets use.
    pub fn ratios(&self) -> Map<String, Value> {
        let ratio = |work| self.ratio(work).map(|quartiles| quartiles[1]);
        // Of rates, the time per call is the inverse.
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

/// Three digits behind the point are more than any of these measurements hold.
fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}
