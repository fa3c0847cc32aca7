//! `okta-actions call`: runs an action, shows its request, or follows its pages.

use crate::cli::arguments::{self, Arguments, Problem};
use crate::cli::ask;
use crate::cli::connection::{Connection, Flags};
use crate::cli::curl;
use crate::cli::errors;
use crate::cli::follow;
use crate::cli::show::Show;
use crate::cli::waiting::Waiting;
use crate::host::catalog;
use crate::host::values::Outcome;
use crate::host::{Host, InstanceConfig};
use crate::terminal::{out, say};
use clap_complete::ArgValueCandidates;
use serde_json::Value;
use std::process::ExitCode;
use wasmtime::component::Val;

/// The arguments of `okta-actions call`.
#[derive(clap::Args)]
pub struct Call {
    /// The action, such as user.list-users; `okta-actions actions` lists all, `okta-actions describe ACTION` describes one
    #[arg(add = ArgValueCandidates::new(crate::cli::complete::functions))]
    action: String,
    /// The arguments: words such as userId=me activate=false groupIds=ID,ID body.profile.login=ada@example.com, whose values
    /// may be JSON or @FILE; or one JSON object with names in camelCase; - reads the object from stdin
    #[arg(value_name = "NAME=VALUE or JSON")]
    arguments: Vec<String>,
    /// A file whose bytes are the body, as FILE or @FILE; - reads them from stdin
    #[arg(long, value_name = "FILE")]
    body: Option<String>,
    /// Send nothing: print the request as a curl command, with the token as $OKTA_CLIENT_TOKEN
    #[arg(long)]
    dry_run: bool,
    /// Follow all pages of a list and print one item per line; pages.next-page continues from a `next`
    #[arg(long, conflicts_with = "dry_run")]
    all: bool,
    /// Do not ask before a destructive action
    #[arg(long, short)]
    yes: bool,
    #[command(flatten)]
    connection: Flags,
    #[command(flatten)]
    show: Show,
}

/// Runs the command.
pub async fn run(call: Call) -> anyhow::Result<ExitCode> {
    let Call { action, arguments: words, body, dry_run, all, yes, connection, show } = call;
    let host = Host::new()?;
    let Ok(function) = host.function(&action) else {
        return Ok(bad_input(&[errors::unknown_action(&host, &action).await]));
    };
    let Arguments { args, json } = match arguments::read(&host, function, &action, words, body).await? {
        Ok(arguments) => arguments,
        Err(Problem { problems, instead }) => {
            bad_input(&problems);
            if let Some(instead) = instead {
                say(&format!("Write: {instead}"));
            }
            return Ok(hint(&host, &action).await);
        }
    };
    let connection = match Connection::of_process(&connection) {
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
    let badge = connection.badge();
    if !yes && is_destructive(&host, &action, &json).await && !ask::confirmed(&badge, &question(&action, &json))? {
        return Ok(ExitCode::from(2));
    }
    let (mut environment, embedded) = connection.open().await?;
    let mut waiting = Waiting::take_over(&mut environment);
    let config = InstanceConfig::over_network(environment);
    let code = match start {
        Some(start) => follow::follow(&host, &config, &action, start, waiting, &show).await?,
        None => {
            let mut instance = host.instance(&config).await?;
            let outcome = loop {
                let outcome = Outcome::new(instance.call(function, &args).await?);
                if !waiting.before_repeating(&outcome).await {
                    break outcome;
                }
            };
            show.outcome(&action, &outcome)?;
            ended(&host, &action, &outcome, config.environment()).await
        }
    };
    drop(embedded);
    Ok(code)
}

/// Whether a call may remove or overwrite something.
async fn is_destructive(host: &Host, action: &str, json: &str) -> bool {
    if action == "generic-request.send-request" {
        let arguments: Value = serde_json::from_str(json).unwrap_or_default();
        return !["GET", "HEAD"].contains(&arguments["method"].as_str().unwrap_or_default());
    }
    // `catalog.call-action` calls any action.
    let arguments = serde_json::from_str::<Value>(json).unwrap_or_default();
    let action = if action == "catalog.call-action" { arguments["action"].as_str().unwrap_or(action) } else { action };
    let document = catalog::describe(host, action).await;
    matches!(document, Ok(Ok(document)) if document["annotations"]["destructiveHint"] == true)
}

/// The question before a destructive action, with its arguments on the path.
fn question(action: &str, json: &str) -> String {
    let shown: String = json.chars().take(200).collect();
    format!("{action} is destructive. Call it with {shown}?")
}

/// Prints the request that a call would send.
async fn preview(host: &Host, connection: Connection, action: &str, json: &str) -> anyhow::Result<ExitCode> {
    let environment = match connection {
        Connection::Org(environment) => environment,
        // Nothing is sent, so no mock org is needed; a preview never contains the token.
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
        return Ok(ended(host, action, &outcome, config.environment()).await);
    }
    if config.environment().contains(&("OKTA_CLIENT_AUTHORIZATIONMODE".into(), "PrivateKey".into())) {
        say("OKTA_CLIENT_TOKEN has to hold an access token: `okta-actions call auth.get-access-token` gets one");
    }
    let command = curl::command(&outcome.fields, curl::scheme(config.environment()))?;
    out(&command)?;
    Ok(ExitCode::SUCCESS)
}

/// Prints the error of a call on stderr, and returns the exit status.
async fn ended(host: &Host, action: &str, outcome: &Outcome, environment: &[(String, String)]) -> ExitCode {
    let Some(error) = &outcome.error else { return ExitCode::SUCCESS };
    say(&errors::sentence(outcome, environment));
    match error.as_str() {
        "permanent-invalid-argument" => hint(host, action).await,
        "permanent-invalid-configuration" => ExitCode::from(2),
        _ => ExitCode::from(1),
    }
}

/// Points to the description of an action with wrong arguments.
async fn hint(host: &Host, action: &str) -> ExitCode {
    if matches!(catalog::describe(host, action).await, Ok(Ok(_))) {
        say(&format!("`okta-actions describe {action}` shows its arguments, with an example"));
    }
    ExitCode::from(2)
}

/// Prints the problems of the input.
pub fn bad_input(problems: &[String]) -> ExitCode {
    for problem in problems {
        say(&format!("error: {problem}"));
    }
    ExitCode::from(2)
}
