//! Event hooks and inline hooks. The mock org calls no hook: each counts as verified, and as changing nothing.

use crate::engine::errors::{self, ErrorResponse};
use crate::engine::fields::{Resource, text_at};
use crate::engine::model::{Call, Id, OFF_TO_DELETE, Org, PLAIN, ResourceType, RouteOverride, Topic};
use crate::engine::resources;
use crate::engine::response::Response;
use serde_json::{Value, json};

/// The common part of both types of hooks.
const HOOK: ResourceType = ResourceType {
    initial_status: Some("ACTIVE"),
    rules: OFF_TO_DELETE,
    unique: &["name"],
    prepare: |_, _, hook, _| match text_at(hook, "channel.config.uri") {
        Some(uri) if uri.starts_with("https://") => Ok(()),
        _ => Err(errors::invalid("channel.config.uri", "uri: must begin with https://")),
    },
    show: |_, _, hook| {
        let Some(config) = hook.get_mut("channel").and_then(|channel| channel.get_mut("config")) else { return };
        for (secret, place) in [("clientSecret", ""), ("value", "/authScheme")] {
            if let Some(Value::Object(holder)) = config.pointer_mut(place) {
                holder.shift_remove(secret);
            }
        }
    },
    ..PLAIN
};

/// The entry of this topic in the list of topics.
pub const TOPIC: Topic = Topic { resource_types: RESOURCE_TYPES, routes: ROUTES, ..Topic::EMPTY };

/// Event hooks and inline hooks.
const RESOURCE_TYPES: &[ResourceType] = &[
    ResourceType {
        path: "/api/v1/eventHooks",
        noun: "Webhook",
        id: Id::Generated("who"),
        required: &["name", "events.type", "events.items", "channel.type", "channel.version", "channel.config.uri"],
        read_only: &["verificationStatus"],
        defaults: r#"{"verificationStatus": "UNVERIFIED"}"#,
        links: &[("self", "", ""), ("ACTIVE:verify", "/lifecycle/verify", "POST"), ("INACTIVE:delete", "", "DELETE")],
        event: "event_hook",
        ..HOOK
    },
    ResourceType {
        path: "/api/v1/inlineHooks",
        noun: "InlineHook",
        id: Id::Generated("cal"),
        required: &["name", "type", "version", "channel.type", "channel.version", "channel.config.uri"],
        immutable: &["type"],
        links: &[("self", "", ""), ("ACTIVE:execute", "/execute", "POST"), ("INACTIVE:delete", "", "DELETE")],
        equals: &[("type", "type")],
        event: "inline_hook",
        ..HOOK
    },
];

/// The routes of hooks that no table describes.
const ROUTES: &[RouteOverride] = &[
    ("POST", "/api/v1/eventHooks/{eventHookId}/lifecycle/verify", verify, "event_hook.verified"),
    ("POST", "/api/v1/inlineHooks/{inlineHookId}/execute", execute, "inline_hook.executed"),
];

fn verify(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    if let Some(hook) = org.get_mut(call.resource_path()?) {
        hook.insert("verificationStatus".to_owned(), json!("VERIFIED"));
    }
    resources::get(org, call)
}

/// Returns the response of a service that changes nothing.
fn execute(_: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let _: &Resource = call.object()?;
    Ok(json!({"commands": []}).into())
}
