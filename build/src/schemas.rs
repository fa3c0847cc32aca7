//! Reads the JSON Schemas of bodies and resolves their references.

use crate::model::{Location, Param, ParamType};
use serde_json::{Map, Value};
use std::fs;
use std::path::Path;

/// Checks the schema that an action declares for its body; the error says what is wrong and what to write instead.
pub fn check(folder: &Path, declared: Option<&str>, params: &[Param]) -> Result<(), String> {
    let json = params.iter().any(|param| param.location == Location::Body && param.ty == ParamType::Text);
    match declared {
        None if json => {
            Err("takes a JSON body without a schema. Write one in `schemas/` and name it, such as Body: `user-create`"
                .into())
        }
        None => Ok(()),
        Some(name) if !json => Err(format!(
            "declares the body `{name}` without a `body` that is JSON text. Remove the line, or add `body: string`"
        )),
        Some(name) if name.contains(['/', '\\', '.']) || !folder.join(format!("{name}.json")).is_file() => {
            Err(format!(
                "declares the body `{name}`, but there is no `schemas/{name}.json`. Write this JSON Schema, or correct the name"
            ))
        }
        Some(_) => Ok(()),
    }
}

/// The schema with this name, with references resolved. The error names the file at fault.
pub fn inline(folder: &Path, name: &str) -> Result<Value, String> {
    let file = folder.join(format!("{name}.json"));
    let wrong = |error: String| format!("{}: {error}", file.display());
    let text = fs::read_to_string(&file).map_err(|error| wrong(error.to_string()))?;
    let schema = serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
    resolve(folder, schema)
}

fn resolve(folder: &Path, schema: Value) -> Result<Value, String> {
    match schema {
        Value::Array(items) => items.into_iter().map(|item| resolve(folder, item)).collect(),
        Value::Object(mut siblings) => {
            let reference = siblings.remove("$ref");
            let siblings = siblings
                .into_iter()
                .map(|(key, value)| Ok((key, resolve(folder, value)?)))
                .collect::<Result<Map<String, Value>, String>>()?;
            match reference.as_ref().and_then(Value::as_str) {
                None => Ok(Value::Object(siblings)),
                Some(file) => Ok(merge(inline(folder, file.trim_end_matches(".json"))?, siblings)),
            }
        }
        other => Ok(other),
    }
}

/// Merges the keywords next to a reference into its target: properties and conditions are added, other keywords
/// replaced.
fn merge(target: Value, siblings: Map<String, Value>) -> Value {
    let Value::Object(mut target) = target else { return target };
    for (key, value) in siblings {
        match (key.as_str(), target.get_mut(&key), value) {
            ("properties", Some(Value::Object(names)), Value::Object(more)) => names.extend(more),
            ("required" | "allOf", Some(Value::Array(items)), Value::Array(more)) => items.extend(more),
            (_, _, value) => drop(target.insert(key, value)),
        }
    }
    Value::Object(target)
}
