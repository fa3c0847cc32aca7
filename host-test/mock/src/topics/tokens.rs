//! Refresh tokens by app and by authorization server. They are stored with the users that granted them.

use crate::engine::errors::{self, ErrorResponse};
use crate::engine::fields::text_at;
use crate::engine::model::{Call, Id, Org, PLAIN, ResourceType, RouteOverride, Topic};
use crate::engine::response::Response;
use crate::engine::{lists, resources};
use crate::topics::grants::REVOKED;
use crate::topics::paths::{APPS, SERVERS, USERS};
use serde_json::{Value, json};

const CLIENTS: &str = "/api/v1/authorizationServers/{authServerId}/clients";

const OF_APP: &str = "/api/v1/apps/{appId}/tokens";
const ONE_OF_APP: &str = "/api/v1/apps/{appId}/tokens/{tokenId}";
const OF_CLIENT: &str = "/api/v1/authorizationServers/{authServerId}/clients/{clientId}/tokens";
const ONE_OF_CLIENT: &str = "/api/v1/authorizationServers/{authServerId}/clients/{clientId}/tokens/{tokenId}";

/// The entry of this topic in the list of topics.
pub const TOPIC: Topic = Topic { resource_types: RESOURCE_TYPES, routes: ROUTES, ..Topic::EMPTY };

/// The clients of an authorization server, which are apps.
const RESOURCE_TYPES: &[ResourceType] =
    &[ResourceType { path: CLIENTS, noun: "OAuth2Client", id: Id::Membership(APPS), ..PLAIN }];

/// The routes of tokens.
const ROUTES: &[RouteOverride] = &[
    ("GET", OF_APP, list, ""),
    ("GET", ONE_OF_APP, get, ""),
    ("DELETE", OF_APP, revoke, REVOKED),
    ("DELETE", ONE_OF_APP, revoke, REVOKED),
    ("GET", CLIENTS, clients, ""),
    ("GET", OF_CLIENT, list, ""),
    ("GET", ONE_OF_CLIENT, get, ""),
    ("DELETE", OF_CLIENT, revoke, REVOKED),
    ("DELETE", ONE_OF_CLIENT, revoke, REVOKED),
];

fn list(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let tokens = asked(org, call)?.into_iter().map(|(_, token)| token).collect();
    lists::select(org, call, tokens)
}

fn get(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    Ok(asked(org, call)?.swap_remove(0).1.into())
}

fn revoke(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    for (path, _) in asked(org, call)? {
        org.remove(&path);
    }
    Ok(Response::empty())
}

/// The apps that hold a token of the authorization server, as its clients.
fn clients(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let mut found: Vec<Value> = Vec::new();
    for (user, _) in org.resources(USERS) {
        let path = format!("{USERS}/{user}/clients");
        for client in resources::all(org, &path)? {
            let tokens = format!("{path}/{}/tokens", client["client_id"].as_str().unwrap_or_default());
            let known = found.iter().any(|other| other["client_id"] == client["client_id"]);
            if !known && resources::all(org, &tokens)?.iter().any(|token| issued(org, call, token)) {
                found.push(client);
            }
        }
    }
    Ok(Value::Array(found).into())
}

/// The tokens that the path names, with their paths: all of a client (and a server), or one that must exist.
fn asked(org: &Org, call: &Call<'_>) -> Result<Vec<(String, Value)>, ErrorResponse> {
    // A client's id is the app's.
    let (client, id) = (format!("{}{}", call.id("appId"), call.id("clientId")), call.id("tokenId"));
    let (holder, _) = call.path.split_once("/tokens").unwrap_or_default();
    let mut tokens = Vec::new();
    for (user, _) in org.resources(USERS) {
        let path = format!("{USERS}/{user}/clients/{client}/tokens");
        for mut token in resources::all(org, &path)? {
            let name = token["id"].as_str().unwrap_or_default().to_owned();
            let seen = json!(format!("{}{holder}/tokens/{name}", org.origin));
            for link in ["self", "revoke"] {
                token["_links"][link]["href"] = seen.clone();
            }
            if issued(org, call, &token) && (id.is_empty() || name == id) {
                tokens.push((format!("{path}/{name}"), token));
            }
        }
    }
    if tokens.is_empty() && !id.is_empty() {
        return Err(errors::not_found(id, "OAuth2RefreshTokenTx"));
    }
    Ok(tokens)
}

/// Whether the token is of the authorization server that the path names, if it names one.
fn issued(org: &Org, call: &Call<'_>, token: &Value) -> bool {
    let server = org.get(&format!("{SERVERS}/{}", call.id("authServerId")));
    server.is_none_or(|server| token["issuer"].as_str() == text_at(server, "issuer"))
}
