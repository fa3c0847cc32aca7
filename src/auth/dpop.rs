//! DPoP proofs (RFC 9449): the sender of an access token proves that it holds the key to which the token is bound.

use crate::auth::jwt;
use crate::auth::key::{coordinates, es256};
use crate::request::encode::{base64url, quoted};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use p256::ecdsa::SigningKey;
use percent_encoding::{percent_decode_str, percent_encode_byte};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// A P-256 key that lives as long as its access token. It has no `Debug`, and is wiped from memory when it is dropped.
pub struct DpopKey {
    key: SigningKey,
    jwk: String,
}

impl DpopKey {
    /// Makes a key of 32 random bytes. Nearly all are a valid key; the few others are hashed until they are one.
    pub fn new(mut random: Zeroizing<[u8; 32]>) -> Self {
        loop {
            if let Ok(key) = SigningKey::from_slice(random.as_slice()) {
                let (x, y) = coordinates(&key);
                return Self { key, jwk: jwk(&base64url(&x), &base64url(&y)) };
            }
            *random = Sha256::digest(random.as_slice()).into();
        }
    }

    /// The public part, as the text of a JWK.
    pub fn public_jwk(&self) -> &str {
        &self.jwk
    }

    /// The thumbprint (RFC 7638), by which an access token is bound to the key.
    pub fn thumbprint(&self) -> String {
        thumbprint(&self.jwk)
    }

    /// The proof for one request: the value of its `DPoP` header.
    ///
    /// Takes method and URL of the request, its access token if it has one, the server's latest nonce, the time in
    /// seconds since 1970, and a `jti` that was never used before. It does not fail with a key made by
    /// [`DpopKey::new`].
    pub fn proof(
        &self,
        method: &str,
        url: &str,
        access_token: Option<&str>,
        nonce: Option<&str>,
        now: u64,
        jti: &str,
    ) -> Result<String, &'static str> {
        let header = format!(r#"{{"typ":"dpop+jwt","alg":"ES256","jwk":{}}}"#, self.jwk);
        let target = target(url);
        let ath = access_token.map(|token| format!(r#","ath":"{}""#, base64url(&Sha256::digest(token))));
        let nonce = nonce.map(|nonce| format!(r#","nonce":{}"#, quoted(nonce)));
        let claims = format!(
            r#"{{"jti":{},"htm":{},"htu":{},"iat":{now}{}{}}}"#,
            quoted(jti),
            quoted(&method.to_ascii_uppercase()),
            quoted(&target),
            ath.unwrap_or_default(),
            nonce.unwrap_or_default(),
        );
        jwt::compact(&header, &claims, |data| es256(&self.key, data))
    }
}

/// The `htu` of a URL: without query, and with its path decoded. Okta compares the decoded path and refuses `%40` for
/// `@`.
fn target(url: &str) -> String {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    let decoded: Vec<u8> = percent_decode_str(path).collect();
    let mut target = String::with_capacity(path.len());
    for chunk in decoded.utf8_chunks() {
        for character in chunk.valid().chars() {
            match character {
                '%' | ' ' | '"' | '#' => target.push_str(percent_encode_byte(character as u8)),
                _ => target.push(character),
            }
        }
        chunk.invalid().iter().for_each(|byte| target.push_str(percent_encode_byte(*byte)));
    }
    target
}

/// A public key with its required members only, sorted by name, as RFC 7638 hashes them.
fn jwk(x: &str, y: &str) -> String {
    format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#)
}

fn thumbprint(jwk: &str) -> String {
    base64url(&Sha256::digest(jwk))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::key::tests::verifies;
    use base64ct::{Base64UrlUnpadded, Encoding};
    use serde_json::{Value, json};

    fn key(byte: u8) -> DpopKey {
        DpopKey::new(Zeroizing::new([byte; 32]))
    }

    /// Header and claims of a proof, after checking its signature by the key in its header.
    fn open(proof: &str) -> (Value, Value) {
        let parts: Vec<Vec<u8>> =
            proof.split('.').map(|part| Base64UrlUnpadded::decode_vec(part).expect("base64url")).collect();
        let [header, claims, signature] = parts.try_into().expect("three parts");
        let json = |text: &[u8]| -> Value { serde_json::from_slice(text).expect("JSON") };
        let (header, claims) = (json(&header), json(&claims));
        let signed = proof.rsplit_once('.').expect("a signature").0;
        assert!(verifies(&header["jwk"].to_string(), signed.as_bytes(), &signature), "{proof}");
        (header, claims)
    }

    #[test]
    fn a_proof_names_its_request_and_its_key() {
        let key = key(7);
        let url = "https://acme.okta.com/oauth2/v1/token?a=b#c";
        let public: Value = serde_json::from_str(key.public_jwk()).expect("JSON");
        let (header, claims) = open(&key.proof("post", url, None, None, 1_700_000_000, "id-1").expect("a proof"));
        assert_eq!(header, json!({ "typ": "dpop+jwt", "alg": "ES256", "jwk": public }));
        assert_eq!(
            claims,
            json!({ "jti": "id-1", "htm": "POST", "htu": "https://acme.okta.com/oauth2/v1/token", "iat": 1_700_000_000 })
        );
        let members: Vec<&String> = header["jwk"].as_object().expect("an object").keys().collect();
        assert_eq!(members, ["crv", "kty", "x", "y"]);
    }

    #[test]
    fn the_target_is_decoded() {
        for (path, expected) in [
            ("/api/v1/users/ada%40example.com?a=b", "/api/v1/users/ada@example.com"),
            ("/api/v1/users/%C3%BC%F0%9F%98%80", "/api/v1/users/ü\u{1f600}"),
            ("/api/v1/users/a%25b%20c%22d%23e%3Ff%2Bg", "/api/v1/users/a%25b%20c%22d%23e?f+g"),
            ("/api/v1/users/%ff%c3%28", "/api/v1/users/%FF%C3("),
            ("/api/v1/users/%zz", "/api/v1/users/%25zz"),
        ] {
            let url = format!("https://acme.okta.com{path}");
            let (_, claims) = open(&key(7).proof("GET", &url, None, None, 1, "j").expect("a proof"));
            assert_eq!(claims["htu"], format!("https://acme.okta.com{expected}"));
        }
    }

    /// The token and its hash are those of RFC 9449, section 7.1.
    #[test]
    fn a_proof_binds_token_and_nonce() {
        let token = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU";
        let proof = key(7).proof("GET", "https://acme.okta.com/api/v1/users", Some(token), Some("n\"1"), 1, "j");
        let (_, claims) = open(&proof.expect("a proof"));
        assert_eq!(claims["ath"], "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo");
        assert_eq!(claims["nonce"], "n\"1");
    }

    /// The key of the examples in RFC 9449; section 6.1 gives its thumbprint.
    #[test]
    fn a_thumbprint_is_that_of_rfc_7638() {
        let jwk = jwk("l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs", "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA");
        assert_eq!(thumbprint(&jwk), "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
        let key = key(7);
        assert_eq!(key.thumbprint(), thumbprint(key.public_jwk()));
    }

    #[test]
    fn any_random_bytes_make_a_key() {
        let thumbprints = [0, 1, 0x7f, 0xff].map(|byte| {
            open(&key(byte).proof("GET", "https://a", None, None, 1, "j").expect("a proof"));
            key(byte).thumbprint()
        });
        for (at, thumbprint) in thumbprints.iter().enumerate() {
            assert!(!thumbprints[..at].contains(thumbprint));
        }
    }
}
