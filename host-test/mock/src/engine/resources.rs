//! The generic handlers of items: create, get, replace, update in part, delete, clear; and how an item is shown.

use crate::engine::call::{Answer, Call};
use crate::engine::errors::{self, Refusal};
use crate::engine::families::{self, Family, Id, Item, text_at};
use crate::engine::links;
use crate::engine::org::{Org, now};
use crate::engine::scim;
use crate::facts::shapes;
use serde_json::{Map, Value, json};

/// Creates an item in the call's collection.
pub fn create(org: &mut Org, call: &Call<'_>) -> Result<Answer, Refusal> {
    let family = call.family()?;
    let path = call.collection()?;
    let mut item = org.fresh(family, &client_fields(call, family, call.object()?.clone(), None));
    if family.initial == Some("ACTIVE") && call.flag("activate") == Some(false) {
        item.insert("status".to_owned(), json!("INACTIVE"));
    }
    if let Id::Of(collection) = family.id {
        let name = call.body_text("/id");
        if name.is_empty() {
            return Err(errors::invalid("id", "id: a value is required"));
        }
        let id = org.find(family.target(), collection, name)?;
        item.insert("id".to_owned(), json!(id));
    }
    check(org, call, &mut item, None)?;
    let id = org.id_for(family, &mut item);
    if org.get(&format!("{path}/{id}")).is_some() {
        return Err(errors::invalid(family.noun, format!("{id} exists already")));
    }
    org.insert(path, &id, item);
    Ok(shown(org, family, path, &id)?.into())
}

/// Answers with one item.
pub fn get(org: &mut Org, call: &Call<'_>) -> Result<Answer, Refusal> {
    Ok(shown(org, call.family()?, call.collection()?, call.item_id()?)?.into())
}

/// Replaces what the caller may set in an item. An assignment that does not exist yet is made.
pub fn replace(org: &mut Org, call: &Call<'_>) -> Result<Answer, Refusal> {
    let family = call.family()?;
    let body = call.body.as_object().cloned().unwrap_or_default();
    let old = org.get(call.item_path()?);
    let given = client_fields(call, family, body, old);
    let mut item = match old {
        Some(old) => {
            let mut kept = old.clone();
            // A status that the caller may set stays where it is left out: only the lifecycle would change it.
            kept.retain(|field, _| is_server(family, field) || field == "status");
            kept
        }
        None => {
            let mut item = org.fresh(family, &Map::new());
            item.insert("id".to_owned(), json!(call.item_id()?));
            item
        }
    };
    item.extend(given);
    keep(org, call, item)
}

/// Changes the fields that the body names, as a JSON merge patch: null clears, absent leaves.
pub fn update(org: &mut Org, call: &Call<'_>) -> Result<Answer, Refusal> {
    patch(org, call, call.object()?.clone())
}

/// Changes these fields of the call's item, as a JSON merge patch.
pub fn patch(org: &mut Org, call: &Call<'_>, fields: Item) -> Result<Answer, Refusal> {
    let mut item = existing(org, call)?.clone();
    let given = client_fields(call, call.family()?, fields, Some(&item));
    merge(&mut item, &given);
    keep(org, call, item)
}

/// Deletes an item.
pub fn delete(org: &mut Org, call: &Call<'_>) -> Result<Answer, Refusal> {
    allowed(call.family()?, existing(org, call)?, "delete")?;
    org.remove(call.item_path()?);
    Ok(Answer::empty())
}

/// Deletes all items of a collection.
pub fn clear(org: &mut Org, call: &Call<'_>) -> Result<Answer, Refusal> {
    org.clear(call.collection()?);
    Ok(Answer::empty())
}

/// The item that the call is about, as it is kept.
pub fn existing<'o>(org: &'o Org, call: &Call<'_>) -> Result<&'o Item, Refusal> {
    org.get(call.item_path()?).ok_or_else(|| match (call.item_id(), call.family()) {
        (Ok(id), Ok(family)) => errors::not_found(id, family.noun),
        (Err(refusal), _) | (_, Err(refusal)) => refusal,
    })
}

/// Whether the item may be changed by this verb in its status.
pub fn allowed(family: &Family, item: &Item, verb: &str) -> Result<(), Refusal> {
    let marked = |mark: Option<(&str, &str)>| {
        mark.and_then(|(field, value)| Some(text(item.get(field)?) == value)).unwrap_or_default()
    };
    if marked(family.fixed) || (matches!(verb, "delete" | "lifecycle/deactivate") && marked(family.stays)) {
        return Err(errors::forbidden());
    }
    let status = status(item);
    match family.rule(verb) {
        Some(rule) if !rule.from.is_empty() && !rule.from.contains(&status) => {
            let noun = family.noun;
            Err((rule.refused)(format!("{verb}: the status of the {noun} is {status}")))
        }
        _ => Ok(()),
    }
}

/// A value as text without quotes.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The status of an item; empty where it has none.
pub fn status(item: &Item) -> &str {
    text_at(item, "status").unwrap_or_default()
}

/// An item as answers show it: with links to itself and to what its status allows.
pub fn shown(org: &Org, family: &'static Family, path: &str, id: &str) -> Result<Value, Refusal> {
    let (family, path) = match family.id {
        Id::Link(collection) => (family.target(), collection),
        _ => (family, path),
    };
    let address = format!("{path}/{id}");
    let kept = org.get(&address).ok_or_else(|| errors::not_found(id, family.noun))?;
    Ok(view(org, family, &address, kept.clone()))
}

/// A kept item of an address, as answers show it.
fn view(org: &Org, family: &'static Family, address: &str, mut item: Item) -> Value {
    let links = links::of(org, family, address, &item);
    item.insert("_links".to_owned(), Value::Object(links));
    (family.show)(org, address, &mut item);
    item.retain(|field, value| field != "_links" || *value != json!({}));
    Value::Object(item)
}

/// All items of the collection at a path, as answers show them.
pub fn all(org: &Org, path: &str) -> Result<Vec<Value>, Refusal> {
    let family = families::by_path(path).ok_or_else(errors::unsupported)?;
    org.items(path).map(|(id, _)| shown(org, family, path, id)).collect()
}

/// Applies a JSON merge patch to the fields of an item.
pub fn merge(item: &mut Item, patch: &Item) {
    for (field, value) in patch {
        match (item.get_mut(field), value) {
            (_, Value::Null) => {
                item.shift_remove(field);
            }
            (Some(Value::Object(old)), Value::Object(new)) => merge(old, new),
            _ => {
                item.insert(field.clone(), value.clone());
            }
        }
    }
}

/// Adds what an item lacks.
pub fn fill(item: &mut Item, defaults: &Item) {
    for (field, value) in defaults {
        match (item.get_mut(field), value) {
            (Some(Value::Object(old)), Value::Object(new)) => fill(old, new),
            (Some(_), _) => {}
            (None, _) => _ = item.insert(field.clone(), value.clone()),
        }
    }
}

/// Keeps a changed item.
fn keep(org: &mut Org, call: &Call<'_>, mut item: Item) -> Result<Answer, Refusal> {
    let (family, path, id) = (call.family()?, call.collection()?, call.item_id()?);
    let old = org.get(call.item_path()?);
    if let Some(old) = old {
        allowed(family, old, "update")?;
        freeze(family, &mut item, old)?;
    }
    family.complete(&mut item);
    check(org, call, &mut item, old)?;
    if item.contains_key("lastUpdated") {
        item.insert("lastUpdated".to_owned(), json!(now()));
    }
    org.insert(path, id, item);
    Ok(shown(org, family, path, id)?.into())
}

/// Keeps the fields that stay as they were created, and refuses others in their place.
fn freeze(family: &Family, item: &mut Item, old: &Item) -> Result<(), Refusal> {
    for field in family.frozen {
        let Some(kept) = old.get(*field) else { continue };
        if *item.entry(*field).or_insert_with(|| kept.clone()) != *kept {
            return Err(errors::invalid(field, format!("{field}: cannot be changed")));
        }
    }
    Ok(())
}

/// Checks an item that is about to be kept: fields that must be there, fields that must differ, what the family adds.
fn check(org: &Org, call: &Call<'_>, item: &mut Item, old: Option<&Item>) -> Result<(), Refusal> {
    let (family, path) = (call.family()?, call.collection()?);
    let new = Value::Object(item.clone());
    for field in family.required {
        if scim::values(&new, field).iter().all(|value| value.as_str() == Some("")) {
            return Err(errors::invalid(field, format!("{field}: a value is required")));
        }
    }
    (family.prepare)(org, call, item, old)?;
    let id = call.item_id()?;
    for field in family.unique {
        let wanted = scim::values(&new, field);
        let taken = org.items(path).any(|(other, item)| {
            let item = Value::Object(item.clone());
            other != id && scim::values(&item, field) == wanted
        });
        if taken {
            let cause = format!("{field}: another {} has this value", family.noun);
            return Err(errors::invalid(field, cause));
        }
    }
    // What no answer could show is not kept.
    let mut shown = item.clone();
    if shown.get("id") == Some(&Value::Null) {
        shown.insert("id".to_owned(), json!(""));
    }
    let shown = view(org, family, &format!("{path}/{id}"), shown);
    shapes::check_item(call.route.operation, &shown)
        .map_err(|cause| errors::invalid(family.noun, cause.trim_start_matches('/')))
}

/// The fields of a body that the caller may set; those that Okta does not have are ignored.
fn client_fields(call: &Call<'_>, family: &Family, mut fields: Item, old: Option<&Item>) -> Item {
    shapes::drop_unknown(call.route.operation, &mut fields, old.unwrap_or(&Map::new()));
    fields.retain(|field, _| !is_server(family, field));
    fields
}

fn is_server(family: &Family, field: &str) -> bool {
    matches!(field, "id" | "created" | "lastUpdated" | "_links")
        || (field == "status" && family.initial.is_some())
        || family.server.contains(&field)
}
