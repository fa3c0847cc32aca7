//! `okta-actions describe`: what an action does and takes, for people.

use crate::cli::example::{self, strings, types};
use crate::cli::tables::plain;
use crate::cli::{NAME, call, connection};
use crate::host::Host;
use crate::host::catalog;
use crate::terminal::table;
use crate::terminal::{out, out_table};
use comfy_table::{ContentArrangement, Table, presets};
use serde_json::{Map, Value};
use std::fmt::Write;
use std::process::ExitCode;

/// Prints the description of an action, or its document as JSON; with `kind`, of the bodies only that one.
pub async fn run(action: &str, json: bool, kind: Option<&str>) -> anyhow::Result<ExitCode> {
    let environment = match connection::catalog_environment() {
        Ok(environment) => environment,
        Err(problem) => return Ok(call::bad_input(&[problem])),
    };
    let mut document = match catalog::describe_in(&Host::new()?, action, environment).await? {
        Ok(document) => document,
        Err(problem) => return Ok(call::bad_input(&[format!("{problem} (`okta-actions actions` lists all)")])),
    };
    if let Some(kind) = kind
        && let Err(problem) = narrow(&mut document, kind)
    {
        return Ok(call::bad_input(&[problem]));
    }
    if json {
        out(&document.to_string())?
    } else {
        out_table(&page(&document)?)?
    }
    Ok(ExitCode::SUCCESS)
}

fn page(document: &Value) -> anyhow::Result<String> {
    let text = |name: &str| document[name].as_str().unwrap_or_default();
    let mut page = format!("{}: {}\n\n{}\n", text("name"), text("title"), wrapped(text("summary")));
    for paragraph in text("details").split("\n\n").filter(|paragraph| !paragraph.is_empty()) {
        write!(page, "\n{}\n", wrapped(paragraph))?;
    }
    if !text("method").is_empty() {
        write!(page, "\n{} {}\n", text("method"), text("path"))?;
    }
    writeln!(page, "\n{}", wrapped(&format!("Effect: {}", effect(&document["annotations"]))))?;
    writeln!(page, "Returns: {}", returns(document))?;
    let scopes: Vec<&str> = strings(&document["scopes"]).collect();
    if !scopes.is_empty() {
        writeln!(page, "OAuth scope: {}", scopes.join(", "))?;
    }
    if document["allowed"] == false {
        writeln!(page, "The policy of the environment does not allow it.")?;
    }
    if document["deprecated"] == true {
        writeln!(page, "{}", wrapped(&format!("Deprecated: {}", text("deprecation"))))?;
    }
    let schema = &document["parameters"];
    let empty = Map::new();
    let properties = schema["properties"].as_object().unwrap_or(&empty);
    if properties.is_empty() {
        writeln!(page, "\nIt takes no arguments.")?;
    } else {
        let mut arguments = dynamic(&["ARGUMENT", "IN", "TYPE", "", "DESCRIPTION"]);
        for (name, property) in properties {
            let place = property["x-in"].as_str().unwrap_or(if name == "body" { "body" } else { "" });
            let place = if place == "part" { "body" } else { place };
            arguments.add_row([name, place, &kind(property), required(schema, name), &description(property)]);
        }
        write!(page, "\n{}\n", plain(&arguments))?;
    }
    let mut rows = Vec::new();
    outline(&properties.get("body").cloned().unwrap_or_default(), 0, &mut rows);
    if !rows.is_empty() {
        let mut body = dynamic(&["PROPERTY OF BODY", "TYPE", "", "DESCRIPTION"]);
        for row in rows {
            body.add_row(row);
        }
        write!(page, "\n{}\n", plain(&body))?;
    }
    let kinds = kinds(&properties.get("body").cloned().unwrap_or_default());
    if kinds.len() > 1 {
        let all: Vec<String> = kinds.into_iter().flat_map(|(_, values)| values).collect();
        write!(page, "\n{}\n", wrapped(&format!("--body TYPE shows one kind of body alone: {}", all.join(", "))))?;
    }
    write!(page, "\nEXAMPLE\n  {}", example(document)?)?;
    Ok(page)
}

/// The kinds of body that an action takes, each with what tells it: `signOnMode` and the values of one kind.
fn kinds(body: &Value) -> Vec<(String, Vec<String>)> {
    let of = |kind: &Value| {
        let (name, condition) = kind["if"]["properties"].as_object()?.iter().next()?;
        let values = condition.get("const").into_iter().chain(condition["enum"].as_array().into_iter().flatten());
        Some((name.clone(), values.map(shown).collect()))
    };
    body["allOf"].as_array().into_iter().flatten().filter_map(of).collect()
}

/// Leaves one kind of body in a document. The error names the kinds that there are.
fn narrow(document: &mut Value, wanted: &str) -> Result<(), String> {
    let action = document["name"].as_str().unwrap_or_default().to_string();
    let body = &mut document["parameters"]["properties"]["body"];
    let kinds = kinds(body);
    if kinds.is_empty() {
        return Err(format!("the body of {action} has one kind only: leave --body out"));
    }
    let is_it = |value: &String| value.eq_ignore_ascii_case(wanted);
    let found =
        kinds.iter().enumerate().find_map(|(at, (name, values))| Some((at, name, values.iter().find(|it| is_it(it))?)));
    let Some((at, name, value)) = found else {
        let all: Vec<&str> = kinds.iter().flat_map(|(_, values)| values.iter().map(String::as_str)).collect();
        return Err(format!("no body of {action} is of the kind {wanted}: expected one of {}", all.join(", ")));
    };
    let mut kind = body["allOf"][at].take();
    kind["if"]["properties"][name] = serde_json::json!({ "const": value });
    body["allOf"] = serde_json::json!([kind]);
    Ok(())
}

/// A command that works as it stands.
fn example(document: &Value) -> anyhow::Result<String> {
    let mut words = vec![NAME.to_string(), "call".into()];
    words.extend(document["name"].as_str().map(String::from));
    let arguments = example::arguments(document);
    if !arguments.is_empty() {
        words.push(Value::Object(arguments).to_string());
    }
    Ok(shlex::try_join(words.iter().map(String::as_str))?)
}

/// The hints in words.
pub fn effect(hints: &Value) -> String {
    if hints["readOnlyHint"] == true {
        return "reads only".into();
    }
    let destructive = if hints["destructiveHint"] == true {
        "destructive: something may be gone afterwards"
    } else {
        "adds or switches something, and takes nothing away"
    };
    let repeated = if hints["idempotentHint"] == true {
        "calling it twice is like calling it once"
    } else {
        "calling it twice may do it twice"
    };
    format!("{destructive}; {repeated}")
}

/// The kind of result in words.
pub fn returns(document: &Value) -> &'static str {
    match (document["returns"].as_str(), document["paginated"] == true) {
        (Some("list"), true) => "a list in pages, all of which --all follows",
        (Some("list"), false) => "a list",
        (Some("nothing"), _) => "nothing",
        _ => "a document",
    }
}

/// The properties of a schema and of what is inside of them, a row each: name, type, whether it is required, description.
pub fn outline(schema: &Value, depth: usize, rows: &mut Vec<[String; 4]>) {
    let indent = "  ".repeat(depth);
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let row = [format!("{indent}{name}"), kind(property), required(schema, name).into(), description(property)];
        rows.push(row);
        outline(property, depth + 1, rows);
    }
    for kind in schema["allOf"].as_array().into_iter().flatten() {
        let is = |(name, condition): (&String, &Value)| {
            let values = condition.get("const").into_iter().chain(condition["enum"].as_array().into_iter().flatten());
            format!("{name} = {}", values.map(shown).collect::<Vec<_>>().join(" or "))
        };
        let conditions = kind["if"]["properties"].as_object().into_iter().flatten().map(is);
        let condition = format!("{indent}{}:", conditions.collect::<Vec<_>>().join(" and "));
        rows.push([condition, String::new(), String::new(), String::new()]);
        outline(&kind["then"], depth + 1, rows);
    }
    for inside in ["items", "additionalProperties"] {
        if schema[inside].is_object() {
            outline(&schema[inside], depth, rows);
        }
    }
}

fn required(schema: &Value, name: &str) -> &'static str {
    if strings(&schema["required"]).any(|required| required == name) { "required" } else { "" }
}

/// The types of a schema in words.
pub fn kind(schema: &Value) -> String {
    if schema["anyOf"].is_array() {
        return "bytes".into();
    }
    let of = |inside: &Value, word: &str| {
        // That an element may be null is of no use to a reader.
        let inside = kind(inside).replace(" or null", "");
        if inside == "any" { word.to_string() } else { format!("{word} of {inside}") }
    };
    let word = |word: &str| match word {
        "array" => of(&schema["items"], "list"),
        "object" if schema["additionalProperties"].is_object() => of(&schema["additionalProperties"], "object"),
        "integer" => "whole number".into(),
        "boolean" => "true or false".into(),
        other => other.to_string(),
    };
    let words: Vec<String> = types(schema).into_iter().map(word).collect();
    if words.is_empty() { "any".into() } else { words.join(" or ") }
}

/// What a schema says, and what is known of its values.
pub fn description(schema: &Value) -> String {
    let text = schema["description"].as_str().or(schema["title"].as_str()).unwrap_or_default();
    let mut sentences = Vec::new();
    if !text.is_empty() {
        sentences.push(text.trim_end_matches('.').to_string());
    }
    // The description of a parameter says all this already.
    let mut fact = |word: &str, value: Option<String>| {
        sentences.extend(value.filter(|_| !text.contains(word)).map(|value| format!("{word}{value}")));
    };
    let list = |values: &Value| {
        let values = values.as_array()?;
        Some(values.iter().map(shown).collect::<Vec<_>>().join(", "))
    };
    let examples = list(&schema["examples"]).or_else(|| list(&schema["items"]["examples"]));
    fact("Such as ", examples.filter(|_| !text.contains("Values: ") && !text.contains("such as ")));
    fact("Always ", schema.get("const").map(shown));
    fact("One of ", list(&schema["enum"]));
    fact("Default: ", schema.get("default").map(shown));
    if !text.contains("From ") {
        fact("At least ", schema.get("minimum").filter(|minimum| **minimum != 0).map(shown));
        fact("At most ", schema.get("maximum").map(shown));
    }
    fact("Characters, at least: ", schema.get("minLength").map(shown));
    fact("Characters, at most: ", schema.get("maxLength").map(shown));
    fact("Items, at most: ", schema.get("maxItems").map(shown));
    fact("Format: ", schema["format"].as_str().filter(|format| *format != "password").map(String::from));
    fact("Secret", (schema["format"] == "password").then(String::new));
    fact("Open to other properties", (schema["additionalProperties"] == true).then(String::new));
    sentences.iter().map(|sentence| format!("{sentence}.")).collect::<Vec<_>>().join(" ")
}

/// A value without the quotes of a text.
fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), String::from)
}

/// A table that wraps on a terminal, and elsewhere has one line a row.
fn dynamic(header: &[&str]) -> Table {
    let mut table = table(header);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table
}

/// A text that wraps on a terminal.
fn wrapped(text: &str) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic).add_row([text]);
    plain(&table).trim_start().to_string()
}
