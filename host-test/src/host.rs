//! Loads the component once and calls its functions by name, with a fresh instance per call.

use crate::bytes;
use crate::component::{self, Function};
use crate::limits::{self, Limits, Meter};
use crate::network::{self, Network, Outgoing};
use crate::results::Returned;
use anyhow::Context;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use wasmtime::component::{Component, HasSelf, InstancePre, Linker, ResourceTable, Val};
use wasmtime::{Engine, ResourceLimiter, Store};
use wasmtime_wasi::cli::{WasiCli, WasiCliView};
use wasmtime_wasi::clocks::{WasiClocks, WasiClocksView};
use wasmtime_wasi::p2::bindings::{cli, clocks, io, random};
use wasmtime_wasi::random::WasiRandom;
use wasmtime_wasi::{WasiCtx, WasiCtxBuilder, WasiCtxView, WasiView};
use wasmtime_wasi_http::{WasiHttpCtx, WasiHttpCtxView, WasiHttpView};

/// The component, compiled and linked, ready for any number of calls.
pub struct Host {
    engine: Engine,
    component: Component,
    pre: InstancePre<State>,
    functions: Vec<Function>,
    highest_memory: Arc<AtomicUsize>,
    denied: Arc<AtomicUsize>,
    /// Whether the engine counts instructions.
    metered: bool,
}

/// The connection of one call: environment variables, and the network behind them.
///
/// Requests leave for the origin of `OKTA_CLIENT_ORGURL` only, whatever the component asks for.
#[derive(Clone)]
pub struct Tenant {
    /// Names and values, such as `OKTA_CLIENT_ORGURL`.
    pub environment: Vec<(String, String)>,
    /// How requests leave.
    pub network: Network,
}

impl Tenant {
    /// A connection over the real network.
    pub fn over_network(environment: Vec<(String, String)>) -> Self {
        Self { environment, network: Network::Client(network::client()) }
    }
}

/// What a store holds: the capabilities of one instance.
pub struct State {
    wasi: WasiCtx,
    http: WasiHttpCtx,
    table: ResourceTable,
    outgoing: Outgoing,
    highest_memory: Arc<AtomicUsize>,
    memory_limit: usize,
}

/// Watches how far linear memories grow, and holds them to their limit.
impl ResourceLimiter for State {
    fn memory_growing(&mut self, _: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        if desired <= self.memory_limit {
            self.highest_memory.fetch_max(desired, Ordering::Relaxed);
        }
        Ok(desired <= self.memory_limit)
    }

    fn table_growing(&mut self, _: usize, _: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        Ok(true)
    }
}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}

impl WasiHttpView for State {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        WasiHttpCtxView { ctx: &mut self.http, table: &mut self.table, hooks: &mut self.outgoing }
    }
}

impl Host {
    /// Compiles the component and links it with what its import list names, and nothing else.
    pub fn new() -> anyhow::Result<Self> {
        Self::linked(|_| Ok(()))
    }

    /// As [`Host::new`], with a change to what the component is linked with.
    pub fn linked(change: impl FnOnce(&mut Linker<State>) -> anyhow::Result<()>) -> anyhow::Result<Self> {
        Self::on(component::engine()?, change)
    }

    /// As [`Host::linked`], on an engine of the caller's.
    pub fn on(engine: Engine, change: impl FnOnce(&mut Linker<State>) -> anyhow::Result<()>) -> anyhow::Result<Self> {
        limits::tick(&engine).context("starting the clock of the engine")?;
        let path = component::path();
        let component = Component::from_file(&engine, path)
            .map_err(anyhow::Error::from)
            .with_context(|| format!("loading {}", path.display()))?;
        let mut linker = Linker::<State>::new(&engine);
        cli::environment::add_to_linker::<State, WasiCli>(&mut linker, State::cli)?;
        io::error::add_to_linker::<State, HasSelf<ResourceTable>>(&mut linker, |state| &mut state.table)?;
        io::poll::add_to_linker::<State, HasSelf<ResourceTable>>(&mut linker, |state| &mut state.table)?;
        io::streams::add_to_linker::<State, HasSelf<ResourceTable>>(&mut linker, |state| &mut state.table)?;
        clocks::monotonic_clock::add_to_linker::<State, WasiClocks>(&mut linker, State::clocks)?;
        clocks::wall_clock::add_to_linker::<State, WasiClocks>(&mut linker, State::clocks)?;
        random::random::add_to_linker::<State, WasiRandom>(&mut linker, |state| state.wasi.random())?;
        wasmtime_wasi_http::p2::add_only_http_to_linker_async(&mut linker)?;
        change(&mut linker)?;
        let pre = linker.instantiate_pre(&component)?;
        let functions = component::functions(&engine, &component);
        let metered = Store::new(&engine, ()).get_fuel().is_ok();
        Ok(Self { engine, component, pre, functions, highest_memory: Arc::default(), denied: Arc::default(), metered })
    }

    /// All exported functions.
    pub fn functions(&self) -> &[Function] {
        &self.functions
    }

    /// The function of a name such as `user.get-user`; the error names the nearest ones.
    pub fn function(&self, name: &str) -> Result<&Function, String> {
        let full = |function: &Function| format!("{}.{}", function.interface, function.name);
        if let Some(found) = self.functions.iter().find(|function| full(function) == name) {
            return Ok(found);
        }
        let names = self.functions.iter().map(full);
        Err(format!("there is no action `{name}`{}", did_you_mean(name, names)))
    }

    /// Runs a function in a fresh instance and gives its result. An error is a trap or a fault of the host.
    pub async fn call(&self, function: &Function, args: &[Val], tenant: &Tenant) -> anyhow::Result<Returned> {
        self.instance(tenant).await?.call(function, args).await
    }

    /// Makes an instance for several calls of one tenant: it keeps its access token between them.
    pub async fn instance(&self, tenant: &Tenant) -> anyhow::Result<Instance> {
        self.instance_within(tenant, Limits::default()).await
    }

    /// As [`Host::instance`], with other limits than those by default.
    pub async fn instance_within(&self, tenant: &Tenant, limits: Limits) -> anyhow::Result<Instance> {
        let state = State {
            wasi: WasiCtxBuilder::new().envs(&tenant.environment).build(),
            http: WasiHttpCtx::new(),
            table: ResourceTable::new(),
            outgoing: Outgoing::new(tenant, Arc::clone(&self.denied)),
            highest_memory: Arc::clone(&self.highest_memory),
            memory_limit: limits.memory,
        };
        let mut store = Store::new(&self.engine, state);
        store.limiter(|state| state);
        store.set_hostcall_fuel(limits.hostcall_fuel);
        if self.metered {
            store.set_fuel(u64::MAX)?;
        }
        let meter = Meter::default();
        meter.watch(&mut store, limits.computing);
        let instance = meter.run(self.pre.instantiate_async(&mut store)).await?;
        Ok(Instance { store, instance, meter })
    }

    /// The most linear memory that any instance has had, in bytes.
    pub fn highest_memory(&self) -> usize {
        self.highest_memory.load(Ordering::Relaxed)
    }

    /// How many requests of all instances were for another origin than the configured one, and did not leave.
    pub fn denied(&self) -> usize {
        self.denied.load(Ordering::Relaxed)
    }

    /// What the component file is and asks for.
    pub fn inspect(&self) -> anyhow::Result<component::Inspection> {
        component::inspect(&self.engine, &self.component)
    }
}

/// An instance of the component.
pub struct Instance {
    store: Store<State>,
    instance: wasmtime::component::Instance,
    meter: Meter,
}

impl Instance {
    /// Runs a function and gives its result. An error is a trap or a fault of the host; the instance is of no use then.
    pub async fn call(&mut self, function: &Function, args: &[Val]) -> anyhow::Result<Returned> {
        let exported = self.instance.get_func(&mut self.store, function.index);
        let exported = exported.context("the component has lost an export")?;
        if let Some(outcome) = bytes::call(function, exported, args, &mut self.store, &self.meter).await {
            return Ok(Returned::Outcome(outcome?));
        }
        let mut results = [Val::Bool(false)];
        self.meter.run(exported.call_async(&mut self.store, args, &mut results)).await?;
        let [result] = results;
        Ok(Returned::Value(result))
    }

    /// The store, for a caller that counts or measures what happens in it.
    pub fn store(&mut self) -> &mut Store<State> {
        &mut self.store
    }

    /// Bounds the linear memory from now on, in bytes.
    pub fn limit_memory(&mut self, bytes: usize) {
        self.store.data_mut().memory_limit = bytes;
    }
}

/// A question with the nearest names, or nothing where none is near.
pub fn did_you_mean(name: &str, names: impl Iterator<Item = String>) -> String {
    let mut near: Vec<(f64, String)> = names.map(|other| (strsim::jaro_winkler(name, &other), other)).collect();
    near.retain(|(similarity, _)| *similarity > 0.8);
    near.sort_by(|a, b| b.0.total_cmp(&a.0));
    let near: Vec<String> = near.into_iter().take(3).map(|(_, name)| format!("`{name}`")).collect();
    if near.is_empty() { String::new() } else { format!(": did you mean {}?", near.join(" or ")) }
}
