//! Signed JSON Web Tokens in compact form, and the assertion that authenticates a service app.

use crate::auth::key::SigningKey;
use crate::request::encode::{base64url, quoted};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use zeroize::Zeroizing;

/// How long an assertion is valid, in seconds. Okta accepts up to an hour; it is used at once.
const LIFETIME: u64 = 300;

/// The assertion of `private_key_jwt` (RFC 7523) for a token request.
///
/// Takes the key id (that of the JWK unless given), the URL of the token endpoint as `audience`, the time in seconds
/// since 1970, and a `jti` that was never used before. The assertion is secret until it expires. Fails if
/// [`SigningKey::sign`] does.
pub fn client_assertion(
    key: &SigningKey,
    kid: Option<&str>,
    client_id: &str,
    audience: &str,
    now: u64,
    jti: &str,
) -> Result<Zeroizing<String>, &'static str> {
    let kid = kid.or(key.kid()).map(|kid| format!(r#","kid":{}"#, quoted(kid)));
    let header = format!(r#"{{"alg":"{}"{}}}"#, key.alg(), kid.unwrap_or_default());
    let claims = format!(
        r#"{{"iss":{client},"sub":{client},"aud":{},"iat":{now},"exp":{},"jti":{}}}"#,
        quoted(audience),
        now.saturating_add(LIFETIME),
        quoted(jti),
        client = quoted(client_id),
    );
    compact(&header, &claims, |data| key.sign(data)).map(Zeroizing::new)
}

/// Header, claims and signature in the compact form of RFC 7515; header and claims are JSON.
pub fn compact(
    header: &str,
    claims: &str,
    sign: impl FnOnce(&[u8]) -> Result<Vec<u8>, &'static str>,
) -> Result<String, &'static str> {
    let signed = [base64url(header.as_bytes()), base64url(claims.as_bytes())].join(".");
    let signature = Zeroizing::new(base64url(&Zeroizing::new(sign(signed.as_bytes())?)));
    // One allocation: growing would leave copies of parts in memory.
    Ok([&signed, ".", &signature].concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::key::tests::{P256_JWK, RSA_JWK, verifies};
    use alloc::string::ToString;
    use base64ct::{Base64UrlUnpadded, Encoding};
    use serde_json::{Value, json};

    /// Header and claims of a token, after checking its signature.
    fn open(jwk: &str, token: &str) -> (Value, Value) {
        let (signed, signature) = token.rsplit_once('.').expect("a signature");
        let signature = Base64UrlUnpadded::decode_vec(signature).expect("base64url");
        assert!(verifies(jwk, signed.as_bytes(), &signature), "{token}");
        let (header, claims) = signed.split_once('.').expect("two parts");
        let json = |part: &str| {
            let text = Base64UrlUnpadded::decode_vec(part).expect("base64url");
            serde_json::from_slice(&text).expect("JSON")
        };
        (json(header), json(claims))
    }

    #[test]
    fn an_assertion_says_who_asks_whom_and_when() {
        for (jwk, alg, kid) in [(RSA_JWK, "RS256", "test-rsa"), (P256_JWK, "ES256", "test-p256")] {
            let key = SigningKey::read(jwk).expect("a key");
            let audience = "https://acme.okta.com/oauth2/v1/token";
            let token = client_assertion(&key, None, "0oa1\"client", audience, 1_700_000_000, "id-1").expect("a token");
            let (header, claims) = open(jwk, &token);
            assert_eq!(header, json!({ "alg": alg, "kid": kid }));
            assert_eq!(
                claims,
                json!({
                    "iss": "0oa1\"client", "sub": "0oa1\"client", "aud": audience,
                    "iat": 1_700_000_000, "exp": 1_700_000_300, "jti": "id-1",
                })
            );
            let token = client_assertion(&key, Some("other"), "c", "a", u64::MAX, "j").expect("a token");
            assert_eq!(open(jwk, &token).0["kid"], "other");
        }
    }

    #[test]
    fn a_key_without_a_name_is_sent_without_one() {
        let mut nameless: Value = serde_json::from_str(P256_JWK).expect("JSON");
        nameless.as_object_mut().expect("an object").remove("kid");
        let key = SigningKey::read(&nameless.to_string()).expect("a key");
        let token = client_assertion(&key, None, "c", "a", 1, "j").expect("a token");
        assert_eq!(open(P256_JWK, &token).0, json!({ "alg": "ES256" }));
    }

    #[test]
    fn the_compact_form_has_no_padding_and_no_plus_or_slash() {
        for length in 0..5 {
            let signature = alloc::vec![0xff; length];
            let token = compact("{}", r#"{"a":"ÿ?>"}"#, |_| Ok(signature)).expect("a token");
            assert!(token.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte)), "{token}");
            assert_eq!(token.matches('.').count(), 2);
        }
        assert_eq!(compact("{}", "{}", |_| Err("no")), Err("no"));
        assert_eq!(base64url(&[0xfb, 0xff]), "-_8");
    }
}
