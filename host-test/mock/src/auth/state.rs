//! The credentials that an org accepts: its API token, its service apps, and the access tokens that it issued.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, HashSet};

/// The prefix of the access tokens.
pub const TOKEN_PREFIX: &str = "mock-access-";

/// A service app that may ask for tokens.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Client {
    /// Its id.
    pub client_id: String,
    /// Its public keys: `{"keys": […]}`.
    pub jwks: Jwks,
    /// The scopes that it may ask for.
    pub scopes: Vec<String>,
    /// Whether it gets only tokens that are bound to a key (DPoP).
    #[serde(default)]
    pub dpop: bool,
}

/// A set of public keys.
#[derive(Clone, Debug, Deserialize)]
pub struct Jwks {
    /// The keys as JWK.
    pub keys: Vec<Value>,
}

/// The credentials, and the state of the token endpoint.
#[derive(Debug)]
pub struct Auth {
    /// The API token.
    pub api_token: String,
    /// The service apps.
    pub clients: Vec<Client>,
    /// How long an access token lives, in seconds.
    pub token_lifetime: u32,
    /// How many requests an access token is good for; `None` for any number.
    pub token_uses: Option<u32>,
    /// Whether the proofs (DPoP) of requests to the API need a nonce, too.
    pub resource_nonce: bool,
    /// The issued access tokens.
    pub tokens: BTreeMap<String, Grant>,
    /// The `jti` of all assertions and proofs.
    pub seen: HashSet<String>,
    /// The nonce that proofs must hold.
    pub nonce: String,
}

impl Auth {
    /// Replaces the nonce that proofs (DPoP) must hold; `serial` makes it unique.
    pub fn renew_nonce(&mut self, serial: u64) {
        self.nonce = format!("mock-nonce-{serial}");
    }
}

/// The rights of an access token.
#[derive(Clone, Debug)]
pub struct Grant {
    /// The granted scopes.
    pub scopes: Vec<String>,
    /// When it ends, in seconds since 1970.
    pub expires: i64,
    /// How many more requests it is good for; none for any number.
    pub uses: Option<u32>,
    /// The thumbprint of the key that it is bound to.
    pub key: Option<String>,
}

/// Seconds since 1970.
pub fn now() -> i64 {
    Timestamp::now().as_second()
}
