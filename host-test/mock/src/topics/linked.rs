//! Linked objects: pairs of relationships between users (manager and subordinate), and the users in them.

use crate::engine::errors::{self, ErrorResponse};
use crate::engine::fields::text_at;
use crate::engine::model::{Call, Id, Org, PLAIN, ResourceType, RouteOverride, Topic};
use crate::engine::resources;
use crate::engine::response::Response;
use crate::topics::paths::USERS;
use serde_json::{Value, json};

const DEFINITIONS: &str = "/api/v1/meta/schemas/user/linkedObjects";

/// The entry of this topic in the list of topics.
pub const TOPIC: Topic = Topic { resource_types: RESOURCE_TYPES, routes: ROUTES, ..Topic::EMPTY };

/// The definitions of relationships.
const RESOURCE_TYPES: &[ResourceType] = &[ResourceType {
    path: DEFINITIONS,
    noun: "LinkedObjectProperty",
    id: Id::Field("primary.name"),
    required: &["primary.name", "primary.title", "associated.name", "associated.title"],
    event: "linkedobject.definition",
    prepare: |org, _, definition, _| {
        // No two relationships share a name, on either side.
        let taken = |path| {
            let name = text_at(definition, path).unwrap_or_default();
            defined(org, name, "primary").or_else(|_| defined(org, name, "associated")).is_ok()
        };
        if taken("primary.name") || taken("associated.name") {
            return Err(errors::relationship_taken());
        }
        Ok(())
    },
    ..PLAIN
}];

/// The routes of relationships between users.
const ROUTES: &[RouteOverride] = &[
    (
        "PUT",
        "/api/v1/users/{associatedUserId}/linkedObjects/{primaryRelationshipName}/{primaryUserId}",
        set,
        "user.linkedobject.set",
    ),
    ("GET", "/api/v1/users/{userId}/linkedObjects/{relationshipName}", list, ""),
    ("DELETE", "/api/v1/users/{userId}/linkedObjects/{relationshipName}", remove, "user.linkedobject.remove"),
];

fn set(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let primary = org.find(call.resource_type()?, USERS, call.id("primaryUserId"))?;
    let name = call.id("primaryRelationshipName");
    defined(org, name, "primary")?;
    if let Some(user) = org.get_mut(call.resource_path()?) {
        let links = user.entry("linkedObjects").or_insert_with(|| json!({}));
        links[name] = json!(primary);
    }
    Ok(Response::empty())
}

/// The one primary user by the primary name, all associated users by the associated name.
fn list(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let (user, name) = (call.resource_id()?, call.id("relationshipName"));
    let linked = |id: &str, name: &str| {
        let links = org.get(&format!("{USERS}/{id}"))?.get("linkedObjects")?;
        Some(links.get(name)?.as_str()?.to_owned())
    };
    let found: Vec<String> = if defined(org, name, "primary").is_ok() {
        linked(user, name).into_iter().collect()
    } else {
        let primary = defined(org, name, "associated")?;
        let ids = org.resources(USERS).map(|(id, _)| id.clone());
        ids.filter(|id| linked(id, &primary).as_deref() == Some(user)).collect()
    };
    let there = found.iter().filter(|id| org.get(&format!("{USERS}/{id}")).is_some());
    let response = there.map(|id| json!({"_links": {"self": {"href": format!("{}{USERS}/{id}", org.origin)}}}));
    Ok(Value::Array(response.collect()).into())
}

fn remove(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let name = call.id("relationshipName");
    defined(org, name, "primary")?;
    resources::existing(org, call)?;
    if let Some(Value::Object(links)) =
        org.get_mut(call.resource_path()?).and_then(|user| user.get_mut("linkedObjects"))
    {
        links.shift_remove(name);
    }
    Ok(Response::empty())
}

/// The primary name of the relationship that has this name on one of its sides.
fn defined(org: &Org, name: &str, side: &str) -> Result<String, ErrorResponse> {
    let mut definitions = org.resources(DEFINITIONS);
    let found = definitions.find(|(_, definition)| definition.get(side).is_some_and(|side| side["name"] == name));
    found.map(|(primary, _)| primary.clone()).ok_or_else(|| errors::not_found(name, "LinkedObjectProperty"))
}
