//! The built component: where it is, and what it imports and exports.

use serde::Serialize;
use std::path::{Path, PathBuf};
use wasmtime::component::types::ComponentItem;
use wasmtime::component::{Component, ComponentExportIndex, Type};
use wasmtime::{Cache, CacheConfig, Config, Engine};

/// The component file that the build script of this crate has built.
pub fn path() -> &'static Path {
    if let Ok(p) = std::env::var("OVR") {
        return Path::new(Box::leak(p.into_boxed_str()));
    }
    Path::new(env!("OKTA_COMPONENT"))
}

/// An engine for many short calls.
pub fn engine() -> anyhow::Result<Engine> {
    Ok(Engine::new(&config(64)?)?)
}

/// The settings of [`engine`] for a number of instances at a time: they come from a pool, and what was compiled once is kept
/// on disk.
pub fn config(instances: u32) -> anyhow::Result<Config> {
    let mut pool = wasmtime::PoolingAllocationConfig::default();
    pool.total_component_instances(instances).total_core_instances(4 * instances);
    pool.total_memories(instances).total_tables(4 * instances).total_stacks(instances);
    let mut cache = CacheConfig::new();
    cache.with_directory(PathBuf::from(env!("OKTA_COMPONENT_CACHE")));
    let mut config = Config::new();
    config.allocation_strategy(wasmtime::InstanceAllocationStrategy::Pooling(pool));
    config.epoch_interruption(true);
    config.cache(Some(Cache::new(cache)?));
    Ok(config)
}

/// An exported function with its types, as the component declares them.
pub struct Function {
    /// The interface without package and version, such as `user`.
    pub interface: String,
    /// The name, such as `get-user`.
    pub name: String,
    /// Names and types of the parameters.
    pub params: Vec<(String, Type)>,
    /// Where the component exports it.
    pub index: ComponentExportIndex,
}

/// All functions that a component exports.
pub fn functions(engine: &Engine, component: &Component) -> Vec<Function> {
    let mut functions = Vec::new();
    for (instance_name, item) in component.component_type().exports(engine) {
        let ComponentItem::ComponentInstance(instance) = item.ty else { continue };
        let Some(instance_index) = component.get_export_index(None, instance_name) else { continue };
        for (name, item) in instance.exports(engine) {
            let ComponentItem::ComponentFunc(function) = item.ty else { continue };
            let Some(index) = component.get_export_index(Some(&instance_index), name) else { continue };
            functions.push(Function {
                interface: short(instance_name).to_string(),
                name: name.to_string(),
                params: function.params().map(|(name, ty)| (name.to_string(), ty)).collect(),
                index,
            });
        }
    }
    functions
}

/// The interface of `actions:okta/user@0.1.0` is `user`.
fn short(instance: &str) -> &str {
    let name = instance.split_once('/').map_or(instance, |(_, name)| name);
    name.split_once('@').map_or(name, |(name, _)| name)
}

/// What the component file is and asks for.
#[derive(Debug, Serialize)]
pub struct Inspection {
    /// Where the file is.
    pub path: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// The interfaces that it imports, sorted.
    pub imports: Vec<String>,
    /// The interfaces that it exports, sorted.
    pub exports: Vec<String>,
}

/// Reads the imports and exports out of the component file itself.
pub fn inspect(engine: &Engine, component: &Component) -> anyhow::Result<Inspection> {
    let ty = component.component_type();
    let mut imports: Vec<String> = ty.imports(engine).map(|(name, _)| name.to_string()).collect();
    let mut exports: Vec<String> = ty.exports(engine).map(|(name, _)| name.to_string()).collect();
    imports.sort();
    exports.sort();
    Ok(Inspection { path: path().to_path_buf(), bytes: std::fs::metadata(path())?.len(), imports, exports })
}
