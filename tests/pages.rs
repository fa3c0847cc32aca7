//! Collecting lists: all items, up to the bounds, and failures on the way.

mod support;

use bytes::Bytes;
use host_test::host::network::{self, Network};
use host_test::mock::{Mock, Options};
use serde_json::{Value, json};
use std::sync::Arc;
use support::{answering, call, call_with, environment, text};

/// A network with a list of pages: page `n` has the items `[n, n]` and links to `n + 1`, up to the last one.
fn pages(last: u32, headers: &'static [(&'static str, &'static str)]) -> Network {
    Network::Responder(Arc::new(move |request: http::Request<Bytes>| {
        let query = request.uri().query().unwrap_or_default();
        let page: u32 = query.strip_prefix("after=").and_then(|page| page.parse().ok()).unwrap_or_default();
        let mut response = http::Response::builder();
        for (name, value) in headers {
            response = response.header(*name, *value);
        }
        if page < last {
            let link = format!("<https://elsewhere.example{}?after={}>; rel=\"next\"", request.uri().path(), page + 1);
            response = response.header("link", link);
        }
        Ok(response.body(Bytes::from(format!("[{page}, {page}]"))).expect("a valid response"))
    }))
}

async fn collect(arguments: Value, network: Network) -> Value {
    let outcome = call("pages.collect", &arguments.to_string(), network).await;
    serde_json::from_str(&outcome.to_json()).expect("JSON")
}

#[tokio::test]
async fn all_pages_become_one_array() {
    let limits: &[(&str, &str)] =
        &[("X-Rate-Limit-Limit", "9"), ("X-Rate-Limit-Remaining", "8"), ("X-Rate-Limit-Reset", "7")];
    let all = collect(json!({"next": "/api/v1/users"}), pages(2, limits)).await;
    let expected = json!({
        "items": [0, 0, 1, 1, 2, 2], "count": 6, "pages": 3, "stop": "end", "next": null, "error": null,
        "rateLimit": {"limit": 9, "remaining": 8, "resetEpochSeconds": 7},
    });
    assert_eq!(all, expected);
}

#[tokio::test]
async fn a_collection_ends_at_its_bounds_and_continues_from_there() {
    for (bounds, stop) in [
        (json!({"maxItems": 3}), "max-items"),
        (json!({"maxPages": 1}), "max-pages"),
        (json!({"maxBytes": 8}), "max-bytes"),
    ] {
        let (mut next, mut items) = (json!("/api/v1/users"), Vec::new());
        let mut stops = Vec::new();
        while !next.is_null() {
            let mut arguments = bounds.clone();
            arguments["next"] = next;
            let part = collect(arguments, pages(3, &[])).await;
            items.extend(part["items"].as_array().expect("an array").clone());
            stops.push(part["stop"].as_str().expect("a text").to_string());
            next = part["next"].clone();
        }
        assert_eq!(json!(items), json!([0, 0, 1, 1, 2, 2, 3, 3]), "{bounds}");
        let last = stops.pop();
        assert_eq!(last.as_deref(), Some("end"));
        assert!(!stops.is_empty() && stops.iter().all(|other| other == stop), "{stops:?}");
    }
}

#[tokio::test]
async fn the_bytes_of_a_collection_are_bounded_by_default() {
    let variables = environment(&[("OKTA_ACTIONS_MAXRESPONSEBYTES", "1000")]);
    let outcome = call_with("pages.collect", r#"{"next":"/api/v1/users"}"#, variables, pages(100_000, &[])).await;
    let all: Value = serde_json::from_str(&outcome.to_json()).expect("JSON");
    assert_eq!(all["stop"], "max-bytes");
    assert!(all["items"].to_string().len() <= 1000);
    assert!(all["count"].as_u64().is_some_and(|count| count > 100));
}

#[tokio::test]
async fn a_next_that_repeats_is_not_followed() {
    let network = |link: &'static str| answering(200, &[("Link", link)], "[1]");
    let (around, sent) = network("<https://acme.okta.com/api/v1/users?after=1>; rel=\"next\"");
    let all = collect(json!({"next": "/api/v1/users?after=1"}), around).await;
    assert_eq!((&all["stop"], &all["items"], &all["next"]), (&json!("repeated"), &json!([1]), &Value::Null));
    assert_eq!(sent.lock().expect("no panic").len(), 1);
}

#[tokio::test]
async fn a_link_of_any_bytes_does_not_end_a_list() {
    for after in [&b"\xc3\xbcber"[..], b"\xff\xfe", b"a b|c", b"\"quoted\""] {
        let network = Network::Responder(Arc::new(move |request: http::Request<Bytes>| {
            let mut response = http::Response::new(Bytes::from_static(b"[1]"));
            if request.uri().query().is_none() {
                let link = [b"</api/v1/users?after=", after, b">; rel=\"next\""].concat();
                response.headers_mut().insert("link", http::HeaderValue::from_bytes(&link).expect("a header"));
            }
            Ok(response)
        }));
        let all = collect(json!({"next": "/api/v1/users"}), network).await;
        assert_eq!((&all["stop"], &all["items"]), (&json!("end"), &json!([1, 1])), "{after:?}: {all}");
    }
    // A link that cannot be followed is an error, and the collected items are kept.
    for target in ["users?after=1", "/api/../users"] {
        let link = format!("<{target}>; rel=\"next\"");
        let (network, _) = answering(200, &[("Link", &link)], "[1]");
        let all = collect(json!({"next": "/api/v1/users"}), network).await;
        assert_eq!((&all["stop"], &all["items"]), (&json!("failed"), &json!([1])), "{target}: {all}");
    }
}

#[tokio::test]
async fn the_log_ends_at_an_empty_page() {
    let (network, sent) = answering(200, &[("Link", "</api/v1/logs?after=2>; rel=\"next\"")], "[]");
    let all = collect(json!({"next": "/api/v1/logs?after=1"}), network).await;
    assert_eq!((&all["stop"], &all["next"]), (&json!("end"), &json!("/api/v1/logs?after=2")));
    assert_eq!(sent.lock().expect("no panic").len(), 1);
}

#[tokio::test]
async fn every_next_is_followed_in_the_configured_organization_only() {
    // Not all lists are below /api/: the generic request reads others.
    for path in ["/governance/api/v1/grants", "/integrations/api/v1/submissions", "/oauth2/v1/clients", "/steal"] {
        let all = collect(json!({ "next": path }), pages(2, &[])).await;
        assert_eq!((&all["stop"], &all["count"], &all["error"]), (&json!("end"), &json!(6), &Value::Null), "{path}");
        let bounded = collect(json!({"next": path, "maxItems": 1}), pages(2, &[])).await;
        let rest = collect(json!({ "next": bounded["next"] }), pages(2, &[])).await;
        assert_eq!((&rest["stop"], &rest["items"]), (&json!("end"), &json!([0, 1, 1, 2, 2])), "{path}");
        let (network, sent) = answering(200, &[], "[]");
        let page = call("pages.next-page", &json!({ "next": path }).to_string(), network).await;
        assert_eq!(page.error, None);
        let sent = sent.lock().expect("no panic");
        assert_eq!(sent[0].uri().to_string(), format!("https://acme.okta.com{path}"));
    }
    for next in ["https://evil.example/api/v1/x", "//evil.example/api/v1", "/api/../x", "/api/v1/x#y", "api/v1", ""] {
        for function in ["pages.collect", "pages.next-page"] {
            let (network, sent) = answering(200, &[], "[]");
            let outcome = call(function, &json!({ "next": next }).to_string(), network).await;
            assert_eq!(outcome.error.as_deref(), Some("permanent-invalid-argument"), "{next}");
            assert_eq!(text(&outcome, "name"), "next");
            assert_eq!(sent.lock().expect("no panic").len(), 0);
        }
    }
}

#[tokio::test]
async fn a_list_is_not_followed_beyond_the_policy() {
    let network = |link: &'static str| answering(200, &[("Link", link)], "[1]");
    for link in ["</api/v1/groups?after=1>; rel=\"next\"", "</governance/api/v1/x>; rel=\"next\""] {
        let (network, sent) = network(link);
        let variables = environment(&[("OKTA_ACTIONS_ALLOW", "user.*")]);
        let outcome = call_with("pages.collect", r#"{"next":"/api/v1/users"}"#, variables, network).await;
        let all: Value = serde_json::from_str(&outcome.to_json()).expect("JSON");
        assert_eq!((&all["stop"], &all["items"]), (&json!("failed"), &json!([1])));
        assert_eq!(all["error"]["error"], "permanent-not-allowed");
        assert_eq!(sent.lock().expect("no panic").len(), 1);
    }
}

#[tokio::test]
async fn a_failure_keeps_the_collected_items() {
    let (network, _) = answering(429, &[], "{}");
    let outcome = call("pages.collect", r#"{"next":"/api/v1/users"}"#, network).await;
    assert_eq!(outcome.error.as_deref(), Some("rate-limited"), "nothing was collected");
    let network = Network::Responder(Arc::new(|request: http::Request<Bytes>| {
        let first = request.uri().query().is_none();
        let link = if first { "</api/v1/users?after=1>; rel=\"next\"" } else { "" };
        let response = http::Response::builder().status(if first { 200 } else { 429 }).header("link", link);
        Ok(response.body(Bytes::from_static(b"[1]")).expect("a valid response"))
    }));
    let all = collect(json!({"next": "/api/v1/users"}), network).await;
    assert_eq!(
        (&all["stop"], &all["items"], &all["next"]),
        (&json!("failed"), &json!([1]), &json!("/api/v1/users?after=1"))
    );
    assert_eq!((&all["error"]["error"], &all["error"]["waitMs"]), (&json!("rate-limited"), &json!(60_000)));
}

#[tokio::test]
async fn a_list_action_is_collected_by_name_from_the_mock_org() {
    let mock = Mock::start(Options::default()).await.expect("a port");
    let network = Network::Client(network::client());
    let run = async |action: &str, json: Value| {
        let outcome = call_with(action, &json.to_string(), mock.environment(), network.clone()).await;
        serde_json::from_str::<Value>(&outcome.to_json()).expect("JSON")
    };
    let one = run("user.list-users", json!({})).await;
    let all = run("pages.collect-list", json!({"action": "user.list-users", "arguments": "{\"limit\":1}"})).await;
    assert_eq!(all["items"], one["body"]);
    let users = one["body"].as_array().map(Vec::len);
    assert_eq!(all["pages"].as_u64().map(|pages| pages as usize), users);
    let wrong = run("pages.collect-list", json!({"action": "user.create-user", "arguments": "{\"body\":{}}"})).await;
    assert_eq!(wrong["error"], "permanent-invalid-argument");
    let wrong = run("pages.collect-list", json!({"action": "user.list-usres", "arguments": "{}"})).await;
    assert!(wrong["message"].as_str().is_some_and(|message| message.contains("user.list-users")), "{wrong}");
    let object = run("pages.collect-list", json!({"action": "domain.list-domains", "arguments": "{}"})).await;
    assert_eq!(object["error"], "permanent-unreadable-response");
}
