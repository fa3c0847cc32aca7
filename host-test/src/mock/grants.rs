//! OAuth clients of a user, the grants and the refresh tokens that they hold.

use super::{
    call::{Answer, Call},
    errors::Refusal,
    families::{Family, Id, PLAIN},
    items, lists,
    org::Org,
    routes::Special,
};

/// Clients, refresh tokens and grants.
pub const FAMILIES: &[Family] = &[
    Family { path: "/api/v1/users/{userId}/clients", noun: "OAuth2Client", id: Id::Field("client_id"), ..PLAIN },
    Family {
        path: "/api/v1/users/{userId}/clients/{clientId}/tokens",
        noun: "OAuth2RefreshToken",
        id: Id::Made("oar"),
        initial: Some("ACTIVE"),
        event: "app.oauth2.token",
        events: &[("delete", "app.oauth2.token.revoke"), ("clear", "app.oauth2.token.revoke")],
        ..PLAIN
    },
    Family {
        path: "/api/v1/users/{userId}/grants",
        noun: "OAuth2ScopeConsentGrant",
        id: Id::Made("oag"),
        initial: Some("ACTIVE"),
        equals: &["scopeId"],
        events: &[("delete", REVOKED), ("clear", REVOKED)],
        ..PLAIN
    },
];

const REVOKED: &str = "app.oauth2.as.consent.revoke";
const OF_CLIENT: &str = "/api/v1/users/{userId}/clients/{clientId}/grants";

/// The grants of one client, which are kept with those of all clients.
pub const ROUTES: &[Special] = &[("GET", OF_CLIENT, list, ""), ("DELETE", OF_CLIENT, revoke, REVOKED)];

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
