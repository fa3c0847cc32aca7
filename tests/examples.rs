//! Every host that the docs name as one that runs the component has a folder in `examples/`, and every folder runs in CI or
//! says why it does not.

use regex::Regex;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Hosts of components, as the docs write them, and the folders of their examples; a host without a folder must not be named.
const HOSTS: &[(&str, &[&str])] = &[
    ("wasmtime", &["wasmtime-rust", "wasmtime-cli"]),
    ("Node", &["node"]),
    ("jco", &["node", "browser"]),
    ("Chromium", &["browser"]),
    ("browsers", &["browser"]),
    ("Python", &["python"]),
    ("wasmCloud", &["wasmcloud"]),
    ("Obelisk", &["obelisk"]),
    ("Wassette", &["wassette"]),
    ("Spin", &["spin"]),
    ("Golem", &["golem"]),
    ("wac", &["composition"]),
    ("multi-tenant", &["multi-tenant"]),
    ("Akamai", &[]),
    ("componentize-py", &[]),
    ("Fastly", &[]),
    ("Fermyon", &[]),
    ("Hyperlight", &[]),
    ("NGINX Unit", &[]),
    ("SpinKube", &[]),
    ("WasmEdge", &[]),
    ("Wasmer", &[]),
];

/// The line of a README that says why its example is not run.
const REASON: &str = "Not run in CI: ";

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Folders that a `run` makes, and git ignores.
const MADE: [&str; 7] = [".tools", ".venv", "build", "component", "node_modules", "out", "target"];

/// All files below a folder, without the folders that a `run` makes.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of the repository");
    let paths = entries.map(|entry| entry.expect("a readable folder").path());
    let paths = paths.filter(|path| !MADE.iter().any(|name| path.ends_with(name)));
    paths.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// The folders of the examples and their READMEs, empty if there is none.
fn examples() -> BTreeMap<String, String> {
    let entries =
        fs::read_dir(repository().join("examples")).expect("the examples").map(|entry| entry.expect("an entry").path());
    let name = |folder: &Path| folder.file_name().expect("a name").to_string_lossy().into_owned();
    let readme = |folder: &Path| fs::read_to_string(folder.join("README.md")).unwrap_or_default();
    entries.filter(|path| path.is_dir()).map(|folder| (name(&folder), readme(&folder))).collect()
}

/// The hosts that documents name although they have no example.
fn not_shown(documents: &[(String, String)], examples: &BTreeMap<String, String>) -> Vec<String> {
    let mut problems = Vec::new();
    for (host, folders) in HOSTS {
        let word = Regex::new(&format!(r"(?i)(^|[^\w/.-]){}($|[^\w/.-]|[.-](\W|$))", regex::escape(host)))
            .expect("an expression");
        let Some((document, _)) = documents.iter().find(|(_, text)| word.is_match(text)) else { continue };
        if folders.is_empty() {
            problems.push(format!("{document} names {host}, which has no example: add one, or do not name it"));
        }
        let missing = folders.iter().filter(|folder| !examples.contains_key(**folder));
        problems.extend(missing.map(|folder| format!("{document} names {host}, and there is no examples/{folder}")));
    }
    problems
}

/// The examples that neither run nor say why not.
fn not_run(examples: &BTreeMap<String, String>, commands: &str) -> Vec<String> {
    let mut problems = Vec::new();
    for (name, readme) in examples {
        let mention = Regex::new(&format!(r"examples/{}([^\w-]|$)", regex::escape(name))).expect("an expression");
        let reason = readme.lines().find_map(|line| line.strip_prefix(REASON));
        if readme.is_empty() {
            problems.push(format!("examples/{name} has no README.md"));
        } else if !mention.is_match(commands) && reason.is_none_or(|reason| reason.trim().is_empty()) {
            problems.push(format!(
                "examples/{name} does not run in CI: no line of .ci/run and no test names examples/{name}. Run it there, or \
                 write a line `{REASON}` with the reason into its README.md"
            ));
        }
    }
    problems
}

#[test]
fn every_host_that_the_docs_name_has_an_example() {
    let guides = fs::read_dir(repository().join("docs")).expect("the docs").map(|file| file.expect("a file").path());
    let guides = guides.filter(|file| file.extension().is_some_and(|extension| extension == "md"));
    // They name the hosts of others: clients that were compared, and machines that measured.
    let other = ["other-clients.md", "performance.md", "actions.md"];
    let guides = guides.filter(|file| !other.iter().any(|name| file.ends_with(name)));
    let documents = guides.chain([repository().join("README.md")]).map(|file| {
        let text = fs::read_to_string(&file).expect("a text");
        (file.strip_prefix(repository()).expect("a file of the repository").display().to_string(), text)
    });
    let problems = not_shown(&documents.collect::<Vec<_>>(), &examples());
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn every_example_runs_or_says_why_not() {
    let sources = ["tests", "host-test/tests", "xtask/src"].map(|folder| files(&repository().join(folder))).concat();
    let sources = sources.into_iter().filter(|file| file.extension().is_some_and(|extension| extension == "rs"));
    let sources = sources.filter(|file| !file.ends_with("tests/examples.rs")).chain([repository().join(".ci/run")]);
    let commands: String = sources.map(|file| fs::read_to_string(file).expect("a text")).collect();
    let problems = not_run(&examples(), &commands);
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// `wasm-tools compose` refuses a file whose name is not in kebab-case.
#[test]
fn files_of_components_have_kebab_case_names() {
    let name = Regex::new(r"\w[\w.-]*\.wasm\b").expect("an expression");
    let kebab = Regex::new(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*(\.wit)?\.wasm$").expect("an expression");
    let texts = [files(&repository().join("docs")), files(&repository().join("examples"))].concat();
    let texts = texts.into_iter().chain(["README.md", "RELEASING.md"].map(|file| repository().join(file)));
    let mut wrong = Vec::new();
    for file in texts {
        // Pictures have no text.
        let text = fs::read_to_string(&file).unwrap_or_default();
        // Files that cargo builds have the name of their crate.
        let lines = text.lines().filter(|line| !line.contains("target"));
        let names = lines.flat_map(|line| name.find_iter(line));
        wrong.extend(
            names
                .filter(|name| !kebab.is_match(name.as_str()))
                .map(|name| format!("{}: {}", file.display(), name.as_str())),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_host_without_example_and_an_example_that_does_not_run_are_named() {
    let examples =
        |folders: &[(&str, &str)]| folders.iter().map(|(name, text)| (name.to_string(), text.to_string())).collect();
    let document = |text: &str| vec![("README.md".to_string(), text.to_string())];
    let node = examples(&[("node", "# Node")]);
    assert_eq!(not_shown(&document("It runs in Node, and by `node`."), &node), Vec::<String>::new());
    assert_eq!(
        not_shown(&document("It runs in Spin."), &node),
        ["README.md names Spin, and there is no examples/spin"]
    );
    assert_eq!(not_shown(&document("See wasmtime.rs, Spinning and examples/golem/run."), &node), Vec::<String>::new());
    assert_eq!(not_shown(&document("It runs in Wasmer-based hosts and in Wasmer."), &node).len(), 1);

    assert_eq!(not_run(&node, "examples/node/run\n"), Vec::<String>::new());
    assert_eq!(not_run(&node, "examples/node-other/run\n").len(), 1);
    assert_eq!(not_run(&node, "").len(), 1);
    assert_eq!(
        not_run(&examples(&[("golem", "# Golem\n\nNot run in CI: it needs a cluster.\n")]), ""),
        Vec::<String>::new()
    );
    assert_eq!(not_run(&examples(&[("golem", "# Golem\n\nNot run in CI: \n")]), "").len(), 1);
    assert_eq!(not_run(&examples(&[("golem", "")]), "examples/golem/run"), ["examples/golem has no README.md"]);
}
