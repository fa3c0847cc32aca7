//! OAuth clients of a user, the grants and the refresh tokens that they hold; and what administrators grant an app.

use crate::dispatch::routes::Special;
use crate::engine::call::{Answer, Call};
use crate::engine::errors::Refusal;
use crate::engine::families::{Family, Id, PLAIN};
use crate::engine::items;
use crate::engine::links::Link;
use crate::engine::lists;
use crate::engine::org::Org;
use crate::topics::apps::APPS;
use serde_json::json;

/// Clients, refresh tokens and grants.
pub const FAMILIES: &[Family] = &[
    Family {
        path: "/api/v1/users/{userId}/clients",
        noun: "OAuth2Client",
        id: Id::Field("client_id"),
        about: &[(APPS, "client_id")],
        links: &[("self", "", ""), ("grants", "/grants", ""), ("tokens", "/tokens", "")],
        ..PLAIN
    },
    Family {
        path: "/api/v1/users/{userId}/clients/{clientId}/tokens",
        noun: "OAuth2RefreshTokenTx",
        links: TOKEN,
        id: Id::Made("oar"),
        initial: Some("ACTIVE"),
        events: &[("delete", REVOKED), ("clear", REVOKED)],
        ..PLAIN
    },
    Family {
        path: "/api/v1/users/{userId}/grants",
        noun: "OAuth2ScopeConsentGrant",
        id: Id::Made("oag"),
        initial: Some("ACTIVE"),
        equals: &[("scopeId", "scopeId")],
        about: &[(APPS, "clientId")],
        links: GRANT,
        events: &[("delete", UNGRANTED), ("clear", UNGRANTED)],
        ..PLAIN
    },
    Family {
        path: "/api/v1/apps/{appId}/grants",
        noun: "OAuth2ScopeConsentGrant",
        id: Id::Made("oag"),
        initial: Some("ACTIVE"),
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

/// The event of a token that is revoked.
pub const REVOKED: &str = "app.oauth2.token.revoke";

const UNGRANTED: &str = "app.oauth2.as.consent.revoke";
const OF_CLIENT: &str = "/api/v1/users/{userId}/clients/{clientId}/grants";

/// The grants of one client, which are kept with those of all clients.
pub const ROUTES: &[Special] = &[("GET", OF_CLIENT, list, ""), ("DELETE", OF_CLIENT, revoke, UNGRANTED)];

fn list(org: &mut Org, call: &Call<'_>) -> Result<Answer, Refusal> {
    let mut grants = items::all(org, &grants_path(call))?;
    grants.retain(|grant| grant["clientId"] == call.id("clientId"));
    lists::select(org, call, grants)
}

fn revoke(org: &mut Org, call: &Call<'_>) -> Result<Answer, Refusal> {
    let path = grants_path(call);
    for grant in items::all(org, &path)? {
        if let (true, Some(id)) = (grant["clientId"] == call.id("clientId"), grant["id"].as_str()) {
            org.remove(&format!("{path}/{id}"));
        }
    }
    Ok(Answer::empty())
}

fn grants_path(call: &Call<'_>) -> String {
    format!("/api/v1/users/{}/grants", call.id("userId"))
}
