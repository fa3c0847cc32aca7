//! Imports of the mock org go one way, and it depends on nothing of this workspace.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The rooms from the bottom up. A room uses itself and rooms of lower floors; rooms of one floor do not know one another.
const FLOORS: &[&[&str]] = &[&["facts"], &["engine"], &["auth", "topics"], &["options"], &["dispatch"], &["http"]];

/// Files whose types refer to one another; they count as one.
const ONE: &str = "engine/model";

/// A source file by its path below `src/`, and its text.
type Sources = BTreeMap<String, String>;

#[test]
fn imports_go_one_way() {
    let sources = sources();
    assert!(sources.len() > 60, "the sources are read");
    assert_eq!(violations(&sources), Vec::<String>::new());
}

#[test]
fn violations_are_named() {
    let sources = |files: &[(&str, &str)]| -> Sources {
        files.iter().map(|(file, text)| ((*file).to_owned(), (*text).to_owned())).collect()
    };
    let engine = sources(&[
        ("engine/lists.rs", "use crate::engine::{pages, scim::Filter};\nuse crate::topics::{users, apps::APPS};"),
        ("engine/pages.rs", "// use crate::http::server;\nfn page() { crate::engine::lists::list() }"),
        ("engine/scim.rs", ""),
        ("topics/users.rs", "use crate::auth::state;\nuse super::apps;"),
        ("topics/apps.rs", "mod tests { use super::*; }"),
        ("auth/state.rs", "use crate::engine::scim;"),
    ]);
    assert_eq!(
        violations(&engine),
        [
            "engine/lists.rs uses topics/apps.rs: engine must not use topics",
            "engine/lists.rs uses topics/users.rs: engine must not use topics",
            "topics/users.rs uses auth/state.rs: topics must not use auth",
            "topics/users.rs: write paths from `crate::`, not from `super::`",
            "a circle: engine/lists.rs -> engine/pages.rs -> engine/lists.rs",
        ]
    );
}

#[test]
fn the_crate_depends_on_nothing_of_the_workspace() {
    let manifest = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).expect("the manifest");
    let dependencies = manifest.split("dependencies]").skip(1).flat_map(|section| {
        section.lines().skip(1).take_while(|line| !line.starts_with('[')).filter(|line| line.contains('='))
    });
    let dependencies: Vec<&str> = dependencies.collect();
    assert!(dependencies.len() > 10, "the dependencies are read");
    for line in dependencies {
        assert!(!line.contains("path =") && !line.contains("workspace ="), "a dependency inside the workspace: {line}");
    }
    for (file, text) in sources() {
        for included in text.split("include_str!(\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let is_fact = included.contains("/tests/conformance/");
            assert!(is_fact || !included.starts_with("../.."), "{file} includes {included}");
        }
    }
}

fn sources() -> Sources {
    let mut sources = Sources::new();
    read(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), "", &mut sources);
    // The crate's exports and the tests may use any room.
    sources.retain(|file, _| file != "lib.rs" && !file.starts_with("tests/"));
    sources
}

fn read(folder: &Path, prefix: &str, sources: &mut Sources) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry of the folder").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
        if path.is_dir() {
            read(&path, &format!("{prefix}{name}/"), sources);
        } else if name.ends_with(".rs") {
            sources.insert(format!("{prefix}{name}"), fs::read_to_string(path).expect("a source"));
        }
    }
}

/// Imports that go up or aside, and circles of files.
fn violations(sources: &Sources) -> Vec<String> {
    let mut found = Vec::new();
    let mut edges: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (file, text) in sources {
        let code: String = text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect();
        let used: BTreeSet<String> = paths(&code).iter().map(|path| file_of(path, sources)).collect();
        for other in used.iter().filter(|other| other != &file) {
            let (room, other_room) = (room(file), room(other));
            if room != other_room && floor(other_room) >= floor(room) {
                found.push(format!("{file} uses {other}: {room} must not use {other_room}"));
            }
        }
        // The unit tests of a file are in it.
        let before_tests = code.split("mod tests {").next().unwrap_or_default();
        if before_tests.contains("super::") {
            found.push(format!("{file}: write paths from `crate::`, not from `super::`"));
        }
        edges.entry(node(file)).or_default().extend(used.iter().map(|other| node(other)));
    }
    found.extend(circle(&edges).map(|files| format!("a circle: {}", files.join(" -> "))));
    found
}

/// All paths that begin with `crate::`, with braces expanded.
fn paths(code: &str) -> Vec<String> {
    let ends = |letter: char| !(letter.is_alphanumeric() || matches!(letter, '_' | ':'));
    let mut paths = Vec::new();
    for rest in code.split("crate::").skip(1) {
        let (path, rest) = rest.split_at(rest.find(ends).unwrap_or(rest.len()));
        match rest.strip_prefix('{') {
            Some(inner) if path.ends_with("::") || path.is_empty() => expand(path, &mut inner.chars(), &mut paths),
            _ => paths.push(path.to_owned()),
        }
    }
    paths
}

/// Adds the paths between braces, with the path before them.
fn expand(prefix: &str, inner: &mut std::str::Chars<'_>, paths: &mut Vec<String>) {
    let mut path = String::new();
    while let Some(letter) = inner.next() {
        match letter {
            '{' => expand(&format!("{prefix}{}", std::mem::take(&mut path)), inner, paths),
            ',' | '}' => {
                if !path.is_empty() {
                    paths.push(format!("{prefix}{}", std::mem::take(&mut path)));
                }
                if letter == '}' {
                    return;
                }
            }
            _ if letter.is_whitespace() => {}
            _ => path.push(letter),
        }
    }
}

/// The file of a path: that of its module, or that of the room that exports the name.
fn file_of(path: &str, sources: &Sources) -> String {
    let mut place = String::new();
    for part in path.split("::") {
        let next = if place.is_empty() { part.to_owned() } else { format!("{place}/{part}") };
        let file = format!("{next}.rs");
        if sources.contains_key(&file) {
            return file;
        }
        if !sources.keys().any(|file| file.starts_with(&format!("{next}/"))) {
            break;
        }
        place = next;
    }
    format!("{place}/mod.rs")
}

fn room(file: &str) -> &str {
    file.split(['/', '.']).next().unwrap_or_default()
}

/// The floor of a room; files of no room use none and may be used by all.
fn floor(room: &str) -> usize {
    FLOORS.iter().position(|rooms| rooms.contains(&room)).map_or(0, |floor| floor + 1)
}

fn node(file: &str) -> String {
    if file.starts_with(ONE) { ONE.to_owned() } else { file.to_owned() }
}

/// The first circle, from a file back to itself.
fn circle(edges: &BTreeMap<String, BTreeSet<String>>) -> Option<Vec<String>> {
    fn walk(
        file: &str,
        edges: &BTreeMap<String, BTreeSet<String>>,
        way: &mut Vec<String>,
        done: &mut BTreeSet<String>,
    ) -> bool {
        if let Some(start) = way.iter().position(|passed| passed == file) {
            way.drain(..start);
            way.push(file.to_owned());
            return true;
        }
        if !done.insert(file.to_owned()) {
            return false;
        }
        way.push(file.to_owned());
        let others = edges.get(file).into_iter().flatten().filter(|other| *other != file);
        if others.into_iter().any(|other| walk(other, edges, way, done)) {
            return true;
        }
        way.pop();
        false
    }
    let mut done = BTreeSet::new();
    edges.keys().find_map(|file| {
        let mut way = Vec::new();
        walk(file, edges, &mut way, &mut done).then_some(way)
    })
}
