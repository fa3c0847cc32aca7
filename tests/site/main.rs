//! The site has a page for each action, whose example is run here. `SITE_PAGES=FOLDER` writes the pages there, as
//! `cargo xtask site` does.

mod page;
#[path = "../support/mod.rs"]
mod support;
mod wit;

use bytes::Bytes;
use host_test::cli::{describe, example};
use host_test::host::catalog;
use host_test::host::network::Network;
use host_test::host::values::Outcome;
use host_test::mock::{MockOrg, Options, answer};
use host_test::operations::{self, Example};
use okta_actions_build::rules;
use page::Refusal;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::{env, fs};
use support::{environment, host, text};

/// All documents, in the order of the catalog.
async fn documents() -> Vec<Value> {
    let mut documents = Vec::new();
    for action in catalog::actions(host()).await.expect("the catalog") {
        documents.push(catalog::describe(host(), &catalog::name(&action)).await.expect("no trap").expect("a document"));
    }
    documents
}

/// Runs the commands of a page against a mock org of its own. Returns the outcome of the last one; those before it succeed.
async fn run(commands: &[String]) -> Outcome {
    let org = Mutex::new(MockOrg::new(Options::default(), "https://acme.okta.com"));
    let responder = move |request: http::Request<Bytes>| Ok(answer(&mut org.lock().expect("no panic"), request));
    let network = Network::Responder(Arc::new(responder));
    let mut outcomes = Vec::new();
    for command in commands {
        let words = shlex::split(command).expect("words of a shell");
        assert_eq!(words[..2], ["okta-actions", "call"], "{command}");
        let environment = environment(&[("OKTA_CLIENT_TOKEN", &Options::default().token)]);
        let arguments = words.get(3).map_or("{}", String::as_str);
        outcomes.push(support::call_with(&words[2], arguments, environment, network.clone()).await);
    }
    let last = outcomes.pop().expect("a command");
    for (outcome, command) in outcomes.iter().zip(commands) {
        assert!(outcome.error.is_none(), "{command}: {}", outcome.sentence());
    }
    last
}

/// What the facts say about the example of an action; nothing about the generic request.
fn facts(name: &str) -> Option<&'static Example> {
    operations::all().iter().find(|operation| operation.name() == name).map(|operation| &operation.example)
}

/// The refusals in the cases of the tests, by action.
fn refusals() -> BTreeMap<String, Vec<Refusal>> {
    let mut all: BTreeMap<String, Vec<Refusal>> = BTreeMap::new();
    for file in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")).expect("the cases") {
        let file = file.expect("a file").path();
        let interface = file.file_stem().expect("a name").to_string_lossy().into_owned();
        for line in fs::read_to_string(&file).expect("a text").lines() {
            let case: Value = serde_json::from_str(line).expect("a case");
            if let Some(refusal) = Refusal::of(&case) {
                let name = format!("{interface}.{}", case["action"].as_str().unwrap_or_default());
                let known = all.entry(name).or_default();
                if known.iter().all(|other| !other.is_like(&refusal)) {
                    known.push(refusal);
                }
            }
        }
    }
    all
}

#[tokio::test]
async fn each_action_has_a_page_whose_example_runs() {
    let documents = documents().await;
    let refusals = refusals();
    let folder = env::var_os("SITE_PAGES").map(std::path::PathBuf::from);
    if let Some(folder) = &folder {
        fs::create_dir_all(folder).expect("a folder");
    }
    let mut pages = BTreeSet::new();
    for document in &documents {
        let name = document["name"].as_str().expect("a name");
        let (first, code) = facts(name).map_or((&[][..], None), |known| (&known.first, known.refused.as_deref()));
        let before =
            first.iter().map(|first| documents.iter().find(|known| known["name"] == **first).expect("an action"));
        let commands: Vec<String> = before.chain([document]).map(describe::example).collect();
        let outcome = run(&commands).await;
        let as_expected = match code.filter(|_| first.is_empty()) {
            None => outcome.error.is_none(),
            Some(code) => outcome.error.is_some() && text(&outcome, "errorCode") == code,
        };
        assert!(as_expected, "{name}: {}", outcome.sentence());
        let example = page::Example {
            commands: &commands,
            outcome: &outcome,
            why: facts(name).and_then(|known| known.reason.as_deref()),
        };
        let refusals = refusals.get(name).map(Vec::as_slice).unwrap_or_default();
        let file = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("wit")
            .join(format!("{}.wit", page::text(document, "interface")));
        let declared =
            wit::declaration(&fs::read_to_string(file).expect("a WIT file"), page::text(document, "function"));
        assert!(declared.ends_with(", error>;"), "{name}: {declared}");
        let text = page::page(document, &declared, &example, refusals, &page::related(document, &documents));

        // The page has the command that ran, with the arguments that `describe` gives and tests/catalog.rs runs.
        let shown: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("$ ")).collect();
        assert_eq!(shown, commands, "{name}");
        let words = shlex::split(shown[shown.len() - 1]).expect("words of a shell");
        let arguments = words.get(3).map_or(Value::Object(Default::default()), |json| json.parse().expect("JSON"));
        assert_eq!((words[2].as_str(), arguments), (name, Value::Object(example::arguments(document))));
        for part in ["## Example\n", "## Errors\n", "| effect | ", "| returns | "] {
            assert!(text.contains(part), "{name} has no {part:?}");
        }
        for argument in document["parameters"]["properties"].as_object().into_iter().flatten() {
            assert!(text.contains(&format!("| `{}` | ", argument.0)), "{name} does not show {}", argument.0);
        }

        assert!(pages.insert(name.to_string()), "two pages of {name}");
        if let Some(folder) = &folder {
            fs::write(folder.join(format!("{name}.md")), text).expect("a writable file");
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let declared = rules::read(&root.join("wit"), &root.join("schemas")).expect("the WIT files keep the rules");
    let mut names: BTreeSet<String> =
        declared.actions.iter().map(|action| format!("{}.{}", action.interface, action.function)).collect();
    names.insert("generic-request.send-request".into());
    assert_eq!(pages, names);
}
