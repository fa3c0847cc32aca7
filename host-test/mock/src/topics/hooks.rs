//! Event hooks and inline hooks: what the org calls. The mock org calls nobody; every hook is verified and says nothing.

use crate::dispatch::routes::Special;
use crate::engine::call::{Answer, Call};
use crate::engine::errors::{self, Refusal};
use crate::engine::families::{Family, Id, Item, OFF_TO_DELETE, PLAIN, text_at};
use crate::engine::items;
use crate::engine::org::Org;
use serde_json::{Value, json};

/// What both kinds of hooks have in common.
const HOOK: Family = Family {
    initial: Some("ACTIVE"),
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

/// Event hooks and inline hooks.
pub const FAMILIES: &[Family] = &[
    Family {
        path: "/api/v1/eventHooks",
        noun: "Webhook",
        id: Id::Made("who"),
        required: &["name", "events.type", "events.items", "channel.type", "channel.version", "channel.config.uri"],
        server: &["verificationStatus"],
        defaults: r#"{"verificationStatus": "UNVERIFIED"}"#,
        links: &[("self", "", ""), ("ACTIVE:verify", "/lifecycle/verify", "POST"), ("INACTIVE:delete", "", "DELETE")],
        event: "event_hook",
        ..HOOK
    },
    Family {
        path: "/api/v1/inlineHooks",
        noun: "InlineHook",
        id: Id::Made("cal"),
        required: &["name", "type", "version", "channel.type", "channel.version", "channel.config.uri"],
        frozen: &["type"],
        links: &[("self", "", ""), ("ACTIVE:execute", "/execute", "POST"), ("INACTIVE:delete", "", "DELETE")],
        equals: &[("type", "type")],
        event: "inline_hook",
        ..HOOK
    },
];

/// The routes of hooks that no table describes.
pub const ROUTES: &[Special] = &[
    ("POST", "/api/v1/eventHooks/{eventHookId}/lifecycle/verify", verify, "event_hook.verified"),
    ("POST", "/api/v1/inlineHooks/{inlineHookId}/execute", execute, "inline_hook.executed"),
];

fn verify(org: &mut Org, call: &Call<'_>) -> Result<Answer, Refusal> {
    if let Some(hook) = org.get_mut(call.item_path()?) {
        hook.insert("verificationStatus".to_owned(), json!("VERIFIED"));
    }
    items::get(org, call)
}

/// Answers as a service would that wants nothing changed.
fn execute(_: &mut Org, call: &Call<'_>) -> Result<Answer, Refusal> {
    let _: &Item = call.object()?;
    Ok(json!({"commands": []}).into())
}
