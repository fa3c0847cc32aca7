//! The guide for Rust, performed in an empty folder, and the cases that all examples share.
//!
//! `cargo run` alone is not performed as written, because it would compile wasmtime again. The test runs the programs of this package
//! instead, and compares their sources and dependencies with those of the guide.

use host_test::component;
use host_test::mock::{Mock, Options};
use serde_json::Value;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;
use std::{fs, thread};

const GUIDE: &str = include_str!("../../../docs/embedding-rust.md");

fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn repository() -> PathBuf {
    fs::canonicalize(package().join("../..")).expect("the repository")
}

/// The blocks of the guide in this language.
fn blocks(language: &str) -> Vec<&'static str> {
    let blocks = GUIDE.split("```").skip(1).step_by(2);
    blocks.filter_map(|block| block.strip_prefix(language)?.strip_prefix('\n')).collect()
}

/// A folder that looks like a checkout with a built component.
fn checkout(folder: &Path) -> PathBuf {
    let checkout = folder.join("checkout");
    fs::create_dir_all(checkout.join("target/component")).expect("a folder");
    fs::write(checkout.join("target/component/okta-actions.wasm"), component::BYTES).expect("a component");
    for name in ["wit", "examples"] {
        std::os::unix::fs::symlink(repository().join(name), checkout.join(name)).expect("a link");
    }
    checkout
}

#[track_caller]
fn text(output: Output) -> String {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}{errors}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The dependencies of a package, except those for tests only: name, version and features.
fn dependencies(package: &Path) -> Vec<String> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1", "--manifest-path"])
        .arg(package.join("Cargo.toml"))
        .output();
    let metadata: Value = serde_json::from_str(&text(output.expect("cargo"))).expect("JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let hello = packages.iter().find(|package| package["name"] == "okta-hello").expect("the package of the guide");
    let dependencies = hello["dependencies"].as_array().expect("dependencies").iter().filter(|it| it["kind"].is_null());
    let mut dependencies: Vec<String> = dependencies
        .map(|it| {
            let mut features: Vec<&str> =
                it["features"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            features.sort_unstable();
            format!("{} {} {features:?} {}", it["name"], it["req"], it["uses_default_features"])
        })
        .collect();
    dependencies.sort();
    dependencies
}

#[tokio::test(flavor = "multi_thread")]
async fn every_command_of_the_guide_works() {
    let folder = tempfile::tempdir().expect("a folder");
    let mock = Mock::start(Options::default()).await.expect("a free port");
    let commands: Vec<&str> = blocks("console").into_iter().flat_map(str::lines).collect();
    // The lines in between are the output that the guide promises.
    let script: Vec<&str> = commands.iter().filter_map(|line| line.strip_prefix("$ ")).collect();
    assert!(script.len() > 10, "the guide lost its commands");
    let cargo = r#"set -e
        cargo() {
            case "$*" in
                run) "$HELLO" ;;
                "run --bin by-name "*) shift 3; "$BY_NAME" "$@" ;;
                run*) echo "unknown: $*" >&2; return 1 ;;
                *) command "$CARGO" "$@" >/dev/null ;;
            esac
        }"#;
    let output = Command::new("bash")
        .args(["-c", &format!("{cargo}\n{}", script.join("\n"))])
        .current_dir(folder.path())
        .env("OKTA", checkout(folder.path()))
        .env("CARGO", env!("CARGO"))
        .env("HELLO", env!("CARGO_BIN_EXE_okta-hello"))
        .env("BY_NAME", env!("CARGO_BIN_EXE_by-name"))
        .envs(mock.environment())
        .output();
    let output = text(output.expect("bash"));

    let mut rest = output.as_str();
    for promised in commands.iter().filter(|line| !line.starts_with("$ ")) {
        let promised = promised.trim_end_matches('…');
        let at =
            rest.find(promised).unwrap_or_else(|| panic!("the guide promises `{promised}`, and the rest is {rest}"));
        rest = &rest[at + promised.len()..];
    }

    // The guide has made the same package as this one.
    let made = folder.path().join("okta-hello");
    assert_eq!(dependencies(&made), dependencies(package()));
    let sources =
        ["src/main.rs", "src/bin/by-name.rs"].map(|file| fs::read_to_string(package().join(file)).expect("a source"));
    assert_eq!(blocks("rust"), sources, "the guide and examples/wasmtime-rust differ");
}

#[tokio::test(flavor = "multi_thread")]
async fn all_cases_pass() {
    let folder = tempfile::tempdir().expect("a folder");
    let mock = Mock::start(Options::default()).await.expect("a free port");
    let output = Command::new(env!("CARGO_BIN_EXE_cases"))
        .arg(checkout(folder.path()).join("target/component/okta-actions.wasm"))
        .arg(repository().join("examples/cases.json"))
        .envs(mock.environment())
        .output();
    let output = text(output.expect("the example"));
    assert!(output.ends_with(" passed, 0 failed\n"), "{output}");
}

#[test]
fn a_slow_response_is_not_mistaken_for_computing() {
    let org = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", org.local_addr().expect("an address"));
    thread::spawn(move || {
        let (mut stream, _) = org.accept().expect("a connection");
        let _ = stream.read(&mut [0; 4096]);
        // Longer than an instance may compute.
        thread::sleep(Duration::from_secs(11));
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}")
    });
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("okta-actions.wasm"), component::BYTES).expect("a component");
    let output = Command::new(env!("CARGO_BIN_EXE_by-name"))
        .args(["user", "get-user", r#"["ada", null, null]"#])
        .current_dir(folder.path())
        .envs([("OKTA_CLIENT_ORGURL", url.as_str()), ("OKTA_CLIENT_TOKEN", "a-token")])
        .env("OKTA_TESTING_DISABLEHTTPSCHECK", "true")
        .output();
    let output = text(output.expect("the example"));
    assert!(output.contains("\"status\": 200"), "{output}");
}
