//! Groups and their members. The group of everyone is built in.

use crate::engine::errors::ErrorResponse;
use crate::engine::fields::Resource;
use crate::engine::links::logo;
use crate::engine::model::{Call, Id, Org, PLAIN, ResourceType, Topic};
use crate::engine::time::now;
use crate::topics::paths::{GROUP_SCHEMA, GROUPS, USERS};
use crate::topics::schemas;
use serde_json::json;

/// The entry of this topic in the list of topics.
pub const TOPIC: Topic = Topic {
    resource_types: RESOURCE_TYPES,
    reverse_lists: &[("/api/v1/users/{userId}/groups", "/api/v1/groups/{groupId}/users")],
    ..Topic::EMPTY
};

/// Groups and their members.
const RESOURCE_TYPES: &[ResourceType] = &[
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
