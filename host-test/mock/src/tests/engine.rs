//! Credential, rate limit, routes, parameters, bodies, pages.

use super::{BRUNO, TOKEN, Tester, seeded, texts};
use crate::engine::model::LinkForm;
use crate::facts::operations;
use crate::options::Options;
use serde_json::{Value, json};

#[test]
fn only_the_token_is_accepted() {
    let mut tester = Tester::new();
    for headers in [&[][..], &[("authorization", "SSWS wrong")], &[("authorization", "mock-token")]] {
        let reply = tester.send("GET", "/api/v1/users", headers, &Value::Null);
        assert_eq!((reply.status, reply.body["errorCode"].as_str()), (401, Some("E0000011")));
    }
    let bearer = [("authorization", "Bearer mock-token")];
    assert_eq!(tester.send("GET", "/api/v1/users", &bearer, &Value::Null).status, 200);
}

#[test]
fn every_response_has_the_headers_of_okta() {
    let mut tester = Tester::new();
    for path in ["/api/v1/users", "/api/v1/nothing"] {
        let reply = tester.send("GET", path, &[TOKEN], &Value::Null);
        for name in ["date", "x-okta-request-id", "x-rate-limit-limit", "x-rate-limit-remaining", "x-rate-limit-reset"]
        {
            assert!(reply.headers.contains_key(name), "{path}: {name}");
        }
        assert_eq!(reply.headers["content-type"], "application/json");
    }
}

#[test]
fn a_low_limit_ends_in_429() {
    let mut tester = Tester::with(Options { rate_limit: 2, ..Options::default() });
    let mut ask = |path| tester.send("GET", path, &[TOKEN], &Value::Null);
    assert_eq!(ask("/api/v1/users").headers["x-rate-limit-remaining"], "1");
    assert_eq!(ask("/api/v1/users").status, 200);
    let reply = ask("/api/v1/users");
    assert_eq!((reply.status, reply.body["errorCode"].as_str()), (429, Some("E0000047")));
    assert_eq!(reply.headers["x-rate-limit-remaining"], "0");
    assert!(!reply.headers.contains_key("retry-after"));
    assert_eq!(ask("/api/v1/groups").status, 200);
}

#[test]
fn invalid_requests_are_refused() {
    let mut tester = Tester::new();
    for (method, path, status, code) in [
        ("GET", "/nothing", 404, "E0000007"),
        ("GET", "/users/none@example.com", 404, "E0000007"),
        ("GET", "/users/none/roles", 404, "E0000007"),
        ("PATCH", "/users", 405, "E0000022"),
        ("GET", "/users?nonsense=1", 400, "E0000001"),
        ("GET", "/users?limit=many", 400, "E0000001"),
        ("GET", "/users?limit=0", 400, "E0000001"),
        ("GET", "/users?after=%21", 400, "E0000029"),
        ("POST", "/users?activate=yes", 400, "E0000001"),
        ("POST", "/users", 400, "E0000003"),
        ("POST", "/users/me/lifecycle/reset_password", 400, "E0000001"),
        ("GET", "/users?filter=status+is+1", 400, "E0000031"),
    ] {
        assert_eq!(tester.refused(method, path, status), code, "{method} {path}");
    }
    let causes = tester.call("GET", "/users?nonsense=1", &Value::Null, 400);
    assert!(causes["errorCauses"][0]["errorSummary"].as_str().is_some_and(|cause| cause.contains("nonsense")));
}

#[test]
fn bodies_are_json_and_say_so() {
    let mut tester = Tester::new();
    let mut send = |kind: &str, body: &Value| {
        let reply = tester.send("POST", "/api/v1/groups", &[TOKEN, ("content-type", kind)], body);
        (reply.status, reply.body["errorCode"].as_str().unwrap_or_default().to_owned())
    };
    let group = json!({"profile": {"name": "Made"}});
    assert_eq!(send("text/plain", &group), (415, "E0000021".to_owned()));
    assert_eq!(send("application/json", &json!([1])), (400, "E0000003".to_owned()));
    assert_eq!(send("application/json; charset=UTF-8", &group).0, 200);
}

#[test]
fn pages_are_linked_in_both_forms() {
    let joined = Options { link: LinkForm::Joined, ..Options::default() };
    let elsewhere = Options { link_host: Some("https://mock-admin.example.com".to_owned()), ..Options::default() };
    for (options, lines, origin) in [
        (Options::default(), 2, "http://mock.example.com"),
        (joined, 1, "http://mock.example.com"),
        (elsewhere, 2, "https://mock-admin.example.com"),
    ] {
        let mut tester = Tester::with(options);
        let (mut target, mut seen) = ("/api/v1/users?limit=2&filter=id+pr".to_owned(), Vec::new());
        loop {
            let reply = tester.send("GET", &target, &[TOKEN], &Value::Null);
            seen.extend(texts(&reply.body, "/id"));
            assert!(reply.link("self").is_some_and(|url| url.starts_with(origin)));
            let Some(next) = reply.link("next") else {
                break;
            };
            assert_eq!(reply.headers.get_all("link").iter().count(), lines);
            target = next.strip_prefix(origin).unwrap_or_default().to_owned();
        }
        assert_eq!(seen.len(), 6);
        seen.dedup();
        assert_eq!(seen.len(), 6);
    }
}

#[test]
fn a_request_can_ask_for_joined_links() {
    let headers = [TOKEN, ("x-mock-link", "joined")];
    let reply = Tester::new().send("GET", "/api/v1/users?limit=1", &headers, &Value::Null);
    assert_eq!(reply.headers.get_all("link").iter().count(), 1);
    assert!(reply.link("next").is_some_and(|url| url.contains("%3D") || url.contains("after=")));
}

#[test]
fn a_page_follows_after_an_earlier_item_was_deleted() {
    let mut tester = Tester::new();
    let first = tester.send("GET", "/api/v1/groups?limit=2", &[TOKEN], &Value::Null);
    let next = first.link("next").unwrap_or_default();
    tester.call("DELETE", "/groups/00g0000000000002mock", &Value::Null, 204);
    let second = tester.get(next.trim_start_matches("http://mock.example.com/api/v1"));
    assert_eq!(texts(&second, "/profile/name"), ["Analysts"]);
}

#[test]
fn no_request_panics() {
    let deep = "[".repeat(500) + &"]".repeat(500);
    let form = "--x\r\n\r\n\r\n--x--";
    let fields =
        r#"{"profile":1,"credentials":[],"id":{},"type":[],"name":[],"definitions":1,"channel":[],"source":1}"#;
    let bodies = ["", "{", "null", "[]", "\"text\"", "{}", fields, &deep, form, "\u{0}-----\u{e9}-----"];
    let mut tester = Tester::new();
    let ask = |tester: &mut Tester, operation: &operations::Operation, path: &str| {
        let content = operation.body.as_ref().map_or("application/json", |body| &body.content[0]);
        let content = format!("{content}; boundary=x");
        for body in bodies {
            let headers = [TOKEN, ("content-type", &*content), ("if-match", "\u{e9}"), ("accept", "*/*;q=x,,")];
            let reply = tester.send_text(&operation.method, path, &headers, body);
            assert!(
                (200..500).contains(&reply.status) || reply.body["errorCode"] == "E0000060",
                "{path}: {}",
                reply.body
            );
        }
    };
    for operation in operations::all() {
        for value in [BRUNO, "me", "x", "%00", "%FF%2F..", "default"] {
            let parts = operation.path.split('/');
            let path = parts.map(|part| if part.starts_with('{') { value } else { part }).collect::<Vec<_>>().join("/");
            ask(&mut tester, operation, &path);
        }
        // Existing resources are tried on a new org each, because a request may delete them.
        ask(&mut Tester::new(), operation, &seeded(&operation.path));
    }
}
