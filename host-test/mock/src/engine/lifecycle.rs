//! The generic handler of lifecycle operations: the family's rule says whether, and what the status becomes.

use crate::engine::call::{Answer, Call};
use crate::engine::errors::{self, Refusal};
use crate::engine::items;
use crate::engine::org::{Org, now};
use serde_json::{Value, json};

/// Performs the verb at the end of the path; answers with the item where the operation has a body.
pub fn perform(org: &mut Org, call: &Call<'_>) -> Result<Answer, Refusal> {
    change(org, call)?;
    match (call.route.kind.as_str(), call.route.status) {
        ("object" | "union", _) => items::get(org, call),
        // Okta says "nothing" with an empty object where the status allows a body.
        (_, 200) if call.verb()?.starts_with("lifecycle/") => Ok(json!({}).into()),
        _ => Ok(Answer::empty()),
    }
}

/// Changes the status of the call's item as the rule for the verb says.
pub fn change(org: &mut Org, call: &Call<'_>) -> Result<(), Refusal> {
    let (family, verb) = (call.family()?, call.verb()?);
    items::allowed(family, items::existing(org, call)?, verb)?;
    let rule = family.rule(verb).ok_or_else(errors::unsupported)?;
    if let Some(status) = rule.to {
        set_status(org, call.item_path()?, status);
    }
    Ok(())
}

/// Sets the status of the item at a path, and the times that tell of it.
pub fn set_status(org: &mut Org, path: &str, status: &str) {
    let Some(item) = org.get_mut(path) else {
        return;
    };
    item.insert("status".to_owned(), json!(status));
    for field in ["lastUpdated", "statusChanged"] {
        if let Some(time) = item.get_mut(field) {
            *time = Value::String(now());
        }
    }
}
