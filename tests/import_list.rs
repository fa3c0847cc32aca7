//! The imports of the built component are its capabilities; `wit/world.wit` states them.

mod support;

use host_test::host::Host;

/// The names without the version, sorted: WASI 0.2.x is one compatible line.
fn unversioned(names: &[String]) -> Vec<&str> {
    let mut names: Vec<&str> = names.iter().map(|name| name.split('@').next().unwrap_or(name)).collect();
    names.sort_unstable();
    names
}

/// The component of each world.
fn components() -> [&'static Host; 2] {
    [support::host(), support::by_name()]
}

#[test]
fn the_imports_are_those_of_the_capability_statement() {
    let expected = [
        "wasi:cli/environment",
        "wasi:clocks/monotonic-clock",
        "wasi:clocks/wall-clock",
        "wasi:http/outgoing-handler",
        "wasi:http/types",
        "wasi:io/error",
        "wasi:io/poll",
        "wasi:io/streams",
        "wasi:random/random",
    ];
    for host in components() {
        assert_eq!(unversioned(&host.inspect().imports), expected);
    }
}

/// Hosts with WASI 0.2.6 load the component: `Cargo.lock` keeps the bindings old enough.
#[test]
fn the_imports_exist_in_wasi_0_2_6() {
    for import in components().iter().flat_map(|host| host.inspect().imports) {
        let patch = import.rsplit_once("@0.2.").and_then(|(_, patch)| patch.parse::<u32>().ok());
        assert!(patch.is_some_and(|patch| patch <= 6), "{import}");
    }
}

#[test]
fn the_component_exports_every_interface_of_the_world() {
    let inspection = support::host().inspect();
    let files = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/wit")).expect("the folder of the WIT files");
    let mut expected: Vec<String> = files
        .map(|file| file.expect("a readable folder").path().file_stem().expect("a name").to_string_lossy().into_owned())
        .filter(|name| name != "world")
        .map(|name| format!("actions:okta/{name}"))
        .collect();
    expected.sort();
    assert_eq!(unversioned(&inspection.exports), expected);
}

#[test]
fn the_small_component_exports_no_typed_action() {
    let expected = ["auth", "catalog", "generic-request", "pages", "types"].map(|name| format!("actions:okta/{name}"));
    assert_eq!(unversioned(&support::by_name().inspect().exports), expected);
}
