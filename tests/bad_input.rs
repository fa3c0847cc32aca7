//! Bad input gives an error that names the input, and sends nothing.

mod support;

use serde_json::{Value, json};
use support::{answering, call, call_with, environment, text};

/// Asserts that a call fails before anything is sent, and that the error names the input.
async fn refused(action: &str, json: &str, changes: &[(&str, &str)], case: &str, name: &str) {
    let (network, sent) = answering(200, &[], "{}");
    let outcome = call_with(action, json, environment(changes), network).await;
    assert_eq!(outcome.error.as_deref(), Some(case), "{action} {json} {changes:?}");
    assert_eq!(text(&outcome, "name"), name, "{action} {json} {changes:?}");
    assert!(text(&outcome, "message").len() > 20, "the message says what to do: {:?}", text(&outcome, "message"));
    assert!(!outcome.to_json().contains("00test-token"), "no secret appears: {}", outcome.to_json());
    assert_eq!(sent.lock().expect("no panic").len(), 0, "nothing is sent");
}

#[tokio::test]
async fn a_wrong_connection_is_named() {
    const URL: &str = "OKTA_CLIENT_ORGURL";
    const TOKEN: &str = "OKTA_CLIENT_TOKEN";
    for (name, value) in [
        (URL, ""),
        (URL, "https://acme.okta.com/api/v1"),
        (URL, "https://acme.okta.com:8443"),
        (URL, "https://acme.okta.com//"),
        (URL, "http://acme.okta.com"),
        (URL, "https://user:00test-token@acme.okta.com"),
        (URL, "acme.okta.com"),
        (URL, "https://acme-admin.okta.com"),
        (URL, "https://ACME-ADMIN.oktapreview.com/"),
        (TOKEN, ""),
        (TOKEN, "00test-token\nX: y"),
        (TOKEN, "00test-token\r\n"),
        ("OKTA_CLIENT_AUTHORIZATIONMODE", "Basic"),
        ("OKTA_CLIENT_REQUESTTIMEOUT", "soon"),
    ] {
        refused("user.get-user", r#"{"userId":"me"}"#, &[(name, value)], "permanent-invalid-configuration", name).await;
    }
    let (mode, case) = (("OKTA_CLIENT_AUTHORIZATIONMODE", "PrivateKey"), "permanent-invalid-configuration");
    for url in ["http://acme.okta.com", "http://10.0.0.1:8080", "http://127.0.0.1.evil.example", "http://127.1:8080"] {
        let testing = [("OKTA_TESTING_DISABLEHTTPSCHECK", "true"), (URL, url)];
        refused("user.get-user", r#"{"userId":"me"}"#, &testing, case, URL).await;
    }
    refused("user.get-user", r#"{"userId":"me"}"#, &[mode], case, "OKTA_CLIENT_SCOPES").await;
}

#[tokio::test]
async fn a_slash_behind_the_host_and_admin_in_a_custom_domain_are_fine() {
    for (url, host) in
        [("https://acme.okta.com/", "acme.okta.com"), ("https://login-admin.example.org", "login-admin.example.org")]
    {
        let (network, sent) = answering(200, &[], "{}");
        let variables = environment(&[("OKTA_CLIENT_ORGURL", url)]);
        assert_eq!(call_with("user.get-user", r#"{"userId":"me"}"#, variables, network).await.error, None);
        let sent = sent.lock().expect("no panic");
        assert_eq!(sent[0].uri().to_string(), format!("https://{host}/api/v1/users/me"));
    }
}

#[tokio::test]
async fn an_id_that_would_change_the_endpoint_is_refused() {
    let long = "x".repeat(10_000);
    for id in
        ["", ".", "..", ";a", "..;a", "ada;x@example.com", "00u1/lifecycle/deactivate", "../groups/00g1", "a\\b", &long]
    {
        let json = serde_json::json!({ "userId": id }).to_string();
        refused("user.get-user", &json, &[], "permanent-invalid-argument", "user-id").await;
        refused("user.delete-user", &json, &[], "permanent-invalid-argument", "user-id").await;
    }
    for id in
        ["%2e%2E", "ada%3Bx", "00u1%2Flifecycle%2fdeactivate", "a%5Cb", "a%00", "a%0d%0ab", "a\0", "a\r\nb", "\u{9b}"]
    {
        let json = serde_json::json!({ "userId": id }).to_string();
        refused("user.get-user", &json, &[], "permanent-invalid-argument", "user-id").await;
    }
    for id in ["rules", "RULES", "rules;a", "rules/", "./rules", "rules%00", "rules.json", "%72ules", " rules"] {
        let json = serde_json::json!({ "groupId": id }).to_string();
        refused("group.get-group", &json, &[], "permanent-invalid-argument", "group-id").await;
    }
}

#[tokio::test]
async fn any_other_id_stays_one_segment_of_the_path() {
    for (id, path) in [
        ("%41", "/api/v1/users/%2541"),
        ("50%", "/api/v1/users/50%25"),
        ("?x", "/api/v1/users/%3Fx"),
        ("#", "/api/v1/users/%23"),
        ("😀", "/api/v1/users/%F0%9F%98%80"),
        ("ada+okta moreau", "/api/v1/users/ada%2Bokta%20moreau"),
        ("isaac@example.com", "/api/v1/users/isaac%40example.com"),
    ] {
        let (network, sent) = answering(200, &[], "{}");
        let outcome = call("user.get-user", &format!(r#"{{"userId":"{id}"}}"#), network).await;
        assert_eq!(outcome.error, None);
        let sent = sent.lock().expect("no panic");
        assert_eq!(sent[0].uri().to_string(), format!("https://acme.okta.com{path}"));
    }
}

#[tokio::test]
async fn a_query_value_arrives_unchanged() {
    let (network, sent) = answering(200, &[], "[]");
    let value = "a & b + 100%\nc=d #ä";
    let json = serde_json::json!({ "search": value, "limit": 2 }).to_string();
    assert_eq!(call("user.list-users", &json, network).await.error, None);
    let sent = sent.lock().expect("no panic");
    let query = sent[0].uri().query().expect("a query").to_string();
    let pairs: Vec<_> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    assert_eq!(pairs, [("search".to_string(), value.to_string()), ("limit".to_string(), "2".to_string())]);
}

#[tokio::test]
async fn a_header_parameter_cannot_add_a_header() {
    for value in ["x\\r\\nHost: evil.example", "x\\ny", "\\u0000", "é"] {
        let json = format!(r#"{{"userId":"me","ifMatch":"{value}","body":{{}}}}"#);
        refused("user.update-user", &json, &[], "permanent-invalid-argument", "if-match").await;
    }
}

#[tokio::test]
async fn a_next_that_is_not_a_path_of_the_organization_is_refused() {
    for next in [
        "https://evil.example/api/v1/users",
        "//evil.example/api/v1/users",
        "http://acme.okta.com/api/v1/users",
        "/api/../evil",
        "/api/%2e%2e/evil",
        "/api/v1/users?after=1\\r\\nX: y",
        "/api\\\\evil",
        "/api/v1/users%2F00u1",
        "/api/v1/users/a;b",
        "/api/v1/users/%252e%252e/x",
        "/api/v1/users?_method=DELETE",
        "",
    ] {
        refused("pages.next-page", &format!(r#"{{"next":"{next}"}}"#), &[], "permanent-invalid-argument", "next").await;
    }
}

#[tokio::test]
async fn a_generic_request_stays_within_the_organization() {
    for path in [
        "https://evil.example/",
        "//evil.example/",
        "api/v1",
        "/a\\\\b",
        "/api/../x",
        "/a?b=c",
        "/a#b",
        "/a b",
        "/é",
        "/api/v1%2Fusers%2f00u1",
        "/api/v1/users/ada;x",
        "/api/v1/users/ada%3Bx",
        "/api/v1/users/%252e%252e",
        "/api/v1/users/a%00",
        "/api/v1/users/%C0%AE",
        "",
    ] {
        let json = format!(r#"{{"method":"GET","path":"{path}"}}"#);
        refused("generic-request.send-request", &json, &[], "permanent-invalid-argument", "path").await;
    }
    for header in [
        r#"{"X-A":"a\r\nb"}"#,
        r#"{"X A":"a"}"#,
        r#"{"Host":"evil.example"}"#,
        r#"{"Connection":"close"}"#,
        r#"{"Transfer-Encoding":"chunked"}"#,
        r#"{"Content-Length":"1"}"#,
        r#"{"authorization":"SSWS other"}"#,
        r#"{"X-HTTP-Method-Override":"DELETE"}"#,
        r#"{"X_HTTP_METHOD_OVERRIDE":"DELETE"}"#,
        r#"{"X-Original-URL":"/api/v1/users/00u1"}"#,
        r#"{"X-Rewrite-URL":"/api/v1/users/00u1"}"#,
        r#"{"Forwarded":"host=evil.example"}"#,
        r#"{"X-Forwarded-Host":"evil.example"}"#,
        r#"{"X-Forwarded-Prefix":"/x"}"#,
        r#"{"X-Forwarded-Uri":"/x"}"#,
        r#"{"Trailer":"x"}"#,
    ] {
        let json = format!(r#"{{"method":"GET","path":"/api/v1/users","headers":{header}}}"#);
        refused("generic-request.send-request", &json, &[], "permanent-invalid-argument", "headers").await;
    }
    for method in ["", "get", "CONNECT", "GET\\r\\n"] {
        let json = format!(r#"{{"method":"{method}","path":"/api/v1/users"}}"#);
        refused("generic-request.send-request", &json, &[], "permanent-invalid-argument", "method").await;
    }
}

#[tokio::test]
async fn every_server_reads_a_generic_request_alike() {
    let generic = "generic-request.send-request";
    for query in [r#"{"_method":"DELETE"}"#, r#"[["a","b"],["_Method","PUT"]]"#] {
        let json = format!(r#"{{"method":"POST","path":"/api/v1/users","query":{query}}}"#);
        refused(generic, &json, &[], "permanent-invalid-argument", "query").await;
    }
    let form = r#"{"Content-Type":"application/x-www-form-urlencoded"}"#;
    let json = format!(r#"{{"method":"POST","path":"/api/v1/users","headers":{form},"body":"a=b&_method=DELETE"}}"#);
    refused(generic, &json, &[], "permanent-invalid-argument", "body").await;
    for method in ["GET", "HEAD"] {
        let json = format!(r#"{{"method":"{method}","path":"/api/v1/users","body":"{{}}"}}"#);
        refused(generic, &json, &[], "permanent-invalid-argument", "body").await;
    }
}

/// As [`refused`], for a call and for its preview.
async fn refused_alike(action: &str, json: Value, name: &str) {
    refused(action, &json.to_string(), &[], "permanent-invalid-argument", name).await;
    let preview = json!({ "action": action, "arguments": json.to_string() }).to_string();
    refused("catalog.preview-action", &preview, &[], "permanent-invalid-argument", name).await;
}

#[tokio::test]
async fn headers_and_urls_beyond_the_bounds_are_refused_by_call_and_preview() {
    let long = |length: usize| "x".repeat(length);
    let generic = |headers: Value| json!({"method": "GET", "path": "/api/v1/users", "headers": headers});
    let many = |count: u32| (0..count).map(|number| json!([format!("x-{number}"), "v"])).collect::<Value>();
    for headers in
        [json!([["x-a", long(200_000)]]), json!([[long(5_000), "v"]]), json!([[long(200_000), "v"]]), many(3_000)]
    {
        refused_alike("generic-request.send-request", generic(headers), "headers").await;
    }
    let enroll = json!({"userId": "me", "acceptLanguage": long(200_000), "body": {}});
    refused_alike("user-factor.enroll-factor", enroll, "accept-language").await;
    for length in [20_000, 70_000, 1_000_000] {
        refused_alike("user.list-users", json!({"search": long(length)}), "search").await;
        let json = json!({"method": "GET", "path": "/api/v1/users", "query": {"search": long(length)}});
        refused_alike("generic-request.send-request", json, "query").await;
        let json = json!({"method": "GET", "path": format!("/{}", long(length))});
        refused_alike("generic-request.send-request", json, "path").await;
        let next = json!({"next": format!("/api/v1/users?after={}", long(length))}).to_string();
        refused("pages.next-page", &next, &[], "permanent-invalid-argument", "next").await;
    }
    let token = [("OKTA_CLIENT_TOKEN", &*long(100_000))];
    refused("user.get-user", r#"{"userId":"me"}"#, &token, "permanent-invalid-configuration", token[0].0).await;
}

#[tokio::test]
async fn headers_and_urls_within_the_bounds_are_sent() {
    let mut headers: Vec<(String, String)> = (0..180).map(|number| (format!("x-{number:04}"), String::new())).collect();
    headers.push(("x-long".into(), "v".repeat(16 * 1024)));
    let path = format!("/{}", "x".repeat(16 * 1024 - 1));
    let json = json!({"method": "POST", "path": path, "headers": headers}).to_string();
    let token = "t".repeat(16_000);
    let (network, sent) = answering(200, &[], "{}");
    let environment = environment(&[("OKTA_CLIENT_TOKEN", &token)]);
    let outcome = call_with("generic-request.send-request", &json, environment, network).await;
    assert_eq!(outcome.error, None, "{}", outcome.sentence());
    let sent = sent.lock().expect("no panic");
    assert_eq!(sent[0].headers()["x-long"].len(), 16 * 1024);
    assert_eq!(sent[0].uri().path(), path);
}

#[tokio::test]
async fn an_error_about_arguments_names_the_first_of_many() {
    let fields: serde_json::Map<_, _> = (0..40_000).map(|number| (format!("{number:-<100}"), json!(1))).collect();
    let arguments = Value::Object(fields).to_string();
    assert!(arguments.len() > 4_000_000);
    let json = json!({"action": "user.list-users", "arguments": arguments}).to_string();
    let (network, _) = answering(200, &[], "{}");
    let outcome = call("catalog.call-action", &json, network).await;
    let message = text(&outcome, "message");
    assert!(message.contains("`0---") && message.contains("39990 more are unknown"), "{message}");
    assert!(message.len() < 5_000, "{}", message.len());
}

#[tokio::test]
async fn a_body_that_is_not_json_is_refused() {
    // Built without the host's check, which accepts only JSON.
    use host_test::host::InstanceConfig;
    use host_test::host::values::Outcome;
    use wasmtime::component::Val;
    for body in ["", "{", "hello", "{}{}", "{\"a\":}", &"[".repeat(100_000)] {
        let (network, sent) = answering(200, &[], "{}");
        let function = support::host().function("group.create-group").expect("an exported function");
        let config = InstanceConfig::new(environment(&[]), network);
        let result = support::host().call(function, &[Val::String(body.to_string())], &config).await.expect("no trap");
        let outcome = Outcome::new(result);
        assert_eq!(outcome.error.as_deref(), Some("permanent-invalid-argument"));
        assert_eq!(text(&outcome, "name"), "body");
        assert_eq!(sent.lock().expect("no panic").len(), 0);
    }
}

#[tokio::test]
async fn an_unknown_interface_of_the_catalog_is_named() {
    refused(
        "catalog.list-actions",
        r#"{"interfaceName":"users"}"#,
        &[],
        "permanent-invalid-argument",
        "interface-name",
    )
    .await;
}
