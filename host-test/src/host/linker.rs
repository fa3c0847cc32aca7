//! What an instance may do: the capabilities behind the imports of the component, and nothing else.

use super::network::Outgoing;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use wasmtime::component::{HasSelf, Linker, ResourceTable};
use wasmtime::{Engine, ResourceLimiter};
use wasmtime_wasi::cli::{WasiCli, WasiCliView};
use wasmtime_wasi::clocks::{WasiClocks, WasiClocksView};
use wasmtime_wasi::p2::bindings::{cli, clocks, io, random};
use wasmtime_wasi::random::WasiRandom;
use wasmtime_wasi::{WasiCtx, WasiCtxBuilder, WasiCtxView, WasiView};
use wasmtime_wasi_http::{WasiHttpCtx, WasiHttpCtxView, WasiHttpView};

/// Links what the import list of the component names.
pub fn linker(engine: &Engine) -> anyhow::Result<Linker<State>> {
    let mut linker = Linker::<State>::new(engine);
    cli::environment::add_to_linker::<State, WasiCli>(&mut linker, State::cli)?;
    io::error::add_to_linker::<State, HasSelf<ResourceTable>>(&mut linker, |state| &mut state.table)?;
    io::poll::add_to_linker::<State, HasSelf<ResourceTable>>(&mut linker, |state| &mut state.table)?;
    io::streams::add_to_linker::<State, HasSelf<ResourceTable>>(&mut linker, |state| &mut state.table)?;
    clocks::monotonic_clock::add_to_linker::<State, WasiClocks>(&mut linker, State::clocks)?;
    clocks::wall_clock::add_to_linker::<State, WasiClocks>(&mut linker, State::clocks)?;
    random::random::add_to_linker::<State, WasiRandom>(&mut linker, |state| state.wasi.random())?;
    wasmtime_wasi_http::p2::add_only_http_to_linker_async(&mut linker)?;
    Ok(linker)
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

impl State {
    /// The capabilities of an instance with these environment variables and this network.
    pub(super) fn new(
        environment: &[(String, String)],
        outgoing: Outgoing,
        memory_limit: usize,
        highest_memory: Arc<AtomicUsize>,
    ) -> Self {
        Self {
            wasi: WasiCtxBuilder::new().envs(environment).build(),
            http: WasiHttpCtx::new(),
            table: ResourceTable::new(),
            outgoing,
            highest_memory,
            memory_limit,
        }
    }
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
