//! A released interface grows: the component is built with a new version of an action, and programs that were made for the
//! release run beside programs that use the new one. Prints what the new version costs in bytes.

mod support;

use host_test::component;
use host_test::host::catalog;
use host_test::host::engine::engine;
use host_test::host::values::{Outcome, arguments};
use host_test::host::{Function, Host, InstanceConfig};
use released::actions::okta::types::{Error, Response};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};
use support::{answering, environment};
use wasmtime::component::{ComponentNamedList, ComponentType, Lift, Lower};

/// The types of a program that was made for the release 0.1.0.
mod released {
    wasmtime::component::bindgen!({
        inline: "package client:released; world client { import actions:okta/types@0.1.0; }",
        path: "tests/released/0.1.0.wit",
    });
}

/// A maintainer's addition to `wit/user.wit` behind `get-user`: the function again, with a third optional parameter.
const ADDED: &str = "
    /// The optional parameters of `get-user-v2`.
    @since(version = NEXT)
    record get-user-v2-options {
        /// What to add.
        expand: option<string>,
        /// A parameter that Okta has added.
        sample-parameter: option<u32>,
        /// What to leave out.
        okta-response: option<string>,
    }

    /// Retrieves a user by id, login, login shortname or `me`.
    ///
    /// Scope: `okta.users.read`
    /// `Content-Type: application/json; okta-response={oktaResponse}`
    /// `GET /api/v1/users/{userId}`
    @since(version = NEXT)
    get-user-v2: func(user-id: string, options: get-user-v2-options) -> result<response, error>;
";

/// The record that `bindgen!` makes from the WIT above.
#[derive(ComponentType, Lower)]
#[component(record)]
struct GetUserV2Options {
    expand: Option<String>,
    #[component(name = "sample-parameter")]
    sample_parameter: Option<u32>,
    #[component(name = "okta-response")]
    okta_response: Option<String>,
}

/// Copies the input of the component's build. An unchanged file keeps its date, so that it is not compiled again.
fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        fs::create_dir_all(to).expect("a folder");
        for entry in fs::read_dir(from).expect("a folder of the repository") {
            let name = entry.expect("a readable folder").file_name();
            copy(&from.join(&name), &to.join(&name));
        }
    } else {
        write(to, &fs::read(from).expect("a file of the repository"));
    }
}

fn write(file: &Path, bytes: &[u8]) {
    if fs::read(file).ok().as_deref() != Some(bytes) {
        fs::write(file, bytes).expect("a writable file");
    }
}

/// A copy of the repository in which `wit/` has the next version and one new function. Returns the names of the versions.
fn evolved(tree: &Path) -> (String, String) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    fs::create_dir_all(tree.join("wit")).expect("a folder");
    for part in [
        "Cargo.toml",
        "Cargo.lock",
        "rust-toolchain.toml",
        "build.rs",
        "build",
        "src",
        "schemas",
        "tests",
        "examples/multi-tenant",
        "examples/wasmtime-rust",
        "host-test",
        "xtask",
    ] {
        copy(&root.join(part), &tree.join(part));
    }
    let world = fs::read_to_string(root.join("wit/world.wit")).expect("the world");
    let line = world.lines().find(|line| line.starts_with("package ")).expect("a package");
    let version: semver::Version =
        line.split(['@', ';']).nth(1).and_then(|version| version.parse().ok()).expect("a version");
    let next = semver::Version { patch: version.patch + 1, ..version.clone() };
    for file in fs::read_dir(root.join("wit")).expect("the WIT").map(|file| file.expect("a readable folder").path()) {
        let name = file.file_name().expect("a name");
        let mut text = fs::read_to_string(&file).expect("a text");
        text = text.replace(line, &line.replace(&version.to_string(), &next.to_string()));
        if name == "user.wit" {
            let at = text.find("    get-user: func(").expect("the released function");
            let end = at + text[at..].find(";\n").expect("its end") + 2;
            text.insert_str(end, &ADDED.replace("NEXT", &next.to_string()));
        }
        write(&tree.join("wit").join(name), text.as_bytes());
    }
    (version.to_string(), next.to_string())
}

/// Builds the component of a tree, as `host-test/build.rs` does.
fn build(tree: &Path, target: &Path) -> Vec<u8> {
    if !target.exists() {
        // The dependencies are those of the component that the tests run, so they are not compiled again.
        let compiled = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target folder").join("component");
        let copied = Command::new("cp").arg("-a").args([&compiled, target]).status().expect("cp");
        assert!(copied.success(), "copying {}", compiled.display());
    }
    let mut cargo = Command::new(env!("CARGO"));
    for name in ["RUSTFLAGS", "RUSTC_WRAPPER", "RUSTC_WORKSPACE_WRAPPER", "CARGO_ENCODED_RUSTFLAGS", "CARGO_TARGET_DIR"]
    {
        cargo.env_remove(name);
    }
    let args = "rustc --package okta-actions --lib --crate-type cdylib --profile component --target wasm32-wasip2 --target-dir";
    let built = cargo.current_dir(tree).args(args.split(' ')).arg(target).output().expect("cargo");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    fs::read(target.join("wasm32-wasip2/component/okta_actions.wasm")).expect("the component")
}

/// A function by the exact name of its interface, as a typed program looks for it.
fn function(host: &Host, interface: &str, name: &str) -> Option<Function> {
    let instance = host.component().get_export_index(None, interface)?;
    let index = host.component().get_export_index(Some(&instance), name)?;
    Some(Function { interface: interface.into(), name: name.into(), params: Vec::new(), index })
}

/// Calls a function by its types, and returns target and content type of the request.
async fn sent<P>(host: &Host, function: &Function, params: P) -> String
where
    P: ComponentNamedList + Lower + Send + Sync,
    (Result<Response, Error>,): ComponentNamedList + Lift,
{
    let (network, sent) = answering(200, &[("content-type", "application/json")], r#"{"id":"00u1"}"#);
    let mut instance = host.instance(&InstanceConfig::new(environment(&[]), network)).await.expect("an instance");
    let (result,) = instance.call_typed::<P, (Result<Response, Error>,)>(function, params).await.expect("no trap");
    assert_eq!(result.expect("a response").body, r#"{"id":"00u1"}"#);
    let sent = sent.lock().expect("no responder panics");
    assert_eq!(sent.len(), 1);
    let request = &sent[0];
    let target = request.uri().path_and_query().expect("a target");
    let content_type = request.headers().get("content-type").map(|value| value.to_str().expect("a text"));
    format!("{target} {}", content_type.unwrap_or("without a type"))
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_of_two_versions_run_on_one_component() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("evolution");
    let (version, next) = evolved(&folder.join("tree"));
    let bytes = build(&folder.join("tree"), &folder.join("target"));
    let host = Host::of(&bytes, engine().expect("an engine"), |_| Ok(())).expect("the component loads");
    let (user, newer) = (format!("actions:okta/user@{version}"), format!("actions:okta/user@{next}"));

    // A program of the release asks for the interface by its old version.
    let first = function(&host, &user, "get-user").expect("the released function");
    let target = sent(&host, &first, ("00u1", Some("blocks"), None::<&str>)).await;
    assert_eq!(target, "/api/v1/users/00u1?expand=blocks without a type");

    // A program of the next version uses the new parameter.
    let second = function(&host, &newer, "get-user-v2").expect("the new function");
    let options =
        || GetUserV2Options { expand: None, sample_parameter: Some(7), okta_response: Some("omitCredentials".into()) };
    let target = sent(&host, &second, ("00u1", options())).await;
    assert_eq!(target, "/api/v1/users/00u1?sampleParameter=7 application/json; okta-response=omitCredentials");

    // By name there is one action, which has the new parameter at once.
    let (network, requests) = answering(200, &[("content-type", "application/json")], "{}");
    let call = host.function("catalog.call-action").expect("a function");
    let by_name = r#"{"action": "user.get-user", "arguments": "{\"userId\": \"00u1\", \"sampleParameter\": 7}"}"#;
    let args = arguments(call, by_name, None).expect("arguments");
    let config = InstanceConfig::new(environment(&[("OKTA_ACTIONS_ALLOW", "user.get-user")]), network);
    let outcome = Outcome::new(host.call(call, &args, &config).await.expect("no trap"));
    assert_eq!(requests.lock().expect("no responder panics").len(), 1, "{}", outcome.to_json());
    let listed = catalog::actions(&host).await.expect("the catalog");
    let named: Vec<_> = listed
        .iter()
        .filter(|action| action["path"] == "/api/v1/users/{userId}" && action["method"] == "GET")
        .collect();
    assert!(named.len() == 1 && named[0]["function"] == "get-user", "{named:?}");
    let document = catalog::describe(&host, "user.get-user").await.expect("the catalog").expect("a document");
    assert_eq!(document["parameters"]["properties"]["sampleParameter"]["type"], "integer");
    assert_eq!(host.function("user.get-user").expect("a function").name, "get-user-v2", "the host takes the newest");

    // The policy knows one action as well.
    let denied = environment(&[("OKTA_ACTIONS_DENY", "user.get-user")]);
    for (function, args) in
        [(&first, r#"{"userId": "00u1"}"#), (&second, r#"{"userId": "00u1", "sampleParameter": 7}"#)]
    {
        let known = host.functions().iter().find(|known| known.name == function.name).expect("an export");
        let args = arguments(known, args, None).expect("arguments");
        let (network, requests) = answering(200, &[], "");
        let config = InstanceConfig::new(denied.clone(), network);
        let outcome = Outcome::new(host.call(known, &args, &config).await.expect("no trap"));
        assert!(outcome.to_json().contains("permanent-not-allowed"), "{}", outcome.to_json());
        assert_eq!(requests.lock().expect("no responder panics").len(), 0);
    }

    let released = without_names(component::BYTES);
    let evolved = without_names(&bytes);
    println!("the new version costs {} bytes: {evolved} instead of {released}", evolved as i64 - released as i64);
    assert!(evolved - released < 4096, "one more version costs {} bytes", evolved - released);
}

/// The size of a component without the names that its linker gives its parts, which the release does not have.
fn without_names(component: &[u8]) -> usize {
    use wasmparser::{Parser, Payload};
    let sections = Parser::new(0).parse_all(component).map(|payload| payload.expect("a component"));
    let names = sections.filter_map(|payload| match payload {
        Payload::CustomSection(section) if section.name() == "component-name" => {
            Some(section.range().end - section.range().start)
        }
        _ => None,
    });
    // Each has a header: the id of the section, and its length in up to five bytes.
    let whole = |length: u64| 1 + (1..5).find(|digits| length >> (7 * digits) == 0).unwrap_or(5) + length;
    component.len() - usize::try_from(names.map(whole).sum::<u64>()).expect("a size")
}
