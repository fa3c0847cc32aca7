//! The generic handler of lists: `q`, `filter`, `search`, selection by a field, order, pages.

use crate::engine::errors::{self, ErrorResponse};
use crate::engine::model::{Call, Org};
use crate::engine::pages::{self, Row};
use crate::engine::resources;
use crate::engine::response::Response;
use crate::engine::scim::{self, Filter};
use serde_json::Value;

/// Lists the resources of the call's collection.
pub fn list(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let mut resources = resources::all(org, call.collection()?)?;
    let omitted = call.resource_type()?.omitted_in_lists;
    for resource in resources.iter_mut().filter_map(Value::as_object_mut) {
        resource.retain(|field, _| !omitted.contains(&field.as_str()));
    }
    select(org, call, resources)
}

/// Selects and sorts resources as the query asks, and cuts pages if the operation has them.
pub fn select(org: &Org, call: &Call<'_>, resources: Vec<Value>) -> Result<Response, ErrorResponse> {
    let mut resources = selected(org, call, resources)?;
    if org.listed(call.resource_type()?).self_link_only {
        for links in resources.iter_mut().filter_map(|resource| resource.get_mut("_links")?.as_object_mut()) {
            links.retain(|name, _| name == "self");
        }
    }
    if call.operation.query.iter().all(|parameter| parameter.name != "limit") {
        return Ok(Value::Array(resources).into());
    }
    let sort = call.text("sortBy").unwrap_or("id");
    let mut rows: Vec<Row> = resources.into_iter().map(|resource| Row::new(sort, resource)).collect();
    rows.sort_by(|left, right| left.key.cmp(&right.key));
    pages::page(org, call, rows, org.listed(call.resource_type()?).page)
}

/// The resources that the query selects.
pub fn selected(org: &Org, call: &Call<'_>, mut resources: Vec<Value>) -> Result<Vec<Value>, ErrorResponse> {
    let resource_type = org.listed(call.resource_type()?);
    let (keyword, fields) = resource_type.keyword;
    if let Some(start) = call.text(keyword) {
        resources.retain(|resource| begins(resource, fields, start));
    }
    for name in ["filter", "search"] {
        if let Some(text) = call.text(name).filter(|_| name != keyword) {
            let filter = Filter::parse(text).map_err(errors::search)?;
            resources.retain(|resource| filter.matches(resource));
        }
    }
    for (name, field) in resource_type.equals {
        if let Some(wanted) = call.text(name) {
            resources.retain(|resource| scim::values(resource, field).iter().any(|value| *value == wanted));
        }
    }
    Ok(resources)
}

/// Whether one of the fields, or a word in it, begins with the text.
fn begins(resource: &Value, fields: &[&str], start: &str) -> bool {
    let start = start.to_lowercase();
    let found = fields.iter().flat_map(|field| scim::values(resource, field));
    found.filter_map(Value::as_str).any(|value| {
        let value = value.to_lowercase();
        value.starts_with(&start) || value.split_whitespace().any(|word| word.starts_with(&start))
    })
}
