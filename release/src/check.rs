//! Checks the promises of a release: the same bytes from another folder, the component that the tests ran, and the way through a
//! registry.

use crate::artifacts::{self, Files};
use crate::oci::{self, Registry};
use crate::project::{Project, cargo, git};
use crate::{crates, metadata};
use anyhow::{Context, bail, ensure};
use okta_actions_build::component;
use std::collections::BTreeSet;
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Makes the release and checks it.
pub fn run(project: &Project) -> anyhow::Result<()> {
    if project.is_modified() {
        bail!(
            "the folder differs from its commit, and a clone of it would have other bytes: commit or remove the changes"
        );
    }
    let files = artifacts::make(project)?;
    contents(project, &files)?;
    loopback(project, &files)?;
    reproducible(project, &files)?;
    tested(project, &files)
}

/// Checks that no path of this machine is in a component, and that the list of its crates can be read.
fn contents(project: &Project, files: &Files) -> anyhow::Result<()> {
    let expected = crates::version_info(&crates::read(project)?)?;
    for name in [component::ALL, component::BY_NAME] {
        let wasm = &files[name];
        let dependencies = metadata::read(wasm)?.dependencies.with_context(|| format!("{name} has no `.dep-v0`"))?;
        ensure!(*dependencies.version_info() == expected, "{name} lists other crates than it has");
        let root = project.root.to_string_lossy();
        for path in [&*root, "registry/src", "/rustc/"] {
            let found = wasm.windows(path.len()).any(|part| part == path.as_bytes());
            ensure!(!found, "{name} contains the path {path}");
        }
    }
    Ok(())
}

/// Checks that the released component is the one in the command, which the tests run, with metadata.
fn tested(project: &Project, files: &Files) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join(component::ALL);
    let path = file.to_string_lossy();
    cargo(&project.root, &["run", "--locked", "--package", "host-test", "--", "inspect", "--write", &path])?;
    let tested = fs::read(&file)?;
    let same = metadata::bare(&tested)? == metadata::bare(&files[component::ALL])?;
    ensure!(same, "{} differs from the component that the tests run by more than metadata", component::ALL);
    println!("{} is the component that the tests run, with metadata", component::ALL);
    Ok(())
}

/// Checks that a clone of the commit, in a folder with a longer path, gives the same files.
fn reproducible(project: &Project, files: &Files) -> anyhow::Result<()> {
    let folder =
        tempfile::Builder::new().prefix("a-folder-with-a-longer-name-").tempdir_in(project.root.join("target"))?;
    let clone = folder.path().join("clone");
    let from = project.root.to_string_lossy();
    git(&project.root, &["clone", "--quiet", "--no-local", &from, &clone.to_string_lossy()])?;
    git(&clone, &["checkout", "--quiet", "--detach", &project.revision])?;
    let again = artifacts::make(&Project::read(&clone, project.source.clone())?)?;
    let different = differences(files, &again);
    ensure!(
        different.is_empty(),
        "a second build, in {}, gives other bytes: {}",
        clone.display(),
        different.join(", ")
    );
    println!("a second build in {} gives the same bytes", clone.display());
    Ok(())
}

/// The names of the files that are not the same in both.
fn differences<'a>(one: &'a Files, other: &'a Files) -> Vec<&'a str> {
    let names: BTreeSet<_> = one.keys().chain(other.keys()).collect();
    names.into_iter().filter(|&name| one.get(name) != other.get(name)).map(String::as_str).collect()
}

/// Checks that a registry on loopback accepts all packages and returns them.
fn loopback(project: &Project, files: &Files) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
    let storage = folder.path().join("storage");
    let settings = format!(
        "version: 0.1\nlog: {{level: error, accesslog: {{disabled: true}}}}\n\
         storage: {{filesystem: {{rootdirectory: {storage:?}}}}}\nhttp: {{addr: {address:?}}}\n"
    );
    let file = folder.path().join("config.yml");
    fs::write(&file, settings)?;
    let mut command = Command::new("docker-registry");
    command.arg("serve").arg(&file).stdout(Stdio::null()).stderr(Stdio::null());
    let child = command.spawn().context("starting docker-registry: apt-get install docker-registry")?;
    let mut process = Running(child);
    let start = Instant::now();
    while TcpStream::connect(&address).is_err() {
        if let Some(status) = process.0.try_wait()? {
            bail!("docker-registry ended ({status})");
        }
        ensure!(start.elapsed() < Duration::from_secs(60), "docker-registry does not listen on {address}");
        std::thread::sleep(Duration::from_millis(50));
    }
    oci::publish(project, files, &Registry::new(address, None, true))
}

/// A process that ends with this value.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changed_missing_and_additional_files_are_differences() {
        let files = |files: &[(&str, &str)]| -> Files {
            files.iter().map(|(name, text)| (name.to_string(), text.as_bytes().to_vec())).collect()
        };
        let one = files(&[("a", "1"), ("b", "2"), ("c", "3")]);
        assert_eq!(differences(&one, &files(&[("a", "1"), ("b", "0"), ("d", "4")])), ["b", "c", "d"]);
        assert!(differences(&one, &one).is_empty());
    }
}
