//! The built component: where it is, and what it imports and exports.

use anyhow::Context;
use serde::Serialize;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use wasmtime::component::types::ComponentItem;
use wasmtime::component::{Component, ComponentExportIndex, Type};
use wasmtime::{Config, Enabled, Engine, PoolingAllocationConfig};

/// The component file that the build script of this crate has built.
pub fn path() -> &'static Path {
    Path::new(env!("OKTA_COMPONENT"))
}

/// An engine for many short calls.
pub fn engine() -> anyhow::Result<Engine> {
    Ok(Engine::new(&config(64)?)?)
}

/// The settings of [`engine`] for a number of instances at a time, which come from a pool.
pub fn config(instances: u32) -> anyhow::Result<Config> {
    let mut pool = PoolingAllocationConfig::default();
    pool.total_component_instances(instances).total_core_instances(4 * instances);
    pool.total_memories(instances).total_tables(4 * instances).total_stacks(instances);
    // An instance finds the memory of the one before it, zeroed where it was written: no page fault and no `madvise` per call. Where
    // the kernel does not tell what was written, zeroing all of it costs more than the faults.
    if PoolingAllocationConfig::is_pagemap_scan_available() {
        pool.pagemap_scan(Enabled::Yes).linear_memory_keep_resident(2 << 20).table_keep_resident(64 << 10);
    }
    let mut config = Config::new();
    config.allocation_strategy(wasmtime::InstanceAllocationStrategy::Pooling(pool));
    Ok(config)
}

/// Loads the component. What an engine with the same settings has compiled before is mapped from its file, page by page as it is
/// used; wasmtime's own cache would hash the component and decompress all of it each time.
pub fn load(engine: &Engine) -> anyhow::Result<Component> {
    let mut hasher = DefaultHasher::new();
    engine.precompile_compatibility_hash().hash(&mut hasher);
    let folder = Path::new(env!("OKTA_COMPONENT_CACHE"));
    let file = folder.join(format!("{:016x}.cwasm", hasher.finish()));
    let date = |file: &Path| fs::metadata(file).and_then(|metadata| metadata.modified()).ok();
    if date(&file).is_none_or(|compiled| Some(compiled) < date(path())) {
        let wasm = fs::read(path()).with_context(|| format!("reading {}", path().display()))?;
        let compiled = engine.precompile_component(&wasm).map_err(anyhow::Error::from);
        fs::create_dir_all(folder)?;
        // Under a name of its own until it is whole: other processes may look for it meanwhile.
        let unfinished = folder.join(format!("{}.unfinished", std::process::id()));
        fs::write(&unfinished, compiled.with_context(|| format!("compiling {}", path().display()))?)?;
        fs::rename(&unfinished, &file)?;
    }
    // SAFETY: only this function writes into the folder, which belongs to the build, and it writes what wasmtime has compiled.
    Ok(unsafe { Component::deserialize_file(engine, &file) }?)
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
