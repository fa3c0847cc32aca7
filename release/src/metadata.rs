//! Metadata inside of a component, and the component without it.

use crate::crates::{Crate, version_info};
use crate::project::Project;
use anyhow::{Context, bail};
use std::collections::BTreeMap;
use wasm_encoder::ComponentSection;
use wasm_metadata::AddMetadataField::Set;
use wasm_metadata::{
    AddMetadata, Authors, Dependencies, Description, Licenses, Metadata, Payload, Revision, Source, Version,
};

/// Adds a name, a description and the facts about the repository to a component or a binary WIT package.
pub fn add(project: &Project, wasm: &[u8], name: &str, description: &str) -> anyhow::Result<Vec<u8>> {
    let mut add = AddMetadata::default();
    add.name = Set(name.to_owned());
    add.description = Set(Description::new(description.to_owned()));
    add.authors = Set(Authors::new(project.authors.clone()));
    add.licenses = Set(Licenses::new(&project.license)?);
    add.revision = Set(Revision::new(project.revision.clone()));
    add.version = Set(Version::new(project.version.clone()));
    if let Some(source) = &project.source {
        add.source = Set(Source::new(source)?);
    }
    add.to_wasm(wasm)
}

/// Adds the list of its crates to a component, in the form of `cargo auditable`.
pub fn add_crates(mut wasm: Vec<u8>, crates: &[Crate]) -> anyhow::Result<Vec<u8>> {
    Dependencies::new(version_info(crates)?)?.append_to_component(&mut wasm);
    Ok(wasm)
}

/// The metadata of a component.
pub fn read(wasm: &[u8]) -> anyhow::Result<Metadata> {
    match Payload::from_binary(wasm)? {
        Payload::Component { metadata, .. } => Ok(metadata),
        Payload::Module(_) => bail!("a module, not a component"),
    }
}

/// The metadata as annotations of an OCI manifest.
pub fn annotations(wasm: &[u8]) -> anyhow::Result<BTreeMap<String, String>> {
    let metadata = read(wasm)?;
    let fields = [
        ("title", metadata.name),
        ("description", metadata.description.map(|it| it.to_string())),
        ("authors", metadata.authors.map(|it| it.to_string())),
        ("licenses", metadata.licenses.map(|it| it.to_string())),
        ("source", metadata.source.map(|it| it.to_string())),
        ("revision", metadata.revision.map(|it| it.to_string())),
        ("version", metadata.version.map(|it| it.to_string())),
    ];
    let set = fields.into_iter().filter_map(|(name, value)| Some((format!("org.opencontainers.image.{name}"), value?)));
    Ok(set.collect())
}

/// The sections of a component that decide its behavior: all but the outermost custom ones.
pub fn bare(wasm: &[u8]) -> anyhow::Result<Vec<&[u8]>> {
    use wasmparser::{Parser, Payload};
    let mut sections = Vec::new();
    let mut depth = 0;
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload?;
        let range = match &payload {
            Payload::Version { .. } => {
                depth += 1;
                continue;
            }
            Payload::End(_) => {
                depth -= 1;
                continue;
            }
            Payload::CustomSection(_) => continue,
            // Their payload has been entered by the next one.
            Payload::ModuleSection { unchecked_range, .. } | Payload::ComponentSection { unchecked_range, .. } => {
                unchecked_range.clone()
            }
            section => match section.as_section() {
                Some((_, range)) => range,
                None => continue,
            },
        };
        if depth == 1 {
            let range = usize::try_from(range.start)?..usize::try_from(range.end)?;
            sections.push(wasm.get(range).context("a section is inside of its file")?);
        }
    }
    Ok(sections)
}
