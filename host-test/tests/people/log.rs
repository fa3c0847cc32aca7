//! The system log, over restarts.

use crate::support::{command, run};
use crate::{MockOrg, folder};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::time::{Duration, Instant};

fn create(org: &MockOrg, name: &str) {
    let body = json!({"body": {"profile": {"name": name}}}).to_string();
    assert_eq!(org.run(&["call", "group.create-group", &body]).status, 0);
}

fn wait_until(done: impl Fn() -> bool) {
    let begin = Instant::now();
    while !done() {
        assert!(begin.elapsed() < Duration::from_secs(120), "it takes too long");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn name(line: &str) -> String {
    let event: Value = serde_json::from_str(line).expect("an event per line");
    event["target"][0]["displayName"].as_str().unwrap_or_default().to_string()
}

#[test]
fn the_log_goes_on_without_gaps_or_repeats() {
    let (org, folder) = (MockOrg::start(&[]), folder());
    let file = folder.path().join("place.json");
    let path = file.to_str().expect("a path of text");
    let args = ["log", "--follow", "--interval", "1", "--since-file", path];
    let mut printed = Vec::new();
    for names in [["A", "B"], ["C", "D"], ["E", "F"]] {
        // Also while nobody follows.
        if !printed.is_empty() {
            create(&org, names[0]);
        }
        let mut child = command(&args).envs(org.variables()).spawn().expect("it starts");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        if printed.is_empty() {
            // It follows from now on, once the file exists.
            wait_until(|| file.exists());
            create(&org, names[0]);
        }
        printed.push(name(&lines.next().expect("a line").expect("text")));
        create(&org, names[1]);
        printed.push(name(&lines.next().expect("a line").expect("text")));
        // The position is written after the lines are printed.
        let seen = || std::fs::read_to_string(&file).is_ok_and(|text| text.matches("-4000-").count() >= printed.len());
        wait_until(seen);
        child.kill().and_then(|()| child.wait()).expect("it ends");
    }
    assert_eq!(printed, ["A", "B", "C", "D", "E", "F"]);
    // The link may expire: the time of the last event and the ids lead to the same place.
    let text = std::fs::read_to_string(&file).expect("the file");
    let (first, ids) = text.split_once('\n').expect("lines");
    let mut place: Value = serde_json::from_str(first).expect("JSON");
    place["next"] = json!("/api/v1/logs?after=expired!&since=2026-01-01T00%3A00%3A00Z");
    std::fs::write(&file, format!("{place}\n{ids}")).expect("a writable file");
    create(&org, "G");
    let rest = org.run(&["log", "--since-file", path]);
    assert_eq!(rest.stdout.lines().map(name).collect::<Vec<_>>(), ["G"], "{}", rest.stderr);
    let nothing = org.run(&["log", "--since-file", path]);
    assert_eq!((nothing.status, nothing.stdout.as_str()), (0, ""));
}

/// Makes one event for each of these names.
fn create_all(org: &MockOrg, folder: &Path, names: &[String]) {
    let steps = "      - stepId: make\n        operationId: group.create-group\n        x-for-each: $inputs.names\n        \
                 requestBody: {payload: {profile: {name: $item}}}\n";
    let job = format!(
        "arazzo: 1.0.1\ninfo: {{title: T, version: '1'}}\nworkflows:\n  - workflowId: mine\n    inputs: {{type: object, \
         properties: {{names: {{type: array}}}}}}\n    steps:\n{steps}"
    );
    let file = folder.join("job.yaml");
    std::fs::write(&file, job).expect("a writable folder");
    let names = format!("names={}", json!(names));
    let made = org.run(&["run", file.to_str().expect("a path of text"), "--input", &names]);
    assert_eq!(made.status, 0, "{}", made.stderr);
}

#[test]
fn a_kill_loses_nothing_and_repeats_one_event_at_most() {
    let (org, folder) = (MockOrg::start(&[]), folder());
    let names: Vec<String> = (0..250).map(|number| format!("Group {number}")).collect();
    create_all(&org, folder.path(), &names);
    let file = folder.path().join("place");
    let args = ["log", "--since-file", file.to_str().expect("a path of text")];
    let (mut printed, mut kills) = (Vec::new(), 0);
    loop {
        let mut child = command(&args).envs(org.variables()).spawn().expect("it starts");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        // In the midst of a page: the pipe holds less than the rest of it.
        let some: Vec<String> = lines.by_ref().take(7 + 13 * kills).map(|line| line.expect("text")).collect();
        let is_over = some.len() < 7 + 13 * kills;
        child.kill().and_then(|()| child.wait()).expect("it ends");
        let rest = lines.map(|line| line.expect("text"));
        printed.extend(some.into_iter().chain(rest).map(|line| name(&line)));
        if is_over {
            break;
        }
        kills += 1;
    }
    assert!(kills > 2, "it was killed while it printed");
    let all = printed.len();
    printed.dedup();
    assert_eq!(printed, names, "all, each behind the one before");
    assert!(all - printed.len() <= kills, "{} repeated by {kills} kills", all - printed.len());
}

#[test]
fn a_form_that_is_printed_at_the_end_counts_as_printed_then() {
    let (org, folder) = (MockOrg::start(&["--rate-limit", "1"]), folder());
    let path = folder.path().join("place");
    let args = ["log", "--output", "json", "--since-file", path.to_str().expect("a path of text")];
    create(&org, "A");
    // The second look, which finds the end of the log, is refused.
    let failed = org.run(&args);
    assert_eq!((failed.status, failed.stdout.as_str(), path.exists()), (1, "", false), "{}", failed.stderr);
    for form in [&["--output", "json"][..], &["--csv"]] {
        let endless = org.run(&[&["log", "--follow"], form].concat());
        assert_eq!(endless.status, 2, "{}", endless.stdout);
        assert!(endless.stderr.contains("--output jsonl"), "{}", endless.stderr);
    }
}

#[test]
fn the_log_is_filtered() {
    let org = MockOrg::start(&[]);
    create(&org, "Filtered");
    let user = org.run(&["call", "user.suspend-user", r#"{"userId":"bruno@example.com"}"#]);
    assert_eq!(user.status, 0);
    let groups = org.run(&["log", "--filter", r#"eventType eq "group.lifecycle.create""#, "--fields", "eventType"]);
    assert_eq!(groups.stdout, "{\"eventType\":\"group.lifecycle.create\"}\n", "{}", groups.stderr);
    assert_eq!(org.run(&["log", "--q", "Filtered"]).stdout.lines().count(), 1);
    assert_eq!(org.run(&["log", "--since", "2099-01-01T00:00:00Z"]).stdout, "");
    let all = org.run(&["log", "--since", "yesterday"]).stdout;
    assert!(!all.is_empty() && org.run(&["log", "--since", "2d", "--until", "yesterday"]).stdout.len() < all.len());
    assert_eq!(org.run(&["log", "--since", "2d", "--until", "1h"]).stdout, org.run(&["log", "--until", "1h"]).stdout);
    assert_eq!(org.run(&["log"]).stdout.lines().count(), 2);
}

#[test]
fn wrong_input_is_named() {
    let folder = folder();
    let file = folder.path().join("place.json");
    let path = file.to_str().expect("a path of text");
    assert_eq!(run(&["log", "--q", "a", "--since-file", path]).status, 0);
    for (args, part) in [
        (&["log", "--since", "soon"][..], "--since soon: expected a time such as yesterday"),
        (&["log", "--q", "b", "--since-file", path], "other filters"),
        (&["log", "--interval", "0"], "--interval"),
    ] {
        let run = run(args);
        assert_eq!(run.status, 2, "{args:?}: {}", run.stderr);
        assert!(run.stderr.contains(part), "{part} is not in {}", run.stderr);
    }
    std::fs::write(&file, "not JSON").expect("a writable file");
    assert_eq!(run(&["log", "--since-file", path]).status, 2);
}
