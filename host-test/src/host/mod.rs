//! The host: the code of an engine that runs the component, for embedders to copy.
//!
//! | file | job |
//! |---|---|
//! | `engine` | the engine, and the cache of compiled code |
//! | `linker` | the imports of the component |
//! | `state` | the data of a store: the capabilities of one instance |
//! | `network` | how requests leave, and for which origin |
//! | `client` | HTTP connections, driven by the calls that use them |
//! | `dial`, `reason` | how connections are made: the proxy and the trusted certificates; the error codes of failed ones |
//! | `outgoing` | the handler of requests, without a task for each |
//! | `limits` | the limits on the resources of an instance |
//! | `instance` | one instance, and its configuration |
//! | `exports` | the functions of the component with their types |
//! | `values` | JSON to arguments, results to JSON |
//! | `suggestions` | the names that a wrong one may have meant |
//! | `catalog` | the component's own list and descriptions of its actions |
//!
//! Enter at [`Host`]. This room knows the component and wasmtime. It must not know the command, the mock org or the facts
//! about Okta's operations, so that it can be copied unchanged.

pub mod catalog;
pub mod client;
mod dial;
pub mod engine;
mod exports;
mod instance;
pub mod limits;
mod linker;
pub mod network;
mod outgoing;
mod reason;
mod state;
pub mod suggestions;
pub mod values;

pub use exports::{Function, Inspection};
pub use instance::{Instance, InstanceConfig};
pub use state::State;

use crate::component;
use anyhow::Context;
use instance::Counters;
use limits::Limits;
use okta_actions_build::names::version;
use std::sync::atomic::Ordering;
use suggestions::did_you_mean;
use values::Returned;
use wasmtime::component::{Component, InstancePre, Linker, Val};
use wasmtime::{Engine, Store};

/// The component, compiled and linked, ready for any number of calls.
pub struct Host {
    engine: Engine,
    component: Component,
    bytes: usize,
    pre: InstancePre<State>,
    functions: Vec<Function>,
    counters: Counters,
}

impl Host {
    /// Compiles the embedded component, and links its imports.
    pub fn new() -> anyhow::Result<Self> {
        Self::linked(|_| Ok(()))
    }

    /// As [`Host::new`], with a change to the linker.
    pub fn linked(change: impl FnOnce(&mut Linker<State>) -> anyhow::Result<()>) -> anyhow::Result<Self> {
        Self::on(engine::engine()?, change)
    }

    /// As [`Host::linked`], on the caller's engine.
    pub fn on(engine: Engine, change: impl FnOnce(&mut Linker<State>) -> anyhow::Result<()>) -> anyhow::Result<Self> {
        Self::of(component::BYTES, engine, change)
    }

    /// The component of the world `by-name`, which exports no typed actions.
    pub fn by_name() -> anyhow::Result<Self> {
        Self::of(component::BY_NAME, engine::engine()?, |_| Ok(()))
    }

    /// As [`Host::on`], with the bytes of another component that has the same imports, such as a newer version.
    pub fn of(
        bytes: &[u8],
        engine: Engine,
        change: impl FnOnce(&mut Linker<State>) -> anyhow::Result<()>,
    ) -> anyhow::Result<Self> {
        limits::tick(&engine).context("starting the clock of the engine")?;
        let component = engine::load(&engine, bytes)?;
        let mut linker = linker::linker(&engine)?;
        change(&mut linker)?;
        let pre = linker.instantiate_pre(&component)?;
        let functions = exports::functions(&engine, &component);
        let metered = Store::new(&engine, ()).get_fuel().is_ok();
        let counters = Counters { metered, ..Counters::default() };
        Ok(Self { engine, component, bytes: bytes.len(), pre, functions, counters })
    }

    /// The compiled component, for a caller with bindings of its own.
    pub fn component(&self) -> &Component {
        &self.component
    }

    /// All exported functions.
    pub fn functions(&self) -> &[Function] {
        &self.functions
    }

    /// The newest version of a function such as `user.get-user`; the error suggests similar names.
    pub fn function(&self, name: &str) -> Result<&Function, String> {
        let (interface, wanted) = name.split_once('.').unwrap_or_default();
        let is_wanted = |function: &&Function| {
            function.interface == interface && (function.name == wanted || version(&function.name).0 == wanted)
        };
        if let Some(found) = self.functions.iter().filter(is_wanted).max_by_key(|function| version(&function.name).1) {
            return Ok(found);
        }
        let names = self.functions.iter().map(|function| format!("{}.{}", function.interface, function.name));
        Err(format!("there is no action `{name}`{}", did_you_mean(name, names)))
    }

    /// Runs a function in a fresh instance and returns its result. An error is a trap or a fault of the host.
    pub async fn call(&self, function: &Function, args: &[Val], config: &InstanceConfig) -> anyhow::Result<Returned> {
        self.instance(config).await?.call(function, args).await
    }

    /// Makes an instance for several calls of one org: it keeps its access token between them.
    pub async fn instance(&self, config: &InstanceConfig) -> anyhow::Result<Instance> {
        self.instance_within(config, Limits::default()).await
    }

    /// As [`Host::instance`], with limits other than the default.
    pub async fn instance_within(&self, config: &InstanceConfig, limits: Limits) -> anyhow::Result<Instance> {
        Instance::new(&self.pre, config, limits, self.counters.clone()).await
    }

    /// The most linear memory that any instance has had, in bytes.
    pub fn highest_memory(&self) -> usize {
        self.counters.highest_memory.load(Ordering::Relaxed)
    }

    /// How many requests of all instances were not sent, because they were for another origin than the configured one.
    pub fn denied(&self) -> usize {
        self.counters.denied.load(Ordering::Relaxed)
    }

    /// The size, imports and exports of the component.
    pub fn inspect(&self) -> Inspection {
        exports::inspect(&self.engine, &self.component, self.bytes)
    }
}
