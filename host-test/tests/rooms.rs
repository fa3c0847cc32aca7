//! Imports between the rooms of this crate go one way.

use std::path::{Path, PathBuf};

/// The rooms that each room may import, besides itself. A new room gets a row.
const ROOMS: [(&str, &[&str]); 10] = [
    ("cli", &["explore", "replay", "soak", "bench", "jobs", "host", "component", "mock", "terminal"]),
    ("explore", &["jobs", "host", "mock", "listen", "terminal"]),
    ("soak", &["host", "mock", "operations", "keys", "terminal"]),
    ("replay", &["host", "operations"]),
    ("bench", &["host", "component", "terminal"]),
    ("jobs", &["host"]),
    ("host", &["component"]),
    ("component", &[]),
    ("terminal", &[]),
    ("bin", &[]),
];

/// The rooms that a source names after `crate::`, each with its line; a `use` of the mock org's crate is the room `mock`.
fn named(source: &str) -> Vec<(usize, String)> {
    let is_word = |character: char| character.is_alphanumeric() || character == '_';
    let word = |text: &str| text.chars().take_while(|character| is_word(*character)).collect::<String>();
    let line = |at: usize| source[..at].matches('\n').count() + 1;
    let mut named = Vec::new();
    for (at, found) in source.match_indices("crate::") {
        let start = source[..at].rfind('\n').map_or(0, |end| end + 1);
        if source[start..at].trim_start().starts_with("//") || source[..at].ends_with(is_word) {
            continue;
        }
        let rest = &source[at + found.len()..];
        let Some(group) = rest.strip_prefix('{') else {
            named.push((line(at), word(rest)));
            continue;
        };
        let (mut depth, mut item) = (1, true);
        for (offset, character) in group.char_indices() {
            match character {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 1 => item = true,
                other if depth == 1 && item && is_word(other) => {
                    named.push((line(at), word(&group[offset..])));
                    item = false;
                }
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
    }
    let outside = |line: &str| line.trim_start().strip_prefix("use ").map(word).filter(|name| name.contains("mock"));
    named.extend(
        source.lines().enumerate().filter_map(|(at, line)| Some((at + 1, outside(line).map(|_| "mock".into())?))),
    );
    named
}

/// The imports of a source that its room must not have.
fn violations(room: &str, source: &str) -> Vec<String> {
    let row = ROOMS.iter().find(|(name, _)| *name == room);
    let Some((_, allowed)) = row else { return vec![format!("`{room}` has no row in ROOMS")] };
    let wrong = named(source).into_iter().filter(|(_, name)| name != room && !allowed.contains(&name.as_str()));
    let mut wrong: Vec<_> = wrong.map(|(line, name)| format!("line {line}: `{room}` imports `{name}`")).collect();
    if source.contains("super::super::") {
        wrong.push("`super::super::` can leave a room: name the path from `crate::`".into());
    }
    wrong
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder of sources").map(|entry| entry.expect("an entry").path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    let sources = files.into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
    let below: Vec<_> = folders.iter().flat_map(|folder| self::sources(folder)).collect();
    sources.chain(below).collect()
}

#[test]
fn imports_go_one_way() {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"));
    let mut wrong = Vec::new();
    let mut seen = 0;
    for path in sources(root) {
        let file = path.strip_prefix(root).expect("a file below the root");
        let first = file.iter().next().expect("a name").to_string_lossy();
        // It names the rooms, and the crate of the mock org.
        if first == "lib.rs" {
            continue;
        }
        seen += 1;
        let source = std::fs::read_to_string(&path).expect("a source");
        let room = first.trim_end_matches(".rs");
        wrong.extend(violations(room, &source).into_iter().map(|found| format!("{}: {found}", file.display())));
    }
    assert!(seen > 30, "the sources are read");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_import_that_goes_back_up_is_named() {
    for (room, source, found) in [
        ("host", "use crate::terminal::say;", "line 1: `host` imports `terminal`"),
        ("host", "\nuse okta_mock::Mock;", "line 2: `host` imports `mock`"),
        ("host", "    crate::mock::seeded();", "line 1: `host` imports `mock`"),
        ("soak", "use crate::{\n    host::{Host, cli},\n    cli::call,\n};", "line 1: `soak` imports `cli`"),
        ("replay", "use super::super::mock;", "`super::super::` can leave a room: name the path from `crate::`"),
        ("attic", "", "`attic` has no row in ROOMS"),
    ] {
        assert_eq!(violations(room, source), [found], "{source}");
    }
    let fine = "//! crate::mock\nuse crate::host::{Host, values};\nuse crate::component;\npub(crate) fn mock() {}";
    assert_eq!(violations("host", fine), Vec::<String>::new());
}
