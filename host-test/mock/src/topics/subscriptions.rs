//! Which notifications users and administrator roles get by e-mail.

use crate::engine::errors;
use crate::engine::families::{Family, Id, PLAIN, Rule, moves};

const RULES: &[Rule] = &[
    moves("subscribe", &[], "subscribed", errors::item_status),
    moves("unsubscribe", &[], "unsubscribed", errors::item_status),
];

const fn subscriptions(path: &'static str) -> Family {
    Family {
        path,
        noun: "Subscription",
        id: Id::Field("notificationType"),
        initial: Some("unsubscribed"),
        rules: RULES,
        ..PLAIN
    }
}

/// Subscriptions of users and roles; roles are addressed by type or, where they are custom, by id.
pub const FAMILIES: &[Family] = &[
    subscriptions("/api/v1/users/{userId}/subscriptions"),
    Family { path: "/api/v1/roles", noun: "Role", ..PLAIN },
    subscriptions("/api/v1/roles/{roleTypeOrRoleId}/subscriptions"),
];
