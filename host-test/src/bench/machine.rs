//! The machine that a benchmark ran on, and the costs of the component there before its first call.

use super::stats;
use crate::component;
use crate::host::{Host, engine};
use anyhow::Context;
use serde::Serialize;
use std::time::Instant;
use wasmtime::component::Component;

/// Sizes and times of the component itself.
#[derive(Debug, Serialize)]
pub struct Load {
    /// The size of the component, in bytes.
    pub wasm: u64,
    /// The size of the file that it is compiled to, in bytes.
    pub precompiled: u64,
    /// The time to compile it, with all cores, in milliseconds.
    pub compile_ms: f64,
    /// The time to load the precompiled file, in milliseconds.
    pub load_ms: f64,
    /// The time until the host of this crate is ready for calls, with its cache of compiled code, in milliseconds.
    pub ready_ms: f64,
}

/// Compiles and loads the component.
pub fn load_times() -> anyhow::Result<Load> {
    let wasm = component::BYTES;
    let engine = engine::engine()?;
    let start = Instant::now();
    let precompiled = engine.precompile_component(wasm)?;
    let compile_ms = millis(start);
    let file = std::env::temp_dir().join(format!("okta-actions-{}.cwasm", std::process::id()));
    std::fs::write(&file, &precompiled).with_context(|| format!("writing {}", file.display()))?;
    let mut load = Vec::new();
    for _ in 0..5 {
        let start = Instant::now();
        // SAFETY: the file was written just now, with code that this engine has compiled.
        unsafe { Component::deserialize_file(&engine, &file)? };
        load.push(millis(start));
    }
    std::fs::remove_file(&file)?;
    // The first host may compile; it fills the cache for the timed ones.
    let mut ready = Vec::new();
    Host::new()?;
    for _ in 0..5 {
        let start = Instant::now();
        Host::new()?;
        ready.push(millis(start));
    }
    Ok(Load {
        wasm: wasm.len() as u64,
        precompiled: precompiled.len() as u64,
        compile_ms,
        load_ms: stats::median(&mut load),
        ready_ms: stats::median(&mut ready),
    })
}

fn millis(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1e3
}

/// The machine and the day of a benchmark.
#[derive(Debug, Serialize)]
pub struct Machine {
    /// The processor, if the system names it.
    pub processor: String,
    /// How many cores this process may use.
    pub cores: usize,
    /// The system and its version.
    pub system: String,
    /// The day.
    pub date: String,
    /// Whether the host was built with optimization; without, the numbers mean nothing.
    pub release: bool,
}

impl Machine {
    /// This machine, today.
    pub fn here() -> Self {
        let read = |file: &str| std::fs::read_to_string(file).unwrap_or_default();
        let processor = read("/proc/cpuinfo").lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            (name.trim() == "model name").then(|| value.trim().to_owned())
        });
        let system = format!("{} {}", std::env::consts::OS, read("/proc/sys/kernel/osrelease").trim());
        Self {
            processor: processor.unwrap_or_else(|| std::env::consts::ARCH.to_owned()),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            system: system.trim().to_owned(),
            date: jiff::Timestamp::now().strftime("%Y-%m-%d").to_string(),
            release: !cfg!(debug_assertions),
        }
    }
}
