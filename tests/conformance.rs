//! The actions of the component and the facts about Okta's operations are the same, both ways.
//!
//! `tests/conformance/operations.jsonl` is written from the action list and Okta's description, never from `wit/`.

use host_test::operations::{self, Operation, Parameter};
use okta_actions::table::action::{ACTIONS, Action, Param};
use okta_actions::table::shape::{Location, ParamType};
use okta_actions_build::names::camel_case;
use okta_actions_build::{model, rules};
use std::collections::BTreeSet;
use std::path::Path;

/// A parameter in the form of the facts: name on the wire, type, and `!` if it is required.
fn fact(parameter: &Parameter) -> String {
    let required = if parameter.required { "!" } else { "" };
    format!("{}: {}{required}", parameter.name, parameter.kind)
}

fn declared(name: &str, param: &Param) -> String {
    let kind = match param.ty {
        ParamType::Text => "string",
        ParamType::Flag => "boolean",
        ParamType::Number => "integer",
        ParamType::List => "array",
        ParamType::Bytes => "bytes",
    };
    let required = if param.optional { "" } else { "!" };
    format!("{name}: {kind}{required}")
}

fn query(action: &Action) -> BTreeSet<String> {
    let query = action.params.iter().filter(|param| param.location == Location::Query);
    query.map(|param| declared(param.wire, param)).collect()
}

/// The headers that a caller may set, and those that the media types require.
fn headers(action: &Action) -> BTreeSet<String> {
    let headers = action.headers.iter().map(|(name, template)| {
        let placeholder = template.split_once('{').and_then(|(_, rest)| rest.split_once('}')).map(|(name, _)| name);
        match placeholder.and_then(|wire| action.params.iter().find(|param| param.wire == wire)) {
            Some(param) => declared(name, param),
            None => format!("{name}: {template}"),
        }
    });
    headers.collect()
}

fn expected_headers(operation: &Operation) -> BTreeSet<String> {
    let mut headers: BTreeSet<String> = operation.headers.iter().map(fact).collect();
    match operation.types.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => {}
        // Okta's description has one media type of XML, and its servers respond with the other.
        ["text/xml"] => drop(headers.insert("Accept: application/xml, text/xml".into())),
        _ => drop(headers.insert("Accept: string".into())),
    }
    if content(operation)
        .is_some_and(|content| content.iter().any(|kind| kind.contains("cert") || kind.contains("pem")))
    {
        headers.insert("Content-Type: string!".into());
        headers.insert("Content-Transfer-Encoding: string".into());
    }
    headers
}

fn content(operation: &Operation) -> Option<&Vec<String>> {
    operation.body.as_ref().map(|body| &body.content)
}

/// The body in words: `json`, `json?` if it is optional, `part file`, `bytes`, or nothing.
fn body(action: &Action) -> &'static str {
    let body = action.params.iter().find(|param| param.location == Location::Body);
    match (body.map(|param| (param.ty, param.optional)), action.part) {
        (None, _) => "nothing",
        (Some((ParamType::Text, false)), None) => "json",
        (Some((ParamType::Text, true)), None) => "json?",
        (Some((ParamType::Bytes, false)), Some("file")) => "part file",
        (Some((ParamType::Bytes, false)), None) => "bytes",
        _ => "something else",
    }
}

fn expected_body(operation: &Operation) -> &'static str {
    let Some(body) = &operation.body else { return "nothing" };
    match body.content.first().map(String::as_str) {
        Some("application/json") if body.required => "json",
        Some("application/json") => "json?",
        Some("multipart/form-data") => "part file",
        _ => "bytes",
    }
}

/// The differences between the table of actions and the facts.
pub fn differences(actions: &[Action], operations: &[Operation]) -> Vec<String> {
    let mut differences = Vec::new();
    for operation in operations {
        let name = operation.name();
        let found = actions
            .iter()
            .find(|action| action.interface == operation.interface && action.function == operation.function);
        let Some(action) = found else {
            differences.push(format!("{name} is not declared in wit/"));
            continue;
        };
        let mut differ = |what: &str, expected: String, actual: String| {
            if expected != actual {
                differences.push(format!("{name}: {what} is {actual}, the facts say {expected}"));
            }
        };
        // A section or title that is corrected for people keeps the spelling of the facts as an alias. There are no others.
        let corrected = [(&operation.title, action.title), (&operation.section, action.section)];
        let corrected = corrected.into_iter().filter(|(fact, name)| fact != name).map(|(fact, _)| fact.as_str());
        differ("aliases", format!("{:?}", corrected.collect::<Vec<_>>()), format!("{:?}", action.aliases));
        differ("method", operation.method.clone(), action.method.name().into());
        differ("path", operation.path.clone(), action.path.into());
        let facts: BTreeSet<String> = operation.query.iter().map(fact).collect();
        differ("query", format!("{facts:?}"), format!("{:?}", query(action)));
        differ("headers", format!("{:?}", expected_headers(operation)), format!("{:?}", headers(action)));
        differ("body", expected_body(operation).into(), body(action).into());
        differ("scope", operation.scopes.join(" "), action.scope.unwrap_or_default().into());
        differ("deprecated", operation.deprecated.to_string(), action.deprecated.is_some().to_string());
    }
    for action in actions {
        if !operations.iter().any(|operation| operation.name() == action.name()) {
            differences.push(format!("{} is not in tests/conformance/operations.jsonl", action.name()));
        }
    }
    differences
}

fn none(differences: &[String]) {
    assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), differences.join("\n"));
}

#[test]
fn the_component_and_the_facts_agree() {
    none(&differences(ACTIONS, operations::all()));
}

#[test]
fn no_two_actions_have_the_same_title() {
    let mut titles = BTreeSet::new();
    let twice: Vec<&str> =
        ACTIONS.iter().map(|action| action.title).filter(|title| !titles.insert(title.to_lowercase())).collect();
    assert!(twice.is_empty(), "{twice:?}");
}

/// Words of titles that are not in the names of their functions: articles, and products that Okta writes as one word.
const MORE_WORDS: [&str; 6] = ["a", "an", "the", "new", "threatinsight", "x.509"];

/// The spelling of abbreviations.
const ABBREVIATIONS: [&str; 10] =
    ["CSR", "IDP", "IDPs", "MFA", "OAuth", "SAML", "SMS", "SSO", "ThreatInsight", "X.509"];

#[test]
fn titles_and_sections_are_the_words_of_the_names() {
    let mut wrong = Vec::new();
    for Action { section, title, interface, function, .. } in ACTIONS {
        for word in title.split(' ') {
            let lower = word.to_lowercase();
            let known = function.split('-').any(|part| part == lower) || MORE_WORDS.contains(&lower.as_str());
            let written = match ABBREVIATIONS.iter().find(|written| written.eq_ignore_ascii_case(word)) {
                Some(written) => *written == word,
                None => word.starts_with(|first: char| first.is_ascii_uppercase()) && word[1..] == lower[1..],
            };
            if !known || !written {
                wrong.push(format!("{function}: `{word}` of `{title}`"));
            }
        }
        let expected = match *interface {
            "system-log" => "Log".to_string(),
            "threat-insight" => "ThreatInsight".to_string(),
            _ => okta_actions_build::names::title(interface),
        };
        if *section != expected {
            wrong.push(format!("{interface}: section `{section}`"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The first function of each interface whose position differs from the facts. Functions of only one side do not count.
pub fn disorder(actions: &[Action], operations: &[Operation]) -> Vec<String> {
    let mut all = Vec::new();
    for interface in operations.iter().map(|operation| &operation.interface).collect::<BTreeSet<_>>() {
        let facts = operations.iter().filter(|operation| operation.interface == *interface);
        let facts: Vec<&str> = facts.map(|operation| operation.function.as_str()).collect();
        let actions = actions.iter().filter(|action| action.interface == interface.as_str());
        let actions: Vec<&str> = actions.map(|action| action.function).collect();
        let facts_there = facts.iter().filter(|function| actions.contains(function));
        let actions_there = actions.iter().filter(|function| facts.contains(function));
        let first = facts_there.zip(actions_there).find(|(fact, action)| fact != action);
        all.extend(first.map(|(fact, action)| format!("{interface}: {action} stands where the facts have {fact}")));
    }
    all
}

#[test]
fn the_actions_are_in_the_order_of_the_facts() {
    none(&disorder(ACTIONS, operations::all()));
}

#[test]
fn announced_parameters_and_values_are_among_the_facts() {
    let mut announced = 0;
    for operation in operations::all() {
        let parameters = operation.query.iter().chain(&operation.headers).chain(&operation.placeholders);
        let known: Vec<&String> =
            parameters.flat_map(|parameter| parameter.values.iter().chain([&parameter.name])).collect();
        for name in &operation.announced {
            assert!(known.contains(&name), "{}: {name} is not a parameter or value", operation.function);
            announced += 1;
        }
    }
    assert!(announced > 0);
}

/// The constraints on a parameter, if there are any: `limit: from 1, to 200, default 20`.
fn details(parameter: &Parameter) -> Option<String> {
    let number = |what: &str, number: Option<u32>| number.map(|number| format!("{what} {number}"));
    let text = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), String::from);
    let values = (!parameter.values.is_empty()).then(|| format!("values {}", parameter.values.join(" ")));
    let all = [
        number("from", parameter.minimum),
        number("to", parameter.maximum),
        parameter.default.as_ref().map(|value| format!("default {}", text(value))),
        parameter.format.as_ref().map(|format| format!("format {format}")),
        values,
    ];
    let all: Vec<String> = all.into_iter().flatten().collect();
    (!all.is_empty()).then(|| format!("{}: {}", parameter.name, all.join(", ")))
}

/// The same for a declared parameter.
fn declared_details(action: &model::Action, param: &model::Param) -> Option<String> {
    let wire = camel_case(&param.name);
    let header = action.headers.iter().find(|(_, template)| template.contains(&format!("{{{wire}}}")));
    details(&Parameter {
        name: header.map_or(wire, |(name, _)| name.clone()),
        kind: String::new(),
        required: !param.optional,
        values: param.values.clone(),
        default: param.default.clone().map(Into::into),
        minimum: param.minimum,
        maximum: param.maximum,
        format: param.format.clone(),
    })
}

/// The constraints on all parameters of an operation, including those that its media types require.
fn expected_details(operation: &Operation) -> BTreeSet<String> {
    let parameters = operation.placeholders.iter().chain(&operation.query).chain(&operation.headers);
    let mut all: BTreeSet<String> = parameters.filter_map(details).collect();
    if operation.types.len() > 1 {
        all.insert(format!("Accept: values {}", operation.types.join(" ")));
    }
    if expected_body(operation) == "bytes" {
        all.insert(format!("Content-Type: values {}", content(operation).expect("a body").join(" ")));
        all.insert("Content-Transfer-Encoding: values base64".into());
    }
    all
}

/// The differences between the docs of the actions and the facts.
pub fn docs_differences(actions: &[model::Action], operations: &[Operation]) -> Vec<String> {
    let mut differences = Vec::new();
    for operation in operations {
        // An operation that is not an action is found by [`differences`].
        let Some(action) = actions.iter().find(|action| action.function == operation.function) else { continue };
        let actual = action.params.iter().filter_map(|param| declared_details(action, param)).collect();
        let expected = expected_details(operation);
        for (side, only) in [("only the docs", &actual - &expected), ("only the facts", &expected - &actual)] {
            differences.extend(only.iter().map(|fact| format!("{}: {side} say {fact}", operation.function)));
        }
        if action.paginated != operation.paginated {
            let (function, paginated) = (&operation.function, action.paginated);
            differences.push(format!("{function}: paginated is {paginated}, the facts say the opposite"));
        }
        if action.returns.word() != operation.returns() {
            let (actual, expected) = (action.returns.word(), operation.returns());
            differences.push(format!("{} returns {actual}, the facts say {expected}", operation.function));
        }
        let model::Hints { read_only, destructive, idempotent } = action.hints;
        let actual = [(read_only, "read-only"), (destructive, "destructive"), (idempotent, "idempotent")];
        let actual: BTreeSet<&str> = actual.into_iter().filter(|(holds, _)| *holds).map(|(_, hint)| hint).collect();
        let expected: BTreeSet<&str> = operation.hints().into_iter().collect();
        if actual != expected {
            differences.push(format!("{}: hints are {actual:?}, the facts say {expected:?}", operation.function));
        }
    }
    differences
}

#[test]
fn the_docs_and_the_facts_agree() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let catalog = rules::read(&root.join("wit"), &root.join("schemas")).expect("the WIT files keep the rules");
    none(&docs_differences(&catalog.actions, operations::all()));
}
