//! A service app: it holds a private key, signs assertions and proofs, and asks for tokens.

use super::{Reply, Tester};
use crate::auth::keys::Key;
use crate::auth::state::{Client, Jwks};
use crate::auth::{jose, state};
use crate::options::Options;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use ring::{rand::SystemRandom, rsa, signature as s};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

pub const CLIENT: &str = "0oaservice";
pub const TOKEN_URL: &str = "http://mock.example.com/oauth2/v1/token";

/// A key that signs.
pub struct Signer {
    key: Key,
    pair: Pair,
}

enum Pair {
    Rsa(rsa::KeyPair),
    Ec(s::EcdsaKeyPair),
}

impl Signer {
    pub fn rsa() -> Self {
        let key = Key::rsa().expect("an RSA key");
        let pair = Pair::Rsa(rsa::KeyPair::from_pkcs8(&key.pkcs8).expect("the same key"));
        Self { key, pair }
    }

    pub fn ec() -> Self {
        let key = Key::ec().expect("a key");
        let algorithm = &s::ECDSA_P256_SHA256_FIXED_SIGNING;
        let pair = s::EcdsaKeyPair::from_pkcs8(algorithm, &key.pkcs8, &SystemRandom::new()).expect("the same key");
        Self { key, pair: Pair::Ec(pair) }
    }

    pub fn jwk(&self) -> Value {
        self.key.public.clone()
    }

    pub fn alg(&self) -> &'static str {
        if matches!(self.pair, Pair::Rsa(_)) { "RS256" } else { "ES256" }
    }

    pub fn sign(&self, header: &Value, claims: &Value) -> String {
        let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(header), part(claims));
        let random = SystemRandom::new();
        let signature = match &self.pair {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&s::RSA_PKCS1_SHA256, &random, signed.as_bytes(), &mut signature).expect("a signature");
                signature
            }
            Pair::Ec(pair) => pair.sign(&random, signed.as_bytes()).expect("a signature").as_ref().to_vec(),
        };
        format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
    }

    /// An assertion that the mock accepts, with some claims changed; null removes one.
    pub fn assertion(&self, changes: Value) -> String {
        let now = state::now();
        let claims =
            json!({"iss": CLIENT, "sub": CLIENT, "aud": TOKEN_URL, "iat": now, "exp": now + 300, "jti": serial()});
        self.sign(&json!({"alg": self.alg(), "kid": "one"}), &changed(claims, changes))
    }

    /// A proof for a request, with some claims changed; null removes one.
    pub fn proof(&self, method: &str, url: &str, changes: Value) -> String {
        let header = json!({"typ": "dpop+jwt", "alg": self.alg(), "jwk": self.jwk()});
        let claims = json!({"htm": method, "htu": url, "iat": state::now(), "jti": serial()});
        self.sign(&header, &changed(claims, changes))
    }
}

/// The hash of an access token in a proof.
pub fn ath(token: &str) -> Value {
    json!(jose::hash(token))
}

/// A text that no other call returns.
pub fn serial() -> String {
    static SERIAL: AtomicU32 = AtomicU32::new(0);
    SERIAL.fetch_add(1, Relaxed).to_string()
}

fn changed(mut claims: Value, changes: Value) -> Value {
    for (name, value) in changes.as_object().into_iter().flatten() {
        claims[name] = value.clone();
    }
    if let Some(claims) = claims.as_object_mut() {
        claims.retain(|_, value| !value.is_null());
    }
    claims
}

/// An org that knows one client with this key.
pub fn org_with(signer: &Signer, options: Options) -> Tester {
    let mut key = signer.jwk();
    key["kid"] = json!("one");
    let scopes = ["okta.users.read", "okta.groups.manage"].map(str::to_owned).to_vec();
    let dpop = options.resource_nonce;
    let client = Client { client_id: CLIENT.to_owned(), jwks: Jwks { keys: vec![key] }, scopes, dpop };
    Tester::with(Options { clients: vec![client], ..options })
}

/// Asks for a token with the usual form, with some fields changed; an empty value removes one.
pub fn ask(tester: &mut Tester, assertion: &str, changes: &[(&str, &str)], headers: &[(&str, &str)]) -> Reply {
    let usual = [
        ("grant_type", "client_credentials"),
        ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
        ("client_assertion", assertion),
        ("scope", "okta.users.read okta.groups.manage"),
    ];
    let unchanged = usual.iter().filter(|(name, _)| !changes.iter().any(|(changed, _)| name == changed));
    let fields = unchanged.chain(changes).filter(|(_, value)| !value.is_empty());
    let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let form_type = [("content-type", "application/x-www-form-urlencoded")];
    tester.send_text("POST", "/oauth2/v1/token", &[&form_type[..], headers].concat(), &form)
}

/// The token in a response.
pub fn token(reply: &Reply) -> String {
    assert_eq!(reply.status, 200, "{}", reply.text);
    reply.body["access_token"].as_str().expect("a token").to_owned()
}
