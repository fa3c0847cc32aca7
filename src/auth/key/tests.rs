//! Keys in every format, and texts that are not keys.

use super::*;
use alloc::format;
use alloc::string::ToString;
use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use ring::signature::{ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey};
use serde_json::Value;

const RSA_PKCS8: &str = include_str!("../../../tests/keys/rsa-2048.pkcs8.pem");
const RSA_PKCS1: &str = include_str!("../../../tests/keys/rsa-2048.pkcs1.pem");
pub(crate) const RSA_JWK: &str = include_str!("../../../tests/keys/rsa-2048.jwk.json");
const P256_PKCS8: &str = include_str!("../../../tests/keys/p256.pkcs8.pem");
const P256_SEC1: &str = include_str!("../../../tests/keys/p256.sec1.pem");
pub(crate) const P256_JWK: &str = include_str!("../../../tests/keys/p256.jwk.json");
const RFC_7515_A2: &str = include_str!("../../../tests/keys/rfc7515-a2.jwk.json");
const COMPOSITE: &str = include_str!("../../../tests/keys/rsa-composite.jwk.json");

fn number(jwk: &Value, name: &str) -> Vec<u8> {
    let text = jwk[name].as_str().expect("a number of the JWK");
    Base64UrlUnpadded::decode_vec(text).expect("base64url")
}

/// Whether a signature is valid, checked by a library that shares no code with the signing one.
pub(crate) fn verifies(jwk: &str, data: &[u8], signature: &[u8]) -> bool {
    let jwk: Value = serde_json::from_str(jwk).expect("JSON");
    if jwk["kty"] == "RSA" {
        let key = RsaPublicKeyComponents { n: number(&jwk, "n"), e: number(&jwk, "e") };
        return key.verify(&RSA_PKCS1_2048_8192_SHA256, data, signature).is_ok();
    }
    let point = [&[4][..], &number(&jwk, "x"), &number(&jwk, "y")].concat();
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(data, signature).is_ok()
}

fn error(text: &str) -> &'static str {
    SigningKey::read(text).err().expect("an error")
}

/// The text with members of the JWK replaced; null removes one.
fn jwk(text: &str, changes: Value) -> String {
    let mut object: Value = serde_json::from_str(text).expect("JSON");
    for (name, value) in changes.as_object().expect("an object") {
        object[name] = value.clone();
    }
    object.as_object_mut().expect("an object").retain(|_, value| !value.is_null());
    object.to_string()
}

fn pem(label: &str, der: &[u8]) -> String {
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", Base64::encode_string(der))
}

fn der(pem: &str) -> Vec<u8> {
    pem::read(pem).expect("PEM").1.to_vec()
}

#[test]
fn every_format_of_a_key_gives_the_same_key() {
    for (texts, jwk, alg) in
        [([RSA_PKCS8, RSA_PKCS1, RSA_JWK], RSA_JWK, "RS256"), ([P256_PKCS8, P256_SEC1, P256_JWK], P256_JWK, "ES256")]
    {
        let mut signatures = texts.map(|text| {
            let key = SigningKey::read(text).expect("a key");
            assert_eq!(key.alg(), alg);
            key.sign(b"data").expect("a signature")
        });
        assert!(verifies(jwk, b"data", &signatures[0]));
        assert!(!verifies(jwk, b"other data", &signatures[0]));
        assert_eq!(signatures[0], signatures[1]);
        assert_eq!(signatures[0], signatures[2]);
        signatures[0][10] ^= 1;
        assert!(!verifies(jwk, b"data", &signatures[0]));
    }
}

#[test]
fn a_jwk_names_its_key() {
    let kid = |text: &str| SigningKey::read(text).expect("a key").kid().map(ToString::to_string);
    assert_eq!(kid(RSA_JWK).as_deref(), Some("test-rsa"));
    assert_eq!(kid(P256_JWK).as_deref(), Some("test-p256"));
    assert_eq!(kid(P256_PKCS8), None);
    assert_eq!(kid(RFC_7515_A2), None);
}

#[test]
fn rs256_is_that_of_rfc_7515_appendix_a_2() {
    let signed = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    let signature = SigningKey::read(RFC_7515_A2).expect("a key").sign(signed.as_bytes()).expect("a signature");
    assert_eq!(
        Base64UrlUnpadded::encode_string(&signature),
        "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1\
         dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDw\
         usC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
    );
}

#[test]
fn es256_is_that_of_rfc_6979_appendix_a_2_5() {
    let bytes = |text: &str| -> Vec<u8> {
        (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).expect("hex")).collect()
    };
    let key = bytes("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721");
    let key = ecdsa::SigningKey::from_slice(&key).expect("a key");
    for (message, signature) in [
        (
            "sample",
            "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716\
             F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8",
        ),
        (
            "test",
            "F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367\
             019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083",
        ),
    ] {
        assert_eq!(es256(&key, message.as_bytes()), Ok(bytes(signature)), "{message}");
    }
}

#[test]
fn a_key_is_found_in_every_kind_of_text() {
    let one_line = RSA_PKCS8.replace('\n', "");
    let parameters = include_str!("../../../tests/keys/p256.with-parameters.pem");
    for text in [
        RSA_PKCS8.trim_end().to_string(),
        format!("\r\n  {RSA_PKCS8}\n\n"),
        RSA_PKCS8.replace('\n', "\r\n"),
        RSA_PKCS8.replace('\n', "\\n"),
        RSA_PKCS8.replace('\n', "\\r\\n"),
        RSA_PKCS8.replace('\n', " "),
        one_line,
        format!("\n{P256_JWK}\n"),
        jwk(P256_JWK, serde_json::json!({ "kid": null, "use": "sig", "key_ops": ["sign"], "ext": true })),
        jwk(RSA_JWK, serde_json::json!({ "dp": null, "dq": null, "qi": null, "alg": null })),
        parameters.to_string(),
        format!("Bag Attributes\n{}{P256_PKCS8}", include_str!("../../../tests/keys/certificate.pem")),
        format!("{}{RSA_PKCS1}", include_str!("../../../tests/keys/p256.public.pem")),
        include_str!("../../../tests/keys/rsa-3072.pkcs8.pem").to_string(),
    ] {
        assert_eq!(SigningKey::read(&text).err(), None, "{text}");
    }
}

#[test]
fn an_error_says_what_was_found() {
    for (text, part) in [
        ("", "is empty"),
        (" \n", "is empty"),
        ("/etc/okta/key.pem", "is neither PEM nor a JWK"),
        (include_str!("../../../tests/keys/rsa-1024.pkcs8.pem"), "too short"),
        (include_str!("../../../tests/keys/rsa-pss.pkcs8.pem"), "another algorithm"),
        (include_str!("../../../tests/keys/ed25519.pkcs8.pem"), "another algorithm"),
        (include_str!("../../../tests/keys/p384.pkcs8.pem"), "another curve"),
        (include_str!("../../../tests/keys/p384.sec1.pem"), "another curve"),
        (include_str!("../../../tests/keys/p256.explicit.pem"), "unnamed"),
        (include_str!("../../../tests/keys/p256.public.pem"), "is a public key"),
        (include_str!("../../../tests/keys/certificate.pem"), "is a certificate"),
        (include_str!("../../../tests/keys/encrypted.pkcs8.pem"), "is encrypted"),
        (include_str!("../../../tests/keys/encrypted.pkcs1.pem"), "is encrypted"),
        (include_str!("../../../tests/keys/openssh.pem"), "OpenSSH"),
        ("-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----", "parameters of a curve"),
        ("-----BEGIN DSA PRIVATE KEY-----\nAAAA\n-----END DSA PRIVATE KEY-----", "another kind"),
        ("{", "not valid JSON"),
        (r#"{"keys":[{"kty":"EC"}]}"#, "set of JWKs"),
        ("{}", "without `kty`"),
        (r#"{"kty":7}"#, "without `kty`"),
        (r#"{"kty":"OKP","crv":"Ed25519","d":"AA","x":"AA"}"#, "another type"),
        (r#"{"kty":"oct","k":"AA"}"#, "another type"),
        (r#"{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}"#, "public JWK"),
        (r#"{"kty":"RSA","n":"AA","e":"AQAB"}"#, "public JWK"),
    ] {
        assert!(error(text).contains(part), "{text}: {}", error(text));
    }
}

#[test]
fn an_inconsistent_jwk_is_refused() {
    let other: Value = serde_json::from_str(RFC_7515_A2).expect("JSON");
    let this: Value = serde_json::from_str(RSA_JWK).expect("JSON");
    let huge = Base64UrlUnpadded::encode_string(&[0xff; 1100]);
    let even = {
        let mut n = number(&this, "n");
        n[255] &= 0xfe;
        Base64UrlUnpadded::encode_string(&n)
    };
    for (changes, part) in [
        (serde_json::json!({ "n": other["n"] }), "numbers are inconsistent"),
        (serde_json::json!({ "d": other["d"] }), "numbers are inconsistent"),
        (serde_json::json!({ "d": "AQ" }), "numbers are inconsistent"),
        (serde_json::json!({ "d": "AA" }), "numbers are inconsistent"),
        (serde_json::json!({ "d": huge }), "numbers are inconsistent"),
        (serde_json::json!({ "n": even }), "numbers are inconsistent"),
        (serde_json::json!({ "e": "AA" }), "numbers are inconsistent"),
        (serde_json::json!({ "e": "AQ" }), "numbers are inconsistent"),
        (serde_json::json!({ "e": "Ag" }), "numbers are inconsistent"),
        (serde_json::json!({ "e": "AQAC" }), "numbers are inconsistent"),
        (serde_json::json!({ "e": huge }), "numbers are inconsistent"),
        (serde_json::json!({ "e": this["n"] }), "numbers are inconsistent"),
        (serde_json::json!({ "p": "AQ", "q": this["n"] }), "numbers are inconsistent"),
        (serde_json::json!({ "q": "AQ", "p": this["n"] }), "numbers are inconsistent"),
        (serde_json::json!({ "p": "AA" }), "numbers are inconsistent"),
        (serde_json::json!({ "p": "AA", "q": "AA" }), "numbers are inconsistent"),
        (serde_json::json!({ "p": this["q"] }), "numbers are inconsistent"),
        (serde_json::json!({ "q": huge }), "numbers are inconsistent"),
        (serde_json::json!({ "n": huge }), "too long"),
        (serde_json::json!({ "n": "AA" }), "too short"),
        (serde_json::json!({ "n": "" }), "lacks some of its numbers"),
        (serde_json::json!({ "p": null, "q": null }), "lacks some of its numbers"),
        (serde_json::json!({ "q": 7 }), "lacks some of its numbers"),
        (serde_json::json!({ "d": "AQ==" }), "not base64url"),
        (serde_json::json!({ "d": "+/+/" }), "not base64url"),
        (serde_json::json!({ "d": "A" }), "not base64url"),
        (serde_json::json!({ "d": null }), "public JWK"),
        (serde_json::json!({ "oth": [{}] }), "more than two primes"),
        (serde_json::json!({ "use": "enc" }), "a use other than signing"),
        (serde_json::json!({ "alg": "PS256" }), "another algorithm"),
        (serde_json::json!({ "kty": "EC" }), "another algorithm"),
    ] {
        let text = jwk(RSA_JWK, changes.clone());
        assert!(error(&text).contains(part), "{changes}: {}", error(&text));
    }
    for (changes, part) in [
        (serde_json::json!({ "crv": "P-384" }), "another curve"),
        (serde_json::json!({ "crv": null }), "another curve"),
        (serde_json::json!({ "d": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" }), "not a private key"),
        (serde_json::json!({ "d": "__________________________________________8" }), "not a private key"),
        (serde_json::json!({ "d": "AQ" }), "not a private key"),
        (serde_json::json!({ "d": huge }), "not a private key"),
        (serde_json::json!({ "x": "AA" }), "public part does not match"),
        (serde_json::json!({ "y": huge }), "public part does not match"),
        (serde_json::json!({ "y": null }), "lacks some of its numbers"),
        (serde_json::json!({ "kty": "RSA" }), "lacks some of its numbers"),
    ] {
        let text = jwk(P256_JWK, changes.clone());
        assert!(error(&text).contains(part), "{changes}: {}", error(&text));
    }
}

#[test]
fn a_composite_factor_gives_an_error_and_no_signature() {
    let key = SigningKey::read(COMPOSITE).expect("numbers that hang together");
    assert!(key.sign(b"data").is_err_and(|error| error.contains("not prime")));
}

#[test]
fn damaged_pem_is_refused() {
    let damaged = |text: String| assert!(SigningKey::read(&text).is_err(), "{text}");
    for whole in [RSA_PKCS8, RSA_PKCS1, P256_PKCS8, P256_SEC1] {
        let whole = whole.trim();
        for length in 0..whole.len() {
            damaged(whole[..length].to_string());
        }
        damaged(whole.replacen("M", "!", 1));
        damaged(whole.replacen("M", "\u{fe0f}", 1));
        damaged(whole.replacen("-----BEGIN ", "-----BEGIN X", 1));
        damaged(whole.replacen("-----END ", "-----END X", 1));
        damaged(whole.replace("PRIVATE KEY", "PUBLIC KEY"));
        // The right bytes under each wrong label.
        for label in ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"] {
            if !whole.starts_with(&format!("-----BEGIN {label}-----")) {
                damaged(pem(label, &der(whole)));
            }
        }
    }
    damaged("-----BEGIN PRIVATE KEY-----".repeat(1000));
    damaged("-----BEGIN PRIVATE KEY----------END PRIVATE KEY-----".to_string());
    damaged("-----BEGIN ".repeat(2000));
    damaged("x".repeat(1 << 20));
    damaged(format!("{{\"kty\":\"{}\"}}", "x".repeat(1 << 20)));
    damaged(pem("PRIVATE KEY", &[0x30; 20_000]));
    damaged("[".repeat(30_000));
    damaged(format!("{{\"a\":{}", "[".repeat(30_000)));
}

#[test]
fn damaged_der_never_panics_or_gives_another_key() {
    let label = |pem: &str| pem["-----BEGIN ".len()..].split("-----").next().expect("a label").to_string();
    for (whole, step) in [(RSA_PKCS8, 97), (RSA_PKCS1, 97), (P256_PKCS8, 1), (P256_SEC1, 1)] {
        let (label, der) = (label(whole), der(whole));
        let signature = SigningKey::read(whole).expect("a key").sign(b"data").expect("a signature");
        for length in 0..der.len() {
            assert!(SigningKey::read(&pem(&label, &der[..length])).is_err(), "{label} of {length} bytes");
        }
        for tail in [&[0][..], &[5, 0], &[0x30; 100]] {
            assert!(SigningKey::read(&pem(&label, &[&der, tail].concat())).is_err(), "{label} and {tail:?}");
        }
        // Every byte of the head with its tags and lengths, then samples of the numbers.
        for at in (0..40.min(der.len())).chain((40..der.len()).step_by(step)) {
            for value in [0, 1, 0x7f, 0x80, 0x81, 0x84, 0xff, der[at] ^ 1, der[at] ^ 0x80] {
                let mut changed = der.clone();
                changed[at] = value;
                let Ok(key) = SigningKey::read(&pem(&label, &changed)) else { continue };
                assert_eq!(key.sign(b"data").as_ref(), Ok(&signature), "{label}, byte {at} as {value:#x}");
            }
        }
    }
}

#[test]
fn the_seed_of_the_blinding_depends_on_key_and_message() {
    let seed = blinding_seed(b"key", b"message");
    assert_eq!(seed, blinding_seed(b"key", b"message"));
    assert_ne!(seed, blinding_seed(b"other key", b"message"));
    assert_ne!(seed, blinding_seed(b"key", b"other message"));
}
