//! What a service app does: it holds a private key, signs assertions and proofs, and asks for tokens.

use super::super::{Client, Jwks, Options, jose, oauth};
use super::{Reply, Tester};
use base64::{Engine as _, prelude::BASE64_STANDARD, prelude::BASE64_URL_SAFE_NO_PAD};
use ring::{rand::SystemRandom, rsa, rsa::PublicKeyComponents, signature as s, signature::KeyPair};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

pub const CLIENT: &str = "0oaservice";
pub const TOKEN_URL: &str = "http://mock.example.com/oauth2/v1/token";

/// A key pair.
pub enum Signer {
    Rsa(rsa::KeyPair),
    Ec(s::EcdsaKeyPair),
}

impl Signer {
    /// The key of `rsa.pem`, which was made for these tests alone: `ring` makes no RSA keys.
    pub fn rsa() -> Self {
        let lines = include_str!("rsa.pem").lines().filter(|line| !line.starts_with('-'));
        let der = BASE64_STANDARD.decode(lines.collect::<String>()).expect("base64");
        Self::Rsa(rsa::KeyPair::from_pkcs8(&der).expect("an RSA key"))
    }

    /// A new key on P-256.
    pub fn ec() -> Self {
        let random = SystemRandom::new();
        let algorithm = &s::ECDSA_P256_SHA256_FIXED_SIGNING;
        let der = s::EcdsaKeyPair::generate_pkcs8(algorithm, &random).expect("a key");
        Self::Ec(s::EcdsaKeyPair::from_pkcs8(algorithm, der.as_ref(), &random).expect("the same key"))
    }

    pub fn jwk(&self) -> Value {
        let text = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
        match self {
            Self::Rsa(pair) => {
                let parts: PublicKeyComponents<Vec<u8>> = pair.public().into();
                json!({"kty": "RSA", "n": text(&parts.n), "e": text(&parts.e)})
            }
            Self::Ec(pair) => {
                let point = pair.public_key().as_ref();
                json!({"kty": "EC", "crv": "P-256", "x": text(&point[1..33]), "y": text(&point[33..])})
            }
        }
    }

    pub fn alg(&self) -> &'static str {
        if matches!(self, Self::Rsa(_)) { "RS256" } else { "ES256" }
    }

    pub fn sign(&self, header: &Value, claims: &Value) -> String {
        let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(header), part(claims));
        let random = SystemRandom::new();
        let signature = match self {
            Self::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&s::RSA_PKCS1_SHA256, &random, signed.as_bytes(), &mut signature).expect("a signature");
                signature
            }
            Self::Ec(pair) => pair.sign(&random, signed.as_bytes()).expect("a signature").as_ref().to_vec(),
        };
        format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
    }

    /// An assertion that the mock accepts, with some claims changed; null takes one away.
    pub fn assertion(&self, changes: Value) -> String {
        let now = oauth::now();
        let claims =
            json!({"iss": CLIENT, "sub": CLIENT, "aud": TOKEN_URL, "iat": now, "exp": now + 300, "jti": serial()});
        self.sign(&json!({"alg": self.alg(), "kid": "one"}), &changed(claims, changes))
    }

    /// A proof for a request, with some claims changed; null takes one away.
    pub fn proof(&self, method: &str, url: &str, changes: Value) -> String {
        let header = json!({"typ": "dpop+jwt", "alg": self.alg(), "jwk": self.jwk()});
        let claims = json!({"htm": method, "htu": url, "iat": oauth::now(), "jti": serial()});
        self.sign(&header, &changed(claims, changes))
    }
}

/// The hash of an access token in a proof.
pub fn ath(token: &str) -> Value {
    json!(jose::hash(token))
}

/// A text that no other call gives.
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

/// Asks for a token with the usual form, where some fields are changed; an empty value takes one away.
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

/// The token in an answer.
pub fn token(reply: &Reply) -> String {
    assert_eq!(reply.status, 200, "{}", reply.text);
    reply.body["access_token"].as_str().expect("a token").to_owned()
}
