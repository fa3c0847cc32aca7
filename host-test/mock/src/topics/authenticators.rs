//! Authenticators: the ways in which users can prove who they are.

use crate::engine::errors::{self, ErrorResponse};
use crate::engine::fields::{Resource, text_at};
use crate::engine::model::{Call, Id, ON_OFF, Org, PLAIN, ResourceType, RouteOverride, Topic};
use crate::engine::response::Response;
use crate::engine::{lifecycle, resources, scim};
use crate::topics::paths::POLICIES;
use serde_json::{Value, json};

/// The available authenticators: key, type and name.
pub const CATALOG: &[(&str, &str, &str)] = &[
    ("custom_app", "app", "Custom app"),
    ("duo", "app", "Duo"),
    ("external_idp", "federated", "Identity provider"),
    ("google_otp", "app", "Google Authenticator"),
    ("okta_email", "email", "Email"),
    ("okta_password", "password", "Password"),
    ("okta_verify", "app", "Okta Verify"),
    ("onprem_mfa", "security_key", "On-prem MFA"),
    ("phone_number", "phone", "Phone"),
    ("security_key", "security_key", "U2F security key"),
    ("security_question", "security_question", "Security question"),
    ("smart_card_idp", "federated", "Smart card"),
    ("symantec_vip", "security_key", "Symantec VIP"),
    ("tac", "tac", "Temporary access code"),
    ("webauthn", "security_key", "Security key"),
    ("yubikey_token", "security_key", "YubiKey token"),
];

/// The entry of this topic in the list of topics.
pub const TOPIC: Topic = Topic { resource_types: RESOURCE_TYPES, routes: ROUTES, ..Topic::EMPTY };

/// Authenticators; there is one of each key.
const RESOURCE_TYPES: &[ResourceType] = &[ResourceType {
    path: "/api/v1/authenticators",
    noun: "Authenticator",
    id: Id::Generated("aut"),
    initial_status: Some("ACTIVE"),
    rules: ON_OFF,
    required: &["key"],
    unique: &["key"],
    read_only: &["type"],
    immutable: &["key"],
    links: &[("self", "", "GET PUT"), ("methods", "/methods", "GET")],
    event: "security.authenticator.lifecycle",
    prepare,
    ..PLAIN
}];

/// The routes of authenticators that no table describes.
const ROUTES: &[RouteOverride] = &[(
    "POST",
    "/api/v1/authenticators/{authenticatorId}/lifecycle/deactivate",
    deactivate,
    "security.authenticator.lifecycle.deactivate",
)];

fn prepare(_: &Org, _: &Call<'_>, resource: &mut Resource, _: Option<&Resource>) -> Result<(), ErrorResponse> {
    let known = CATALOG.iter().find(|(key, ..)| text_at(resource, "key") == Some(key));
    let (_, kind, name) = known.ok_or_else(|| errors::invalid("key", "key: is not in the catalog"))?;
    resource.insert("type".to_owned(), json!(kind));
    resource.entry("name").or_insert_with(|| json!(name));
    Ok(())
}

/// Deactivates, unless an active policy has people enroll the authenticator.
fn deactivate(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let key = text_at(resources::existing(org, call)?, "key").unwrap_or_default();
    let names = |policy: &Value| scim::values(policy, "settings.authenticators.key").iter().any(|value| *value == key);
    if resources::all(org, POLICIES)?.iter().any(|policy| policy["status"] == "ACTIVE" && names(policy)) {
        return Err(errors::authenticator_used());
    }
    lifecycle::perform(org, call)
}
