//! Writes the documents of `catalog.describe-action`: one per line, compressed per interface.

use crate::model::{Action, Catalog, Location, Other, Param, ParamType, Returns};
use crate::names::camel_case;
use crate::schemas::inline;
use serde_json::{Map, Value, json};
use std::fmt::Write;
use std::path::Path;

/// The documents of all actions, per interface. The error names a schema that cannot be read.
pub fn documents(catalog: &Catalog, schemas: &Path) -> Result<Vec<(String, String)>, String> {
    let mut interfaces: Vec<(String, String)> = Vec::new();
    for action in &catalog.actions {
        let document = describe(action, schemas)?;
        match interfaces.last_mut() {
            Some((interface, documents)) if *interface == action.interface => {
                let _ = writeln!(documents, "{document}");
            }
            _ => interfaces.push((action.interface.clone(), format!("{document}\n"))),
        }
    }
    let generic = catalog.others.iter().filter(|other| other.interface == "generic-request");
    interfaces.extend(generic.map(|other| (other.interface.clone(), format!("{}\n", describe_generic(other)))));
    Ok(interfaces)
}

/// The documents, compressed, as a table for `src/table/descriptions.rs`.
pub fn table(documents: &[(String, String)]) -> String {
    let (mut statics, mut table) = (String::new(), String::from("static DESCRIPTIONS: &[(&str, &[u8])] = &[\n"));
    for (number, (interface, documents)) in documents.iter().enumerate() {
        let compressed = miniz_oxide::deflate::compress_to_vec(documents.as_bytes(), 10);
        // By their name, `cargo xtask size` finds them in the component.
        let _ = writeln!(statics, "static DOCUMENTS_{number}: [u8; {}] = {compressed:?};", compressed.len());
        let _ = writeln!(table, "({interface:?}, &DOCUMENTS_{number}),");
    }
    statics + &table + "];\n"
}

fn describe(action: &Action, schemas: &Path) -> Result<Value, String> {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for param in &action.params {
        let name = camel_case(&param.name);
        let schema = match (param.location, &action.body_schema) {
            (Location::Body, Some(schema)) => inline(schemas, schema)?,
            (Location::Body, None) => bytes("The bytes to send."),
            _ => parameter(param),
        };
        if !param.optional {
            required.push(json!(name));
        }
        properties.insert(name, schema);
    }
    let (summary, details) = action.docs.split_once("\n\n").unwrap_or((&action.docs, ""));
    let mut document = json!({
        "name": format!("{}.{}", action.interface, action.function),
        "interface": action.interface, "function": action.function, "section": action.section, "title": action.title,
        "aliases": action.aliases,
        "summary": flow(summary), "details": flow(details),
        "method": action.method, "path": action.path,
        "parameters": object(properties, required),
        "returns": match action.returns {
            Returns::Nothing => "nothing",
            Returns::Document => "document",
            Returns::List => "list",
        },
        "paginated": action.paginated,
        "scopes": action.scope.iter().collect::<Vec<_>>(),
        "deprecated": action.deprecated.is_some(),
        "annotations": {
            "readOnlyHint": action.hints.read_only, "destructiveHint": action.hints.destructive,
            "idempotentHint": action.hints.idempotent,
        },
    });
    if let Some(instead) = &action.deprecated {
        document["deprecation"] = json!(instead);
    }
    Ok(document)
}

/// The document of the generic request. Its safety depends on its use, so the hints assume the worst.
fn describe_generic(Other { interface, function }: &Other) -> Value {
    let docs = function.docs.contents.as_deref().unwrap_or_default();
    let described = super::docs::described(docs);
    let text = |name: &str| {
        let found = described.iter().find(|(described, _)| *described == name);
        found.map(|(_, text)| capitalized(&flow(text))).unwrap_or_default()
    };
    let pairs = |name: &str| json!({"description": text(name), "type": ["object", "array"], "additionalProperties": {"type": "string"}});
    let properties = [
        (
            "method",
            json!({"description": text("method"), "type": "string", "examples": ["GET", "POST", "PUT", "PATCH", "DELETE"]}),
        ),
        ("path", json!({"description": text("path"), "type": "string", "examples": ["/api/v1/users"]})),
        ("query", pairs("query")),
        ("headers", pairs("headers")),
        ("body", bytes(&text("body"))),
    ];
    let properties = properties.into_iter().map(|(name, schema)| (name.to_string(), schema)).collect();
    let prose = docs.split("\n\n").next().unwrap_or_default();
    json!({
        "name": format!("{interface}.{}", function.name), "interface": interface, "function": function.name,
        "section": "Generic Request", "title": "Okta Generic Request", "aliases": [],
        "summary": flow(prose), "details": "", "method": "", "path": "",
        "parameters": object(properties, vec![json!("method"), json!("path")]),
        "returns": "document", "paginated": true, "scopes": [], "deprecated": false,
        "annotations": {"readOnlyHint": false, "destructiveHint": true, "idempotentHint": false},
    })
}

fn object(properties: Map<String, Value>, required: Vec<Value>) -> Value {
    json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
}

/// The schema of a parameter in path, query or headers. Values are suggestions, because Okta adds values.
fn parameter(param: &Param) -> Value {
    let mut schema = Map::new();
    schema.insert("description".into(), json!(capitalized(&flow(&param.docs))));
    let (ty, whole) = match param.ty {
        ParamType::Flag => ("boolean", false),
        ParamType::Number => ("integer", true),
        ParamType::List => ("array", false),
        ParamType::Text | ParamType::Bytes => ("string", false),
    };
    schema.insert("type".into(), json!(ty));
    let mut suggestions = Map::new();
    if !param.values.is_empty() {
        suggestions.insert("examples".into(), json!(param.values));
    }
    if param.ty == ParamType::List {
        suggestions.insert("type".into(), json!("string"));
        schema.insert("items".into(), Value::Object(suggestions));
    } else {
        schema.extend(suggestions);
    }
    if let Some(format) = &param.format {
        schema.insert("format".into(), json!(format));
    }
    if whole {
        schema.insert("minimum".into(), json!(param.minimum.unwrap_or(0)));
        schema.extend(param.maximum.map(|maximum| ("maximum".into(), json!(maximum))));
    }
    // Okta's default, as JSON of the parameter's type.
    let default = param.default.as_ref().map(|text| match param.ty {
        ParamType::Flag | ParamType::Number => serde_json::from_str(text).unwrap_or_else(|_| json!(text)),
        _ => json!(text),
    });
    schema.extend(default.map(|value| ("default".into(), value)));
    schema.insert("x-in".into(), json!(format!("{:?}", param.location).to_lowercase()));
    Value::Object(schema)
}

fn bytes(description: &str) -> Value {
    json!({
        "description": description, "x-in": "body",
        "anyOf": [
            {"type": "string"},
            {"type": "object", "required": ["base64"], "properties": {"base64": {"type": "string", "contentEncoding": "base64"}}},
        ],
    })
}

/// Joins lines of WIT docs into running text, keeping paragraphs.
fn flow(text: &str) -> String {
    let paragraphs = text.split("\n\n").map(|paragraph| paragraph.split_whitespace().collect::<Vec<_>>().join(" "));
    paragraphs.collect::<Vec<_>>().join("\n\n")
}

fn capitalized(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}
