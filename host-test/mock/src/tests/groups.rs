//! Groups, members, rules, roles and their targets.

use super::{APP, BRUNO, ENGINEERING, EVERYONE, Tester, texts};
use serde_json::{Value, json};

const NONE: Value = Value::Null;

fn id(resource: &Value) -> String {
    resource["id"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_group_from_creation_to_deletion() {
    let mut tester = Tester::new();
    let body = json!({"profile": {"name": "Pilots", "callSign": "P"}});
    assert_eq!(tester.refused_body("POST", "/groups", &body, 400), "E0000001");
    let known =
        json!({"definitions": {"custom": {"properties": {"callSign": {"title": "Call sign", "type": "string"}}}}});
    tester.done("POST", "/meta/schemas/group/default", &known);
    let group = id(&tester.call("POST", "/groups", &body, 200));
    assert_eq!(tester.refused_body("POST", "/groups", &body, 400), "E0000001");
    assert_eq!(texts(&tester.get("/groups?q=pil"), "/id"), [&*group]);
    assert_eq!(texts(&tester.get("/groups?search=profile.callSign+eq+%22P%22"), "/id"), [&*group]);
    assert_eq!(texts(&tester.get("/groups?filter=type+eq+%22BUILT_IN%22"), "/id"), [EVERYONE]);
    let path = format!("/groups/{group}");
    let changed = tester.call("PUT", &path, &json!({"profile": {"name": "Aviators"}}), 200);
    assert_eq!((&changed["profile"]["callSign"], &changed["type"]), (&NONE, &json!("OKTA_GROUP")));
    for _ in 0..2 {
        tester.call("PUT", &format!("{path}/users/{BRUNO}"), &NONE, 204);
    }
    assert_eq!(texts(&tester.get(&format!("{path}/users")), "/profile/login"), ["bruno@example.com"]);
    assert_eq!(tester.get("/users/bruno/groups").as_array().map(Vec::len), Some(3));
    tester.call("DELETE", &format!("{path}/users/bruno"), &NONE, 204);
    assert_eq!(tester.get(&format!("{path}/users")), json!([]));
    assert_eq!(tester.refused("PUT", &format!("{path}/users/nobody"), 404), "E0000007");
    tester.call("DELETE", &path, &NONE, 204);
    assert_eq!(tester.refused("GET", &path, 404), "E0000007");
}

#[test]
fn the_group_of_everyone_stays_as_it_is() {
    let mut tester = Tester::new();
    let path = format!("/groups/{EVERYONE}");
    assert_eq!(tester.refused("DELETE", &path, 403), "E0000006");
    let body = json!({"profile": {"name": "All"}});
    assert_eq!(tester.refused_body("PUT", &path, &body, 403), "E0000006");
    let member = format!("{path}/users/{BRUNO}");
    assert_eq!(tester.refused("DELETE", &member, 501), "E0000060");
    assert_eq!(texts(&tester.get(&format!("{path}/apps")), "/label"), ["Lunch menu"]);
}

#[test]
fn a_rule_is_changed_while_inactive() {
    let mut tester = Tester::new();
    let mut body = json!({
        "type": "group_rule",
        "name": "Analysts",
        "conditions": {"expression": {"value": "true", "type": "urn:okta:expression:1.0"}},
        "actions": {"assignUserToGroups": {"groupIds": ["nowhere"]}},
    });
    assert_eq!(tester.refused_body("POST", "/groups/rules", &body, 400), "E0000001");
    body["actions"]["assignUserToGroups"]["groupIds"] = json!([ENGINEERING]);
    let rule = tester.call("POST", "/groups/rules", &body, 200);
    assert_eq!(rule["status"], "INACTIVE");
    let path = format!("/groups/rules/{}", id(&rule));
    tester.call("PUT", &path, &body, 200);
    tester.call("POST", &format!("{path}/lifecycle/activate"), &NONE, 204);
    assert_eq!(tester.refused_body("PUT", &path, &body, 400), "E0000001");
    assert_eq!(tester.refused("DELETE", &path, 400), "E0000001");
    tester.call("POST", &format!("{path}/lifecycle/deactivate"), &NONE, 204);
    assert_eq!(texts(&tester.get("/groups/rules?search=ana"), "/name"), ["Analysts"]);
    tester.call("DELETE", &path, &NONE, 202);
    assert_eq!(texts(&tester.get("/groups/rules"), "/name"), ["Engineers"]);
}

#[test]
fn roles_are_assigned_once_and_limited_by_their_targets() {
    let mut tester = Tester::new();
    for (holder, granted) in [("users/chen", 201), (&*format!("groups/{EVERYONE}"), 201)] {
        let roles = format!("/{holder}/roles");
        let role = tester.call("POST", &roles, &json!({"type": "APP_ADMIN"}), granted);
        assert_eq!((&role["label"], &role["status"]), (&json!("Application Administrator"), &json!("ACTIVE")));
        let again = tester.refused_body("POST", &roles, &json!({"type": "APP_ADMIN"}), 409);
        assert_eq!(again, "E0000090");
        tester.refused_body("POST", &roles, &json!({"type": "KING"}), 400);
        let targets = format!("{roles}/{}/targets", id(&role));
        let apps = format!("{targets}/catalog/apps");
        tester.call("PUT", &format!("{apps}/bookmark"), &NONE, 204);
        tester.call("PUT", &format!("{apps}/oidc_client/{APP}"), &NONE, 204);
        assert_eq!(texts(&tester.get(&apps), "/name"), ["bookmark", "oidc_client"]);
        tester.call("DELETE", &format!("{apps}/oidc_client/{APP}"), &NONE, 204);
        tester.call("DELETE", &format!("{apps}/bookmark"), &NONE, 204);
        assert_eq!(tester.get(&apps), json!([]));
        let group = format!("{targets}/groups/{ENGINEERING}");
        assert_eq!(tester.refused("PUT", &group, 400), "E0000091");
        assert_eq!(tester.refused("PUT", &format!("{apps}/unheard"), 404), "E0000007");
        tester.call("DELETE", &format!("{roles}/{}", id(&role)), &NONE, 204);
        let admin = id(&tester.call("POST", &roles, &json!({"type": "USER_ADMIN"}), granted));
        let groups = format!("{roles}/{admin}/targets/groups");
        tester.call("PUT", &format!("{groups}/{ENGINEERING}"), &NONE, 204);
        assert_eq!(texts(&tester.get(&groups), "/id"), [ENGINEERING]);
        tester.call("DELETE", &format!("{groups}/{ENGINEERING}"), &NONE, 204);
    }
}

#[test]
fn all_apps_take_the_limits_from_a_role() {
    let mut tester = Tester::new();
    let apps = "/users/bruno/roles/ra10000000000003mock/targets/catalog/apps";
    assert_eq!(texts(&tester.get(apps), "/name"), ["bookmark"]);
    tester.call("PUT", apps, &NONE, 200);
    assert_eq!(tester.get(apps), json!([]));
}
