//! Checks credentials: the API token of the org, and access tokens of its OAuth server with their scopes.

use crate::auth::dpop;
use crate::auth::error::{OauthError, oauth_error};
use crate::auth::state::{Auth, now};
use crate::engine::errors::{self, ErrorResponse};
use crate::engine::model::Org;
use crate::facts::operations::Operation;
use bytes::Bytes;
use http::{Request, header::AUTHORIZATION};

/// The operations that a credential allows.
#[derive(Debug)]
pub enum Access {
    /// Everything: the API token.
    All,
    /// The operations of these scopes.
    Scopes(Vec<String>),
}

/// Checks the credential of a request, and counts it as a use of its access token.
pub fn check(auth: &mut Auth, org: &Org, request: &Request<Bytes>) -> Result<Access, ErrorResponse> {
    let value = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (scheme, given) = value.split_once(' ').unwrap_or_default();
    if matches!(scheme, "SSWS" | "Bearer") && given == auth.api_token {
        return Ok(Access::All);
    }
    let invalid = |why: &str| errors::challenge(scheme, "invalid_token", why);
    let Some(grant) = auth.tokens.get(given).cloned() else { return Err(errors::invalid_token()) };
    match (scheme, &grant.key) {
        ("Bearer", None) => {}
        ("DPoP", Some(key)) => {
            let used = proof(auth, org, request, given).map_err(|error| match error.error {
                "use_dpop_nonce" => errors::challenge("DPoP", error.error, &error.description).nonce(&auth.nonce),
                _ => errors::challenge("DPoP", error.error, &error.description),
            })?;
            if used != *key {
                return Err(invalid("The access token is bound to another key."));
            }
        }
        ("Bearer", Some(_)) => return Err(invalid("The access token is bound to a key: the scheme is DPoP.")),
        ("DPoP", None) => return Err(invalid("The access token is bound to no key: the scheme is Bearer.")),
        _ => return Err(errors::invalid_token()),
    }
    if grant.expires <= now() || grant.uses == Some(0) {
        return Err(invalid("The access token has expired."));
    }
    if let Some(uses) = auth.tokens.get_mut(given).and_then(|grant| grant.uses.as_mut()) {
        *uses -= 1;
    }
    Ok(Access::Scopes(grant.scopes))
}

fn proof(auth: &mut Auth, org: &Org, request: &Request<Bytes>, token: &str) -> Result<String, OauthError> {
    let missing = || oauth_error("invalid_dpop_proof", "The header DPoP is missing.");
    let proof = dpop::proof(request.headers())?.ok_or_else(missing)?;
    let target = format!("{}{}", org.origin, request.uri().path());
    dpop::check(auth, proof, request.method().as_str(), &target, auth.resource_nonce, Some(token))
}

impl Access {
    /// Whether an operation is allowed: one of its scopes is enough, and a scope to manage includes the one to read.
    pub fn allows(&self, operation: &Operation) -> Result<(), ErrorResponse> {
        let Self::Scopes(granted) = self else { return Ok(()) };
        let is_granted =
            |scope: &String| granted.contains(scope) || granted.contains(&scope.replace(".read", ".manage"));
        if operation.scopes.is_empty() || operation.scopes.iter().any(is_granted) {
            return Ok(());
        }
        Err(errors::scope())
    }
}
