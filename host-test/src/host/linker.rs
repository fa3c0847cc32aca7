//! The capabilities of an instance: those behind the imports of the component, and no others.

use super::network::Outgoing;
use super::outgoing;
use ring::rand::{SecureRandom, SystemRandom};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use wasmtime::component::{HasSelf, Linker, ResourceTable};
use wasmtime::{Engine, ResourceLimiter, StoreContextMut};
use wasmtime_wasi::clocks::{WasiClocks, WasiClocksCtx, WasiClocksCtxView, WasiClocksView};
use wasmtime_wasi::p2::bindings::{clocks, io};
use wasmtime_wasi_http::p2::bindings::http;
use wasmtime_wasi_http::{WasiHttp, WasiHttpCtx, WasiHttpCtxView, WasiHttpView};

/// Links the imports of the component.
pub fn linker(engine: &Engine) -> anyhow::Result<Linker<State>> {
    let mut linker = Linker::<State>::new(engine);
    // The environment and random bytes are implemented here: a whole WASI context adds three random generators and more to a store.
    linker.instance("wasi:cli/environment@0.2.12")?.func_wrap("get-environment", |store, (): ()| {
        let store: StoreContextMut<'_, State> = store;
        Ok((Arc::clone(&store.data().environment),))
    })?;
    linker
        .instance("wasi:random/random@0.2.12")?
        .func_wrap("get-random-bytes", |_, (length,): (u64,)| random_bytes(length).map(|bytes| (bytes,)))?;
    io::error::add_to_linker::<State, HasSelf<ResourceTable>>(&mut linker, |state| &mut state.table)?;
    io::poll::add_to_linker::<State, HasSelf<ResourceTable>>(&mut linker, |state| &mut state.table)?;
    io::streams::add_to_linker::<State, HasSelf<ResourceTable>>(&mut linker, |state| &mut state.table)?;
    clocks::monotonic_clock::add_to_linker::<State, WasiClocks>(&mut linker, State::clocks)?;
    clocks::wall_clock::add_to_linker::<State, WasiClocks>(&mut linker, State::clocks)?;
    http::types::add_to_linker::<State, WasiHttp>(&mut linker, &http::types::LinkOptions::default(), State::http)?;
    outgoing::add_to_linker(&mut linker)?;
    Ok(linker)
}

/// The most resources that a call has at a time; more would make the table grow.
const RESOURCES: usize = 16;

/// The most random bytes that an instance gets at once, which bounds the host's memory for them.
const RANDOM_BYTES: u64 = 1 << 20;

fn random_bytes(length: u64) -> wasmtime::Result<Vec<u8>> {
    wasmtime::ensure!(length <= RANDOM_BYTES, "{length} random bytes at once are more than {RANDOM_BYTES}");
    let mut bytes = vec![0; usize::try_from(length)?];
    SystemRandom::new().fill(&mut bytes).map_err(|_| wasmtime::Error::msg("the system gives no random bytes"))?;
    Ok(bytes)
}

/// The data of a store: the capabilities of one instance.
pub struct State {
    environment: Arc<[(String, String)]>,
    clocks: WasiClocksCtx,
    http: WasiHttpCtx,
    pub(super) table: ResourceTable,
    pub(super) outgoing: Outgoing,
    highest_memory: Arc<AtomicUsize>,
    memory_limit: usize,
}

impl State {
    /// The capabilities of an instance with these environment variables and this network.
    pub(super) fn new(
        environment: Arc<[(String, String)]>,
        outgoing: Outgoing,
        memory_limit: usize,
        highest_memory: Arc<AtomicUsize>,
    ) -> Self {
        Self {
            environment,
            clocks: WasiClocksCtx::default(),
            http: WasiHttpCtx::new(),
            table: ResourceTable::with_capacity(RESOURCES),
            outgoing,
            highest_memory,
            memory_limit,
        }
    }
}

/// Records how far linear memories grow, and enforces their limit.
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

impl WasiClocksView for State {
    fn clocks(&mut self) -> WasiClocksCtxView<'_> {
        WasiClocksCtxView { ctx: &mut self.clocks, table: &mut self.table }
    }
}

impl WasiHttpView for State {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        WasiHttpCtxView { ctx: &mut self.http, table: &mut self.table, hooks: &mut self.outgoing }
    }
}
