//! The facts about the repository.

use anyhow::{Context, bail};
use cargo_metadata::MetadataCommand;
use okta_actions_build::component::clean;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The end of the revision of a folder with changes.
const MODIFIED: &str = "-modified";

/// The repository at one commit.
pub struct Project {
    /// Its folder.
    pub root: PathBuf,
    /// The version of the package `okta-actions`.
    pub version: String,
    /// Its description.
    pub description: String,
    /// Its authors.
    pub authors: String,
    /// Its license, as an SPDX expression.
    pub license: String,
    /// The URL of the repository, if it has one.
    pub source: Option<String>,
    /// The commit.
    pub revision: String,
    /// The time of the commit, as in RFC 3339.
    pub time: String,
}

impl Project {
    /// Reads the manifest and the commit of a folder.
    pub fn read(root: &Path, source: Option<String>) -> anyhow::Result<Self> {
        let manifest = root.join("Cargo.toml");
        let options = vec!["--locked".to_owned()];
        let metadata = MetadataCommand::new().manifest_path(manifest).no_deps().other_options(options).exec()?;
        let package = metadata.packages.into_iter().find(|package| package.name.as_str() == "okta-actions");
        let package = package.context("the workspace has no package `okta-actions`")?;
        let mut revision = git(root, &["rev-parse", "HEAD"])?;
        if !git(root, &["status", "--porcelain"])?.is_empty() {
            revision += MODIFIED;
        }
        // In UTC, so that it is the same on every machine.
        let time = git(root, &["log", "-1", "--date=format-local:%Y-%m-%dT%H:%M:%SZ", "--format=%cd"])?;
        // Only an address that others can open.
        let origin = git(root, &["remote", "get-url", "origin"]).ok().filter(|url| url.starts_with("https://"));
        Ok(Self {
            root: root.to_owned(),
            version: package.version.to_string(),
            description: package.description.context("Cargo.toml has no description")?,
            authors: package.authors.join(", "),
            license: package.license.context("Cargo.toml has no license")?,
            source: source.or(origin),
            revision,
            time,
        })
    }

    /// Whether the folder differs from its commit.
    pub fn is_modified(&self) -> bool {
        self.revision.ends_with(MODIFIED)
    }
}

/// The output of a git command.
pub fn git(root: &Path, args: &[&str]) -> anyhow::Result<String> {
    output(Command::new("git").env("TZ", "UTC").current_dir(root).args(args))
}

/// The output of a cargo command, which runs without the flags for this program.
pub fn cargo(root: &Path, args: &[&str]) -> anyhow::Result<String> {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = clean(Command::new(program));
    // With cargo's variables about this program, the build script of `ring` and all that uses it would run and compile again.
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    output(command.current_dir(root).args(args))
}

fn output(command: &mut Command) -> anyhow::Result<String> {
    let output = command.output().with_context(|| format!("running {command:?}"))?;
    if !output.status.success() {
        bail!("{command:?} failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8(output.stdout)?.trim_end().to_owned())
}
