//! Apps and identity providers beyond the common operations: assignments, keys, CSRs, secrets, tokens,
//! provisioning.

use super::{ADMIN, APP, BRUNO, EVERYONE, TOKEN, Tester, texts};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

const NONE: Value = Value::Null;
const WIKI: &str = "/apps/0oa0000000000003mock";
const IDP: &str = "0oa0000000000009mock";

#[test]
fn an_app_fits_its_sign_on_mode() {
    let mut tester = Tester::new();
    let app = tester.done("POST", "/apps?activate=false", &json!({"label": "Shop", "signOnMode": "OPENID_CONNECT"}));
    assert_eq!((&app["status"], &app["name"]), (&json!("INACTIVE"), &json!("oidc_client")));
    assert_eq!(app["credentials"]["oauthClient"]["client_id"], app["id"]);
    let path = format!("/apps/{}", app["id"].as_str().unwrap_or_default());
    let renamed = json!({"label": "Shop", "signOnMode": "OPENID_CONNECT", "name": "other"});
    assert_eq!(tester.refused_body("PUT", &path, &renamed, 400), "E0000001");
    let listed = tester.done("POST", "/apps", &json!({"label": "Lunch", "name": "bookmark"}));
    assert_eq!(listed["signOnMode"], "BOOKMARK");
    let odd = json!({"label": "Shop", "signOnMode": "TELEPATHY"});
    assert_eq!(tester.refused_body("POST", "/apps", &odd, 400), "E0000001");
    assert_eq!(tester.get(&format!("/meta/schemas{path}/default"))["name"], "app_user");
}

#[test]
fn people_are_assigned_alone_and_in_groups() {
    let mut tester = Tester::new();
    let users = format!("{WIKI}/users");
    let assigned = tester.done("POST", &users, &json!({"id": BRUNO}));
    assert_eq!(
        (&assigned["credentials"]["userName"], &assigned["scope"]),
        (&json!("bruno@example.com"), &json!("USER"))
    );
    assert_eq!(texts(&tester.get(&format!("{users}?q=bru")), "/id"), [BRUNO]);
    assert_eq!(tester.refused_body("POST", &users, &json!({"id": "nobody"}), 404), "E0000007");
    assert_eq!(tester.refused("GET", &format!("{users}/{ADMIN}"), 404), "E0000007");
    let group = format!("{WIKI}/groups/00g0000000000002mock");
    assert_eq!(tester.done("PUT", &group, &NONE)["priority"], 0);
    tester.done("DELETE", &group, &NONE);
    let policy = |number| format!("{WIKI}/policies/00p000000000000{number}mock");
    assert_eq!(tester.refused("PUT", &policy(1), 400), "E0000001");
    tester.done("PUT", &policy(4), &NONE);
    let link = tester.get(WIKI)["_links"]["accessPolicy"]["href"].to_string();
    assert!(link.contains("00p0000000000004mock"), "{link}");
}

#[test]
fn the_apps_of_a_user_say_how_they_are_assigned() {
    let mut tester = Tester::new();
    let of = |user: &str| format!("/apps?filter=user.id+eq+%22{user}%22&expand=user/{user}");
    let scopes = |apps: &Value| texts(apps, "/_embedded/user/scope");
    let apps = tester.get(&of(BRUNO));
    assert_eq!(texts(&apps, "/label"), ["Lunch menu", "Timesheets"]);
    // Timesheets is assigned to a group of the user as well: the assignment of the user alone goes first.
    assert_eq!(scopes(&apps), ["GROUP", "USER"]);
    let group = &apps[0]["_embedded"]["user"]["_links"]["group"]["href"];
    assert!(group.as_str().is_some_and(|href| href.ends_with(EVERYONE)), "{group}");
    assert_eq!(scopes(&tester.get(&of(ADMIN))), ["GROUP", "GROUP"]);
    let page = tester.get(&format!("{}&limit=1", of(BRUNO)));
    assert_eq!(scopes(&page), ["GROUP"]);
    let plain = tester.get(&format!("/apps?filter=user.id+eq+%22{BRUNO}%22"));
    assert_eq!(texts(&plain, "/id").len(), 2);
    for hidden in ["user", "group", "_embedded"] {
        assert_eq!(plain[0].get(hidden), None, "{hidden}");
    }
    assert_eq!(texts(&tester.get(&format!("/apps?filter=group.id+eq+%22{EVERYONE}%22")), "/label"), ["Lunch menu"]);
    assert_eq!(tester.get("/apps?filter=user.id+eq+%22nobody%22"), json!([]));
    // Expanding needs the filter, for the same user.
    for query in [format!("expand=user/{BRUNO}"), of(BRUNO).replace("/apps?", "").replace("user/", "user/x")] {
        assert_eq!(tester.refused("GET", &format!("/apps?{query}"), 400), "E0000001", "{query}");
    }
    assert_eq!(tester.refused("GET", &format!("/apps?expand=user/{BRUNO},group/x"), 400), "E0000001");
    assert_eq!(tester.get(&format!("/apps/{APP}?expand=user/{ADMIN}"))["_embedded"]["user"]["scope"], "GROUP");
    assert_eq!(tester.get(&format!("{WIKI}?expand=user/{ADMIN}")).get("_embedded"), None);
}

#[test]
fn who_is_assigned_already_stays_so() {
    let mut tester = Tester::new();
    let users = format!("/apps/{APP}/users");
    let named = json!({"id": BRUNO, "credentials": {"userName": "bru"}});
    let first = tester.done("POST", &users, &named);
    let again = tester.done("POST", &users, &json!({"id": BRUNO, "scope": "USER"}));
    assert_eq!((&again["created"], &again["credentials"]), (&first["created"], &named["credentials"]));
    // A member of a group is assigned alone from then on.
    assert_eq!(tester.done("POST", &users, &json!({"id": ADMIN, "scope": "USER"}))["scope"], "USER");
    assert_eq!(tester.get(&format!("{users}/{ADMIN}"))["scope"], "USER");
    let vaulted = json!({"label": "Bank", "signOnMode": "BROWSER_PLUGIN",
        "credentials": {"scheme": "ADMIN_SETS_CREDENTIALS"}});
    let bank = tester.done("POST", "/apps", &vaulted);
    let users = format!("/apps/{}/users", bank["id"].as_str().unwrap_or_default());
    assert_eq!(tester.refused_body("POST", &users, &json!({"id": BRUNO, "scope": "USER"}), 400), "E0000001");
    let credentials = json!({"id": BRUNO, "credentials": {"userName": "bru", "password": {"value": "secret"}}});
    tester.done("POST", &users, &credentials);
    assert_eq!(tester.done("POST", &users, &json!({"id": BRUNO, "scope": "USER"}))["credentials"]["userName"], "bru");
}

#[test]
fn keys_are_generated_and_cloned() {
    let mut tester = Tester::new();
    let other = tester.done(
        "POST",
        "/idps",
        &json!({"type": "SAML2", "name": "B", "protocol": {"type": "SAML2"}, "policy": {}}),
    );
    let other = other["id"].as_str().unwrap_or_default();
    for (keys, holders, target) in [
        (format!("/apps/{APP}/credentials/keys"), "/apps", format!("targetAid={}", &WIKI[6..])),
        (format!("/idps/{IDP}/credentials/keys"), "/idps", format!("targetIdpId={other}")),
    ] {
        assert_eq!(tester.refused("POST", &format!("{keys}/generate?validityYears=1"), 400), "E0000001");
        assert_eq!(tester.refused("POST", &format!("{keys}/generate"), 400), "E0000001");
        let key = tester.done("POST", &format!("{keys}/generate?validityYears=3"), &NONE);
        let kid = key["kid"].as_str().unwrap_or_default();
        let clone = format!("{keys}/{kid}/clone?{target}");
        assert_eq!(tester.done("POST", &clone, &NONE)["x5c"], key["x5c"]);
        assert_eq!(tester.refused("POST", &clone, 400), "E0000001");
        assert_eq!(tester.refused("POST", &clone.replace("mock", "none"), 404), "E0000007");
        let copy = format!("{holders}/{}/credentials/keys/{kid}", target.split('=').nth(1).unwrap_or_default());
        assert_eq!(tester.get(&copy)["kid"], kid);
    }
}

#[test]
fn a_signing_request_has_two_forms_and_becomes_a_key() {
    let mut tester = Tester::new();
    let der = "MAMMAWE=";
    let pem = format!("-----BEGIN CERTIFICATE-----\n{der}\n-----END CERTIFICATE-----\n");
    for holder in [format!("/api/v1/apps/{APP}/credentials"), format!("/api/v1/idps/{IDP}/credentials")] {
        let headers = [TOKEN, ("content-type", "application/json"), ("accept", "application/pkcs10")];
        let made = tester.send("POST", &format!("{holder}/csrs"), &headers, &json!({"subject": {"commonName": "a"}}));
        assert_eq!(
            (made.status, &made.headers["content-type"]),
            (201, &"application/pkcs10".parse().expect("a value"))
        );
        assert_eq!(made.headers["content-transfer-encoding"], "base64");
        assert!(STANDARD.decode(&made.text).is_ok_and(|der| der.first() == Some(&0x30)));
        let list = tester.get(&format!("{}/csrs", holder.trim_start_matches("/api/v1")));
        let csr = format!("{holder}/csrs/{}", texts(&list, "/id")[1]);
        assert_eq!(tester.send("GET", &csr, &headers, &NONE).text, made.text);
        let json = tester.send("GET", &csr, &[TOKEN, ("accept", "application/json")], &NONE);
        assert_eq!(json.body["csr"], made.text);
        let neither = tester.send("GET", &csr, &[TOKEN, ("accept", "text/html")], &NONE);
        assert_eq!((neither.status, neither.body["errorCode"].as_str()), (400, Some("E0000019")));
        let publish = format!("{csr}/lifecycle/publish");
        let mut send = |kind, encoding, body: &str| {
            let headers = [TOKEN, ("content-type", kind), ("content-transfer-encoding", encoding)];
            tester.send_text("POST", &publish, &headers, body)
        };
        assert_eq!(send("application/json", "", "{}").status, 415);
        assert_eq!(send("application/pkix-cert", "", "nothing").status, 400);
        assert_eq!(send("application/x-pem-file", "", "nothing").status, 400);
        let (kind, encoding, body) = match holder.contains("apps") {
            true => ("application/x-pem-file", "", &*pem),
            false => ("application/pkix-cert", "base64", der),
        };
        let key = send(kind, encoding, body);
        assert_eq!((key.status, &key.body["x5c"]), (201, &json!([der])));
        assert_eq!(tester.send("GET", &csr, &[TOKEN], &NONE).status, 404);
        let kid = key.body["kid"].as_str().unwrap_or_default();
        assert_eq!(tester.send("GET", &format!("{holder}/keys/{kid}"), &[TOKEN], &NONE).status, 200);
    }
}

#[test]
fn saml_metadata_is_xml_and_nothing_else() {
    let mut tester = Tester::new();
    let path = format!("/api/v1{WIKI}/sso/saml/metadata");
    let known = format!("{path}?kid=kid-of-the-seed-mock");
    for accept in ["text/xml", "application/xml", "*/*", "application/json;q=0.5, text/xml"] {
        let reply = tester.send("GET", &known, &[TOKEN, ("accept", accept)], &NONE);
        assert_eq!(
            (reply.status, reply.headers["content-type"].to_str().ok()),
            (200, Some("application/xml;charset=ISO-8859-1"))
        );
        assert!(reply.text.starts_with("<?xml") && reply.text.contains("X509Certificate"), "{}", reply.text);
    }
    for (target, accept, status, code) in [
        (&*known, "application/json", 400, "E0000019"),
        (&*path, "text/xml", 400, "E0000001"),
        (&*format!("{path}?kid=none"), "text/xml", 404, "E0000007"),
    ] {
        let reply = tester.send("GET", target, &[TOKEN, ("accept", accept)], &NONE);
        assert_eq!((reply.status, reply.body["errorCode"].as_str()), (status, Some(code)), "{target}");
    }
}

#[test]
fn a_client_has_two_secrets_and_one_that_is_active() {
    let mut tester = Tester::new();
    let secrets = format!("/apps/{APP}/credentials/secrets");
    let first = format!("{secrets}/ocs0000000000001mock");
    assert_eq!(tester.refused("POST", &format!("{first}/lifecycle/deactivate"), 400), "E0000001");
    let second = tester.done("POST", &secrets, &NONE);
    assert!(second["client_secret"].as_str().is_some_and(|secret| secret.len() >= 14));
    assert_eq!(tester.refused("POST", &secrets, 400), "E0000001");
    tester.done("POST", &format!("{first}/lifecycle/deactivate"), &NONE);
    tester.done("DELETE", &first, &NONE);
}

#[test]
fn tokens_are_the_same_from_all_sides() {
    let mut tester = Tester::new();
    let sides = [
        format!("/apps/{APP}/tokens"),
        format!("/authorizationServers/default/clients/{APP}/tokens"),
        format!("/users/{BRUNO}/clients/{APP}/tokens"),
    ];
    for (at, side) in sides.iter().enumerate() {
        let ids = texts(&tester.get(side), "/id");
        assert_eq!(ids.len(), 2 - at, "{side}");
        if let Some(id) = ids.first().filter(|_| at < 2) {
            tester.done("DELETE", &format!("{side}/{id}"), &NONE);
            assert_eq!(tester.refused("GET", &format!("{side}/{id}"), 404), "E0000007");
        }
    }
    assert_eq!(tester.get("/authorizationServers/default/clients"), json!([]));
}

#[test]
fn features_are_there_while_the_connection_is_on() {
    let mut tester = Tester::new();
    let (connection, feature) = (format!("{WIKI}/connections/default"), format!("{WIKI}/features/USER_PROVISIONING"));
    assert_eq!(tester.get(&connection)["status"], "UNKNOWN");
    assert_eq!(tester.refused("GET", &feature, 400), "E0000001");
    let body = json!({"profile": {"authScheme": "TOKEN", "token": "hidden"}});
    let made = tester.done("POST", &format!("{connection}?activate=true"), &body);
    assert_eq!((&made["status"], &made["profile"]), (&json!("ENABLED"), &json!({"authScheme": "TOKEN"})));
    let changed = tester.done("PUT", &feature, &json!({"create": {"lifecycleCreate": {"status": "ENABLED"}}}));
    assert_eq!(changed["capabilities"]["create"]["lifecycleCreate"]["status"], "ENABLED");
    assert!(changed["capabilities"]["update"].is_object());
    tester.done("POST", &format!("{connection}/lifecycle/deactivate"), &NONE);
    assert_eq!(tester.refused("GET", &format!("{WIKI}/features"), 400), "E0000001");
}

#[test]
fn an_identity_provider_links_users_and_trusts_keys() {
    let mut tester = Tester::new();
    let link = format!("/idps/{IDP}/users/{ADMIN}");
    assert_eq!(tester.refused("GET", &link, 404), "E0000007");
    assert_eq!(tester.done("POST", &link, &json!({"externalId": "amara"}))["externalId"], "amara");
    assert_eq!(texts(&tester.get(&format!("{link}/credentials/tokens")), "/tokenAuthScheme"), ["Bearer"]);
    tester.done("DELETE", &link, &NONE);
    let trust = |kid: &str| json!({"type": "SAML2", "credentials": {"trust": {"kid": kid}}});
    let mut idp = json!({"type": "SAML2", "name": "Old login", "protocol": trust("none"), "policy": {}});
    assert_eq!(tester.refused_body("POST", "/idps", &idp, 400), "E0000001");
    idp["protocol"] = trust("kid-of-the-seed-mock");
    let made = tester.done("POST", "/idps", &idp);
    assert_eq!(tester.refused("DELETE", "/idps/credentials/keys/kid-of-the-seed-mock", 400), "E0000001");
    let mapping = tester.get(&format!("/mappings?sourceId={}", made["id"].as_str().unwrap_or_default()));
    assert_eq!(mapping[0].get("properties"), None);
    let path = format!("/mappings/{}", mapping[0]["id"].as_str().unwrap_or_default());
    let property = |field: &str| json!({"properties": {field: {"expression": "idpuser.x", "pushStatus": "PUSH"}}});
    assert_eq!(tester.done("POST", &path, &property("firstName"))["properties"]["firstName"]["pushStatus"], "PUSH");
    assert_eq!(tester.refused_body("POST", &path, &property("shoeSize"), 400), "E0000001");
}
