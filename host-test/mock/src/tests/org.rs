//! The org's own settings, schemas and types, policies, perimeter, hooks, domains, features.

use super::{ADMIN, BRUNO, Tester, texts};
use serde_json::{Value, json};

const NONE: Value = Value::Null;

#[test]
fn settings_are_single_items() {
    let mut tester = Tester::new();
    assert_eq!(tester.done("POST", "/org", &json!({"website": "https://new.example.com"}))["companyName"], "Example");
    let replaced = tester.done("PUT", "/org", &json!({"companyName": "Sample", "subdomain": "other"}));
    assert_eq!((&replaced["website"], &replaced["subdomain"]), (&NONE, &json!("mock")));
    assert_eq!(texts(&tester.get("/org/contacts"), "/contactType"), ["BILLING", "TECHNICAL"]);
    tester.done("PUT", "/org/contacts/billing", &json!({"userId": BRUNO}));
    assert_eq!(tester.get("/org/contacts/BILLING")["userId"], BRUNO);
    assert_eq!(tester.refused_body("PUT", "/org/contacts/BILLING", &json!({"userId": "x"}), 404), "E0000007");
    for verb in ["extend", "grant", "revoke"] {
        assert_eq!(tester.call("POST", &format!("/org/privacy/oktaSupport/{verb}"), &NONE, 301), NONE);
    }
    assert_eq!(tester.get("/org/privacy/oktaSupport")["support"], "DISABLED");
    let threats = |action, zone: &str| json!({"action": action, "excludeZones": [zone]});
    tester.done("POST", "/threats/configuration", &threats("block", "nzo0000000000002mock"));
    assert_eq!(tester.refused_body("POST", "/threats/configuration", &threats("block", "x"), 400), "E0000001");
    assert_eq!(tester.refused_body("POST", "/threats/configuration", &threats("cry", "x"), 400), "E0000001");
    let subscription = "/roles/SUPER_ADMIN/subscriptions/OKTA_UPDATE";
    assert_eq!(tester.done("POST", &format!("{subscription}/subscribe"), &NONE), NONE);
    assert_eq!(tester.get(subscription)["status"], "subscribed");
}

#[test]
fn schemas_are_merged_and_types_have_one_each() {
    let mut tester = Tester::new();
    let custom = |property: Value| json!({"definitions": {"custom": {"properties": {"shoes": property}}}});
    for path in ["/meta/schemas/user/default", "/meta/schemas/group/default"] {
        let schema = tester.done("POST", path, &custom(json!({"type": "integer"})));
        let custom_properties = &schema["definitions"]["custom"]["properties"];
        assert_eq!(custom_properties["shoes"]["type"], "integer");
        assert!(schema["definitions"]["base"]["properties"].is_object());
        assert!(schema["id"].as_str().is_some_and(|id| id.contains("/meta/schemas/") && !id.contains("/api/")));
        assert_eq!(tester.done("POST", path, &custom(NONE))["definitions"]["custom"]["properties"].get("shoes"), None);
    }
    let kind = tester.done("POST", "/meta/types/user", &json!({"name": "robot", "displayName": "Robot"}));
    let schema = kind["_links"]["schema"]["href"].as_str().and_then(|href| href.split("/api/v1").nth(1));
    let schema = schema.unwrap_or_default();
    assert_eq!(tester.get(schema)["name"], "user");
    let path = format!("/meta/types/user/{}", kind["id"].as_str().unwrap_or_default());
    assert_eq!(tester.refused_body("PUT", &path, &json!({"name": "cat", "displayName": "Cat"}), 400), "E0000001");
    tester.done("DELETE", &path, &NONE);
    assert_eq!(tester.refused("GET", schema, 404), "E0000007");
    let side = |name: &str| json!({"name": name, "title": name, "type": "USER"});
    let taken = json!({"primary": side("boss"), "associated": side("subordinate")});
    assert_eq!(tester.refused_body("POST", "/meta/schemas/user/linkedObjects", &taken, 409), "E0000127");
}

#[test]
fn keys_of_an_authorization_server_rotate() {
    let mut tester = Tester::new();
    let server = "/authorizationServers/default";
    let rotate = format!("{server}/credentials/lifecycle/keyRotate");
    assert_eq!(tester.refused_body("POST", &rotate, &json!({"use": "enc"}), 400), "E0000001");
    for statuses in [&["EXPIRED", "ACTIVE", "NEXT"][..]; 2] {
        let before = tester.get(&format!("{server}/credentials/keys"));
        let next = before.as_array().and_then(|keys| keys.iter().find(|key| key["status"] == "NEXT")).cloned();
        let keys = tester.done("POST", &rotate, &json!({"use": "sig"}));
        let mut found = texts(&keys, "/status");
        found.sort_by_key(|status| statuses.iter().position(|known| known == status));
        assert_eq!(found, statuses);
        let active = keys.as_array().and_then(|keys| keys.iter().find(|key| key["status"] == "ACTIVE"));
        assert_eq!(active.map(|key| &key["kid"]), next.as_ref().map(|key| &key["kid"]));
    }
    let made = tester.done("POST", "/authorizationServers", &json!({"name": "Shop", "audiences": ["api://shop"]}));
    let id = made["id"].as_str().unwrap_or_default();
    assert!(made["issuer"].as_str().is_some_and(|issuer| issuer.ends_with(&format!("/oauth2/{id}"))));
    assert!(texts(&tester.get(&format!("/authorizationServers/{id}/scopes?q=open")), "/name") == ["openid"]);
}

#[test]
fn policies_are_of_a_type_and_authenticators_are_held_by_them() {
    let mut tester = Tester::new();
    assert_eq!(tester.refused("GET", "/policies", 400), "E0000001");
    assert_eq!(texts(&tester.get("/policies?type=MFA_ENROLL"), "/name"), ["Default Enrollment"]);
    let policy = |kind: &str| json!({"type": kind, "name": "Default Policy"});
    assert_eq!(tester.refused_body("POST", "/policies", &policy("OKTA_SIGN_ON"), 400), "E0000001");
    assert_eq!(tester.refused_body("POST", "/policies", &policy("FOREIGN"), 400), "E0000001");
    assert_eq!(tester.done("POST", "/policies?activate=false", &policy("PASSWORD"))["status"], "INACTIVE");
    let one_rule = "/policies/00p0000000000005mock/rules";
    assert_eq!(tester.refused_body("POST", one_rule, &json!({"name": "More"}), 400), "E0000001");
    let deactivate = |number| format!("/authenticators/aut000000000000{number}mock/lifecycle/deactivate");
    assert_eq!(tester.refused("POST", &deactivate(1), 403), "E0000148");
    tester.done("POST", &deactivate(3), &NONE);
    assert_eq!(tester.refused_body("POST", "/authenticators", &json!({"key": "okta_email"}), 400), "E0000001");
    assert_eq!(tester.refused_body("POST", "/authenticators", &json!({"key": "crystal_ball"}), 400), "E0000001");
}

#[test]
fn zones_and_hooks_are_checked() {
    let mut tester = Tester::new();
    for zone in [json!({"type": "IP", "name": "A"}), json!({"type": "MOON", "name": "A"})] {
        assert_eq!(tester.refused_body("POST", "/zones", &zone, 400), "E0000001");
    }
    let dynamic = json!({"type": "DYNAMIC", "name": "Office", "proxyType": "Any"});
    assert_eq!(tester.refused_body("PUT", "/zones/nzo0000000000002mock", &dynamic, 400), "E0000001");
    assert_eq!(texts(&tester.get("/zones?filter=system+eq+true"), "/name"), ["Blocked addresses"]);
    let hook = "/eventHooks/who0000000000001mock";
    let mut body = tester.get(hook);
    assert_eq!(body["channel"]["config"]["authScheme"].get("value"), None);
    body["channel"]["config"]["uri"] = json!("http://hooks.example.com");
    assert_eq!(tester.refused_body("PUT", hook, &body, 400), "E0000001");
    assert_eq!(tester.done("POST", &format!("{hook}/lifecycle/verify"), &NONE)["verificationStatus"], "VERIFIED");
    let inline = "/inlineHooks/cal0000000000001mock";
    assert!(tester.done("POST", &format!("{inline}/execute"), &json!({"source": ADMIN}))["commands"].is_array());
    assert_eq!(tester.refused("POST", &format!("{inline}/execute"), 400), "E0000003");
    assert_eq!(tester.get("/inlineHooks?type=com.okta.import.transform"), json!([]));
}

#[test]
fn domains_are_wrapped_verified_and_certified() {
    let mut tester = Tester::new();
    let domain = tester.get("/domains")["domains"][0].clone();
    assert_eq!((&domain["domain"], domain.get("dnsRecords")), (&json!("login.example.com"), None));
    let body = json!({"domain": "id.example.com", "certificateSourceType": "MANUAL"});
    let path = format!("/domains/{}", tester.done("POST", "/domains", &body)["id"].as_str().unwrap_or_default());
    assert_eq!(tester.done("POST", &format!("{path}/verify"), &NONE)["validationStatus"], "VERIFIED");
    let mut pem = json!({"type": "PEM", "certificate": "C", "certificateChain": "C", "privateKey": "K"});
    tester.done("PUT", &format!("{path}/certificate"), &pem);
    let certified = tester.get(&path);
    assert_eq!(certified["publicCertificate"]["subject"], "CN=id.example.com");
    pem["privateKey"] = NONE;
    assert_eq!(tester.refused_body("PUT", &format!("{path}/certificate"), &pem, 400), "E0000001");
}

#[test]
fn features_follow_their_dependencies() {
    let mut tester = Tester::new();
    let feature = |number| format!("/features/ftr000000000000{number}mock");
    let (night, stars, comets) = (feature(1), feature(2), feature(3));
    assert_eq!(texts(&tester.get(&format!("{stars}/dependencies")), "/name"), ["Night shift"]);
    assert_eq!(texts(&tester.get(&format!("{stars}/dependents")), "/name"), ["Comet watch"]);
    assert_eq!(tester.refused("POST", &format!("{comets}/ENABLE"), 400), "E0000001");
    assert_eq!(tester.post(&format!("{comets}/ENABLE?mode=force"))["status"], "ENABLED");
    assert_eq!(tester.get(&stars)["status"], "ENABLED");
    assert_eq!(tester.refused("POST", &format!("{night}/DISABLE"), 400), "E0000001");
    assert_eq!(tester.refused("POST", &format!("{night}/EXPLODE"), 400), "E0000001");
    assert_eq!(tester.post(&format!("{comets}/DISABLE"))["status"], "DISABLED");
}
