//! Every resource type that has a POST: create, get, list, update, lifecycle, delete, if it has an operation for it.

use super::{ADMIN, APP, BRUNO, ENGINEERING, Tester, seeded};
use crate::dispatch::org::REGISTRY;
use crate::dispatch::routes;
use crate::engine::fields::Resource;
use crate::facts::operations::{self, Operation};
use serde_json::{Value, json};

const NONE: Value = Value::Null;

/// A creation and a change per type: collection, query of the list, body, changed fields.
fn entries() -> Vec<(&'static str, &'static str, Value, Value)> {
    let policy = json!({"type": "ACCESS_POLICY", "name": "Strict"});
    let server_policy = json!({"type": "OAUTH_AUTHORIZATION_POLICY", "name": "Strict", "conditions": {}});
    let server_rule = json!({"type": "RESOURCE_ACCESS", "name": "Nobody", "conditions": {}});
    let channel = json!({"type": "HTTP", "version": "1.0.0", "config": {"uri": "https://hooks.example.com"}});
    let events = json!({"type": "EVENT_TYPE", "items": ["group.lifecycle.create"]});
    let inline =
        json!({"name": "Names", "type": "com.okta.user.pre-registration", "version": "1.0.0", "channel": channel});
    let linked = |name: &str| json!({"name": name, "title": name, "type": "USER"});
    let subject = json!({"subject": {"commonName": "sp.example.com"}});
    let idp = json!({"type": "SAML2", "name": "Old login", "protocol": {"type": "SAML2"}, "policy": {}});
    let letter = json!({"language": "fr", "subject": "Bonjour", "body": "<p>Bonjour</p>"});
    let zone = json!({"type": "IP", "name": "Home", "gateways": [{"type": "CIDR", "value": "198.51.100.0/24"}]});
    let origin = json!({"name": "Shop", "origin": "https://shop.example.com", "scopes": [{"type": "CORS"}]});
    let sms = json!({"name": "Short", "type": "SMS_VERIFY_CODE", "template": "${code}"});
    let name = || json!({"name": "Renamed"});
    vec![
        ("/apps", "", json!({"label": "Menu", "signOnMode": "SAML_2_0"}), json!({"label": "Renamed"})),
        ("/apps/{appId}/users", "", json!({"id": ADMIN}), json!({"profile": {"nickname": "Amy"}})),
        ("/apps/{appId}/grants", "", json!({"issuer": "https://idp.example.com", "scopeId": "okta.apps.read"}), NONE),
        ("/apps/{appId}/credentials/csrs", "", subject.clone(), NONE),
        ("/apps/{appId}/credentials/secrets", "", json!({"client_secret": "a secret of my own"}), NONE),
        ("/authenticators", "", json!({"key": "google_otp"}), name()),
        ("/authorizationServers", "", json!({"name": "Shop", "audiences": ["api://shop"]}), name()),
        (
            "/authorizationServers/{authServerId}/scopes",
            "",
            json!({"name": "shop:buy"}),
            json!({"consent": "REQUIRED"}),
        ),
        ("/authorizationServers/{authServerId}/claims", "", json!({"name": "desk", "claimType": "RESOURCE"}), name()),
        ("/authorizationServers/{authServerId}/policies", "", server_policy, name()),
        ("/authorizationServers/{authServerId}/policies/{policyId}/rules", "", server_rule, name()),
        ("/brands/{brandId}/templates/email/{templateName}/customizations", "", letter, json!({"subject": "Salut"})),
        ("/domains", "", json!({"domain": "id.example.com", "certificateSourceType": "MANUAL"}), NONE),
        ("/eventHooks", "", json!({"name": "Groups", "events": events, "channel": channel}), name()),
        ("/idps", "", idp, name()),
        ("/idps/credentials/keys", "", json!({"x5c": ["MAMMAWE="]}), NONE),
        ("/idps/{idpId}/credentials/csrs", "", subject, NONE),
        ("/inlineHooks", "", inline, name()),
        (
            "/meta/schemas/user/linkedObjects",
            "",
            json!({"primary": linked("buddy"), "associated": linked("pal")}),
            NONE,
        ),
        ("/meta/types/user", "", json!({"name": "robot", "displayName": "Robot"}), json!({"displayName": "Machine"})),
        ("/policies", "?type=ACCESS_POLICY", policy, name()),
        ("/policies/{policyId}/rules", "", json!({"name": "Nobody"}), name()),
        ("/templates/sms", "", sms, name()),
        ("/trustedOrigins", "", origin, name()),
        ("/zones", "", zone, name()),
    ]
}

#[test]
fn items_live_from_creation_to_deletion() {
    for (path, query, body, change) in entries() {
        let collection = seeded(path);
        let mut tester = Tester::new();
        // The one resource type without required fields refuses this value.
        let bad = json!({"client_secret": ""});
        assert_eq!(tester.refused_body("POST", &collection, &bad, 400), "E0000001", "{path}");
        let made = tester.done("POST", &collection, &body);
        let name = ["/id", "/kid", "/primary/name"].iter().find_map(|pointer| made.pointer(pointer)?.as_str());
        let name = name.unwrap_or_default();
        let resource = format!("{collection}/{name}");
        assert_eq!(tester.get(&resource), made, "{path}");
        assert!(tester.get(&format!("{collection}{query}")).to_string().contains(name), "{path}");
        if !change.is_null() {
            let mut whole = body.clone();
            change.as_object().into_iter().flatten().for_each(|(field, value)| whole[field] = value.clone());
            let method = if has("PUT", &resource) { "PUT" } else { "POST" };
            tester.done(method, &resource, &whole);
            let now = tester.get(&resource);
            assert!(change.as_object().into_iter().flatten().all(|(field, value)| now[field] == *value), "{now}");
        }
        if has("POST", &format!("{resource}/lifecycle/deactivate")) {
            // A client keeps one active secret: the one of the seed.
            for (verb, status) in [("deactivate", "INACTIVE"), ("activate", "ACTIVE"), ("deactivate", "INACTIVE")] {
                tester.done("POST", &format!("{resource}/lifecycle/{verb}"), &NONE);
                assert_eq!(tester.get(&resource)["status"], status, "{path}");
            }
        }
        if has("DELETE", &resource) {
            tester.done("DELETE", &resource, &NONE);
            assert_eq!(tester.refused("GET", &resource, 404), "E0000007", "{path}");
        }
    }
}

/// Whether a path has an operation with this method.
fn has(method: &str, path: &str) -> bool {
    let found = routes::find(&format!("/api/v1{path}"));
    found.is_some_and(|(endpoint, _)| endpoint.routes.iter().any(|route| route.operation.method == method))
}

#[test]
fn every_list_and_every_item_of_the_seed_can_be_read() {
    let mut tester = Tester::new();
    // A transaction is there once a push factor has been verified.
    let reads = |operation: &&Operation| operation.method == "GET" && !operation.path.contains("{transactionId}");
    for operation in operations::all().iter().filter(reads) {
        let required = |name: &str| match name {
            "type" => "type=PASSWORD".to_owned(),
            _ => format!("{name}=kid-of-the-seed-mock"),
        };
        let query: Vec<String> =
            operation.query.iter().filter(|query| query.required).map(|query| required(&query.name)).collect();
        let path = format!("{}?{}", seeded(operation.path.trim_start_matches("/api/v1")), query.join("&"));
        let response = tester.done("GET", &path, &NONE);
        // The log is the one list that begins empty.
        assert!(response != json!([]) || operation.path == "/api/v1/logs", "{path}");
    }
}

#[test]
fn defaults_are_objects() {
    for resource_type in REGISTRY.resource_types() {
        let parsed: Result<Resource, _> = serde_json::from_str(resource_type.defaults);
        assert!(parsed.is_ok(), "{}", resource_type.path);
    }
}

#[test]
fn active_items_and_those_of_the_system_are_not_deleted() {
    let mut tester = Tester::new();
    for (path, status, code) in [
        ("/apps/{appId}", 403, "E0000056"),
        ("/apps/{appId}/credentials/secrets/{secretId}", 400, "E0000001"),
        ("/authorizationServers/{authServerId}", 400, "E0000001"),
        ("/authorizationServers/{authServerId}/scopes/{scopeId}", 403, "E0000006"),
        ("/eventHooks/{eventHookId}", 400, "E0000001"),
        ("/inlineHooks/{inlineHookId}", 400, "E0000001"),
        ("/policies/{policyId}", 403, "E0000006"),
        ("/zones/nzo0000000000001mock", 403, "E0000006"),
        ("/zones/nzo0000000000002mock", 400, "E0000001"),
        ("/meta/types/user/default", 403, "E0000006"),
        ("/templates/sms/default", 403, "E0000006"),
        ("/brands/{brandId}/templates/email/{templateName}/customizations/{customizationId}", 409, "E0000184"),
    ] {
        assert_eq!(tester.refused("DELETE", &seeded(path), status), code, "{path}");
    }
}

#[test]
fn items_that_name_a_deleted_item_go_with_it() {
    let mut tester = Tester::new();
    assert!(tester.get(&format!("/mappings?sourceId={APP}")) != json!([]));
    tester.done("POST", &format!("/apps/{APP}/lifecycle/deactivate"), &NONE);
    tester.done("DELETE", &format!("/apps/{APP}"), &NONE);
    for path in [&*format!("/mappings?sourceId={APP}"), &*format!("/users/{BRUNO}/clients"), "/users/me/appLinks"] {
        assert!(!tester.get(path).to_string().contains(APP), "{path}");
    }
    assert_eq!(tester.get(&format!("/groups/{ENGINEERING}/apps")), json!([]));
    assert_eq!(tester.refused("GET", &format!("/meta/schemas/apps/{APP}/default"), 404), "E0000007");
}
