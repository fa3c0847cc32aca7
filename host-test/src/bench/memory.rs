//! What instances and results cost in memory, measured in processes that do nothing else.

use super::child;
use super::ours::{Instances, Ours};
use super::work::Client;
use crate::host::{Host, engine};
use anyhow::Context;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use wasmtime::Engine;

/// How many instances are alive at a time.
const INSTANCES: u32 = 1000;

/// All that is measured in processes of its own; nothing where the system does not tell the memory of a process.
#[derive(Debug, Default, Serialize)]
pub struct Memory {
    /// Of many instances that wait.
    pub idle: Option<Idle>,
    /// Of gathering all users by one call.
    pub collect: Option<Collect>,
}

/// Many instances alive.
#[derive(Debug, Serialize, Deserialize)]
pub struct Idle {
    /// How many there are.
    pub instances: u32,
    /// The resident memory that an instance adds which was made and not called yet, in KiB.
    pub fresh_kib: f64,
    /// The resident memory that an instance adds which has answered a call, in KiB.
    pub called_kib: f64,
    /// The most resident memory of the whole process, in bytes.
    pub peak: u64,
}

/// One call of `pages.collect-list`.
#[derive(Debug, Serialize, Deserialize)]
pub struct Collect {
    /// The most resident memory of the whole process, in bytes.
    pub peak: u64,
    /// The bytes of the result.
    pub result: u64,
}

/// Measures everything.
pub fn measure(origin: &str) -> anyhow::Result<Memory> {
    if resident("VmHWM").is_none() {
        return Ok(Memory::default());
    }
    Ok(Memory { idle: Some(child::measured("idle", origin)?), collect: Some(child::measured("collect", origin)?) })
}

/// Makes many instances in this process, calls each once, and says what they cost.
pub async fn idle(origin: &str) -> anyhow::Result<Idle> {
    let engine = Engine::new(&engine::config(INSTANCES + 1))?;
    let ours = Ours::new(Arc::new(Host::on(engine, |_| Ok(()))?), origin)?;
    // The one-time costs of the first call of a process do not count as costs of an instance.
    let mut first = Instances::new(&ours, Client::Reused);
    first.get_user().await?;
    let before = now()?;
    let mut all = Vec::new();
    for _ in 0..INSTANCES {
        let mut instances = Instances::new(&ours, Client::Reused);
        instances.set(ours.instance().await?);
        all.push(instances);
    }
    let fresh = now()?;
    for instances in &mut all {
        instances.get_user().await?;
    }
    let called = now()?;
    let kib = |after: u64| after.saturating_sub(before) as f64 / 1024.0 / f64::from(INSTANCES);
    let peak = resident("VmHWM").context("this system does not tell the peak of a process")?;
    Ok(Idle { instances: INSTANCES, fresh_kib: kib(fresh), called_kib: kib(called), peak })
}

/// Gathers all users in this process, and says what it cost.
pub async fn collect(origin: &str) -> anyhow::Result<Collect> {
    let ours = Ours::new(Arc::new(Host::new()?), origin)?;
    let length = ours.collect().await?.len();
    let peak = resident("VmHWM").context("this system does not tell the peak of a process")?;
    Ok(Collect { peak, result: length as u64 })
}

fn now() -> anyhow::Result<u64> {
    resident("VmRSS").context("this system does not tell the memory of a process")
}

/// A number of `/proc/self/status`, in bytes.
fn resident(name: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    line.trim().strip_suffix(" kB")?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}
