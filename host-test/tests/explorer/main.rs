//! The explorer: what its server refuses, and its page in a real browser.

mod browser;
mod driver;
mod refusals;

use host_test::cli::connection::Connection;
use host_test::explore::Explorer;
use host_test::host::Host;
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

/// An explorer over the environment of a component; without an org, over a mock org under that policy.
async fn explorer(environment: &[(&str, &str)]) -> Explorer {
    let environment: Vec<(String, String)> =
        environment.iter().map(|(name, value)| ((*name).to_string(), (*value).to_string())).collect();
    let connection = if environment.iter().any(|(name, _)| name == "OKTA_CLIENT_ORGURL") {
        Connection::Org(environment)
    } else {
        Connection::Mock { policy: environment, notice: String::new() }
    };
    let (environment, mock) = connection.open().await.expect("the mock org starts");
    let host = Host::new().expect("the component loads");
    Explorer::start(host, environment, mock, 0).await.expect("the explorer starts")
}

/// An answer over HTTP.
struct Answer {
    status: u16,
    /// Status line and headers.
    head: String,
    body: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("an answer in JSON")
    }
}

/// Sends a request exactly as given, which no client library would with a wrong `Host`; the length is added.
fn send(authority: &str, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let mut stream = TcpStream::connect(authority).expect("it listens");
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let length = body.len();
    write!(stream, "{method} {path} HTTP/1.1\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}")
        .expect("it reads");
    // Read by its length: chromedriver leaves the connection open.
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert_ne!(reader.read_line(&mut head).expect("a head of text"), 0, "the answer breaks off: {head}");
    }
    let length =
        head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
    let mut body = vec![0; length.unwrap_or_default()];
    reader.read_exact(&mut body).expect("a body of its length");
    let body = String::from_utf8(body).expect("a body of text");
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    Answer { status, head, body }
}
