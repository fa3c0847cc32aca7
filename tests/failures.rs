//! What networks and servers do wrong becomes a typed result, over real sockets.

mod support;

use host_test::results::Outcome;
use support::{answering, call, call_with, loopback, text};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

const GET: (&str, &str) = ("user.get-user", r#"{"userId":"me"}"#);
const POST: (&str, &str) = ("group.create-group", r#"{"body":{"profile":{"name":"x"}}}"#);

/// Serves one connection: reads a request, sends the bytes, closes. Then runs the action against it.
async fn against(bytes: &'static [u8], (action, json): (&str, &str)) -> Outcome {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let server = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.expect("a connection");
        let mut request = [0; 4096];
        let _ = socket.read(&mut request).await;
        let _ = socket.write_all(bytes).await;
        let _ = socket.shutdown().await;
    });
    let (environment, network) = loopback(port);
    let outcome = call_with(action, json, environment, network).await;
    server.await.expect("the server ends");
    outcome
}

#[tokio::test]
async fn a_refused_connection_is_unreachable_whatever_the_method() {
    let port =
        TcpListener::bind("127.0.0.1:0").await.and_then(|listener| listener.local_addr()).expect("a free port").port();
    for (action, json) in [GET, POST] {
        let (environment, network) = loopback(port);
        let outcome = call_with(action, json, environment, network).await;
        assert_eq!(outcome.error.as_deref(), Some("unreachable"), "{action}: {}", outcome.to_json());
    }
}

#[tokio::test]
async fn a_lost_answer_is_safe_to_repeat_only_for_a_safe_method() {
    let silent: &[u8] = b"";
    let in_headers: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Le";
    let in_body: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"id\":";
    let in_chunks: &[u8] = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"id\"\r\n";
    let garbage: &[u8] = b"\x16\x03\x01\x02\x00garbage\r\n\r\n";
    for bytes in [silent, in_headers, in_body, in_chunks, garbage] {
        let outcome = against(bytes, GET).await;
        assert_eq!(
            outcome.error.as_deref(),
            Some("interrupted"),
            "{:?}: {}",
            String::from_utf8_lossy(bytes),
            outcome.to_json()
        );
        let outcome = against(bytes, POST).await;
        assert_eq!(outcome.error.as_deref(), Some("permanent-outcome-unknown"), "{}", outcome.to_json());
        assert!(!text(&outcome, "message").is_empty());
    }
}

#[tokio::test]
async fn an_answer_that_is_not_oktas_is_unreadable() {
    let html: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<html></html>";
    let invalid: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\n\"\xff\xfe\"";
    for bytes in [html, invalid] {
        let outcome = against(bytes, GET).await;
        assert_eq!(outcome.error.as_deref(), Some("permanent-unreadable-response"), "{}", outcome.to_json());
        assert_eq!(outcome.fields["refusal"]["status"], 200);
        assert!(!outcome.fields["refusal"]["contentType"].is_null());
        assert!(text(&outcome, "message").contains("no JSON") || text(&outcome, "message").contains("no text"));
    }
}

#[tokio::test]
async fn nothing_is_a_result() {
    let nothing: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    let typed: &[u8] = b"HTTP/1.1 204 No Content\r\nContent-Type: application/json\r\n\r\n";
    for (bytes, status) in [(nothing, 200), (typed, 204)] {
        let outcome = against(bytes, GET).await;
        assert_eq!(outcome.error, None, "{}", outcome.to_json());
        assert_eq!((outcome.fields["status"].as_u64(), text(&outcome, "body")), (Some(status), ""));
    }
}

#[tokio::test]
async fn a_redirect_is_a_refusal_and_is_not_followed() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let elsewhere = listener.local_addr().expect("an address");
    let location = format!("http://{elsewhere}/stolen");
    let (network, sent) = answering(301, &[("Location", &location)], "");
    let outcome = call(GET.0, GET.1, network).await;
    assert_eq!(outcome.error.as_deref(), Some("permanent-refused"));
    assert_eq!(outcome.fields["status"], 301);
    assert_eq!(sent.lock().expect("no panic").len(), 1);
    let nobody = tokio::time::timeout(std::time::Duration::from_millis(50), listener.accept()).await;
    assert!(nobody.is_err(), "nobody follows");
}

#[tokio::test]
async fn refusals_keep_all_that_okta_says() {
    let body = r#"{"errorCode":"E0000001","errorSummary":"s","errorLink":"E0000001","errorId":"oae1","errorCauses":[{"errorSummary":"a"},{"errorSummary":"b"},{}]}"#;
    let (network, _) = answering(400, &[("X-Okta-Request-Id", "r"), ("Content-Type", "application/json")], body);
    let outcome = call(POST.0, POST.1, network).await;
    let expected = serde_json::json!({
        "error": "permanent-refused", "status": 400, "errorCode": "E0000001", "errorSummary": "s", "errorCauses": ["a", "b"],
        "errorId": "oae1", "requestId": "r", "contentType": "application/json", "body": serde_json::from_str::<serde_json::Value>(body).expect("JSON"),
        "bodyTruncated": false,
    });
    assert_eq!(serde_json::from_str::<serde_json::Value>(&outcome.to_json()).expect("JSON"), expected);
}

#[tokio::test]
async fn refusals_of_other_shapes_are_read_as_far_as_they_go() {
    let challenge = r#"Bearer realm="okta", error="insufficient_scope", error_description="needs more, really""#;
    for (headers, body, code, summary) in [
        (&[][..], r#"{"status":404,"message":"m"}"#, "", "m"),
        (&[][..], r#"{"error":"invalid_client","error_description":"d"}"#, "invalid_client", "d"),
        (&[("WWW-Authenticate", challenge)][..], "", "insufficient_scope", "needs more, really"),
        (&[][..], "<html>no such org</html>", "", ""),
        (&[][..], r#"{"errorCode":7,"errorSummary":null,"errorCauses":{}}"#, "", ""),
        (&[][..], "[]", "", ""),
    ] {
        let (network, _) = answering(403, headers, body);
        let outcome = call(GET.0, GET.1, network).await;
        assert_eq!(outcome.error.as_deref(), Some("permanent-refused"));
        assert_eq!((text(&outcome, "errorCode"), text(&outcome, "errorSummary")), (code, summary), "{body}");
        assert_eq!(text(&outcome, "body"), body);
    }
}

#[tokio::test]
async fn a_long_error_page_is_cut_and_says_so() {
    let (network, _) = answering(404, &[], "ä".repeat(100_000));
    let outcome = call(GET.0, GET.1, network).await;
    assert_eq!(outcome.fields["bodyTruncated"], true);
    assert_eq!(text(&outcome, "body").len(), 64 * 1024);
}

#[tokio::test]
async fn the_status_decides_whether_repeating_is_safe() {
    for (status, get, post) in [
        (301, "permanent-refused", "permanent-refused"),
        (400, "permanent-refused", "permanent-refused"),
        (404, "permanent-refused", "permanent-refused"),
        (412, "permanent-refused", "permanent-refused"),
        (423, "unavailable", "unavailable"),
        (429, "rate-limited", "rate-limited"),
        (500, "unavailable", "permanent-outcome-unknown"),
        (501, "permanent-refused", "permanent-refused"),
        (502, "unavailable", "permanent-outcome-unknown"),
        (503, "unavailable", "permanent-outcome-unknown"),
        (504, "unavailable", "permanent-outcome-unknown"),
    ] {
        for ((action, json), expected) in [(GET, get), (POST, post)] {
            let (network, sent) = answering(status, &[], "{}");
            let outcome = call(action, json, network).await;
            assert_eq!(outcome.error.as_deref(), Some(expected), "{status} {action}");
            let refusal = outcome.fields.get("refusal").and_then(|value| value.as_object()).unwrap_or(&outcome.fields);
            assert_eq!(refusal["status"], status);
            assert_eq!(sent.lock().expect("no panic").len(), 1, "nothing is repeated by itself");
        }
    }
}

#[tokio::test]
async fn a_rate_limit_says_how_long_to_wait() {
    let headers = [
        ("Date", "Sun, 06 Nov 1994 08:49:37 GMT"),
        ("X-Rate-Limit-Limit", "600"),
        ("X-Rate-Limit-Remaining", "0"),
        ("X-Rate-Limit-Reset", "784111800"),
    ];
    let (network, _) = answering(429, &headers, r#"{"errorCode":"E0000047","errorSummary":"too many"}"#);
    let outcome = call(POST.0, POST.1, network).await;
    assert_eq!(outcome.fields["waitMs"], 24_000);
    assert_eq!(outcome.fields["refusal"]["errorCode"], "E0000047");
    assert!(!text(&outcome, "reason").is_empty());
}

#[tokio::test]
async fn a_host_that_forbids_the_request_is_named() {
    for (error, expected) in [
        (wasmtime_wasi_http::Error::HttpRequestDenied, "permanent-not-allowed"),
        (wasmtime_wasi_http::Error::DestinationIpProhibited, "permanent-not-allowed"),
        (wasmtime_wasi_http::Error::DestinationNotFound, "unreachable"),
        (wasmtime_wasi_http::Error::TlsCertificateError, "unreachable"),
        (wasmtime_wasi_http::Error::ConnectionReadTimeout, "permanent-outcome-unknown"),
    ] {
        let failure = std::sync::Mutex::new(Some(error));
        let responder = move |_| Err(failure.lock().expect("no panic").take().expect("one request"));
        let network = host_test::network::Network::Responder(std::sync::Arc::new(responder));
        let outcome = call(POST.0, POST.1, network).await;
        assert_eq!(outcome.error.as_deref(), Some(expected), "{}", outcome.to_json());
    }
}
