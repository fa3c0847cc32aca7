//! Drives [`answer`](crate::answer) through the resource types, without a network.

mod apps;
mod brands;
mod contract;
mod dpop;
mod engine;
mod factors;
mod faults;
mod groups;
mod log;
mod oauth;
mod org;
mod resource_types;
mod server;
mod signer;
mod users;

use crate::dispatch::org::MockOrg;
use crate::dispatch::perform::answer;
use crate::dispatch::routes;
use crate::options::Options;
use crate::seeded::seeded;
use bytes::Bytes;
use http::{HeaderMap, Request};
use serde_json::Value;

const ADMIN: &str = "00u0000000000001mock";
const BRUNO: &str = "00u0000000000002mock";
const EVERYONE: &str = "00g0000000000001mock";
const ENGINEERING: &str = "00g0000000000002mock";
const APP: &str = "0oa0000000000002mock";
const TOKEN: (&str, &str) = ("authorization", "SSWS mock-token");

/// An org that accepts the token.
struct Tester {
    mock: MockOrg,
}

/// Fails a test with a wrong response, even if the test ignored the response.
impl Drop for Tester {
    fn drop(&mut self) {
        assert!(self.mock.violations.is_empty() || std::thread::panicking(), "{:#?}", self.mock.violations);
    }
}

/// A response.
struct Reply {
    status: u16,
    headers: HeaderMap,
    text: String,
    body: Value,
}

impl Tester {
    fn new() -> Self {
        Self::with(Options::default())
    }

    fn with(options: Options) -> Self {
        Self { mock: MockOrg::new(options, "http://mock.example.com") }
    }

    /// Sends a request with these headers; a null body is none.
    fn send(&mut self, method: &str, target: &str, headers: &[(&str, &str)], body: &Value) -> Reply {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.send_text(method, target, headers, &body)
    }

    /// Sends a request whose body need not be JSON.
    fn send_text(&mut self, method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        let mut request = Request::builder().method(method).uri(target);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Bytes::copy_from_slice(body.as_bytes()));
        let response = answer(&mut self.mock, request.expect("the test's request is valid"));
        let (head, bytes) = response.into_parts();
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Reply { status: head.status.as_u16(), headers: head.headers, text, body }
    }

    /// Sends JSON with the token and asserts the status that the operation declares; returns the body (null if empty).
    fn done(&mut self, method: &str, path: &str, body: &Value) -> Value {
        let full = format!("/api/v1{path}");
        let found = routes::find(full.split('?').next().unwrap_or_default());
        let route =
            found.and_then(|(endpoint, _)| endpoint.routes.iter().find(|route| route.operation.method == method));
        self.call(method, path, body, route.expect("the test names an operation").status)
    }

    /// Sends JSON with the token, asserts the status and returns the body (null if empty).
    fn call(&mut self, method: &str, path: &str, body: &Value, status: u16) -> Value {
        let headers = [("authorization", "SSWS mock-token"), ("content-type", "application/json")];
        let reply = self.send(method, &format!("/api/v1{path}"), &headers, body);
        assert_eq!(reply.status, status, "{method} {path}: {}", reply.body);
        reply.body
    }

    /// A GET that succeeds.
    fn get(&mut self, path: &str) -> Value {
        self.call("GET", path, &Value::Null, 200)
    }

    /// A POST without a body that succeeds.
    fn post(&mut self, path: &str) -> Value {
        self.call("POST", path, &Value::Null, 200)
    }

    /// A request without a body that is refused; returns the error code.
    fn refused(&mut self, method: &str, path: &str, status: u16) -> String {
        self.refused_body(method, path, &Value::Null, status)
    }

    /// A request that is refused; returns the error code.
    fn refused_body(&mut self, method: &str, path: &str, body: &Value, status: u16) -> String {
        let refusal = self.call(method, path, body, status);
        assert!(refusal["errorSummary"].is_string() && refusal["errorCauses"].is_array(), "{refusal}");
        assert_eq!(refusal["errorLink"], refusal["errorCode"]);
        refusal["errorCode"].as_str().unwrap_or_default().to_owned()
    }
}

impl Reply {
    /// The URL of a `rel` in any of the `Link` lines.
    fn link(&self, rel: &str) -> Option<String> {
        let lines = self.headers.get_all("link").into_iter().filter_map(|line| line.to_str().ok());
        let mut links = lines.flat_map(|line| line.split(", "));
        let found = links.find(|link| link.ends_with(&format!("rel=\"{rel}\"")))?;
        found.split(['<', '>']).nth(1).map(str::to_owned)
    }
}

/// The texts of a field in each resource of an array.
fn texts(resources: &Value, pointer: &str) -> Vec<String> {
    let resources = resources.as_array().into_iter().flatten();
    resources.filter_map(|resource| resource.pointer(pointer)?.as_str()).map(str::to_owned).collect()
}
