//! The processes that a benchmark starts: this executable again, with a hidden command.

use super::subject::{Instances, Subject};
use super::work::Client;
use super::{canned, memory, plain::Plain, stats};
use crate::host::Host;
use anyhow::{Context, ensure};
use serde::de::DeserializeOwned;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// The hidden command.
pub const COMMAND: &str = "bench-part";

/// The number of calls of a process that is measured from outside.
const CALLS: u32 = 12_800;

/// The job of a process of the benchmark.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum Part {
    /// Serves canned responses.
    Serve,
    /// Sends one request by the plain client.
    Plain,
    /// Holds many instances, and prints their memory.
    Idle,
    /// Collects all users, and prints the memory for it.
    Collect,
    /// Gets a user 12,800 times by the plain client, for `perf stat` and `strace -c`.
    PlainCalls,
    /// The same, by one instance.
    ReusedCalls,
    /// The same, by fresh instances.
    FreshCalls,
}

/// Runs a part in this process; `callers` is for the parts with many calls.
pub async fn run(part: Part, origin: &str, callers: u32) -> anyhow::Result<()> {
    match part {
        Part::Serve => canned::serve().await?,
        Part::Plain => Plain::new(origin).get().await?,
        Part::PlainCalls => calls(origin, Client::Plain, callers).await?,
        Part::ReusedCalls => calls(origin, Client::Reused, callers).await?,
        Part::FreshCalls => calls(origin, Client::Fresh, callers).await?,
        Part::Idle => println!("{}", serde_json::to_string(&memory::idle(origin).await?)?),
        Part::Collect => println!("{}", serde_json::to_string(&memory::collect(origin).await?)?),
    }
    Ok(())
}

/// Gets a user [`CALLS`] times, by this many callers at a time.
async fn calls(origin: &str, client: Client, callers: u32) -> anyhow::Result<()> {
    let plain = Plain::new(origin);
    let host = Arc::new(Host::new()?);
    let subject = Arc::new(if origin == "-" { Subject::in_process(host)? } else { Subject::new(host, origin)? });
    let mut tasks = JoinSet::new();
    for _ in 0..callers {
        let (plain, subject) = (plain.clone(), Arc::clone(&subject));
        tasks.spawn(async move {
            let mut instances = Instances::new(&subject, client);
            for _ in 0..CALLS / callers {
                if client == Client::Plain { plain.get().await? } else { instances.get_user().await? }
            }
            anyhow::Ok(())
        });
    }
    while let Some(ended) = tasks.join_next().await {
        ended.context("a caller panicked")??;
    }
    Ok(())
}

/// Runs a part in a process of its own, and reads the JSON that it prints.
pub fn measured<T: DeserializeOwned>(part: &str, origin: &str) -> anyhow::Result<T> {
    let ended = Command::new(std::env::current_exe()?)
        .args([COMMAND, part, origin])
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("starting {COMMAND} {part}"))?;
    ensure!(ended.status.success(), "{COMMAND} {part} ended with {}", ended.status);
    Ok(serde_json::from_slice(&ended.stdout)?)
}

/// The server, which ends when this value is dropped.
pub struct Server {
    child: Child,
    /// Its origin.
    pub origin: String,
}

impl Server {
    /// Starts the server, and waits until it listens.
    pub fn start() -> anyhow::Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args([COMMAND, "serve"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut origin = String::new();
        let stdout = child.stdout.take().context("the server has no output")?;
        BufReader::new(stdout).read_line(&mut origin)?;
        ensure!(origin.starts_with("http://"), "the server did not print its origin");
        Ok(Self { child, origin: origin.trim().to_owned() })
    }

    /// The processor time that it has used, if the system tells.
    pub fn cpu(&self) -> Option<Duration> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).ok()?;
        // The fields are counted from the name in parentheses on: user time and system time, in ticks of 10 ms.
        let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
        let ticks = fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?;
        Some(Duration::from_millis(ticks * 10))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It also ends by itself at the end of its input, so this may come too late.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The median duration of a process that gets a user and prints it, in milliseconds.
pub fn process(origin: &str, plain: bool, time: Duration) -> anyhow::Result<f64> {
    let (start, mut taken) = (Instant::now(), Vec::new());
    while taken.len() < 3 || start.elapsed() < time {
        let mut command = Command::new(std::env::current_exe()?);
        if plain {
            command.args([COMMAND, "plain", origin]);
        } else {
            command.args(["call", "user.get-user", r#"{"userId": "00u0000000000001"}"#]);
        }
        command.env("OKTA_CLIENT_ORGURL", origin).env("OKTA_CLIENT_TOKEN", canned::TOKEN);
        command.env("OKTA_TESTING_DISABLEHTTPSCHECK", "true").env_remove("OKTA_CLIENT_AUTHORIZATIONMODE");
        let began = Instant::now();
        let ended = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).output()?;
        taken.push(began.elapsed().as_secs_f64() * 1e3);
        ensure!(ended.status.success(), "a call failed: {}", String::from_utf8_lossy(&ended.stderr));
    }
    Ok(stats::median(&mut taken))
}
