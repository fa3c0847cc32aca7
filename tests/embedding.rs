//! Performs `docs/embedding.md`: its files are written and its commands are run, in an empty folder with the component.
//!
//! The commands install packages, so they run only if `EMBEDDING_GUIDE=run`, as in CI. A missing tool is then a failure.

use host_test::component;
use host_test::mock::{Mock, Options};
use regex::Regex;
use std::io::Write;
use std::path::Path;
use std::process::Command;

const GUIDE: &str = include_str!("../docs/embedding.md");

/// A block of code of the guide.
#[derive(Debug, PartialEq)]
enum Block {
    /// A file: its name and text.
    File(String, String),
    /// A command, and the output that the guide shows below it.
    Command(String, String),
}

/// The text of a section, without its heading.
fn section<'a>(guide: &'a str, heading: &str) -> &'a str {
    let start = format!("\n## {heading}\n");
    let (_, rest) = guide.split_once(&start).expect("a section of this name");
    rest.split("\n## ").next().unwrap_or(rest)
}

/// The blocks of a text, in their order: a language and a name begin a file, `console` begins commands after `$`. Other blocks
/// are only for people.
fn blocks(text: &str) -> Vec<Block> {
    let mut all = Vec::new();
    for block in text.split("\n```").skip(1).step_by(2) {
        let (info, body) = block.split_once('\n').expect("a block has lines");
        match info.split_once(' ') {
            Some((_, name)) => all.push(Block::File(name.into(), format!("{body}\n"))),
            None if info == "console" => {
                for command in format!("\n{body}").split("\n$ ").skip(1) {
                    let command = command.replace("\\\n", "");
                    let (command, output) = command.split_once('\n').unwrap_or((&command, ""));
                    all.push(Block::Command(command.into(), output.into()));
                }
            }
            None => {}
        }
    }
    all
}

/// Whether an output is the expected one, in which `…` stands for anything.
fn matches(expected: &str, output: &str) -> bool {
    let parts: Vec<String> = expected.trim_end().split('…').map(regex::escape).collect();
    let pattern = format!("(?s)^{}$", parts.join(".*"));
    expected.is_empty() || Regex::new(&pattern).expect("an expression").is_match(output.trim_end())
}

/// Performs a section in an empty folder, with a mock org of its own.
async fn perform(heading: &str) {
    let blocks = blocks(section(GUIDE, heading));
    assert!(blocks.iter().any(|block| matches!(block, Block::Command(..))), "{heading} has commands");
    if std::env::var("EMBEDDING_GUIDE").as_deref() != Ok("run") {
        // Written directly, because the test runner hides the output of passing tests.
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED: {heading} of docs/embedding.md installs packages; EMBEDDING_GUIDE=run performs it"
        );
        return;
    }
    let mock = Mock::start(Options::default()).await.expect("a mock org");
    let temporary = tempfile::tempdir().expect("a folder");
    let folder = temporary.path().join("first-action");
    std::fs::create_dir(&folder).expect("a folder");
    std::fs::write(folder.join("okta-actions.wasm"), component::BYTES).expect("a file");
    for block in blocks {
        match block {
            Block::File(name, text) => std::fs::write(folder.join(name), text).expect("a file"),
            Block::Command(command, expected) => {
                let mut shell = Command::new("bash");
                shell.args(["-euo", "pipefail", "-c", &command]).current_dir(&folder).envs(mock.environment());
                shell.env("REPOSITORY", Path::new(env!("CARGO_MANIFEST_DIR")));
                let done = shell.output().expect("bash");
                let output = String::from_utf8_lossy(&done.stdout);
                let errors = String::from_utf8_lossy(&done.stderr);
                assert!(done.status.success(), "$ {command}\n{output}{errors}");
                assert!(matches(&expected, &output), "$ {command}\n{output}{errors}\nthe guide shows:\n{expected}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_action_in_node() {
    perform("Node").await;
}

#[test]
fn the_guide_says_of_every_error_case_what_to_do() {
    let variant = include_str!("../wit/types.wit").split_once("variant error {").expect("the variant").1;
    let names = Regex::new(r"(?m)^        ([a-z-]+)(?:\([a-z-]+\))?,$").expect("an expression");
    let named: Vec<&str> = names.captures_iter(variant).map(|found| found.extract::<1>().1[0]).collect();
    assert!(named.len() > 10, "{named:?}");
    let table = section(GUIDE, "Errors, and what a workflow engine does with each");
    let rows: Vec<&str> = table.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
    assert_eq!(rows, named, "the rows of the table are the cases in wit/types.wit, in their order");
}

#[test]
fn every_example_that_the_guide_names_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let links = Regex::new(r"\]\(\.\./([^)#]+)").expect("an expression");
    for link in links.captures_iter(GUIDE) {
        assert!(root.join(&link[1]).exists(), "{} does not exist", &link[1]);
    }
}

#[test]
fn commands_files_and_outputs_are_read() {
    let text = "\n## One\n\ntext\n\n```js a.js\nlet a;\n```\n\n```sh\nexport A=1\n```\n\n```console\n$ one \\\n  two\n$ three\n4 …\n```\n\n## Two\n";
    assert_eq!(
        blocks(section(text, "One")),
        [
            Block::File("a.js".into(), "let a;\n".into()),
            Block::Command("one   two".into(), String::new()),
            Block::Command("three".into(), "4 …".into()),
        ]
    );
    assert!(matches("4 … b", "4 a a b\n") && !matches("4 … b", "4 a") && matches("", "anything"));
}
