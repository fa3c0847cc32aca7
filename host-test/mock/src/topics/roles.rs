//! Administrator roles of users and groups, and the targets that limit them.

use crate::engine::errors::{self, ErrorResponse};
use crate::engine::fields::Resource;
use crate::engine::model::{Call, Id, Org, PLAIN, ResourceType, RouteOverride, Topic, first_segments};
use crate::engine::response::Response;
use crate::engine::{lists, resources};
use crate::topics::paths::{APP_CATALOG, APPS, GROUPS};
use serde_json::{Value, json};

/// Role types with their labels and the kind of target they can have.
const TYPES: &[(&str, &str, &str)] = &[
    ("SUPER_ADMIN", "Super Administrator", ""),
    ("ORG_ADMIN", "Organizational Administrator", ""),
    ("API_ACCESS_MANAGEMENT_ADMIN", "API Access Management Administrator", ""),
    ("APP_ADMIN", "Application Administrator", "catalog"),
    ("USER_ADMIN", "Group Administrator", "groups"),
    ("GROUP_MEMBERSHIP_ADMIN", "Group Membership Administrator", "groups"),
    ("HELP_DESK_ADMIN", "Help Desk Administrator", "groups"),
    ("WORKFLOWS_ADMIN", "Workflows Administrator", ""),
    ("READ_ONLY_ADMIN", "Read-only Administrator", ""),
    ("REPORT_ADMIN", "Report Administrator", ""),
    ("CUSTOM", "Custom", ""),
];

const fn assigned(path: &'static str, event: &'static [(&'static str, &'static str)]) -> ResourceType {
    ResourceType {
        path,
        noun: "RoleAssignment",
        links: &[("assignee", "/api/v1/{3}/{4}", "")],
        id: Id::Generated("ra1"),
        initial_status: Some("ACTIVE"),
        required: &["type"],
        read_only: &["label", "assignmentType"],
        events: event,
        prepare,
        ..PLAIN
    }
}

const fn target(path: &'static str, noun: &'static str, of: &'static str) -> ResourceType {
    ResourceType {
        path,
        noun,
        id: Id::Membership(of),
        event: "user.account.privilege.target",
        prepare: prepare_target,
        ..PLAIN
    }
}

const TO_USER: &[(&str, &str)] =
    &[("create", "user.account.privilege.grant"), ("delete", "user.account.privilege.revoke")];
const TO_GROUP: &[(&str, &str)] = &[("create", "group.privilege.grant"), ("delete", "group.privilege.revoke")];

const USER_APPS: &str = "/api/v1/users/{userId}/roles/{roleId}/targets/catalog/apps";
const GROUP_APPS: &str = "/api/v1/groups/{groupId}/roles/{roleId}/targets/catalog/apps";

/// The entry of this topic in the list of topics.
pub const TOPIC: Topic = Topic { resource_types: RESOURCE_TYPES, routes: ROUTES, ..Topic::EMPTY };

/// Roles and targets, once for users and once for groups.
const RESOURCE_TYPES: &[ResourceType] = &[
    assigned("/api/v1/users/{userId}/roles", TO_USER),
    target("/api/v1/users/{userId}/roles/{roleId}/targets/groups", "UserGroup", GROUPS),
    target(USER_APPS, "App", APP_CATALOG),
    target("/api/v1/users/{userId}/roles/{roleId}/targets/catalog/apps/{appName}", "AppInstance", APPS),
    assigned("/api/v1/groups/{groupId}/roles", TO_GROUP),
    target("/api/v1/groups/{groupId}/roles/{roleId}/targets/groups", "UserGroup", GROUPS),
    target(GROUP_APPS, "App", APP_CATALOG),
    target("/api/v1/groups/{groupId}/roles/{roleId}/targets/catalog/apps/{appName}", "AppInstance", APPS),
];

/// The routes of targets that no table describes.
const ROUTES: &[RouteOverride] = &[
    ("GET", USER_APPS, list_apps, ""),
    ("GET", GROUP_APPS, list_apps, ""),
    ("PUT", USER_APPS, target_all_apps, "user.account.privilege.target.add"),
];

/// Gives a new role the label of its type; nobody has the same role twice.
fn prepare(org: &Org, call: &Call<'_>, role: &mut Resource, _: Option<&Resource>) -> Result<(), ErrorResponse> {
    let wanted = call.body_text("/type");
    let known = TYPES.iter().find(|(kind, ..)| *kind == wanted);
    let (kind, label, _) = known.ok_or_else(|| errors::invalid("type", "type: is not a role type"))?;
    if *kind != "CUSTOM" && org.resources(call.collection()?).any(|(_, role)| role_type(role) == *kind) {
        return Err(errors::role_assigned());
    }
    let assignee = if call.path.starts_with(GROUPS) { "GROUP" } else { "USER" };
    role.insert("label".to_owned(), json!(label));
    role.insert("assignmentType".to_owned(), json!(assignee));
    Ok(())
}

/// Refuses a target of another kind than the role's type can have.
fn prepare_target(org: &Org, call: &Call<'_>, _: &mut Resource, _: Option<&Resource>) -> Result<(), ErrorResponse> {
    let role = org.get(first_segments(&call.path, ROLE_DEPTH)).map(role_type);
    let limit = TYPES.iter().find(|(kind, ..)| Some(*kind) == role).map(|(_, _, limit)| *limit);
    match call.path.split('/').nth(ROLE_DEPTH + 2) {
        kind if kind == limit => Ok(()),
        _ => Err(errors::role_type()),
    }
}

/// How many segments the path of a role has.
const ROLE_DEPTH: usize = 6;

fn role_type(role: &Resource) -> &str {
    role.get("type").and_then(Value::as_str).unwrap_or_default()
}

/// Apps of the catalog, each in whole or by its instances.
fn list_apps(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let path = call.collection()?;
    let mut apps = resources::all(org, path)?;
    for (name, _) in org.resources(APP_CATALOG) {
        let instances = format!("{path}/{name}");
        apps.extend(resources::all(org, &instances)?.iter().map(|app| omitted(org, app)));
    }
    lists::select(org, call, apps)
}

/// The summary of an app instance as a target.
fn omitted(org: &Org, app: &Value) -> Value {
    let href = format!("{}{APPS}/{}", org.origin, app["id"].as_str().unwrap_or_default());
    json!({"name": app["name"], "status": app["status"], "id": app["id"], "_links": {"self": {"href": href}}})
}

/// Takes the limits from a role.
fn target_all_apps(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let path = call.collection()?;
    let names: Vec<String> = org.resources(APP_CATALOG).map(|(name, _)| name.clone()).collect();
    names.iter().for_each(|name| org.clear(&format!("{path}/{name}")));
    org.clear(path);
    Ok(Response::empty())
}
