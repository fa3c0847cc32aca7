//! The WIT package: all files of `wit/` as one, and as a binary for OCI registries.

use crate::project::Project;
use anyhow::{Context, ensure};
use serde::Deserialize;
use std::path::Path;
use wit_component::{DecodedWasm, WitPrinter};
use wit_parser::{PackageId, Resolve};

/// The package as text and as a binary.
pub struct Contract {
    /// As one WIT file.
    pub text: String,
    /// As a component.
    pub binary: Vec<u8>,
    /// Its description in `wkg.toml`.
    pub description: String,
}

/// The file that `wkg` reads.
#[derive(Deserialize)]
struct Wkg {
    metadata: WkgMetadata,
}

#[derive(Deserialize)]
struct WkgMetadata {
    author: String,
    description: String,
    licenses: String,
}

/// Reads the package, and checks that both forms have the same content.
pub fn read(project: &Project) -> anyhow::Result<Contract> {
    let file = project.root.join("wkg.toml");
    let wkg = std::fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
    let Wkg { metadata } = toml::from_str(&wkg)?;
    ensure!(
        (&metadata.author, &metadata.licenses) == (&project.authors, &project.license),
        "wkg.toml names another author or license than Cargo.toml: make them the same"
    );
    let mut resolve = Resolve::default();
    let (package, _) = resolve.push_dir(project.root.join("wit"))?;
    let version = resolve.packages[package].name.version.as_ref().map(ToString::to_string);
    ensure!(
        version.as_ref() == Some(&project.version),
        "wit/ has the version {version:?}, and Cargo.toml {}: make them the same",
        project.version
    );
    let text = print(&resolve, package)?;
    let binary = wit_component::encode(&resolve, package)?;
    let DecodedWasm::WitPackage(decoded, id) = wit_component::decode(&binary)? else {
        anyhow::bail!("the binary package is read as a component");
    };
    ensure!(print(&decoded, id)? == text, "the binary package differs from the text");
    let mut again = Resolve::default();
    let id = again.push_str(Path::new("okta-actions.wit"), &text)?;
    ensure!(print(&again, id)? == text, "the text is read as another package");
    Ok(Contract { text, binary, description: metadata.description })
}

fn print(resolve: &Resolve, package: PackageId) -> anyhow::Result<String> {
    let mut printer = WitPrinter::default();
    printer.print(resolve, package, &[])?;
    Ok(printer.output.to_string())
}
