//! The commands that serve until interrupted: the mock org and the explorer.

use super::call::bad_input;
use super::connection::{Connection, Flags};
use super::example;
use super::run;
use crate::explore::Explorer;
use crate::host::Host;
use crate::jobs::{self, Job};
use crate::mock::{Client, Faults, Mock, Options};
use crate::terminal::{out, say};
use anyhow::Context;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Serves the mock org, and prints the variables that connect to it.
pub async fn mock(options: Options, client: Option<PathBuf>, faults: Option<u64>) -> anyhow::Result<ExitCode> {
    let client = match client.map(|file| read_client(&file)).transpose() {
        Ok(client) => client,
        Err(error) => return Ok(bad_input(&[format!("{error:#}")])),
    };
    let faults = faults.map(|seed| Faults { seed, percent: 30, tap: None });
    let port = options.port;
    let options = Options { clients: client.clone().into_iter().collect(), faults, ..options };
    let mock = Mock::start(options).await.with_context(|| format!("listening on port {port}"))?;
    say("The mock org listens until interrupted. To use it from another terminal:");
    for (name, value) in mock.environment() {
        out(&format!("export {name}={value}"))?;
    }
    if let Some(client) = client {
        say("To be the service app, set OKTA_CLIENT_PRIVATEKEY to its private key as well:");
        out("export OKTA_CLIENT_AUTHORIZATIONMODE=PrivateKey")?;
        out(&format!("export OKTA_CLIENT_CLIENTID={}", client.client_id))?;
        out(&format!("export OKTA_CLIENT_SCOPES='{}'", client.scopes.join(" ")))?;
    }
    std::future::pending().await
}

/// The port of the explorer, if it is free.
const EXPLORER_PORT: u16 = 8472;

/// Serves the explorer, and prints the URL that lets a browser in. `own` names jobs beside those of the command.
pub async fn explore(port: Option<u16>, own: &[String], flags: &Flags) -> anyhow::Result<ExitCode> {
    let own: Result<Vec<Job>, String> = own.iter().map(|file| run::job(file)).collect();
    let jobs = match own.and_then(jobs::beside_shipped) {
        Ok(jobs) => jobs,
        Err(problem) => return Ok(bad_input(&[problem])),
    };
    let connection = match Connection::of_process(flags) {
        Ok(connection) => connection,
        Err(problem) => return Ok(bad_input(&[problem])),
    };
    connection.tell();
    let (environment, mock) = connection.open().await?;
    let is_free = || std::net::TcpListener::bind(("127.0.0.1", EXPLORER_PORT)).is_ok();
    let port = port.unwrap_or_else(|| if is_free() { EXPLORER_PORT } else { 0 });
    let explorer = Explorer::start(Host::new()?, environment, mock, port, example::arguments, jobs).await?;
    let kind = if explorer.mock.is_some() { "the embedded mock org" } else { "your org" };
    say(&format!("The explorer runs until interrupted, and calls {} ({kind}).", explorer.org));
    say("Open this URL; it works once, and lets that browser in:");
    out(&explorer.url)?;
    std::future::pending().await
}

fn read_client(file: &Path) -> anyhow::Result<Client> {
    let text = std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is not a client", file.display()))
}
