//! The contract for strict clients: shapes, statuses, links and refusals like Okta's.

use super::{APP, BRUNO, ENGINEERING, TOKEN, Tester};
use serde_json::{Value, json};

const NONE: Value = Value::Null;

fn at<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

#[test]
fn a_membership_ends_alone() {
    let mut tester = Tester::new();
    let role = format!("/users/{BRUNO}/roles/ra10000000000003mock/targets/catalog/apps");
    let kept = [
        format!("/mappings?sourceId={APP}"),
        format!("/mappings?targetId={APP}"),
        format!("/users/{BRUNO}/clients"),
        format!("/users/{BRUNO}/grants"),
        format!("/users/{BRUNO}/clients/{APP}/tokens"),
        format!("/apps/{APP}/users"),
    ];
    let before: Vec<Value> = kept.iter().map(|path| tester.get(path)).collect();
    assert!(!before.contains(&json!([])));
    tester.done("PUT", &format!("{role}/oidc_client/{APP}"), &NONE);
    tester.done("DELETE", &format!("{role}/oidc_client/{APP}"), &NONE);
    tester.done("PUT", &format!("{role}/oidc_client/{APP}"), &NONE);
    tester.done("PUT", &role, &NONE);
    tester.done("PUT", &format!("/groups/{ENGINEERING}/users/me"), &NONE);
    tester.done("DELETE", &format!("/groups/{ENGINEERING}/users/me"), &NONE);
    tester.done("PUT", "/apps/0oa0000000000003mock/policies/00p0000000000004mock", &NONE);
    tester.done("DELETE", &format!("/apps/{APP}/groups/{ENGINEERING}"), &NONE);
    for (path, before) in kept.iter().zip(before) {
        assert_eq!(tester.get(path), before, "{path}");
    }
    assert_eq!(tester.get("/policies/00p0000000000004mock")["name"], "Any two factors");
}

#[test]
fn every_kind_of_item_can_be_made() {
    let mut tester = Tester::new();
    for mode in ["AUTO_LOGIN", "BOOKMARK", "OPENID_CONNECT", "SAML_1_1", "SAML_2_0"] {
        tester.done("POST", "/apps", &json!({"label": mode, "signOnMode": mode}));
    }
    for (name, mode) in [
        ("template_basic_auth", "BASIC_AUTH"),
        ("template_swa", "BROWSER_PLUGIN"),
        ("template_swa3field", "BROWSER_PLUGIN"),
        ("template_sps", "SECURE_PASSWORD_STORE"),
        ("template_wsfed", "WS_FEDERATION"),
    ] {
        let app = tester.done("POST", "/apps", &json!({"label": name, "name": name}));
        assert_eq!(app["signOnMode"], mode);
    }
    for kind in crate::topics::policies::TYPES {
        let policy = tester.done("POST", "/policies", &json!({"type": kind, "name": "Made"}));
        let rules = tester.get(&format!("/policies/{}/rules", at(&policy, "/id")));
        let expected = if *kind == "OKTA_SIGN_ON" { "SIGN_ON" } else { kind };
        assert_eq!(rules[0]["type"], expected);
        assert!(!tester.get(&format!("/policies?type={kind}")).to_string().is_empty());
    }
    for (key, ..) in crate::topics::authenticators::CATALOG {
        if !matches!(*key, "okta_password" | "okta_email" | "security_question") {
            tester.done("POST", "/authenticators", &json!({"key": key, "name": key}));
        }
    }
}

#[test]
fn links_are_those_of_okta() {
    let mut tester = Tester::new();
    let user = "changePassword changeRecoveryQuestion deactivate expirePassword resetPassword schema self suspend type";
    for (path, names) in [
        (&*format!("/users/{BRUNO}"), user),
        ("/users/chen", "activate schema self type"),
        ("/users", "self"),
        (&*format!("/groups/{ENGINEERING}/users"), "self"),
        ("/groups", "apps logo users"),
        ("/apps/0oa0000000000001mock", "appLinks deactivate groups logo uploadLogo users"),
        (&*format!("/apps/{APP}"), "appLinks clientCredentials deactivate groups logo uploadLogo users"),
        (
            "/apps/0oa0000000000003mock",
            "accessPolicy appLinks deactivate groups logo metadata policies uploadLogo users",
        ),
        (&*format!("/apps/{APP}/users"), "app user"),
        (&*format!("/apps/{APP}/groups"), "app group self"),
        (&*format!("/apps/{APP}/credentials/keys"), ""),
        (&*format!("/apps/{APP}/credentials/secrets"), "deactivate"),
        (&*format!("/apps/{APP}/credentials/csrs"), "publish self"),
        ("/groups/rules", ""),
        ("/idps", "authorize clientRedirectUri"),
        ("/authorizationServers", "claims deactivate keys metadata policies rotateKey scopes self"),
        ("/authorizationServers/default/policies", "deactivate rules self"),
        ("/authorizationServers/default/claims", "self"),
        ("/policies/00p0000000000001mock", "rules self"),
        ("/policies/00p0000000000004mock", "deactivate rules self"),
        ("/policies/00p0000000000004mock/rules", "self"),
        ("/brands", "self themes"),
        ("/brands/bnd0000000000001mock/themes", "background-image favicon logo self"),
        ("/eventHooks", "deactivate self verify"),
        ("/inlineHooks", "deactivate execute self"),
        ("/features/ftr0000000000001mock", "dependencies dependents disable self"),
        ("/features/ftr0000000000002mock", "dependencies dependents enable self"),
        ("/meta/types/user/default", "schema self"),
        ("/meta/schemas/user/default", "self type"),
        ("/templates/sms", ""),
        ("/zones/nzo0000000000002mock", "deactivate self"),
        ("/trustedOrigins", "deactivate self"),
        ("/users/bruno/roles", "assignee"),
        ("/org/contacts", "billing"),
        ("/org/contacts/BILLING", "user"),
        ("/org/preferences", "hideEndUserFooter"),
        ("/org/privacy/oktaSupport", "grant"),
    ] {
        let response = tester.get(path);
        let resource = response.as_array().and_then(|resources| resources.first()).unwrap_or(&response);
        let mut found: Vec<&str> =
            resource["_links"].as_object().into_iter().flatten().map(|(name, _)| &**name).collect();
        found.sort_unstable();
        assert_eq!(found.join(" "), names, "{path}");
    }
    tester.done("POST", "/eventHooks/who0000000000001mock/lifecycle/deactivate", &NONE);
    let links = tester.get("/eventHooks/who0000000000001mock")["_links"].clone();
    assert!(links["activate"].is_object() && links["delete"].is_object() && links.get("deactivate").is_none());
    let href = at(&tester.get(&format!("/users/{BRUNO}")), "/_links/resetPassword/href").to_owned();
    assert!(href.ends_with(&format!("{BRUNO}/lifecycle/reset_password")), "{href}");
}

#[test]
fn refusals_are_those_of_okta() {
    let mut tester = Tester::new();
    let profile = json!({"login": "a@example.com", "email": "a@example.com", "firstName": "A", "lastName": "B"});
    let mut odd = profile.clone();
    odd["notValid"] = json!("x");
    let rule = json!({
        "type": "group_rule",
        "name": "Broken",
        "conditions": {"expression": {"value": "(user.firstName == \"A\"", "type": "urn:okta:expression:1.0"}},
        "actions": {"assignUserToGroups": {"groupIds": [ENGINEERING]}},
    });
    let mapping = |field: &str| json!({"properties": {field: {"expression": "user.login", "pushStatus": "PUSH"}}});
    let property = json!({"definitions": {"custom": {"properties": {"size": {"title": "Size", "type": "shoe"}}}}});
    for (method, path, body, cause) in [
        ("POST", "/users", json!({"profile": odd}), "Property name 'notValid' is not defined in profile"),
        ("POST", "/users", json!({"profile": profile, "groupIds": ["nowhere"]}), "there is no group nowhere"),
        ("POST", "/groups/rules", rule, "Invalid expression"),
        ("POST", "/mappings/prm0000000000001mock", mapping("shoeSize"), "Invalid target field shoeSize"),
        ("GET", "/apps?expand=user", NONE, "Expand query is malformed."),
        ("GET", &*format!("/apps/{APP}?expand=groups%2Fx"), NONE, "Expand query is malformed."),
        ("POST", "/apps", json!({"label": "A", "name": "unheard_of"}), "the catalog has no app unheard_of"),
        ("POST", "/meta/schemas/user/default", property.clone(), "type: expected one of"),
        ("POST", "/meta/schemas/group/default", property, "type: expected one of"),
        ("GET", "/policies?type=WEATHER", NONE, "type"),
        ("POST", "/policies", json!({"type": "WEATHER", "name": "A"}), "type"),
        ("POST", "/groups", json!({"profile": {"name": "A"}, "type": 7, "objectClass": 1}), ""),
        ("PUT", "/brands/bnd0000000000001mock", json!({"name": 7}), "name: expected string, not integer"),
    ] {
        if cause.is_empty() {
            // Fields that only Okta sets are ignored.
            tester.done(method, path, &body);
            continue;
        }
        let refusal = tester.call(method, path, &body, 400);
        assert!(refusal["errorCauses"].to_string().contains(cause), "{method} {path}: {refusal}");
    }
}

#[test]
fn refusals_name_the_kind_of_item_as_okta_does() {
    let mut tester = Tester::new();
    for (path, noun) in [
        ("/apps/x", "AppInstance"),
        (&*format!("/apps/{APP}/groups/{ENGINEERING}x"), "UserGroup"),
        ("/apps/0oa0000000000003mock/groups/00g0000000000002mock", "GroupAppAssignment"),
        (&*format!("/apps/{APP}/tokens/x"), "OAuth2RefreshTokenTx"),
        ("/brands/bnd0000000000001mock/templates/email/ForgotPassword/customizations/x", "OrgCustomizedEmailTemplate"),
        ("/eventHooks/x", "Webhook"),
        ("/groups/rules/x", "PolicyRule"),
        ("/idps/x", "IdpTrust"),
        ("/idps/credentials/keys/x", "IdpTrust"),
        ("/meta/schemas/user/linkedObjects/x", "LinkedObjectProperty"),
        ("/meta/types/user/x", "CVDType"),
        ("/policies/x", "RuleSetEntity"),
        ("/policies/00p0000000000001mock/rules/x", "PolicyRule"),
        ("/templates/sms/x", "AppInstance"),
    ] {
        let refusal = tester.call("GET", path, &NONE, 404);
        assert!(at(&refusal, "/errorSummary").ends_with(&format!("({noun})")), "{path}: {refusal}");
    }
}

#[test]
fn a_null_removes_a_property_of_a_mapping() {
    let mut tester = Tester::new();
    let path = "/mappings/prm0000000000001mock";
    let property = |value: Value| json!({"properties": {"email": value}});
    let given = property(json!({"expression": "user.email", "pushStatus": "PUSH"}));
    assert_eq!(at(&tester.done("POST", path, &given), "/properties/email/expression"), "user.email");
    for _ in 0..2 {
        let mapping = tester.done("POST", path, &property(NONE));
        assert!(mapping["properties"].get("email").is_none() && mapping["properties"]["userName"].is_object());
    }
}

#[test]
fn a_replaced_client_keeps_the_settings_that_are_left_out() {
    let mut tester = Tester::new();
    let path = format!("/apps/{APP}");
    let before = tester.get(&path);
    let after =
        tester.done("PUT", &path, &json!({"label": "Hours", "name": "oidc_client", "signOnMode": "OPENID_CONNECT"}));
    assert_eq!((&after["label"], &after["settings"]), (&json!("Hours"), &before["settings"]));
    let embedded = tester.get(&format!("{path}?expand=user%2F{BRUNO}"));
    assert_eq!(embedded["_embedded"]["user"]["id"], BRUNO);
}

#[test]
fn unknown_fields_are_ignored_and_times_that_okta_omits_are_left_out() {
    let mut tester = Tester::new();
    let body = json!({"name": "Shop", "audiences": ["api://shop"], "color": "red"});
    assert_eq!(tester.done("POST", "/authorizationServers", &body).get("color"), None);
    for path in [
        "/authorizationServers/default/claims",
        "/authorizationServers/default/scopes",
        "/brands",
        "/brands/bnd0000000000001mock/themes",
        "/features",
        "/mappings",
    ] {
        let listed = tester.get(path).to_string();
        assert!(!listed.contains("\"created\"") && !listed.contains("\"lastUpdated\""), "{path}: {listed}");
    }
}

#[test]
fn the_log_ends_at_until() {
    let mut tester = Tester::new();
    tester.post("/users/bruno/lifecycle/suspend");
    tester.post("/users/bruno/lifecycle/unsuspend");
    let next = |tester: &mut Tester, query: &str| {
        tester.send("GET", &format!("/api/v1/logs?{query}"), &[TOKEN], &NONE).link("next")
    };
    for uuid in super::texts(&tester.get("/logs"), "/uuid") {
        let event = tester.mock.org.get_mut(&format!("/api/v1/logs/{uuid}")).expect("it was just listed");
        event.insert("published".to_owned(), json!("2026-01-05T08:00:00.000Z"));
    }
    let now = crate::engine::time::now();
    assert!(next(&mut tester, &format!("until={now}&limit=1")).is_some());
    assert_eq!(next(&mut tester, &format!("until={now}&limit=2")), None);
    assert_eq!(next(&mut tester, "until=2020-01-01T00:00:00Z"), None);
    assert!(next(&mut tester, "until=2099-01-01T00:00:00Z").is_some());
    assert!(next(&mut tester, &format!("since={now}")).is_some());
}
