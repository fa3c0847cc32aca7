//! An instance of the component, and its configuration.

use super::exports::Function;
use super::limits::{Limits, Meter};
use super::network::{self, Network, Org, Outgoing};
use super::state::State;
use super::values::{Returned, bytes};
use anyhow::Context;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use wasmtime::Store;
use wasmtime::component::{ComponentNamedList, InstancePre, Lift, Lower, Val};

/// The connection of one instance: environment variables, and the network behind them.
///
/// Requests leave for the origin of `OKTA_CLIENT_ORGURL` only, whatever the component asks for.
#[derive(Clone)]
pub struct InstanceConfig {
    pub(super) environment: Arc<[(String, String)]>,
    pub(super) network: Network,
    /// Read once here, instead of for every instance.
    pub(super) org: Option<Arc<Org>>,
}

impl InstanceConfig {
    /// Makes a configuration of environment variables, such as `OKTA_CLIENT_ORGURL`, and a network.
    pub fn new(environment: Vec<(String, String)>, network: Network) -> Self {
        let org = Org::of(&environment).map(Arc::new);
        Self { environment: environment.into(), network, org }
    }

    /// Makes a configuration for the real network, with a client of its own.
    pub fn over_network(environment: Vec<(String, String)>) -> Self {
        Self::new(environment, Network::Client(network::client()))
    }

    /// The environment variables.
    pub fn environment(&self) -> &[(String, String)] {
        &self.environment
    }
}

/// The counters of all instances of a host.
#[derive(Clone, Default)]
pub(super) struct Counters {
    pub(super) highest_memory: Arc<AtomicUsize>,
    pub(super) denied: Arc<AtomicUsize>,
    /// Whether the engine counts instructions.
    pub(super) metered: bool,
}

/// An instance of the component.
pub struct Instance {
    store: Store<State>,
    instance: wasmtime::component::Instance,
    meter: Meter,
}

impl Instance {
    /// Makes an instance with a memory of its own.
    pub(super) async fn new(
        pre: &InstancePre<State>,
        config: &InstanceConfig,
        limits: Limits,
        counters: Counters,
    ) -> anyhow::Result<Self> {
        let outgoing = Outgoing::new(config.network.clone(), config.org.clone(), Arc::clone(&counters.denied));
        let state = State::new(Arc::clone(&config.environment), outgoing, limits.memory, counters.highest_memory);
        let mut store = Store::new(pre.engine(), state);
        store.limiter(|state| state);
        store.set_hostcall_fuel(limits.hostcall_fuel);
        if counters.metered {
            store.set_fuel(u64::MAX)?;
        }
        let meter = Meter::default();
        meter.watch(&mut store, limits.computing);
        let instance = meter.run(pre.instantiate_async(&mut store)).await?;
        Ok(Self { store, instance, meter })
    }

    /// The store, for a caller that counts or measures in it.
    pub fn store(&mut self) -> &mut Store<State> {
        &mut self.store
    }

    /// Runs a function and returns its result. An error is a trap or a fault of the host; drop the instance then.
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

    /// Runs a function by Rust types of its parameters and result, such as those of [`wasmtime::component::bindgen!`]. It is
    /// faster than [`Instance::call`], whose dynamic values are allocated one by one.
    pub async fn call_typed<P, R>(&mut self, function: &Function, params: P) -> anyhow::Result<R>
    where
        P: ComponentNamedList + Lower + Send + Sync,
        R: ComponentNamedList + Lift + Send + Sync + 'static,
    {
        let exported = self.instance.get_func(&mut self.store, function.index);
        let typed = exported.context("the component has lost an export")?.typed::<P, R>(&self.store)?;
        Ok(self.meter.run(typed.call_async(&mut self.store, params)).await?)
    }
}
