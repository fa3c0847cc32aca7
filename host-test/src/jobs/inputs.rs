//! The inputs of a job: texts become values of the declared types, defaults are added, and all is checked by the schema.

use super::document::Job;
use super::expressions::{Scope, fill};
use serde_json::{Map, Value};

/// A text such as one of `--input NAME=TEXT`, as the type that the job declares. The error names the inputs that there are.
pub fn text_input(job: &Job, name: &str, text: &str) -> Result<Value, String> {
    let Some(schema) = job.inputs["properties"].get(name) else { return Err(unknown(job, name)) };
    let json = || serde_json::from_str(text).map_err(|_| format!("input `{name}` is `{text}`: expected JSON"));
    match schema["type"].as_str() {
        None | Some("string") => Ok(Value::String(text.to_string())),
        Some("array") if !text.trim_start().starts_with('[') => {
            let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
            Ok(items.map(|item| Value::String(item.to_string())).collect())
        }
        Some(_) => json(),
    }
}

/// The inputs with their defaults. The error holds a line for each that is missing, unknown or wrong.
pub fn read(job: &Job, mut given: Map<String, Value>) -> Result<Map<String, Value>, Vec<String>> {
    let mut problems: Vec<String> = Vec::new();
    let empty = Map::new();
    let declared = job.inputs["properties"].as_object().unwrap_or(&empty);
    problems.extend(given.keys().filter(|name| !declared.contains_key(*name)).map(|name| unknown(job, name)));
    for (name, schema) in declared.iter().filter(|(_, schema)| schema.get("default").is_some()) {
        if given.contains_key(name) {
            continue;
        }
        // A default may be another input.
        let scope = Scope { inputs: &given, steps: &empty, item: None, answer: None };
        match fill(&schema["default"], &mut |expression| scope.value(expression)) {
            Ok(value) => drop(value.map(|value| given.insert(name.clone(), value))),
            Err(error) => problems.push(format!("the default of input `{name}`: {error}")),
        }
    }
    match jsonschema::validator_for(&job.inputs) {
        Ok(validator) => problems.extend(validator.iter_errors(&Value::Object(given.clone())).map(|error| {
            let at = error.instance_path().to_string();
            let name = at.trim_start_matches('/');
            if name.is_empty() { missing(&error.to_string()) } else { format!("input `{name}`: {error}") }
        })),
        Err(error) => problems.push(format!("the schema of the inputs is not one: {error}")),
    }
    if problems.is_empty() { Ok(given) } else { Err(problems) }
}

/// `"login" is a required property` in the words of the command.
fn missing(error: &str) -> String {
    match error.strip_suffix(" is a required property") {
        Some(name) => {
            let name = name.trim_matches('"');
            format!("input `{name}` is missing: give it by --input {name}=…")
        }
        None => format!("the inputs: {error}"),
    }
}

fn unknown(job: &Job, name: &str) -> String {
    let known: Vec<&str> =
        job.inputs["properties"].as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    let known = if known.is_empty() { "no inputs".into() } else { known.join(", ") };
    format!("`{name}` is not an input of {}; it takes {known}", job.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn onboard() -> Job {
        Job::parse(crate::jobs::shipped_text("onboard").expect("a job")).expect("it")
    }

    #[test]
    fn texts_become_the_declared_types() {
        let job = onboard();
        for (name, text, value) in [
            ("login", "7", json!("7")),
            ("groups", "A, B", json!(["A", "B"])),
            ("groups", r#"["A, B"]"#, json!(["A, B"])),
            ("sendEmail", "false", json!(false)),
        ] {
            assert_eq!(text_input(&job, name, text), Ok(value), "{name}={text}");
        }
        let error = text_input(&job, "logn", "x").expect_err("no such input");
        assert!(error.contains("it takes login, firstName"), "{error}");
        assert!(text_input(&job, "sendEmail", "maybe").is_err());
    }

    #[test]
    fn defaults_are_added_and_wrong_inputs_named() {
        let job = onboard();
        let given = json!({"login": "a@example.com", "firstName": "A", "lastName": "B"});
        let read_all = |given: Value| read(&job, given.as_object().expect("an object").clone());
        let inputs = read_all(given).expect("inputs");
        assert_eq!((&inputs["email"], &inputs["groups"]), (&json!("a@example.com"), &json!([])));
        let problems = read_all(json!({"login": "", "groups": ["a\"b"], "more": 1})).expect_err("problems");
        for part in ["`more` is not an input", "`firstName` is missing", "--input lastName=", "`login`", "`groups/0`"] {
            assert!(problems.iter().any(|problem| problem.contains(part)), "{part} is not in {problems:?}");
        }
    }
}
