//! Every promise of `docs/guarantees.md` names tests that exist.

use std::fs;
use std::path::Path;

#[test]
fn every_promise_names_a_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("docs/guarantees.md")).expect("the list of guarantees");
    let mut missing = Vec::new();
    let mut promises = 0;
    for row in text.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| promise")) {
        let [_, keeper] = row.split(" | ").collect::<Vec<_>>()[..] else {
            missing.push(format!("a row has two columns, promise and kept by: {row}"));
            continue;
        };
        let named: Vec<&str> = keeper.split('`').skip(1).step_by(2).collect();
        if named.is_empty() {
            missing.push(format!("no test is named: {row}"));
        }
        promises += 1;
        for name in named {
            let (file, function) = name.split_once("::").unwrap_or((name, ""));
            let path = root.join(file);
            let found = if path.is_dir() {
                function.is_empty()
            } else {
                let source = fs::read_to_string(&path).unwrap_or_default();
                let is_test = source.contains("#[") || is_listed(&path, function);
                is_test && (function.is_empty() || source.contains(&format!("fn {function}(")))
            };
            if !found {
                missing.push(format!("{name} does not exist: {row}"));
            }
        }
    }
    assert!(promises > 20, "the table is read");
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

/// Whether a test without an attribute is listed in the `main.rs` beside it, which runs it by libtest-mimic.
fn is_listed(file: &Path, function: &str) -> bool {
    let main = fs::read_to_string(file.with_file_name("main.rs")).unwrap_or_default();
    let mut words = main.split(|character: char| !character.is_alphanumeric() && character != '_');
    main.contains("Trial::test") && words.any(|word| word == function)
}
