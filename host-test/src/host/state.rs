//! The data of a store.

use super::network::Outgoing;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use wasmtime::ResourceLimiter;
use wasmtime::component::ResourceTable;
use wasmtime_wasi::clocks::{WasiClocksCtx, WasiClocksCtxView, WasiClocksView};
use wasmtime_wasi_http::{WasiHttpCtx, WasiHttpCtxView, WasiHttpView};

/// The most resources that a call has at a time; more would make the table grow.
const RESOURCES: usize = 16;

/// The data of a store: the capabilities of one instance.
pub struct State {
    pub(super) environment: Arc<[(String, String)]>,
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
