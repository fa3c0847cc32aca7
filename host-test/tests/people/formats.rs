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
fn another_page_is_told_in_every_form() {
    let hint = "There is another page: --all shows the whole list";
    for form in ["json", "jsonl", "csv", "table"] {
        let page = run(&[&USERS[..], &["--output", form]].concat());
        assert!(page.stderr.contains(hint), "{form}: {}", page.stderr);
        let all = run(&[&USERS[..], &["--output", form, "--all"]].concat());
        assert!(!all.stderr.contains(hint), "{form}: {}", all.stderr);
    }
    assert!(run(&USERS).stderr.contains(hint));
    assert!(!run(&["call", "user.list-users"]).stderr.contains(hint), "there is one page");
    let nothing = r#"{"since":"2099-01-01T00:00:00Z"}"#;
    let log = run(&["call", "system-log.get-org-system-log", nothing]);
    assert!(log.stdout.contains("\"next\":\"") && !log.stderr.contains(hint), "it is not another page: {}", log.stdout);
}

#[test]
fn unknown_fields_are_told() {
    for more in [&[][..], &["--all"]] {
        let csv = run(&[&USERS[..], &["--csv", "--fields", "id, login,profile.firstName"], more].concat());
        assert!(csv.stdout.starts_with("id,login,profile.firstName\n00u0000000000001mock,,Amara\n"), "{}", csv.stdout);
        let said = "None of 2 items has the field `login`: did you mean `profile.login`?";
        assert_eq!(csv.stderr.matches(said).count(), 1, "{}", csv.stderr);
        assert!(!csv.stderr.contains("`profile.firstName`"), "{}", csv.stderr);
    }
    for empty in ["", "id,,status"] {
        let refused = run(&[&USERS[..], &["--fields", empty]].concat());
        assert!(refused.status == 2 && refused.stderr.contains("a name is empty"), "{}", refused.stderr);
    }
}

#[test]
fn an_empty_list_is_a_header_or_nothing() {
    let none = ["call", "group.list-groups", r#"{"q":"nobody-has-this"}"#, "--csv"];
    for more in [&[][..], &["--all"]] {
        assert_eq!(run(&[&none[..], more].concat()).stdout, "");
        assert_eq!(run(&[&none[..], &["--fields", "id,profile.name"], more].concat()).stdout, "id,profile.name\n");
    }
}

#[test]
fn a_list_goes_on_in_the_same_form() {
    let org = MockOrg::start(&["--rate-limit", "1"]);
    let list = ["call", "user.list-users", r#"{"limit":1}"#, "--all", "--csv", "--fields", "id,profile.login"];
    let limited = org.run(&list);
    assert_eq!((limited.status, limited.stdout.lines().count()), (1, 2), "{}", limited.stderr);
    assert!(limited.stderr.contains(" --all --output csv --fields id,profile.login\n"), "{}", limited.stderr);
}

#[test]
fn words_are_as_good_as_json() {
    let preview = |arguments: &[&str]| {
        let shown = run(&[&["call", "user.create-user"], arguments, &["--dry-run"]].concat());
        assert_eq!(shown.status, 0, "{}", shown.stderr);
        shown.stdout
    };
    let body =
        r#"{"activate":false,"body":{"profile":{"login":"ada@example.com","firstName":"Ada"},"groupIds":["a","b"]}}"#;
    let words =
        ["activate=false", "body.profile.login=ada@example.com", "body.profile.firstName=Ada", "body.groupIds=a,b"];
    assert_eq!(preview(&words), preview(&[body]));
    let user = run(&["call", "user.get-user", "userId=me"]);
    assert_eq!(json(&user)["body"]["profile"]["login"], "amara@example.com", "{}", user.stderr);
    let found = run(&["call", "catalog.search-actions", "query=reset password", "limit=1"]);
    assert_eq!(json(&found)["items"].as_array().map(Vec::len), Some(1), "{}", found.stderr);
}

#[test]
fn the_description_of_a_list_shows_how_to_get_a_spreadsheet() {
    for (action, start) in [
        ("user.list-users", "okta-actions call user.list-users --all --csv --fields id,status,profile.login,"),
        ("group.list-group-members", "okta-actions call group.list-group-members '{\"groupId\":"),
        ("policy.list-policies", "okta-actions call policy.list-policies '{\"type\":"),
        ("user-type.list-user-types", "okta-actions call user-type.list-user-types --all --csv --fields id,"),
    ] {
        let page = run(&["describe", action]).stdout;
        let (_, rest) = page.split_once("\nSPREADSHEET\n  ").expect("a command");
        let command = rest.lines().next().expect("a line");
        assert!(command.starts_with(start) && command.ends_with(".csv"), "{command}");
        let words = shlex::split(command.split_once(" > ").expect("a file").0).expect("words");
        let csv = run(&words.iter().skip(1).map(String::as_str).collect::<Vec<_>>());
        assert!(csv.status == 0 && csv.stdout.lines().count() > 1, "{command}: {}", csv.stderr);
        assert!(!csv.stderr.contains("the field"), "{command}: {}", csv.stderr);
    }
    assert!(!run(&["describe", "user.get-user"]).stdout.contains("SPREADSHEET"));
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
