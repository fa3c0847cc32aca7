//! Every failure of networks and servers becomes a typed result: over real sockets.

mod support;

use host_test::host::values::Outcome;
use support::{answering, call, call_with, loopback, text};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

const GET: (&str, &str) = ("user.get-user", r#"{"userId":"me"}"#);
const POST: (&str, &str) = ("group.create-group", r#"{"body":{"profile":{"name":"x"}}}"#);

/// Runs an action against a server of one connection, which reads the request, sends these bytes and closes.
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
async fn a_lost_response_is_safe_to_repeat_only_for_an_idempotent_method() {
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
async fn a_response_that_is_not_oktas_is_unreadable() {
    let html: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<html></html>";
    let invalid: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\n\"\xff\xfe\"";
    for bytes in [html, invalid] {
        let outcome = against(bytes, GET).await;
        assert_eq!(outcome.error.as_deref(), Some("permanent-unreadable-response"), "{}", outcome.to_json());
        assert_eq!(outcome.fields["response"]["status"], 200);
        assert!(!outcome.fields["response"]["contentType"].is_null());
        assert!(text(&outcome, "message").contains("not JSON") || text(&outcome, "message").contains("not text"));
    }
}

#[tokio::test]
async fn an_empty_success_is_a_result() {
    let nothing: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    let typed: &[u8] = b"HTTP/1.1 204 No Content\r\nContent-Type: application/json\r\n\r\n";
    for (bytes, status) in [(nothing, 200), (typed, 204)] {
        let outcome = against(bytes, GET).await;
        assert_eq!(outcome.error, None, "{}", outcome.to_json());
        assert_eq!((outcome.fields["status"].as_u64(), text(&outcome, "body")), (Some(status), ""));
    }
}

#[tokio::test]
async fn a_redirect_is_an_error_and_is_not_followed() {
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
async fn error_responses_keep_all_parts() {
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
async fn error_responses_of_other_shapes_are_read() {
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
            let refusal = outcome.fields.get("response").and_then(|value| value.as_object()).unwrap_or(&outcome.fields);
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
    assert_eq!(outcome.fields["response"]["errorCode"], "E0000047");
    assert!(!text(&outcome, "reason").is_empty());
}

#[tokio::test]
async fn rate_limits_of_several_buckets_pair_by_position_and_the_tightest_counts() {
    let lines = [
        ("X-Rate-Limit-Limit", "600"),
        ("X-Rate-Limit-Limit", "5"),
        ("X-Rate-Limit-Remaining", "598"),
        ("X-Rate-Limit-Remaining", "0"),
        ("X-Rate-Limit-Reset", "784111780"),
        ("X-Rate-Limit-Reset", "784111800"),
    ];
    let joined = [
        ("X-Rate-Limit-Limit", "5, 600"),
        ("X-Rate-Limit-Remaining", "0, 598"),
        ("X-Rate-Limit-Reset", "784111800, 784111780"),
    ];
    for headers in [&lines[..], &joined] {
        let headers = [&[("Date", "Sun, 06 Nov 1994 08:49:37 GMT")], headers].concat();
        let (network, _) = answering(200, &headers, "{}");
        let limit = call(GET.0, GET.1, network).await.fields["rateLimit"].clone();
        assert_eq!(limit, serde_json::json!({"limit": 5, "remaining": 0, "resetEpochSeconds": 784_111_800}));
        let (network, _) = answering(429, &headers, "{}");
        assert_eq!(call(GET.0, GET.1, network).await.fields["waitMs"], 24_000);
    }
}

#[tokio::test]
async fn retry_after_as_a_date_is_read() {
    let headers = [("Date", "Sun, 06 Nov 1994 08:49:37 GMT"), ("Retry-After", "Sun, 06 Nov 1994 08:50:07 GMT")];
    for status in [429, 503] {
        let (network, _) = answering(status, &headers, "");
        assert_eq!(call(GET.0, GET.1, network).await.fields["waitMs"], 30_000, "{status}");
    }
}

#[tokio::test]
async fn a_redirect_says_where_it_points() {
    let (network, _) = answering(302, &[("Location", "https://ada:secret@sso.example/login?state=secret#x")], "");
    let outcome = call(GET.0, GET.1, network).await;
    let summary = text(&outcome, "errorSummary");
    assert!(summary.contains("sso.example/login,") && !outcome.to_json().contains("secret"), "{}", outcome.to_json());
}

#[tokio::test]
async fn an_error_that_is_not_quite_json_keeps_its_parts_and_its_body() {
    let body =
        "{\"errorCode\":\"E0000001\",\"errorSummary\":\"a\nb\",\"errorCauses\":[{\"errorSummary\":\"lone \\ud83d\"}]}";
    let (network, _) = answering(400, &[], body);
    let outcome = call(GET.0, GET.1, network).await;
    assert_eq!((text(&outcome, "errorCode"), text(&outcome, "errorSummary")), ("E0000001", "a\nb"));
    assert_eq!(outcome.fields["errorCauses"], serde_json::json!(["lone \u{fffd}"]));
    assert_eq!(text(&outcome, "body"), body);
}

#[tokio::test]
async fn a_body_in_another_form_is_an_error_that_says_so_or_the_text() {
    for (body, word) in [(&b"\x1f\x8b\x08\x00"[..], "gzip"), (b"\xff\xfe{\0}\0", "UTF-16")] {
        let (network, _) = answering(200, &[("Content-Type", "application/json")], body);
        let outcome = call(POST.0, POST.1, network).await;
        assert_eq!(outcome.error.as_deref(), Some("permanent-unreadable-response"));
        assert!(text(&outcome, "message").contains(word), "{}", outcome.to_json());
        let (network, _) = answering(403, &[], body);
        let outcome = call(POST.0, POST.1, network).await;
        assert!(text(&outcome, "errorSummary").contains(word), "{}", outcome.to_json());
    }
    let (network, _) = answering(200, &[], "\u{feff}{\"id\":\"x\"}");
    assert_eq!(text(&call(GET.0, GET.1, network).await, "body"), r#"{"id":"x"}"#);
    let (network, _) = answering(400, &[], "\u{feff}{\"errorCode\":\"E0000001\"}");
    assert_eq!(text(&call(GET.0, GET.1, network).await, "errorCode"), "E0000001");
}

/// Every error code of `wasi:http` by its name in WIT.
fn codes() -> Vec<(&'static str, wasmtime_wasi_http::Error)> {
    use wasmtime_wasi_http::Error as E;
    let (field_name, field_size) = (None, None);
    vec![
        ("DNS-timeout", E::DnsTimeout),
        ("DNS-error", E::DnsError { rcode: None, info_code: None }),
        ("destination-not-found", E::DestinationNotFound),
        ("destination-unavailable", E::DestinationUnavailable),
        ("destination-IP-prohibited", E::DestinationIpProhibited),
        ("destination-IP-unroutable", E::DestinationIpUnroutable),
        ("connection-refused", E::ConnectionRefused),
        ("connection-terminated", E::ConnectionTerminated),
        ("connection-timeout", E::ConnectionTimeout),
        ("connection-read-timeout", E::ConnectionReadTimeout),
        ("connection-write-timeout", E::ConnectionWriteTimeout),
        ("connection-limit-reached", E::ConnectionLimitReached),
        ("TLS-protocol-error", E::TlsProtocolError),
        ("TLS-certificate-error", E::TlsCertificateError),
        ("TLS-alert-received", E::TlsAlertReceived { alert_id: None, alert_message: None }),
        ("HTTP-request-denied", E::HttpRequestDenied),
        ("HTTP-request-length-required", E::HttpRequestLengthRequired),
        ("HTTP-request-body-size", E::HttpRequestBodySize(None)),
        ("HTTP-request-method-invalid", E::HttpRequestMethodInvalid),
        ("HTTP-request-URI-invalid", E::HttpRequestUriInvalid),
        ("HTTP-request-URI-too-long", E::HttpRequestUriTooLong),
        ("HTTP-request-header-section-size", E::HttpRequestHeaderSectionSize(None)),
        ("HTTP-request-header-size", E::HttpRequestHeaderSize { field_name: None, field_size }),
        ("HTTP-request-trailer-section-size", E::HttpRequestTrailerSectionSize(None)),
        ("HTTP-request-trailer-size", E::HttpRequestTrailerSize { field_name: None, field_size }),
        ("HTTP-response-incomplete", E::HttpResponseIncomplete),
        ("HTTP-response-header-section-size", E::HttpResponseHeaderSectionSize(None)),
        ("HTTP-response-header-size", E::HttpResponseHeaderSize { field_name: None, field_size }),
        ("HTTP-response-body-size", E::HttpResponseBodySize(None)),
        ("HTTP-response-trailer-section-size", E::HttpResponseTrailerSectionSize(None)),
        ("HTTP-response-trailer-size", E::HttpResponseTrailerSize { field_name, field_size }),
        ("HTTP-response-transfer-coding", E::HttpResponseTransferCoding(None)),
        ("HTTP-response-content-coding", E::HttpResponseContentCoding(None)),
        ("HTTP-response-timeout", E::HttpResponseTimeout),
        ("HTTP-upgrade-failed", E::HttpUpgradeFailed),
        ("HTTP-protocol-error", E::HttpProtocolError),
        ("loop-detected", E::LoopDetected),
        ("configuration-error", E::ConfigurationError),
        ("internal-error", E::InternalError(None)),
    ]
}

/// A network in which every request fails with the code at this index of the list.
fn ending_with(place: usize) -> host_test::host::network::Network {
    host_test::host::network::Network::Responder(std::sync::Arc::new(move |_| Err(codes().swap_remove(place).1)))
}

#[tokio::test]
async fn every_error_code_becomes_the_documented_case() {
    let rows = include_str!("../docs/hosts.md").lines().filter(|line| line.starts_with("| `"));
    let rows: Vec<Vec<&str>> = rows.map(|row| row.split('`').skip(1).step_by(2).take(3).collect()).collect();
    let codes = codes();
    assert_eq!(codes.len(), 39, "as many as wasi:http has");
    assert_eq!(rows.iter().map(|row| row[0]).collect::<Vec<_>>(), codes.iter().map(|code| code.0).collect::<Vec<_>>());
    for (place, row) in rows.iter().enumerate() {
        for ((action, json), expected) in [(GET, row[1]), (POST, row[2])] {
            let outcome = call(action, json, ending_with(place)).await;
            let json = outcome.to_json().to_string();
            assert_eq!(outcome.error.as_deref(), Some(expected), "{} {action}: {json}", row[0]);
            let words = text(&outcome, "message");
            assert!(words.contains("acme.okta.com") && !words.contains("Code") && !words.contains("{}"), "{json}");
        }
    }
}

#[tokio::test]
async fn a_connection_timeout_does_not_prove_that_nothing_was_sent() {
    for (action, json, expected) in [
        (GET.0, GET.1, "interrupted"),
        (POST.0, POST.1, "permanent-outcome-unknown"),
        ("user.partial-update-user", r#"{"userId":"me","body":{}}"#, "permanent-outcome-unknown"),
        ("group.delete-group-rule", r#"{"ruleId":"0pr1"}"#, "interrupted"),
    ] {
        let place = codes().iter().position(|code| code.0 == "connection-timeout").expect("a code");
        let outcome = call(action, json, ending_with(place)).await;
        assert_eq!(outcome.error.as_deref(), Some(expected), "{action}: {}", outcome.to_json());
    }
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
        let network = host_test::host::network::Network::Responder(std::sync::Arc::new(responder));
        let outcome = call(POST.0, POST.1, network).await;
        assert_eq!(outcome.error.as_deref(), Some(expected), "{}", outcome.to_json());
    }
}
