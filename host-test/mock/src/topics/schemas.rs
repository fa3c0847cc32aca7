//! Schemas of user, group and app user profiles. An update is a merge: null removes a property.

use crate::engine::errors::{self, ErrorResponse};
use crate::engine::fields::Resource;
use crate::engine::model::{Id, Org, PLAIN, ResourceType, Topic};
use crate::topics::paths::{APPS, USER_SCHEMA, USER_SCHEMAS};
use serde_json::{Value, json};

const APP_SCHEMAS: &str = "/api/v1/meta/schemas/apps";

const SCHEMA: ResourceType = ResourceType {
    noun: "Schema",
    id: Id::Singleton("default"),
    read_only: &["$schema", "name", "type"],
    event: "schema.profile",
    show,
    ..PLAIN
};

/// The entry of this topic in the list of topics.
pub const TOPIC: Topic = Topic { resource_types: RESOURCE_TYPES, ..Topic::EMPTY };

/// Schemas; an app has one from the start.
const RESOURCE_TYPES: &[ResourceType] = &[
    ResourceType {
        path: USER_SCHEMAS,
        id: Id::Generated("osc"),
        show: |org, address, schema| {
            let kind = format!("{}{}", org.origin, address.replacen("schemas", "types", 1).replacen("osc", "oty", 1));
            schema["_links"]["type"] = json!({"rel": "type", "href": kind, "method": "GET"});
            show(org, address, schema);
        },
        find: |schemas, name| {
            let id = if name == "default" { USER_SCHEMA.rsplit('/').next()? } else { name };
            schemas.contains_key(id).then(|| id.to_owned())
        },
        ..SCHEMA
    },
    ResourceType { path: "/api/v1/meta/schemas/group", ..SCHEMA },
    ResourceType { path: APP_SCHEMAS, noun: "AppInstance", id: Id::Membership(APPS), ..PLAIN },
    ResourceType { path: "/api/v1/meta/schemas/apps/{appInstanceId}", links: &[], ..SCHEMA },
];

/// Gives a new app its schema, which is the seed of everything below this path.
pub fn of_app(org: &mut Org, app: &str) {
    org.insert(APP_SCHEMAS, app, Resource::new());
}

/// The id of a schema is its address without the version of the API.
fn show(org: &Org, address: &str, schema: &mut Resource) {
    let id = format!("{}{}", org.origin, address.replacen("/api/v1", "", 1));
    schema.insert("id".to_owned(), json!(id));
}

/// The schema of the profiles of a user type, or of the users of an app, by its id.
pub fn of<'o>(org: &'o Org, id: &str) -> Option<&'o Resource> {
    let user_schema = format!("{USER_SCHEMAS}/{}", id.replacen("oty", "osc", 1));
    org.get(&user_schema).or_else(|| org.get(&format!("{APP_SCHEMAS}/{id}/default")))
}

/// Whether a schema has a property.
pub fn has(schema: &Resource, name: &str) -> bool {
    let definitions = schema.get("definitions");
    ["base", "custom"].iter().any(|part| definitions.is_some_and(|all| all[part]["properties"].get(name).is_some()))
}

/// Refuses a profile that has a property which its schema does not have.
pub fn check_profile(schema: Option<&Resource>, resource: &Resource, subject: &str) -> Result<(), ErrorResponse> {
    let profile = resource.get("profile").and_then(Value::as_object);
    let unknown = schema.and_then(|schema| profile?.keys().find(|name| !has(schema, name)));
    match unknown {
        Some(name) => Err(errors::invalid(subject, format!("Property name '{name}' is not defined in profile"))),
        None => Ok(()),
    }
}
