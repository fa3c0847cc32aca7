//! Proofs of possession: their checks at the token endpoint and at the API.

use super::signer::{Signer, TOKEN_URL, ask, ath, org_with, token};
use super::{Reply, Tester};
use crate::options::Options;
use serde_json::{Value, json};

const USERS: &str = "http://mock.example.com/api/v1/users";

/// A client that must use proofs, with nonces everywhere, and a nonce that is valid.
fn strict(signer: &Signer) -> (Tester, Value) {
    let mut tester = org_with(signer, Options { resource_nonce: true, ..Options::default() });
    let reply =
        ask(&mut tester, &signer.assertion(json!({})), &[], &[("dpop", &signer.proof("POST", TOKEN_URL, json!({})))]);
    assert_eq!((reply.status, &reply.body["error"]), (400, &json!("use_dpop_nonce")), "{}", reply.text);
    let nonce = reply.headers["dpop-nonce"].to_str().expect("a nonce");
    (tester, json!(nonce))
}

fn get(tester: &mut Tester, headers: &[(&str, &str)]) -> Reply {
    tester.send("GET", "/api/v1/users?limit=1", headers, &Value::Null)
}

#[test]
fn a_token_is_bound_to_the_key_of_the_proof() {
    for signer in [Signer::rsa(), Signer::ec()] {
        let (mut tester, nonce) = strict(&signer);
        let key = Signer::ec();
        let proof = key.proof("POST", TOKEN_URL, json!({"nonce": nonce}));
        let reply = ask(&mut tester, &signer.assertion(json!({})), &[], &[("dpop", &proof)]);
        let token = token(&reply);
        assert_eq!(reply.body["token_type"], "DPoP");
        let authorization = format!("DPoP {token}");
        let proof = key.proof("GET", USERS, json!({"nonce": nonce, "ath": ath(&token)}));
        assert_eq!(get(&mut tester, &[("authorization", &authorization), ("dpop", &proof)]).status, 200);
        let other = signer.proof("GET", USERS, json!({"nonce": nonce, "ath": ath(&token)}));
        for (scheme, proof, why) in [("DPoP", &other, "another key"), ("Bearer", &other, "bound to a key")] {
            let authorization = format!("{scheme} {token}");
            let reply = get(&mut tester, &[("authorization", &authorization), ("dpop", proof)]);
            let challenge = reply.headers["www-authenticate"].to_str().expect("text");
            assert_eq!(reply.status, 401);
            assert!(challenge.contains("error=\"invalid_token\"") && challenge.contains(why), "{challenge}");
        }
    }
}

#[test]
fn a_client_without_proofs_gets_plain_tokens_and_may_bind_them() {
    let signer = Signer::ec();
    let mut tester = org_with(&signer, Options::default());
    let plain = token(&ask(&mut tester, &signer.assertion(json!({})), &[], &[]));
    let proof = signer.proof("GET", USERS, json!({"ath": ath(&plain)}));
    let reply = get(&mut tester, &[("authorization", &format!("DPoP {plain}")), ("dpop", &proof)]);
    assert!(reply.headers["www-authenticate"].to_str().is_ok_and(|value| value.contains("bound to no key")));
    let proof = signer.proof("POST", TOKEN_URL, json!({}));
    let reply = ask(&mut tester, &signer.assertion(json!({})), &[], &[("dpop", &proof)]);
    let nonce = reply.headers["dpop-nonce"].to_str().expect("a nonce");
    let proof = signer.proof("POST", TOKEN_URL, json!({"nonce": nonce}));
    let bound = token(&ask(&mut tester, &signer.assertion(json!({})), &[], &[("dpop", &proof)]));
    let proof = signer.proof("GET", USERS, json!({"ath": ath(&bound)}));
    let headers = [("authorization", &*format!("DPoP {bound}")), ("dpop", &proof)];
    assert_eq!(get(&mut tester, &headers).status, 200, "the API asks for no nonce unless told to");
}

#[test]
fn a_proof_is_checked() {
    let signer = Signer::ec();
    let (mut tester, nonce) = strict(&signer);
    let now = crate::auth::state::now();
    let good = |changes: Value| {
        let mut claims = json!({"nonce": nonce});
        claims.as_object_mut().expect("an object").extend(changes.as_object().cloned().unwrap_or_default());
        signer.proof("POST", TOKEN_URL, claims)
    };
    let signed =
        |header: Value| signer.sign(&header, &json!({"htm": "POST", "htu": TOKEN_URL, "iat": now, "jti": "j"}));
    let mut private = signer.jwk();
    private["d"] = json!("AAAA");
    for (proof, error) in [
        (None, "missing"),
        (Some("nonsense".to_owned()), "not a signed token"),
        (Some(signed(json!({"typ": "jwt", "alg": "ES256", "jwk": signer.jwk()}))), "typ"),
        (Some(signed(json!({"typ": "dpop+jwt", "alg": "ES256"}))), "not a public key"),
        (Some(signed(json!({"typ": "dpop+jwt", "alg": "ES256", "jwk": private}))), "private"),
        (Some(signed(json!({"typ": "dpop+jwt", "alg": "RS256", "jwk": signer.jwk()}))), "signature"),
        (Some(signed(json!({"typ": "dpop+jwt", "alg": "ES256", "jwk": Signer::ec().jwk()}))), "signature"),
        (Some(good(json!({"htm": "post"}))), "htm"),
        (Some(good(json!({"htu": format!("{TOKEN_URL}?a=b")}))), "htu"),
        (Some(good(json!({"iat": now - 120}))), "iat"),
        (Some(good(json!({"iat": now + 120}))), "iat"),
        (Some(good(json!({"jti": null}))), "jti"),
    ] {
        let headers: Vec<(&str, &str)> = proof.iter().map(|proof| ("dpop", proof.as_str())).collect();
        let reply = ask(&mut tester, &signer.assertion(json!({})), &[], &headers);
        assert_eq!(
            (reply.status, &reply.body["error"]),
            (400, &json!("invalid_dpop_proof")),
            "{error}: {}",
            reply.text
        );
        assert!(
            reply.body["error_description"].as_str().is_some_and(|text| text.contains(error)),
            "{error}: {}",
            reply.text
        );
    }
    let proof = good(json!({}));
    token(&ask(&mut tester, &signer.assertion(json!({})), &[], &[("dpop", &proof)]));
    for headers in [&[("dpop", proof.as_str())][..], &[("dpop", &good(json!({}))), ("dpop", &good(json!({})))]] {
        let reply = ask(&mut tester, &signer.assertion(json!({})), &[], headers);
        assert_eq!(reply.body["error"], "invalid_dpop_proof", "{}", reply.text);
    }
    tester.mock.renew_nonce();
    let reply = ask(&mut tester, &signer.assertion(json!({})), &[], &[("dpop", &good(json!({})))]);
    assert_eq!(reply.body["error"], "use_dpop_nonce");
    assert_ne!(reply.headers["dpop-nonce"].to_str().ok(), nonce.as_str());
}

#[test]
fn the_api_says_what_is_wrong_in_the_challenge() {
    let signer = Signer::ec();
    let (mut tester, nonce) = strict(&signer);
    let proof = signer.proof("POST", TOKEN_URL, json!({"nonce": nonce}));
    let token = token(&ask(&mut tester, &signer.assertion(json!({})), &[], &[("dpop", &proof)]));
    let authorization = format!("DPoP {token}");
    let valid = json!({"nonce": nonce, "ath": ath(&token)});
    for (proof, error) in [
        (None, "invalid_dpop_proof"),
        (Some(signer.proof("GET", USERS, json!({"nonce": nonce}))), "invalid_dpop_proof"),
        (Some(signer.proof("POST", USERS, valid.clone())), "invalid_dpop_proof"),
        (Some(signer.proof("GET", TOKEN_URL, valid.clone())), "invalid_dpop_proof"),
        (Some(signer.proof("GET", USERS, json!({"ath": ath(&token)}))), "use_dpop_nonce"),
        (Some(signer.proof("GET", USERS, json!({"ath": ath(&token), "nonce": "old"}))), "use_dpop_nonce"),
    ] {
        let mut headers = vec![("authorization", authorization.as_str())];
        headers.extend(proof.iter().map(|proof| ("dpop", proof.as_str())));
        let reply = get(&mut tester, &headers);
        let challenge = reply.headers["www-authenticate"].to_str().expect("text");
        assert_eq!((reply.status, reply.text.as_str()), (401, ""));
        assert!(challenge.starts_with(&format!("DPoP error=\"{error}\"")), "{challenge}");
        let offered = reply.headers.get("dpop-nonce").and_then(|value| value.to_str().ok());
        assert_eq!(offered, nonce.as_str().filter(|_| error == "use_dpop_nonce"));
    }
    let proof = signer.proof("GET", USERS, valid);
    assert_eq!(get(&mut tester, &[("authorization", &authorization), ("dpop", &proof)]).status, 200);
}
