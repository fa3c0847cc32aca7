//! The server that fails on purpose.

use crate::http::faults::Injector;
use crate::http::plans::{self, FaultContext, FaultPlan, Step};
use crate::http::server::Mock;
use crate::options::{Faults, Options};
use bytes::Bytes;
use http::Response;
use std::io::{Read, Write};
use std::net::TcpStream;
use tokio::sync::mpsc::unbounded_channel;

fn faults(percent: u32) -> Faults {
    Faults { seed: 7, percent, tap: None }
}

/// Sends a request, and returns all bytes until the connection ends, possibly by a reset.
fn send(origin: &str, request: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(origin.trim_start_matches("http://")).expect("the mock listens");
    let _ = stream.write_all(request);
    // Ends connections that the fault would leave open for another request.
    let _ = stream.shutdown(std::net::Shutdown::Write);
    let mut response = Vec::new();
    let _ = stream.read_to_end(&mut response);
    response
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_happens_and_the_org_lives_on() {
    let mock = Mock::start(Options { faults: Some(faults(100)), ..Options::default() }).await.expect("a free port");
    let never = |counts: &std::collections::BTreeMap<&str, u64>| counts.values().any(|count| *count == 0);
    let mut sent = 0;
    while never(&mock.faults()) && sent < 5_000 {
        let request = format!("GET /api/v1/users?after={sent} HTTP/1.1\r\nHost: mock\r\n\r\n");
        tokio::task::block_in_place(|| send(&mock.origin, request.as_bytes()));
        sent += 1;
    }
    assert!(!never(&mock.faults()), "after {sent} requests: {:?}", mock.faults());
    assert_eq!(mock.faults().values().sum::<u64>(), sent, "each request has had one fault");
    assert_eq!(mock.strays(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_fault_it_responds_like_the_other_server() {
    let (tap, mut seen) = unbounded_channel();
    let faults = Faults { tap: Some(tap), ..faults(0) };
    let mock = Mock::start(Options { faults: Some(faults), ..Options::default() }).await.expect("a free port");
    let common = "HTTP/1.1\r\nAuthorization: SSWS mock-token\r\nContent-Type: application/json\r\n";
    let body = r#"{"profile":{"name":"Pilots"}}"#;
    let (first, second) = r#"{"profile":{"name":"Pilots-2"}}"#.split_at(5);
    let requests = [
        format!("POST /api/v1/groups {common}Content-Length: {}\r\n\r\n{body}", body.len()),
        format!(
            "POST /api/v1/groups {common}Transfer-Encoding: chunked\r\n\r\n5\r\n{first}\r\n1a\r\n{second}\r\n0\r\n\r\n",
        ),
        format!("HEAD /api/v1/groups {common}\r\n"),
        format!("GET /api/v1/groups?q=Pilots {common}\r\n"),
    ];
    let responses = tokio::task::block_in_place(|| send(&mock.origin, requests.concat().as_bytes()));
    let responses = String::from_utf8(responses).expect("text");
    let statuses: Vec<&str> = responses.split("HTTP/1.1 ").filter_map(|part| part.get(..3)).collect();
    assert_eq!(statuses, ["200", "200", "405", "200"], "{responses}");
    let listed = responses.rsplit("\r\n\r\n").next().unwrap_or_default();
    assert_eq!(listed.matches("\"name\":\"Pilots").count(), 2, "{listed}");
    for request in requests {
        assert_eq!(seen.recv().await.as_deref(), Some(request.as_bytes()));
    }
    assert_eq!(mock.faults().values().sum::<u64>(), 0);
}

#[test]
fn choices_follow_from_the_seed_and_the_request() {
    let choices = |seed: u64, body: &str| {
        let injector = Injector::new(Faults { seed, ..faults(50) }, String::new());
        let choice = |_| {
            let (fault, mut rng) = injector.choose(body.as_bytes());
            (fault.map(|fault| fault.name), rng.u64(..))
        };
        (0..50).map(choice).collect::<Vec<_>>()
    };
    assert_eq!(choices(1, ""), choices(1, ""));
    assert_ne!(choices(1, ""), choices(2, ""));
    assert_ne!(choices(1, ""), choices(1, "{}"));
    let failed = choices(1, "").iter().filter(|(name, _)| name.is_some()).count();
    assert!((10..40).contains(&failed), "{failed} of 50");
}

#[test]
fn plausible_faults_have_the_headers_of_every_response_of_okta() {
    let kinds: [fn(&mut FaultContext<'_>) -> FaultPlan; 5] =
        [plans::rate_limited, plans::unavailable, plans::locked, plans::server_error, plans::odd_error];
    for plan in kinds {
        let mut perform = || Response::new(Bytes::new());
        let rng = fastrand::Rng::with_seed(1);
        let done = plan(&mut FaultContext { rng, path: "/", elsewhere: "", perform: &mut perform });
        let sent = done.steps.first().and_then(|step| if let Step::Send(bytes) = step { Some(bytes) } else { None });
        let text = String::from_utf8_lossy(sent.expect("a response"));
        let head = text.split("\r\n\r\n").next().unwrap_or_default();
        let header = |name: &str| head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        let date = header("Date").and_then(|date| jiff::fmt::rfc2822::parse(date).ok()).expect("a date");
        let age = jiff::Timestamp::now().as_second() - date.timestamp().as_second();
        assert!((0..60).contains(&age), "{head}");
        assert!(header("X-Okta-Request-Id").is_some(), "{head}");
    }
}
