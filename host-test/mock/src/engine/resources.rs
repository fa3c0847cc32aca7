//! The generic handlers of resources: create, get, replace, update, delete, clear; and their representation.

use crate::engine::errors::{self, ErrorResponse};
use crate::engine::fields::{self, Resource};
use crate::engine::model::{Call, Id, Org, ResourceType};
use crate::engine::response::Response;
use crate::engine::time::now;
use crate::engine::{links, scim};
use crate::facts::shapes;
use serde_json::{Map, Value, json};

/// Creates a resource in the call's collection. Assigning what is assigned already changes what the body names.
pub fn create(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let resource_type = call.resource_type()?;
    let path = call.collection()?;
    let given = client_fields(call, resource_type, call.object()?.clone(), None);
    let mut resource = org.fresh(resource_type, &given);
    if resource_type.initial_status == Some("ACTIVE") && call.flag("activate") == Some(false) {
        resource.insert("status".to_owned(), json!("INACTIVE"));
    }
    let mut old = None;
    if let Id::Assignment(collection) = resource_type.id {
        let name = call.body_text("/id");
        if name.is_empty() {
            return Err(errors::invalid("id", "id: a value is required"));
        }
        let id = org.find(org.target(resource_type), collection, name)?;
        old = org.get(&format!("{path}/{id}"));
        if let Some(old) = old {
            resource = old.clone();
            fields::merge(&mut resource, &given);
            resource.insert("lastUpdated".to_owned(), json!(now()));
        }
        resource.insert("id".to_owned(), json!(id));
    }
    check(org, call, &mut resource, old)?;
    let is_new = old.is_none();
    let id = org.id_for(resource_type, &mut resource);
    if is_new && org.get(&format!("{path}/{id}")).is_some() {
        return Err(errors::invalid(resource_type.noun, format!("{id} exists already")));
    }
    org.insert(path, &id, resource);
    Ok(shown(org, resource_type, path, &id)?.into())
}

/// Gets one resource.
pub fn get(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    Ok(shown(org, call.resource_type()?, call.collection()?, call.resource_id()?)?.into())
}

/// Replaces the writable fields of a resource. A missing assignment is created.
pub fn replace(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let resource_type = call.resource_type()?;
    let body = call.body.as_object().cloned().unwrap_or_default();
    let old = org.get(call.resource_path()?);
    let given = client_fields(call, resource_type, body, old);
    let mut resource = match old {
        Some(old) => {
            let mut kept = old.clone();
            // A writable status stays if the body omits it: only the lifecycle would change it.
            kept.retain(|field, _| is_read_only(resource_type, field) || field == "status");
            kept
        }
        None => {
            let mut resource = org.fresh(resource_type, &Map::new());
            resource.insert("id".to_owned(), json!(call.resource_id()?));
            resource
        }
    };
    resource.extend(given);
    store(org, call, resource)
}

/// Changes the fields that the body names, as a JSON merge patch: null clears, absent leaves.
pub fn update(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    patch(org, call, call.object()?.clone())
}

/// Changes these fields of the call's resource, as a JSON merge patch.
pub fn patch(org: &mut Org, call: &Call<'_>, fields: Resource) -> Result<Response, ErrorResponse> {
    let mut resource = existing(org, call)?.clone();
    let given = client_fields(call, call.resource_type()?, fields, Some(&resource));
    fields::merge(&mut resource, &given);
    store(org, call, resource)
}

/// Deletes a resource.
pub fn delete(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    call.resource_type()?.allows(existing(org, call)?, "delete")?;
    org.remove(call.resource_path()?);
    Ok(Response::empty())
}

/// Deletes all resources of a collection.
pub fn clear(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    org.clear(call.collection()?);
    Ok(Response::empty())
}

/// The call's resource, as it is stored.
pub fn existing<'o>(org: &'o Org, call: &Call<'_>) -> Result<&'o Resource, ErrorResponse> {
    org.get(call.resource_path()?).ok_or_else(|| match (call.resource_id(), call.resource_type()) {
        (Ok(id), Ok(resource_type)) => errors::not_found(id, resource_type.noun),
        (Err(error), _) | (_, Err(error)) => error,
    })
}

/// A resource as responses show it, with its links.
pub fn shown(org: &Org, resource_type: &'static ResourceType, path: &str, id: &str) -> Result<Value, ErrorResponse> {
    let (resource_type, path) = match resource_type.id {
        Id::Membership(collection) => (org.target(resource_type), collection),
        _ => (resource_type, path),
    };
    let address = format!("{path}/{id}");
    let kept = org.get(&address).ok_or_else(|| errors::not_found(id, resource_type.noun))?;
    Ok(view(org, resource_type, &address, kept.clone()))
}

/// A stored resource of an address, as responses show it.
fn view(org: &Org, resource_type: &'static ResourceType, address: &str, mut resource: Resource) -> Value {
    let links = links::of(org, resource_type, address, &resource);
    resource.insert("_links".to_owned(), Value::Object(links));
    (resource_type.show)(org, address, &mut resource);
    resource.retain(|field, value| field != "_links" || *value != json!({}));
    Value::Object(resource)
}

/// All resources of the collection at a path, as responses show them.
pub fn all(org: &Org, path: &str) -> Result<Vec<Value>, ErrorResponse> {
    let resource_type = org.resource_type_at(path).ok_or_else(errors::unsupported)?;
    org.resources(path).map(|(id, _)| shown(org, resource_type, path, id)).collect()
}

/// Stores a changed resource.
fn store(org: &mut Org, call: &Call<'_>, mut resource: Resource) -> Result<Response, ErrorResponse> {
    let (resource_type, path, id) = (call.resource_type()?, call.collection()?, call.resource_id()?);
    let old = org.get(call.resource_path()?);
    if let Some(old) = old {
        resource_type.allows(old, "update")?;
        keep_immutable(resource_type, &mut resource, old)?;
    }
    resource_type.complete(&mut resource);
    check(org, call, &mut resource, old)?;
    if resource.contains_key("lastUpdated") {
        resource.insert("lastUpdated".to_owned(), json!(now()));
    }
    org.insert(path, id, resource);
    Ok(shown(org, resource_type, path, id)?.into())
}

/// Keeps immutable fields, and refuses other values for them.
fn keep_immutable(resource_type: &ResourceType, resource: &mut Resource, old: &Resource) -> Result<(), ErrorResponse> {
    for field in resource_type.immutable {
        let Some(kept) = old.get(*field) else { continue };
        if *resource.entry(*field).or_insert_with(|| kept.clone()) != *kept {
            return Err(errors::invalid(field, format!("{field}: cannot be changed")));
        }
    }
    Ok(())
}

/// Checks a resource before it is stored: required fields, unique fields, and the checks of its type.
fn check(org: &Org, call: &Call<'_>, resource: &mut Resource, old: Option<&Resource>) -> Result<(), ErrorResponse> {
    let (resource_type, path) = (call.resource_type()?, call.collection()?);
    let new = Value::Object(resource.clone());
    for field in resource_type.required {
        if scim::values(&new, field).iter().all(|value| value.as_str() == Some("")) {
            return Err(errors::invalid(field, format!("{field}: a value is required")));
        }
    }
    (resource_type.prepare)(org, call, resource, old)?;
    let id = call.resource_id()?;
    for field in resource_type.unique {
        let wanted = scim::values(&new, field);
        let taken = org.resources(path).any(|(other, resource)| {
            let resource = Value::Object(resource.clone());
            other != id && scim::values(&resource, field) == wanted
        });
        if taken {
            let cause = format!("{field}: another {} has this value", resource_type.noun);
            return Err(errors::invalid(field, cause));
        }
    }
    // Nothing is stored that a response could not show.
    let mut shown = resource.clone();
    if shown.get("id") == Some(&Value::Null) {
        shown.insert("id".to_owned(), json!(""));
    }
    let shown = view(org, resource_type, &format!("{path}/{id}"), shown);
    shapes::check_resource(call.operation, &shown)
        .map_err(|cause| errors::invalid(resource_type.noun, cause.trim_start_matches('/')))
}

/// The fields of a body that the caller may set; those that Okta does not have are ignored.
fn client_fields(
    call: &Call<'_>,
    resource_type: &ResourceType,
    mut fields: Resource,
    old: Option<&Resource>,
) -> Resource {
    shapes::drop_unknown(call.operation, &mut fields, old.unwrap_or(&Map::new()));
    fields.retain(|field, _| !is_read_only(resource_type, field));
    fields
}

fn is_read_only(resource_type: &ResourceType, field: &str) -> bool {
    matches!(field, "id" | "created" | "lastUpdated" | "_links")
        || (field == "status" && resource_type.initial_status.is_some())
        || resource_type.read_only.contains(&field)
}
