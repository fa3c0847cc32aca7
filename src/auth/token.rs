//! Requests an access token for a service app (OAuth 2.0 client credentials, RFC 6749; `private_key_jwt`, RFC 7523).

use crate::auth::dpop::DpopKey;
use crate::auth::jwt;
use crate::auth::key::SigningKey;
use crate::config::connection::Connection;
use crate::config::credential::{PRIVATE_KEY, ServiceApp};
use crate::contract::{Error, ErrorResponse, LostResponse, Problem, RetryLater};
use crate::http::transport::{self, Authorization};
use crate::request::Request;
use crate::request::encode::base64url;
use crate::request::encode::push_form;
use crate::response::HttpResponse;
use crate::response::error;
use crate::table::method::Method;
use alloc::string::{String, ToString};
use serde_json::Value;
use wasi::clocks::wall_clock;
use wasi::random::random::get_random_bytes;
use zeroize::{Zeroize, Zeroizing};

const PATH: &str = "/oauth2/v1/token";

/// The longest response of the token endpoint, in bytes: parsing JSON takes a multiple of its length.
const MAX_RESPONSE: usize = 64 * 1024;

/// The longest access token, in bytes: several times longer than any of Okta's, and short enough for one header.
const MAX_TOKEN: usize = 16 * 1024;

/// The longest nonce, in bytes: it becomes part of a header.
const MAX_NONCE: usize = 1024;

/// The longest proof, in bytes: a header in which only the path can be long.
const MAX_PROOF: usize = 32 * 1024;

/// The lifetime of a token that comes without one, in seconds.
const DEFAULT_LIFETIME: u64 = 300;

/// An access token.
pub struct Token {
    /// The token itself.
    pub value: Zeroizing<String>,
    /// The time of its last use, in seconds since 1970: shortly before it expires.
    pub until: u64,
    /// The granted scopes, joined by spaces.
    pub scope: String,
    /// Whether it is bound to the key of the proofs.
    pub bound: bool,
}

/// The key and the nonces of an instance's DPoP proofs.
#[derive(Default)]
pub struct Proofs {
    /// The key, once a proof was needed.
    pub key: Option<DpopKey>,
    /// The nonce that the token endpoint asks for.
    pub token_nonce: Option<String>,
    /// The nonce that the API asks for.
    pub api_nonce: Option<String>,
}

/// Requests a token. DPoP proofs are sent once Okta requires them; their key and nonce are stored for later requests.
///
/// If this fails, the request that needs the token was not sent, so all errors but refusals are safe to repeat. No
/// error carries the body of a response, which may contain a token or echo the request.
pub fn fetch(connection: &Connection, app: &ServiceApp, proofs: &mut Proofs) -> Result<Token, Error> {
    let key = SigningKey::read(&app.key).map_err(invalid_key)?;
    if app.dpop && proofs.key.is_none() {
        proofs.key = Some(DpopKey::new(random()));
    }
    let mut repeated = 0;
    loop {
        let mut response = ask(connection, app, &key, proofs)?;
        let error = error_code(&response, "error");
        let new_nonce = store_nonce(&mut proofs.token_nonce, &mut response, error.as_deref() == Some("use_dpop_nonce"));
        let asked =
            new_nonce.map_err(without_body)? || error.as_deref() == Some("invalid_dpop_proof") && proofs.key.is_none();
        // At most one repetition for a proof, and one for the server's nonce in it.
        if !asked || repeated == 2 {
            return read(response, proofs.key.is_some(), app.dpop);
        }
        proofs.key.get_or_insert_with(|| DpopKey::new(random()));
        repeated += 1;
    }
}

fn ask(connection: &Connection, app: &ServiceApp, key: &SigningKey, proofs: &Proofs) -> Result<HttpResponse, Error> {
    let url = connection.url(PATH);
    let assertion = jwt::client_assertion(key, app.key_id.as_deref(), &app.client_id, &url, now(), &unique());
    let assertion = assertion.map_err(invalid_key)?;
    let mut form = Zeroizing::new(String::with_capacity(assertion.len() + app.scopes.len() * 3 + 256));
    push_form(&mut form, "grant_type", "client_credentials");
    push_form(&mut form, "scope", &app.scopes);
    push_form(&mut form, "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    push_form(&mut form, "client_assertion", &assertion);
    let mut request = Request::new(Method::Post, PATH.to_string());
    request.headers.set_default("content-type", "application/x-www-form-urlencoded");
    let proof = proof(proofs, Method::Post, &url, None)?;
    let authorization = Authorization { credential: None, proof, assertion: Some(assertion) };
    request.set_body(form.as_bytes().to_vec());
    let result = transport::send(connection, &request, &authorization, MAX_RESPONSE);
    request.body.zeroize();
    // Requesting a token twice does no harm, although it is a POST.
    result.map_err(|error| match error {
        Error::PermanentOutcomeUnknown(LostResponse { message, .. }) => Error::Interrupted(message),
        Error::PermanentUnreadableResponse(_) => unusable(
            "its response is longer than 64 KiB or than the free memory, so it does not come from Okta's token endpoint",
        ),
        other => other,
    })
}

/// Stores the nonce of a response for the next proof. True if the response asks for the nonce and it is new, so that a
/// repetition can succeed; an error if it asks for a nonce that a proof cannot contain.
pub fn store_nonce(stored: &mut Option<String>, response: &mut HttpResponse, asked: bool) -> Result<bool, Error> {
    const UNUSABLE: &str = "the response asks for a DPoP nonce that is empty, longer than 1024 bytes or not printable ASCII without spaces";
    let Some(given) = response.values("dpop-nonce").next() else { return Ok(false) };
    let usable = (1..=MAX_NONCE).contains(&given.len()) && given.iter().all(u8::is_ascii_graphic);
    let Some(nonce) = core::str::from_utf8(given).ok().filter(|_| usable) else {
        if !asked {
            return Ok(false);
        }
        let response = error::error_response(core::mem::take(response));
        return Err(Error::PermanentRefused(ErrorResponse { error_summary: Some(UNUSABLE.to_string()), ..response }));
    };
    let new = stored.as_deref() != Some(nonce);
    *stored = Some(nonce.to_string());
    Ok(asked && new)
}

/// The proof for a request, if proofs are needed.
pub fn proof(proofs: &Proofs, method: Method, url: &str, token: Option<&str>) -> Result<Option<String>, Error> {
    let Some(key) = &proofs.key else { return Ok(None) };
    let nonce = if token.is_some() { &proofs.api_nonce } else { &proofs.token_nonce };
    let proof = key.proof(method.name(), url, token, nonce.as_deref(), now(), &unique());
    let proof = proof.map_err(invalid_key)?;
    if proof.len() > MAX_PROOF {
        let message = "is too long for a DPoP proof, which contains it, and for any endpoint of Okta: shorten it";
        return Err(Error::PermanentInvalidArgument(Problem::new("path", message)));
    }
    Ok(Some(proof))
}

/// The error code of a response: `error` of an OAuth endpoint, `errorCode` of the API.
pub fn error_code(response: &HttpResponse, name: &str) -> Option<String> {
    if response.is_success() {
        return None;
    }
    let json = error::read_json(&String::from_utf8_lossy(&response.body));
    json.get(name)?.as_str().map(ToString::to_string)
}

/// Reads a token. `proven`: the request had a proof. `required`: the token must be bound to the key of the proof.
fn read(mut response: HttpResponse, proven: bool, required: bool) -> Result<Token, Error> {
    if !response.is_success() {
        return Err(without_body(error::classify(Method::Get, response)));
    }
    let mut json = serde_json::from_slice::<Value>(&response.body).unwrap_or_default();
    response.body.zeroize();
    let value = match json.get_mut("access_token") {
        Some(Value::String(token)) => Zeroizing::new(core::mem::take(token)),
        _ => Zeroizing::default(),
    };
    let text = |name: &str| json.get(name).and_then(Value::as_str);
    if value.is_empty() {
        return Err(unusable("its response contains no access token, so it does not come from Okta's token endpoint"));
    }
    if value.len() > MAX_TOKEN {
        return Err(unusable("its access token is longer than 16 KiB: configure fewer claims for the app"));
    }
    if !value.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(unusable("its access token contains a character that a header cannot contain"));
    }
    // RFC 6749 requires a type; without one, `Bearer` is the common meaning.
    let kind = text("token_type").unwrap_or("Bearer");
    let bound = kind.eq_ignore_ascii_case("DPoP");
    if !bound && !kind.eq_ignore_ascii_case("Bearer") {
        return Err(unusable(
            "its access token is of a type other than Bearer and DPoP, which the component cannot use",
        ));
    }
    if bound && !proven {
        return Err(unusable(
            "its access token is bound to a key (DPoP) although the request had no proof: set OKTA_CLIENT_DPOPENABLED to true",
        ));
    }
    if required && !bound {
        return Err(unusable(
            "its access token is not bound to a key, although OKTA_CLIENT_DPOPENABLED is true: require DPoP in the app's settings, or remove the variable",
        ));
    }
    let lifetime = json.get("expires_in").and_then(Value::as_u64).unwrap_or(DEFAULT_LIFETIME);
    Ok(Token {
        value,
        // A minute before it expires, or after half of a lifetime shorter than two minutes.
        until: now().saturating_add(lifetime - (lifetime / 2).min(60)),
        scope: text("scope").unwrap_or_default().to_string(),
        bound,
    })
}

/// The error for a success of the token endpoint without a usable token. The response is left out: it may contain a
/// token.
fn unusable(why: &str) -> Error {
    const WHAT: &str = "the token endpoint of the organization returned no usable token, and the action was not sent: ";
    let message = [WHAT, why].concat();
    Error::PermanentUnreadableResponse(LostResponse { message, response: None })
}

/// An error of the token endpoint with its parsed parts, but without the body.
fn without_body(mut error: Error) -> Error {
    if let Error::PermanentRefused(response)
    | Error::RateLimited(RetryLater { response, .. })
    | Error::Unavailable(RetryLater { response, .. }) = &mut error
    {
        response.body_truncated = !response.body.is_empty();
        response.body.clear();
    }
    error
}

fn invalid_key(message: &str) -> Error {
    Error::PermanentInvalidConfiguration(Problem::new(PRIVATE_KEY, message))
}

/// Seconds since 1970, by the host's clock.
pub fn now() -> u64 {
    wall_clock::now().seconds
}

/// A text that was never used before.
fn unique() -> String {
    base64url(&get_random_bytes(16))
}

fn random() -> Zeroizing<[u8; 32]> {
    let mut bytes = Zeroizing::new([0; 32]);
    let random = Zeroizing::new(get_random_bytes(32));
    bytes.iter_mut().zip(random.iter()).for_each(|(byte, random)| *byte = *random);
    bytes
}
