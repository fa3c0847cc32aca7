//! The components and the WIT package in an OCI registry, in the form that `wkg` and hosts read.

use crate::artifacts::{Files, WIT, sha256};
use crate::metadata;
use crate::project::Project;
use anyhow::{Context, ensure};
use oci_client::client::{ClientConfig, ClientProtocol, Config, ImageLayer};
use oci_client::manifest::OciImageManifest;
use oci_client::secrets::RegistryAuth;
use oci_client::{Client, Reference};
use okta_actions_build::component;
use serde_json::json;
use wit_component::DecodedWasm;

const CONFIG: &str = "application/vnd.wasm.config.v0+json";
const LAYER: &str = "application/wasm";
const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";

/// The released files that are pushed, and their names as packages: `wkg get actions:okta` reads the first.
const PACKAGES: [(&str, &str); 3] = [
    (WIT[1], "actions/okta"),
    (component::ALL, "actions/okta-actions"),
    (component::BY_NAME, "actions/okta-actions-by-name"),
];

/// A registry, and its credential.
pub struct Registry {
    prefix: String,
    auth: RegistryAuth,
    client: Client,
}

impl Registry {
    /// The registry and path of a prefix such as `registry.example.com/owner`, with a user and password. `plain` is for one on loopback, without TLS.
    pub fn new(prefix: String, login: Option<(String, String)>, plain: bool) -> Self {
        // The only provider of this program; a second call would change nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let auth = login.map_or(RegistryAuth::Anonymous, |(user, password)| RegistryAuth::Basic(user, password));
        let protocol = if plain { ClientProtocol::Http } else { ClientProtocol::Https };
        let client = Client::new(ClientConfig { protocol, ..ClientConfig::default() });
        Self { prefix, auth, client }
    }
}

/// Pushes the packages of a release, pulls each back, and compares bytes and annotations.
pub fn publish(project: &Project, files: &Files, registry: &Registry) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    for (file, package) in PACKAGES {
        let reference: Reference = format!("{}/{package}:{}", registry.prefix, project.version).parse()?;
        let wasm = files.get(file).with_context(|| format!("the release has no {file}"))?;
        let digest = runtime.block_on(one(project, registry, &reference, wasm))?;
        println!("{reference} {digest}");
    }
    Ok(())
}

async fn one(project: &Project, registry: &Registry, reference: &Reference, wasm: &[u8]) -> anyhow::Result<String> {
    let Registry { client, auth, .. } = registry;
    let annotations = metadata::annotations(wasm)?;
    let layers = [ImageLayer::new(wasm.to_vec(), LAYER.into(), None)];
    let config = Config::new(config(project, wasm)?, CONFIG.into(), None);
    let mut manifest = OciImageManifest::build(&layers, &config, Some(annotations.clone()));
    manifest.media_type = Some(MANIFEST.into());
    client
        .push(reference, &layers, config, auth, Some(manifest))
        .await
        .with_context(|| format!("pushing {reference}"))?;
    let pulled = client.pull(reference, auth, vec![LAYER]).await.with_context(|| format!("pulling {reference}"))?;
    let bytes: Vec<_> = pulled.layers.iter().flat_map(|layer| layer.data.to_vec()).collect();
    ensure!(bytes == wasm, "{reference} has other bytes than were pushed");
    let read = pulled.manifest.and_then(|manifest| manifest.annotations);
    ensure!(read.as_ref() == Some(&annotations), "{reference} has other annotations than were pushed: {read:?}");
    pulled.digest.context("the registry returns no digest")
}

/// The configuration of a WebAssembly artifact: its imports and exports, so that a registry can show them.
fn config(project: &Project, wasm: &[u8]) -> anyhow::Result<Vec<u8>> {
    let (imports, exports): (Vec<String>, Vec<String>) = match wit_component::decode(wasm)? {
        DecodedWasm::Component(resolve, world) => {
            let world = &resolve.worlds[world];
            let names = |keys: Vec<_>| keys.into_iter().map(|key| resolve.name_world_key(key)).collect();
            (names(world.imports.keys().collect()), names(world.exports.keys().collect()))
        }
        DecodedWasm::WitPackage(resolve, package) => {
            let interfaces = resolve.packages[package].interfaces.values();
            (vec![], interfaces.filter_map(|&interface| resolve.id_of(interface)).collect())
        }
    };
    Ok(serde_json::to_vec(&json!({
        "created": project.time,
        "author": project.authors,
        "architecture": "wasm",
        "os": "wasip2",
        "layerDigests": [format!("sha256:{}", sha256(wasm))],
        "component": {"imports": imports, "exports": exports, "target": null},
    }))?)
}
