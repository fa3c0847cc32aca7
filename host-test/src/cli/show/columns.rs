//! The columns and cells of a list: selects fields, and formats their values.

use crate::host::suggestions::{did_you_mean, question};
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// The most columns of a table without --fields.
const MAX_COLUMNS: usize = 7;

/// The fields that tell items apart, in the order of the columns.
const TELLING: &[&str] = &[
    "id",
    "status",
    "profile.login",
    "name",
    "label",
    "profile.name",
    "profile.firstName",
    "profile.lastName",
    "displayName",
    "type",
    "factorType",
    "provider",
    "signOnMode",
    "origin",
    "domain",
    "scope",
    "clientId",
    "profile.description",
    "description",
    "lastLogin",
    "lastUpdated",
];

/// The same for the items of certain actions.
const BY_ACTION: &[(&str, &[&str])] = &[
    (
        "system-log.",
        &["published", "actor.alternateId", "eventType", "target.0.alternateId", "outcome.result", "displayMessage"],
    ),
    ("catalog.", &["interface", "function", "title", "method", "path"]),
];

/// The value at a path such as `profile.login` or `target.0.id`.
pub fn pick<'a>(item: &'a RawValue, path: &str) -> Option<&'a RawValue> {
    let mut value = item;
    for part in path.split('.') {
        let index = part.parse::<usize>().ok().filter(|_| value.get().starts_with('['));
        value = match index {
            Some(index) => *serde_json::from_str::<Vec<&RawValue>>(value.get()).ok()?.get(index)?,
            None => serde_json::from_str::<BTreeMap<String, &RawValue>>(value.get()).ok()?.get(part).copied()?,
        };
    }
    Some(value)
}

/// Columns for a table: the fields that tell the items apart, or else their first ones.
pub fn best(items: &[&RawValue], action: &str) -> Vec<String> {
    if !items.iter().any(|item| item.get().starts_with('{')) {
        return vec![String::new()];
    }
    let holds = |path: &&&str| {
        let plain = |value: &RawValue| !value.get().starts_with(['{', '[']) && !["null", "\"\""].contains(&value.get());
        items.iter().any(|item| pick(item, path).is_some_and(plain))
    };
    let preferred = BY_ACTION.iter().find(|(start, _)| action.starts_with(start)).map_or(TELLING, |(_, fields)| fields);
    let mut columns: Vec<String> = preferred.iter().filter(holds).take(MAX_COLUMNS).map(ToString::to_string).collect();
    if columns.len() < 3 {
        let more = all(items).into_iter().filter(|path| !columns.contains(path)).collect::<Vec<_>>();
        columns.extend(more);
        columns.truncate(MAX_COLUMNS);
    }
    columns
}

/// All fields that are not objects, in the order in which the items have them. Links are left out.
pub fn all(items: &[&RawValue]) -> Vec<String> {
    let mut paths = Vec::new();
    for item in items {
        match serde_json::from_str(item.get()) {
            Ok(Value::Object(members)) => leaves("", &Value::Object(members), &mut paths),
            _ if !paths.contains(&String::new()) => paths.push(String::new()),
            _ => {}
        }
    }
    paths
}

/// A sentence for each field that no item has, with the fields that may be meant.
pub fn unknown(items: &[&RawValue], fields: &[String]) -> Vec<String> {
    let is_unknown = |field: &&String| !items.is_empty() && items.iter().all(|item| pick(item, field).is_none());
    let none = match items.len() {
        1 => "The item has no".to_string(),
        count => format!("None of {count} items has the"),
    };
    let sentence = |field: &String| {
        let last = |path: &str| path.rsplit('.').next().unwrap_or_default().to_lowercase();
        let known = all(items);
        let same_end: Vec<String> = known.iter().filter(|path| last(path) == last(field)).cloned().collect();
        let near =
            if same_end.is_empty() { did_you_mean(field, known.into_iter()) } else { question(same_end.into_iter()) };
        format!("{none} field `{field}`{near}")
    };
    fields.iter().filter(is_unknown).map(sentence).collect()
}

fn leaves(prefix: &str, value: &Value, paths: &mut Vec<String>) {
    let mut after = 0;
    for (name, member) in value.as_object().into_iter().flatten() {
        if name == "_links" || name == "_embedded" {
            continue;
        }
        let path = format!("{prefix}{name}");
        if member.as_object().is_some_and(|members| !members.is_empty()) {
            leaves(&format!("{path}."), member, paths);
        } else if let Some(at) = paths.iter().position(|known| *known == path) {
            after = at + 1;
        } else {
            // A field that earlier items lack goes behind its neighbor.
            let at = if after == 0 { paths.len() } else { after };
            paths.insert(at, path);
            after = at + 1;
        }
    }
}

/// The cells of an item.
pub fn texts(item: &RawValue, columns: &[String]) -> Vec<String> {
    values(item, columns).map(|value| value.map(text).unwrap_or_default()).collect()
}

/// The cells of an item in CSV. Texts that a spreadsheet would read as formulas are escaped; numbers are not.
pub fn csv_texts(item: &RawValue, columns: &[String]) -> Vec<String> {
    let safe = |value: &RawValue| {
        let text = text(value);
        let is_number = value.get().starts_with(['-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
        if !is_number && text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
    };
    values(item, columns).map(|value| value.map(safe).unwrap_or_default()).collect()
}

fn values<'a>(item: &'a RawValue, columns: &[String]) -> impl Iterator<Item = Option<&'a RawValue>> {
    columns.iter().map(move |path| if path.is_empty() { Some(item) } else { pick(item, path) })
}

/// A value in a cell: texts without quotes, lists of plain values with commas, anything else as JSON.
fn text(value: &RawValue) -> String {
    if value.get().starts_with('"') {
        return serde_json::from_str(value.get()).unwrap_or_default();
    }
    if value.get() == "null" {
        return String::new();
    }
    let items = serde_json::from_str::<Vec<&RawValue>>(value.get());
    match items {
        Ok(items) if items.iter().all(|item| !item.get().starts_with(['{', '['])) => {
            items.into_iter().map(text).collect::<Vec<_>>().join(", ")
        }
        _ => value.get().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(json: &str) -> Box<RawValue> {
        RawValue::from_string(json.into()).expect("JSON")
    }

    #[test]
    fn fields_are_picked_with_all_their_digits() {
        let item = raw(r#"{"a":{"b":[{"c":1.00000000000000000001}]},"0":"zero","n":null}"#);
        let picked = |path| pick(&item, path).map(RawValue::get);
        assert_eq!(picked("a.b.0.c"), Some("1.00000000000000000001"));
        assert_eq!((picked("0"), picked("n")), (Some("\"zero\""), Some("null")));
        assert_eq!((picked("a.x"), picked("a.b.1"), picked("a.b.c"), picked("")), (None, None, None, None));
    }

    #[test]
    fn columns_tell_the_items_apart() {
        let users = [
            raw(r#"{"id":"1","created":"t","status":"A","profile":{"login":"l"},"_links":{"self":{"href":"h"}}}"#),
            raw(r#"{"id":"2","status":"B","profile":{"login":"m","firstName":"F"}}"#),
        ];
        let users: Vec<&RawValue> = users.iter().map(AsRef::as_ref).collect();
        assert_eq!(best(&users, "user.list-users"), ["id", "status", "profile.login", "profile.firstName"]);
        assert_eq!(all(&users), ["id", "created", "status", "profile.login", "profile.firstName"]);
        let odd = raw(r#"{"z":1,"y":{"x":[1,2]}}"#);
        assert_eq!(best(&[odd.as_ref()], "a.b"), ["z", "y.x"]);
        assert_eq!(texts(&odd, &["y.x".into(), "y".into(), "w".into()]), ["1, 2", r#"{"x":[1,2]}"#, ""]);
        let texts_alone = raw(r#""openid""#);
        assert_eq!(best(&[texts_alone.as_ref()], "a.b"), [""]);
        assert_eq!(texts(&texts_alone, &[String::new()]), ["openid"]);
    }

    #[test]
    fn an_unknown_field_leads_to_the_one_that_is_meant() {
        let items = [raw(r#"{"id":"1","profile":{"login":"l"}}"#), raw(r#"{"id":"2","custom":null}"#)];
        let items: Vec<&RawValue> = items.iter().map(AsRef::as_ref).collect();
        let unknown = |field: &str, items: &[&RawValue]| unknown(items, &[field.to_string()]);
        for known in ["id", "profile", "profile.login", "custom"] {
            assert!(unknown(known, &items).is_empty(), "{known}");
        }
        assert_eq!(unknown("Login", &items), ["None of 2 items has the field `Login`: did you mean `profile.login`?"]);
        assert_eq!(
            unknown("profile.logn", &items[..1]),
            ["The item has no field `profile.logn`: did you mean `profile.login`?"]
        );
        assert_eq!(unknown("zzz", &items), ["None of 2 items has the field `zzz`"]);
        assert!(unknown("zzz", &[]).is_empty());
    }

    #[test]
    fn no_cell_is_a_formula() {
        let item = raw(r#"{"a":"=1+1","b":"+49","c":"-x","d":"@x","e":"\tx","f":"\rx","g":-5,"h":"x=1","i":["=1"]}"#);
        let columns: Vec<String> = all(&[item.as_ref()]);
        assert_eq!(csv_texts(&item, &columns), ["'=1+1", "'+49", "'-x", "'@x", "'\tx", "'\rx", "-5", "x=1", "'=1"]);
    }
}
