//! The crates whose code is in the components: exactly those that cargo compiles for the target, without procedural macros.

use crate::project::{Project, cargo};
use anyhow::Context;
use auditable_serde::{DependencyKind, Package, Source, VersionInfo};
use cargo_lock::{Checksum, Lockfile};
use cargo_metadata::MetadataCommand;
use okta_actions_build::component::TARGET;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// A crate.
pub struct Crate {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its license, as an SPDX expression.
    pub license: String,
    /// The folder of its sources.
    pub folder: PathBuf,
    /// The SHA-256 of its archive at the registry; none for the component itself.
    pub checksum: Option<String>,
    /// The crates that it needs, by their indices in the list.
    pub needs: BTreeSet<usize>,
}

/// All crates of the components, sorted by name and version; the component's own is `okta-actions`.
pub fn read(project: &Project) -> anyhow::Result<Vec<Crate>> {
    let graph = graph(&tree(project)?)?;
    let metadata = MetadataCommand::new()
        .manifest_path(project.root.join("Cargo.toml"))
        .other_options(vec!["--locked".into(), "--filter-platform".into(), TARGET.into()])
        .exec()?;
    let lock = Lockfile::load(project.root.join("Cargo.lock"))?;
    let places: BTreeMap<_, _> = graph.keys().enumerate().map(|(place, key)| (key.clone(), place)).collect();
    let mut crates = Vec::new();
    for ((name, version), needs) in &graph {
        let package = metadata
            .packages
            .iter()
            .find(|package| package.name.as_str() == name && package.version.to_string() == *version)
            .with_context(|| format!("cargo metadata does not list {name} {version}"))?;
        let locked = lock
            .packages
            .iter()
            .find(|package| package.name.as_str() == name && package.version.to_string() == *version)
            .with_context(|| format!("Cargo.lock does not list {name} {version}"))?;
        let license = package.license.as_ref().with_context(|| format!("{name} {version} names no license"))?;
        let folder = package.manifest_path.parent().context("a manifest is in a folder")?;
        crates.push(Crate {
            name: name.clone(),
            version: version.clone(),
            // Older crates write `MIT/Apache-2.0`.
            license: license.replace('/', " OR "),
            folder: folder.to_path_buf().into(),
            checksum: locked.checksum.as_ref().map(Checksum::to_string),
            needs: needs.iter().map(|key| places[key]).collect(),
        });
    }
    Ok(crates)
}

/// The crates as the section `.dep-v0` lists them, which tools such as `cargo audit bin` read.
pub fn version_info(crates: &[Crate]) -> anyhow::Result<VersionInfo> {
    let package = |it: &Crate| {
        Ok(Package {
            name: it.name.clone(),
            version: it.version.parse()?,
            source: if it.checksum.is_some() { Source::CratesIo } else { Source::Local },
            kind: DependencyKind::Runtime,
            dependencies: it.needs.iter().copied().collect(),
            root: it.name == "okta-actions",
        })
    };
    Ok(VersionInfo { packages: crates.iter().map(package).collect::<anyhow::Result<_>>()?, format: 1 })
}

/// The dependencies as cargo resolves them for the component alone: `cargo metadata` adds the features of the whole workspace.
fn tree(project: &Project) -> anyhow::Result<String> {
    let args = ["tree", "--locked", "--package", "okta-actions", "--target", TARGET, "--edges", "normal,no-proc-macro"];
    let form = ["--prefix", "depth", "--no-dedupe", "--format", " {p}"];
    cargo(&project.root, &[args.as_slice(), &form].concat())
}

/// Name and version.
type Key = (String, String);

/// Each crate of a tree with the crates below it: lines such as `2 cfg-if v1.0.5`.
fn graph(tree: &str) -> anyhow::Result<BTreeMap<Key, BTreeSet<Key>>> {
    let mut graph: BTreeMap<Key, BTreeSet<Key>> = BTreeMap::new();
    let mut above: Vec<Key> = Vec::new();
    for line in tree.lines() {
        let mut words = line.split_whitespace();
        let (Some(depth), Some(name), Some(version)) = (words.next(), words.next(), words.next()) else {
            anyhow::bail!("cargo tree printed {line:?}");
        };
        let key = (name.to_owned(), version.trim_start_matches('v').to_owned());
        above.truncate(depth.parse()?);
        if let Some(user) = above.last() {
            graph.entry(user.clone()).or_default().insert(key.clone());
        }
        graph.entry(key.clone()).or_default();
        above.push(key);
    }
    Ok(graph)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_becomes_a_graph() {
        let graph = graph("0 a v1.0.0 (/x)\n1 b v2.0.0\n2 c v3.0.0\n1 c v3.0.0\n").expect("a tree");
        let key = |name: &str, version: &str| (name.to_owned(), version.to_owned());
        assert_eq!(graph[&key("a", "1.0.0")], [key("b", "2.0.0"), key("c", "3.0.0")].into());
        assert_eq!(graph[&key("b", "2.0.0")], [key("c", "3.0.0")].into());
        assert!(graph[&key("c", "3.0.0")].is_empty());
    }
}
