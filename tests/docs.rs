//! Every size and time in `docs/` and the README is dated as a measurement, or known to a test.

use host_test::host::limits::Limits;
use okta_actions::response::redact;
use regex::Regex;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The numbers with a unit that are part of the contract: `numbers_of_the_contract_are_those_of_the_source` checks
/// them.
const CONTRACT: [&str; 7] =
    ["10 characters", "8192 bits", "512 MiB", "256 MiB", "30 s", "785,000 bytes", "620,000 bytes"];

/// The docs that people write. `docs/actions.md` is generated; `tests/claims.rs` checks its numbers.
fn docs() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let read = |folder: PathBuf| fs::read_dir(folder).expect("a folder of docs");
    let entries = read(folder.clone()).chain(read(folder.join("decisions")));
    let paths = entries.map(|entry| entry.expect("a readable folder").path());
    let paths = paths.filter(|path| path.extension().is_some_and(|kind| kind == "md") && !path.ends_with("actions.md"));
    paths.chain([Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")]).collect()
}

/// The numbers with a unit in a text whose paragraph has no date. A table belongs to the paragraph before it, and a date in the
/// title dates the whole page.
fn undated(text: &str) -> Vec<String> {
    let units = "bytes|[kMG]B|[KM]iB|ms|µs|s|seconds?|minutes?|hours?|days?|percent|lines|characters|bits";
    let number = Regex::new(&format!(r"\d[\d.,]*[ \n]?(?:(?:{units})\b|%)")).expect("an expression");
    let dated = Regex::new(r"\b20\d\d-\d\d").expect("an expression");
    let paragraphs: Vec<&str> = text.split("\n\n").collect();
    let mut found = Vec::new();
    if dated.is_match(paragraphs[0]) && paragraphs[0].starts_with("# ") {
        return found;
    }
    for (at, paragraph) in paragraphs.iter().enumerate() {
        let before = if paragraph.starts_with('|') && at > 0 { paragraphs[at - 1] } else { "" };
        if !dated.is_match(before) && !dated.is_match(paragraph) {
            found.extend(number.find_iter(paragraph).map(|number| number.as_str().replace('\n', " ")));
        }
    }
    found
}

#[test]
fn sizes_and_times_are_dated_or_part_of_the_contract() {
    let docs = docs();
    assert!(docs.len() > 10, "the docs are read");
    for path in docs {
        let mut numbers = undated(&fs::read_to_string(&path).expect("a text"));
        numbers.retain(|number| !CONTRACT.contains(&number.as_str()));
        let remedy = "write \"measured 2026-11-28\" into the paragraph, or leave them out";
        assert!(numbers.is_empty(), "{}: {numbers:?} have no date: {remedy}", path.display());
    }
}

#[test]
fn numbers_of_the_contract_are_those_of_the_source() {
    assert_eq!(redact::MIN_LENGTH, 10);
    let limits = Limits { memory: 512 << 20, hostcall_fuel: 256 << 20, computing: Duration::from_secs(30) };
    assert_eq!(Limits::default(), limits);
    let sizes = include_str!("size.rs");
    assert!(sizes.contains("const LIMIT: usize = 785_000;") && sizes.contains("BY_NAME_LIMIT: usize = 620_000;"));
    assert!(include_str!("../src/auth/key/mod.rs").contains("MODULUS: core::ops::RangeInclusive<u32> = 2048..=8192;"));
}

#[test]
fn numbers_of_the_readme_are_those_of_their_sources() {
    let readme = include_str!("../README.md");
    let actions = host_test::operations::all().len();
    assert_eq!(readme.matches(&format!("{actions}")).count(), 2, "the number of actions, twice: {actions}");
    let figures = include_str!("../docs/performance.md");
    let date = figures.split_once("## Results\n\n").and_then(|(_, results)| results.get(..10)).unwrap_or_default();
    assert_eq!((date.len(), readme.matches(date).count()), (10, 2), "the date of the figures, twice: {date}");
    for (work, client, unit) in [
        ("get-user, answered in process", "reused instance", "µs"),
        ("get-user, answered in process", "fresh instance", "µs"),
        ("get-user as a whole process", "fresh instance", "ms"),
        ("get-user as a whole process", "plain", "ms"),
    ] {
        let row = figures.lines().find(|line| line.trim().starts_with(work) && line.contains(client));
        let median = row.and_then(|row| row.split_once(client)?.1.split_whitespace().next()).unwrap_or_default();
        let stated = !median.is_empty() && readme.contains(&format!("{median} {unit}"));
        assert!(stated, "{work}, {client}: docs/performance.md has {median} {unit}");
    }
}

#[test]
fn undated_numbers_are_found() {
    assert_eq!(
        undated("Measured 2026-11-28: 13 kB.\n\nIt takes 3 ms.\n\n| a | 1,000 bytes |"),
        ["3 ms", "1,000 bytes"]
    );
    assert_eq!(undated("Measured 2026-11-28.\n\n| a | 1,000 bytes |\n\nSHA-256 and 0006."), Vec::<String>::new());
    assert_eq!(undated("# Speed, measured 2026-11-28\n\nIt takes 3 ms."), Vec::<String>::new());
    assert_eq!(undated("at least\n10\ncharacters"), ["10 characters"]);
}
