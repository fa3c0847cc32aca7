//! Who has which app: users who are assigned alone, and the members of groups that are assigned.

use crate::engine::errors::{self, ErrorResponse};
use crate::engine::fields::{Resource, text_at};
use crate::engine::model::{Call, Id, Org, PLAIN, ResourceType, RouteOverride, Topic};
use crate::engine::resources;
use crate::engine::response::Response;
use crate::topics::paths::{APPS, GROUPS, USERS};
use crate::topics::schemas;
use serde_json::{Value, json};

/// The entry of this topic in the list of topics.
pub const TOPIC: Topic = Topic {
    resource_types: RESOURCE_TYPES,
    routes: ROUTES,
    reverse_lists: &[("/api/v1/groups/{groupId}/apps", "/api/v1/apps/{appId}/groups")],
};

/// Users and groups that are assigned.
const RESOURCE_TYPES: &[ResourceType] = &[
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
        prepare,
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

/// The route that no table describes.
const ROUTES: &[RouteOverride] = &[("GET", "/api/v1/users/{userId}/appLinks", app_links, "")];

/// The application user of a user who has the app: with the scope USER if the user is assigned alone, or else with the
/// scope GROUP, of the first group that is assigned.
pub fn app_user(org: &Org, app: &str, user: &str) -> Option<Value> {
    let path = format!("{APPS}/{app}/users");
    let resource_type = org.resource_type_at(&path)?;
    if let Ok(alone) = resources::shown(org, resource_type, &path, user) {
        return Some(alone);
    }
    let is_member = |group: &str| org.get(&format!("{GROUPS}/{group}/users/{user}")).is_some();
    let (group, assigned) = org.resources(&format!("{APPS}/{app}/groups")).find(|(group, _)| is_member(group))?;
    let link = |path: String| json!({"href": format!("{}{path}", org.origin)});
    Some(json!({
        "id": user,
        "externalId": null,
        "created": assigned["lastUpdated"],
        "lastUpdated": assigned["lastUpdated"],
        "scope": "GROUP",
        "status": "ACTIVE",
        "syncState": "DISABLED",
        "credentials": {"userName": login(org, user)},
        "profile": assigned["profile"],
        "_links": {
            "app": link(format!("{APPS}/{app}")),
            "group": link(format!("{GROUPS}/{group}")),
            "user": link(format!("{USERS}/{user}")),
        },
    }))
}

/// The ids of the groups that an app is assigned to.
pub fn groups<'o>(org: &'o Org, app: &str) -> Vec<&'o String> {
    org.resources(&format!("{APPS}/{app}/groups")).map(|(group, _)| group).collect()
}

fn login<'o>(org: &'o Org, user: &str) -> &'o str {
    org.get(&format!("{USERS}/{user}")).and_then(|user| text_at(user, "profile.login")).unwrap_or_default()
}

/// Checks profile and credentials; a user without a name of its own in the app has the login there.
fn prepare(org: &Org, call: &Call<'_>, assigned: &mut Resource, old: Option<&Resource>) -> Result<(), ErrorResponse> {
    let app = call.id("appId");
    schemas::check_profile(schemas::of(org, app), assigned, "profile")?;
    if let Some(kept) = old.and_then(|old| old.get("credentials")) {
        assigned.entry("credentials").or_insert_with(|| kept.clone());
    }
    let scheme = org.get(&format!("{APPS}/{app}")).and_then(|app| text_at(app, "credentials.scheme"));
    if scheme == Some("ADMIN_SETS_CREDENTIALS") && text_at(assigned, "credentials.userName").is_none() {
        return Err(errors::invalid("credentials", "credentials: the app needs a username and a password"));
    }
    let login = login(org, text_at(assigned, "id").unwrap_or_default());
    assigned.entry("credentials").or_insert_with(|| json!({"userName": login}));
    Ok(())
}

/// The apps that the user has.
fn app_links(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let user = call.resource_id()?;
    let mut apps = resources::all(org, APPS)?;
    apps.retain(|app| app_user(org, app["id"].as_str().unwrap_or_default(), user).is_some());
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
