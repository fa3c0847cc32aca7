//! What the policy of an instance forbids is not sent, by whatever way it is called.

mod support;

use support::{answering, call_with, environment, text};

/// Runs a call under a policy; gives the variable that forbade it, or none where it was sent.
async fn forbidden_by(policy: &[(&str, &str)], action: &str, json: &str) -> Option<String> {
    let (network, sent) = answering(200, &[], "{}");
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

const GET: (&str, &str) = ("user.get-user", r#"{"userId":"me"}"#);
const DELETE: (&str, &str) = ("user.delete-user", r#"{"userId":"00u1"}"#);
const GENERIC_GET: (&str, &str) = ("generic-request.send-request", r#"{"method":"GET","path":"/api/v1/%75sers/me"}"#);
const GENERIC_DELETE: (&str, &str) =
    ("generic-request.send-request", r#"{"method":"DELETE","path":"/api/v1/users/00u1"}"#);
const GENERIC_OTHER: (&str, &str) = ("generic-request.send-request", r#"{"method":"GET","path":"/api/v1/devices"}"#);
const PAGE: (&str, &str) = ("pages.next-page", r#"{"next":"/api/v1/users?after=1"}"#);

#[tokio::test]
async fn typed_generic_and_paged_calls_are_judged_alike() {
    const ALLOW: &str = "OKTA_ACTIONS_ALLOW";
    const DENY: &str = "OKTA_ACTIONS_DENY";
    const READ_ONLY: &str = "OKTA_ACTIONS_READONLY";
    for (policy, (action, json), expected) in [
        (&[][..], DELETE, None),
        (&[(READ_ONLY, "true")][..], GET, None),
        (&[(READ_ONLY, "true")], DELETE, Some(READ_ONLY)),
        (&[(READ_ONLY, "true")], GENERIC_DELETE, Some(READ_ONLY)),
        (&[(READ_ONLY, "true")], PAGE, None),
        (&[(ALLOW, "user.get-*")], GET, None),
        (&[(ALLOW, "user.get-*")], GENERIC_GET, None),
        (&[(ALLOW, "user.get-*")], PAGE, Some(ALLOW)),
        (&[(ALLOW, "user.get-*,user.list-users")], PAGE, None),
        (&[(ALLOW, "user.*")], GENERIC_OTHER, Some(ALLOW)),
        (&[(ALLOW, "user.*,generic-request.*")], GENERIC_OTHER, None),
        (&[(DENY, "user.delete-*")], DELETE, Some(DENY)),
        (&[(DENY, "user.delete-*")], GENERIC_DELETE, Some(DENY)),
        (&[(DENY, "user.get-user")], GENERIC_GET, Some(DENY)),
        (&[(DENY, "user.list-users")], PAGE, Some(DENY)),
        (&[(ALLOW, "group.get-group")], ("group.get-group", r#"{"groupId":"a?b"}"#), None),
        (&[(DENY, "generic-request.*")], GENERIC_OTHER, Some(DENY)),
        (&[(ALLOW, "*"), (DENY, "*.delete-*")], DELETE, Some(DENY)),
    ] {
        assert_eq!(forbidden_by(policy, action, json).await.as_deref(), expected, "{policy:?} {action} {json}");
    }
}

#[tokio::test]
async fn a_pattern_that_matches_no_action_is_named() {
    let (network, sent) = answering(200, &[], "{}");
    let outcome = call_with(GET.0, GET.1, environment(&[("OKTA_ACTIONS_DENY", "users.*")]), network).await;
    assert_eq!(outcome.error.as_deref(), Some("permanent-invalid-configuration"));
    assert!(text(&outcome, "message").contains("`users.*`"), "{}", outcome.to_json());
    assert_eq!(sent.lock().expect("no panic").len(), 0);
}
