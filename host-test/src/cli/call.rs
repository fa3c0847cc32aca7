//! `okta-actions call`: runs an action, shows what it would send, or follows its pages.

use crate::cli::connection::Connection;
use crate::cli::curl;
use crate::cli::follow;
use crate::host::Function;
use crate::host::catalog;
use crate::host::values::Outcome;
use crate::host::values::arguments;
use crate::host::{Host, InstanceConfig};
use crate::terminal::{out, say};
use base64::Engine as _;
use clap_complete::ArgValueCandidates;
use serde_json::json;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;
use wasmtime::component::{Type, Val};

/// What `okta-actions call` takes.
#[derive(clap::Args)]
pub struct Call {
    /// The action, such as user.list-users; `okta-actions actions` lists all, `okta-actions describe ACTION` says what it takes
    #[arg(add = ArgValueCandidates::new(crate::cli::complete::functions))]
    action: String,
    /// The arguments as a JSON object with names in camelCase; `body` is any JSON value; - reads them from stdin
    #[arg(default_value = "{}")]
    arguments: String,
    /// A file whose bytes are the body
    #[arg(long, value_name = "FILE")]
    body: Option<PathBuf>,
    /// Send nothing: print the request as a curl command, with the token as $OKTA_CLIENT_TOKEN
    #[arg(long)]
    dry_run: bool,
    /// Follow all pages of a list and print one item a line; pages.next-page goes on from a `next`
    #[arg(long, conflicts_with = "dry_run")]
    all: bool,
    /// Call the embedded mock org whatever is configured; OKTA_ACTIONS_* still hold
    #[arg(long)]
    mock: bool,
}

/// Runs the command.
pub async fn run(call: Call) -> anyhow::Result<ExitCode> {
    let Call { action, arguments: json, body, dry_run, all, mock } = call;
    let host = Host::new()?;
    let function = match host.function(&action) {
        Ok(function) => function,
        Err(message) => return Ok(bad_input(&[format!("{message} (`okta-actions actions` lists all)")])),
    };
    let json = if json == "-" { std::io::read_to_string(std::io::stdin().lock())? } else { json };
    let read = |file: PathBuf| std::fs::read(&file).map_err(|error| format!("reading {}: {error}", file.display()));
    let body = match body.map(read).transpose() {
        Ok(body) => body,
        Err(problem) => return Ok(bad_input(&[problem])),
    };
    let (args, json) = match arguments(function, &json, body.clone())
        .and_then(|args| Ok((args, with_body(function, json, body).map_err(|problem| vec![problem])?)))
    {
        Ok(both) => both,
        Err(problems) => {
            bad_input(&problems);
            return Ok(hint(&host, &action).await);
        }
    };
    let connection = match Connection::of_process(mock) {
        Ok(connection) => connection,
        Err(problem) => return Ok(bad_input(&[problem])),
    };
    if dry_run {
        return preview(&host, connection, &action, &json).await;
    }
    let start = if all {
        match follow::start(&host, &action, &json).await? {
            Ok(start) => Some(start),
            Err(problem) => return Ok(bad_input(&[problem])),
        }
    } else {
        None
    };
    connection.tell();
    let (environment, embedded) = connection.open().await?;
    let config = InstanceConfig::over_network(environment);
    let code = match start {
        Some(start) => follow::follow(&host, &config, start).await?,
        None => {
            let outcome = Outcome::new(host.call(function, &args, &config).await?);
            out(&outcome.to_json())?;
            ended(&host, &action, &outcome).await
        }
    };
    drop(embedded);
    Ok(code)
}

/// Prints the request that a call would send.
async fn preview(host: &Host, connection: Connection, action: &str, json: &str) -> anyhow::Result<ExitCode> {
    let environment = match connection {
        Connection::Org(environment) => environment,
        // Nothing is sent, so there is no need for a mock org; the token is part of no preview.
        Connection::Mock { mut policy, .. } => {
            say("OKTA_CLIENT_ORGURL is not set: showing the request to https://your-org.okta.com");
            let defaults = [("OKTA_CLIENT_ORGURL", "https://your-org.okta.com"), ("OKTA_CLIENT_TOKEN", "unset")];
            policy.extend(defaults.map(|(name, value)| (name.to_string(), value.to_string())));
            policy
        }
    };
    let config = InstanceConfig::over_network(environment);
    let function = host.function("catalog.preview-action").map_err(anyhow::Error::msg)?;
    let args = [Val::String(action.to_string()), Val::String(json.to_string())];
    let outcome = Outcome::new(host.call(function, &args, &config).await?);
    if outcome.error.is_some() {
        return Ok(ended(host, action, &outcome).await);
    }
    if config.environment().contains(&("OKTA_CLIENT_AUTHORIZATIONMODE".into(), "PrivateKey".into())) {
        say("OKTA_CLIENT_TOKEN has to hold an access token: `okta-actions call auth.get-access-token` gets one");
    }
    let command = curl::command(&outcome.fields, curl::scheme(config.environment()))?;
    out(&command)?;
    Ok(ExitCode::SUCCESS)
}

/// The arguments with a body from a file in them.
fn with_body(function: &Function, json: String, body: Option<Vec<u8>>) -> Result<String, String> {
    let Some(body) = body else { return Ok(json) };
    let is_text = |ty: &Type| match ty {
        Type::Option(option) => option.ty() == Type::String,
        ty => *ty == Type::String,
    };
    let text = function.params.iter().any(|(name, ty)| name == "body" && is_text(ty));
    let body = if text {
        let text = String::from_utf8(body).map_err(|_| "`body` is not UTF-8 text".to_string())?;
        RawValue::from_string(text.trim().to_string()).map_err(|error| format!("`body` is not JSON: {error}"))?
    } else {
        let bytes = json!({ "base64": base64::prelude::BASE64_STANDARD.encode(body) });
        serde_json::value::to_raw_value(&bytes).map_err(|error| error.to_string())?
    };
    let mut object: BTreeMap<String, Box<RawValue>> = serde_json::from_str(&json).map_err(|error| error.to_string())?;
    object.insert("body".into(), body);
    serde_json::to_string(&object).map_err(|error| error.to_string())
}

/// Says on stderr how a call ended, and gives the exit status.
async fn ended(host: &Host, action: &str, outcome: &Outcome) -> ExitCode {
    let Some(error) = &outcome.error else { return ExitCode::SUCCESS };
    say(&outcome.sentence());
    match error.as_str() {
        "permanent-invalid-argument" => hint(host, action).await,
        "permanent-invalid-configuration" => ExitCode::from(2),
        _ => ExitCode::from(1),
    }
}

/// Leads to the description of an action whose arguments were wrong.
async fn hint(host: &Host, action: &str) -> ExitCode {
    if matches!(catalog::describe(host, action).await, Ok(Ok(_))) {
        say(&format!("`okta-actions describe {action}` says what it takes, with an example"));
    }
    ExitCode::from(2)
}

/// Prints what is wrong with the input.
pub fn bad_input(problems: &[String]) -> ExitCode {
    for problem in problems {
        say(&format!("error: {problem}"));
    }
    ExitCode::from(2)
}
