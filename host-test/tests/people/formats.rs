//! The forms of piped output.

use crate::MockOrg;
use crate::support::{json, run, run_with};
use serde_json::{Value, json};

const USERS: [&str; 3] = ["call", "user.list-users", r#"{"limit":2}"#];

#[test]
fn piped_output_is_unchanged() {
    let run = run(&USERS);
    assert_eq!(run.stdout.lines().count(), 1, "one line of JSON");
    assert!(!run.stdout.contains('\u{1b}') && !run.stderr.contains('\u{1b}'), "no colors");
    let response = json(&run);
    let fields: Vec<&String> = response.as_object().expect("an object").keys().collect();
    assert_eq!(fields, ["status", "body", "contentType", "next", "etag", "requestId", "rateLimit"]);
    let all = run_with(&["call", "user.list-users", "{}", "--all"], "", &[]);
    assert!(
        all.stdout.lines().all(|line| serde_json::from_str::<Value>(line).is_ok_and(|item| item["id"].is_string()))
    );
}

#[test]
fn lists_are_tables_csv_or_lines() {
    let fields = ["--fields", "id,profile.login"];
    let with = |more: &[&str]| run(&[&USERS[..], more, &fields[..]].concat()).stdout;
    let csv = "id,profile.login\n00u0000000000001mock,amara@example.com\n00u0000000000002mock,bruno@example.com\n";
    assert_eq!(with(&["--csv"]), csv);
    assert_eq!(with(&["--output", "csv"]), csv);
    let table = with(&["--table"]);
    let lines: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(lines[..2], [["id", "profile.login"], ["00u0000000000001mock", "amara@example.com"]]);
    let first = r#"{"id":"00u0000000000001mock","profile.login":"amara@example.com"}"#;
    assert_eq!(with(&["--output", "jsonl"]).lines().next(), Some(first));
    let list: Value = serde_json::from_str(&with(&["--output", "json"])).expect("JSON");
    assert_eq!(list[0], serde_json::from_str::<Value>(first).expect("JSON"));
    for wrong in [&["--csv", "--table"][..], &["--output", "csv", "--csv"], &["--output", "xml"]] {
        assert_eq!(run(&[&USERS[..], wrong].concat()).status, 2, "{wrong:?}");
    }
}

#[test]
fn all_pages_come_in_each_form() {
    let all = |more: &[&str]| run(&[&["call", "user.list-users", r#"{"limit":2}"#, "--all"], more].concat()).stdout;
    let csv = all(&["--csv"]);
    let header = csv.lines().next().expect("a header");
    assert!(header.starts_with("id,created,lastUpdated,status,") && header.contains(",profile.login,"), "{header}");
    assert!(!header.contains("_links"), "{header}");
    assert_eq!(csv.lines().count(), 6, "a header and five users on three pages");
    assert_eq!(all(&["--csv", "--fields", "id"]).lines().count(), 6);
    assert_eq!(all(&["--table"]).lines().count(), 6);
    let list: Value = serde_json::from_str(&all(&["--output", "json"])).expect("one JSON array");
    assert_eq!(list.as_array().map(Vec::len), Some(5));
}

#[test]
fn a_spreadsheet_gets_no_formula() {
    let org = MockOrg::start(&[]);
    for name in ["=HYPERLINK(\"x\")", "+1", "-1", "@sum", "\t=1", "plain, \"quoted\""] {
        let body = json!({"body": {"profile": {"name": name}}}).to_string();
        let created = org.run(&["call", "group.create-group", &body]);
        assert_eq!(created.status, 0, "{}", created.stderr);
    }
    let csv = org.run(&["call", "group.list-groups", "{}", "--all", "--csv", "--fields", "profile.name"]).stdout;
    for line in ["\"'=HYPERLINK(\"\"x\"\")\"", "'+1", "'-1", "'@sum", "'\t=1", "\"plain, \"\"quoted\"\"\""] {
        assert!(csv.lines().any(|found| found == line), "{line:?} is not in {csv}");
    }
}

#[test]
fn an_error_is_not_a_row() {
    let unknown = ["call", "user.get-user", r#"{"userId":"nobody"}"#];
    for form in ["--csv", "--table"] {
        let refused = run(&[&unknown[..], &[form]].concat());
        assert_eq!((refused.status, refused.stdout.as_str()), (1, ""), "{form}");
        assert!(refused.stderr.contains("E0000007"), "{}", refused.stderr);
    }
    assert_eq!(json(&run(&unknown))["error"], "permanent-refused");
}

#[test]
fn a_document_can_be_a_row() {
    let user = run(&["call", "user.get-user", r#"{"userId":"me"}"#, "--csv", "--fields", "profile.login,status"]);
    assert_eq!(user.stdout, "profile.login,status\namara@example.com,ACTIVE\n");
    let domains = run(&["call", "domain.list-domains", "{}", "--output", "jsonl", "--fields", "domain"]);
    assert_eq!(domains.stdout, "{\"domain\":\"login.example.com\"}\n", "a list inside of an object");
}
