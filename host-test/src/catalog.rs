//! What the component tells of its actions.

use crate::host::{Host, Tenant};
use crate::network::Network;
use crate::results::Outcome;
use anyhow::Context;
use serde_json::Value;
use std::sync::Arc;
use wasmtime::component::Val;

/// All actions, each an object with `interface`, `function`, `section`, `title`, `method` and `path`.
pub async fn actions(host: &Host) -> anyhow::Result<Vec<Value>> {
    let mut outcome = ask(host, "list-actions", Val::Option(None)).await?;
    match outcome.fields.remove("items") {
        Some(Value::Array(actions)) => Ok(actions),
        _ => anyhow::bail!("the catalog is no list"),
    }
}

/// The document of an action such as `user.get-user`, or a sentence that suggests the nearest name.
pub async fn describe(host: &Host, action: &str) -> anyhow::Result<Result<Value, String>> {
    let outcome = ask(host, "describe-action", Val::String(action.to_string())).await?;
    let text = |name: &str| outcome.fields.get(name).and_then(Value::as_str).unwrap_or_default();
    if outcome.error.is_some() {
        return Ok(Err(format!("`{action}` {}", text("message"))));
    }
    Ok(Ok(serde_json::from_str(text("items")).context("the document of an action is no JSON")?))
}

/// Calls a function of the catalog that needs no connection, and gets none.
async fn ask(host: &Host, name: &str, arg: Val) -> anyhow::Result<Outcome> {
    let function = host.function(&format!("catalog.{name}")).map_err(anyhow::Error::msg)?;
    let network = Network::Responder(Arc::new(|_| Err(wasmtime_wasi_http::Error::HttpRequestDenied)));
    let result = host.call(function, &[arg], &Tenant { environment: Vec::new(), network }).await?;
    Ok(Outcome::new(result))
}
