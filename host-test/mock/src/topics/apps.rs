//! Apps, their assignments, and the catalog of apps.

use crate::engine::errors::{self, ErrorResponse};
use crate::engine::fields::{self, Resource, text_at};
use crate::engine::links::logo;
use crate::engine::model::{Call, Id, Org, PLAIN, ResourceType, RouteOverride, Topic, guard, transition};
use crate::engine::response::Response;
use crate::engine::{lists, members, resources};
use crate::topics::paths::{APP_CATALOG, APPS, GROUPS, POLICIES, USERS};
use crate::topics::{mappings, schemas};
use serde_json::{Value, json};

/// The entry of this topic in the list of topics.
pub const TOPIC: Topic = Topic {
    resource_types: RESOURCE_TYPES,
    routes: ROUTES,
    reverse_lists: &[("/api/v1/groups/{groupId}/apps", "/api/v1/apps/{appId}/groups")],
};

/// Apps and assignments.
const RESOURCE_TYPES: &[ResourceType] = &[
    ResourceType {
        path: APP_CATALOG,
        noun: "App",
        id: Id::Field("name"),
        links: &[("self", "/api/v1/catalog/apps/{name}", "")],
        ..PLAIN
    },
    ResourceType {
        path: APPS,
        noun: "AppInstance",
        id: Id::Generated("0oa"),
        initial_status: Some("ACTIVE"),
        links: &[("users", "/users", ""), ("groups", "/groups", ""), ("uploadLogo", "/logo", "POST")],
        rules: &[
            transition("lifecycle/activate", &[], "ACTIVE", errors::wrong_status),
            transition("lifecycle/deactivate", &[], "INACTIVE", errors::wrong_status),
            guard("delete", &["INACTIVE"], errors::app_active),
        ],
        required: &["label"],
        read_only: &["orn"],
        immutable: &["name"],
        defaults: r#"{"accessibility": {"selfService": false}, "visibility": {"autoLaunch": false}, "features": []}"#,
        keyword: ("q", &["label", "name"]),
        event: "application.lifecycle",
        prepare,
        on_create: |org, id| {
            schemas::of_app(org, id);
            mappings::to_user(org, APPS, id, "appuser");
        },
        show,
        ..PLAIN
    },
    ResourceType {
        path: "/api/v1/apps/{appId}/users",
        noun: "AppUser",
        id: Id::Assignment(USERS),
        initial_status: Some("ACTIVE"),
        read_only: &["externalId", "syncState"],
        defaults: r#"{"externalId": null, "scope": "USER", "syncState": "DISABLED", "profile": {}}"#,
        links: &[("app", "/api/v1/apps/{4}", ""), ("user", "/api/v1/users/{id}", "")],
        keyword: ("q", &["credentials.userName"]),
        page: (50, 500),
        prepare: name_user,
        event: "application.user_membership",
        events: &[("create", "application.user_membership.add"), ("delete", "application.user_membership.remove")],
        ..PLAIN
    },
    ResourceType {
        path: "/api/v1/apps/{appId}/groups",
        noun: "GroupAppAssignment",
        id: Id::Assignment(GROUPS),
        times: &["lastUpdated"],
        defaults: r#"{"priority": 0, "profile": {}}"#,
        links: &[("self", "", ""), ("app", "/api/v1/apps/{4}", ""), ("group", "/api/v1/groups/{id}", "")],
        event: "application.group_assignment",
        ..PLAIN
    },
];

/// The routes of apps that no table describes.
const ROUTES: &[RouteOverride] = &[
    ("GET", "/api/v1/users/{userId}/appLinks", app_links, ""),
    ("GET", APPS, list, ""),
    ("GET", "/api/v1/apps/{appId}", get, ""),
];

/// Sign-on modes with the catalog entry of their apps (empty for an entry of its own), and the defaults of an app of
/// the mode.
const SIGN_ON_MODES: &[(&str, &str, &str)] = &[
    ("AUTO_LOGIN", "", "{}"),
    ("BASIC_AUTH", "template_basic_auth", r#"{"settings": {}}"#),
    ("BOOKMARK", "bookmark", r#"{"settings": {}}"#),
    ("BROWSER_PLUGIN", "template_swa", r#"{"settings": {}}"#),
    (
        "OPENID_CONNECT",
        "oidc_client",
        r#"{"credentials": {"oauthClient": {}}, "settings": {"oauthClient": {"application_type": "web",
            "grant_types": ["authorization_code"], "response_types": ["code"]}}}"#,
    ),
    ("SAML_1_1", "", "{}"),
    (
        "SAML_2_0",
        "",
        r#"{"settings": {"signOn": {"allowMultipleAcsEndpoints": false, "assertionSigned": true,
            "honorForceAuthn": true, "requestCompressed": false, "responseSigned": true}}}"#,
    ),
    ("SECURE_PASSWORD_STORE", "template_sps", r#"{"settings": {}}"#),
    ("WS_FEDERATION", "template_wsfed", r#"{"settings": {}}"#),
];

/// Takes the sign-on mode from the catalog if it is not given, and checks both. An app without an entry in the catalog gets
/// a name of its own. Settings that a replacement leaves out stay.
fn prepare(org: &Org, _: &Call<'_>, app: &mut Resource, old: Option<&Resource>) -> Result<(), ErrorResponse> {
    if let (None, Some(name)) = (old, text_at(app, "name")) {
        let entry = org.get(&format!("{APP_CATALOG}/{name}"));
        let entry = entry.ok_or_else(|| errors::invalid("name", format!("name: the catalog has no app {name}")))?;
        if let Some(mode) = entry.get("signOnModes").and_then(|modes| modes.get(0)).cloned() {
            app.entry("signOnMode").or_insert(mode);
        }
    }
    let mode = text_at(app, "signOnMode").unwrap_or_default();
    let known = SIGN_ON_MODES.iter().find(|(known, ..)| *known == mode);
    let (_, entry, defaults) =
        known.ok_or_else(|| errors::invalid("signOnMode", "signOnMode: is not a sign-on mode"))?;
    if !app.contains_key("name") {
        let label = text_at(app, "label").unwrap_or_default().to_lowercase();
        let label: String = label.chars().filter(char::is_ascii_alphanumeric).collect();
        let name = if entry.is_empty() { format!("mock_{label}_1") } else { (*entry).to_owned() };
        app.insert("name".to_owned(), json!(name));
    }
    for field in ["settings", "credentials"] {
        if let Some(kept) = old.and_then(|old| old.get(field)) {
            app.entry(field).or_insert_with(|| kept.clone());
        }
    }
    fields::fill(app, &serde_json::from_str(defaults).unwrap_or_default());
    Ok(())
}

/// Adds the client id of an OAuth client, which is the app's id, and the links that depend on the app.
fn show(org: &Org, address: &str, app: &mut Resource) {
    let (id, mode) = (app["id"].clone(), text_at(app, "signOnMode").unwrap_or_default().to_owned());
    let name = text_at(app, "name").unwrap_or_default();
    let home = format!("{}/home/{name}/{}/1", org.origin, id.as_str().unwrap_or_default());
    let mut links =
        vec![("appLinks", json!([{"name": "login", "href": home, "type": "text/html"}])), ("logo", logo(org, name))];
    let link = |path: &str, kind: &str| json!({"name": kind, "href": format!("{}{address}{path}", org.origin)});
    match mode.as_str() {
        "OPENID_CONNECT" => {
            if let Some(Value::Object(client)) = app.get_mut("credentials").and_then(|all| all.get_mut("oauthClient")) {
                client.insert("client_id".to_owned(), id);
            }
            links.push(("clientCredentials", json!([link("/credentials/secrets", "secrets")])));
        }
        "SAML_2_0" => {
            let mut metadata = link("/sso/saml/metadata", "metadata");
            metadata["type"] = json!("application/xml");
            links.push(("metadata", metadata));
        }
        _ => {}
    }
    if let Some((policy, _)) = org.resources(&format!("{address}/policies")).next() {
        let policies = json!({"href": format!("{}{address}/policies", org.origin), "hints": {"allow": ["PUT"]}});
        links.push(("accessPolicy", json!({"href": format!("{}{POLICIES}/{policy}", org.origin)})));
        links.push(("policies", policies));
    }
    if let Some(Value::Object(all)) = app.get_mut("_links") {
        all.extend(links.into_iter().map(|(name, link)| (name.to_owned(), link)));
    }
}

/// Lists apps, each with the assignment of the user in `expand`.
fn list(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let mut response = lists::list(org, call)?;
    for app in response.body.iter_mut().filter_map(Value::as_array_mut).flatten() {
        expand(org, call, app)?;
    }
    expand(org, call, &mut Value::Null)?;
    Ok(response)
}

fn get(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let mut response = resources::get(org, call)?;
    expand(org, call, response.body.get_or_insert_default())?;
    Ok(response)
}

/// Embeds the assignment of the user that `expand` names as `user/{userId}`, its only form.
fn expand(org: &Org, call: &Call<'_>, app: &mut Value) -> Result<(), ErrorResponse> {
    let Some(expand) = call.text("expand") else { return Ok(()) };
    let user = expand.strip_prefix("user/").filter(|user| !user.is_empty());
    let user = user.ok_or_else(|| errors::invalid("RequestParams", "Expand query is malformed."))?;
    let path = format!("{APPS}/{}/users", app["id"].as_str().unwrap_or_default());
    if let (true, Some(resource_type)) = (org.get(&format!("{path}/{user}")).is_some(), org.resource_type_at(&path)) {
        app["_embedded"] = json!({"user": resources::shown(org, resource_type, &path, user)?});
    }
    Ok(())
}

/// Gives a user without a name in the app the login as name.
fn name_user(org: &Org, call: &Call<'_>, assigned: &mut Resource, old: Option<&Resource>) -> Result<(), ErrorResponse> {
    schemas::check_profile(schemas::of(org, call.id("appId")), assigned, "profile")?;
    let user = org.get(&format!("{USERS}/{}", text_at(assigned, "id").unwrap_or_default()));
    let login = user.and_then(|user| text_at(user, "profile.login")).unwrap_or_default();
    let kept = old.and_then(|old| old.get("credentials")).cloned();
    assigned.entry("credentials").or_insert_with(|| kept.unwrap_or_else(|| json!({"userName": login})));
    Ok(())
}

/// The apps to which the user or a group of the user is assigned.
fn app_links(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let user = call.resource_id()?;
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
