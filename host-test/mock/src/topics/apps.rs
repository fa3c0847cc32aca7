//! Apps, and the catalog of apps.

use crate::engine::errors::{self, ErrorResponse};
use crate::engine::fields::{self, Resource, text_at};
use crate::engine::links::logo;
use crate::engine::model::{Call, Id, Org, PLAIN, ResourceType, RouteOverride, Topic, guard, transition};
use crate::engine::response::Response;
use crate::engine::scim::{Filter, Operator};
use crate::engine::{lists, resources};
use crate::topics::paths::{APP_CATALOG, APPS, POLICIES};
use crate::topics::{assignments, mappings, schemas};
use serde_json::{Value, json};

/// The entry of this topic in the list of topics.
pub const TOPIC: Topic = Topic { resource_types: RESOURCE_TYPES, routes: ROUTES, ..Topic::EMPTY };

/// Apps and their catalog.
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
];

/// The routes of apps that no table describes.
const ROUTES: &[RouteOverride] = &[("GET", APPS, list, ""), ("GET", "/api/v1/apps/{appId}", get, "")];

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

/// Lists apps. The filter `user.id eq "…"` selects those that the user has, alone or by a group; with it, `expand` embeds
/// the application user of the same user. `group.id eq "…"` selects those that are assigned to the group.
fn list(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let user = call.text("filter").and_then(filtered_user);
    let expanded = expanded_user(call)?;
    if expanded.is_some() && expanded != user.as_deref() {
        return Err(errors::invalid("RequestParams", "Expand needs the filter on user.id, for the same user."));
    }
    let mut apps = resources::all(org, APPS)?;
    for app in &mut apps {
        let id = app["id"].as_str().unwrap_or_default().to_owned();
        // The filter looks into both fields, which no response shows.
        app["group"] = json!({"id": assignments::groups(org, &id)});
        app["user"] = json!(user.as_deref().and_then(|user| assignments::app_user(org, &id, user)));
    }
    let mut response = lists::select(org, call, apps)?;
    for app in response.body.iter_mut().filter_map(Value::as_array_mut).flatten().filter_map(Value::as_object_mut) {
        let user = app.shift_remove("user");
        app.shift_remove("group");
        if expanded.is_some() {
            app.insert("_embedded".to_owned(), json!({"user": user}));
        }
    }
    Ok(response)
}

/// The user of the filter `user.id eq "…"`.
fn filtered_user(filter: &str) -> Option<String> {
    match Filter::parse(filter) {
        Ok(Filter::Test(field, Operator::Eq, Value::String(user))) if field == "user.id" => Some(user),
        _ => None,
    }
}

/// The user of `expand`, which has one form: `user/{userId}`.
fn expanded_user<'c>(call: &'c Call<'_>) -> Result<Option<&'c str>, ErrorResponse> {
    let Some(expand) = call.text("expand") else { return Ok(None) };
    let user = expand.strip_prefix("user/").filter(|user| !user.is_empty());
    user.map(Some).ok_or_else(|| errors::invalid("RequestParams", "Expand query is malformed."))
}

/// Gets an app; `expand` embeds the application user of a user who has the app.
fn get(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let mut response = resources::get(org, call)?;
    let app_user = expanded_user(call)?.and_then(|user| assignments::app_user(org, call.id("appId"), user));
    if let (Some(app), Some(app_user)) = (&mut response.body, app_user) {
        app["_embedded"] = json!({"user": app_user});
    }
    Ok(response)
}
