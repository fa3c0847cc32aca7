//! Users: how they are created, found by name, shown, updated, activated and deleted.

use crate::engine::errors::{self, ErrorResponse};
use crate::engine::fields::{self, Resource, Resources, status, text_at};
use crate::engine::lifecycle::{self, set_status};
use crate::engine::model::{Call, Id, Org, PLAIN, ResourceType, RouteOverride, Topic, VerbRule, guard, transition};
use crate::engine::response::Response;
use crate::engine::time::now;
use crate::engine::{lists, resources};
use crate::topics::paths::{ADMIN, EVERYONE, GROUPS, USER_SCHEMAS, USER_TYPE, USERS};
use crate::topics::{credentials, schemas};
use http::header::{CONTENT_TYPE, ETAG, IF_MATCH};
use serde_json::{Value, json};
use std::hash::{DefaultHasher, Hash, Hasher};

/// The default limit of `q`.
const FOUND_BY_Q: usize = 10;

const NOT_DEPROVISIONED: &[&str] =
    &["STAGED", "PROVISIONED", "ACTIVE", "RECOVERY", "PASSWORD_EXPIRED", "LOCKED_OUT", "SUSPENDED"];

const WITH_PASSWORD: &[&str] = &["STAGED", "PROVISIONED", "ACTIVE", "RECOVERY", "PASSWORD_EXPIRED"];
const RECOVERABLE: &[&str] = &["PROVISIONED", "ACTIVE", "RECOVERY", "PASSWORD_EXPIRED", "LOCKED_OUT"];

const LIFECYCLE: &[VerbRule] = &[
    transition("lifecycle/activate", &["STAGED", "DEPROVISIONED"], "PROVISIONED", errors::already_active),
    transition("lifecycle/reactivate", &["PROVISIONED", "RECOVERY"], "PROVISIONED", errors::user_status),
    transition("lifecycle/deactivate", NOT_DEPROVISIONED, "DEPROVISIONED", errors::user_status),
    transition("lifecycle/suspend", &["ACTIVE"], "SUSPENDED", errors::wrong_status),
    transition("lifecycle/unsuspend", &["SUSPENDED"], "ACTIVE", errors::wrong_status),
    transition("lifecycle/unlock", &["LOCKED_OUT"], "ACTIVE", errors::unlock),
    transition("lifecycle/expire_password", WITH_PASSWORD, "PASSWORD_EXPIRED", errors::user_status),
    transition("lifecycle/reset_password", RECOVERABLE, "RECOVERY", errors::user_status),
    guard("lifecycle/reset_factors", NOT_DEPROVISIONED, errors::user_status),
    guard("update", NOT_DEPROVISIONED, errors::user_status),
];

/// The entry of this topic in the list of topics.
pub const TOPIC: Topic = Topic { resource_types: RESOURCE_TYPES, routes: ROUTES, ..Topic::EMPTY };

/// Users.
const RESOURCE_TYPES: &[ResourceType] = &[ResourceType {
    path: USERS,
    noun: "User",
    id: Id::Generated("00u"),
    initial_status: Some("STAGED"),
    rules: LIFECYCLE,
    required: &["profile.login", "profile.email", "profile.firstName", "profile.lastName"],
    unique: &["profile.login"],
    read_only: &["activated", "statusChanged", "lastLogin", "passwordChanged", "type", "linkedObjects"],
    keyword: ("q", &["profile.firstName", "profile.lastName", "profile.email"]),
    links: &[("self", "", ""), ("type", "/api/v1/meta/types/user/{type.id}", "")],
    links_lifecycle: false,
    self_link_only: true,
    page: (200, 200),
    event: "user.lifecycle",
    events: &[
        ("update", "user.account.update_profile"),
        ("unlock", "user.account.unlock"),
        ("expire_password", "user.account.expire_password"),
        ("reset_password", "user.account.reset_password"),
        ("reset_factors", "user.mfa.factor.reset_all"),
    ],
    prepare,
    show,
    find,
    ..PLAIN
}];

/// The routes of users that no table describes.
const ROUTES: &[RouteOverride] = &[
    ("GET", USERS, list, ""),
    ("POST", USERS, create, "user.lifecycle.create"),
    ("GET", "/api/v1/users/{userId}", get, ""),
    ("PUT", "/api/v1/users/{userId}", update, "user.account.update_profile"),
    ("POST", "/api/v1/users/{userId}", update, "user.account.update_profile"),
    ("DELETE", "/api/v1/users/{userId}", delete, "user.lifecycle.delete.initiated"),
    ("POST", "/api/v1/users/{userId}/lifecycle/activate", activate, "user.lifecycle.activate"),
    ("POST", "/api/v1/users/{userId}/lifecycle/reactivate", activate, "user.lifecycle.reactivate"),
    ("POST", "/api/v1/users/{userId}/lifecycle/reset_factors", reset_factors, "user.mfa.factor.reset_all"),
    ("DELETE", "/api/v1/users/{userId}/sessions", clear_sessions, "user.session.clear"),
];

/// An id, a login, the part of a login before the @ if it is unique, or `me`.
fn find(users: &Resources, name: &str) -> Option<String> {
    if name == "me" {
        return Some(ADMIN.to_owned());
    }
    if users.contains_key(name) {
        return Some(name.to_owned());
    }
    let name = name.to_lowercase();
    let login = |user: &Resource| user["profile"]["login"].as_str().unwrap_or_default().to_lowercase();
    if let Some((id, _)) = users.iter().find(|(_, user)| login(user) == name) {
        return Some(id.clone());
    }
    let mut short =
        users.iter().filter(|(_, user)| login(user).split_once('@').is_some_and(|(short, _)| short == name));
    short.next().filter(|_| short.next().is_none()).map(|(id, _)| id.clone())
}

/// Checks logins and passwords; a new user gets a status by `activate`, `nextLogin` and having a password.
fn prepare(org: &Org, call: &Call<'_>, user: &mut Resource, old: Option<&Resource>) -> Result<(), ErrorResponse> {
    let kind = old.and_then(|old| text_at(old, "type.id")).unwrap_or(USER_TYPE);
    schemas::check_profile(schemas::of(org, kind), user, "newUser")?;
    for field in ["login", "email"] {
        if !user["profile"][field].as_str().is_some_and(|address| address.contains('@')) {
            return Err(errors::invalid(field, format!("{field}: must be an e-mail address")));
        }
    }
    let mut kept = old
        .and_then(|old| old.get("credentials"))
        .cloned()
        .unwrap_or_else(|| json!({"provider": {"type": "OKTA", "name": "OKTA"}}));
    if let (Some(Value::Object(given)), Value::Object(kept)) = (user.get("credentials"), &mut kept) {
        fields::merge(kept, given);
    }
    let password = kept.pointer("/password/value").and_then(Value::as_str).map(str::to_owned);
    if let Some(password) = &password {
        credentials::check_strength(password)?;
    }
    user.insert("credentials".to_owned(), kept);
    if old.is_some() {
        return Ok(());
    }
    let active = call.flag("activate").unwrap_or(true);
    let status = match (active, &password) {
        (false, _) => "STAGED",
        (true, None) => "PROVISIONED",
        (true, Some(_)) if call.text("nextLogin") == Some("changePassword") => "PASSWORD_EXPIRED",
        (true, Some(_)) => "ACTIVE",
    };
    let activated = if active { json!(now()) } else { Value::Null };
    user.insert("status".to_owned(), json!(status));
    user.insert("activated".to_owned(), activated.clone());
    user.insert("statusChanged".to_owned(), activated);
    user.insert("lastLogin".to_owned(), Value::Null);
    user.insert("passwordChanged".to_owned(), password.map_or(Value::Null, |_| json!(now())));
    user.insert("type".to_owned(), json!({"id": kind}));
    user.shift_remove("groupIds");
    Ok(())
}

/// The links of a user by status; the name is also the end of the path.
const OFFERS: &[(&str, &[&str])] = &[
    ("STAGED", &["activate"]),
    ("PROVISIONED", &["reactivate", "suspend", "deactivate", "resetPassword", "resetFactors"]),
    ("RECOVERY", &["reactivate", "suspend", "deactivate", "resetPassword", "resetFactors"]),
    (
        "ACTIVE",
        &["suspend", "deactivate", "resetPassword", "expirePassword", "changePassword", "changeRecoveryQuestion"],
    ),
    (
        "PASSWORD_EXPIRED",
        &[
            "suspend",
            "deactivate",
            "resetPassword",
            "resetFactors",
            "expirePassword",
            "changePassword",
            "changeRecoveryQuestion",
        ],
    ),
    ("LOCKED_OUT", &["unlock", "deactivate", "resetPassword"]),
    ("SUSPENDED", &["unsuspend", "deactivate"]),
    ("DEPROVISIONED", &["activate"]),
];

/// Hides passwords and answers, and adds the links of the status.
fn show(org: &Org, address: &str, user: &mut Resource) {
    let schema = text_at(user, "type.id").unwrap_or_default().replacen("oty", "osc", 1);
    let mut links = vec![("schema".to_owned(), json!({"href": format!("{}{USER_SCHEMAS}/{schema}", org.origin)}))];
    let offers = OFFERS.iter().find(|(offered, _)| *offered == status(user));
    for name in offers.into_iter().flat_map(|(_, names)| *names) {
        let part = if name.starts_with("change") { "credentials" } else { "lifecycle" };
        let verb: String =
            name.chars()
                .map(|letter| {
                    if letter.is_uppercase() { format!("_{}", letter.to_ascii_lowercase()) } else { letter.to_string() }
                })
                .collect();
        links.push((
            (*name).to_owned(),
            json!({"href": format!("{}{address}/{part}/{verb}", org.origin), "method": "POST"}),
        ));
    }
    if let Some(Value::Object(all)) = user.get_mut("_links") {
        all.extend(links);
    }
    user.shift_remove("linkedObjects");
    if let Some(kept) = user.get_mut("credentials") {
        *kept = credentials::shown(kept);
    }
}

/// Omits credentials and their links if `Content-Type` asks for it.
fn slim(call: &Call<'_>, user: &mut Value) {
    let wanted = call.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let Some(user) = user.as_object_mut() else {
        return;
    };
    let options = wanted.split("okta-response=").nth(1).unwrap_or_default().trim_matches('"');
    for option in options.split(',') {
        match option.trim() {
            "omitCredentials" => {
                user.shift_remove("credentials");
            }
            "omitCredentialsLinks" => {
                if let Some(Value::Object(links)) = user.get_mut("_links") {
                    links.retain(|name, _| !name.contains("assword"));
                }
            }
            _ => {}
        }
    }
}

/// Omits deprovisioned users unless the query selects; the users found by `q` are one page.
fn list(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let mut users = resources::all(org, call.collection()?)?;
    if ["q", "filter", "search"].iter().all(|name| call.text(name).is_none()) {
        users.retain(|user| user["status"] != "DEPROVISIONED");
    }
    if call.text("q").is_some() {
        users = lists::selected(org, call, users)?;
        users.truncate(call.text("limit").and_then(|limit| limit.parse().ok()).unwrap_or(FOUND_BY_Q));
    }
    users.iter_mut().for_each(|user| slim(call, user));
    lists::select(org, call, users)
}

fn create(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let ids = call.body.get("groupIds").and_then(Value::as_array);
    let groups: Vec<&str> = ids.into_iter().flatten().filter_map(Value::as_str).collect();
    for group in &groups {
        let unknown = || errors::invalid("groupIds", format!("groupIds: there is no group {group}"));
        org.get(&format!("{GROUPS}/{group}")).ok_or_else(unknown)?;
    }
    let response = resources::create(org, call)?;
    if let Some(id) = response.body.as_ref().and_then(|user| user["id"].as_str()) {
        for group in groups.into_iter().chain([EVERYONE]) {
            org.insert(&format!("{GROUPS}/{group}/users"), id, Resource::new());
        }
    }
    Ok(response)
}

fn get(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let etag = version(resources::existing(org, call)?);
    let mut response = resources::get(org, call)?;
    if let Some(user) = &mut response.body {
        slim(call, user);
    }
    Ok(response.header(ETAG, &etag))
}

/// PUT and POST, both only on the version that `If-Match` names.
fn update(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let etag = version(resources::existing(org, call)?);
    if call.headers.get(IF_MATCH).is_some_and(|wanted| *wanted != *etag && wanted != "*") {
        return Err(errors::precondition());
    }
    if call.operation.method == "PUT" { resources::replace(org, call) } else { resources::update(org, call) }
}

fn version(user: &Resource) -> String {
    let mut hasher = DefaultHasher::new();
    Value::Object(user.clone()).to_string().hash(&mut hasher);
    format!("W/\"{:016x}\"", hasher.finish())
}

/// The first delete deactivates, the second deletes.
fn delete(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    if status(resources::existing(org, call)?) == "DEPROVISIONED" {
        return resources::delete(org, call);
    }
    set_status(org, call.resource_path()?, "DEPROVISIONED");
    Ok(Response::empty())
}

/// Activates (again): a user with a password is active at once.
fn activate(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    lifecycle::change(org, call)?;
    if let Some(user) = org.get_mut(call.resource_path()?) {
        user.insert("activated".to_owned(), json!(now()));
        if user["credentials"]["password"]["value"].is_string() {
            user.insert("status".to_owned(), json!("ACTIVE"));
        }
    }
    if call.flag("sendEmail") != Some(false) {
        return Ok(json!({}).into());
    }
    let token = org.make_id("");
    Ok(json!({"activationUrl": format!("{}/welcome/{token}", org.origin), "activationToken": token}).into())
}

fn reset_factors(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let response = lifecycle::perform(org, call)?;
    org.clear(&format!("{}/factors", call.resource_path()?));
    Ok(response)
}

fn clear_sessions(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let clients = format!("{}/clients", call.resource_path()?);
    if call.flag("oauthTokens") == Some(true) {
        let ids: Vec<String> = org.resources(&clients).map(|(id, _)| id.clone()).collect();
        ids.iter().for_each(|id| org.clear(&format!("{clients}/{id}/tokens")));
    }
    Ok(Response::empty())
}
