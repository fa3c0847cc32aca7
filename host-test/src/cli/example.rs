//! Makes valid arguments for an action from its document.
//!
//! The mock org accepts them, too: ids are those of its seed, and values that a schema does not tell are in the `example` of
//! the operation among the facts.

use crate::mock::operations;
use crate::mock::seeded::SEEDED;
use serde_json::{Map, Value, json};

/// The number of properties of an object that requires none.
const SOME: usize = 2;

/// Plausible texts for properties without known values, by the ends of their names.
const TEXTS: &[(&str, &str)] = &[
    ("login", "ada@example.com"),
    ("email", "ada@example.com"),
    ("phonenumber", "+15550100123"),
    ("url", "https://example.com/hook"),
    ("uri", "https://example.com/hook"),
    ("origin", "https://example.com"),
    ("issuer", "https://idp.example.com"),
    ("passcode", "123456"),
    ("applicationid", "0oa0000000000002mock"),
    ("targetaid", "0oa0000000000003mock"),
];

/// The required arguments by name, and those of the operation's `example`.
pub fn arguments(document: &Value) -> Map<String, Value> {
    let path = document["path"].as_str().unwrap_or_default();
    let named = operations::all().iter().find(|operation| document["name"] == operation.name());
    let by_hand = |name: &str| named?.example.arguments.get(name).cloned();
    let schema = &document["parameters"];
    let required: Vec<&str> = strings(&schema["required"]).collect();
    // A replacement clears the properties that it leaves out, so its body is a whole object.
    let whole = document["method"] == "PUT";
    let mut arguments = Map::new();
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let made = || seeded(path, name).map_or_else(|| value(name, property, whole), |id| json!(id));
        match by_hand(name) {
            Some(value) => arguments.insert(name.clone(), value),
            None if required.contains(&name.as_str()) => arguments.insert(name.clone(), made()),
            None => None,
        };
    }
    arguments
}

/// The id in the mock org's seed for a placeholder of a path.
fn seeded(path: &str, name: &str) -> Option<&'static str> {
    let placeholder = format!("{{{name}}}");
    let (_, id) = SEEDED.iter().find(|(known, _)| known.starts_with(&placeholder) && path.contains(known))?;
    id.split('/').next()
}

/// The id in the mock org's seed for a name such as `targetGroupId`.
fn seeded_by_end(name: &str) -> Option<&'static str> {
    let name = name.trim_end_matches('s').to_lowercase();
    let ends = |known: &str| {
        let known = known.trim_matches(['{', '}']).to_lowercase();
        known.len() > 4 && name.ends_with(&known)
    };
    SEEDED.iter().find(|(known, _)| ends(known)).map(|(_, id)| *id)
}

/// A value that fits a schema: a known one, or else one of its type.
fn value(name: &str, schema: &Value, whole: bool) -> Value {
    if schema["x-in"] == "body" {
        return json!("bytes as text");
    }
    let known = [&schema["examples"][0], &schema["default"], &schema["const"], &schema["enum"][0]];
    if let Some(known) = known.into_iter().find(|value| !value.is_null()) {
        return known.clone();
    }
    match types(schema).into_iter().find(|kind| *kind != "null") {
        Some("object") => object(schema, whole),
        Some("array") => json!([value(name, &schema["items"], whole)]),
        Some("boolean") => json!(true),
        Some("integer" | "number") => schema.get("minimum").cloned().unwrap_or(json!(1)),
        _ => json!(text(name, schema)),
    }
}

/// The required properties of an object, of its first kind if there are several; some properties if none is required.
/// A whole object has all its plain properties.
fn object(schema: &Value, whole: bool) -> Value {
    let empty = Map::new();
    let mut properties = schema["properties"].as_object().unwrap_or(&empty).clone();
    let mut required: Vec<String> = strings(&schema["required"]).map(String::from).collect();
    let mut fixed = Map::new();
    if let Some(kind) = schema["allOf"].as_array().and_then(|kinds| kinds.first()) {
        for (name, condition) in kind["if"]["properties"].as_object().into_iter().flatten() {
            let first = condition.get("const").or_else(|| condition["enum"].get(0));
            fixed.extend(first.map(|value| (name.clone(), value.clone())));
        }
        let then = &kind["then"];
        required.extend(fixed.keys().cloned().chain(strings(&then["required"]).map(String::from)));
        for (name, more) in then["properties"].as_object().into_iter().flatten() {
            // The kind's schema of a property replaces the common one; an object with required parts is needed.
            if strings(&more["required"]).next().is_some() || holds_required(more) {
                required.push(name.clone());
            }
            properties.insert(name.clone(), more.clone());
        }
    }
    let scalar = |schema: &Value| !types(schema).iter().any(|kind| ["object", "array"].contains(kind));
    if whole {
        let plain = properties.iter().filter(|(_, schema)| scalar(schema)).map(|(name, _)| name.clone());
        let more: Vec<String> = plain.filter(|name| !required.contains(name)).collect();
        required.extend(more);
    }
    if required.is_empty() {
        let wanted = properties.iter().filter(|(_, schema)| scalar(schema));
        required = wanted.take(SOME).map(|(name, _)| name.clone()).collect();
    }
    if required.is_empty() {
        required = properties.keys().take(1).cloned().collect();
    }
    let mut object = Map::new();
    for name in required {
        let value = fixed.get(&name).cloned().unwrap_or_else(|| value(&name, &properties[&name], whole));
        object.insert(name, value);
    }
    Value::Object(object)
}

/// Whether an object has required properties at any depth.
fn holds_required(schema: &Value) -> bool {
    let inside = schema["properties"].as_object().into_iter().flatten();
    inside.into_iter().any(|(_, inner)| strings(&inner["required"]).next().is_some() || holds_required(inner))
}

fn text(name: &str, schema: &Value) -> String {
    let lower = name.to_lowercase();
    let known = TEXTS.iter().find(|(end, _)| lower.ends_with(end)).map(|(_, text)| *text);
    let by_format = match schema["format"].as_str() {
        Some("date-time") => Some("2026-01-31T09:00:00.000Z"),
        Some("date") => Some("2026-01-31"),
        Some("email") => Some("ada@example.com"),
        Some("uri") => Some("https://example.com/hook"),
        Some("password") => Some("Correct-Horse-7"),
        _ => None,
    };
    by_format.or(known).or_else(|| seeded_by_end(name)).unwrap_or("example").to_string()
}

/// The types that a schema allows.
pub fn types(schema: &Value) -> Vec<&str> {
    match &schema["type"] {
        Value::String(kind) => vec![kind],
        kinds => strings(kinds).collect(),
    }
}

/// The texts of a list; nothing if it is not one.
pub fn strings(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str)
}
