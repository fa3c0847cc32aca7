//! Asks the component for its actions and their descriptions.

use crate::host::network::Network;
use crate::host::values::Outcome;
use crate::host::{Host, InstanceConfig};
use anyhow::Context;
use serde_json::Value;
use std::sync::Arc;
use wasmtime::component::Val;

/// Queries to try after one that finds nothing.
pub const QUERIES: [&str; 6] = ["user", "group", "application", "policy", "log out", "mfa"];

/// All actions, each an object with `interface`, `function`, `section`, `title`, `method`, `path`, `aliases` and `allowed`,
/// which is true without a policy.
pub async fn actions(host: &Host) -> anyhow::Result<Vec<Value>> {
    actions_in(host, Vec::new()).await
}

/// All actions, as an instance with an environment lists them. The error says what is wrong with its policy.
pub async fn actions_in(host: &Host, environment: Vec<(String, String)>) -> anyhow::Result<Vec<Value>> {
    items(ask(host, "list-actions", &[Val::Option(None)], environment).await?)
}

/// The actions that a query finds, the best first, as an instance with an environment lists them. A query without words finds
/// all. The error says what is wrong with the policy.
pub async fn search_in(host: &Host, query: &str, environment: Vec<(String, String)>) -> anyhow::Result<Vec<Value>> {
    items(ask(host, "search-actions", &[Val::String(query.to_string()), Val::Option(None)], environment).await?)
}

fn items(mut outcome: Outcome) -> anyhow::Result<Vec<Value>> {
    match outcome.fields.remove("items") {
        Some(Value::Array(actions)) => Ok(actions),
        _ => anyhow::bail!("{}", outcome.sentence()),
    }
}

/// The name of an action of the list, such as `user.get-user`.
pub fn name(action: &Value) -> String {
    let text = |name: &str| action[name].as_str().unwrap_or_default();
    format!("{}.{}", text("interface"), text("function"))
}

/// The document of an action such as `user.get-user`, or a sentence that suggests the nearest name.
pub async fn describe(host: &Host, action: &str) -> anyhow::Result<Result<Value, String>> {
    describe_in(host, action, Vec::new()).await
}

/// The document of an action, as an instance with an environment describes it, or a sentence that says what is wrong.
pub async fn describe_in(
    host: &Host,
    action: &str,
    environment: Vec<(String, String)>,
) -> anyhow::Result<Result<Value, String>> {
    let outcome = ask(host, "describe-action", &[Val::String(action.to_string())], environment).await?;
    let text = |name: &str| outcome.fields.get(name).and_then(Value::as_str).unwrap_or_default();
    match outcome.error.as_deref() {
        None => {}
        Some("permanent-invalid-argument") => return Ok(Err(format!("`{action}` {}", text("message")))),
        Some(_) => return Ok(Err(outcome.sentence())),
    }
    Ok(Ok(serde_json::from_str(text("items")).context("the document of an action is not JSON")?))
}

/// Calls a function of the catalog, which needs no connection.
async fn ask(host: &Host, name: &str, args: &[Val], environment: Vec<(String, String)>) -> anyhow::Result<Outcome> {
    let function = host.function(&format!("catalog.{name}")).map_err(anyhow::Error::msg)?;
    let network = Network::Responder(Arc::new(|_| Err(wasmtime_wasi_http::Error::HttpRequestDenied)));
    let result = host.call(function, args, &InstanceConfig::new(environment, network)).await?;
    Ok(Outcome::new(result))
}
