//! Errors in words: names as the caller wrote them, hosts by name, and what to do.

use crate::cli::NAME;
use crate::host::suggestions::question;
use crate::host::values::Outcome;
use crate::host::{Host, catalog};
use crate::jobs;
use okta_actions_build::names::kebab_case;

/// One sentence for people about an error under an environment.
pub fn sentence(outcome: &Outcome, environment: &[(String, String)]) -> String {
    let sentence = outcome.sentence();
    match outcome.error.as_deref() {
        Some("rate-limited" | "unavailable") => format!("{sentence}. {}", waiting(environment)),
        _ => sentence,
    }
}

/// The setting that waits and repeats.
fn waiting(environment: &[(String, String)]) -> String {
    let set = environment.iter().any(|(name, value)| name == "OKTA_CLIENT_RATELIMIT_MAXRETRIES" && value != "0");
    if set {
        "OKTA_CLIENT_RATELIMIT_MAXRETRIES and OKTA_ACTIONS_MAXWAIT (milliseconds) bound the waits".into()
    } else {
        "OKTA_CLIENT_RATELIMIT_MAXRETRIES=3 waits and repeats".into()
    }
}

/// The sentence about a name that no action has, with the action or job that may be meant.
pub async fn unknown_action(host: &Host, name: &str) -> String {
    if jobs::shipped_text(name).is_some() {
        return format!("{name} is a job: `{NAME} run {name}` runs it, `{NAME} describe {name}` says what it takes");
    }
    let mut message = host.function(name).err().unwrap_or_default();
    // Words of the name, as in `listUsers`, are not near to it.
    if !message.ends_with('?') {
        let found = catalog::search_in(host, name, Vec::new()).await.unwrap_or_default();
        let wanted = kebab_case(name);
        let has_all = |found: &String| wanted.split(['-', '.', '_', ' ']).all(|word| found.contains(word));
        message.push_str(&question(found.iter().map(catalog::name).find(has_all).into_iter()));
    }
    format!("{message} (`{NAME} actions` lists all)")
}

/// The sentence about a name in the place of a subcommand, if it is or resembles an action or a job.
pub async fn unknown_command(name: &str) -> Option<String> {
    if jobs::shipped_text(name).is_some() {
        return Some(format!("did you mean `{NAME} run {name}`?"));
    }
    if !name.contains('.') {
        return None;
    }
    let host = Host::new().ok()?;
    match host.function(name) {
        Ok(_) => Some(format!("did you mean `{NAME} call {name}`?")),
        Err(_) => Some(unknown_action(&host, name).await),
    }
}
