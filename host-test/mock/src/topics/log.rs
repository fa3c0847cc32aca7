//! The system log: the list of events, which has a next page until `until` is reached.

use crate::engine::errors::{self, ErrorResponse};
use crate::engine::model::{Call, Id, Org, PLAIN, ResourceType, RouteOverride, Topic};
use crate::engine::pages::{self, Row};
use crate::engine::response::Response;
use crate::engine::{lists, resources};
use crate::topics::paths::EVENTS;
use jiff::Timestamp;
use serde_json::Value;

const KEYWORDS: &[&str] = &[
    "eventType",
    "displayMessage",
    "actor.alternateId",
    "actor.displayName",
    "target.alternateId",
    "target.displayName",
];

/// The entry of this topic in the list of topics.
pub const TOPIC: Topic = Topic { resource_types: RESOURCE_TYPES, routes: ROUTES, ..Topic::EMPTY };

/// The resource type of events.
const RESOURCE_TYPES: &[ResourceType] = &[ResourceType {
    path: EVENTS,
    noun: "LogEvent",
    id: Id::Field("uuid"),
    keyword: ("q", KEYWORDS),
    page: (100, 1000),
    links: &[],
    ..PLAIN
}];

/// The routes of the log.
const ROUTES: &[RouteOverride] = &[("GET", EVENTS, list, "")];

fn list(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let (since, until) = (time(call, "since")?, time(call, "until")?);
    let mut events = resources::all(org, call.collection()?)?;
    events.retain(|event| {
        let published = event["published"].as_str().and_then(|text| text.parse::<Timestamp>().ok());
        since.is_none_or(|since| published >= Some(since)) && until.is_none_or(|until| published < Some(until))
    });
    let events = lists::selected(org, call, events)?;
    // The uuids count up, so they are the order of time.
    let row = |resource: Value| Row { key: resource["uuid"].as_str().unwrap_or_default().to_owned(), resource };
    let rows = events.into_iter().map(row).collect();
    let (rows, next) = pages::cut(call, rows, call.resource_type()?.page)?;
    // A closed interval has a last page.
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
