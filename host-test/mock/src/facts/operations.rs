//! Okta's operations as facts, from the project's own table: it is written from Okta's description and never from the
//! WIT, so it can judge both the component and the mock org.

use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The first line of the table: the number of operations that follow, and what their fields mean.
#[derive(Deserialize)]
struct Header {
    operations: usize,
}

/// One operation.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operation {
    /// The section of the action list.
    pub section: String,
    /// The title in the action list.
    pub title: String,
    /// The interface of the action.
    pub interface: String,
    /// The function of the action.
    pub function: String,
    /// The HTTP method.
    pub method: String,
    /// The path template.
    pub path: String,
    /// The path parameters of which more is known than the name.
    #[serde(default)]
    pub placeholders: Vec<Parameter>,
    /// The query parameters.
    pub query: Vec<Parameter>,
    /// The header parameters.
    pub headers: Vec<Parameter>,
    /// The request body, if it has one.
    pub body: Option<Body>,
    /// Success status to the type of the body: `text`, `empty`, or a type as `shapes.jsonl` writes it.
    pub answers: Map<String, Value>,
    /// The same for statuses that recordings show instead.
    #[serde(default)]
    pub recorded: Map<String, Value>,
    /// The media types of a success, unless it is always JSON; `Accept` selects one.
    #[serde(default)]
    pub types: Vec<String>,
    /// Whether it is known to return a list in pages.
    pub paginated: bool,
    /// Whether Okta gives it up.
    pub deprecated: bool,
    /// The OAuth scopes, one of which a token needs.
    pub scopes: Vec<String>,
    /// The names and values among these facts that come from Okta's release notes up to 2026.08, not from its
    /// description 2026.06.3.
    #[serde(default)]
    pub announced: Vec<String>,
    /// The hints, if they are not those of the method.
    pub hints: Option<Hints>,
    /// Example arguments, if the schemas do not tell what the mock org needs.
    #[serde(default)]
    pub example: Example,
    /// The numbers that the docs of the action state, with the fact behind each.
    #[serde(default)]
    pub numbers: BTreeMap<String, String>,
}

/// The effects of an operation, decided by hand.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hints {
    /// Those of `read-only`, `destructive` and `idempotent` that hold.
    pub set: Vec<String>,
    /// Why.
    pub reason: String,
}

/// What is known of an example call of an operation.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// Arguments that replace the generated ones; ids are those of the mock org's seed.
    #[serde(default)]
    pub arguments: Map<String, Value>,
    /// The error code if the mock org refuses the example, as its seed is in another state; empty for a redirect.
    pub refused: Option<String>,
    /// Why it is refused, as a clause.
    pub reason: Option<String>,
    /// Actions whose examples make it succeed, in the order of their calls.
    #[serde(default)]
    pub first: Vec<String>,
}

/// A parameter of an operation.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// The name on the wire.
    pub name: String,
    /// `string`, `integer`, `boolean` or `array`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Whether it has to be sent.
    #[serde(default)]
    pub required: bool,
    /// The values that Okta lists, or those of an item of an array.
    #[serde(default)]
    pub values: Vec<String>,
    /// Okta's default.
    pub default: Option<serde_json::Value>,
    /// The smallest number that Okta takes.
    pub minimum: Option<u32>,
    /// The largest number that Okta takes.
    pub maximum: Option<u32>,
    /// A format of JSON Schema.
    pub format: Option<String>,
}

/// The request body of an operation.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Body {
    /// Whether it has to be sent.
    pub required: bool,
    /// The media types that Okta takes.
    pub content: Vec<String>,
}

impl Operation {
    /// The name of the action, such as `user.list-users`.
    pub fn name(&self) -> String {
        format!("{}.{}", self.interface, self.function)
    }

    /// The kind of result: `nothing`, a `list` (a JSON array) or a `document`.
    pub fn returns(&self) -> &'static str {
        let is = |wanted: &str| self.answers.values().any(|answer| kind(answer) == wanted);
        match () {
            () if is("array") => "list",
            () if is("object") || is("text") => "document",
            () => "nothing",
        }
    }

    /// Those of `read-only`, `destructive` and `idempotent` that hold; by the method unless the facts decide.
    pub fn hints(&self) -> Vec<&str> {
        match &self.hints {
            Some(hints) => hints.set.iter().map(String::as_str).collect(),
            None => method_hints(&self.method).to_vec(),
        }
    }
}

/// The hints of a method. A POST or PATCH may do anything, so that it has none.
fn method_hints(method: &str) -> &'static [&'static str] {
    match method {
        "GET" => &["read-only", "idempotent"],
        "PUT" | "DELETE" => &["destructive", "idempotent"],
        _ => &[],
    }
}

/// The kind of an answer by its type: `array`, `object`, `text` or `empty`.
pub fn kind(answer: &Value) -> &str {
    match answer.as_str().unwrap_or_default() {
        list if list.starts_with('[') => "array",
        shape if shape.starts_with('@') => "object",
        other => other,
    }
}

/// Reads a table of operations. The error names the line and what is wrong with it.
pub fn read(table: &str) -> Result<Vec<Operation>, String> {
    let mut lines = table.lines().enumerate();
    let first = lines.next().map(|(_, line)| line).unwrap_or_default();
    let header: Header = serde_json::from_str(first).map_err(|error| format!("operations.jsonl:1: {error}"))?;
    let mut operations = Vec::new();
    for (index, line) in lines {
        let at = |problem: String| format!("operations.jsonl:{}: {problem}", index + 1);
        let operation: Operation = serde_json::from_str(line).map_err(|error| at(error.to_string()))?;
        hold(&operation).map_err(|problem| at(format!("{}: {problem}", operation.name())))?;
        operations.push(operation);
    }
    if operations.len() != header.operations {
        let (said, found) = (header.operations, operations.len());
        return Err(format!("operations.jsonl:1: says {said} operations, but {found} follow: correct the number"));
    }
    Ok(operations)
}

/// Checks what a type cannot say about the fields decided by hand.
fn hold(operation: &Operation) -> Result<(), &'static str> {
    match &operation.hints {
        None if matches!(operation.method.as_str(), "GET" | "PUT" | "DELETE") => {}
        None => return Err("decide its `hints`: a POST or PATCH may do anything"),
        Some(Hints { reason, .. }) if reason.is_empty() => return Err("give the reason of its `hints`"),
        Some(Hints { set, .. })
            if !set.iter().all(|hint| ["read-only", "destructive", "idempotent"].contains(&&**hint)) =>
        {
            return Err("its `hints` are of `read-only`, `destructive`, `idempotent`");
        }
        Some(Hints { set, .. }) if !set.is_empty() && set == method_hints(&operation.method) => {
            return Err("its `hints` are those of the method: remove them");
        }
        Some(_) => {}
    }
    let Example { refused, reason, .. } = &operation.example;
    if refused.is_some() && reason.as_ref().is_none_or(String::is_empty) {
        return Err("give the reason why its `example` is refused");
    }
    Ok(())
}

/// The table as it is in the repository, its number of operations included.
pub fn all() -> &'static [Operation] {
    static ALL: LazyLock<Vec<Operation>> = LazyLock::new(|| {
        read(include_str!("../../../../tests/conformance/operations.jsonl")).expect("a table of operations")
    });
    &ALL
}

#[cfg(test)]
mod tests {
    use super::{all, read};

    /// The table with one text in it replaced.
    fn changed(from: &str, to: &str) -> Result<usize, String> {
        let table = include_str!("../../../../tests/conformance/operations.jsonl");
        assert!(table.contains(from), "{from}");
        read(&table.replacen(from, to, 1)).map(|operations| operations.len())
    }

    #[test]
    fn every_line_is_an_operation_and_the_first_says_how_many() {
        let count = all().len();
        assert!(count > 300);
        for (from, to, problem) in [
            (
                format!("{{\"operations\":{count}"),
                format!("{{\"operations\":{}", count + 1),
                "follow: correct the number",
            ),
            ("\"method\":\"GET\"".into(), "\"verb\":\"GET\"".into(), "unknown field `verb`"),
            ("\"set\":[\"idempotent\"]".into(), "\"set\":[\"safe\"]".into(), "are of `read-only`"),
            ("\"reason\":\"a switch\"".into(), "\"reason\":\"\"".into(), "give the reason of its `hints`"),
            (
                ",\"hints\":{\"set\":[],\"reason\":\"each call creates an app\"}".into(),
                String::new(),
                "decide its `hints`",
            ),
        ] {
            let error = changed(&from, &to).expect_err(problem);
            assert!(error.starts_with("operations.jsonl:") && error.contains(problem), "{error}");
        }
    }
}
