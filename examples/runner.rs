//! Runs the cases of `cases.json` for the examples in Rust; not a part to copy.

use serde_json::{Map, Value};
use std::process::ExitCode;

/// Runs all steps. `call` takes an interface, a function and its arguments; its outer error is a problem of the example, the
/// inner one is the component's.
pub fn run(
    cases: &str,
    mut call: impl FnMut(&str, &str, &[Value]) -> Result<Result<Value, Value>, String>,
) -> ExitCode {
    let cases: Value = serde_json::from_str(cases).unwrap_or_default();
    let (mut saved, mut passed, mut failed) = (Map::new(), 0, 0);
    for case in cases["steps"].as_array().into_iter().flatten() {
        match step(case, &mut saved, &mut call) {
            Ok(()) => passed += 1,
            Err(problem) => {
                failed += 1;
                println!("{}: {problem}", case["name"]);
            }
        }
    }
    println!("{passed} passed, {failed} failed");
    if failed == 0 && passed > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn step(
    case: &Value,
    saved: &mut Map<String, Value>,
    call: &mut impl FnMut(&str, &str, &[Value]) -> Result<Result<Value, Value>, String>,
) -> Result<(), String> {
    let mut arguments = case["args"].to_string();
    for (name, value) in saved.iter() {
        // A value becomes part of a JSON text, so it is escaped as one.
        arguments = arguments.replace(&format!("{{{name}}}"), value.to_string().trim_matches('"'));
    }
    let arguments: Vec<Value> = serde_json::from_str(&arguments).map_err(|error| error.to_string())?;
    let name = |key: &str| case[key].as_str().unwrap_or_default();
    let result = call(name("interface"), name("function"), &arguments)?;
    let (expected, found) = match (case["ok"].as_object(), case["error"].as_object(), result) {
        (Some(expected), None, Ok(found)) | (None, Some(expected), Err(found)) => (expected, found),
        (_, _, result) => return Err(format!("got {result:?}")),
    };
    for (path, expected) in expected {
        let name = expected.as_str().and_then(|text| text.strip_prefix('{')?.strip_suffix('}'));
        let expected = name.and_then(|name| saved.get(name)).unwrap_or(expected);
        let found = at(&found, path);
        let fits =
            if expected == "*" { found.as_str().is_some_and(|text| !text.is_empty()) } else { found == *expected };
        if !fits {
            return Err(format!("{path} is {found}, and not {expected}"));
        }
    }
    for (name, path) in case["save"].as_object().into_iter().flatten() {
        saved.insert(name.clone(), at(&found, path.as_str().unwrap_or_default()));
    }
    Ok(())
}

/// The value at a path; a string on the way is read as JSON.
fn at(value: &Value, path: &str) -> Value {
    path.split('/').skip(1).fold(value.clone(), |value, part| {
        let value = match &value {
            Value::String(text) => serde_json::from_str(text).unwrap_or(Value::Null),
            _ => value,
        };
        let index = part.parse::<usize>().ok();
        index.and_then(|index| value.get(index)).or_else(|| value.get(part)).cloned().unwrap_or(Value::Null)
    })
}
