//! The part of a result that is shown, and its items.

use crate::host::values::Outcome;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// Whether a result leads to another page. The end of a collection leads only to what is new later.
pub fn has_next(outcome: &Outcome) -> bool {
    let field = |name: &str| outcome.fields.get(name);
    field("next").is_some_and(|next| !next.is_null()) && field("stop").is_none_or(|stop| stop != "end")
}

/// `body` or `items` of a result, or all of it.
pub fn content(whole: &str) -> anyhow::Result<&RawValue> {
    let fields: BTreeMap<String, &RawValue> = serde_json::from_str(whole)?;
    let found = ["body", "items"].into_iter().find_map(|name| fields.get(name).copied());
    Ok(match found {
        Some(found) => found,
        None => serde_json::from_str(whole)?,
    })
}

/// The items of a list: of an array, or of the only array in an object, as that of the domains.
pub fn list(content: &RawValue) -> Option<Vec<&RawValue>> {
    if let Ok(items) = serde_json::from_str(content.get()) {
        return Some(items);
    }
    let mut members: BTreeMap<String, &RawValue> = serde_json::from_str(content.get()).ok()?;
    members.retain(|name, _| name != "_links" && name != "_embedded");
    let (_, only) = members.pop_first().filter(|_| members.is_empty())?;
    let items: Vec<&RawValue> = serde_json::from_str(only.get()).ok()?;
    (!items.is_empty() && items.iter().all(|item| item.get().starts_with('{'))).then_some(items)
}
