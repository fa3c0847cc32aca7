//! Errors in words: names as the caller wrote them, hosts by name, and what to do.

use crate::host::values::Outcome;
use serde_json::Value;

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

/// Whether an unknown argument is a property of the body.
pub fn misplaced(document: &Value, unknown: &str) -> bool {
    let body = &document["parameters"]["properties"]["body"];
    let variants = body["allOf"].as_array().into_iter().flatten().map(|kind| &kind["then"]);
    std::iter::once(body).chain(variants).any(|schema| schema["properties"].get(unknown).is_some())
}
