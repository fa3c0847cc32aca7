//! Access tokens for service apps: the checks of an assertion, and the rights of a token.

use super::signer::{CLIENT, Signer, ask, org_with, serial, token};
use super::{Reply, Tester};
use crate::auth::state::now;
use crate::options::Options;
use serde_json::{Value, json};

/// A request to the API with a credential.
fn call(tester: &mut Tester, method: &str, path: &str, authorization: &str) -> Reply {
    tester.send(method, path, &[("authorization", authorization)], &Value::Null)
}

#[test]
fn a_signed_assertion_gets_a_token() {
    for signer in [Signer::rsa(), Signer::ec()] {
        let mut tester = org_with(&signer, Options { token_lifetime: 60, ..Options::default() });
        let reply = ask(&mut tester, &signer.assertion(json!({})), &[], &[]);
        let bearer = format!("Bearer {}", token(&reply));
        assert_eq!((&reply.body["token_type"], &reply.body["expires_in"]), (&json!("Bearer"), &json!(60)));
        assert_eq!(reply.body["scope"], "okta.users.read okta.groups.manage");
        assert_eq!(reply.headers["cache-control"], "no-store");
        assert_eq!(call(&mut tester, "GET", "/api/v1/users/me", &bearer).status, 200);
        assert_eq!(call(&mut tester, "GET", "/api/v1/users/me", "SSWS mock-token").status, 200);
        let optional =
            ask(&mut tester, &signer.assertion(json!({"jti": null, "iat": null})), &[("client_id", CLIENT)], &[]);
        assert_eq!(optional.status, 200, "{}", optional.text);
    }
}

#[test]
fn an_assertion_is_checked() {
    let signer = Signer::rsa();
    let mut tester = org_with(&signer, Options::default());
    let now = now();
    let refused = |tester: &mut Tester, assertion: &str, why: &str| {
        let reply = ask(tester, assertion, &[], &[]);
        assert_eq!((reply.status, &reply.body["error"]), (401, &json!("invalid_client")), "{why}");
        let description = reply.body["error_description"].as_str().unwrap_or_default();
        assert!(description.contains(why), "{why}: {description}");
    };
    for (changes, why) in [
        (json!({"iss": "0oaother"}), "iss"),
        (json!({"iss": null}), "iss"),
        (json!({"sub": "0oaother"}), "sub"),
        (json!({"aud": "http://mock.example.com"}), "aud"),
        (json!({"exp": now - 1}), "expired"),
        (json!({"exp": now + 3700}), "hour"),
        (json!({"exp": null}), "no exp"),
        (json!({"exp": "9999999999"}), "no exp"),
        (json!({"iat": now + 120}), "iat"),
    ] {
        refused(&mut tester, &signer.assertion(changes), why);
    }
    let claims = |serial: String| json!({"iss": CLIENT, "sub": CLIENT, "aud": super::signer::TOKEN_URL, "exp": now + 60, "jti": serial});
    refused(&mut tester, &Signer::ec().assertion(json!({})), "signature");
    refused(&mut tester, &signer.sign(&json!({"alg": "none"}), &claims(serial())), "signature");
    refused(&mut tester, &signer.sign(&json!({"alg": "HS256"}), &claims(serial())), "signature");
    refused(&mut tester, &signer.sign(&json!({"alg": "RS256", "kid": "two"}), &claims(serial())), "kid");
    for text in ["a.b.c", "e30.e30.", "nonsense"] {
        refused(&mut tester, text, "client_assertion");
    }
    let mut cut = signer.assertion(json!({}));
    cut.truncate(cut.len() - 2);
    refused(&mut tester, &cut, "signature");
    let only_key = signer.sign(&json!({"alg": "RS256"}), &claims(serial()));
    token(&ask(&mut tester, &only_key, &[], &[]));
    refused(&mut tester, &only_key, "jti");
}

#[test]
fn a_request_for_a_token_is_checked() {
    let signer = Signer::ec();
    let mut tester = org_with(&signer, Options::default());
    for (changes, status, error) in [
        (&[("grant_type", "password")][..], 400, "unsupported_grant_type"),
        (&[("grant_type", "")], 400, "invalid_request"),
        (&[("client_assertion", "")], 400, "invalid_request"),
        (&[("client_assertion_type", "jwt")], 400, "invalid_request"),
        (&[("client_id", "0oaother")], 401, "invalid_client"),
        (&[("scope", "okta.apps.read")], 400, "invalid_scope"),
        (&[("scope", "okta.users.read openid")], 400, "invalid_scope"),
        (&[("scope", "")], 400, "invalid_scope"),
    ] {
        let reply = ask(&mut tester, &signer.assertion(json!({})), changes, &[]);
        assert_eq!((reply.status, &reply.body["error"]), (status, &json!(error)), "{changes:?}: {}", reply.text);
        assert!(reply.body["error_description"].is_string());
    }
    let twice =
        format!("grant_type=client_credentials&scope=a&scope=b&client_assertion={}", signer.assertion(json!({})));
    let form_type = [("content-type", "application/x-www-form-urlencoded")];
    for (method, headers, body, status) in
        [("POST", &form_type[..], twice.as_str(), 400), ("POST", &[], "{}", 400), ("GET", &[], "", 405)]
    {
        let reply = tester.send_text(method, "/oauth2/v1/token", headers, body);
        assert_eq!((reply.status, &reply.body["error"]), (status, &json!("invalid_request")), "{}", reply.text);
    }
}

#[test]
fn a_token_allows_its_scopes_until_it_ends() {
    let signer = Signer::ec();
    let mut tester = org_with(&signer, Options { token_uses: Some(5), ..Options::default() });
    let bearer = format!("Bearer {}", token(&ask(&mut tester, &signer.assertion(json!({})), &[], &[])));
    for (method, path, status) in [
        ("GET", "/api/v1/users", 200),
        ("GET", "/api/v1/groups", 200),
        ("DELETE", "/api/v1/groups/00g0000000000003mock", 204),
        ("DELETE", "/api/v1/users/00u0000000000003mock", 403),
        ("GET", "/api/v1/apps", 403),
        ("GET", "/api/v1/users", 401),
    ] {
        let reply = call(&mut tester, method, path, &bearer);
        assert_eq!(reply.status, status, "{method} {path}: {}", reply.text);
        let challenge = reply.headers.get("www-authenticate").and_then(|value| value.to_str().ok()).unwrap_or_default();
        match status {
            403 => {
                assert_eq!(reply.body["errorCode"], "E0000006");
                assert!(challenge.contains("error=\"insufficient_scope\""), "{challenge}");
            }
            401 => {
                assert!(challenge.starts_with("Bearer error=\"invalid_token\""), "{challenge}");
                assert_eq!(reply.text, "");
            }
            _ => assert_eq!(challenge, ""),
        }
    }
    let mut tester = org_with(&signer, Options { token_lifetime: 0, ..Options::default() });
    let token = token(&ask(&mut tester, &signer.assertion(json!({})), &[], &[]));
    assert_eq!(call(&mut tester, "GET", "/api/v1/users", &format!("Bearer {token}")).status, 401);
    for unknown in ["Bearer mock-access-0", &format!("SSWS {token}"), &format!("Basic {token}"), "Bearer", ""] {
        let reply = call(&mut tester, "GET", "/api/v1/users", unknown);
        assert_eq!((reply.status, &reply.body["errorCode"]), (401, &json!("E0000011")), "{unknown}");
    }
}
