//! Arguments as words such as `userId=me` and `body.profile.login=ada@example.com`. Values get the types that the action takes.

use crate::cli::describe::kind;
use crate::cli::example::types;
use serde_json::{Map, Value};
use std::io::Read;

/// What words say.
#[derive(Debug, Default)]
pub struct Given {
    /// The arguments.
    pub object: Map<String, Value>,
    /// The body, if it comes from a file: `body=@FILE`.
    pub body: Option<Vec<u8>>,
}

/// The arguments of an action with this document. The error holds a line for each wrong word, and no value.
pub fn read(words: &[String], document: &Value) -> Result<Given, Vec<String>> {
    let mut given = Given::default();
    let mut problems = Vec::new();
    for word in words {
        if let Err(problem) = add(&mut given, word, document) {
            problems.push(problem);
        }
    }
    if given.body.is_some() && given.object.contains_key("body") {
        problems.push("`body` is given twice".into());
    }
    if problems.is_empty() { Ok(given) } else { Err(problems) }
}

fn add(given: &mut Given, word: &str, document: &Value) -> Result<(), String> {
    if word.trim_start().starts_with('{') {
        return Err("one JSON object and NAME=VALUE are two ways to give the arguments: use one of them".into());
    }
    let Some((name, text)) = word.split_once('=') else {
        return Err(format!("{} is not a JSON object, and not NAME=VALUE", shown(word)));
    };
    let at = |problem: String| format!("`{name}` {problem}");
    // The value may be a secret that begins with @: no path is named.
    let file = text.strip_prefix('@').map(bytes).transpose().map_err(|error| {
        at(format!("is not a file that can be read: {error}. Text that begins with @ can be given in a JSON object"))
    })?;
    let text = match file {
        Some(bytes) if name == "body" && given.body.is_none() => {
            given.body = Some(bytes);
            return Ok(());
        }
        Some(bytes) => &String::from_utf8(bytes).map_err(|_| at("is not UTF-8 text".into()))?,
        None => text,
    };
    let value = value(text, &schemas(name, document)?).map_err(at)?;
    insert(&mut given.object, name, value).map_err(at)
}

/// The bytes of a file, or of stdin.
pub fn bytes(file: &str) -> std::io::Result<Vec<u8>> {
    if file != "-" {
        return std::fs::read(file);
    }
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The schemas of a name, of which a body with several kinds has several. An unknown name has none.
fn schemas<'a>(name: &str, document: &'a Value) -> Result<Vec<&'a Value>, String> {
    let mut found = vec![&document["parameters"]];
    for part in name.split('.') {
        let kinds: Vec<&str> = found.iter().flat_map(|schema| types(schema)).collect();
        if kinds.contains(&"array") && !kinds.contains(&"object") {
            return Err(format!("`{name}` leads into a list: write the list as JSON, such as [{{…}}]"));
        }
        found = found.into_iter().flat_map(|schema| property(schema, part)).collect();
    }
    Ok(found)
}

fn property<'a>(schema: &'a Value, name: &str) -> Vec<&'a Value> {
    let declared = declared(schema, name);
    let of_any_name = schema.get("additionalProperties").filter(|schema| schema.is_object());
    if declared.is_empty() { of_any_name.into_iter().collect() } else { declared }
}

/// The schemas of a property that an object declares, for one of its kinds or for all.
pub fn declared<'a>(schema: &'a Value, name: &str) -> Vec<&'a Value> {
    let kinds = schema["allOf"].as_array().into_iter().flatten();
    let of_kinds = kinds.flat_map(|kind| declared(&kind["then"], name));
    schema["properties"].get(name).into_iter().chain(of_kinds).collect()
}

/// A text as a value of a type that one of the schemas allows; without a type it is JSON or else text.
fn value(text: &str, schemas: &[&Value]) -> Result<Value, String> {
    let kinds: Vec<&str> = schemas.iter().flat_map(|schema| types(schema)).collect();
    let is_json = text.trim_start().starts_with(['{', '[']);
    if kinds.contains(&"string") || (kinds.is_empty() && !is_json) {
        return Ok(Value::String(text.into()));
    }
    if kinds.contains(&"array") && !is_json && text != "null" {
        let inside: Vec<&Value> = schemas.iter().filter_map(|schema| schema.get("items")).collect();
        let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
        return items.map(|item| value(item, &inside)).collect();
    }
    let fits = |value: &Value| match value {
        _ if kinds.is_empty() => true,
        Value::Null => kinds.contains(&"null"),
        Value::Bool(_) => kinds.contains(&"boolean"),
        Value::Number(number) => kinds.contains(&"number") || (kinds.contains(&"integer") && !number.is_f64()),
        Value::String(_) => false,
        Value::Array(_) => kinds.contains(&"array"),
        Value::Object(_) => kinds.contains(&"object"),
    };
    let expected = || match schemas.first() {
        Some(schema) if kinds.contains(&"object") => {
            format!("has the wrong type: expected JSON ({}), or names of its properties behind a dot", kind(schema))
        }
        Some(schema) => format!("has the wrong type: expected {}", kind(schema)),
        None => "is not valid JSON".into(),
    };
    serde_json::from_str(text).ok().filter(fits).ok_or_else(expected)
}

/// Puts a value under a name such as `body.profile.login`.
fn insert(object: &mut Map<String, Value>, name: &str, value: Value) -> Result<(), String> {
    let (first, rest) = name.split_once('.').map_or((name, None), |(first, rest)| (first, Some(rest)));
    if first.is_empty() || rest == Some("") {
        return Err("has an empty part: expected a name such as body.profile.login".into());
    }
    let twice = || "is given twice".to_string();
    match rest {
        None if object.contains_key(first) => Err(twice()),
        None => {
            object.insert(first.into(), value);
            Ok(())
        }
        Some(rest) => {
            let inside = object.entry(first).or_insert_with(|| Value::Object(Map::new()));
            insert(inside.as_object_mut().ok_or_else(twice)?, rest, value)
        }
    }
}

/// A word for a message, cut where it is long.
fn shown(word: &str) -> String {
    match word.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &word[..end]),
        None => word.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn document() -> Value {
        let user = json!({"type": "object", "properties": {
            "profile": {"type": "object", "additionalProperties": true, "properties": {"login": {"type": "string"}}},
            "groupIds": {"type": "array", "items": {"type": "string"}},
            "sizes": {"type": ["array", "null"], "items": {"type": "integer"}},
        }, "allOf": [{"if": {}, "then": {"properties": {"settings": {"properties": {"vpn": {"type": "boolean"}}}}}}]});
        json!({"parameters": {"type": "object", "properties": {
            "userId": {"type": "string"}, "limit": {"type": "integer"}, "activate": {"type": "boolean"}, "body": user,
        }}})
    }

    fn object(words: &[&str]) -> Result<Value, Vec<String>> {
        let words: Vec<String> = words.iter().map(ToString::to_string).collect();
        read(&words, &document()).map(|given| Value::Object(given.object))
    }

    #[test]
    fn values_have_the_described_types() {
        for (words, expected) in [
            (&["userId=7", "limit=7", "activate=false"][..], json!({"userId": "7", "limit": 7, "activate": false})),
            (&["userId={a=b}"], json!({"userId": "{a=b}"})),
            (
                &["body.profile.login=a@example.com", "body.profile.number=0012"],
                json!({"body": {"profile": {"login": "a@example.com", "number": "0012"}}}),
            ),
            (&["body.groupIds=a, b", "body.sizes=1,2"], json!({"body": {"groupIds": ["a", "b"], "sizes": [1, 2]}})),
            (&[r#"body.groupIds=["a, b"]"#, "body.sizes=null"], json!({"body": {"groupIds": ["a, b"], "sizes": null}})),
            (&["body.settings.vpn=true"], json!({"body": {"settings": {"vpn": true}}})),
            (&[r#"body={"profile":{}}"#, "body.profile.login="], json!({"body": {"profile": {"login": ""}}})),
            (&[r#"body.profile.tags=["x"]"#], json!({"body": {"profile": {"tags": ["x"]}}})),
        ] {
            assert_eq!(object(words), Ok(expected), "{words:?}");
        }
    }

    #[test]
    fn a_wrong_word_is_named_without_its_value() {
        for (words, expected) in [
            (&["secret"][..], "secret is not a JSON object, and not NAME=VALUE"),
            (&["activate=hidden"], "`activate` has the wrong type: expected true or false"),
            (&["limit=2.5"], "`limit` has the wrong type: expected whole number"),
            (&["body.sizes=1,hidden"], "`body.sizes` has the wrong type: expected whole number"),
            (&["body.profile=hidden"], "`body.profile` has the wrong type: expected JSON (object), or names"),
            (&["body={hidden"], "`body` has the wrong type"),
            (&["userId=a", "userId=hidden"], "`userId` is given twice"),
            (&["userId=a", "userId.b=hidden"], "`userId.b` is given twice"),
            (&["body.groupIds.0=hidden"], "`body.groupIds.0` leads into a list"),
            (&["body..a=hidden"], "`body..a` has an empty part"),
            (&["=hidden"], "`` has an empty part"),
            (&["userId=a", r#"{"limit":2}"#], "one JSON object and NAME=VALUE"),
            (&["userId=@/hidden"], "`userId` is not a file that can be read: No such file"),
        ] {
            let problems = object(words).expect_err("a problem").join("\n");
            assert!(problems.contains(expected), "{words:?}: {expected} is not in {problems}");
            assert!(!problems.contains("hidden"), "{problems}");
        }
    }
}
