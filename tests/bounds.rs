//! Any response of a server takes no more memory than the bounds, and is a result or a typed error.

mod support;

use host_test::host::InstanceConfig;
use host_test::host::limits::Limits;
use host_test::host::values::Outcome;
use host_test::host::values::arguments;
use support::{answering, call, call_with, environment, host, loopback, text};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

const GET: (&str, &str) = ("user.get-user", r#"{"userId":"me"}"#);
const BOUND: &str = "OKTA_ACTIONS_MAXRESPONSEBYTES";

async fn with_bound(bound: &str, status: u16, body: String) -> Outcome {
    let (network, _) = answering(status, &[], body);
    call_with(GET.0, GET.1, environment(&[(BOUND, bound)]), network).await
}

#[tokio::test]
async fn a_body_up_to_the_bound_is_a_result_and_a_longer_one_is_not() {
    let body = format!("\"{}\"", "x".repeat(98));
    assert_eq!(with_bound("100", 200, body.clone()).await.error, None);
    let outcome = with_bound("99", 200, body).await;
    assert_eq!(outcome.error.as_deref(), Some("permanent-unreadable-response"), "{}", outcome.to_json());
    assert!(text(&outcome, "message").contains(BOUND));
    assert_eq!(outcome.fields["response"]["bodyTruncated"], true);
}

#[tokio::test]
async fn a_long_error_is_cut_whatever_the_bound() {
    let outcome = with_bound("10", 404, "x".repeat(100)).await;
    assert_eq!(outcome.error.as_deref(), Some("permanent-refused"));
    assert_eq!((text(&outcome, "body"), &outcome.fields["bodyTruncated"]), ("xxxxxxxxxx", &true.into()));
}

#[tokio::test]
async fn an_endless_response_ends_at_the_bound() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let server = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.expect("a connection");
        let _ = socket.read(&mut [0; 4096]).await;
        // The server announces a gigabyte; the component hangs up long before.
        let _ = socket.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n[").await;
        let chunk = vec![b' '; 1024 * 1024];
        let mut sent: usize = 0;
        while sent < 1024 && socket.write_all(&chunk).await.is_ok() {
            sent += 1;
        }
        sent
    });
    let (mut environment, network) = loopback(port);
    environment.push((BOUND.into(), "4194304".into()));
    let outcome = call_with(GET.0, GET.1, environment, network).await;
    assert_eq!(outcome.error.as_deref(), Some("permanent-unreadable-response"), "{}", outcome.to_json());
    let sent = server.await.expect("the server ends");
    assert!(sent < 64, "{sent} MiB were sent");
}

#[tokio::test]
async fn a_response_larger_than_the_memory_does_not_trap() {
    let (network, _) = answering(200, &[], format!("\"{}\"", "x".repeat(20 * 1024 * 1024)));
    let function = host().function(GET.0).expect("an exported function");
    let config = InstanceConfig::new(environment(&[]), network);
    let limits = Limits { memory: 8 * 1024 * 1024, ..Limits::default() };
    let mut instance = host().instance_within(&config, limits).await.expect("an instance");
    let args = arguments(function, GET.1, None).expect("arguments");
    let outcome = Outcome::new(instance.call(function, &args).await.expect("no trap"));
    assert_eq!(outcome.error.as_deref(), Some("permanent-unreadable-response"), "{}", outcome.to_json());
    assert!(text(&outcome, "message").contains("memory"), "{}", outcome.to_json());
}

/// Runs an action in an instance with this much memory.
async fn within(memory: usize, (action, json): (&str, &str), config: &InstanceConfig) -> Outcome {
    let function = host().function(action).expect("an exported function");
    let limits = Limits { memory, ..Limits::default() };
    let mut instance = host().instance_within(config, limits).await.expect("an instance");
    let args = arguments(function, json, None).expect("arguments");
    Outcome::new(instance.call(function, &args).await.expect("no trap"))
}

#[tokio::test]
async fn a_token_response_is_read_up_to_its_bound() {
    let app = environment(&[
        ("OKTA_CLIENT_TOKEN", ""),
        ("OKTA_CLIENT_AUTHORIZATIONMODE", "PrivateKey"),
        ("OKTA_CLIENT_CLIENTID", "0oa1"),
        ("OKTA_CLIENT_SCOPES", "okta.users.read"),
        ("OKTA_CLIENT_PRIVATEKEY", include_str!("keys/p256.pkcs8.pem")),
    ]);
    let within_bound = format!(r#"{{"access_token":"t","x":[{}1]}}"#, "[],".repeat(20_000));
    let beyond = format!(r#"{{"access_token":"t","x":[{}1]}}"#, "[],".repeat(1_300_000));
    for (status, body, error) in [
        (200, within_bound.clone(), None),
        (200, beyond.clone(), Some("permanent-unreadable-response")),
        (400, within_bound, Some("permanent-refused")),
        (400, beyond, Some("permanent-refused")),
    ] {
        let body = bytes::Bytes::from(body);
        let responder = move |request: http::Request<bytes::Bytes>| {
            let is_token = request.uri().path() == "/oauth2/v1/token";
            let (status, body) =
                if is_token { (status, body.clone()) } else { (200, bytes::Bytes::from_static(b"{}")) };
            Ok(http::Response::builder().status(status).body(body).expect("a valid response"))
        };
        let network = host_test::host::network::Network::Responder(std::sync::Arc::new(responder));
        let outcome = within(8 * 1024 * 1024, GET, &InstanceConfig::new(app.clone(), network)).await;
        assert_eq!(outcome.error.as_deref(), error, "{}", outcome.sentence());
        assert!(outcome.to_json().len() < 2000, "nothing of the body is in the error");
    }
}

#[tokio::test]
async fn the_links_of_a_collection_are_not_kept() {
    // Together these are 20 MB, in an instance with 8.
    let responder = |request: http::Request<bytes::Bytes>| {
        let page =
            request.uri().query().and_then(|query| query.split('&').next()?.parse::<u32>().ok()).unwrap_or_default();
        let mut response = http::Response::builder();
        if page < 1400 {
            let link = format!("</api/v1/users?{}&{}>; rel=\"next\"", page + 1, "x".repeat(15_000));
            response = response.header("link", link);
        }
        Ok(response.body(bytes::Bytes::from_static(b"[1]")).expect("a valid response"))
    };
    let network = host_test::host::network::Network::Responder(std::sync::Arc::new(responder));
    let config = InstanceConfig::new(environment(&[]), network);
    let outcome = within(8 * 1024 * 1024, ("pages.collect", r#"{"next":"/api/v1/users"}"#), &config).await;
    assert_eq!(
        (&outcome.fields["stop"], &outcome.fields["pages"]),
        (&"end".into(), &1401.into()),
        "{}",
        outcome.to_json()
    );
}

#[tokio::test]
async fn a_response_beyond_the_limits_of_the_host_ends_only_the_call() {
    let (network, _) = answering(200, &[], format!("\"{}\"", "x".repeat(2 * 1024 * 1024)));
    let config = InstanceConfig::new(environment(&[]), network);
    for (action, json) in [GET, ("generic-request.send-request", r#"{"method":"GET","path":"/api/v1/users"}"#)] {
        let function = host().function(action).expect("an exported function");
        let args = arguments(function, json, None).expect("arguments");
        let limits = Limits { hostcall_fuel: 1024 * 1024, ..Limits::default() };
        let mut instance = host().instance_within(&config, limits).await.expect("an instance");
        let error = instance.call(function, &args).await.expect_err("more than the host accepts");
        assert!(format!("{error:#}").contains("fuel"), "{error:#}");
        assert_eq!(Outcome::new(host().call(function, &args, &config).await.expect("no trap")).error, None);
    }
}

#[tokio::test]
async fn large_and_deep_bodies_are_results() {
    let large = format!("[{}1]", "1,".repeat(5_000_000));
    let deep = "[".repeat(200_000) + &"]".repeat(200_000);
    for body in [large, deep] {
        let (network, _) = answering(200, &[], body.clone());
        let outcome = call(GET.0, GET.1, network).await;
        assert_eq!(outcome.error, None);
        assert!(text(&outcome, "body") == body);
        let (network, _) = answering(400, &[], body);
        assert_eq!(call(GET.0, GET.1, network).await.error.as_deref(), Some("permanent-refused"));
    }
}

#[tokio::test]
async fn a_generic_response_up_to_the_bound_arrives_byte_for_byte() {
    const GENERIC: &str = "generic-request.send-request";
    const MIB: usize = 1024 * 1024;
    let ask = r#"{"method":"GET","path":"/api/v1/users"}"#;
    for length in [4 * MIB, 32 * MIB] {
        let body = "x".repeat(length);
        let (network, _) = answering(200, &[], body.clone());
        let outcome = call(GENERIC, ask, network).await;
        assert_eq!(outcome.error, None);
        assert!(text(&outcome, "body") == body, "{length} bytes");
    }
    let (network, _) = answering(200, &[], vec![0xff; 4 * MIB]);
    let outcome = call(GENERIC, ask, network).await;
    assert_eq!(outcome.fields["body"]["base64"].as_str().map(str::len), Some((4 * MIB).div_ceil(3) * 4));
    let (network, _) = answering(200, &[], vec![b'x'; 33 * MIB]);
    assert_eq!(call(GENERIC, ask, network).await.error.as_deref(), Some("permanent-unreadable-response"));
}

#[tokio::test]
async fn many_or_long_headers_are_a_result_or_an_error() {
    let many: Vec<(String, String)> = (0..10_000).map(|number| (format!("x-{number}"), "v".into())).collect();
    let long = vec![("x-long".to_string(), "v".repeat(1024 * 1024))];
    for headers in [many, long] {
        let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let (network, _) = answering(200, &headers, "{}");
        let outcome = call(GET.0, GET.1, network).await;
        assert!(matches!(outcome.error.as_deref(), None | Some("interrupted")), "{}", outcome.sentence());
    }
}
