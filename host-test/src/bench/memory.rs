//! Measures the memory of instances and results, in processes that do nothing else.

use super::child;
use super::subject::{Instances, Subject};
use super::work::Client;
use crate::host::{Host, engine};
use anyhow::Context;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use wasmtime::Engine;

/// How many instances are alive at a time.
const INSTANCES: u32 = 1000;

/// The memory, measured in processes of their own; empty if the system does not tell the memory of a process.
#[derive(Debug, Default, Serialize)]
pub struct Memory {
    /// That of many idle instances.
    pub idle: Option<Idle>,
    /// That of collecting all users by one call.
    pub collect: Option<Collect>,
}

/// Many instances alive.
#[derive(Debug, Serialize, Deserialize)]
pub struct Idle {
    /// The number of instances.
    pub instances: u32,
    /// The resident memory that an instance adds before its first call, in KiB.
    pub fresh_kib: f64,
    /// The resident memory that an instance adds after its first call, in KiB.
    pub called_kib: f64,
    /// The most resident memory of the whole process, in bytes.
    pub peak: u64,
}

/// One call of `pages.collect-list`.
#[derive(Debug, Serialize, Deserialize)]
pub struct Collect {
    /// The most resident memory of the whole process, in bytes.
    pub peak: u64,
    /// The size of the result, in bytes.
    pub result: u64,
}

/// Measures everything.
pub fn measure(origin: &str) -> anyhow::Result<Memory> {
    if resident("VmHWM").is_none() {
        return Ok(Memory::default());
    }
    Ok(Memory { idle: Some(child::measured("idle", origin)?), collect: Some(child::measured("collect", origin)?) })
}

/// Makes many instances in this process, calls each once, and measures their memory.
pub async fn idle(origin: &str) -> anyhow::Result<Idle> {
    let engine = Engine::new(&engine::config(INSTANCES + 1))?;
    let subject = Subject::new(Arc::new(Host::on(engine, |_| Ok(()))?), origin)?;
    // The first call of a process has one-time costs, which do not belong to an instance.
    let mut first = Instances::new(&subject, Client::Reused);
    first.get_user().await?;
    let before = now()?;
    let mut all = Vec::new();
    for _ in 0..INSTANCES {
        let mut instances = Instances::new(&subject, Client::Reused);
        instances.set(subject.instance().await?);
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

/// Collects all users in this process, and measures the memory for it.
pub async fn collect(origin: &str) -> anyhow::Result<Collect> {
    let subject = Subject::new(Arc::new(Host::new()?), origin)?;
    let length = subject.collect().await?.len();
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
