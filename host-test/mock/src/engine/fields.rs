//! The fields of one resource: reading, merging, filling.

use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// One resource, as it is stored.
pub type Resource = Map<String, Value>;

/// The resources of one collection by id.
pub type Resources = BTreeMap<String, Resource>;

/// The text at a dotted path in a resource.
pub fn text_at<'i>(resource: &'i Resource, path: &str) -> Option<&'i str> {
    let mut keys = path.split('.');
    let first = keys.next().and_then(|key| resource.get(key));
    keys.fold(first, |value, key| value?.get(key)).and_then(Value::as_str)
}

/// The status of a resource; empty if it has none.
pub fn status(resource: &Resource) -> &str {
    text_at(resource, "status").unwrap_or_default()
}

/// Applies a JSON merge patch to the fields of a resource.
pub fn merge(resource: &mut Resource, patch: &Resource) {
    for (field, value) in patch {
        match (resource.get_mut(field), value) {
            (_, Value::Null) => {
                resource.shift_remove(field);
            }
            (Some(Value::Object(old)), Value::Object(new)) => merge(old, new),
            _ => {
                resource.insert(field.clone(), value.clone());
            }
        }
    }
}

/// Adds the fields that a resource lacks.
pub fn fill(resource: &mut Resource, defaults: &Resource) {
    for (field, value) in defaults {
        match (resource.get_mut(field), value) {
            (Some(Value::Object(old)), Value::Object(new)) => fill(old, new),
            (Some(_), _) => {}
            (None, _) => _ = resource.insert(field.clone(), value.clone()),
        }
    }
}
