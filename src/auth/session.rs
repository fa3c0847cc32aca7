//! Authenticates requests: by the credential of the connection, or by an access token that is cached while it is valid.

use crate::auth::token::{self, Proofs, Token, error_code, now, proof, store_nonce};
use crate::config::connection::Connection;
use crate::config::credential::{Credential, ServiceApp};
use crate::contract::Error;
use crate::http::transport::{self, Authorization};
use crate::request::Request;
use crate::response::HttpResponse;
use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use core::ptr::null_mut;
use core::sync::atomic::{AtomicPtr, Ordering};
use zeroize::Zeroizing;

/// The session of the last connection: hosts keep an instance for one tenant.
static CACHED: AtomicPtr<Session> = AtomicPtr::new(null_mut());

/// The state of a service app between calls.
struct Session {
    /// The organization and the app that it belongs to.
    origin: String,
    app: ServiceApp,
    token: Option<Token>,
    proofs: Proofs,
}

/// Sends a request with the credential of the connection.
pub fn send(connection: &Connection, request: &Request) -> Result<HttpResponse, Error> {
    match &connection.credential {
        Credential::None => transport::send(connection, request, &Authorization::default(), connection.max_body),
        Credential::Fixed(value) => {
            let authorization = Authorization { credential: Some(value.clone()), ..Authorization::default() };
            transport::send(connection, request, &authorization, connection.max_body)
        }
        Credential::ServiceApp(app) => with_session(connection, app, |session| session.send(connection, request)),
    }
}

/// Passes the access token of a service app to `take`, and requests a new one if none is cached.
pub fn access_token<T>(connection: &Connection, app: &ServiceApp, take: impl FnOnce(&Token) -> T) -> Result<T, Error> {
    with_session(connection, app, |Session { token, proofs, .. }| valid(token, app, proofs, connection).map(take))
}

/// Runs with the session of a connection, and caches it for the next call.
fn with_session<T>(connection: &Connection, app: &ServiceApp, run: impl FnOnce(&mut Session) -> T) -> T {
    let cached = CACHED.swap(null_mut(), Ordering::Relaxed);
    // SAFETY: it was made by `Box::into_raw` below, and the swap left null, so it is taken once.
    let cached = (!cached.is_null()).then(|| unsafe { Box::from_raw(cached) });
    let origin = connection.url("");
    let mut session = cached
        .filter(|session| session.origin == origin && session.app == *app)
        .unwrap_or_else(|| Box::new(Session { origin, app: app.clone(), token: None, proofs: Proofs::default() }));
    let result = run(&mut session);
    let replaced = CACHED.swap(Box::into_raw(session), Ordering::Relaxed);
    if !replaced.is_null() {
        // SAFETY: as above.
        drop(unsafe { Box::from_raw(replaced) });
    }
    result
}

impl Session {
    /// Sends a request, and once more with a new token if Okta no longer accepts the old one: a 401 changed nothing.
    fn send(&mut self, connection: &Connection, request: &Request) -> Result<HttpResponse, Error> {
        let was_cached = self.token.is_some();
        let response = self.attempt(connection, request)?;
        if !was_cached || !is_about_the_token(&response) {
            return Ok(response);
        }
        self.token = None;
        self.attempt(connection, request)
    }

    /// Sends a request, and once more if the API asks for a nonce in the proof.
    fn attempt(&mut self, connection: &Connection, request: &Request) -> Result<HttpResponse, Error> {
        let mut response = self.once(connection, request)?;
        let asked = asks_for_a_nonce(&response);
        let again = store_nonce(&mut self.proofs.api_nonce, &mut response, asked)?;
        if again { self.once(connection, request) } else { Ok(response) }
    }

    fn once(&mut self, connection: &Connection, request: &Request) -> Result<HttpResponse, Error> {
        let token = valid(&mut self.token, &self.app, &mut self.proofs, connection)?;
        let scheme = if token.bound { "DPoP" } else { "Bearer" };
        let url = connection.url(&request.path_and_query);
        let proof = if token.bound { proof(&self.proofs, request.method, &url, Some(&token.value))? } else { None };
        let credential = Zeroizing::new(format!("{scheme} {}", *token.value));
        let authorization = Authorization { credential: Some(credential), proof, assertion: None };
        transport::send(connection, request, &authorization, connection.max_body)
    }
}

/// The cached token, or a new one if that has expired.
fn valid<'a>(
    kept: &'a mut Option<Token>,
    app: &ServiceApp,
    proofs: &mut Proofs,
    connection: &Connection,
) -> Result<&'a Token, Error> {
    let token = match kept.take().filter(|token| now() < token.until) {
        Some(token) => token,
        None => token::fetch(connection, app, proofs)?,
    };
    Ok(kept.insert(token))
}

/// Whether a response refuses the proof because it lacks the API's nonce; some have status 400.
fn asks_for_a_nonce(response: &HttpResponse) -> bool {
    const CODE: &str = "use_dpop_nonce";
    let by = |name| error_code(response, name).is_some_and(|code| code == CODE);
    matches!(response.status, 400 | 401)
        && (response.header_lines("www-authenticate").any(|challenge| challenge.contains(CODE))
            || by("error")
            || by("errorCode"))
}

/// Whether a 401 means an invalid token, not a forbidden operation: Okta also sends one if a feature is disabled.
fn is_about_the_token(response: &HttpResponse) -> bool {
    response.status == 401 && error_code(response, "errorCode").is_none_or(|code| code == "E0000011")
}
