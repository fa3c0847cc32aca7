//! The shapes of Okta's responses, from `tests/conformance/`: their fields, the types of the fields, and which can be
//! null.
//!
//! Every response of the mock org is checked against its shape, so that a strict client can read it. A request body is
//! refused if no response could show it.

use crate::facts::operations::Operation;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::{
    collections::{BTreeMap, HashMap},
    sync::LazyLock,
};

/// A shape as a line of `shapes.jsonl`, whose first line explains the others.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Shape {
    shape: String,
    of: Option<String>,
    by: Option<String>,
    #[serde(default)]
    cases: BTreeMap<String, String>,
    #[serde(default)]
    fields: BTreeMap<String, String>,
    #[serde(default)]
    required: Vec<String>,
    #[serde(default)]
    writes: Vec<String>,
    #[serde(default)]
    any: Vec<String>,
    #[serde(default)]
    values: Vec<String>,
    #[serde(default)]
    recorded: BTreeMap<String, Vec<String>>,
}

static SHAPES: LazyLock<HashMap<String, Shape>> = LazyLock::new(|| {
    let lines = include_str!("../../../../tests/conformance/shapes.jsonl").lines().skip(1);
    let shapes = lines.map(|line| serde_json::from_str::<Shape>(line).expect("shapes.jsonl: a line is a shape"));
    let mut shapes: HashMap<String, Shape> = shapes.map(|shape| (shape.shape.clone(), shape)).collect();
    let derived: Vec<(String, String)> =
        shapes.values().filter_map(|shape| Some((shape.shape.clone(), shape.of.clone()?))).collect();
    for (name, base) in derived {
        let base = &shapes[&base];
        let (fields, required, recorded) = (base.fields.clone(), base.required.clone(), base.recorded.clone());
        let writes = base.writes.clone();
        let shape = shapes.get_mut(&name).expect("it was just listed");
        fields.into_iter().for_each(|(field, kind)| _ = shape.fields.entry(field).or_insert(kind));
        recorded.into_iter().for_each(|(field, kinds)| shape.recorded.entry(field).or_default().extend(kinds));
        shape.required.extend(required);
        shape.writes.extend(writes);
    }
    shapes
});

/// The recorded status of a success, if it differs from the one that Okta describes.
pub fn recorded_status(operation: &Operation) -> Option<u16> {
    operation.recorded.keys().next()?.parse().ok()
}

/// The type of the body that comes with a status of an operation.
fn body_type(operation: &Operation, status: Option<u16>) -> Option<&str> {
    let all = || operation.recorded.iter().chain(&operation.answers);
    let status = status.map(|status| status.to_string());
    let found = all().find(|(key, _)| status.as_ref() == Some(key)).and_then(|(_, kind)| kind.as_str());
    let with_body = || all().filter_map(|(_, kind)| kind.as_str()).find(|kind| !matches!(*kind, "empty" | "text"));
    found.or_else(with_body)
}

/// Checks a response: its status, and each field of its body. The error names the field and the expected type.
pub fn check(operation: &Operation, status: u16, body: Option<&Value>) -> Result<(), String> {
    let key = status.to_string();
    if !operation.answers.contains_key(&key) && !operation.recorded.contains_key(&key) {
        return Err(format!("the status {status} is not one of the operation"));
    }
    match (body_type(operation, Some(status)), body) {
        (None | Some("empty" | "text"), None) => Ok(()),
        // An empty body may also be an empty object.
        (None | Some("empty" | "text"), Some(body)) if *body == Value::Object(Map::new()) => Ok(()),
        (None | Some("empty" | "text"), Some(_)) => Err("a body was not expected".to_owned()),
        (Some(kind), None) => Err(format!("a body was expected: {kind}")),
        (Some(kind), Some(body)) => fits(kind, body),
    }
}

/// Checks an item before an operation stores it, like [`check`] for a response.
pub fn check_resource(operation: &Operation, item: &Value) -> Result<(), String> {
    match body_type(operation, None) {
        Some(kind) if kind.starts_with('@') => fits(kind, item),
        _ => Ok(()),
    }
}

/// Drops the fields of a body that no response of the operation has, as Okta does. A field that selects the
/// shape is taken from `old` if the body lacks it.
pub fn drop_unknown(operation: &Operation, body: &mut Map<String, Value>, old: &Map<String, Value>) {
    if let Some(kind) = body_type(operation, None) {
        retain(kind, body, old);
    }
}

fn retain(kind: &str, body: &mut Map<String, Value>, old: &Map<String, Value>) {
    let Some(mut shape) = kind.strip_prefix('@').and_then(|name| SHAPES.get(name.trim_end_matches('?'))) else {
        return;
    };
    if let Some(by) = &shape.by {
        let case = body.get(by).or_else(|| old.get(by)).and_then(Value::as_str);
        let Some(case) = case.and_then(|case| SHAPES.get(shape.cases.get(case)?)) else { return };
        shape = case;
    }
    if shape.fields.is_empty() {
        return;
    }
    let is_known = |field: &str| shape.fields.contains_key(field) || shape.recorded.contains_key(field);
    body.retain(|field, _| is_known(field) || is_known("*") || shape.writes.contains(field));
    for (field, value) in body {
        let kind = shape.fields.get(field).or_else(|| shape.fields.get("*"));
        if let (Some(kind), Value::Object(value)) = (kind, value) {
            let none = Map::new();
            retain(kind, value, old.get(field).and_then(Value::as_object).unwrap_or(&none));
        }
    }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Whether a value is of a type, as `shapes.jsonl` writes it. The error begins with the path from the value to the
/// fault.
fn fits(kind: &str, value: &Value) -> Result<(), String> {
    let is = kind_of(value);
    let wrong = || Err(format!(": expected {kind}, not {is}"));
    let inner = kind.trim_end_matches('?');
    match (inner.as_bytes().first(), value) {
        _ if inner == "any" || (value.is_null() && inner != kind) => Ok(()),
        (Some(b'['), Value::Array(items)) => {
            let of = &inner[1..inner.len() - 1];
            items.iter().enumerate().try_for_each(|(at, item)| fits(of, item).map_err(|fault| format!("/{at}{fault}")))
        }
        (Some(b'{'), Value::Object(fields)) => {
            let of = &inner[1..inner.len() - 1];
            fields.iter().try_for_each(|(field, value)| fits(of, value).map_err(|fault| format!("/{field}{fault}")))
        }
        (Some(b'='), Value::String(text)) if inner[1..].split('|').any(|known| known == text) => Ok(()),
        (Some(b'='), Value::String(text)) => Err(format!(": expected one of {}, not {text}", &inner[1..])),
        (Some(b'@'), _) => match SHAPES.get(&inner[1..]) {
            Some(shape) => fits_shape(shape, value),
            None => Err(format!(": the shape {inner} is missing")),
        },
        _ if inner == is || (inner == "number" && is == "integer") => Ok(()),
        _ => wrong(),
    }
}

fn fits_shape(shape: &'static Shape, value: &Value) -> Result<(), String> {
    let name = &shape.shape;
    if !shape.any.is_empty() {
        let mut results = shape.any.iter().map(|kind| fits(kind, value));
        return match results.find(Result::is_ok) {
            Some(_) => Ok(()),
            None => fits(&shape.any[0], value),
        };
    }
    if !shape.values.is_empty() {
        let recorded = shape.recorded.get("values").into_iter().flatten();
        return match value.as_str() {
            Some(text) if shape.values.iter().chain(recorded).any(|known| known == text) => Ok(()),
            _ => Err(format!(": expected one of {} ({name}), not {value}", shape.values.join(", "))),
        };
    }
    let Some(object) = value.as_object() else {
        return Err(format!(": expected an object ({name}), not {}", kind_of(value)));
    };
    let is_recorded = |field: &str, kind: &str| {
        shape.recorded.get(field).is_some_and(|kinds| kinds.iter().any(|recorded| recorded == kind))
    };
    if let Some(by) = &shape.by {
        let Some(case) = object.get(by).and_then(Value::as_str) else {
            return Err(format!("/{by}: always there ({name})"));
        };
        if let Some(case) = shape.cases.get(case).and_then(|case| SHAPES.get(case)) {
            return fits_shape(case, value);
        }
    }
    let absent = |field: &&String| !object.contains_key(*field) && !is_recorded(field, "missing");
    if let Some(field) = shape.required.iter().find(absent) {
        return Err(format!("/{field}: always there ({name})"));
    }
    object.iter().try_for_each(|(field, value)| {
        let recorded = [field, "*"].iter().any(|field| is_recorded(field, kind_of(value)));
        match shape.fields.get(field).or_else(|| shape.fields.get("*")) {
            _ if recorded || shape.fields.is_empty() => Ok(()),
            Some(kind) => fits(kind, value).map_err(|fault| format!("/{field}{fault}")),
            // A case that is not described can have any other field.
            None if shape.by.is_some() => Ok(()),
            None => Err(format!("/{field}: unknown ({name})")),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{SHAPES, check};
    use crate::facts::operations;
    use serde_json::{Value, json};

    fn checked(action: &str, status: u16, body: &Value) -> Result<(), String> {
        let named =
            |operation: &&operations::Operation| format!("{}.{}", operation.interface, operation.function) == action;
        check(operations::all().iter().find(named).expect("the test names an operation"), status, Some(body))
    }

    #[test]
    fn every_operation_has_responses_and_every_shape_is_there() {
        for operation in operations::all() {
            assert!(!operation.answers.is_empty(), "{}", operation.name());
        }
        let named = SHAPES.values().flat_map(|shape| {
            let cases = shape.cases.values().map(|case| format!("@{case}"));
            shape.fields.values().chain(&shape.any).cloned().chain(cases)
        });
        let responses = operations::all()
            .iter()
            .flat_map(|operation| operation.answers.values().chain(operation.recorded.values()));
        for kind in named.chain(responses.map(|kind| kind.as_str().expect("a type").to_owned())) {
            for name in kind.split('@').skip(1) {
                let name = name.trim_end_matches(['?', ']', '}']);
                assert!(SHAPES.contains_key(name), "{name}");
            }
        }
    }

    #[test]
    fn missing_null_unknown_and_mistyped_fields_are_found() {
        let rule = json!({"id": "0pr1", "type": "SIGN_ON", "name": "A", "created": null});
        assert_eq!(checked("policy.get-policy-rule", 200, &rule), Ok(()));
        for (change, found) in [
            (json!({"type": null}), "/type: always there"),
            (json!({"name": null}), "/name: expected string, not null"),
            (json!({"name": 1}), "/name: expected string, not integer"),
            (json!({"status": "ASLEEP"}), "/status: expected one of ACTIVE, INACTIVE"),
            (json!({"color": "red"}), "/color: unknown"),
            (json!({"_links": {"self": {}}}), "/_links/self/href: always there"),
        ] {
            let mut rule = rule.clone();
            change.as_object().into_iter().flatten().for_each(|(field, value)| rule[field] = value.clone());
            let error = checked("policy.get-policy-rule", 200, &rule).expect_err("a change that is a fault");
            assert!(error.starts_with(found), "{error}");
        }
        assert!(checked("policy.get-policy-rule", 201, &rule).is_err());
        assert!(checked("policy.delete-policy-rule", 204, &rule).is_err());
    }
}
