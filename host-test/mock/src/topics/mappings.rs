//! Profile mappings: the expressions for the fields of users that come from apps and identity providers.

use crate::engine::errors::{self, ErrorResponse};
use crate::engine::fields::{Resource, text_at};
use crate::engine::model::{Call, Id, Org, PLAIN, ResourceType, Topic};
use crate::topics::paths::{APPS, IDPS, USER_TYPE, USER_TYPES};
use crate::topics::schemas;
use serde_json::json;

const MAPPINGS: &str = "/api/v1/mappings";

/// The entry of this topic in the list of topics.
pub const TOPIC: Topic = Topic { resource_types: RESOURCE_TYPES, ..Topic::EMPTY };

/// Mappings; one comes with every app and identity provider, and goes with it.
const RESOURCE_TYPES: &[ResourceType] = &[ResourceType {
    path: MAPPINGS,
    noun: "ProfileMapping",
    id: Id::Generated("prm"),
    read_only: &["source", "target"],
    times: &[],
    omitted_in_lists: &["properties"],
    references: &[
        (APPS, "source.id"),
        (APPS, "target.id"),
        (IDPS, "source.id"),
        (IDPS, "target.id"),
        (USER_TYPES, "source.id"),
        (USER_TYPES, "target.id"),
    ],
    equals: &[("sourceId", "source.id"), ("targetId", "target.id")],
    event: "application.provision.mapping",
    prepare,
    ..PLAIN
}];

/// Adds the mapping to users from the resource with this id in a collection.
pub fn to_user(org: &mut Org, collection: &str, id: &str, kind: &str) {
    let name = org.get(&format!("{collection}/{id}")).and_then(|source| text_at(source, "name")).unwrap_or_default();
    let mapping = json!({
        "id": null,
        "source": {"id": id, "name": name, "type": kind},
        "target": {"id": USER_TYPE, "name": "user", "type": "user"},
        "properties": {"email": {"expression": format!("{kind}.email"), "pushStatus": "DONT_PUSH"}},
    });
    let mut mapping = mapping.as_object().cloned().unwrap_or_default();
    let mapping_id = org.make_id("prm");
    mapping.insert("id".to_owned(), json!(mapping_id));
    org.insert(MAPPINGS, &mapping_id, mapping);
}

/// A property needs an expression, and the target of the mapping must have the property.
fn prepare(org: &Org, _: &Call<'_>, mapping: &mut Resource, _: Option<&Resource>) -> Result<(), ErrorResponse> {
    let target = text_at(mapping, "target.id").unwrap_or_default();
    let properties = mapping.get("properties").and_then(|properties| properties.as_object());
    for (name, property) in properties.ok_or_else(errors::malformed)? {
        if !schemas::of(org, target).is_none_or(|schema| schemas::has(schema, name)) {
            return Err(errors::invalid("updateMapping", format!("Invalid target field {name}")));
        }
        if !property["expression"].is_string() {
            return Err(errors::invalid("updateMapping", format!("{name}: needs an expression")));
        }
    }
    Ok(())
}
