//! User types, each with a profile schema of its own.

use crate::engine::errors::{self, ErrorResponse};
use crate::engine::fields::{Resource, text_at};
use crate::engine::model::{Call, Id, Org, PLAIN, ResourceType, RouteOverride, Topic};
use crate::engine::resources;
use crate::engine::response::Response;
use crate::topics::paths::{USER_SCHEMA, USER_SCHEMAS, USER_TYPE, USER_TYPES, USERS};
use serde_json::{Value, json};

/// The entry of this topic in the list of topics.
pub const TOPIC: Topic = Topic { resource_types: RESOURCE_TYPES, routes: ROUTES, ..Topic::EMPTY };

/// User types.
const RESOURCE_TYPES: &[ResourceType] = &[ResourceType {
    path: USER_TYPES,
    noun: "CVDType",
    id: Id::Generated("oty"),
    required: &["name", "displayName"],
    unique: &["name"],
    read_only: &["default"],
    immutable: &["name"],
    defaults: r#"{"default": false}"#,
    undeletable: Some(("default", "true")),
    event: "user_type.lifecycle",
    on_create: |org, id| {
        // A new type starts with the schema of the default type.
        if let (Some(schema), false) = (org.get(USER_SCHEMA).cloned(), id == USER_TYPE) {
            org.insert(USER_SCHEMAS, &schema_id(id), schema);
        }
    },
    show: |org, _, kind| {
        let schema = schema_id(text_at(kind, "id").unwrap_or_default());
        if let Some(Value::Object(links)) = kind.get_mut("_links") {
            let href = format!("{}{USER_SCHEMAS}/{schema}", org.origin);
            links.insert("schema".to_owned(), json!({"rel": "schema", "href": href, "method": "GET"}));
        }
    },
    find: |types, name| {
        let id = if name == "default" { USER_TYPE } else { name };
        types.contains_key(id).then(|| id.to_owned())
    },
    ..PLAIN
}];

/// The routes of user types that no table describes.
const ROUTES: &[RouteOverride] =
    &[("DELETE", "/api/v1/meta/types/user/{typeId}", delete, "user_type.lifecycle.delete")];

/// The id of a type's schema is the type's with another prefix.
fn schema_id(id: &str) -> String {
    id.replacen("oty", "osc", 1)
}

/// Deletes a type that no user has, and its schema.
fn delete(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let id = call.resource_id()?;
    let has = |user: &Resource| text_at(user, "type.id") == Some(id);
    if org.resources(USERS).any(|(_, user)| has(user)) && id != USER_TYPE {
        return Err(errors::invalid("typeId", "the type has users"));
    }
    let response = resources::delete(org, call)?;
    org.remove(&format!("{USER_SCHEMAS}/{}", schema_id(id)));
    Ok(response)
}
