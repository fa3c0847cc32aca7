//! Performs the commands of the README and of the guides for people: each line after `$` in a block `console` succeeds, in the
//! order of the page and against one mock org, and prints the output that the page shows.

use crate::{MockOrg, folder, support};
use std::path::Path;
use std::process::Command;
use std::{env, fs};

/// The commands of a page, each with the output that the page shows.
fn commands(text: &str) -> Vec<(String, Vec<String>)> {
    let mut all: Vec<(String, Vec<String>)> = Vec::new();
    for block in text.split("\n```console\n").skip(1).filter_map(|rest| rest.split("\n```").next()) {
        // A backslash at its end continues a line.
        for line in block.replace("\\\n", " ").lines() {
            match (line.strip_prefix("$ "), all.last_mut()) {
                (Some(command), _) => all.push((command.into(), Vec::new())),
                (None, Some((_, output))) => output.push(line.into()),
                (None, None) => unreachable!("a block begins with an output: {line}"),
            }
        }
    }
    all
}

/// Whether the output has these parts in this order; `…` stands for anything.
fn shows(output: &str, expected: &[String]) -> Result<(), String> {
    let mut rest = output;
    for part in expected.iter().flat_map(|line| line.split('…')).filter(|part| !part.trim().is_empty()) {
        let at = rest.find(part).ok_or_else(|| format!("{part:?} is not in the rest of the output:\n{output}"))?;
        rest = &rest[at + part.len()..];
    }
    Ok(())
}

fn text(page: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(page)).expect("a page")
}

/// Performs the commands of a page. With an org, its variables are set.
fn perform(page: &str, commands: Vec<(String, Vec<String>)>, org: Option<&MockOrg>) {
    let folder = folder();
    assert!(!commands.is_empty(), "{page} has commands");
    let programs = Path::new(env!("CARGO_BIN_EXE_okta-actions")).parent().expect("a folder");
    let path = format!("{}:{}", programs.display(), env::var("PATH").expect("a path"));
    for (command, expected) in commands {
        let mut shell = Command::new("bash");
        // Like `support::command`: without any variable of Okta.
        shell.envs(support::command(&[]).get_envs().filter_map(|(name, value)| Some((name, value?))));
        for (name, _) in env::vars().filter(|(name, _)| name.starts_with("OKTA_")) {
            shell.env_remove(name);
        }
        shell.envs(org.into_iter().flat_map(MockOrg::variables)).env("PATH", &path).current_dir(folder.path());
        let output = shell.args(["-c", &format!("exec 2>&1; {command}")]).output().expect("bash starts");
        let printed = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{page}: {command}: {}\n{printed}", output.status);
        assert_eq!(shows(&printed, &expected), Ok(()), "{page}: {command}");
    }
}

#[test]
fn the_first_commands_work_without_any_configuration() {
    for page in ["README.md", "docs/start.md"] {
        perform(page, commands(&text(page)), None);
    }
}

#[test]
fn the_five_jobs_of_the_readme_work() {
    let readme = text("README.md");
    let rows = readme.lines().filter_map(|line| line.strip_suffix("` |")?.split_once("| `okta-actions "));
    let commands: Vec<_> = rows.map(|(_, command)| (format!("okta-actions {command}"), Vec::new())).collect();
    assert_eq!(commands.len(), 5, "{commands:?}");
    perform("README.md", commands, Some(&MockOrg::start(&[])));
}

#[test]
fn the_five_jobs_of_administrators_work_as_written() {
    let page = "docs/administrators.md";
    perform(page, commands(&text(page)), Some(&MockOrg::start(&[])));
}

#[test]
fn operators_can_try_a_policy() {
    let page = "docs/operators.md";
    perform(page, commands(&text(page)), Some(&MockOrg::start(&[])));
}

#[test]
fn an_output_that_is_not_shown_is_found() {
    let page = "a\n```console\n$ first\none…\n$ second \\\n  --more\n```\n\n```sh\nnot performed\n```\n";
    let commands = commands(page);
    assert_eq!(commands, [("first".into(), vec!["one…".into()]), ("second    --more".into(), vec![])]);
    assert!(shows("zero one two", &["one…".into(), "two".into()]).is_ok());
    assert!(shows("two one", &["one".into(), "two".into()]).is_err());
}
