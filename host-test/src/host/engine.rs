//! The engine: instances from a pool, calls that can be interrupted, compiled code from a cache.

use wasmtime::{Cache, CacheConfig, Config, Engine, InstanceAllocationStrategy, PoolingAllocationConfig};

/// An engine for many short calls: instances come from a pool, and compiled code is kept in the user's cache folder.
pub fn engine() -> anyhow::Result<Engine> {
    let mut pool = PoolingAllocationConfig::default();
    pool.total_component_instances(64).total_core_instances(256).total_memories(64).total_tables(256);
    let mut config = Config::new();
    config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool));
    config.epoch_interruption(true);
    // Without a folder that can be written, such as in a container without a home, each start compiles.
    config.cache(Cache::new(CacheConfig::new()).ok());
    Ok(Engine::new(&config)?)
}
