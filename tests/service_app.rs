//! Service apps: a signed assertion for an access token, which is cached, renewed and, if the org requires it, bound by
//! DPoP.
//!
//! The mock org checks signatures, claims and proofs with a library of its own, and refuses what Okta refuses.

mod support;

use bytes::Bytes;
use host_test::host::network::{Network, Reply};
use host_test::host::values::Outcome;
use host_test::host::values::arguments;
use host_test::host::{Instance, InstanceConfig};
use host_test::mock::{Client, Jwks, MockOrg, Options, answer};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use support::{Sent, environment, host, text};

const CLIENT: &str = "0oaserviceapp";
const RSA: &str = include_str!("keys/rsa-2048.pkcs8.pem");
const EC: &str = include_str!("keys/p256.pkcs8.pem");
const LIST: (&str, &str) = ("user.list-users", "{}");
const CREATE: (&str, &str) = ("group.create-group", r#"{"body":{"profile":{"name":"Night Shift"}}}"#);

/// The public part of a key of `tests/keys/`, from its JWK.
fn public(jwk: &str) -> Value {
    let mut jwk: Value = serde_json::from_str(jwk).expect("a JWK");
    let key = jwk.as_object_mut().expect("an object");
    key.retain(|name, _| ["kty", "n", "e", "crv", "x", "y"].contains(&name.as_str()));
    jwk
}

fn client(dpop: bool) -> Client {
    let keys = [include_str!("keys/rsa-2048.jwk.json"), include_str!("keys/p256.jwk.json")].map(public);
    let keys = keys.into_iter().zip(["rsa", "ec"]).map(|(mut key, id)| {
        key["kid"] = json!(id);
        key
    });
    let scopes = ["okta.users.read", "okta.groups.manage"].map(String::from).to_vec();
    Client { client_id: CLIENT.into(), jwks: Jwks { keys: keys.collect() }, scopes, dpop }
}

/// A mock org with one service app, and all requests that reach it.
fn org(dpop: bool, options: Options) -> (Network, Sent) {
    let options = Options { clients: vec![client(dpop)], ..options };
    let org = Mutex::new(MockOrg::new(options, "https://acme.okta.com"));
    let sent = Sent::default();
    let keep = Arc::clone(&sent);
    let responder = move |request: http::Request<Bytes>| -> Reply {
        keep.lock().expect("no panic").push(request.clone());
        Ok(answer(&mut org.lock().expect("no panic"), request))
    };
    (Network::Responder(Arc::new(responder)), sent)
}

fn app<'a>(key: &'a str, key_id: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(String, String)> {
    let mut variables = vec![
        ("OKTA_CLIENT_TOKEN", ""),
        ("OKTA_CLIENT_AUTHORIZATIONMODE", "PrivateKey"),
        ("OKTA_CLIENT_CLIENTID", CLIENT),
        ("OKTA_CLIENT_SCOPES", "okta.users.read okta.groups.manage"),
        ("OKTA_CLIENT_PRIVATEKEY", key),
        ("OKTA_CLIENT_PRIVATEKEYID", key_id),
    ];
    variables.retain(|(name, _)| !more.iter().any(|(changed, _)| changed == name));
    variables.extend(more);
    environment(&variables)
}

async fn instance(environment: Vec<(String, String)>, network: Network) -> Instance {
    host().instance(&InstanceConfig::new(environment, network)).await.expect("an instance")
}

async fn run(instance: &mut Instance, (action, json): (&str, &str)) -> Outcome {
    let function = host().function(action).expect("an exported function");
    let args = arguments(function, json, None).expect("arguments");
    Outcome::new(instance.call(function, &args).await.expect("no trap"))
}

/// Takes the recorded requests, as paths and schemes of authorization.
fn drain(sent: &Sent) -> Vec<String> {
    let requests = std::mem::take(&mut *sent.lock().expect("no panic"));
    let shown = requests.iter().map(|request| {
        let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
        let scheme = header("authorization").and_then(|value| value.split(' ').next()).unwrap_or("-");
        let proof = if header("dpop").is_some() { " with proof" } else { "" };
        format!("{} {scheme}{proof}", request.uri().path())
    });
    shown.collect()
}

const TOKEN: &str = "/oauth2/v1/token -";
const USERS: &str = "/api/v1/users Bearer";
const PROVEN_TOKEN: &str = "/oauth2/v1/token - with proof";
const PROVEN_USERS: &str = "/api/v1/users DPoP with proof";

#[tokio::test]
async fn every_form_of_key_signs_in() {
    let one_line = RSA.replace('\n', "\\n");
    for (key, id) in [
        (RSA, "rsa"),
        (one_line.as_str(), "rsa"),
        (include_str!("keys/rsa-2048.pkcs1.pem"), "rsa"),
        (include_str!("keys/rsa-2048.jwk.json"), "rsa"),
        (EC, "ec"),
        (include_str!("keys/p256.sec1.pem"), "ec"),
        (include_str!("keys/p256.jwk.json"), "ec"),
    ] {
        let (network, sent) = org(false, Options::default());
        let outcome = run(&mut instance(app(key, id, &[]), network).await, LIST).await;
        assert_eq!(outcome.error, None, "{}", outcome.to_json());
        assert_eq!(drain(&sent), [TOKEN, USERS]);
    }
}

#[tokio::test]
async fn a_token_is_cached_by_its_instance_and_renewed_when_refused() {
    let (network, sent) = org(false, Options { token_uses: Some(2), ..Options::default() });
    let mut instance = instance(app(EC, "ec", &[]), network).await;
    for expected in [&[TOKEN, USERS][..], &[USERS], &[USERS, TOKEN, USERS], &[USERS]] {
        assert_eq!(run(&mut instance, LIST).await.error, None);
        assert_eq!(drain(&sent), expected);
    }
}

#[tokio::test]
async fn a_token_is_renewed_before_it_expires() {
    // Valid for one second, so used for half a second: every call requests a new token.
    let (network, sent) = org(false, Options { token_lifetime: 1, ..Options::default() });
    let mut instance = instance(app(EC, "ec", &[]), network).await;
    for _ in 0..3 {
        let outcome = run(&mut instance, ("auth.get-access-token", "{}")).await;
        assert_eq!(outcome.error, None, "{}", outcome.to_json());
        assert!(outcome.fields["expiresInSeconds"].as_u64().is_some_and(|seconds| seconds <= 1));
    }
    let tokens = drain(&sent).len();
    assert!((1..=3).contains(&tokens), "{tokens}");
}

#[tokio::test]
async fn a_refused_token_request_gives_the_reason() {
    for (variables, code) in [
        (app(EC, "rsa", &[]), "invalid_client"),
        (app(RSA, "rsa", &[("OKTA_CLIENT_CLIENTID", "0oaother")]), "invalid_client"),
        (app(RSA, "rsa", &[("OKTA_CLIENT_SCOPES", "okta.apps.manage")]), "invalid_scope"),
    ] {
        let (network, sent) = org(false, Options::default());
        let outcome = run(&mut instance(variables, network).await, CREATE).await;
        assert_eq!(outcome.error.as_deref(), Some("permanent-refused"), "{}", outcome.to_json());
        assert_eq!(text(&outcome, "errorCode"), code);
        assert_eq!(drain(&sent), [TOKEN], "the action itself was not sent");
    }
    let (network, _) = org(false, Options::default());
    let reading = app(RSA, "rsa", &[("OKTA_CLIENT_SCOPES", "okta.users.read")]);
    let outcome = run(&mut instance(reading, network).await, CREATE).await;
    assert_eq!((outcome.error.as_deref(), &outcome.fields["status"]), (Some("permanent-refused"), &json!(403)));
}

#[tokio::test]
async fn tokens_are_bound_if_the_org_requires_it() {
    for key in [(RSA, "rsa"), (EC, "ec")] {
        let (network, sent) = org(true, Options::default());
        let mut instance = instance(app(key.0, key.1, &[]), network).await;
        let outcome = run(&mut instance, LIST).await;
        assert_eq!(outcome.error, None, "{}", outcome.to_json());
        // Okta's responses ask for a proof, then for its nonce in the proof.
        assert_eq!(drain(&sent), [TOKEN, PROVEN_TOKEN, PROVEN_TOKEN, PROVEN_USERS]);
        assert_eq!(run(&mut instance, CREATE).await.error, None);
        assert_eq!(drain(&sent), ["/api/v1/groups DPoP with proof"]);
    }
}

#[tokio::test]
async fn proofs_asked_for_by_configuration_save_a_request() {
    let (network, sent) = org(true, Options::default());
    let variables = app(EC, "ec", &[("OKTA_CLIENT_DPOPENABLED", "true")]);
    assert_eq!(run(&mut instance(variables, network).await, LIST).await.error, None);
    assert_eq!(drain(&sent), [PROVEN_TOKEN, PROVEN_TOKEN, PROVEN_USERS]);
}

#[tokio::test]
async fn a_nonce_of_the_api_is_used_in_one_repetition() {
    let (network, sent) = org(true, Options { resource_nonce: true, ..Options::default() });
    let mut instance = instance(app(EC, "ec", &[]), network).await;
    assert_eq!(run(&mut instance, LIST).await.error, None);
    let requests = drain(&sent);
    assert_eq!(requests[..3], [TOKEN, PROVEN_TOKEN, PROVEN_TOKEN]);
    assert!(requests[3..].iter().all(|request| request == PROVEN_USERS) && requests.len() <= 5, "{requests:?}");
    assert_eq!(run(&mut instance, LIST).await.error, None);
    assert_eq!(drain(&sent), [PROVEN_USERS]);
}

#[tokio::test]
async fn a_proof_names_the_path_decoded() {
    let (network, _) = org(true, Options::default());
    let mut instance = instance(app(EC, "ec", &[]), network).await;
    for id in ["ada@example.com", "ü ber#\"x%41?", "me"] {
        let outcome = run(&mut instance, ("user.get-user", &json!({ "userId": id }).to_string())).await;
        // The mock org has no such user, but accepts the proof.
        let status = outcome.fields["status"].as_u64();
        assert!(matches!(status, Some(200 | 404)), "{id}: {}", outcome.to_json());
    }
}

/// A token endpoint that returns a bound token, and an API that asks for a nonce with this status, challenge and body.
fn asking(status: u16, challenge: &'static str, body: &'static str, nonce: String) -> (Network, Sent) {
    let sent = Sent::default();
    let keep = Arc::clone(&sent);
    let responder = move |request: http::Request<Bytes>| -> Reply {
        let is_token = request.uri().path() == "/oauth2/v1/token";
        let repeated = keep.lock().expect("no panic").iter().any(|sent| sent.uri() == request.uri());
        keep.lock().expect("no panic").push(request);
        let mut response = http::Response::builder().header("dpop-nonce", &nonce);
        let body = match (is_token, repeated) {
            (true, _) => r#"{"access_token":"t","token_type":"DPoP"}"#,
            (false, true) => "{}",
            (false, false) => {
                response = response.status(status).header("www-authenticate", challenge);
                body
            }
        };
        Ok(response.body(Bytes::from_static(body.as_bytes())).expect("a valid response"))
    };
    (Network::Responder(Arc::new(responder)), sent)
}

const ALWAYS: &[(&str, &str)] = &[("OKTA_CLIENT_DPOPENABLED", "true")];

#[tokio::test]
async fn a_nonce_may_be_demanded_with_status_400() {
    let challenge = r#"DPoP error="use_dpop_nonce""#;
    for (status, challenge, body) in [
        (401, challenge, ""),
        (400, challenge, ""),
        (400, "", r#"{"error":"use_dpop_nonce"}"#),
        (401, "", r#"{"errorCode":"use_dpop_nonce"}"#),
    ] {
        let (network, sent) = asking(status, challenge, body, "nonce-1".into());
        let outcome = run(&mut instance(app(EC, "ec", ALWAYS), network).await, CREATE).await;
        assert_eq!(outcome.error, None, "{status} {challenge} {body}: {}", outcome.to_json());
        assert_eq!(drain(&sent), [PROVEN_TOKEN, "/api/v1/groups DPoP with proof", "/api/v1/groups DPoP with proof"]);
    }
    let (network, sent) = asking(403, challenge, "", "nonce-1".into());
    let outcome = run(&mut instance(app(EC, "ec", ALWAYS), network).await, CREATE).await;
    assert_eq!(outcome.error.as_deref(), Some("permanent-refused"));
    assert_eq!(drain(&sent).len(), 2);
}

#[tokio::test]
async fn an_unusable_nonce_is_refused() {
    for nonce in ["n".repeat(1025), "a b".into(), String::new()] {
        let (network, sent) = asking(401, r#"DPoP error="use_dpop_nonce""#, "", nonce.clone());
        let outcome = run(&mut instance(app(EC, "ec", ALWAYS), network).await, CREATE).await;
        assert_eq!(outcome.error.as_deref(), Some("permanent-refused"), "{}", outcome.to_json());
        assert!(text(&outcome, "errorSummary").contains("nonce"), "{}", outcome.to_json());
        assert_eq!(drain(&sent), [PROVEN_TOKEN, "/api/v1/groups DPoP with proof"]);
        // If no response asks for it, it has no effect.
        let (network, _) = asking(200, "", "{}", nonce);
        assert_eq!(run(&mut instance(app(EC, "ec", ALWAYS), network).await, CREATE).await.error, None);
    }
    let (network, _) = asking(401, r#"DPoP error="use_dpop_nonce""#, "", "n".repeat(1024));
    assert_eq!(run(&mut instance(app(EC, "ec", ALWAYS), network).await, CREATE).await.error, None);
}

#[tokio::test]
async fn a_path_that_is_too_long_for_a_proof_is_refused() {
    for (length, error) in
        [(8_000, None), (30_000, Some("permanent-invalid-argument")), (400_000, Some("permanent-invalid-argument"))]
    {
        let (network, _) = asking(200, "", "{}", "nonce-1".into());
        let arguments = json!({"method": "GET", "path": format!("/api/v1/{}", "x".repeat(length))}).to_string();
        let call = ("generic-request.send-request", arguments.as_str());
        let outcome = run(&mut instance(app(EC, "ec", ALWAYS), network).await, call).await;
        assert_eq!((outcome.error.as_deref(), error.map_or("path", |_| text(&outcome, "name"))), (error, "path"));
    }
}

#[tokio::test]
async fn a_token_that_cannot_be_used_says_what_to_do() {
    let plain: &[(&str, &str)] = &[];
    let long = "x".repeat(16 * 1024 + 1);
    for (variables, body, word) in [
        (ALWAYS, json!({"access_token": "t", "token_type": "Bearer"}), "OKTA_CLIENT_DPOPENABLED"),
        (ALWAYS, json!({"access_token": "t"}), "OKTA_CLIENT_DPOPENABLED"),
        (plain, json!({"access_token": "t", "token_type": "DPoP"}), "OKTA_CLIENT_DPOPENABLED"),
        (plain, json!({"access_token": "t", "token_type": "mac"}), "type"),
        (plain, json!({"access_token": "t", "token_type": ""}), "type"),
        (ALWAYS, json!({"access_token": "t", "token_type": "N_A"}), "type"),
        (plain, json!({"access_token": long}), "16 KiB"),
        (plain, json!({"access_token": ""}), "no access token"),
        (plain, json!({"access_token": "t t"}), "character"),
    ] {
        let body: &'static str = body.to_string().leak();
        let (network, sent) = endpoint(vec![(200, body)].leak());
        let outcome = run(&mut instance(app(EC, "ec", variables), network).await, CREATE).await;
        assert_eq!(outcome.error.as_deref(), Some("permanent-unreadable-response"), "{}", outcome.to_json());
        let message = text(&outcome, "message");
        assert!(message.contains(word) && message.contains("was not sent"), "{message}");
        assert_eq!((drain(&sent).len(), &outcome.fields["response"]), (1, &Value::Null));
    }
    for (variables, kind) in [(plain, "bearer"), (ALWAYS, "dpop"), (plain, "Bearer")] {
        let body: &'static str = json!({"access_token": "x".repeat(16 * 1024), "token_type": kind}).to_string().leak();
        let (network, _) = endpoint(vec![(200, body)].leak());
        let outcome = run(&mut instance(app(EC, "ec", variables), network).await, CREATE).await;
        assert_eq!(outcome.error, None, "{kind}: {}", outcome.to_json());
    }
}

#[tokio::test]
async fn an_error_of_the_token_endpoint_carries_no_body() {
    let body = r#"{"error":"invalid_client","error_description":"who are you","access_token":"t"}"#;
    for (status, error) in [(401, "permanent-refused"), (429, "rate-limited"), (503, "unavailable")] {
        let (network, _) = endpoint(vec![(status, body)].leak());
        let outcome = run(&mut instance(app(EC, "ec", &[]), network).await, LIST).await;
        assert_eq!(outcome.error.as_deref(), Some(error), "{}", outcome.to_json());
        let refusal = outcome.fields.get("response").and_then(Value::as_object).unwrap_or(&outcome.fields);
        assert_eq!(
            (&refusal["errorCode"], &refusal["errorSummary"]),
            (&json!("invalid_client"), &json!("who are you"))
        );
        assert_eq!((&refusal["body"], &refusal["bodyTruncated"]), (&json!(""), &json!(true)));
    }
}

#[tokio::test]
async fn a_host_can_pass_a_token_on() {
    let (network, sent) = org(false, Options::default());
    let mut first = instance(app(RSA, "rsa", &[]), network.clone()).await;
    let outcome = run(&mut first, ("auth.get-access-token", "{}")).await;
    assert_eq!(outcome.error, None, "{}", outcome.to_json());
    assert_eq!(text(&outcome, "scope"), "okta.users.read okta.groups.manage");
    let token = text(&outcome, "token").to_string();
    let bearer = environment(&[("OKTA_CLIENT_AUTHORIZATIONMODE", "Bearer"), ("OKTA_CLIENT_TOKEN", &token)]);
    assert_eq!(run(&mut instance(bearer.clone(), network.clone()).await, LIST).await.error, None);
    assert_eq!(drain(&sent), [TOKEN, USERS]);
    let outcome = run(&mut instance(bearer, network).await, ("auth.get-access-token", "{}")).await;
    assert_eq!(outcome.error.as_deref(), Some("permanent-invalid-configuration"));
    let (network, _) = org(true, Options::default());
    let outcome = run(&mut instance(app(EC, "ec", &[]), network).await, ("auth.get-access-token", "{}")).await;
    assert_eq!(outcome.error.as_deref(), Some("permanent-invalid-configuration"));
    assert!(text(&outcome, "message").contains("DPoP"), "{}", outcome.to_json());
}

#[tokio::test]
async fn a_policy_denies_the_token_unless_it_names_it() {
    const ASK: (&str, &str) = ("auth.get-access-token", "{}");
    for (name, value) in [
        ("OKTA_ACTIONS_DENY", "auth.*"),
        ("OKTA_ACTIONS_DENY", "user.delete-*"),
        ("OKTA_ACTIONS_READONLY", "true"),
        ("OKTA_ACTIONS_ALLOW", "user.*"),
        ("OKTA_ACTIONS_ALLOW", "*"),
        ("OKTA_ACTIONS_ALLOW", "*.get-*"),
        ("OKTA_ACTIONS_ALLOW", "au*"),
    ] {
        let (network, sent) = org(false, Options::default());
        let outcome = run(&mut instance(app(EC, "ec", &[(name, value)]), network).await, ASK).await;
        assert_eq!(outcome.error.as_deref(), Some("permanent-not-allowed"), "{}", outcome.to_json());
        assert_eq!(drain(&sent), [""; 0]);
    }
    for allow in ["auth.*", "*,auth.get-access-token"] {
        let (network, sent) = org(false, Options::default());
        let outcome = run(&mut instance(app(EC, "ec", &[("OKTA_ACTIONS_ALLOW", allow)]), network).await, ASK).await;
        assert_eq!(outcome.error, None, "{}", outcome.to_json());
        assert_eq!(drain(&sent), [TOKEN]);
    }
}

#[tokio::test]
async fn an_invalid_key_is_named_and_nothing_is_sent() {
    for key in [
        "nonsense",
        "/etc/okta/key.pem",
        include_str!("keys/p256.public.pem"),
        include_str!("keys/encrypted.pkcs8.pem"),
        include_str!("keys/rsa-1024.pkcs8.pem"),
        include_str!("keys/p384.pkcs8.pem"),
        &RSA[..RSA.len() / 2],
        "{}",
    ] {
        let (network, sent) = org(false, Options::default());
        let outcome = run(&mut instance(app(key, "k", &[]), network).await, LIST).await;
        assert_eq!(outcome.error.as_deref(), Some("permanent-invalid-configuration"), "{key}");
        assert_eq!(text(&outcome, "name"), "OKTA_CLIENT_PRIVATEKEY");
        assert_eq!(drain(&sent), [""; 0]);
    }
}

/// A token endpoint with these responses in turn; 0 is a connection that breaks.
fn endpoint(responses: &'static [(u16, &'static str)]) -> (Network, Sent) {
    let sent = Sent::default();
    let keep = Arc::clone(&sent);
    let responder = move |request: http::Request<Bytes>| -> Reply {
        let mut sent = keep.lock().expect("no panic");
        let (status, body) = responses.get(sent.len()).copied().unwrap_or((200, "{}"));
        sent.push(request);
        if status == 0 {
            return Err(wasmtime_wasi_http::Error::ConnectionTerminated);
        }
        Ok(http::Response::builder().status(status).body(Bytes::from(body)).expect("a valid response"))
    };
    (Network::Responder(Arc::new(responder)), sent)
}

#[tokio::test(start_paused = true)]
async fn a_failed_token_request_does_not_send_the_action() {
    let once = [("OKTA_CLIENT_RATELIMIT_MAXRETRIES", "1")];
    for (responses, error, repeated) in [
        (&[(0, ""), (200, r#"{"access_token":"t"}"#), (200, "{}")][..], "interrupted", true),
        (&[(500, ""), (200, r#"{"access_token":"t"}"#), (200, "{}")], "unavailable", true),
        (&[(429, ""), (200, r#"{"access_token":"t"}"#), (200, "{}")], "rate-limited", true),
        (&[(200, "<html>t</html>")], "permanent-unreadable-response", false),
        (&[(200, r#"{"access_token":"t\n"}"#)], "permanent-unreadable-response", false),
        (&[(200, r#"{"access_token":"t","token_type":"DPoP"}"#)], "permanent-unreadable-response", false),
        (&[(400, r#"{"error":"use_dpop_nonce"}"#)], "permanent-refused", false),
    ] {
        let (network, sent) = endpoint(responses);
        let outcome = run(&mut instance(app(EC, "ec", &[]), network).await, CREATE).await;
        assert_eq!(outcome.error.as_deref(), Some(error), "{responses:?} {}", outcome.to_json());
        assert_eq!(drain(&sent), [TOKEN]);
        let (network, _) = endpoint(responses);
        let outcome = run(&mut instance(app(EC, "ec", &once), network).await, CREATE).await;
        assert_eq!(outcome.error.is_none(), repeated, "{responses:?} {}", outcome.to_json());
    }
}

#[tokio::test]
async fn repeated_demands_for_a_proof_end() {
    const AGAIN: &str = r#"{"error":"invalid_dpop_proof"}"#;
    let (network, sent) = endpoint(&[(400, AGAIN), (400, AGAIN), (400, AGAIN), (400, AGAIN)]);
    let outcome = run(&mut instance(app(EC, "ec", &[]), network).await, LIST).await;
    assert_eq!(
        (outcome.error.as_deref(), text(&outcome, "errorCode")),
        (Some("permanent-refused"), "invalid_dpop_proof")
    );
    assert_eq!(drain(&sent), [TOKEN, PROVEN_TOKEN]);
}
