//! The arguments of a call, from the words of the command line to the values that the component takes.

use crate::cli::example::strings;
use crate::cli::quote::quoted;
use crate::cli::words::{self, Given};
use crate::cli::{NAME, describe};
use crate::host::values::arguments;
use crate::host::{Function, Host, catalog};
use base64::Engine as _;
use okta_actions_build::names::camel_case;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use wasmtime::component::{Type, Val};

/// What a call takes.
pub struct Arguments {
    /// The arguments in the order of the parameters.
    pub args: Vec<Val>,
    /// The same as one JSON object.
    pub json: String,
}

/// The problems with the words, and a better command.
#[derive(Default)]
pub struct Problem {
    /// A line for each argument that is wrong.
    pub problems: Vec<String>,
    /// A command to write instead.
    pub instead: Option<String>,
}

/// Reads the words, and the body of a file.
pub async fn read(
    host: &Host,
    function: &Function,
    action: &str,
    words: Vec<String>,
    file: Option<String>,
) -> anyhow::Result<Result<Arguments, Problem>> {
    let problem = |problem: &str| Ok(Err(Problem { problems: vec![problem.to_string()], instead: None }));
    let of_stdin = words == ["-"];
    if of_stdin && file.as_deref() == Some("-") {
        return problem("the arguments and --body cannot both be read from stdin");
    }
    let of_file = |file: String| {
        let path = file.strip_prefix('@').unwrap_or(&file);
        words::bytes(path).map_err(|error| format!("reading {}: {error}", if path == "-" { "stdin" } else { path }))
    };
    let mut body = match file.map(of_file).transpose() {
        Ok(body) => body,
        Err(error) => return problem(&error),
    };
    let json = match words.as_slice() {
        [] => "{}".to_string(),
        _ if of_stdin => std::io::read_to_string(std::io::stdin().lock())?,
        [json] if is_json(&words) => json.clone(),
        words => {
            let document = catalog::describe(host, action).await?.unwrap_or_else(|_| document_of(function));
            match words::read(words, &document) {
                Ok(Given { body: Some(_), .. }) if body.is_some() => return problem(TWICE),
                Ok(given) => {
                    body = given.body.or(body);
                    Value::Object(given.object).to_string()
                }
                Err(problems) => {
                    let has_names = words.iter().any(|word| word.contains('='));
                    let instead = (!has_names).then(|| with_word(&document, action, words));
                    return Ok(Err(Problem { problems, instead }));
                }
            }
        }
    };
    if body.is_some() && serde_json::from_str::<Map<String, Value>>(&json).is_ok_and(|it| it.contains_key("body")) {
        return problem(TWICE);
    }
    let read = arguments(function, &json, body.clone()).and_then(|args| {
        let json = with_body(function, json.clone(), body.clone()).map_err(|problem| vec![problem])?;
        Ok(Arguments { args, json })
    });
    Ok(match read {
        Ok(arguments) => Ok(arguments),
        Err(problems) => Err(placed(host, function, action, &words, &json, body, problems).await),
    })
}

const TWICE: &str = "the body is given twice, in the arguments and by a file: leave one of them out";

/// What the types of a function say, for those that the catalog does not describe.
fn document_of(function: &Function) -> Value {
    fn kind(ty: &Type) -> Value {
        match ty {
            Type::Option(option) => kind(&option.ty()),
            Type::Bool => json!({ "type": "boolean" }),
            Type::U32 => json!({ "type": "integer" }),
            Type::List(list) => json!({ "type": "array", "items": kind(&list.ty()) }),
            _ => json!({ "type": "string" }),
        }
    }
    let params = function.params.iter().flat_map(|(name, ty)| match ty {
        Type::Record(record) => record.fields().map(|field| (field.name.to_string(), field.ty)).collect(),
        _ => vec![(name.clone(), ty.clone())],
    });
    let properties: Map<String, Value> = params.map(|(name, ty)| (camel_case(&name), kind(&ty))).collect();
    json!({ "name": format!("{}.{}", function.interface, function.name), "parameters": { "properties": properties } })
}

/// A command for words that name no argument: with the only required argument if there is one, or else the example.
fn with_word(document: &Value, action: &str, words: &[String]) -> String {
    let required: Vec<&str> = strings(&document["parameters"]["required"]).collect();
    match (required.as_slice(), words) {
        ([name], [word]) if *name != "body" => command(action, &[format!("{name}={word}")]),
        _ => describe::example(document),
    }
}

/// Explains arguments that are properties of the body. `problems` are those of all arguments.
async fn placed(
    host: &Host,
    function: &Function,
    action: &str,
    words: &[String],
    json: &str,
    body: Option<Vec<u8>>,
    problems: Vec<String>,
) -> Problem {
    let document = catalog::describe(host, action).await.ok().and_then(Result::ok);
    let given = serde_json::from_str::<Map<String, Value>>(json);
    let (Some(document), Ok(mut given)) = (document, given) else {
        return Problem { problems, instead: None };
    };
    let parameters = &document["parameters"]["properties"];
    let is_lost = |name: &str| parameters.get(name).is_none() && !words::declared(&parameters["body"], name).is_empty();
    let lost: Vec<String> = given.keys().filter(|name| is_lost(name)).cloned().collect();
    if lost.is_empty() {
        return Problem { problems, instead: None };
    }
    let mut inside = given.get("body").and_then(Value::as_object).cloned().unwrap_or_default();
    for name in &lost {
        inside.extend(given.remove(name).map(|value| (name.clone(), value)));
    }
    given.insert("body".into(), Value::Object(inside));
    let corrected = Value::Object(given).to_string();
    let say = |name: &String| format!("`{name}` is a property of the body: put it into `body`");
    let mut problems: Vec<String> = lost.iter().map(say).collect();
    if let Err(others) = arguments(function, &corrected, body) {
        problems.extend(others);
        return Problem { problems, instead: None };
    }
    let first = |word: &str| word.split(['.', '=']).next().unwrap_or_default().to_string();
    let moved = |word: &String| if lost.contains(&first(word)) { format!("body.{word}") } else { word.clone() };
    let words = if is_json(words) { vec![corrected] } else { words.iter().map(moved).collect() };
    Problem { problems, instead: Some(command(action, &words)) }
}

/// Whether the arguments are one JSON object.
fn is_json(words: &[String]) -> bool {
    matches!(words, [json] if json == "-" || json.trim_start().starts_with('{'))
}

fn command(action: &str, words: &[String]) -> String {
    let shown = |word: &String| match word.split_once('=').filter(|_| !word.starts_with('{')) {
        Some((name, value)) => format!("{name}={}", quoted(value)),
        None => quoted(word).into_owned(),
    };
    format!("{NAME} call {action} {}", words.iter().map(shown).collect::<Vec<_>>().join(" "))
}

/// Adds the body from a file to the arguments.
fn with_body(function: &Function, json: String, body: Option<Vec<u8>>) -> Result<String, String> {
    let Some(body) = body else { return Ok(json) };
    let is_text = |ty: &Type| match ty {
        Type::Option(option) => option.ty() == Type::String,
        ty => *ty == Type::String,
    };
    let text = function.params.iter().any(|(name, ty)| name == "body" && is_text(ty));
    let body = if text {
        let text = String::from_utf8(body).map_err(|_| "`body` is not UTF-8 text".to_string())?;
        RawValue::from_string(text.trim().to_string()).map_err(|error| format!("`body` is not JSON: {error}"))?
    } else {
        let bytes = json!({ "base64": base64::prelude::BASE64_STANDARD.encode(body) });
        serde_json::value::to_raw_value(&bytes).map_err(|error| error.to_string())?
    };
    let mut object: BTreeMap<String, Box<RawValue>> = serde_json::from_str(&json).map_err(|error| error.to_string())?;
    object.insert("body".into(), body);
    serde_json::to_string(&object).map_err(|error| error.to_string())
}
