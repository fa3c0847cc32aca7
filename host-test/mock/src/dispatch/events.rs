//! The event that a change leaves in the system log.

use crate::engine::fields::Resource;
use crate::engine::model::{Call, Org, ResourceType, first_segments};
use crate::engine::time::now;
use crate::topics::paths::{ADMIN, EVENTS, USERS};
use serde_json::{Value, json};

/// The resources that a path names, as the targets of an event.
pub fn targets(org: &Org, path: &str) -> Vec<Value> {
    let depths = 0..path.matches('/').count();
    depths
        .filter_map(|depth| {
            let collection = first_segments(path, depth);
            let id = first_segments(path, depth + 1).strip_prefix(collection)?.strip_prefix('/')?;
            let resource_type = org.resource_type_at(collection)?;
            let address = format!("{}/{id}", resource_type.target_path(collection));
            Some(target(org.target(resource_type), id, org.get(&address)?))
        })
        .collect()
}

/// The resource that the call created, as a target.
pub fn created(call: &Call<'_>, body: Option<&Value>) -> Option<Value> {
    let (resource_type, resource) = (call.resource_type().ok()?, body?.as_object()?);
    let id = resource.get("id")?.as_str()?;
    (call.collection() == Ok(call.path.as_str())).then(|| target(resource_type, id, resource))
}

fn target(resource_type: &ResourceType, id: &str, resource: &Resource) -> Value {
    let whole = Value::Object(resource.clone());
    let first = |fields: [&str; 4]| {
        let found = fields.iter().find_map(|field| whole.pointer(field)?.as_str());
        found.unwrap_or(id).to_owned()
    };
    json!({
        "id": id,
        "type": resource_type.noun,
        "alternateId": first(["/profile/login", "/name", "/profile/name", "/label"]),
        "displayName": first(["/profile/email", "/label", "/profile/name", "/name"]),
        "detailEntry": null,
    })
}

/// Adds the event of the call's route.
pub fn append(org: &mut Org, call: &Call<'_>, event_type: &str, targets: Vec<Value>, request_id: &str) {
    let actor = self::targets(org, &format!("{USERS}/{ADMIN}")).pop().unwrap_or_default();
    let agent = call.headers.get("user-agent").and_then(|agent| agent.to_str().ok());
    let agent = agent.map(|agent| json!({"rawUserAgent": agent}));
    let uuid = format!("00000000-0000-4000-8000-{:012x}", org.serial());
    let event = json!({
        "uuid": uuid,
        "published": now(),
        "eventType": event_type,
        "version": "0",
        "severity": "INFO",
        "displayMessage": event_type.replace(['.', '_'], " "),
        "actor": actor,
        "client": {"userAgent": agent, "ipAddress": "127.0.0.1", "zone": null, "device": "Unknown"},
        "outcome": {"result": "SUCCESS", "reason": null},
        "target": targets,
        "transaction": {"type": "WEB", "id": request_id, "detail": {}},
        "debugContext": {"debugData": {"requestUri": call.asked}},
        "authenticationContext": {"authenticationStep": 0, "externalSessionId": "unknown"},
        "securityContext": {"isProxy": null},
        "request": {"ipChain": []},
    });
    if let Value::Object(event) = event {
        org.insert(EVENTS, &uuid, event);
    }
}
