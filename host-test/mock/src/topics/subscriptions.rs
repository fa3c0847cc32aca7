//! The e-mail notifications of users and administrator roles.

use crate::engine::errors;
use crate::engine::model::{Id, PLAIN, ResourceType, Topic, VerbRule, transition};

const RULES: &[VerbRule] = &[
    transition("subscribe", &[], "subscribed", errors::wrong_status),
    transition("unsubscribe", &[], "unsubscribed", errors::wrong_status),
];

const fn subscriptions(path: &'static str) -> ResourceType {
    ResourceType {
        path,
        noun: "Subscription",
        id: Id::Field("notificationType"),
        initial_status: Some("unsubscribed"),
        rules: RULES,
        ..PLAIN
    }
}

/// The entry of this topic in the list of topics.
pub const TOPIC: Topic = Topic { resource_types: RESOURCE_TYPES, ..Topic::EMPTY };

/// Subscriptions of users and roles; roles are addressed by type, custom roles by id.
const RESOURCE_TYPES: &[ResourceType] = &[
    subscriptions("/api/v1/users/{userId}/subscriptions"),
    ResourceType { path: "/api/v1/roles", noun: "Role", ..PLAIN },
    subscriptions("/api/v1/roles/{roleTypeOrRoleId}/subscriptions"),
];
