//! Users: from creation to deletion, their credentials, and their other resources.

use super::{ADMIN, APP, BRUNO, ENGINEERING, Tester, texts};
use serde_json::{Value, json};

fn profile(login: &str) -> Value {
    json!({"login": login, "email": login, "firstName": "Grace", "lastName": "Moreau"})
}

/// Creates a user with this query and these credentials.
fn create(tester: &mut Tester, query: &str, credentials: &Value) -> Value {
    let body = json!({"profile": profile("grace@example.com"), "credentials": credentials});
    tester.call("POST", &format!("/users{query}"), &body, 200)
}

#[test]
fn the_status_of_a_new_user_depends_on_activation_and_password() {
    let password = json!({"password": {"value": "long enough"}});
    for (query, credentials, status) in [
        ("?activate=false", &password, "STAGED"),
        ("", &json!({}), "PROVISIONED"),
        ("?activate=true", &password, "ACTIVE"),
        ("?activate=true&nextLogin=changePassword", &password, "PASSWORD_EXPIRED"),
    ] {
        let user = create(&mut Tester::new(), query, credentials);
        assert_eq!(user["status"], status, "{query}");
        assert_eq!(user.pointer("/credentials/password/value"), None);
    }
}

#[test]
fn new_users_are_checked() {
    let mut tester = Tester::new();
    let mut missing = profile("x@example.com");
    missing["lastName"] = Value::Null;
    for profile in [missing, profile("no-address"), profile("amara@example.com"), json!("text")] {
        let code = tester.refused_body("POST", "/users", &json!({"profile": profile}), 400);
        assert_eq!(code, "E0000001");
    }
    let weak = json!({"profile": profile("y@example.com"), "credentials": {"password": {"value": "short"}}});
    assert_eq!(tester.refused_body("POST", "/users", &weak, 400), "E0000001");
}

#[test]
fn a_user_has_several_names() {
    let mut tester = Tester::new();
    for name in ["me", ADMIN, "amara@example.com", "AMARA%40example.com", "amara"] {
        assert_eq!(tester.get(&format!("/users/{name}"))["id"], ADMIN, "{name}");
    }
    let twin = json!({"profile": profile("amara@example.org")});
    tester.call("POST", "/users", &twin, 200);
    assert_eq!(tester.refused("GET", "/users/amara", 404), "E0000007");
}

#[test]
fn post_changes_some_fields_and_put_all() {
    let mut tester = Tester::new();
    let path = format!("/users/{BRUNO}");
    let patch = json!({"profile": {"title": null, "desk": "4"}, "id": "x", "status": "STAGED"});
    let user = tester.call("POST", &path, &patch, 200);
    assert_eq!((&user["id"], &user["status"]), (&json!(BRUNO), &json!("ACTIVE")));
    assert_eq!(user["profile"]["title"], Value::Null);
    assert_eq!(user["profile"]["desk"], "4");
    assert_eq!(user["profile"]["lastName"], "Keller");
    let user = tester.call("PUT", &path, &json!({"profile": profile("bruno@example.com")}), 200);
    assert_eq!((&user["profile"]["desk"], &user["profile"]["firstName"]), (&Value::Null, &json!("Grace")));
    assert_eq!(user["credentials"]["provider"]["type"], "OKTA");
    tester.refused_body("PUT", &path, &json!({"profile": {"login": "b@example.com"}}), 400);
    tester.refused_body("POST", &path, &json!({"profile": {"email": null}}), 400);
}

#[test]
fn if_match_guards_an_update() {
    let mut tester = Tester::new();
    let token = ("authorization", "SSWS mock-token");
    let etag = tester.send("GET", "/api/v1/users/me", &[token], &Value::Null).headers["etag"].clone();
    let etag = etag.to_str().unwrap_or_default();
    let headers = [token, ("content-type", "application/json"), ("if-match", etag)];
    let body = json!({"profile": {"nickName": "Am"}});
    assert_eq!(tester.send("POST", "/api/v1/users/me", &headers, &body).status, 200);
    assert_eq!(tester.send("POST", "/api/v1/users/me", &headers, &body).status, 412);
}

#[test]
fn the_status_decides_which_verbs_are_allowed() {
    let mut tester = Tester::new();
    let id = create(&mut tester, "?activate=false", &json!({}))["id"].as_str().unwrap_or_default().to_owned();
    let path = format!("/users/{id}/lifecycle");
    let link = tester.post(&format!("{path}/activate?sendEmail=false"));
    assert!(link["activationUrl"].is_string() && link["activationToken"].is_string());
    assert_eq!(tester.post(&format!("{path}/reactivate")), json!({}));
    for (verb, status, code) in [
        ("activate", 403, "E0000016"),
        ("suspend", 400, "E0000001"),
        ("unsuspend", 400, "E0000001"),
        ("unlock", 403, "E0000032"),
    ] {
        assert_eq!(tester.refused("POST", &format!("{path}/{verb}"), status), code, "{verb}");
    }
    let reset = tester.post(&format!("{path}/reset_password?sendEmail=false"));
    assert!(reset["resetPasswordUrl"].is_string());
    assert_eq!(tester.post(&format!("{path}/expire_password"))["status"], "PASSWORD_EXPIRED");
    assert_eq!(tester.refused("POST", &format!("{path}/reactivate"), 403), "E0000038");
    assert_eq!(tester.post("/users/bruno/lifecycle/suspend"), json!({}));
    assert_eq!(tester.post("/users/bruno/lifecycle/unsuspend"), json!({}));
    assert_eq!(tester.post("/users/emil/lifecycle/unlock"), json!({}));
    assert_eq!(tester.get("/users/emil")["status"], "ACTIVE");
}

#[test]
fn the_first_delete_deactivates_and_the_second_deletes() {
    let mut tester = Tester::new();
    let path = format!("/users/{BRUNO}");
    tester.call("DELETE", &path, &Value::Null, 204);
    assert_eq!(tester.get(&path)["status"], "DEPROVISIONED");
    tester.call("DELETE", &path, &Value::Null, 204);
    assert_eq!(tester.refused("GET", &path, 404), "E0000007");
    assert!(!texts(&tester.get(&format!("/groups/{ENGINEERING}/users")), "/id").contains(&BRUNO.to_owned()));
    assert_eq!(tester.refused("GET", &format!("{path}/factors"), 404), "E0000007");
}

#[test]
fn lists_are_selected_and_ordered() {
    let mut tester = Tester::new();
    for (query, names) in [
        ("", "Amara Bruno Chen Dalia Emil"),
        ("?filter=status+eq+%22DEPROVISIONED%22", "Fatima"),
        ("?q=nov", "Emil"),
        ("?search=profile.title+eq+%22Engineer%22+or+profile.lastName+sw+%22R%22", "Bruno Chen Dalia"),
        ("?search=status+pr&sortBy=profile.lastName&sortOrder=desc&limit=3", "Dalia Amara Emil"),
        ("?filter=lastUpdated+gt+%222099-01-01T00%3A00%3A00.000Z%22", ""),
    ] {
        let users = tester.get(&format!("/users{query}"));
        assert_eq!(texts(&users, "/profile/firstName").join(" "), names, "{query}");
    }
}

#[test]
fn credentials_can_be_left_out() {
    let mut tester = Tester::new();
    let slim = "application/json; okta-response=omitCredentials,omitCredentialsLinks";
    let headers = [("authorization", "SSWS mock-token"), ("content-type", slim)];
    let user = tester.send("GET", "/api/v1/users/me", &headers, &Value::Null).body;
    assert_eq!((&user["credentials"], &user["_links"]["reset_password"]), (&Value::Null, &Value::Null));
    let users = tester.send("GET", "/api/v1/users", &headers, &Value::Null).body;
    assert_eq!(users[0]["credentials"], Value::Null);
}

#[test]
fn passwords_and_questions_change_with_the_old_password() {
    let mut tester = Tester::new();
    let change = |old: &str| json!({"oldPassword": {"value": old}, "newPassword": {"value": "a new password"}});
    let path = "/users/bruno/credentials";
    let password = format!("{path}/change_password");
    assert_eq!(tester.refused_body("POST", &password, &change("wrong"), 403), "E0000014");
    let shown = tester.call("POST", &password, &change("correct-horse-2"), 200);
    assert_eq!(shown["password"], json!({}));
    let question = json!({
        "password": {"value": "a new password"},
        "recovery_question": {"question": "Which tree?", "answer": "the old one"},
    });
    let shown = tester.call("POST", &format!("{path}/change_recovery_question"), &question, 200);
    assert_eq!(shown["recovery_question"], json!({"question": "Which tree?"}));
    let link = tester.post(&format!("{path}/forgot_password?sendEmail=false"));
    assert!(link["resetPasswordUrl"].is_string());
    assert_eq!(tester.refused("POST", &format!("{path}/forgot_password"), 403), "E0000034");
}

#[test]
fn resources_of_a_user_are_listed_and_revoked() {
    let mut tester = Tester::new();
    let client = format!("/users/{BRUNO}/clients/{APP}");
    assert_eq!(texts(&tester.get(&format!("/users/{BRUNO}/clients")), "/client_id"), [APP]);
    assert_eq!(texts(&tester.get(&format!("{client}/grants?limit=1")), "/scopeId"), ["openid"]);
    assert_eq!(texts(&tester.get(&format!("/users/{BRUNO}/grants?scopeId=profile")), "/scopeId"), ["profile"]);
    let tokens = texts(&tester.get(&format!("{client}/tokens")), "/id");
    assert_eq!(tokens.len(), 2);
    tester.get(&format!("{client}/tokens/{}", tokens[0]));
    tester.call("DELETE", &format!("{client}/tokens/{}", tokens[0]), &Value::Null, 204);
    tester.call("DELETE", &format!("/users/{BRUNO}/sessions?oauthTokens=true"), &Value::Null, 204);
    assert_eq!(tester.get(&format!("{client}/tokens")), json!([]));
    tester.call("DELETE", &format!("{client}/grants"), &Value::Null, 204);
    assert_eq!(tester.get(&format!("/users/{BRUNO}/grants")), json!([]));
    assert_eq!(texts(&tester.get("/users/bruno/groups"), "/profile/name"), ["Everyone", "Engineering"]);
    assert_eq!(texts(&tester.get("/users/bruno/idps"), "/name"), ["Partner login"]);
    assert_eq!(texts(&tester.get("/users/bruno/appLinks"), "/label"), ["Lunch menu", "Timesheets"]);
    assert_eq!(tester.get("/users/bruno/subscriptions/OKTA_UPDATE")["status"], "unsubscribed");
    tester.post("/users/bruno/subscriptions/OKTA_UPDATE/subscribe");
    assert_eq!(tester.get("/users/bruno/subscriptions/OKTA_UPDATE")["status"], "subscribed");
}

#[test]
fn relationships_are_read_from_both_ends() {
    let mut tester = Tester::new();
    tester.call("PUT", "/users/chen/linkedObjects/manager/amara", &Value::Null, 204);
    let manager = tester.get("/users/chen/linkedObjects/manager");
    assert!(texts(&manager, "/_links/self/href")[0].ends_with(ADMIN));
    assert_eq!(tester.get("/users/me/linkedObjects/subordinate").as_array().map(Vec::len), Some(2));
    tester.call("DELETE", "/users/chen/linkedObjects/manager", &Value::Null, 204);
    assert_eq!(tester.get("/users/chen/linkedObjects/manager"), json!([]));
    assert_eq!(tester.refused("GET", "/users/chen/linkedObjects/friend", 404), "E0000007");
}
