//! What goes over the wire: credential, headers, bodies and bytes, as Okta expects them.

mod support;

use support::{answering, call, call_with, environment, text};

#[tokio::test]
async fn the_credential_goes_with_every_request_as_the_mode_says() {
    for (mode, expected) in
        [("SSWS", Some("SSWS 00test-token")), ("Bearer", Some("Bearer 00test-token")), ("None", None)]
    {
        let (network, sent) = answering(200, &[], "{}");
        let environment = environment(&[("OKTA_CLIENT_AUTHORIZATIONMODE", mode)]);
        assert_eq!(call_with("user.get-user", r#"{"userId":"me"}"#, environment, network).await.error, None);
        let sent = sent.lock().expect("no panic");
        let authorization = sent[0].headers().get("authorization").map(|value| value.to_str().expect("text"));
        assert_eq!(authorization, expected);
    }
}

#[tokio::test]
async fn header_parameters_are_sent() {
    for (action, json, header, value) in [
        ("user.update-user", r#"{"userId":"me","ifMatch":"W/\"1\"","body":{}}"#, "if-match", "W/\"1\""),
        ("user.partial-update-user", r#"{"userId":"me","ifMatch":"W/\"1\"","body":{}}"#, "if-match", "W/\"1\""),
        ("user.delete-user", r#"{"userId":"me","prefer":"respond-async"}"#, "prefer", "respond-async"),
        ("user.deactivate-user", r#"{"userId":"me","prefer":"respond-async"}"#, "prefer", "respond-async"),
        (
            "user.get-user",
            r#"{"userId":"me","oktaResponse":"omitCredentials"}"#,
            "content-type",
            "application/json; okta-response=omitCredentials",
        ),
        (
            "user.list-users",
            r#"{"oktaResponse":"omitCredentials,omitCredentialsLinks"}"#,
            "content-type",
            "application/json; okta-response=omitCredentials,omitCredentialsLinks",
        ),
        ("user-factor.enroll-factor", r#"{"userId":"me","acceptLanguage":"de","body":{}}"#, "accept-language", "de"),
        (
            "user-factor.verify-mfa-factor",
            r#"{"userId":"me","factorId":"f","acceptLanguage":"fr","xForwardedFor":"192.0.2.1","userAgent":"app/1"}"#,
            "user-agent",
            "app/1",
        ),
        (
            "user-factor.verify-mfa-factor",
            r#"{"userId":"me","factorId":"f","xForwardedFor":"192.0.2.1"}"#,
            "x-forwarded-for",
            "192.0.2.1",
        ),
    ] {
        let (network, sent) = answering(200, &[], "{}");
        assert_eq!(call(action, json, network).await.error, None, "{action}");
        let sent = sent.lock().expect("no panic");
        let values: Vec<_> = sent[0].headers().get_all(header).iter().collect();
        assert_eq!(values, [value], "{action}");
    }
}

#[tokio::test]
async fn every_argument_reaches_its_location() {
    let (network, sent) = answering(200, &[], "[]");
    let json = r#"{"search":"s","filter":"f","q":"q","after":"a","limit":0,"sortBy":"b","sortOrder":"o","fields":"e","expand":"x"}"#;
    assert_eq!(call("user.list-users", json, network).await.error, None);
    let sent = sent.lock().expect("no panic");
    let expected = "search=s&filter=f&q=q&after=a&limit=0&sortBy=b&sortOrder=o&fields=e&expand=x";
    assert_eq!(sent[0].uri().query(), Some(expected));
}

#[tokio::test]
async fn absent_arguments_are_not_sent() {
    let (network, sent) = answering(200, &[], "[]");
    assert_eq!(call("user.list-users", "{}", network).await.error, None);
    let sent = sent.lock().expect("no panic");
    assert_eq!(sent[0].uri().to_string(), "https://acme.okta.com/api/v1/users");
    let mut names: Vec<&str> = sent[0].headers().keys().map(|name| name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["accept", "authorization", "host", "user-agent"]);
    assert_eq!(sent[0].headers()["accept"], "application/json");
    assert!(sent[0].body().is_empty());
}

#[tokio::test]
async fn bodies_pass_through_byte_for_byte_in_both_directions() {
    let body = "{ \"profile\" : {\"n\": 9007199254740993, \"x\": null, \"ü\":\"\u{1F600}\", \"e\":1.0e2 } }";
    let (network, sent) = answering(200, &[], body);
    let outcome = call("user.partial-update-user", &format!(r#"{{"userId":"me","body":{body}}}"#), network).await;
    assert_eq!(sent.lock().expect("no panic")[0].body(), body.as_bytes());
    assert_eq!(text(&outcome, "body"), body);
    assert!(outcome.to_json().contains("9007199254740993"));
}

#[tokio::test]
async fn a_large_body_goes_through_whole() {
    let value = "x".repeat(3 * 1024 * 1024);
    let body = format!("{{\"v\":\"{value}\"}}");
    let (network, sent) = answering(200, &[], body.clone());
    let outcome = call("group.create-group", &format!(r#"{{"body":{body}}}"#), network).await;
    assert_eq!(sent.lock().expect("no panic")[0].body(), body.as_bytes());
    assert_eq!(text(&outcome, "body"), body);
}

#[tokio::test]
async fn a_generic_request_sends_and_returns_bytes() {
    let (network, sent) = answering(
        201,
        &[("X-Custom", "a"), ("Link", "<https://other.example/api/v1/x?after=1>; rel=\"next\"")],
        "\u{0}raw",
    );
    let json = r#"{"method":"POST","path":"/api/v1/x%20y","query":[["a","1"],["a","2 3"]],"headers":{"Content-Type":"text/plain"},"body":"raw bytes"}"#;
    let outcome = call("generic-request.send-request", json, network).await;
    assert_eq!(outcome.error, None);
    assert_eq!(outcome.fields["status"], 201);
    assert_eq!(text(&outcome, "body"), "\u{0}raw");
    assert_eq!(text(&outcome, "next"), "/api/v1/x?after=1");
    assert!(outcome.to_json().contains(r#"["x-custom","a"]"#), "{}", outcome.to_json());
    let sent = sent.lock().expect("no panic");
    assert_eq!(sent[0].uri().to_string(), "https://acme.okta.com/api/v1/x%20y?a=1&a=2%203");
    assert_eq!(sent[0].headers()["content-type"], "text/plain");
    assert_eq!(sent[0].body().as_ref(), b"raw bytes");
}

#[tokio::test]
async fn metadata_of_the_response_reaches_the_caller() {
    let headers = [
        ("Content-Type", "application/json"),
        ("ETag", "W/\"7\""),
        ("X-Okta-Request-Id", "req-1"),
        ("X-Rate-Limit-Limit", "600"),
        ("X-Rate-Limit-Remaining", "0"),
        ("X-Rate-Limit-Reset", "1795000000"),
        (
            "Link",
            "<https://acme-admin.okta.com/api/v1/users?after=a%3D&limit=2>; rel=\"next\", <https://acme.okta.com/x>; rel=\"self\"",
        ),
    ];
    let (network, _) = answering(200, &headers, "[]");
    let outcome = call("user.list-users", "{}", network).await;
    let expected = serde_json::json!({
        "status": 200, "body": [], "contentType": "application/json", "next": "/api/v1/users?after=a%3D&limit=2",
        "etag": "W/\"7\"", "requestId": "req-1",
        "rateLimit": { "limit": 600, "remaining": 0, "resetEpochSeconds": 1_795_000_000 },
    });
    assert_eq!(serde_json::from_str::<serde_json::Value>(&outcome.to_json()).expect("JSON"), expected);
}

#[tokio::test]
async fn the_next_page_is_fetched_from_the_configured_organization() {
    let (network, sent) = answering(200, &[], "[]");
    assert_eq!(call("pages.next-page", r#"{"next":"/api/v1/users?after=a%3D%2B&limit=2"}"#, network).await.error, None);
    let sent = sent.lock().expect("no panic");
    assert_eq!(sent[0].uri().to_string(), "https://acme.okta.com/api/v1/users?after=a%3D%2B&limit=2");
    assert_eq!(sent[0].headers()["authorization"], "SSWS 00test-token");
}
