//! The replay accepts every row: odd bodies, odd values, and rows that cannot be read.

mod support;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU32, Ordering};
use support::{Run, run};

/// A recorded call of an action, and Okta's response.
fn row(id: &str, method: &str, path: &str, request: Value, status: u16, response: Value) -> Value {
    let mut row = json!({
        "id": id, "action": {"section": "Group", "method": method, "path": path}, "path_params": {},
        "request": {"method": method, "host": "acme.okta.com", "path": path, "query": "", "headers": {}, "body": null},
        "response": {"status": status, "headers": {"content-type": ["application/json"]}, "body": null},
    });
    for (side, changes) in [("request", request), ("response", response)] {
        for (name, value) in changes.as_object().into_iter().flatten() {
            row[side][name] = value.clone();
        }
    }
    row
}

/// Replays lines, as JSON and as a table.
fn replay(lines: &[Vec<u8>]) -> (Vec<Value>, Run) {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let name = format!("okta-actions-rows-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let file = std::env::temp_dir().join(name);
    std::fs::write(&file, lines.join(&b'\n')).expect("a writable folder");
    let path = file.to_str().expect("a path of text");
    let (reports, table) = (run(&["replay", path, "--json"]), run(&["replay", path]));
    std::fs::remove_file(&file).expect("the file is there");
    assert_eq!(reports.status, table.status);
    let reports = reports.stdout.lines().map(|line| serde_json::from_str(line).expect("an object per line")).collect();
    (reports, table)
}

fn lines(rows: &[Value]) -> Vec<Vec<u8>> {
    rows.iter().map(|row| row.to_string().into_bytes()).collect()
}

fn verdicts(reports: &[Value]) -> Vec<(&str, &str)> {
    reports
        .iter()
        .map(|report| (report["id"].as_str().unwrap_or(""), report["result"].as_str().unwrap_or("")))
        .collect()
}

#[test]
fn one_broken_row_is_a_result_of_its_own() {
    let good = row("good", "GET", "/api/v1/groups", json!({}), 200, json!({"body": "[]"}));
    let mut rows = lines(&[good.clone(), json!({"id": "half"}), json!(7), good.clone()]);
    rows.push(b"{\"id\": \"cut".to_vec());
    rows.push(b"{\"id\": \"\xff\"}".to_vec());
    rows.push(Vec::new());
    let mut encoded = good;
    encoded["response"]["body_encoding"] = json!("gzip");
    rows.extend(lines(&[encoded]));
    let (reports, table) = replay(&rows);
    let expected = [
        ("good", "same"),
        ("line 2", "broken"),
        ("line 3", "broken"),
        ("good", "same"),
        ("line 5", "broken"),
        ("line 6", "broken"),
        ("line 8", "broken"),
    ];
    assert_eq!(verdicts(&reports), expected, "{}", table.stderr);
    assert_eq!(table.status, 1, "rows that cannot be read make it fail");
    assert!(reports[6]["reason"].as_str().is_some_and(|reason| reason.contains("gzip")), "{}", reports[6]);
    for part in ["BROKEN", "line 2", "missing field"] {
        assert!(table.stdout.contains(part), "{part} is not in {}", table.stdout);
    }
}

#[test]
fn bodies_of_every_kind_are_replayed() {
    let bytes = BASE64_STANDARD.encode([0, 159, 146, 150]);
    let encoded = |text: &str| json!({"body": BASE64_STANDARD.encode(text), "body_encoding": "base64"});
    let mut generic = row(
        "bytes",
        "POST",
        "/api/v1/unknown",
        json!({"body": bytes, "body_encoding": "base64"}),
        200,
        json!({"body": bytes, "body_encoding": "base64"}),
    );
    generic["action"] = Value::Null;
    let mut with_get = generic.clone();
    with_get["id"] = json!("body of a GET");
    with_get["request"]["method"] = json!("GET");
    let group = r#"{"profile":{"name":"x"}}"#;
    let rows = [
        row("no JSON", "POST", "/api/v1/groups", json!({"body": "name=x"}), 400, json!({"body": "not JSON either"})),
        row("base64", "POST", "/api/v1/groups", encoded(group), 200, encoded(group)),
        row("no text", "POST", "/api/v1/groups", json!({"body": bytes, "body_encoding": "base64"}), 400, json!({})),
        row(
            "no text back",
            "POST",
            "/api/v1/groups",
            json!({"body": group}),
            500,
            json!({"body": bytes, "body_encoding": "base64"}),
        ),
        generic,
        with_get,
    ];
    let (reports, table) = replay(&lines(&rows));
    let expected = [
        ("no JSON", "malformed"),
        ("base64", "same"),
        ("no text", "malformed"),
        ("no text back", "same"),
        ("bytes", "same"),
        ("body of a GET", "malformed"),
    ];
    assert_eq!(verdicts(&reports), expected, "{}", table.stdout);
    assert!(reports[0]["reason"].as_str().is_some_and(|reason| reason.contains("not JSON")), "{}", reports[0]);
}

#[test]
fn an_error_body_that_is_cut_at_the_bound_is_the_same() {
    let long = |text: &str, length: usize| json!({"body": text.repeat(length / text.len() + 1)});
    let rows = [
        row("long", "GET", "/api/v1/groups", json!({}), 404, long("x", 100_000)),
        row("long in umlauts", "GET", "/api/v1/groups", json!({}), 404, long("aü€", 100_000)),
        row("whole", "GET", "/api/v1/groups", json!({}), 404, long("x", 60_000)),
    ];
    let (reports, table) = replay(&lines(&rows));
    let expected = [("long", "same"), ("long in umlauts", "same"), ("whole", "same")];
    assert_eq!((verdicts(&reports), table.status), (expected.to_vec(), 0), "{}", table.stdout);
}

#[test]
fn values_of_no_known_form_are_malformed() {
    const USER: &str = r#"{"profile":{"login":"ada@example.com","email":"ada@example.com"}}"#;
    let with = |id: &str, query: &str| {
        row(id, "POST", "/api/v1/users", json!({"query": query, "body": USER}), 200, json!({"body": "{}"}))
    };
    let rows = [
        with("capital", "activate=True"),
        with("word", "activate=maybe"),
        with("right", "activate=true"),
        row("number", "GET", "/api/v1/groups", json!({"query": "limit=ten"}), 200, json!({"body": "[]"})),
        row("large", "GET", "/api/v1/groups", json!({"query": "limit=4294967296"}), 200, json!({"body": "[]"})),
    ];
    let (reports, table) = replay(&lines(&rows));
    let expected = [
        ("capital", "malformed"),
        ("word", "malformed"),
        ("right", "same"),
        ("number", "malformed"),
        ("large", "malformed"),
    ];
    assert_eq!((verdicts(&reports), table.status), (expected.to_vec(), 0), "{}", table.stdout);
    assert!(reports[0]["reason"].as_str().is_some_and(|reason| reason.contains("activate=True")), "{}", reports[0]);
}

#[test]
fn a_write_without_a_body_may_say_so() {
    // The component sends a type and a length of 0 with it, which the recorded client did not.
    let path = "/api/v1/users/{userId}/lifecycle/activate";
    let mut bare =
        row("bare", "POST", path, json!({"path": "/api/v1/users/00u1/lifecycle/activate"}), 200, json!({"body": "{}"}));
    bare["path_params"] = json!({"userId": "00u1"});
    let (reports, table) = replay(&lines(&[bare]));
    assert_eq!((verdicts(&reports), table.status), (vec![("bare", "same")], 0), "{}", table.stdout);
}
