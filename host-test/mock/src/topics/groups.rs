//! Groups and their members. The group of everyone is built in.

use crate::engine::call::Call;
use crate::engine::errors::ErrorResponse;
use crate::engine::links::logo;
use crate::engine::org::{Org, now};
use crate::engine::resource_type::{Id, PLAIN, Resource, ResourceType};
use crate::topics::schemas::{self, GROUP_SCHEMA};
use crate::topics::users::USERS;
use serde_json::json;

/// The path of all groups.
pub const GROUPS: &str = "/api/v1/groups";

/// The group that every user is in.
pub const EVERYONE: &str = "00g0000000000001mock";

/// Groups and their members.
pub const RESOURCE_TYPES: &[ResourceType] = &[
    ResourceType {
        path: GROUPS,
        noun: "UserGroup",
        id: Id::Generated("00g"),
        required: &["profile.name"],
        unique: &["profile.name"],
        read_only: &["type", "objectClass", "lastMembershipUpdated"],
        fixed: Some(("type", "BUILT_IN")),
        keyword: ("q", &["profile.name"]),
        page: (200, 10_000),
        links: &[("users", "/users", ""), ("apps", "/apps", "")],
        event: "group.lifecycle",
        events: &[("update", "group.profile.update")],
        prepare,
        show: |org, _, group| group["_links"]["logo"] = logo(org, "group"),
        ..PLAIN
    },
    ResourceType {
        path: "/api/v1/groups/{groupId}/users",
        noun: "User",
        id: Id::Membership(USERS),
        event: "group.user_membership",
        ..PLAIN
    },
];

fn prepare(org: &Org, _: &Call<'_>, group: &mut Resource, old: Option<&Resource>) -> Result<(), ErrorResponse> {
    schemas::check_profile(org.get(GROUP_SCHEMA), group, "profile")?;
    if old.is_none() {
        group.insert("lastMembershipUpdated".to_owned(), json!(now()));
        group.insert("objectClass".to_owned(), json!(["okta:user_group"]));
        group.insert("type".to_owned(), json!("OKTA_GROUP"));
    }
    Ok(())
}
