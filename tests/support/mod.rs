//! Shared by the tests of the component: one host, and calls against the network of a test.

#![allow(dead_code, reason = "no test uses all of it")]

use bytes::Bytes;
use host_test::host::network::{self, Network};
use host_test::host::values::Outcome;
use host_test::host::values::arguments;
use host_test::host::{Host, InstanceConfig};
use std::sync::{Arc, LazyLock, Mutex};

/// The component, compiled once for all tests of a file.
pub fn host() -> &'static Host {
    static HOST: LazyLock<Host> = LazyLock::new(|| Host::new().expect("the component loads"));
    &HOST
}

/// The component of the world `by-name`.
pub fn by_name() -> &'static Host {
    static HOST: LazyLock<Host> = LazyLock::new(|| Host::by_name().expect("the component loads"));
    &HOST
}

/// The requests that the component sent.
pub type Sent = Arc<Mutex<Vec<http::Request<Bytes>>>>;

/// A network that records all requests and gives each the same response.
pub fn answering(status: u16, headers: &[(&str, &str)], body: impl Into<Bytes>) -> (Network, Sent) {
    let sent = Sent::default();
    let keep = Arc::clone(&sent);
    let headers: Vec<_> = headers.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
    let body = body.into();
    let responder = move |request: http::Request<Bytes>| {
        keep.lock().expect("no responder panics").push(request);
        let mut response = http::Response::builder().status(status);
        for (name, value) in &headers {
            response = response.header(name, value);
        }
        Ok(response.body(body.clone()).expect("a valid response"))
    };
    (Network::Responder(Arc::new(responder)), sent)
}

/// The environment of an instance: a valid connection, with changes; an empty value removes a variable.
pub fn environment(changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let defaults = [("OKTA_CLIENT_ORGURL", "https://acme.okta.com"), ("OKTA_CLIENT_TOKEN", "00test-token")];
    let unchanged = defaults.iter().filter(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
    let all = unchanged.chain(changes).filter(|(_, value)| !value.is_empty());
    all.map(|(name, value)| (name.to_string(), value.to_string())).collect()
}

/// Runs an action with arguments that the host accepts.
pub async fn call_with(action: &str, json: &str, environment: Vec<(String, String)>, network: Network) -> Outcome {
    call_on(host(), action, json, environment, network).await
}

/// As [`call_with`], on one of the components.
pub async fn call_on(
    host: &Host,
    action: &str,
    json: &str,
    environment: Vec<(String, String)>,
    network: Network,
) -> Outcome {
    let function = host.function(action).expect("an exported function");
    let args = arguments(function, json, None).expect("arguments of the right types");
    let result = host.call(function, &args, &InstanceConfig::new(environment, network)).await;
    Outcome::new(result.expect("no trap"))
}

/// Runs an action with the default connection.
pub async fn call(action: &str, json: &str, network: Network) -> Outcome {
    call_with(action, json, environment(&[]), network).await
}

/// The real network, and the environment for a server on loopback.
pub fn loopback(port: u16) -> (Vec<(String, String)>, Network) {
    let origin = format!("http://127.0.0.1:{port}");
    let changes = [("OKTA_CLIENT_ORGURL", origin.as_str()), ("OKTA_TESTING_DISABLEHTTPSCHECK", "true")];
    (environment(&changes), Network::Client(network::client()))
}

/// A text field of an outcome.
pub fn text<'a>(outcome: &'a Outcome, name: &str) -> &'a str {
    outcome.fields.get(name).and_then(|value| value.as_str()).unwrap_or_default()
}
