//! Client secrets of an app: two at most, one of them active.

use crate::engine::errors::{self, ErrorResponse};
use crate::engine::fields::{Resource, status, text_at};
use crate::engine::lifecycle;
use crate::engine::model::{Call, Id, Org, PLAIN, ResourceType, RouteOverride, Topic, guard, transition};
use crate::engine::response::Response;
use serde_json::json;
use std::hash::{DefaultHasher, Hash, Hasher};

const MAX_SECRETS: usize = 2;
const LENGTH: std::ops::RangeInclusive<usize> = 14..=100;

/// The entry of this topic in the list of topics.
pub const TOPIC: Topic = Topic { resource_types: RESOURCE_TYPES, routes: ROUTES, ..Topic::EMPTY };

/// Client secrets.
const RESOURCE_TYPES: &[ResourceType] = &[ResourceType {
    path: "/api/v1/apps/{appId}/credentials/secrets",
    noun: "OAuth2ClientSecret",
    id: Id::Generated("ocs"),
    initial_status: Some("ACTIVE"),
    rules: &[
        transition("lifecycle/activate", &["INACTIVE"], "ACTIVE", errors::wrong_status),
        transition("lifecycle/deactivate", &["ACTIVE"], "INACTIVE", errors::wrong_status),
        guard("delete", &["INACTIVE"], errors::wrong_status),
    ],
    read_only: &["secret_hash"],
    links: &[("INACTIVE:delete", "", "DELETE")],
    event: "app.oauth2.client.secret",
    prepare,
    ..PLAIN
}];

/// The routes of secrets that no table describes.
const ROUTES: &[RouteOverride] = &[(
    "POST",
    "/api/v1/apps/{appId}/credentials/secrets/{secretId}/lifecycle/deactivate",
    deactivate,
    "app.oauth2.client.secret.deactivate",
)];

/// Generates a secret unless one is given.
fn prepare(org: &Org, call: &Call<'_>, resource: &mut Resource, _: Option<&Resource>) -> Result<(), ErrorResponse> {
    let count = org.resources(call.collection()?).count();
    if count >= MAX_SECRETS {
        return Err(errors::invalid("client_secret", format!("a client has at most {MAX_SECRETS} secrets")));
    }
    let made_up = json!(format!("mock-secret-{count}-of-{}", call.id("appId")));
    resource.entry("client_secret").or_insert(made_up);
    let secret = text_at(resource, "client_secret").unwrap_or_default();
    if !LENGTH.contains(&secret.len()) {
        let cause = format!("client_secret: needs {} to {} characters", LENGTH.start(), LENGTH.end());
        return Err(errors::invalid("client_secret", cause));
    }
    let mut hasher = DefaultHasher::new();
    secret.hash(&mut hasher);
    resource.insert("secret_hash".to_owned(), json!(format!("{:016x}", hasher.finish())));
    Ok(())
}

/// Deactivates, unless no other secret would be active.
fn deactivate(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let id = call.resource_id()?;
    if !org.resources(call.collection()?).any(|(other, secret)| other != id && status(secret) == "ACTIVE") {
        return Err(errors::invalid("client_secret", "the only active secret of a client stays active"));
    }
    lifecycle::perform(org, call)
}
