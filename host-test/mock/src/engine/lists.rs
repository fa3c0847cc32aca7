//! The generic handler of lists: `q`, `filter`, `search`, selection by a field, order, pages.

use crate::engine::call::{Answer, Call};
use crate::engine::errors::{self, Refusal};
use crate::engine::items;
use crate::engine::org::Org;
use crate::engine::pages::{self, Row};
use crate::engine::scim::{self, Filter};
use serde_json::Value;

/// Answers with the items of the call's collection.
pub fn list(org: &mut Org, call: &Call<'_>) -> Result<Answer, Refusal> {
    let mut items = items::all(org, call.collection()?)?;
    let brief = call.family()?.brief;
    for item in items.iter_mut().filter_map(Value::as_object_mut) {
        item.retain(|field, _| !brief.contains(&field.as_str()));
    }
    select(org, call, items)
}

/// Answers with those of the items that the query selects, in the order it asks for, in pages where the operation has
/// them.
pub fn select(org: &Org, call: &Call<'_>, items: Vec<Value>) -> Result<Answer, Refusal> {
    let mut items = selected(call, items)?;
    if call.family()?.listed().lean {
        for links in items.iter_mut().filter_map(|item| item.get_mut("_links")?.as_object_mut()) {
            links.retain(|name, _| name == "self");
        }
    }
    if call.route.operation.query.iter().all(|parameter| parameter.name != "limit") {
        return Ok(Value::Array(items).into());
    }
    let sort = call.text("sortBy").unwrap_or("id");
    let mut rows: Vec<Row> = items.into_iter().map(|item| Row::new(sort, item)).collect();
    rows.sort_by(|left, right| left.key.cmp(&right.key));
    pages::page(org, call, rows, call.family()?.listed().page)
}

/// Those of the items that the query selects.
pub fn selected(call: &Call<'_>, mut items: Vec<Value>) -> Result<Vec<Value>, Refusal> {
    let family = call.family()?.listed();
    let (keyword, fields) = family.keyword;
    if let Some(start) = call.text(keyword) {
        items.retain(|item| begins(item, fields, start));
    }
    for name in ["filter", "search"] {
        if let Some(text) = call.text(name).filter(|_| name != keyword) {
            let filter = Filter::parse(text).map_err(errors::search)?;
            items.retain(|item| filter.matches(item));
        }
    }
    for (name, field) in family.equals {
        if let Some(wanted) = call.text(name) {
            items.retain(|item| scim::values(item, field).iter().any(|value| *value == wanted));
        }
    }
    Ok(items)
}

/// Whether one of the fields, or a word in it, begins with the text.
fn begins(item: &Value, fields: &[&str], start: &str) -> bool {
    let start = start.to_lowercase();
    let found = fields.iter().flat_map(|field| scim::values(item, field));
    found.filter_map(Value::as_str).any(|value| {
        let value = value.to_lowercase();
        value.starts_with(&start) || value.split_whitespace().any(|word| word.starts_with(&start))
    })
}
