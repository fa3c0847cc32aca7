//! Makes a release, checks it and publishes it: `cargo xtask release`.
//!
//! | file | job |
//! |---|---|
//! | `project` | the facts about the repository: version, license, commit |
//! | `crates` | the crates whose code is in the components |
//! | `metadata` | metadata inside of a component, and the component without it |
//! | `contract` | the WIT package as one file and as a binary |
//! | `sbom`, `licenses` | the bill of materials, and the licenses of the crates |
//! | `artifacts` | writes the files of a release |
//! | `check` | builds them again in another folder and compares; publishes to a registry on loopback |
//! | `oci` | pushes them to a registry, pulls them back and compares |

mod artifacts;
mod check;
mod contract;
mod crates;
mod licenses;
mod metadata;
mod oci;
mod project;
mod sbom;

use clap::{Parser, Subcommand};
use oci::Registry;
use project::Project;
use std::path::Path;

/// Make a release in target/release-artifacts.
#[derive(Parser)]
#[command(name = "cargo xtask release")]
struct Cli {
    /// The URL of the repository, for the metadata; by default that of the remote `origin`
    #[arg(long, global = true)]
    source: Option<String>,
    #[command(subcommand)]
    task: Option<Task>,
}

#[derive(Subcommand)]
enum Task {
    /// Make the release, make it again from a clone in another folder, compare all bytes, and publish to a registry on loopback
    Check,
    /// Make the release, push it to an OCI registry, pull it back and compare
    Publish {
        /// The registry and the path in it, such as `registry.example.com/owner`
        registry: String,
        /// The user, if the registry wants one
        #[arg(long, env = "REGISTRY_USER")]
        user: Option<String>,
        /// The password or token
        #[arg(long, env = "REGISTRY_PASSWORD", hide_env_values = true)]
        password: Option<String>,
    },
}

fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize()?;
    let project = Project::read(&root, cli.source)?;
    match cli.task {
        None => artifacts::make(&project).map(drop),
        Some(Task::Check) => check::run(&project),
        Some(Task::Publish { registry, user, password }) => {
            if project.is_modified() {
                anyhow::bail!("the folder differs from its commit: commit or remove the changes, then publish");
            }
            let files = artifacts::make(&project)?;
            oci::publish(&project, &files, &Registry::new(registry, user.zip(password), false))
        }
    }
}
