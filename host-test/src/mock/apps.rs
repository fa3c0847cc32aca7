//! Apps, who is assigned to them, and the catalog that they are made from.

use super::{
    call::{Answer, Call},
    errors::{self, Refusal},
    families::{Family, Id, Item, PLAIN, moves, needs, text_at},
    groups::GROUPS,
    mappings, members,
    org::Org,
    policies::POLICIES,
    routes::Special,
    schemas,
    users::USERS,
};
use serde_json::{Value, json};

/// The path of all apps.
pub const APPS: &str = "/api/v1/apps";

/// Where the catalog is kept; no route shows it.
pub const CATALOG: &str = "/catalog/apps";

/// Apps and assignments.
pub const FAMILIES: &[Family] = &[
    Family { path: CATALOG, noun: "App", id: Id::Field("name"), ..PLAIN },
    Family {
        path: APPS,
        noun: "AppInstance",
        id: Id::Made("0oa"),
        initial: Some("ACTIVE"),
        rules: &[
            moves("lifecycle/activate", &[], "ACTIVE", errors::item_status),
            moves("lifecycle/deactivate", &[], "INACTIVE", errors::item_status),
            needs("delete", &["INACTIVE"], errors::app_active),
        ],
        required: &["label"],
        server: &["orn"],
        frozen: &["name"],
        defaults: r#"{"accessibility": {"selfService": false}, "visibility": {"autoLaunch": false}, "features": []}"#,
        keyword: ("q", &["label", "name"]),
        event: "application.lifecycle",
        prepare,
        made: |org, id| {
            schemas::of_app(org, id);
            mappings::to_user(org, APPS, id, "appuser");
        },
        show,
        ..PLAIN
    },
    Family {
        path: "/api/v1/apps/{appId}/users",
        noun: "AppUser",
        id: Id::Of(USERS),
        initial: Some("ACTIVE"),
        server: &["externalId", "syncState"],
        defaults: r#"{"externalId": null, "scope": "USER", "syncState": "DISABLED", "profile": {}}"#,
        keyword: ("q", &["credentials.userName"]),
        page: (50, 500),
        prepare: name_user,
        event: "application.user_membership",
        events: &[("create", "application.user_membership.add"), ("delete", "application.user_membership.remove")],
        ..PLAIN
    },
    Family {
        path: "/api/v1/apps/{appId}/groups",
        noun: "ApplicationGroupAssignment",
        id: Id::Of(GROUPS),
        defaults: r#"{"priority": 0, "profile": {}}"#,
        event: "application.group_assignment",
        ..PLAIN
    },
];

/// The routes of apps that no table describes.
pub const ROUTES: &[Special] = &[("GET", "/api/v1/users/{userId}/appLinks", app_links, "")];

const SIGN_ON_MODES: &[&str] = &[
    "AUTO_LOGIN",
    "BASIC_AUTH",
    "BOOKMARK",
    "BROWSER_PLUGIN",
    "OPENID_CONNECT",
    "SAML_1_1",
    "SAML_2_0",
    "SECURE_PASSWORD_STORE",
    "WS_FEDERATION",
];

/// Takes the sign-on mode from the catalog where it is not given, and checks it; an app that is made from no entry of
/// the catalog gets a name of its own.
fn prepare(org: &Org, _: &Call<'_>, app: &mut Item, _: Option<&Item>) -> Result<(), Refusal> {
    let entry = text_at(app, "name").and_then(|name| org.get(&format!("{CATALOG}/{name}")));
    if let Some(mode) = entry.and_then(|entry| entry.get("signOnModes")?.get(0)) {
        app.entry("signOnMode").or_insert_with(|| mode.clone());
    }
    let mode = text_at(app, "signOnMode").unwrap_or_default();
    if !SIGN_ON_MODES.contains(&mode) {
        return Err(errors::invalid("signOnMode", "signOnMode: is no sign-on mode"));
    }
    if !app.contains_key("name") {
        let label = text_at(app, "label").unwrap_or_default().to_lowercase();
        let label: String = label.chars().filter(char::is_ascii_alphanumeric).collect();
        let name = if mode == "OPENID_CONNECT" { "oidc_client".to_owned() } else { format!("mock_{label}_1") };
        app.insert("name".to_owned(), json!(name));
    }
    Ok(())
}

/// Shows the client id of an OAuth client, which is the app's id, and a link to the policy for signing in to the app.
fn show(org: &Org, app: &mut Item) {
    let id = text_at(app, "id").unwrap_or_default().to_owned();
    if text_at(app, "signOnMode") == Some("OPENID_CONNECT") {
        let credentials = app.entry("credentials").or_insert_with(|| json!({}));
        if let Value::Object(credentials) = credentials {
            let client = credentials.entry("oauthClient").or_insert_with(|| json!({}));
            if let Value::Object(client) = client {
                client.insert("client_id".to_owned(), json!(id));
            }
        }
    }
    let policy = org.items(&format!("{APPS}/{id}/policies")).next();
    if let (Some((policy, _)), Some(Value::Object(links))) = (policy, app.get_mut("_links")) {
        let href = format!("{}{POLICIES}/{policy}", org.origin);
        links.insert("accessPolicy".to_owned(), json!({"href": href}));
    }
}

/// A user without a name of its own in the app has the login there.
fn name_user(org: &Org, _: &Call<'_>, assigned: &mut Item, old: Option<&Item>) -> Result<(), Refusal> {
    let user = org.get(&format!("{USERS}/{}", text_at(assigned, "id").unwrap_or_default()));
    let login = user.and_then(|user| text_at(user, "profile.login")).unwrap_or_default();
    let kept = old.and_then(|old| old.get("credentials")).cloned();
    assigned.entry("credentials").or_insert_with(|| kept.unwrap_or_else(|| json!({"userName": login})));
    Ok(())
}

/// The apps that the user has by own assignment or by a group.
fn app_links(org: &mut Org, call: &Call<'_>) -> Result<Answer, Refusal> {
    let user = call.item_id()?;
    let mut apps = members::holders(org, "/api/v1/apps/{appId}/users", user)?;
    for group in members::holders(org, "/api/v1/groups/{groupId}/users", user)? {
        let group = group["id"].as_str().unwrap_or_default();
        for app in members::holders(org, "/api/v1/apps/{appId}/groups", group)? {
            if !apps.contains(&app) {
                apps.push(app);
            }
        }
    }
    let link = |(order, app): (usize, &Value)| {
        json!({
            "id": format!("{}-{user}", app["id"].as_str().unwrap_or_default()),
            "label": app["label"],
            "linkUrl": format!("{}/home/{}", org.origin, app["name"].as_str().unwrap_or_default()),
            "appName": app["name"],
            "appInstanceId": app["id"],
            "credentialsSetup": false,
            "hidden": false,
            "sortOrder": order,
        })
    };
    Ok(Value::Array(apps.iter().enumerate().map(link).collect()).into())
}
