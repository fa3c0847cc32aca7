//! The engine: instances from a pool, calls that can be interrupted, compiled code from a file.

use anyhow::Context;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::NamedTempFile;
use wasmtime::component::Component;
use wasmtime::{Config, Enabled, Engine, InstanceAllocationStrategy, PoolingAllocationConfig};

/// The age at which compiled code is removed.
const MONTH: Duration = Duration::from_hours(30 * 24);

/// Makes an engine for many short calls, of which 64 run at a time.
pub fn engine() -> anyhow::Result<Engine> {
    Ok(Engine::new(&config(64))?)
}

/// The settings of [`engine`] for a number of instances at a time. `docs/performance.md` has the effect of each.
pub fn config(instances: u32) -> Config {
    let mut pool = PoolingAllocationConfig::default();
    pool.total_component_instances(instances).total_core_instances(4 * instances);
    pool.total_memories(instances).total_tables(4 * instances).total_stacks(instances);
    // An instance reuses the memory of the one before it, with the written pages zeroed: no page fault and no `madvise` per
    // call. If the kernel does not tell which pages were written, zeroing all of them costs more than the faults.
    if PoolingAllocationConfig::is_pagemap_scan_available() {
        pool.pagemap_scan(Enabled::Yes).linear_memory_keep_resident(2 << 20).table_keep_resident(64 << 10);
    }
    let mut config = Config::new();
    config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool));
    config.epoch_interruption(true);
    config
}

/// Loads a component. Code that an engine with the same settings has compiled before is mapped from a file in the user's cache
/// folder, page by page on use. Without such a folder, as in a container without a home, each start compiles.
pub fn load(engine: &Engine, bytes: &[u8]) -> anyhow::Result<Component> {
    if let Some(component) = folder().and_then(|folder| cached(engine, bytes, &folder).ok()) {
        return Ok(component);
    }
    Component::from_binary(engine, bytes).map_err(anyhow::Error::from).context("loading the component")
}

/// The folder for compiled components, which only this user can write to.
fn folder() -> Option<PathBuf> {
    let folder = dirs::cache_dir()?.join("okta-actions");
    create(&folder).ok()?;
    is_own(&folder).then_some(folder)
}

#[cfg(unix)]
fn create(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn create(folder: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder)
}

#[cfg(unix)]
fn is_own(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let user = rustix::process::geteuid().as_raw();
    fs::symlink_metadata(path).is_ok_and(|it| !it.is_symlink() && it.uid() == user && it.mode() & 0o022 == 0)
}

/// On other systems, the cache folder of a user is not open to others.
#[cfg(not(unix))]
fn is_own(path: &Path) -> bool {
    path.exists()
}

fn cached(engine: &Engine, bytes: &[u8], folder: &Path) -> anyhow::Result<Component> {
    let mut hasher = DefaultHasher::new();
    engine.precompile_compatibility_hash().hash(&mut hasher);
    bytes.hash(&mut hasher);
    let file = folder.join(format!("{:016x}.cwasm", hasher.finish()));
    if let Ok(component) = map(engine, &file) {
        return Ok(component);
    }
    // Under a temporary name until it is complete: other processes may look for it.
    let mut unfinished = NamedTempFile::new_in(folder)?;
    unfinished.write_all(&engine.precompile_component(bytes)?)?;
    unfinished.persist(&file)?;
    tidy(folder);
    map(engine, &file)
}

/// Removes code that was compiled more than a month ago: its component or engine may be gone.
fn tidy(folder: &Path) {
    let is_old = |entry: &fs::DirEntry| {
        let age = entry.metadata().ok().and_then(|metadata| metadata.modified().ok()?.elapsed().ok());
        age.is_some_and(|age| age > MONTH)
    };
    // A file that cannot be removed only takes space.
    for entry in fs::read_dir(folder).into_iter().flatten().flatten().filter(is_old) {
        let _ = fs::remove_file(entry.path());
    }
}

fn map(engine: &Engine, file: &Path) -> anyhow::Result<Component> {
    anyhow::ensure!(is_own(file), "{} may have been written by another user", file.display());
    // SAFETY: the file and its folder belong to this user and nobody else can write to them, so wasmtime has written the
    // file; and it is only replaced as a whole.
    Ok(unsafe { Component::deserialize_file(engine, file) }?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::SystemTime;

    /// The smallest component.
    const EMPTY: &[u8] = b"\0asm\x0d\0\x01\0";

    #[test]
    fn compiled_code_is_mapped_again_and_a_broken_file_is_replaced() {
        let folder = std::env::temp_dir().join(format!("okta-actions-cache-{}", std::process::id()));
        create(&folder).expect("a folder");
        let engine = Engine::default();
        let files = || fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").path());
        cached(&engine, EMPTY, &folder).expect("a component");
        let file = files().next().expect("a file");
        let date = || fs::metadata(&file).expect("a file").modified().expect("a date");
        let compiled = date();
        cached(&engine, EMPTY, &folder).expect("a component");
        assert_eq!((files().count(), date()), (1, compiled));
        fs::write(&file, "").expect("a writable file");
        cached(&engine, EMPTY, &folder).expect("a component");
        assert!(fs::metadata(&file).expect("a file").len() > 0);
        let (old, young) = (folder.join("old.cwasm"), folder.join("young.cwasm"));
        for (path, age) in [(&old, MONTH + Duration::from_mins(1)), (&young, MONTH - Duration::from_mins(1))] {
            let file = fs::File::create(path).expect("a writable folder");
            file.set_modified(SystemTime::now() - age).expect("a date");
        }
        tidy(&folder);
        assert_eq!((old.exists(), young.exists(), file.exists()), (false, true, true));
        fs::remove_dir_all(&folder).expect("the folder is there");
    }

    #[cfg(unix)]
    #[test]
    fn code_is_not_mapped_from_a_file_that_others_can_write() {
        use std::os::unix::fs::PermissionsExt;
        let folder = std::env::temp_dir().join(format!("okta-actions-ours-{}", std::process::id()));
        create(&folder).expect("a folder");
        assert!(is_own(&folder));
        for mode in [0o720, 0o702] {
            fs::set_permissions(&folder, fs::Permissions::from_mode(mode)).expect("a folder");
            assert!(!is_own(&folder), "{mode:o}");
        }
        fs::remove_dir_all(&folder).expect("the folder is there");
        assert!(!is_own(&folder));
    }
}
