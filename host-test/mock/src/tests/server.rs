//! The server over real TCP.

use crate::http::server::Mock;
use crate::options::Options;
use std::io::{Error, Read, Write};
use std::net::TcpStream;

/// Sends one request on a connection of its own, and returns the response as text.
fn ask(origin: &str, head: &str, body: &str) -> Result<String, Error> {
    let mut stream = TcpStream::connect(origin.trim_start_matches("http://"))?;
    let length = body.len();
    let common = "host: mock\r\nauthorization: SSWS mock-token\r\ncontent-type: application/json\r\nconnection: close";
    write!(stream, "{head} HTTP/1.1\r\n{common}\r\ncontent-length: {length}\r\n\r\n{body}")?;
    let mut response = String::new();
    stream.read_to_string(&mut response)?;
    Ok(response)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mock_serves_until_it_is_dropped() -> Result<(), Error> {
    let mock = Mock::start(Options::default()).await?;
    let origin = mock.origin.clone();
    let created = ask(&origin, "POST /api/v1/groups", r#"{"profile":{"name":"Pilots"}}"#)?;
    assert!(created.starts_with("HTTP/1.1 200") && created.contains(r#""name":"Pilots""#), "{created}");
    let listed = ask(&origin, "GET /api/v1/groups?q=pil&limit=1", "")?;
    assert!(listed.contains(&format!("link: <{origin}/api/v1/groups?")), "{listed}");
    assert!(listed.contains("Pilots") && listed.contains("date: "), "{listed}");
    drop(mock);
    while TcpStream::connect(origin.trim_start_matches("http://")).is_ok() {
        tokio::task::yield_now().await;
    }
    Ok(())
}
