//! The bill of materials of a component, in CycloneDX.

use crate::crates::Crate;
use crate::project::Project;
use anyhow::ensure;
use cyclonedx_bom::models::component::Classification;
use cyclonedx_bom::models::dependency::{Dependencies, Dependency};
use cyclonedx_bom::models::hash::{Hash, HashAlgorithm, HashValue, Hashes};
use cyclonedx_bom::models::license::{LicenseChoice, Licenses};
use cyclonedx_bom::prelude::{
    Bom, Component, Components, DateTime, Metadata, NormalizedString, Purl, SpdxExpression, SpecVersion, Validate,
};

/// The document for the released file of this name and SHA-256. The same input gives the same bytes.
pub fn json(project: &Project, crates: &[Crate], file: &str, sha256: &str) -> anyhow::Result<Vec<u8>> {
    let mut root = Component::new(Classification::Application, file, &project.version, Some(file.to_owned()));
    root.hashes = hashes(Some(sha256));
    root.licenses = licenses(&project.license);
    root.description = Some(NormalizedString::new(&project.description));
    let (own, others): (Vec<&Crate>, Vec<&Crate>) = crates.iter().partition(|it| it.checksum.is_none());
    ensure!(own.len() == 1, "one crate of a component is its own");
    let reference = |it: &Crate| match it.checksum {
        None => file.to_owned(),
        Some(_) => format!("{}@{}", it.name, it.version),
    };
    let component = |it: &&Crate| -> anyhow::Result<Component> {
        let mut component = Component::new(Classification::Library, &it.name, &it.version, Some(reference(it)));
        component.purl = Some(Purl::new("cargo", &it.name, &it.version)?);
        component.hashes = hashes(it.checksum.as_deref());
        component.licenses = licenses(&it.license);
        Ok(component)
    };
    let edges = crates.iter().map(|it| Dependency {
        dependency_ref: reference(it),
        dependencies: it.needs.iter().map(|&place| reference(&crates[place])).collect(),
    });
    let time = DateTime::try_from(project.time.clone())?;
    let bom = Bom {
        spec_version: SpecVersion::V1_5,
        // By default it is random.
        serial_number: None,
        metadata: Some(Metadata { timestamp: Some(time), component: Some(root), ..Metadata::default() }),
        components: Some(Components(others.iter().map(component).collect::<anyhow::Result<_>>()?)),
        dependencies: Some(Dependencies(edges.collect())),
        ..Bom::default()
    };
    let validation = bom.validate_version(SpecVersion::V1_5);
    ensure!(validation.passed(), "the bill of materials is not valid: {validation:?}");
    let mut json = Vec::new();
    bom.output_as_json(&mut json, SpecVersion::V1_5)?;
    json.push(b'\n');
    Ok(json)
}

fn hashes(sha256: Option<&str>) -> Option<Hashes> {
    Some(Hashes(vec![Hash { alg: HashAlgorithm::SHA_256, content: HashValue(sha256?.to_owned()) }]))
}

fn licenses(expression: &str) -> Option<Licenses> {
    Some(Licenses(vec![LicenseChoice::Expression(SpdxExpression::new(expression))]))
}
