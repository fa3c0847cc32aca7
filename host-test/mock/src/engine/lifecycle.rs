//! The generic handler of lifecycle operations, by the rules of the resource type.

use crate::engine::errors::{self, ErrorResponse};
use crate::engine::model::{Call, Org};
use crate::engine::resources;
use crate::engine::response::Response;
use crate::engine::time::now;
use serde_json::{Value, json};

/// Performs the verb at the end of the path; returns the resource if the operation has a body.
pub fn perform(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    change(org, call)?;
    match (call.kind, call.status) {
        ("object", _) => resources::get(org, call),
        // Okta sends an empty object instead of no body, if the status allows a body.
        (_, 200) if call.verb()?.starts_with("lifecycle/") => Ok(json!({}).into()),
        _ => Ok(Response::empty()),
    }
}

/// Changes the status of the call's resource as the rule for the verb says.
pub fn change(org: &mut Org, call: &Call<'_>) -> Result<(), ErrorResponse> {
    let (resource_type, verb) = (call.resource_type()?, call.verb()?);
    resource_type.allows(resources::existing(org, call)?, verb)?;
    let rule = resource_type.rule(verb).ok_or_else(errors::unsupported)?;
    if let Some(status) = rule.to {
        set_status(org, call.resource_path()?, status);
    }
    Ok(())
}

/// Sets the status of the resource at a path, and the times of the change.
pub fn set_status(org: &mut Org, path: &str, status: &str) {
    let Some(resource) = org.get_mut(path) else {
        return;
    };
    resource.insert("status".to_owned(), json!(status));
    for field in ["lastUpdated", "statusChanged"] {
        if let Some(time) = resource.get_mut(field) {
            *time = Value::String(now());
        }
    }
}
