//! Turns a JSON object into the arguments of a function, by the component's own types.

use crate::host::Function;
use crate::host::suggestions::did_you_mean;
use base64::Engine as _;
use okta_actions_build::names::camel_case;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use wasmtime::component::{Type, Val};

type Object = BTreeMap<String, Box<RawValue>>;

/// The arguments in the order of the parameters. The error holds a line for each one that is missing, unknown or mistyped.
///
/// The keys are the parameters in camelCase, those of an `options` record among them. The text of `body` is unchanged;
/// `body` can also be given separately, as bytes.
pub fn arguments(function: &Function, json: &str, body: Option<Vec<u8>>) -> Result<Vec<Val>, Vec<String>> {
    let mut object: Object =
        serde_json::from_str(json).map_err(|error| vec![format!("the arguments are not a JSON object: {error}")])?;
    let mut problems = Vec::new();
    let mut known = Vec::new();
    let mut args = Vec::new();
    for (name, ty) in &function.params {
        match ty {
            Type::Record(record) => {
                let fields = record.fields().map(|field| {
                    let value = argument(field.name, &field.ty, &mut object, &mut known, &mut problems);
                    (field.name.to_string(), value)
                });
                args.push(Val::Record(fields.collect()));
            }
            _ => args.push(argument(name, ty, &mut object, &mut known, &mut problems)),
        }
    }
    if let Some(body) = body {
        set_body(function, body, &mut args, &mut problems);
    }
    for unknown in object.keys() {
        let near = did_you_mean(unknown, known.iter().cloned());
        let expected = if known.is_empty() { "it takes none".into() } else { format!("it takes {}", known.join(", ")) };
        problems.push(format!(
            "`{unknown}` is not an argument of {}.{}; {expected}{near}",
            function.interface, function.name
        ));
    }
    if problems.is_empty() { Ok(args) } else { Err(problems) }
}

/// Replaces the argument `body` by bytes.
fn set_body(function: &Function, body: Vec<u8>, args: &mut [Val], problems: &mut Vec<String>) {
    problems.retain(|problem| !problem.starts_with("`body` is missing"));
    let mut params = function.params.iter().map(|(name, ty)| (name.as_str(), ty)).zip(args);
    let Some(((_, ty), arg)) = params.find(|((name, _), _)| *name == "body") else {
        return problems.push(format!("{}.{} has no body", function.interface, function.name));
    };
    let text = |bytes| String::from_utf8(bytes).map(Val::String).map_err(|_| "`body` is not UTF-8 text".to_string());
    let value = match ty {
        Type::Option(option) if option.ty() == Type::String => text(body).map(|text| Val::Option(Some(Box::new(text)))),
        Type::Option(_) => Ok(Val::Option(Some(Box::new(byte_list(body))))),
        Type::String => text(body),
        _ => Ok(byte_list(body)),
    };
    match value {
        Ok(value) => *arg = value,
        Err(problem) => problems.push(problem),
    }
}

fn byte_list(bytes: Vec<u8>) -> Val {
    Val::List(bytes.into_iter().map(Val::U8).collect())
}

fn argument(name: &str, ty: &Type, object: &mut Object, known: &mut Vec<String>, problems: &mut Vec<String>) -> Val {
    let key = camel_case(name);
    let given = object.remove(&key);
    known.push(key.clone());
    let result = match (ty, &given) {
        (Type::Option(_), None) => Ok(Val::Option(None)),
        (Type::Option(_), Some(json)) if json.get() == "null" => Ok(Val::Option(None)),
        (Type::Option(option), Some(json)) => {
            value(name, &option.ty(), json).map(|value| Val::Option(Some(Box::new(value))))
        }
        // An empty list means the same as none, so it may be left out; an empty body does not.
        (Type::List(_), None) if name != "body" => Ok(Val::List(Vec::new())),
        (_, Some(json)) => value(name, ty, json),
        (_, None) => Err("is missing".to_string()),
    };
    result.unwrap_or_else(|wrong| {
        problems.push(format!("`{key}` {wrong}: expected {}", expected(name, ty)));
        Val::Bool(false)
    })
}

fn value(name: &str, ty: &Type, json: &RawValue) -> Result<Val, String> {
    let wrong = || format!("is {}", shown(json.get()));
    let parsed = match (name, ty) {
        ("body", Type::String) => Some(Val::String(json.get().to_string())),
        ("body", Type::List(_)) => bytes(json),
        (_, Type::String) => serde_json::from_str(json.get()).ok().map(Val::String),
        (_, Type::Bool) => serde_json::from_str(json.get()).ok().map(Val::Bool),
        (_, Type::U32) => serde_json::from_str(json.get()).ok().map(Val::U32),
        (_, Type::List(list)) if list.ty() == Type::String => {
            let items: Option<Vec<String>> = serde_json::from_str(json.get()).ok();
            items.map(|items| Val::List(items.into_iter().map(Val::String).collect()))
        }
        (_, Type::List(_)) => pairs(json),
        _ => None,
    };
    parsed.ok_or_else(wrong)
}

/// Bytes: a string as its UTF-8 text, or an object with only `base64` as the decoded bytes.
fn bytes(json: &RawValue) -> Option<Val> {
    let text = serde_json::from_str::<String>(json.get()).ok().map(String::into_bytes);
    let decoded = || {
        let object: BTreeMap<String, String> = serde_json::from_str(json.get()).ok()?;
        let only = object.get("base64").filter(|_| object.len() == 1)?;
        base64::prelude::BASE64_STANDARD.decode(only).ok()
    };
    text.or_else(decoded).map(byte_list)
}

/// Names and values: a list of pairs, or an object if no name occurs twice.
fn pairs(json: &RawValue) -> Option<Val> {
    let pairs: Vec<(String, String)> = serde_json::from_str(json.get())
        .or_else(|_| serde_json::from_str::<BTreeMap<String, String>>(json.get()).map(|map| map.into_iter().collect()))
        .ok()?;
    let tuple = |(name, value)| Val::Tuple(vec![Val::String(name), Val::String(value)]);
    Some(Val::List(pairs.into_iter().map(tuple).collect()))
}

/// The expected value of a parameter, in words.
fn expected(name: &str, ty: &Type) -> String {
    match (name, ty) {
        (_, Type::Option(option)) => format!("{} or nothing", expected(name, &option.ty())),
        ("body", Type::List(_)) => {
            "a string that is sent as its text, an object such as {\"base64\": \"AAEC\"}, or a file by --body".into()
        }
        ("body", _) => "any JSON value, or a file by --body".into(),
        (_, Type::String) => "a string".into(),
        (_, Type::Bool) => "true or false".into(),
        (_, Type::U32) => "a whole number from 0 to 4294967295".into(),
        (_, Type::List(list)) if list.ty() == Type::String => "a list of strings".into(),
        (_, Type::List(_)) => "an object of strings, or a list of pairs of strings".into(),
        (_, other) => format!("{other:?}"),
    }
}

/// A value for a message, shortened if it is long.
fn shown(json: &str) -> String {
    match json.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &json[..end]),
        None => json.to_string(),
    }
}
