//! The JSON Schemas of bodies describe and never forbid: none of their keywords can refuse a body that Okta accepts,
//! except a `required` that is listed with its reason. The suggested values are those that Okta lists.

use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Keywords that describe a value, and those that refer to other schemas.
const DESCRIBING: &[&str] = &["title", "description", "type", "format", "default", "$ref"];

/// Formats that help a form to ask for a text.
const FORMATS: &[&str] = &["password", "uri", "date-time"];

/// The findings in the schemas: the places of `required` and of suggested values, and forbidden keywords.
#[derive(Default)]
struct Found {
    required: BTreeMap<String, String>,
    examples: BTreeMap<String, BTreeSet<String>>,
    problems: Vec<String>,
}

impl Found {
    fn schema(&mut self, place: &str, schema: &Value) {
        let Some(schema) = schema.as_object() else {
            return self.problems.push(format!("{place}: {schema} is not a schema"));
        };
        for (keyword, value) in schema {
            match keyword.as_str() {
                "examples" => drop(self.examples.insert(place.into(), texts(value).map(String::from).collect())),
                "format" if !FORMATS.iter().any(|format| value == format) => self.forbids(place, keyword, value),
                known if DESCRIBING.contains(&known) => {}
                "required" => drop(self.required.insert(place.into(), words(value))),
                "properties" => {
                    for (name, property) in value.as_object().into_iter().flatten() {
                        self.schema(&format!("{place}/{name}"), property);
                    }
                }
                "items" => self.schema(&format!("{place}/items"), value),
                "additionalProperties" if *value == true => {}
                "additionalProperties" => self.schema(&format!("{place}/additionalProperties"), value),
                "allOf" => value.as_array().into_iter().flatten().for_each(|kind| self.kind(place, kind)),
                _ => self.forbids(place, keyword, value),
            }
        }
    }

    /// One kind: its `then` applies only if its `if` matches.
    fn kind(&mut self, place: &str, kind: &Value) {
        let keywords: Vec<&String> = kind.as_object().into_iter().flat_map(Map::keys).collect();
        if keywords != ["if", "then"] {
            return self.problems.push(format!("{place}: a kind has an `if` and a `then`, and nothing else"));
        }
        let conditions = kind["if"]["properties"].as_object().into_iter().flatten();
        let known = |condition: &Value| match &condition["const"] {
            Value::String(one) => one.clone(),
            _ => words(&condition["enum"]).replace(' ', "|"),
        };
        let kinds: Vec<String> = conditions.map(|(_, condition)| known(condition)).collect();
        self.schema(&format!("{place}[{}]", kinds.join(",")), &kind["then"]);
    }

    fn forbids(&mut self, place: &str, keyword: &str, value: &Value) {
        let problem =
            format!("{place}: `{keyword}: {value}` may forbid a body that Okta accepts. Say it in the description");
        self.problems.push(problem);
    }
}

fn texts(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str)
}

fn words(list: &Value) -> String {
    texts(list).collect::<Vec<_>>().join(" ")
}

fn found() -> Found {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    let mut found = Found::default();
    for file in std::fs::read_dir(folder).expect("the schemas") {
        let file = file.expect("a file").path();
        if file.extension().is_some_and(|extension| extension == "json") {
            let text = std::fs::read_to_string(&file).expect("a text");
            let name = file.file_stem().expect("a name").to_string_lossy().into_owned();
            found.schema(&name, &serde_json::from_str(&text).expect("JSON"));
        }
    }
    found
}

#[test]
fn schemas_only_require_listed_properties_and_forbid_nothing() {
    let mut found = found();
    let list = include_str!("conformance/required.txt");
    let mut listed: BTreeMap<&str, &str> = BTreeMap::new();
    for line in list.lines().filter(|line| !line.starts_with('#')) {
        let (place, rest) = line.split_once(": ").expect("a place");
        let (names, reason) = rest.split_once(" — ").expect("names and a reason");
        assert!(!reason.is_empty(), "{line}");
        listed.insert(place, names);
    }
    for (place, names) in &found.required {
        if listed.get(place.as_str()) != Some(&names.as_str()) {
            found.problems.push(format!("{place}: `required: {names}` is not in tests/conformance/required.txt"));
        }
    }
    let gone = listed.keys().filter(|place| !found.required.contains_key(**place));
    found.problems.extend(gone.map(|place| format!("{place} is listed and requires nothing")));
    assert!(found.problems.is_empty(), "{}", found.problems.join("\n"));
    assert!(listed.len() > 50, "the list is read");
}

#[test]
fn suggested_values_are_those_that_okta_lists() {
    let mut expected: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for line in include_str!("conformance/values.txt").lines().filter(|line| !line.starts_with('#')) {
        let set = |values: &str| -> BTreeSet<String> { values.split(' ').map(String::from).collect() };
        // `PLACE + VALUES — reason` and `PLACE - VALUES — reason` follow `PLACE: VALUES`.
        if let Some((change, reason)) = line.split_once(" — ") {
            assert!(!reason.is_empty(), "{line}");
            let (place, values, adds) = match (change.split_once(" + "), change.split_once(" - ")) {
                (Some((place, values)), None) => (place, set(values), true),
                (None, Some((place, values))) => (place, set(values), false),
                _ => unreachable!("{line}"),
            };
            let known = expected.get_mut(place).expect("the values that Okta lists come first");
            *known = if adds { &*known | &values } else { &*known - &values };
        } else {
            let (place, values) = line.split_once(": ").expect("a place and its values");
            expected.insert(place, set(values));
        }
    }
    let found = found().examples;
    let mut differences = Vec::new();
    for (place, values) in &expected {
        let suggested = found.get(*place).cloned().unwrap_or_default();
        for (side, only) in [("only the schema has", &suggested - values), ("the schema lacks", values - &suggested)] {
            differences.extend(only.iter().map(|value| format!("{place}: {side} {value}")));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    assert!(expected.len() > 200, "the list is read");
}

#[test]
fn the_check_finds_keywords_that_forbid() {
    for forbidding in [
        r#"{"minLength": 1}"#,
        r#"{"properties": {"a": {"properties": {"b": {"enum": ["x"]}}}}}"#,
        r#"{"items": {"pattern": "^a"}}"#,
        r#"{"additionalProperties": false}"#,
        r#"{"format": "email"}"#,
        r#"{"allOf": [{"if": {"properties": {"a": {"const": "x"}}}, "then": {"properties": {"b": {"maximum": 3}}}}]}"#,
        r#"{"allOf": [{"properties": {"b": {"type": "string"}}}]}"#,
    ] {
        let mut found = Found::default();
        found.schema("sample", &serde_json::from_str(forbidding).expect("JSON"));
        assert_eq!(found.problems.len(), 1, "{forbidding}: {:?}", found.problems);
    }
    let mut found = Found::default();
    let named = r#"{"properties": {"minLength": {"type": "integer"}, "a": {"required": ["b"]}}}"#;
    found.schema("sample", &serde_json::from_str(named).expect("JSON"));
    assert!(found.problems.is_empty(), "{:?}", found.problems);
    assert_eq!(found.required.keys().collect::<Vec<_>>(), ["sample/a"]);
}
