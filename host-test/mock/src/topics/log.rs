//! The system log: an event for every change, and the list of them, which has a next page until `until` is reached.

use crate::dispatch::routes::RouteOverride;
use crate::engine::call::{Call, Response, first_segments};
use crate::engine::errors::{self, ErrorResponse};
use crate::engine::lists;
use crate::engine::org::{ADMIN, Org, now};
use crate::engine::pages::{self, Row};
use crate::engine::resource_type::{self, Id, PLAIN, Resource, ResourceType};
use crate::engine::resources;
use jiff::Timestamp;
use serde_json::{Value, json};

const EVENTS: &str = "/api/v1/logs";
const KEYWORDS: &[&str] = &[
    "eventType",
    "displayMessage",
    "actor.alternateId",
    "actor.displayName",
    "target.alternateId",
    "target.displayName",
];

/// The resource type of events.
pub const RESOURCE_TYPES: &[ResourceType] = &[ResourceType {
    path: EVENTS,
    noun: "LogEvent",
    id: Id::Field("uuid"),
    keyword: ("q", KEYWORDS),
    page: (100, 1000),
    links: &[],
    ..PLAIN
}];

/// The routes of the log.
pub const ROUTES: &[RouteOverride] = &[("GET", EVENTS, list, "")];

/// The resources that a path names, as the targets of an event.
pub fn targets(org: &Org, path: &str) -> Vec<Value> {
    let depths = 0..path.matches('/').count();
    depths
        .filter_map(|depth| {
            let collection = first_segments(path, depth);
            let id = first_segments(path, depth + 1).strip_prefix(collection)?.strip_prefix('/')?;
            let resource_type = resource_type::by_path(collection)?;
            let address = format!("{}/{id}", resource_type.target_path(collection));
            Some(target(resource_type.target(), id, org.get(&address)?))
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

/// Adds the event that the call's route leaves.
pub fn append(org: &mut Org, call: &Call<'_>, targets: Vec<Value>, request_id: &str) {
    let actor = targets_of_admin(org);
    let agent = call.headers.get("user-agent").and_then(|agent| agent.to_str().ok());
    let agent = agent.map(|agent| json!({"rawUserAgent": agent}));
    let uuid = format!("00000000-0000-4000-8000-{:012x}", org.serial());
    let event = json!({
        "uuid": uuid,
        "published": now(),
        "eventType": call.route.event,
        "version": "0",
        "severity": "INFO",
        "displayMessage": call.route.event.replace(['.', '_'], " "),
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

fn targets_of_admin(org: &Org) -> Value {
    targets(org, &format!("/api/v1/users/{ADMIN}")).pop().unwrap_or_default()
}

fn list(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let (since, until) = (time(call, "since")?, time(call, "until")?);
    let mut events = resources::all(org, call.collection()?)?;
    events.retain(|event| {
        let published = event["published"].as_str().and_then(|text| text.parse::<Timestamp>().ok());
        since.is_none_or(|since| published >= Some(since)) && until.is_none_or(|until| published < Some(until))
    });
    let events = lists::selected(call, events)?;
    // The uuids count up, so they are the order of time.
    let row = |resource: Value| Row { key: resource["uuid"].as_str().unwrap_or_default().to_owned(), resource };
    let rows = events.into_iter().map(row).collect();
    let (rows, next) = pages::cut(call, rows, call.resource_type()?.page)?;
    // What is published later than `until` is not asked for: the last page of a closed interval is the last one.
    if until.is_some_and(|until| until <= Timestamp::now()) && next.is_none() {
        return Ok(pages::linked(org, call, rows, None));
    }
    let last = rows.last().map(|row| row.key.clone());
    let next = next.or(last).or(pages::after(call)?).unwrap_or_default();
    Ok(pages::linked(org, call, rows, Some(next)))
}

fn time(call: &Call<'_>, name: &str) -> Result<Option<Timestamp>, ErrorResponse> {
    let wrong = |_| errors::invalid(name, format!("{name}: must be a time in ISO 8601"));
    call.text(name).map(|text| text.parse().map_err(wrong)).transpose()
}
