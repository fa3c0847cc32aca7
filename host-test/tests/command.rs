//! The command as a person or a script uses it: output, messages, exit status.

mod support;

use serde_json::Value;
use std::path::Path;
use support::{json, run, run_with};

#[test]
fn a_call_prints_the_response_as_json() {
    let run = run(&["call", "user.list-users", r#"{"limit": 2}"#]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let response = json(&run);
    assert_eq!(response["status"], 200);
    assert_eq!(response["body"].as_array().map(Vec::len), Some(2));
    assert!(response["next"].as_str().is_some_and(|next| next.starts_with("/api/v1/users?")));
    for field in ["contentType", "etag", "requestId", "rateLimit"] {
        assert!(response.get(field).is_some(), "{field}");
    }
    assert!(run.stderr.contains("mock"), "it names the org: {}", run.stderr);
}

#[test]
fn arguments_come_from_stdin_and_bodies_from_files() {
    let run = run_with(&["call", "user.get-user", "-"], r#"{"userId": "me"}"#, &[]);
    assert_eq!((run.status, json(&run)["body"]["status"].clone()), (0, "ACTIVE".into()));
    let file = std::env::temp_dir().join(format!("okta-actions-{}.json", std::process::id()));
    std::fs::write(&file, r#"{"profile":{"name":"From a file"}}"#).expect("a writable folder");
    let path = file.to_str().expect("a path of text");
    let run = support::run(&["call", "group.create-group", "--body", path]);
    assert_eq!(
        (run.status, json(&run)["body"]["profile"]["name"].clone()),
        (0, "From a file".into()),
        "{}",
        run.stderr
    );
    std::fs::remove_file(&file).expect("the file is there");
    let run = support::run(&["call", "group.create-group", "--body", path]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains(path));
}

#[test]
fn a_refusal_of_okta_is_status_1_and_json_too() {
    let run = run(&["call", "user.get-user", r#"{"userId": "nobody@example.com"}"#]);
    assert_eq!(run.status, 1);
    let refusal = json(&run);
    assert_eq!((refusal["error"].as_str(), refusal["status"].as_u64()), (Some("permanent-refused"), Some(404)));
    assert!(run.stderr.contains("E0000007"), "{}", run.stderr);
}

#[test]
fn bad_input_is_status_2_and_named() {
    for (args, expected) in [
        (&["call", "user.list-user"][..], &["user.list-user", "did you mean `user.list-users`"][..]),
        (&["call", "nothing"], &["no action `nothing`", "okta-actions actions"]),
        (&["call", "user.get-user"], &["`userId` is missing", "expected a string"]),
        (
            &["call", "user.get-user", r#"{"userID":"me"}"#],
            &["`userID` is not an argument", "did you mean `userId`", "`userId` is missing"],
        ),
        (&["call", "user.get-user", r#"{"userId":7}"#], &["`userId` is 7", "expected a string"]),
        (&["call", "user.list-users", r#"{"limit":"2"}"#], &["`limit` is \"2\"", "whole number"]),
        (&["call", "user.list-users", r#"{"limit":-1}"#], &["`limit` is -1"]),
        (&["call", "user.activate-user", r#"{"userId":"me","sendEmail":"no"}"#], &["`sendEmail`", "true or false"]),
        (&["call", "user.list-users", "[1]"], &["[1] is not a JSON object"]),
        (&["call", "user.list-users", "{"], &["not a JSON object"]),
        (&["call", "user.get-user", r#"{"userId":".."}"#], &["`userId`", "dot segment"]),
        (&["call", "user.get-user", r#"{"userId":"me"}"#, "--body", "/dev/null"], &["user.get-user has no body"]),
        (&["mock", "--client", "/nonexistent"], &["/nonexistent"]),
        (&["mock", "--client", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")], &["Cargo.toml is not a client"]),
        (&["nonsense"], &["nonsense"]),
    ] {
        let run = run(args);
        assert_eq!(run.status, 2, "{args:?}: {}", run.stderr);
        for part in expected {
            assert!(run.stderr.contains(part), "{args:?}: {part:?} is not in {}", run.stderr);
        }
    }
}

#[test]
fn a_wrong_connection_is_bad_input() {
    let environment = [("OKTA_CLIENT_ORGURL", "http://acme.okta.com"), ("OKTA_CLIENT_TOKEN", "00secret")];
    let run = run_with(&["call", "user.list-users"], "", &environment);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("OKTA_CLIENT_ORGURL"), "{}", run.stderr);
    assert!(!run.stderr.contains("00secret") && !run.stdout.contains("00secret"));
}

#[test]
fn actions_are_listed_and_filtered() {
    let all = run(&["actions", "--json"]);
    let all = json(&all);
    let all = all.as_array().expect("a list");
    let get_user = all.iter().find(|action| action["function"] == "get-user").expect("get-user");
    let expected = serde_json::json!({
        "section": "User", "title": "Get User", "interface": "user", "function": "get-user", "method": "GET",
        "path": "/api/v1/users/{userId}", "allowed": true, "aliases": [],
    });
    assert_eq!(get_user, &expected);
    let table = run(&["actions", "user", "GRANT"]).stdout;
    assert!(table.contains("user.revoke-user-grant") && !table.contains("user.create-user"), "{table}");
}

#[test]
fn actions_are_found_as_older_lists_of_okta_spell_them() {
    for (words, title) in [
        (&["previewsaml"][..], "Preview SAML App Metadata"),
        (&["listoauth", "tokensforapplication"], "List OAuth Tokens For Application"),
        (&["extend", "okta", "support"], "Revoke Okta Support"),
        (&["linkedobject", "create"], "Create Linked Object Definition"),
    ] {
        let found = run(&[&["actions"], words].concat()).stdout;
        assert!(found.contains(title), "{words:?}: {found}");
    }
    let found = run(&["actions", "aliases"]);
    assert!(!found.stdout.contains("List Users"), "the names of fields are not searched: {}", found.stdout);
}

#[test]
fn the_list_and_the_descriptions_say_what_the_policy_allows() {
    let policy = [("OKTA_ACTIONS_DENY", "user.delete-*")];
    for (name, allowed) in [("user.delete-user", false), ("user.get-user", true)] {
        let list = json(&run_with(&["actions", "--json", "user"], "", &policy));
        let (interface, function) = name.split_once('.').expect("two parts");
        let is_it = |action: &&serde_json::Value| action["interface"] == interface && action["function"] == function;
        assert_eq!(list.as_array().expect("a list").iter().find(is_it).expect("the action")["allowed"], allowed);
        assert_eq!(json(&run_with(&["describe", name, "--json"], "", &policy))["allowed"], allowed);
        let page = run_with(&["describe", name], "", &policy).stdout;
        assert_eq!(page.contains("policy of the environment does not allow"), !allowed, "{page}");
    }
    for args in [&["actions"][..], &["describe", "user.get-user"]] {
        let run = run_with(args, "", &[("OKTA_ACTIONS_DENNY", "user.*")]);
        assert_eq!(run.status, 2, "{}", run.stderr);
        assert!(run.stderr.contains("did you mean OKTA_ACTIONS_DENY?"), "{}", run.stderr);
    }
}

#[test]
fn the_component_can_be_inspected() {
    let inspection = run(&["inspect", "--json"]);
    let inspection = json(&inspection);
    let program = std::fs::canonicalize(env!("CARGO_BIN_EXE_okta-actions")).expect("the command");
    assert_eq!(inspection["inside"].as_str().map(Path::new), Some(program.as_path()));
    assert_eq!((&inspection["path"], &inspection["bytes"]), (&Value::Null, &host_test::component::BYTES.len().into()));
    assert_eq!(inspection["file"], "okta-actions.wasm");
    for list in ["imports", "exports"] {
        assert!(inspection[list].as_array().is_some_and(|names| !names.is_empty()));
    }
    let file = std::env::temp_dir().join(format!("okta-actions-{}.wasm", std::process::id()));
    let path = file.to_str().expect("a path of text");
    let written = run(&["inspect", "--write", path]);
    assert!(written.status == 0 && written.stdout.contains(path), "{}{}", written.stdout, written.stderr);
    assert_eq!(std::fs::read(&file).expect("the component"), host_test::component::BYTES);
    std::fs::remove_file(&file).expect("the file is there");
    let nowhere = run(&["inspect", "--write", "/nonexistent/x.wasm"]);
    assert!(nowhere.status == 2 && nowhere.stderr.contains("/nonexistent/x.wasm"), "{}", nowhere.stderr);
}

#[test]
fn the_command_needs_no_file_of_its_build() {
    let program = env!("CARGO_BIN_EXE_okta-actions");
    // A home that is not a folder has no room for a cache.
    let mut command = std::process::Command::new(program);
    command.env_clear().env("HOME", "/dev/null").current_dir(std::env::temp_dir());
    let output = command.args(["call", "user.list-users", r#"{"limit": 2}"#]).output().expect("the command runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let names_it =
        aho_corasick::AhoCorasick::new(["okta_actions.wasm", "component/okta-actions", "component/compiled"])
            .expect("three needles");
    let bytes = std::fs::read(program).expect("the command");
    assert_eq!(names_it.find(&bytes), None, "the program names the component file of its build");
}

#[test]
fn recorded_interactions_are_replayed_and_judged() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/replay/rows.jsonl");
    let run = run(&["replay", file, "--json"]);
    let reports: Vec<Value> =
        run.stdout.lines().map(|line| serde_json::from_str(line).expect("an object per line")).collect();
    let rows = std::fs::read_to_string(file).expect("the rows");
    assert_eq!(reports.len(), rows.lines().count());
    for (report, row) in reports.iter().zip(rows.lines()) {
        let row: Value = serde_json::from_str(row).expect("a row");
        assert_eq!(report["id"], row["id"]);
        assert_eq!(report["result"], row["expected"], "{report}");
        let because = row["because"].as_str().unwrap_or_default();
        assert!(report["reason"].as_str().unwrap_or_default().contains(because), "{report}");
    }
    assert_eq!(run.status, 1, "rows that differ make it fail");
    assert_eq!(support::run(&["replay", "/nonexistent"]).status, 1);
}

/// Sends a GET with the token, as a client of another project would, and returns head and body in lower case.
fn get(origin: &str, target: &str) -> String {
    use std::io::{Read, Write};
    let mut stream = std::net::TcpStream::connect(origin.trim_start_matches("http://")).expect("the mock listens");
    let head = "Host: mock\r\nAuthorization: SSWS mock-token\r\nConnection: close";
    stream.write_all(format!("GET {target} HTTP/1.1\r\n{head}\r\n\r\n").as_bytes()).expect("it reads");
    let mut response = String::new();
    stream.read_to_string(&mut response).expect("a response in UTF-8");
    response.to_lowercase()
}

#[test]
fn the_mock_org_limits_and_links_as_asked() {
    for (link, lines) in [("joined", 1), ("lines", 2)] {
        let mut child = support::command(&["mock", "--rate-limit", "2", "--link", link]).spawn().expect("it starts");
        let mut first = String::new();
        // Held until the end, because the command ends once its output is closed.
        let mut stdout = std::io::BufReader::new(child.stdout.take().expect("a pipe"));
        std::io::BufRead::read_line(&mut stdout, &mut first).expect("a line");
        let origin = first.trim().trim_start_matches("export OKTA_CLIENT_ORGURL=").to_owned();
        let page = get(&origin, "/api/v1/users?limit=1");
        get(&origin, "/api/v1/users");
        let limited = get(&origin, "/api/v1/users");
        child.kill().and_then(|()| child.wait()).expect("it ends");
        assert_eq!(page.matches("\nlink: ").count(), lines, "{page}");
        assert!(page.contains("rel=\"next\"") && page.contains("x-rate-limit-remaining: 1"), "{page}");
        assert!(limited.starts_with("http/1.1 429") && limited.contains("e0000047"), "{limited}");
    }
    assert_eq!(run(&["mock", "--link", "twisted"]).status, 2);
}
