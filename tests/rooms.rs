//! The modules of the component are rooms, and imports between them go one way, by their `use` lines.

use regex::Regex;
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms; each may use only those after it.
const ROOMS: [&str; 12] =
    ["abi", "call", "catalog", "pages", "client", "auth", "http", "response", "config", "request", "table", "contract"];

/// The files that may contain `unsafe`: the canonical ABI, the slot of the session between calls, and the reading of bodies.
const UNSAFE: [&str; 5] = ["abi/", "auth/session.rs", "contract.rs", "response/redact.rs", "response/utf8.rs"];

fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut folders, mut files) = (vec![root.clone()], Vec::new());
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).expect("a folder of src/");
        let paths: Vec<PathBuf> = entries.map(|entry| entry.expect("a readable folder").path()).collect();
        folders.extend(paths.iter().filter(|path| path.is_dir()).cloned());
        files.extend(paths.into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "rs")));
    }
    let name = |path: &Path| path.strip_prefix(&root).expect("a file of src/").to_string_lossy().into_owned();
    files.iter().map(|path| (name(path), fs::read_to_string(path).expect("a source"))).collect()
}

/// The room of a file such as `auth/key/mod.rs` or `client.rs`.
fn room(file: &str) -> &str {
    file.split(['/', '.']).next().unwrap_or_default()
}

fn rank(room: &str) -> Option<usize> {
    ROOMS.iter().position(|known| *known == room)
}

/// The rooms that a source names as `crate::…`, with the line.
fn used(source: &str) -> Vec<(usize, String)> {
    let path = Regex::new(r"crate::(\w+)").expect("an expression");
    let lines = source.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
    lines.flat_map(|(at, line)| path.captures_iter(line).map(move |found| (at + 1, found[1].to_string()))).collect()
}

fn violations(sources: &[(String, String)]) -> Vec<String> {
    let mut found = Vec::new();
    for (file, source) in sources.iter().filter(|(file, _)| file != "lib.rs") {
        let Some(own) = rank(room(file)) else {
            found.push(format!("src/{file} belongs to no room: name it in tests/rooms.rs, at its place in the order"));
            continue;
        };
        for (line, other) in used(source) {
            match rank(&other) {
                Some(rank) if rank < own => {
                    found.push(format!(
                        "src/{file}:{line}: `{}` must not use `{other}`, which comes before it",
                        room(file)
                    ));
                }
                Some(_) => {}
                None => found.push(format!("src/{file}:{line}: `{other}` is not a room")),
            }
        }
    }
    found
}

#[test]
fn imports_go_one_way() {
    let sources = sources();
    assert!(sources.len() > 30, "the sources are read");
    let found = violations(&sources);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn an_import_against_the_order_is_named() {
    let source = |file: &str, text: &str| vec![(file.to_string(), text.to_string())];
    assert_eq!(
        violations(&source("http/transport.rs", "use crate::response::HttpResponse;\nuse crate::http::retry;")).len(),
        0
    );
    let back = violations(&source(
        "table/action.rs",
        "//! As crate::call.\nuse crate::{\n    request::Arg,\n};\nlet x = crate::client::Client;",
    ));
    assert_eq!(back, ["src/table/action.rs:5: `table` must not use `client`, which comes before it"]);
    assert_eq!(violations(&source("other.rs", "")).len(), 1);
}

/// Groups such as `use crate::{call, http}` would hide rooms from the test above.
#[test]
fn rooms_are_named_one_by_one() {
    for (file, source) in sources() {
        assert!(!source.contains("crate::{"), "src/{file}: import each room on a line of its own");
    }
}

#[test]
fn unsafe_code_is_only_in_the_listed_files() {
    let word = Regex::new(r"\bunsafe\b").expect("an expression");
    for (file, source) in sources() {
        let code = source.lines().any(|line| !line.trim_start().starts_with("//") && word.is_match(line));
        assert!(!code || UNSAFE.iter().any(|place| file.starts_with(place)), "src/{file} has unsafe code");
    }
}
