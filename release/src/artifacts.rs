//! The files of a release.

use crate::project::Project;
use crate::{contract, crates, licenses, metadata, sbom};
use okta_actions_build::component;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The WIT package as one file, and as a binary.
pub const WIT: [&str; 2] = ["okta-actions.wit", "okta-actions.wit.wasm"];

/// The description of the component without typed actions.
const BY_NAME: &str = "Okta's management API as a WebAssembly component: every action by its name";

/// The files of a release, by name.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Builds the components and writes all files of a release into `target/release-artifacts`.
pub fn make(project: &Project) -> anyhow::Result<Files> {
    let target = project.root.join("target");
    let crates = crates::read(project)?;
    let mut files = Files::new();
    let built = component::build(&project.root, &target.join("component")).map_err(anyhow::Error::msg)?;
    let components = [(component::ALL, project.description.as_str()), (component::BY_NAME, BY_NAME)];
    for (path, (name, description)) in built.iter().zip(components) {
        let title = name.trim_end_matches(".wasm");
        let wasm = metadata::add(project, &fs::read(path)?, title, description)?;
        let wasm = metadata::add_crates(wasm, &crates)?;
        files.insert(format!("{title}.cdx.json"), sbom::json(project, &crates, name, &sha256(&wasm))?);
        files.insert(name.into(), wasm);
    }
    let contract = contract::read(project)?;
    let binary = metadata::add(project, &contract.binary, "actions:okta", &contract.description)?;
    files.extend(WIT.map(String::from).into_iter().zip([contract.text.into_bytes(), binary]));
    files.insert("THIRD-PARTY-LICENSES.txt".into(), licenses::text(&crates)?.into_bytes());
    for name in ["LICENSE", "wkg.toml"] {
        files.insert(name.into(), fs::read(project.root.join(name))?);
    }
    let sums = files.iter().map(|(name, bytes)| format!("{}  {name}\n", sha256(bytes))).collect::<String>();
    files.insert("SHA256SUMS".into(), sums.into_bytes());
    write(&files, &target.join("release-artifacts"))?;
    Ok(files)
}

/// Writes the files into a folder that has no others.
fn write(files: &Files, folder: &Path) -> anyhow::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    println!("{}:", folder.display());
    for (name, bytes) in files {
        fs::write(folder.join(name), bytes)?;
        println!("{:>9} {name}", bytes.len());
    }
    Ok(())
}

/// A SHA-256 in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
