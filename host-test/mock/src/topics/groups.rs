//! Groups and their members. The group of everyone is built in.

use crate::engine::call::Call;
use crate::engine::errors::Refusal;
use crate::engine::families::{Family, Id, Item, PLAIN};
use crate::engine::links::logo;
use crate::engine::org::{Org, now};
use crate::topics::schemas::{self, GROUP_SCHEMA};
use crate::topics::users::USERS;
use serde_json::json;

/// The path of all groups.
pub const GROUPS: &str = "/api/v1/groups";

/// The group that every user is in.
pub const EVERYONE: &str = "00g0000000000001mock";

/// Groups and their members.
pub const FAMILIES: &[Family] = &[
    Family {
        path: GROUPS,
        noun: "UserGroup",
        id: Id::Made("00g"),
        required: &["profile.name"],
        unique: &["profile.name"],
        server: &["type", "objectClass", "lastMembershipUpdated"],
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
    Family {
        path: "/api/v1/groups/{groupId}/users",
        noun: "User",
        id: Id::Link(USERS),
        event: "group.user_membership",
        ..PLAIN
    },
];

fn prepare(org: &Org, _: &Call<'_>, group: &mut Item, old: Option<&Item>) -> Result<(), Refusal> {
    schemas::check_profile(org.get(GROUP_SCHEMA), group, "profile")?;
    if old.is_none() {
        group.insert("lastMembershipUpdated".to_owned(), json!(now()));
        group.insert("objectClass".to_owned(), json!(["okta:user_group"]));
        group.insert("type".to_owned(), json!("OKTA_GROUP"));
    }
    Ok(())
}
