//! Plants secrets, provokes every kind of failure, and searches everything that the component returns or sends.

mod support;

use aho_corasick::AhoCorasick;
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use bytes::Bytes;
use host_test::host::network::{Network, Reply};
use host_test::host::values::Outcome;
use std::sync::{Arc, LazyLock, Mutex};
use support::{Sent, call_with, environment, loopback};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

const TOKEN: &str = "00planted-token-5RxQ";
const ACCESS: &str = "planted-access-token-9Jw2";
const KEY: &str = include_str!("keys/p256.pkcs8.pem");
const RSA: &str = include_str!("keys/rsa-2048.pkcs8.pem");

/// Every form in which a secret could leak: unchanged, encoded, and as lines of the key.
fn needles() -> Vec<Vec<u8>> {
    let mut needles: Vec<Vec<u8>> = Vec::new();
    for secret in [TOKEN, ACCESS] {
        needles.push(secret.into());
        for shift in 0..3 {
            // The middle of its base64, at any of the three alignments.
            let padded = format!("{}{secret}", "x".repeat(shift));
            for encoded in [BASE64_STANDARD.encode(&padded), BASE64_URL_SAFE_NO_PAD.encode(&padded)] {
                needles.push(encoded[4..encoded.len() - 4].into());
            }
        }
    }
    let lines = [KEY, RSA].into_iter().flat_map(str::lines).filter(|line| !line.starts_with('-') && line.len() > 20);
    needles.extend(lines.map(|line| line.as_bytes().to_vec()));
    needles
}

fn search(what: &str, bytes: &[u8]) {
    static NEEDLES: LazyLock<AhoCorasick> = LazyLock::new(|| AhoCorasick::new(needles()).expect("few needles"));
    let found = NEEDLES.find(bytes).map(|found| String::from_utf8_lossy(&bytes[found.range()]));
    assert_eq!(found, None, "{what} holds a secret: {}", String::from_utf8_lossy(bytes));
}

/// Everything that a caller or a log of this host could see of a result.
fn search_outcome(outcome: &Outcome) {
    search("the result", outcome.to_json().as_bytes());
    search("the sentence", outcome.sentence().as_bytes());
    search("the debug output", format!("{outcome:?}").as_bytes());
}

/// Searches requests, in which the credential may occur in one header, and an assertion in the body of one endpoint.
fn search_requests(sent: &Sent) {
    for request in sent.lock().expect("no panic").iter() {
        assert_eq!(request.uri().host(), Some("acme.okta.com"), "{request:?}");
        search("the URL", request.uri().to_string().as_bytes());
        for (name, value) in request.headers() {
            if name != "authorization" {
                search("a header", value.as_bytes());
            }
        }
        search("the body", request.body());
    }
}

/// A network with this kind of failure; the token endpoint returns the planted access token if `token` is set.
fn failing(kind: usize, token: bool) -> (Network, Sent) {
    let sent = Sent::default();
    let keep = Arc::clone(&sent);
    let responder = move |request: http::Request<Bytes>| -> Reply {
        let at_token_endpoint = request.uri().path() == "/oauth2/v1/token";
        keep.lock().expect("no panic").push(request);
        if at_token_endpoint && token {
            let body = format!(r#"{{"access_token":"{ACCESS}","token_type":"Bearer","expires_in":3600}}"#);
            return Ok(http::Response::new(Bytes::from(body)));
        }
        let respond = |status: u16, header: (&str, &str), body: &str| {
            let response = http::Response::builder().status(status).header(header.0, header.1);
            Ok(response.body(Bytes::from(body.to_string())).expect("a valid response"))
        };
        let none = ("x-none", "");
        match kind {
            0 => Err(wasmtime_wasi_http::Error::ConnectionTerminated),
            1 => Err(wasmtime_wasi_http::Error::HttpRequestDenied),
            2 => respond(401, ("www-authenticate", "Bearer error=\"invalid_token\""), ""),
            3 => respond(403, none, r#"{"errorCode":"E0000006","errorSummary":"no"}"#),
            4 => respond(429, ("x-rate-limit-reset", "1"), "{}"),
            5 => respond(503, ("retry-after", "x"), "busy"),
            6 => respond(302, ("location", "https://evil.example/steal"), ""),
            7 => respond(200, none, "<html></html>"),
            8 => respond(200, ("link", "<https://evil.example/api/v1/users?after=1>; rel=\"next\""), "[1]"),
            9 => respond(400, ("dpop-nonce", "n"), r#"{"error":"use_dpop_nonce"}"#),
            10 => respond(401, ("dpop-nonce", "n"), r#"{"errorCode":"E0000011"}"#),
            _ => respond(200, none, &"x".repeat(200_000)),
        }
    };
    (Network::Responder(Arc::new(responder)), sent)
}

const CALLS: [(&str, &str); 10] = [
    ("user.get-user", r#"{"userId":"me"}"#),
    ("group.create-group", r#"{"body":{"profile":{"name":"x"}}}"#),
    ("user.get-user", r#"{"userId":".."}"#),
    ("generic-request.send-request", r#"{"method":"GET","path":"/api/v1/users","headers":{"Authorization":"x"}}"#),
    ("generic-request.send-request", r#"{"method":"PATCH","path":"/api/v1/x"}"#),
    ("pages.collect", r#"{"next":"/api/v1/users"}"#),
    ("catalog.call-action", r#"{"action":"user.list-users","arguments":"{}"}"#),
    ("catalog.preview-action", r#"{"action":"user.list-users","arguments":"{}"}"#),
    ("catalog.describe-action", r#"{"action":"user.list-users"}"#),
    ("catalog.search-actions", r#"{"query":"users"}"#),
];

#[tokio::test]
async fn no_failure_shows_a_secret() {
    let service = |key| {
        [
            ("OKTA_CLIENT_AUTHORIZATIONMODE", "PrivateKey"),
            ("OKTA_CLIENT_CLIENTID", "0oa1"),
            ("OKTA_CLIENT_SCOPES", "okta.users.read"),
            ("OKTA_CLIENT_PRIVATEKEY", key),
            ("OKTA_ACTIONS_MAXRESPONSEBYTES", "100000"),
        ]
    };
    let broken = KEY.replacen('M', "!", 1);
    let environments: [(&[(&str, &str)], bool); 8] = [
        (&[("OKTA_CLIENT_TOKEN", TOKEN)], false),
        (&[("OKTA_CLIENT_TOKEN", TOKEN), ("OKTA_CLIENT_AUTHORIZATIONMODE", "Bearer")], false),
        (&[("OKTA_CLIENT_TOKEN", TOKEN), ("OKTA_CLIENT_AUTHORIZATIONMODE", "Digest")], false),
        (&[("OKTA_CLIENT_TOKEN", "00planted-token-5RxQ\n")], false),
        (&[("OKTA_CLIENT_ORGURL", "https://00planted-token-5RxQ@acme.okta.com")], false),
        (&service(KEY), false),
        (&service(KEY), true),
        (&service(&broken), true),
    ];
    let mut errors = std::collections::BTreeSet::new();
    for (variables, token) in environments {
        for kind in 0..12 {
            for (action, json) in CALLS {
                let (network, sent) = failing(kind, token);
                let outcome = call_with(action, json, environment(variables), network).await;
                search_outcome(&outcome);
                search_requests(&sent);
                errors.extend(outcome.error);
            }
        }
    }
    let expected = [
        "interrupted",
        "permanent-invalid-argument",
        "permanent-invalid-configuration",
        "permanent-not-allowed",
        "permanent-outcome-unknown",
        "permanent-refused",
        "permanent-unreadable-response",
        "rate-limited",
        "unavailable",
    ];
    assert_eq!(errors.into_iter().collect::<Vec<_>>(), expected, "every kind of error was searched");
}

/// A network that echoes headers and body of every request everywhere in its response, with this status. The token
/// endpoint returns the planted access token, unless it is to fail too.
fn echoing(status: u16, token_type: &'static str, token_fails: bool) -> (Network, Sent) {
    let sent = Sent::default();
    let keep = Arc::clone(&sent);
    let responder = move |request: http::Request<Bytes>| -> Reply {
        let at_token_endpoint = request.uri().path() == "/oauth2/v1/token";
        let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let all = format!("{} {} {}", header("authorization"), header("dpop"), String::from_utf8_lossy(request.body()));
        let json = |more: &str| {
            format!(
                r#"{{"errorSummary":"{all}","error_description":"{all}","errorCauses":[{{"errorSummary":"{all}"}}]{more}}}"#
            )
        };
        let (status, body) = match (at_token_endpoint, token_fails) {
            (true, false) => (200, json(&format!(r#","access_token":"{ACCESS}","token_type":"{token_type}""#))),
            _ => (status, json("")),
        };
        let link = format!("</api/v1/users?after={}>; rel=\"next\"", all.replace(' ', "+"));
        let response =
            http::Response::builder().status(status).header("link", link).header("location", format!("/{all}"));
        let response = response.header("x-okta-request-id", &all).header("etag", &all).header("content-type", &all);
        let response = response.header("www-authenticate", format!("Bearer error=\"{all}\"")).header("x-echo", &all);
        keep.lock().expect("no panic").push(request);
        Ok(response.body(Bytes::from(body)).expect("a valid response"))
    };
    (Network::Responder(Arc::new(responder)), sent)
}

#[tokio::test]
async fn secrets_that_a_server_echoes_are_redacted() {
    let service = [
        ("OKTA_CLIENT_AUTHORIZATIONMODE", "PrivateKey"),
        ("OKTA_CLIENT_CLIENTID", "0oa1"),
        ("OKTA_CLIENT_SCOPES", "okta.users.read"),
        ("OKTA_CLIENT_PRIVATEKEY", KEY),
        ("OKTA_CLIENT_DPOPENABLED", "true"),
    ];
    let environments: [&[(&str, &str)]; 4] = [
        &[("OKTA_CLIENT_TOKEN", TOKEN)],
        &[("OKTA_CLIENT_TOKEN", TOKEN), ("OKTA_CLIENT_AUTHORIZATIONMODE", "Bearer")],
        &service[..4],
        &service,
    ];
    let mut redacted = 0;
    for variables in environments {
        let token_type = if variables.len() == 5 { "DPoP" } else { "Bearer" };
        for status in [200, 302, 400, 401, 404, 429, 500, 503] {
            for token_fails in [false, true] {
                for (action, json) in CALLS {
                    let (network, sent) = echoing(status, token_type, token_fails);
                    let outcome = call_with(action, json, environment(variables), network).await;
                    search_outcome(&outcome);
                    let said = format!("{} {outcome:?}", outcome.to_json());
                    for request in sent.lock().expect("no panic").iter() {
                        let proof = request.headers().get("dpop").and_then(|proof| proof.to_str().ok());
                        let body = String::from_utf8_lossy(request.body());
                        let assertion = body.split_once("client_assertion=").map(|(_, assertion)| assertion);
                        for secret in proof.into_iter().chain(assertion) {
                            assert!(secret.len() > 100 && !said.contains(secret), "{action} {status}: {said}");
                        }
                    }
                    redacted += usize::from(said.contains("[redacted]"));
                }
            }
        }
    }
    assert!(redacted > 200, "only {redacted} echoed secrets were seen redacted");
}

#[tokio::test]
async fn a_partial_secret_at_the_end_of_a_cut_body_is_redacted() {
    for missing in 1..TOKEN.len() - 10 {
        let end = &TOKEN[..TOKEN.len() - missing];
        let body = format!("{}{TOKEN}", "x".repeat(64 * 1024 - end.len()));
        let responder =
            move |_| Ok(http::Response::builder().status(404).body(Bytes::from(body.clone())).expect("a response"));
        let variables = environment(&[("OKTA_CLIENT_TOKEN", TOKEN)]);
        let outcome = call_with(CALLS[0].0, CALLS[0].1, variables, Network::Responder(Arc::new(responder))).await;
        assert!(outcome.fields["body"].as_str().is_some_and(|body| body.ends_with("x[redacted]")), "{missing}");
    }
}

#[tokio::test]
async fn a_body_without_a_secret_is_not_touched() {
    // A token this short is not one of Okta's, and would match parts of words.
    for (token, body) in [("user", r#"{"type":"user"}"#), (TOKEN, r#"{"x":"00planted-token-5Rx"}"#)] {
        let responder = move |_| Ok(http::Response::new(Bytes::from_static(body.as_bytes())));
        let variables = environment(&[("OKTA_CLIENT_TOKEN", token)]);
        let outcome = call_with(CALLS[0].0, CALLS[0].1, variables, Network::Responder(Arc::new(responder))).await;
        assert_eq!(outcome.fields["body"].as_str(), Some(body));
    }
}

/// Records every byte of a connection and responds.
async fn record(listener: TcpListener, response: String, bytes: Arc<Mutex<Vec<u8>>>) {
    while let Ok((mut socket, _)) = listener.accept().await {
        let mut buffer = vec![0; 65536];
        while let Ok(read) = socket.read(&mut buffer).await {
            bytes.lock().expect("no panic").extend_from_slice(&buffer[..read]);
            if read == 0 || socket.write_all(response.as_bytes()).await.is_err() {
                break;
            }
        }
    }
}

#[tokio::test]
async fn no_other_origin_receives_a_byte() {
    let elsewhere = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = elsewhere.local_addr().expect("an address").port();
    let stolen = Arc::new(Mutex::new(Vec::new()));
    let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]".to_string();
    tokio::spawn(record(elsewhere, ok, Arc::clone(&stolen)));
    for response in [
        format!("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{port}/api/v1/users\r\nContent-Length: 0\r\n\r\n"),
        format!(
            "HTTP/1.1 200 OK\r\nLink: <http://127.0.0.1:{port}/api/v1/users?after=1>; rel=\"next\"\r\nContent-Length: 3\r\n\r\n[1]"
        ),
    ] {
        let org = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let org_port = org.local_addr().expect("an address").port();
        let seen = Arc::new(Mutex::new(Vec::new()));
        tokio::spawn(record(org, response, Arc::clone(&seen)));
        let (mut environment, network) = loopback(org_port);
        environment.retain(|(name, _)| name != "OKTA_CLIENT_TOKEN");
        environment.push(("OKTA_CLIENT_TOKEN".into(), TOKEN.into()));
        for (action, json) in CALLS {
            search_outcome(&call_with(action, json, environment.clone(), network.clone()).await);
        }
        let seen = String::from_utf8_lossy(&seen.lock().expect("no panic")).into_owned();
        let with_token = seen.lines().filter(|line| line.contains(TOKEN)).count();
        let credential = format!("authorization: SSWS {TOKEN}");
        assert!(with_token > 0, "the org gets the token");
        assert_eq!(seen.lines().filter(|line| *line == credential).count(), with_token, "in one header only");
    }
    assert!(stolen.lock().expect("no panic").is_empty(), "nothing was sent elsewhere");
}
