//! `cargo run -p host-test` and `cargo test --workspace` compile every dependency with the same features, and so only once.

use std::collections::BTreeSet;
use std::process::Command;

/// The packages that cargo selects by these arguments, each with its features.
fn packages(arguments: &[&str]) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--prefix", "none", "--format", "{p} [{f}]"])
        .args(arguments)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .output()
        .expect("cargo");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    // Those of the workspace are named with their folder.
    text.lines().map(|line| line.trim_end_matches(" (*)").to_string()).filter(|line| !line.contains(" (/")).collect()
}

#[test]
fn the_command_and_the_tests_share_one_build() {
    let command = packages(&["--package", "host-test", "--edges", "normal,build"]);
    let tests = packages(&["--workspace", "--edges", "normal,build,dev"]);
    assert!(command.iter().any(|package| package.starts_with("wasmtime v")), "{command:?}");
    let differing: Vec<_> = command.difference(&tests).collect();
    assert!(
        differing.is_empty(),
        "{differing:?}: give host-test the features that another member asks for, see its Cargo.toml"
    );
}
