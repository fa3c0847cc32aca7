//! The component against the mock org over real HTTP: consistent state, pages, and authentication.

mod support;

use host_test::host::network::{self, Network};
use host_test::host::values::Outcome;
use host_test::mock::{LinkForm, Mock, Options};
use serde_json::{Value, json};
use support::{call_with, text};

/// A mock org and the connection to it.
struct Org {
    mock: Mock,
    network: Network,
}

impl Org {
    async fn start(options: Options) -> Self {
        Self { mock: Mock::start(options).await.expect("a free port"), network: Network::Client(network::client()) }
    }

    async fn run(&self, action: &str, arguments: Value) -> Outcome {
        call_with(action, &arguments.to_string(), self.mock.environment(), self.network.clone()).await
    }

    /// Runs an action that succeeds, and returns its body.
    async fn body(&self, action: &str, arguments: Value) -> Value {
        let outcome = self.run(action, arguments).await;
        assert_eq!(outcome.error, None, "{action}: {}", outcome.to_json());
        serde_json::from_str(text(&outcome, "body")).unwrap_or_default()
    }

    /// Runs an action that Okta refuses, and returns status and code.
    async fn refused(&self, action: &str, arguments: Value) -> (u64, String) {
        let outcome = self.run(action, arguments).await;
        assert_eq!(outcome.error.as_deref(), Some("permanent-refused"), "{action}: {}", outcome.to_json());
        (outcome.fields["status"].as_u64().unwrap_or_default(), text(&outcome, "errorCode").to_string())
    }
}

fn ids(list: &Value) -> Vec<&str> {
    list.as_array().into_iter().flatten().filter_map(|item| item["id"].as_str()).collect()
}

#[tokio::test]
async fn a_user_from_creation_to_deletion() {
    let org = Org::start(Options::default()).await;
    let profile = json!({ "login": "ada+1@example.com", "email": "ada@example.com", "firstName": "Ada", "lastName": "Ö. #1", "desk": "x" });
    let user = org.body("user.create-user", json!({ "activate": false, "body": { "profile": profile } })).await;
    let id = user["id"].as_str().expect("an id");
    assert_eq!(user["status"], "STAGED");
    assert_eq!(org.body("user.get-user", json!({ "userId": "ada+1@example.com" })).await["id"], id);
    let activated = org.body("user.activate-user", json!({ "userId": id, "sendEmail": false })).await;
    assert!(activated["activationToken"].is_string(), "{activated}");
    let updated =
        org.body("user.partial-update-user", json!({ "userId": id, "body": { "profile": { "desk": null } } })).await;
    assert_eq!(updated["profile"]["firstName"], "Ada");
    assert!(updated["profile"]["desk"].is_null());

    let group = org.body("group.create-group", json!({ "body": { "profile": { "name": "Pioneers" } } })).await;
    let group = group["id"].as_str().expect("an id");
    org.body("group.add-user-to-group", json!({ "groupId": group, "userId": id })).await;
    assert_eq!(ids(&org.body("group.list-group-members", json!({ "groupId": group })).await), [id]);
    assert!(ids(&org.body("user.get-member-groups", json!({ "userId": id })).await).contains(&group));

    let log = org
        .body("system-log.get-org-system-log", json!({ "filter": "eventType eq \"group.user_membership.add\"" }))
        .await;
    assert!(log.to_string().contains(id), "the log has the membership: {log}");

    org.body("user.deactivate-user", json!({ "userId": id })).await;
    org.body("user.delete-user", json!({ "userId": id })).await;
    assert_eq!(org.refused("user.get-user", json!({ "userId": id })).await, (404, "E0000007".into()));
    assert!(ids(&org.body("group.list-group-members", json!({ "groupId": group })).await).is_empty());
}

#[tokio::test]
async fn a_factor_from_enrollment_to_removal() {
    let org = Org::start(Options::default()).await;
    let enroll = json!({ "userId": "me", "body": { "factorType": "sms", "provider": "OKTA", "profile": { "phoneNumber": "+1-555-0100" } } });
    let factor = org.body("user-factor.enroll-factor", enroll).await;
    assert_eq!(factor["status"], "PENDING_ACTIVATION");
    let named = |body: Value| {
        let mut arguments = json!({ "userId": "me", "factorId": factor["id"] });
        if !body.is_null() {
            arguments["body"] = body;
        }
        arguments
    };
    assert_eq!(org.refused("user-factor.activate-factor", named(json!({ "passCode": "000000" }))).await.0, 403);
    assert_eq!(
        org.body("user-factor.activate-factor", named(json!({ "passCode": "123456" }))).await["status"],
        "ACTIVE"
    );
    let verified = org.body("user-factor.verify-mfa-factor", named(json!({ "passCode": "123456" }))).await;
    assert_eq!(verified["factorResult"], "SUCCESS");
    org.body("user-factor.delete-factor", named(Value::Null)).await;
    assert_eq!(org.refused("user-factor.get-factor", named(Value::Null)).await.0, 404);
}

#[tokio::test]
async fn a_changed_user_is_not_overwritten() {
    let org = Org::start(Options::default()).await;
    let seen = org.run("user.get-user", json!({ "userId": "me" })).await;
    let etag = text(&seen, "etag").to_string();
    assert!(!etag.is_empty());
    let update = json!({ "userId": "me", "ifMatch": etag, "body": { "profile": { "title": "Countess" } } });
    org.body("user.partial-update-user", update.clone()).await;
    assert_eq!(org.refused("user.partial-update-user", update).await.0, 412);
}

#[tokio::test]
async fn pages_reach_every_item_in_every_form_of_link() {
    for (link, link_host) in [
        (LinkForm::TwoLines, None),
        (LinkForm::Joined, None),
        (LinkForm::TwoLines, Some("https://mock-admin.okta.com".to_string())),
    ] {
        let org = Org::start(Options { link, link_host, ..Options::default() }).await;
        let all = org.body("user.list-users", json!({})).await;
        let mut seen = Vec::new();
        let mut page = org.run("user.list-users", json!({ "limit": 1 })).await;
        loop {
            let body: Value = serde_json::from_str(text(&page, "body")).expect("a list");
            seen.extend(ids(&body).into_iter().map(ToString::to_string));
            let Some(next) = page.fields["next"].as_str() else { break };
            page = org.run("pages.next-page", json!({ "next": next })).await;
            assert_eq!(page.error, None, "{}", page.to_json());
        }
        assert_eq!(seen, ids(&all));
        assert!(seen.len() > 2);
    }
}

#[tokio::test]
async fn only_the_right_token_is_accepted() {
    let org = Org::start(Options::default()).await;
    let mut environment = org.mock.environment();
    environment
        .iter_mut()
        .filter(|(name, _)| name == "OKTA_CLIENT_TOKEN")
        .for_each(|(_, value)| *value = "wrong".into());
    let outcome = call_with("user.get-user", r#"{"userId":"me"}"#, environment.clone(), org.network.clone()).await;
    assert_eq!((outcome.fields["status"].as_u64(), text(&outcome, "errorCode")), (Some(401), "E0000011"));
    environment.push(("OKTA_CLIENT_AUTHORIZATIONMODE".into(), "None".into()));
    let outcome = call_with("user.get-user", r#"{"userId":"me"}"#, environment, org.network.clone()).await;
    assert_eq!(outcome.fields["status"], 401);
}

#[tokio::test]
async fn a_low_rate_limit_gives_the_wait() {
    let org = Org::start(Options { rate_limit: 1, ..Options::default() }).await;
    org.body("user.get-user", json!({ "userId": "me" })).await;
    let outcome = org.run("user.get-user", json!({ "userId": "me" })).await;
    assert_eq!(outcome.error.as_deref(), Some("rate-limited"), "{}", outcome.to_json());
    let wait = outcome.fields["waitMs"].as_u64().unwrap_or_default();
    assert!((1_000..=61_000).contains(&wait), "{wait}");
}

#[tokio::test]
async fn a_path_that_okta_does_not_have_is_refused() {
    let org = Org::start(Options::default()).await;
    let request = |method: &str, path: &str| json!({ "method": method, "path": path });
    assert_eq!(org.refused("generic-request.send-request", request("GET", "/api/v1/nothing")).await.0, 404);
    assert_eq!(
        org.refused("generic-request.send-request", request("PATCH", "/api/v1/users")).await,
        (405, "E0000022".into())
    );
    let listed = org.run("generic-request.send-request", request("GET", "/api/v1/users")).await;
    assert_eq!(listed.error, None);
}
