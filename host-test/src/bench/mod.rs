//! The benchmark: the component beside a plain HTTP client, in one run and against one server.
//!
//! A run has rounds, and each round takes one sample of every [`Work`]. So the load of the machine is the same for
//! all works, and a ratio compares two samples of one round. The server and the measurements of memory or of a whole process
//! run in processes of their own ([`child`]).

mod canned;
pub mod child;
mod layers;
mod load;
mod machine;
mod memory;
mod parse;
mod plain;
pub mod plot;
pub mod report;
mod stats;
mod subject;
pub mod table;
mod work;

use crate::host::Host;
use anyhow::Context;
use child::Server;
use indicatif::{ProgressBar, ProgressStyle};
use report::Report;
use std::sync::Arc;
use std::time::{Duration, Instant};
use work::{Bench, Work};

/// How many users the list has, and how many a page has.
pub const USERS: u32 = 100_000;
const PER_PAGE: u32 = 200;

/// How thorough a run is.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Ends within a minute, with fewer and shorter samples.
    pub quick: bool,
}

impl Options {
    /// The minimum duration of a sample.
    fn sample(self) -> Duration {
        Duration::from_millis(if self.quick { 100 } else { 400 })
    }

    /// The minimum and maximum number of rounds, and the time after which no further one begins.
    fn rounds(self) -> (usize, usize, Duration) {
        if self.quick { (3, 5, Duration::from_secs(25)) } else { (9, 15, Duration::from_mins(5)) }
    }
}

/// Runs the benchmark. The progress is drawn on stderr, if that is a terminal.
pub async fn run(options: Options) -> anyhow::Result<Report> {
    let (least, most, time) = options.rounds();
    let bar = ProgressBar::new(((most + 1) * Work::ALL.len()) as u64);
    bar.set_style(ProgressStyle::with_template("{wide_bar} {pos}/{len} samples, {msg}, {elapsed}")?);
    bar.set_message("compiling and loading");
    let load = machine::load_times()?;
    let server = Server::start().context("starting the server of the benchmark")?;
    let bench = Bench::new(Arc::new(Host::new()?), &server.origin)?;
    let mut report = Report::new(options, load);
    for work in Work::ALL {
        bar.set_message(format!("warming up: {}", work.name()));
        bench.sample(work, Duration::ZERO).await.with_context(|| work.name())?;
        bar.inc(1);
    }
    let start = Instant::now();
    for round in 0..most {
        if round >= least && start.elapsed() > time {
            break;
        }
        for work in Work::ALL {
            bar.set_message(work.name());
            let (clock, cpu) = (Instant::now(), server.cpu());
            let value = bench.sample(work, options.sample()).await.with_context(|| work.name())?;
            report.add(work, value, server.cpu().zip(cpu).map(|(now, then)| now - then), clock.elapsed());
            bar.inc(1);
        }
    }
    bar.set_message("measuring memory");
    report.memory = memory::measure(&server.origin)?;
    bar.finish_and_clear();
    Ok(report)
}
