//! Requests that the policy of an instance forbids are never sent, however they are called.

mod support;

use host_test::host::catalog;
use host_test::operations;
use support::{answering, call_with, environment, text};

/// Runs a call under a policy, and returns the variable that forbade it, or none if it was sent.
async fn forbidden_by(policy: &[(&str, &str)], action: &str, json: &str) -> Option<String> {
    let (network, sent) = answering(200, &[], "[]");
    let outcome = call_with(action, json, environment(policy), network).await;
    let requests = sent.lock().expect("no panic").len();
    match outcome.error.as_deref() {
        None => {
            assert_eq!(requests, 1);
            None
        }
        Some(error) => {
            assert_eq!((error, requests), ("permanent-not-allowed", 0), "{}", outcome.to_json());
            Some(text(&outcome, "name").to_string())
        }
    }
}

const ALLOW: &str = "OKTA_ACTIONS_ALLOW";
const DENY: &str = "OKTA_ACTIONS_DENY";
const READ_ONLY: &str = "OKTA_ACTIONS_READONLY";

const GET: (&str, &str) = ("user.get-user", r#"{"userId":"me"}"#);
const DELETE: (&str, &str) = ("user.delete-user", r#"{"userId":"00u1"}"#);
const GENERIC_GET: (&str, &str) = ("generic-request.send-request", r#"{"method":"GET","path":"/api/v1/%75sers/me"}"#);
const GENERIC_DELETE: (&str, &str) =
    ("generic-request.send-request", r#"{"method":"DELETE","path":"/api/v1/users/00u1"}"#);
const UPPER: (&str, &str) = ("generic-request.send-request", r#"{"method":"DELETE","path":"/API/v1/Users/00u1"}"#);
const DOUBLED: (&str, &str) = ("generic-request.send-request", r#"{"method":"DELETE","path":"/api/v1//users/00u1/"}"#);
const EXTENDED: (&str, &str) =
    ("generic-request.send-request", r#"{"method":"GET","path":"/api/v1/groups/rules.json"}"#);
const GENERIC_OTHER: (&str, &str) = ("generic-request.send-request", r#"{"method":"GET","path":"/api/v1/devices"}"#);
const NAMED_OTHER: (&str, &str) = (
    "catalog.call-action",
    r#"{"action":"generic-request.send-request","arguments":"{\"method\":\"GET\",\"path\":\"/api/v1/devices\"}"}"#,
);
const PAGE: (&str, &str) = ("pages.next-page", r#"{"next":"/api/v1/users?after=1"}"#);
const PAGE_OTHER: (&str, &str) = ("pages.next-page", r#"{"next":"/governance/api/v1/grants?after=1"}"#);
const COLLECT_OTHER: (&str, &str) = ("pages.collect", r#"{"next":"/integrations/api/v1/submissions?after=1"}"#);

#[tokio::test]
async fn typed_generic_and_paged_calls_are_authorized_alike() {
    for (policy, (action, json), expected) in [
        (&[][..], DELETE, None),
        (&[], GENERIC_OTHER, None),
        (&[], PAGE_OTHER, None),
        (&[(READ_ONLY, "true")], GET, None),
        (&[(READ_ONLY, "true")], DELETE, Some(READ_ONLY)),
        (&[(READ_ONLY, "true")], GENERIC_DELETE, Some(READ_ONLY)),
        (&[(READ_ONLY, "true")], PAGE, None),
        (&[(ALLOW, "user.get-*")], GET, None),
        (&[(ALLOW, "user.get-*")], GENERIC_GET, None),
        (&[(ALLOW, "user.get-*")], PAGE, Some(ALLOW)),
        (&[(ALLOW, "user.get-*,user.list-users")], PAGE, None),
        (&[(DENY, "user.delete-*")], DELETE, Some(DENY)),
        (&[(DENY, "user.delete-*")], GENERIC_DELETE, Some(DENY)),
        (&[(DENY, "user.get-user")], GENERIC_GET, Some(DENY)),
        (&[(DENY, "user.list-users")], PAGE, Some(DENY)),
        (&[(ALLOW, "group.get-group")], ("group.get-group", r#"{"groupId":"a?b"}"#), None),
        (&[(DENY, "generic-request.*")], GENERIC_OTHER, Some(DENY)),
        (&[(DENY, "generic-request.*")], GENERIC_GET, None),
        (&[(ALLOW, "*"), (DENY, "*.delete-*")], DELETE, Some(DENY)),
        // Another spelling of a path needs its action and, because servers may read it differently, the generic
        // request.
        (&[(ALLOW, "user.*")], UPPER, Some(ALLOW)),
        (&[(ALLOW, "user.*")], DOUBLED, Some(ALLOW)),
        (&[(ALLOW, "user.*,generic-request.*")], UPPER, None),
        (&[(ALLOW, "generic-request.*")], DOUBLED, Some(ALLOW)),
        (&[(ALLOW, "generic-request.*"), (DENY, "user.delete-*")], UPPER, Some(DENY)),
        (&[(ALLOW, "generic-request.*"), (DENY, "user.delete-*")], DOUBLED, Some(DENY)),
        (&[(ALLOW, "group.get-group")], EXTENDED, Some(ALLOW)),
        (&[(DENY, "group.list-group-rules")], EXTENDED, Some(DENY)),
        (&[(ALLOW, "group.get-group,group.list-group-rules")], EXTENDED, None),
    ] {
        assert_eq!(forbidden_by(policy, action, json).await.as_deref(), expected, "{policy:?} {action} {json}");
    }
}

#[tokio::test]
async fn a_path_of_no_action_needs_the_generic_request_by_name() {
    for (action, json) in [GENERIC_OTHER, NAMED_OTHER, PAGE_OTHER, COLLECT_OTHER] {
        for (policy, expected) in [
            (&[(ALLOW, "user.*")][..], Some(ALLOW)),
            (&[(ALLOW, "*")], Some(ALLOW)),
            (&[(ALLOW, "*.*")], Some(ALLOW)),
            (&[(DENY, "user.delete-*")], Some(ALLOW)),
            (&[(READ_ONLY, "true")], Some(ALLOW)),
            (&[(ALLOW, "user.*,generic-request.*")], None),
            (&[(ALLOW, "*,generic-request.send-request"), (READ_ONLY, "true")], None),
            (&[(ALLOW, "generic-request.*"), (DENY, "*")], Some(DENY)),
        ] {
            assert_eq!(forbidden_by(policy, action, json).await.as_deref(), expected, "{policy:?} {action}");
        }
    }
}

#[tokio::test]
async fn a_pattern_that_matches_no_action_is_named() {
    let (network, sent) = answering(200, &[], "{}");
    let outcome = call_with(GET.0, GET.1, environment(&[(DENY, "users.*")]), network).await;
    assert_eq!(outcome.error.as_deref(), Some("permanent-invalid-configuration"));
    assert!(text(&outcome, "message").contains("`users.*`"), "{}", outcome.to_json());
    assert_eq!(sent.lock().expect("no panic").len(), 0);
}

#[tokio::test]
async fn settings_fail_closed() {
    let valid = || environment(&[]).into_iter();
    for (name, value) in [
        ("OKTA_ACTIONS_DENNY", "user.*"),
        ("OKTA_ACTION_DENY", "user.*"),
        ("okta_actions_deny", "user.*"),
        (DENY, ""),
        (READ_ONLY, ""),
        ("OKTA_ACTIONS_MAXWAIT", ""),
        ("OKTA_ACTIONS_MAXRESPONSEBYTES", ""),
        ("OKTA_ACTIONS_MAXRESPONSEBYTES", "134217729"),
        ("OKTA_TESTING_DISABLEHTTPSCHECK", ""),
    ] {
        let (network, sent) = answering(200, &[], "{}");
        let variables = valid().chain([(name.to_string(), value.to_string())]).collect();
        let outcome = call_with(GET.0, GET.1, variables, network).await;
        let error = outcome.error.as_deref();
        assert_eq!((error, text(&outcome, "name")), (Some("permanent-invalid-configuration"), name), "{value:?}");
        assert_eq!(sent.lock().expect("no panic").len(), 0);
    }
    let (network, sent) = answering(200, &[], "{}");
    let outcome = call_with(GET.0, GET.1, valid().chain([(ALLOW.into(), String::new())]).collect(), network).await;
    assert_eq!((outcome.error.as_deref(), text(&outcome, "name")), (Some("permanent-not-allowed"), ALLOW));
    assert_eq!(sent.lock().expect("no panic").len(), 0);
}

#[tokio::test]
async fn long_lists_are_matched_quickly() {
    // Patterns of many stars that match only one of the last actions.
    let list = |count: usize| vec!["*u*s*e*r*.*r*e*v*o*k*e*-*u*"; count].join(",");
    for (count, error) in [(1000, None), (18_000, Some("permanent-invalid-configuration"))] {
        let (network, _) = answering(200, &[], "{}");
        let policy = format!("user.get-*,{}", list(count - 1));
        let start = std::time::Instant::now();
        let outcome = call_with(GET.0, GET.1, environment(&[(ALLOW, &policy)]), network).await;
        assert_eq!(outcome.error.as_deref(), error, "{}", outcome.to_json());
        println!("{count} patterns took {:?}", start.elapsed());
        assert!(start.elapsed().as_secs() < 2, "{count} patterns took {:?}", start.elapsed());
    }
}

#[tokio::test]
async fn the_catalog_says_what_is_allowed() {
    let list = async |policy: &[(&str, &str)]| {
        let variables: Vec<_> = policy.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        let (network, _) = answering(200, &[], "");
        let outcome = call_with("catalog.list-actions", "{}", variables, network).await;
        assert_eq!(outcome.error, None, "{}", outcome.to_json());
        let items = outcome.fields["items"].as_array().expect("a list").clone();
        items.iter().map(|item| (catalog::name(item), item["allowed"].as_bool().expect("a flag"))).collect::<Vec<_>>()
    };
    let all = list(&[]).await;
    assert!(all.len() == operations::all().len() + 1 && all.iter().all(|(_, allowed)| *allowed));
    let allow_user: &[(&str, &str)] = &[(ALLOW, "user.*"), (DENY, "user.delete-*")];
    for (policy, expected) in [
        (
            allow_user,
            Box::new(|name: &str| name.starts_with("user.") && !name.starts_with("user.delete-"))
                as Box<dyn Fn(&str) -> bool>,
        ),
        (&[(ALLOW, "")], Box::new(|_| false)),
        (&[(ALLOW, "*")], Box::new(|name| name != "generic-request.send-request")),
        (&[(ALLOW, "generic-request.*")], Box::new(|name| name == "generic-request.send-request")),
    ] {
        for (name, allowed) in list(policy).await {
            assert_eq!(allowed, expected(&name), "{policy:?} {name}");
        }
    }
    // It agrees with the result of a call, and with the description.
    let policy = [(READ_ONLY, "true"), (DENY, "user.list-*")];
    for (name, allowed) in list(&policy).await {
        let (network, _) = answering(200, &[], "");
        let arguments = serde_json::json!({"action": name, "arguments": "{}"}).to_string();
        let called = call_with("catalog.call-action", &arguments, environment(&policy), network).await;
        if name != "generic-request.send-request" {
            assert_eq!(called.error.as_deref() == Some("permanent-not-allowed"), !allowed, "{name}");
        }
        let (network, _) = answering(200, &[], "");
        let arguments = serde_json::json!({"action": name}).to_string();
        let described = call_with("catalog.describe-action", &arguments, environment(&policy), network).await;
        let document: serde_json::Value = serde_json::from_str(text(&described, "items")).expect("JSON");
        assert_eq!(document["allowed"], allowed, "{name}");
    }
    let search = r#"{"query":"log out","limit":1}"#;
    let (network, _) = answering(200, &[], "");
    let outcome = call_with("catalog.search-actions", search, environment(&[(READ_ONLY, "true")]), network).await;
    assert_eq!(outcome.fields["items"][0]["allowed"], false);
    for (function, arguments) in [
        ("catalog.list-actions", "{}"),
        ("catalog.search-actions", search),
        ("catalog.describe-action", r#"{"action":"user.get-user"}"#),
    ] {
        let (network, _) = answering(200, &[], "");
        let outcome = call_with(function, arguments, environment(&[(DENY, "users.*")]), network).await;
        assert_eq!((outcome.error.as_deref(), text(&outcome, "name")), (Some("permanent-invalid-configuration"), DENY));
    }
}
