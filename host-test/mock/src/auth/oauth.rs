//! The org as an OAuth 2.0 server for service apps: `POST /oauth2/v1/token` with client credentials.
//!
//! The endpoint is not in the action list, so it is not one of its routes.

use crate::auth::dpop;
use crate::auth::error::{OauthError, oauth_error};
use crate::auth::jose::Unchecked;
use crate::auth::state::{Auth, Client, Grant, TOKEN_PREFIX, now};
use crate::engine::model::Org;
use crate::engine::response::Response;
use bytes::Bytes;
use http::{
    HeaderName, Method, Request,
    header::{CACHE_CONTROL, CONTENT_TYPE},
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The path of the endpoint.
pub const PATH: &str = "/oauth2/v1/token";

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// The longest life of an assertion, in seconds.
const MAX_ASSERTION_SECONDS: i64 = 60 * 60;

/// Handles a request to the token endpoint.
pub fn response(auth: &mut Auth, org: &mut Org, request: &Request<Bytes>) -> (u16, Response) {
    match token(auth, org, request) {
        Ok(body) => (200, Response::from(body).header(CACHE_CONTROL, "no-store")),
        Err(error) => {
            let response = Response::from(json!({"error": error.error, "error_description": error.description}));
            (error.status, if error.error == "use_dpop_nonce" { with_nonce(response, auth) } else { response })
        }
    }
}

/// Adds the nonce that the next proof must hold.
fn with_nonce(response: Response, auth: &Auth) -> Response {
    response.header(HeaderName::from_static("dpop-nonce"), &auth.nonce)
}

fn token(auth: &mut Auth, org: &mut Org, request: &Request<Bytes>) -> Result<Value, OauthError> {
    if request.method() != Method::POST {
        return Err(OauthError { status: 405, error: "invalid_request", description: "The method is POST.".into() });
    }
    let form = form(request)?;
    let field = |name: &str| form.get(name).map_or("", String::as_str);
    if field("grant_type") != "client_credentials" {
        return Err(oauth_error("unsupported_grant_type", "The only grant type is client_credentials."));
    }
    let client = authenticate(auth, org, &form)?;
    let scopes: Vec<String> = field("scope").split_ascii_whitespace().map(str::to_owned).collect();
    if let Some(scope) = scopes.iter().find(|scope| !client.scopes.contains(scope)) {
        return Err(oauth_error("invalid_scope", format!("The client may not ask for the scope {scope}.")));
    }
    if scopes.is_empty() {
        return Err(oauth_error("invalid_scope", "At least one scope has to be asked for."));
    }
    let key = match dpop::proof(request.headers())? {
        None if client.dpop => {
            return Err(oauth_error("invalid_dpop_proof", "The header DPoP is missing or is not a proof."));
        }
        None => None,
        Some(proof) => {
            let target = format!("{}{PATH}", org.origin);
            Some(dpop::check(auth, proof, "POST", &target, true, None)?)
        }
    };
    let kind = if key.is_some() { "DPoP" } else { "Bearer" };
    let lifetime = auth.token_lifetime;
    let token = format!("{TOKEN_PREFIX}{:016x}", org.serial());
    let grant =
        Grant { scopes: scopes.clone(), expires: now().saturating_add(lifetime.into()), uses: auth.token_uses, key };
    auth.tokens.insert(token.clone(), grant);
    Ok(json!({"token_type": kind, "expires_in": lifetime, "access_token": token, "scope": scopes.join(" ")}))
}

/// The fields of the form; a repeated field is refused.
fn form(request: &Request<Bytes>) -> Result<BTreeMap<String, String>, OauthError> {
    let media = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if media.split(';').next().unwrap_or_default().trim() != "application/x-www-form-urlencoded" {
        return Err(oauth_error("invalid_request", "The body is not application/x-www-form-urlencoded."));
    }
    let mut form = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(request.body()).into_owned() {
        if form.insert(name.clone(), value).is_some() {
            return Err(oauth_error("invalid_request", format!("{name} occurs twice.")));
        }
    }
    match ["grant_type", "client_assertion_type", "client_assertion"].iter().find(|name| !form.contains_key(**name)) {
        Some(missing) => Err(oauth_error("invalid_request", format!("{missing} is missing."))),
        None => Ok(form),
    }
}

/// The client that signed the assertion. Its `jti` counts as used even if the request is refused for another reason.
fn authenticate(auth: &mut Auth, org: &Org, form: &BTreeMap<String, String>) -> Result<Client, OauthError> {
    let refuse = |why: &str| Err(oauth_error("invalid_client", why));
    if form["client_assertion_type"] != ASSERTION_TYPE {
        return Err(oauth_error("invalid_request", format!("client_assertion_type has to be {ASSERTION_TYPE}.")));
    }
    let Some(unchecked) = Unchecked::parse(&form["client_assertion"]) else {
        return refuse("The client_assertion is not a signed token.");
    };
    let Some(client) = auth.clients.iter().find(|client| unchecked.issuer() == client.client_id).cloned() else {
        return refuse("The iss of the client_assertion is not a client of this org.");
    };
    if form.get("client_id").is_some_and(|id| *id != client.client_id) {
        return refuse("The client_id is not the iss of the client_assertion.");
    }
    let key = match (unchecked.header["kid"].as_str(), client.jwks.keys.as_slice()) {
        (Some(kid), keys) => keys.iter().find(|key| key["kid"] == kid),
        (None, [only]) => Some(only),
        (None, _) => None,
    };
    let Some(key) = key else {
        return refuse("The kid of the client_assertion names no key of the client.");
    };
    let Some(token) = unchecked.verify(key) else {
        return refuse("The signature of the client_assertion is not by the key of the client, as RS256 or ES256.");
    };
    if token.text("sub") != client.client_id {
        return refuse("The sub of the client_assertion is not its iss.");
    }
    if token.text("aud") != format!("{}{PATH}", org.origin) {
        return refuse("The aud of the client_assertion is not the address of this endpoint.");
    }
    match token.time("exp") {
        Some(expires) if expires <= now() => return refuse("The client_assertion has expired."),
        Some(expires) if expires > now() + MAX_ASSERTION_SECONDS => {
            return refuse("The exp of the client_assertion is more than an hour from now.");
        }
        Some(_) => {}
        None => return refuse("The client_assertion has no exp."),
    }
    if token.time("iat").is_some_and(|issued| issued > now()) {
        return refuse("The iat of the client_assertion is in the future.");
    }
    if !token.claims["jti"].is_null() && !auth.seen.insert(format!("assertion {}", token.claims["jti"])) {
        return refuse("The jti of the client_assertion was used before.");
    }
    Ok(client)
}
