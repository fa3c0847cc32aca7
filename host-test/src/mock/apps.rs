//! Apps, who is assigned to them, and the catalog that they are made from.

use super::{
    call::{Answer, Call},
    errors::{self, Refusal},
    families::{Family, Id, PLAIN, moves, needs},
    groups::GROUPS,
    members,
    org::Org,
    routes::Special,
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
        required: &["label", "signOnMode"],
        keyword: ("q", &["label", "name"]),
        event: "application.lifecycle",
        ..PLAIN
    },
    Family {
        path: "/api/v1/apps/{appId}/users",
        noun: "AppUser",
        id: Id::Of(USERS),
        initial: Some("ACTIVE"),
        page: (50, 500),
        event: "application.user_membership",
        events: &[("create", "application.user_membership.add"), ("delete", "application.user_membership.remove")],
        ..PLAIN
    },
    Family {
        path: "/api/v1/apps/{appId}/groups",
        noun: "ApplicationGroupAssignment",
        id: Id::Of(GROUPS),
        event: "application.group_assignment",
        ..PLAIN
    },
];

/// The routes of apps that no table describes.
pub const ROUTES: &[Special] = &[("GET", "/api/v1/users/{userId}/appLinks", app_links, "")];

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
