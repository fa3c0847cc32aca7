//! A command that prints a list for a spreadsheet, with fields that its items have in the mock org.

use crate::cli::quote::quoted;
use crate::cli::{NAME, example, show};
use crate::host::network::Network;
use crate::host::values::{Outcome, arguments};
use crate::host::{Host, InstanceConfig};
use crate::mock::{self, MockOrg, Options};
use anyhow::Context;
use serde_json::Value;
use std::sync::{Arc, Mutex, PoisonError};

const ORG: &str = "https://mock.example.com";

/// The command for an action with this document; none if it does not list, or if the mock org has no items.
pub async fn command(host: &Host, document: &Value) -> anyhow::Result<Option<String>> {
    let action = document["name"].as_str().unwrap_or_default();
    if document["returns"] != "list" {
        return Ok(None);
    }
    let function = host.function(action).map_err(anyhow::Error::msg)?;
    let json = Value::Object(example::arguments(document)).to_string();
    let args = arguments(function, &json, None).ok().context("the example has wrong arguments")?;
    let org = Mutex::new(MockOrg::new(Options::default(), ORG));
    let answer = move |request| Ok(mock::answer(&mut org.lock().unwrap_or_else(PoisonError::into_inner), request));
    let variables = [("OKTA_CLIENT_ORGURL", ORG), ("OKTA_CLIENT_TOKEN", mock::TOKEN)];
    let variables = variables.map(|(name, value)| (name.to_string(), value.to_string())).to_vec();
    let config = InstanceConfig::new(variables, Network::Responder(Arc::new(answer)));
    let outcome = Outcome::new(host.call(function, &args, &config).await?);
    let fields = show::columns(action, &outcome)?.join(",");
    if outcome.error.is_some() || fields.is_empty() {
        return Ok(None);
    }
    let json = if json == "{}" { String::new() } else { format!(" {}", quoted(&json)) };
    let file = function.name.trim_start_matches("list-");
    Ok(Some(format!("{NAME} call {action}{json} --all --csv --fields {fields} > {file}.csv")))
}
