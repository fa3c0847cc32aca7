//! Key pairs for service apps in tests, in place of those that an administrator would give them.

use base64::{Engine as _, prelude::BASE64_STANDARD, prelude::BASE64_URL_SAFE_NO_PAD};
use ring::{
    error::{KeyRejected, Unspecified},
    rand::SystemRandom,
    rsa::{self, PublicKeyComponents},
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use serde_json::{Value, json};

/// A key for tests only: `ring` does not generate RSA keys.
const RSA: &str = include_str!("rsa.pem");

/// A key pair.
#[derive(Clone)]
pub struct Key {
    /// The private key as PKCS#8 in DER.
    pub pkcs8: Vec<u8>,
    /// The public key as JWK.
    pub public: Value,
}

impl Key {
    /// A new key on P-256, for ES256.
    pub fn ec() -> Result<Self, Unspecified> {
        let random = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random)?;
        let pkcs8 = document.as_ref().to_vec();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &pkcs8, &random)?;
        let point = pair.public_key().as_ref();
        let public = json!({"kty": "EC", "crv": "P-256", "x": text(&point[1..33]), "y": text(&point[33..])});
        Ok(Self { pkcs8, public })
    }

    /// The same RSA key of 2048 bits each time, for RS256.
    pub fn rsa() -> Result<Self, KeyRejected> {
        let lines: String = RSA.lines().filter(|line| !line.starts_with('-')).collect();
        let pkcs8 = BASE64_STANDARD.decode(lines).unwrap_or_default();
        let pair = rsa::KeyPair::from_pkcs8(&pkcs8)?;
        let parts: PublicKeyComponents<Vec<u8>> = pair.public().into();
        Ok(Self { pkcs8, public: json!({"kty": "RSA", "n": text(&parts.n), "e": text(&parts.e)}) })
    }

    /// The private key as PEM.
    pub fn pem(&self) -> String {
        let base64 = BASE64_STANDARD.encode(&self.pkcs8);
        let lines: Vec<&str> = (0..base64.len()).step_by(64).map(|at| &base64[at..base64.len().min(at + 64)]).collect();
        format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", lines.join("\n"))
    }

    /// The private number of a key on P-256; none for an RSA key.
    pub fn scalar(&self) -> Option<&[u8]> {
        // In the PKCS#8 that `ring` writes, 32 bytes follow a head of a fixed length.
        if self.public["kty"] == "EC" { self.pkcs8.get(36..68) } else { None }
    }

    /// The private key as JWK; none for an RSA key.
    pub fn private_jwk(&self) -> Option<Value> {
        let mut key = self.public.clone();
        key["d"] = json!(text(self.scalar()?));
        Some(key)
    }
}

fn text(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Key, RSA, SystemRandom};
    use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};

    #[test]
    fn every_form_holds_the_same_key() {
        assert_eq!(Key::rsa().expect("the key of the file").pem(), RSA);
        let key = Key::ec().expect("a key");
        let part = |name: &str| {
            let jwk = key.private_jwk().expect("a key on a curve");
            BASE64_URL_SAFE_NO_PAD.decode(jwk[name].as_str().unwrap_or_default()).expect("base64")
        };
        let point = [vec![4], part("x"), part("y")].concat();
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let again = EcdsaKeyPair::from_private_key_and_public_key(algorithm, &part("d"), &point, &SystemRandom::new());
        assert!(again.is_ok(), "the private number belongs to the public key");
    }
}
