//! Asks for an access token as a service app (OAuth 2.0 client credentials, RFC 6749; `private_key_jwt`, RFC 7523).

use crate::bindings::{Error, Loss};
use crate::connection::Connection;
use crate::credential::{PRIVATE_KEY, ServiceApp};
use crate::dpop::DpopKey;
use crate::encode::push_form;
use crate::jwt::{self, base64url};
use crate::key::SigningKey;
use crate::method::Method;
use crate::refusal;
use crate::request::{Request, problem};
use crate::response::Answer;
use crate::transport::{self, Authorization};
use alloc::string::{String, ToString};
use serde_json::Value;
use wasi::clocks::wall_clock;
use wasi::random::random::get_random_bytes;
use zeroize::{Zeroize, Zeroizing};

const PATH: &str = "/oauth2/v1/token";

/// How long a token counts as valid that comes without a lifetime, in seconds.
const DEFAULT_LIFETIME: u64 = 300;

/// An access token.
pub struct Token {
    /// The token itself.
    pub value: Zeroizing<String>,
    /// Until when it is used, in seconds since 1970: shortly before it expires.
    pub until: u64,
    /// The granted scopes, joined by spaces.
    pub scope: String,
    /// Whether it is bound to the key of the proofs.
    pub bound: bool,
}

/// What the proofs of an instance are made with.
#[derive(Default)]
pub struct Proofs {
    /// The key, once a proof was needed.
    pub key: Option<DpopKey>,
    /// The nonce that the token endpoint asks for.
    pub token_nonce: Option<String>,
    /// The nonce that the API asks for.
    pub api_nonce: Option<String>,
}

/// Asks for a token. Proofs are added from when Okta asks for them, and kept for the next time.
///
/// Whatever happens here, the request that needs the token was not sent, so that all but refusals are safe to repeat.
pub fn fetch(connection: &Connection, app: &ServiceApp, proofs: &mut Proofs) -> Result<Token, Error> {
    let key = SigningKey::read(&app.key).map_err(invalid_key)?;
    if app.dpop && proofs.key.is_none() {
        proofs.key = Some(DpopKey::new(random()));
    }
    let mut repeated = 0;
    loop {
        let answer = ask(connection, app, &key, proofs)?;
        let nonce = answer.text("dpop-nonce");
        let asked = match error_code(&answer, "error").as_deref() {
            Some("invalid_dpop_proof") => proofs.key.is_none(),
            Some("use_dpop_nonce") => nonce.is_some() && nonce != proofs.token_nonce,
            _ => false,
        };
        proofs.token_nonce = nonce.or(proofs.token_nonce.take());
        // At most once each: for a proof, and for the server's nonce in it.
        if !asked || repeated == 2 {
            return read(answer, proofs.key.is_some());
        }
        proofs.key.get_or_insert_with(|| DpopKey::new(random()));
        repeated += 1;
    }
}

fn ask(connection: &Connection, app: &ServiceApp, key: &SigningKey, proofs: &Proofs) -> Result<Answer, Error> {
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
    let authorization = Authorization { credential: None, proof: proof(proofs, Method::Post, &url, None)? };
    request.set_body(form.as_bytes().to_vec());
    let result = transport::send(connection, &request, &authorization);
    request.body.zeroize();
    // Asking twice for a token does no harm, though it is a POST.
    result.map_err(|error| match error {
        Error::PermanentOutcomeUnknown(Loss { message, .. }) => Error::Interrupted(message),
        // The answer is left out of the error, because it may hold a token.
        Error::PermanentUnreadableResponse(Loss { message, .. }) => {
            Error::PermanentUnreadableResponse(Loss { message, refusal: None })
        }
        other => other,
    })
}

/// The proof for a request, where proofs are needed.
pub fn proof(proofs: &Proofs, method: Method, url: &str, token: Option<&str>) -> Result<Option<String>, Error> {
    let Some(key) = &proofs.key else { return Ok(None) };
    let nonce = if token.is_some() { &proofs.api_nonce } else { &proofs.token_nonce };
    let proof = key.proof(method.name(), url, token, nonce.as_deref(), now(), &unique());
    proof.map(Some).map_err(invalid_key)
}

/// The code of an answer that refuses: `error` of an OAuth endpoint, `errorCode` of the API.
pub fn error_code(answer: &Answer, name: &str) -> Option<String> {
    if answer.is_success() {
        return None;
    }
    let json: Value = serde_json::from_slice(&answer.body).ok()?;
    json.get(name)?.as_str().map(ToString::to_string)
}

fn read(mut answer: Answer, proven: bool) -> Result<Token, Error> {
    if !answer.is_success() {
        return Err(refusal::classify(Method::Get, answer));
    }
    let mut json = serde_json::from_slice::<Value>(&answer.body).unwrap_or_default();
    answer.body.zeroize();
    let value = match json.get_mut("access_token") {
        Some(Value::String(token)) => Zeroizing::new(core::mem::take(token)),
        _ => Zeroizing::default(),
    };
    let text = |name: &str| json.get(name).and_then(Value::as_str);
    let bound = text("token_type").is_some_and(|kind| kind.eq_ignore_ascii_case("DPoP"));
    let usable = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_graphic());
    if !usable || (bound && !proven) {
        // The answer is left out of the error, because it may hold a token.
        let message = "the token endpoint of the organization gave no access token that can be used".to_string();
        return Err(Error::PermanentUnreadableResponse(Loss { message, refusal: None }));
    }
    let lifetime = json.get("expires_in").and_then(Value::as_u64).unwrap_or(DEFAULT_LIFETIME);
    Ok(Token {
        value,
        // A minute before its end, or half of a life that is shorter than two.
        until: now().saturating_add(lifetime - (lifetime / 2).min(60)),
        scope: text("scope").unwrap_or_default().to_string(),
        bound,
    })
}

fn invalid_key(message: &str) -> Error {
    Error::PermanentInvalidConfiguration(problem(PRIVATE_KEY, message))
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
