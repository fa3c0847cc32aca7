//! Signed tokens (JWS, compact form) and public keys (JWK), as a server reads them: RS256 and ES256.
//!
//! `ring` checks the signatures: it shares no code with the signer in the component.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use ring::{digest, rsa, signature};
use serde_json::{Value, json};

/// A token whose signature has been checked.
#[derive(Debug)]
pub struct Token {
    /// The claims.
    pub claims: Value,
}

/// A parsed token whose signature was not checked yet.
#[derive(Debug)]
pub struct Unchecked<'t> {
    /// The header.
    pub header: Value,
    claims: Value,
    signed: &'t str,
    signature: Vec<u8>,
}

impl<'t> Unchecked<'t> {
    /// Parses a token; `None` if it is not one.
    pub fn parse(token: &'t str) -> Option<Self> {
        let (signed, signature) = token.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let object = |part| serde_json::from_slice(&decode(part)?).ok().filter(Value::is_object);
        Some(Self { header: object(header)?, claims: object(claims)?, signed, signature: decode(signature)? })
    }

    /// The issuer, not to be trusted before the signature is checked.
    pub fn issuer(&self) -> &str {
        self.claims["iss"].as_str().unwrap_or_default()
    }

    /// Checks the signature with a public key; `None` if the key does not fit the algorithm of the header.
    pub fn verify(self, key: &Value) -> Option<Token> {
        let part = |name: &str| decode(key[name].as_str()?);
        let message = self.signed.as_bytes();
        let verified = match (self.header["alg"].as_str()?, key["kty"].as_str()?) {
            ("RS256", "RSA") => rsa::PublicKeyComponents { n: part("n")?, e: part("e")? }.verify(
                &signature::RSA_PKCS1_2048_8192_SHA256,
                message,
                &self.signature,
            ),
            ("ES256", "EC") if key["crv"] == "P-256" => {
                let point = [vec![4], part("x")?, part("y")?].concat();
                let key = signature::UnparsedPublicKey::new(&signature::ECDSA_P256_SHA256_FIXED, point);
                key.verify(message, &self.signature)
            }
            _ => return None,
        };
        verified.ok().map(|()| Token { claims: self.claims })
    }
}

impl Token {
    /// A claim that is text; empty if there is none.
    pub fn text(&self, name: &str) -> &str {
        self.claims[name].as_str().unwrap_or_default()
    }

    /// A claim that is a time, in seconds since 1970.
    pub fn time(&self, name: &str) -> Option<i64> {
        self.claims[name].as_i64()
    }
}

/// The thumbprint of a public key (RFC 7638); `None` if the type of the key is unknown.
pub fn thumbprint(key: &Value) -> Option<String> {
    // Only the required members, in alphabetical order.
    let required = match key["kty"].as_str()? {
        "RSA" => json!({"e": key["e"], "kty": "RSA", "n": key["n"]}),
        "EC" => json!({"crv": key["crv"], "kty": "EC", "x": key["x"], "y": key["y"]}),
        _ => return None,
    };
    Some(hash(&required.to_string()))
}

/// The SHA-256 of a text in base64url.
pub fn hash(text: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, text.as_bytes()))
}

fn decode(part: &str) -> Option<Vec<u8>> {
    BASE64_URL_SAFE_NO_PAD.decode(part).ok()
}
