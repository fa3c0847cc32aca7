//! Every number, status, error code and default in the docs of the actions or in the schemas is a known fact.
//!
//! Facts in the form of `Default: …` or `From … to …` are compared by `tests/conformance.rs`; those in prose are in the
//! `numbers` of the operation in `tests/conformance/operations.jsonl`, or of an interface or schema in `numbers.txt`, with
//! their meaning and source.

use host_test::operations;
use okta_actions_build::rules;
use regex::Regex;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

/// The sources of facts, as in the head of `numbers.txt`.
const SOURCES: [&str; 4] = ["D: ", "W: ", "R: ", "P: "];

/// Numbers that are part of a name.
const NAMES: &[&str] =
    &["SAML 2.0", "BCP 47", "ISO 8601", "ISO 3166-1 alpha-2", "ISO 3166-2", "PKCS #8", "Office 365", "Zscaler 2.0"];

/// Sentences that `tests/conformance.rs` compares.
static COMPARED: LazyLock<Regex> = LazyLock::new(|| {
    let sentences = r"From \d+ to \d+|At (?:least|most) \d+|(?:Default|Format): `[^`]*`|Values: (?:`[^`]*`(?:, )?)+";
    Regex::new(&format!(r"(?:{sentences})\.(?: |$)")).expect("an expression")
});

static CODE: LazyLock<Regex> = LazyLock::new(|| Regex::new("`[^`]*`").expect("an expression"));

static ERROR_CODE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"`E\d{7}`").expect("an expression"));

static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    let words = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|fifty|hundred|thousand|twice";
    Regex::new(&format!(r"\b(?:\d[\d,.]*\d|\d|{words}|by default)\b")).expect("an expression")
});

/// The claims of a text: numbers in digits or words, error codes, and defaults.
fn stated(text: &str) -> BTreeSet<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut text = COMPARED.replace_all(&text, "").into_owned();
    for name in NAMES {
        text = text.replace(name, "");
    }
    let mut all: BTreeSet<String> =
        ERROR_CODE.find_iter(&text).map(|code| code.as_str().trim_matches('`').into()).collect();
    let prose = CODE.replace_all(&text, "`").to_lowercase();
    for found in NUMBER.find_iter(&prose) {
        let before = prose[..found.start()].chars().next_back();
        let after = prose[found.end()..].chars().next();
        // `P-256` and `X.509` are names.
        let in_a_name = before.is_some_and(|c| "-.#_".contains(c)) || after == Some('-');
        if !in_a_name {
            all.insert(found.as_str().into());
        }
    }
    all
}

/// The docs of interfaces and actions as written, with their subject.
fn docs() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let catalog = rules::read(&root.join("wit"), &root.join("schemas")).expect("the WIT files keep the rules");
    let mut all = Vec::new();
    for action in &catalog.actions {
        let subject = format!("{}.{}", action.interface, action.function);
        let deprecated = action.deprecated.iter().cloned();
        let params = action.params.iter().map(|param| param.docs.clone());
        let texts = [action.docs.clone()].into_iter().chain(deprecated).chain(params);
        all.extend(texts.map(|text| (subject.clone(), text)));
    }
    let interfaces: BTreeSet<&str> = catalog.actions.iter().map(|action| action.interface.as_str()).collect();
    for interface in interfaces {
        let text =
            std::fs::read_to_string(root.join(format!("wit/{interface}.wit"))).expect("the file of an interface");
        let head = text.split(&format!("\ninterface {interface} {{")).next().unwrap_or_default();
        // The lines on parameters are in the docs of each action as well.
        let lines = head.lines().filter_map(|line| line.strip_prefix("///"));
        let prose: Vec<&str> = lines.take_while(|line| !line.starts_with(" - `")).collect();
        all.push((interface.to_string(), prose.join(" ")));
    }
    all
}

fn descriptions(subject: &str, schema: &Value, all: &mut Vec<(String, String)>) {
    match schema {
        Value::Object(parts) => {
            for (keyword, part) in parts {
                match part {
                    Value::String(text) if keyword == "description" || keyword == "title" => {
                        all.push((subject.to_string(), text.clone()));
                    }
                    part => descriptions(subject, part, all),
                }
            }
        }
        Value::Array(parts) => parts.iter().for_each(|part| descriptions(subject, part, all)),
        _ => {}
    }
}

/// The docs of the actions and the descriptions of the schemas, with their subject.
fn texts() -> Vec<(String, String)> {
    let mut texts = docs();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    for file in std::fs::read_dir(folder).expect("the schemas") {
        let file = file.expect("a file").path();
        if file.extension().is_some_and(|extension| extension == "json") {
            let schema = serde_json::from_str(&std::fs::read_to_string(&file).expect("a text")).expect("JSON");
            let name = file.file_stem().expect("a name").to_string_lossy();
            descriptions(&format!("schemas/{name}"), &schema, &mut texts);
        }
    }
    texts
}

/// Words to avoid, because they are not Okta's or not consistent, and their replacements.
const WORDS: &[(&str, &str)] = &[
    ("short login", "login shortname"),
    ("app user", "application user"),
    ("life cycle", "lifecycle"),
    ("key of the app", "OIN app name"),
    ("key of an app", "OIN app name"),
    ("credential belongs", "current user"),
    (" dashboard", "End-User Dashboard"),
    ("one-time password", "passcode"),
    ("the answer holds", "the response holds"),
    ("the answer describes", "the response describes"),
    ("fails for", "Okta refuses this for"),
    ("fails if", "Okta refuses this if"),
    ("fails while", "Okta refuses this while"),
    ("heeds", "has an effect"),
    ("whoever", "a noun"),
    ("anew", "again"),
];

#[test]
fn the_docs_use_oktas_words() {
    let mut found = Vec::new();
    for (subject, text) in texts() {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ").replace("End-User Dashboard", "");
        let text = text.to_lowercase();
        let wrong = WORDS.iter().filter(|(word, _)| text.contains(word));
        found.extend(wrong.map(|(word, instead)| format!("{subject}: \"{word}\", write \"{instead}\"")));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn numbers_and_defaults_in_the_docs_are_known_facts() {
    let texts = texts();
    let mut said: BTreeSet<(String, String)> = BTreeSet::new();
    for (subject, text) in &texts {
        said.extend(stated(text).into_iter().map(|number| (subject.clone(), number)));
    }
    let mut known: BTreeSet<(String, String)> = BTreeSet::new();
    for operation in operations::all() {
        for (number, fact) in &operation.numbers {
            assert!(SOURCES.iter().any(|source| fact.starts_with(source)), "{}: {number}: {fact}", operation.name());
            known.insert((operation.name(), number.clone()));
        }
    }
    for line in include_str!("conformance/numbers.txt").lines().filter(|line| !line.starts_with('#')) {
        let (subject, rest) = line.split_once(": ").expect("a subject");
        let (number, fact) = rest.split_once(" — ").expect("a number and a fact");
        assert!(SOURCES.iter().any(|source| fact.starts_with(source)), "{line}");
        known.insert((subject.into(), number.into()));
    }
    let show = |pairs: BTreeSet<(String, String)>| {
        pairs.into_iter().map(|(subject, number)| format!("  {subject}: {number}\n")).collect::<String>()
    };
    let (unknown, unsaid) = (show(&said - &known), show(&known - &said));
    assert!(
        unknown.is_empty() && unsaid.is_empty(),
        "stated without a fact: add it to the `numbers` of the operation in tests/conformance/operations.jsonl, or to numbers.txt \
         (look it up, or leave the number out):\n{unknown}\
         in the list, but stated nowhere:\n{unsaid}"
    );
    assert!(texts.len() > 1000 && known.len() > 50);
}

#[test]
fn numbers_are_found_in_prose_and_not_in_names() {
    let found = |text: &str| stated(text).into_iter().collect::<Vec<_>>();
    assert_eq!(
        found("At least two of 50,000. Okta refuses it with 400 and `E0000001`."),
        ["400", "50,000", "E0000001", "two"]
    );
    assert_eq!(found("The size of a page. From 1 to 200. Default: `20`. Okta recommends 50."), ["50"]);
    assert_eq!(found("The size. Default: `200`. With `q` it is 10."), ["10"]);
    assert_eq!(found("P-256 and `X509`, SAML 2.0, `limit=3`, PT0S"), Vec::<String>::new());
    assert_eq!(found("By default now; ten at most."), ["by default", "ten"]);
}
