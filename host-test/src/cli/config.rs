//! `okta-actions config`: the settings, where each comes from, and whether the org can be reached with them.

use super::call::bad_input;
use super::connection::{Connection, Flags};
use super::settings::Setting;
use super::{errors, tables};
use crate::host::values::{Outcome, arguments};
use crate::host::{Host, InstanceConfig};
use crate::terminal::{cell, out, out_table, say, table};
use serde_json::{Value, json};
use std::process::ExitCode;

/// What `okta-actions config` takes.
#[derive(clap::Args)]
pub struct Config {
    #[command(flatten)]
    connection: Flags,
    /// Send nothing
    #[arg(long)]
    no_check: bool,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// Whether the org answered as it should, and a sentence about it.
type Checked = (bool, String);

/// Runs the command.
pub async fn run(config: Config) -> anyhow::Result<ExitCode> {
    let settings = match config.connection.settings() {
        Ok(settings) => settings,
        Err(problem) => return Ok(bad_input(&[problem])),
    };
    let mut settings: Vec<Setting> = settings.into_iter().filter(|setting| setting.name.starts_with("OKTA")).collect();
    settings.sort_by(|a, b| a.name.cmp(&b.name));
    if !config.json {
        show(&settings)?;
    }
    let connection = match Connection::of_process(&config.connection) {
        Ok(connection) => connection,
        Err(problem) => return Ok(bad_input(&[problem])),
    };
    let (org, checked) = match connection {
        Connection::Mock { notice, .. } => (Value::Null, (true, notice)),
        Connection::Org(environment) => {
            let org = settings.iter().find(|setting| setting.name == "OKTA_CLIENT_ORGURL").map(Setting::shown);
            let checked = if config.no_check { (true, "not checked".into()) } else { check(environment).await? };
            (json!(org), checked)
        }
    };
    let (works, sentence) = checked;
    if config.json {
        let setting = |it: &Setting| json!({"name": it.name, "value": it.shown(), "source": it.source.to_string()});
        let settings: Vec<Value> = settings.iter().map(setting).collect();
        out(&json!({"settings": settings, "org": org, "works": works, "message": sentence}).to_string())?;
    } else {
        say(&sentence);
    }
    Ok(ExitCode::from(u8::from(!works)))
}

fn show(settings: &[Setting]) -> anyhow::Result<()> {
    if settings.is_empty() {
        say(
            "Nothing is set: no OKTA_… variable, no ~/.okta/okta.yaml, and no okta.yaml here. To call your org, set its URL and a \
             token in the environment:\n\n  export OKTA_CLIENT_ORGURL=https://your-org.okta.com\n  export OKTA_CLIENT_TOKEN=00…\n\n\
             or in an okta.yaml:\n\n  okta:\n    client:\n      orgUrl: https://your-org.okta.com\n      token: 00…\n",
        );
        return Ok(());
    }
    let mut rows = table(&["SETTING", "VALUE", "FROM"]);
    for setting in settings {
        let (value, source) = (setting.shown(), setting.source.to_string());
        rows.add_row([cell(&setting.name), cell(&value), cell(&source)]);
    }
    Ok(out_table(&tables::plain(&rows))?)
}

/// Asks the org for something that the credential needs no particular right for.
async fn check(environment: Vec<(String, String)>) -> anyhow::Result<Checked> {
    let private_key = environment.iter().any(|(name, value)| {
        name == "OKTA_CLIENT_AUTHORIZATIONMODE" && value.trim().eq_ignore_ascii_case("PrivateKey")
    });
    let (action, json) =
        if private_key { ("auth.get-access-token", "{}") } else { ("user.get-user", r#"{"userId":"me"}"#) };
    let host = Host::new()?;
    let config = InstanceConfig::over_network(environment);
    let function = host.function(action).map_err(anyhow::Error::msg)?;
    let args = arguments(function, json, None).map_err(|problems| anyhow::anyhow!("{}", problems.join("; ")))?;
    let begin = std::time::Instant::now();
    let outcome = Outcome::new(host.call(function, &args, &config).await?);
    let milliseconds = begin.elapsed().as_millis();
    let body = outcome.fields.get("body").and_then(Value::as_str).unwrap_or_default();
    let login =
        serde_json::from_str::<Value>(body).ok().and_then(|user| Some(user["profile"]["login"].as_str()?.to_string()));
    Ok(match (outcome.error.as_deref(), outcome.fields.get("status").and_then(Value::as_u64)) {
        (None, _) if private_key => (true, format!("The org issued an access token, in {milliseconds} ms.")),
        (None, _) => {
            let whose = login.map(|login| format!(" as {login}")).unwrap_or_default();
            (true, format!("The org answered{whose}, in {milliseconds} ms."))
        }
        // The credential is good, and has other rights.
        (Some("permanent-refused"), Some(403 | 404)) if !private_key => (
            true,
            format!("The org answered in {milliseconds} ms; the credential is valid and may not read its own user."),
        ),
        (Some("permanent-not-allowed"), _) => (true, format!("Not checked: the policy does not allow {action}.")),
        _ => (false, errors::sentence(&outcome, config.environment())),
    })
}
