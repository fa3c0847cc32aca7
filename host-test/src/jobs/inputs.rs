//! The inputs of a job: texts become values of the declared types, defaults are added, and all is checked by the schema.

use super::document::Job;
use super::expressions::{Scope, fill};
use serde::Serialize;
use serde_json::{Map, Value};
use std::fmt;

/// What is wrong with the inputs. It holds no value of a secret input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The input, with a JSON pointer behind it if a part of it is wrong, such as `groups/0`; none if no single input is.
    pub input: Option<String>,
    /// What is wrong with it.
    pub message: String,
}

impl Problem {
    fn of(input: &str, message: String) -> Self {
        Self { input: Some(input.to_string()), message }
    }
}

impl From<String> for Problem {
    fn from(message: String) -> Self {
        Self { input: None, message }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = &self.message;
        match &self.input {
            Some(input) if message.starts_with("is ") => write!(out, "input `{input}` {message}"),
            Some(input) => write!(out, "input `{input}`: {message}"),
            None => out.write_str(message),
        }
    }
}

/// Names and texts, such as those of `--input NAME=TEXT`, as values of the types that the job declares.
pub fn from_texts<'a>(
    job: &Job,
    texts: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<Map<String, Value>, Vec<Problem>> {
    let (mut inputs, mut problems) = (Map::new(), Vec::new());
    for (name, text) in texts {
        match from_text(job, name, text) {
            Ok(value) => drop(inputs.insert(name.to_string(), value)),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() { Ok(inputs) } else { Err(problems) }
}

fn from_text(job: &Job, name: &str, text: &str) -> Result<Value, Problem> {
    let Some(schema) = job.inputs["properties"].get(name) else { return Err(unknown(job, name)) };
    let shown = if is_secret(schema) { "•••" } else { text };
    let json = || serde_json::from_str(text).map_err(|_| Problem::of(name, format!("is `{shown}`: expected JSON")));
    match schema["type"].as_str() {
        None | Some("string") => Ok(Value::String(text.to_string())),
        Some("array") if !text.trim_start().starts_with('[') => {
            let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
            Ok(items.map(|item| Value::String(item.to_string())).collect())
        }
        Some(_) => json(),
    }
}

/// Whether the values of an input are shown nowhere, by its schema.
fn is_secret(schema: &Value) -> bool {
    schema["format"] == "password"
}

/// The texts that are shown nowhere, the longest first.
pub(super) fn secrets<'a>(job: &Job, inputs: &'a Map<String, Value>) -> Vec<&'a str> {
    let declared = job.inputs["properties"].as_object().into_iter().flatten();
    let values = declared.filter(|(_, schema)| is_secret(schema)).filter_map(|(name, _)| inputs.get(name)?.as_str());
    let mut secrets: Vec<&str> = values.filter(|secret| !secret.is_empty()).collect();
    secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    secrets
}

/// The inputs with their defaults. The error has each that is missing, unknown or wrong.
pub fn read(job: &Job, mut given: Map<String, Value>) -> Result<Map<String, Value>, Vec<Problem>> {
    let mut problems: Vec<Problem> = Vec::new();
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
            Err(error) => problems.push(format!("the default of input `{name}`: {error}").into()),
        }
    }
    match jsonschema::validator_for(&job.inputs) {
        Ok(validator) => {
            problems.extend(validator.iter_errors(&Value::Object(given.clone())).map(|error| {
                let at = error.instance_path().to_string();
                let at = at.trim_start_matches('/');
                let name = at.split('/').next().unwrap_or_default();
                match declared.get(name) {
                    None => of_all(&error.masked_with("the inputs").to_string()),
                    Some(schema) if is_secret(schema) => Problem::of(at, error.masked_with("the value").to_string()),
                    Some(_) => Problem::of(at, error.to_string()),
                }
            }));
        }
        Err(error) => problems.push(format!("the schema of the inputs is not one: {error}").into()),
    }
    if problems.is_empty() { Ok(given) } else { Err(problems) }
}

/// An error about the inputs as a whole, such as `"login" is a required property`.
fn of_all(error: &str) -> Problem {
    match error.strip_suffix(" is a required property") {
        Some(name) => Problem::of(name.trim_matches('"'), "is missing".into()),
        None => format!("the inputs: {error}").into(),
    }
}

fn unknown(job: &Job, name: &str) -> Problem {
    let known: Vec<&str> =
        job.inputs["properties"].as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    let known = if known.is_empty() { "no inputs".into() } else { known.join(", ") };
    format!("`{name}` is not an input of {}; it takes {known}", job.name).into()
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
            assert_eq!(from_text(&job, name, text), Ok(value), "{name}={text}");
        }
        let problems = from_texts(&job, [("logn", "x"), ("login", "x"), ("sendEmail", "maybe")]).expect_err("problems");
        assert!(problems[0].message.contains("it takes login, firstName"), "{problems:?}");
        assert_eq!(problems[1].to_string(), "input `sendEmail` is `maybe`: expected JSON");
        assert_eq!(problems.len(), 2);
    }

    #[test]
    fn defaults_are_added_and_wrong_inputs_named() {
        let job = onboard();
        let given = json!({"login": "a@example.com", "firstName": "A", "lastName": "B"});
        let read_all = |given: Value| read(&job, given.as_object().expect("an object").clone());
        let inputs = read_all(given).expect("inputs");
        assert_eq!((&inputs["email"], &inputs["groups"]), (&json!("a@example.com"), &json!([])));
        let problems = read_all(json!({"login": "", "groups": ["a\"b"], "more": 1})).expect_err("problems");
        let named: Vec<Option<&str>> = problems.iter().map(|problem| problem.input.as_deref()).collect();
        for input in [None, Some("firstName"), Some("lastName"), Some("login"), Some("groups/0")] {
            assert!(named.contains(&input), "{input:?} is not in {problems:?}");
        }
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        for line in ["`more` is not an input", "input `firstName` is missing", "input `login`: \"\" is shorter"] {
            assert!(lines.iter().any(|found| found.starts_with(line)), "{line} is not in {lines:?}");
        }
    }

    #[test]
    fn a_problem_holds_no_secret() {
        let mut job = onboard();
        let secret = |kind: &str| json!({"type": kind, "format": "password", "minLength": 99});
        job.inputs["properties"]["pass"] = secret("string");
        job.inputs["properties"]["pin"] = secret("integer");
        let given = from_texts(&job, [("pass", "Correct-horse-9"), ("login", "")]).expect("texts");
        let mut problems = read(&job, given).expect_err("too short");
        problems.extend(from_texts(&job, [("pin", "Correct-horse-9")]).expect_err("not JSON"));
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert!(lines.contains(&"input `pass`: the value is shorter than 99 characters".to_string()), "{lines:?}");
        assert!(lines.contains(&"input `pin` is `•••`: expected JSON".to_string()), "{lines:?}");
        assert!(!lines.concat().contains("Correct"), "{lines:?}");
    }
}
