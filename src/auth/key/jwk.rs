//! Reads a private key out of a JWK (RFC 7517, RFC 7518 section 6).

use crate::auth::key::{MORE_PRIMES, SigningKey, p256_key, rsa_key};
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::{Map, Value};
use zeroize::Zeroizing;

/// Reads the key of a JWK. The error is a fixed text, so it cannot contain any part of the key.
pub fn read(text: &str) -> Result<SigningKey, &'static str> {
    let object: Map<String, Value> =
        serde_json::from_str(text).map_err(|_| "begins like a JWK but is not valid JSON")?;
    let fields = Fields::new(object);
    if fields.0.iter().any(|(name, _)| name == "keys") {
        return Err("is a set of JWKs: give the one key out of its list `keys`");
    }
    let (kind, alg) = match fields.text("kty") {
        Some("RSA") => ("RSA", "RS256"),
        Some("EC") => ("EC", "ES256"),
        Some(_) => return Err("is a JWK of another type. Expected: `kty` RSA, or EC with `crv` P-256"),
        None => return Err("is JSON without `kty`, so it is not a JWK"),
    };
    if fields.text("use").is_some_and(|value| value != "sig") {
        return Err("is a JWK for a use other than signing. Expected: `use` sig or absent");
    }
    if fields.text("alg").is_some_and(|value| value != alg) {
        return Err("is a JWK for another algorithm. Expected: `alg` RS256 for RSA, ES256 for P-256, or none");
    }
    if fields.text("d").is_none() {
        return Err("is a public JWK: give the private one, which has `d`");
    }
    let kid = fields.text("kid").map(ToString::to_string);
    let key = match kind {
        "RSA" if fields.0.iter().any(|(name, _)| name == "oth") => {
            return Err(MORE_PRIMES);
        }
        "RSA" => rsa_key([
            &fields.number("n")?,
            &fields.number("e")?,
            &fields.number("d")?,
            &fields.number("p")?,
            &fields.number("q")?,
        ])?,
        _ if fields.text("crv") != Some("P-256") => return Err("is an EC key of another curve. Expected: `crv` P-256"),
        _ => {
            let public = [&[4], &fields.number("x")?[..], &fields.number("y")?[..]].concat();
            p256_key(&fields.number("d")?, Some(&public))?
        }
    };
    Ok(SigningKey { kid, ..key })
}

/// The members of a JWK; their texts are wiped when dropped.
struct Fields(Vec<(String, Zeroizing<String>)>);

impl Fields {
    fn new(object: Map<String, Value>) -> Self {
        let text = |(name, value)| match value {
            Value::String(text) => (name, Zeroizing::new(text)),
            _ => (name, Zeroizing::default()),
        };
        Self(object.into_iter().map(text).collect())
    }

    fn text(&self, name: &str) -> Option<&str> {
        let field = self.0.iter().find(|(key, _)| key == name);
        field.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    fn number(&self, name: &str) -> Result<Zeroizing<Vec<u8>>, &'static str> {
        let missing = "is a JWK that lacks some of its numbers. Expected: n, e, d, p, q for RSA, or d, x, y for P-256";
        let text = self.text(name).ok_or(missing)?;
        let number = Base64UrlUnpadded::decode_vec(text).map(Zeroizing::new);
        number.map_err(|_| "is a JWK with a number that is not base64url without padding")
    }
}
