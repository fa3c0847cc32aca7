//! OAuth clients of a user with their grants and refresh tokens, and the grants of administrators to an app.

use crate::engine::errors::ErrorResponse;
use crate::engine::model::{Call, Id, Link, Org, PLAIN, ResourceType, RouteOverride, Topic};
use crate::engine::response::Response;
use crate::engine::{lists, resources};
use crate::topics::paths::APPS;
use serde_json::json;

/// The entry of this topic in the list of topics.
pub const TOPIC: Topic = Topic { resource_types: RESOURCE_TYPES, routes: ROUTES, ..Topic::EMPTY };

/// Clients, refresh tokens and grants.
const RESOURCE_TYPES: &[ResourceType] = &[
    ResourceType {
        path: "/api/v1/users/{userId}/clients",
        noun: "OAuth2Client",
        id: Id::Field("client_id"),
        references: &[(APPS, "client_id")],
        links: &[("self", "", ""), ("grants", "/grants", ""), ("tokens", "/tokens", "")],
        ..PLAIN
    },
    ResourceType {
        path: "/api/v1/users/{userId}/clients/{clientId}/tokens",
        noun: "OAuth2RefreshTokenTx",
        links: TOKEN,
        id: Id::Generated("oar"),
        initial_status: Some("ACTIVE"),
        events: &[("delete", REVOKED), ("clear", REVOKED)],
        ..PLAIN
    },
    ResourceType {
        path: "/api/v1/users/{userId}/grants",
        noun: "OAuth2ScopeConsentGrant",
        id: Id::Generated("oag"),
        initial_status: Some("ACTIVE"),
        equals: &[("scopeId", "scopeId")],
        references: &[(APPS, "clientId")],
        links: GRANT,
        events: &[("delete", UNGRANTED), ("clear", UNGRANTED)],
        ..PLAIN
    },
    ResourceType {
        path: "/api/v1/apps/{appId}/grants",
        noun: "OAuth2ScopeConsentGrant",
        id: Id::Generated("oag"),
        initial_status: Some("ACTIVE"),
        required: &["issuer", "scopeId"],
        links: GRANT,
        unique: &["scopeId"],
        defaults: r#"{"source": "ADMIN"}"#,
        events: &[("create", "app.oauth2.consent.grant"), ("delete", UNGRANTED)],
        prepare: |_, call, grant, _| {
            grant.insert("clientId".to_owned(), json!(call.id("appId")));
            Ok(())
        },
        ..PLAIN
    },
];

const GRANT: &[Link] = &[
    ("self", "", "GET DELETE"),
    ("app", "/api/v1/apps/{clientId}", ""),
    ("client", "/oauth2/v1/clients/{clientId}", ""),
    ("user", "/api/v1/users/{userId}", ""),
];
const TOKEN: &[Link] = &[
    ("self", "", ""),
    ("app", "/api/v1/apps/{clientId}", ""),
    ("client", "/oauth2/v1/clients/{clientId}", ""),
    ("user", "/api/v1/users/{userId}", ""),
    ("revoke", "", "DELETE"),
];

/// The event of a revoked token.
pub const REVOKED: &str = "app.oauth2.token.revoke";

const UNGRANTED: &str = "app.oauth2.as.consent.revoke";
const OF_CLIENT: &str = "/api/v1/users/{userId}/clients/{clientId}/grants";

/// The grants of one client, which are stored with those of all clients.
const ROUTES: &[RouteOverride] = &[("GET", OF_CLIENT, list, ""), ("DELETE", OF_CLIENT, revoke, UNGRANTED)];

fn list(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let mut grants = resources::all(org, &grants_path(call))?;
    grants.retain(|grant| grant["clientId"] == call.id("clientId"));
    lists::select(org, call, grants)
}

fn revoke(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let path = grants_path(call);
    for grant in resources::all(org, &path)? {
        if let (true, Some(id)) = (grant["clientId"] == call.id("clientId"), grant["id"].as_str()) {
            org.remove(&format!("{path}/{id}"));
        }
    }
    Ok(Response::empty())
}

fn grants_path(call: &Call<'_>) -> String {
    format!("/api/v1/users/{}/grants", call.id("userId"))
}
