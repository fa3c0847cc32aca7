//! Every action has a case that succeeds and one that Okta refuses.

use okta_actions::table::action::{ACTIONS, Action, GENERIC};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

/// The kinds of cases that the actions lack, and the file to add each to. `cases` is the folder of the cases.
pub fn uncovered(names: impl IntoIterator<Item = String>, cases: &Path) -> Vec<String> {
    let mut covered: BTreeSet<(String, bool)> = BTreeSet::new();
    for file in std::fs::read_dir(cases).expect("the cases") {
        let file = file.expect("a file").path();
        let interface = file.file_stem().expect("a name").to_string_lossy();
        for line in std::fs::read_to_string(&file).expect("a text").lines() {
            let case: Value = serde_json::from_str(line).expect("a case");
            let function = case["action"].as_str().expect("a function");
            let status = case["answer"]["status"].as_u64().expect("a status");
            covered.insert((format!("{interface}.{function}"), status < 300));
        }
    }
    let mut missing = Vec::new();
    for name in names {
        for (success, word) in [(true, "success"), (false, "refusal")] {
            if !covered.contains(&(name.clone(), success)) {
                let interface = name.split('.').next().unwrap_or_default();
                missing.push(format!("{name} has no case of a {word}: add one to tests/cases/{interface}.jsonl"));
            }
        }
    }
    missing
}

#[test]
fn every_action_has_a_success_and_a_refusal() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let names = ACTIONS.iter().map(Action::name).chain([GENERIC.to_string()]);
    let missing = uncovered(names, &cases);
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}
