//! Okta's operations as facts, from the project's own table: it is written from Okta's description and never from the
//! WIT, so it can judge both the component and the mock org.

use serde::Deserialize;
use std::sync::LazyLock;

/// One operation.
#[derive(Debug, Deserialize)]
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
    /// The kind of body by success status: `object`, `array`, `union`, `text` or `empty`.
    pub answers: serde_json::Map<String, serde_json::Value>,
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
}

/// A parameter of an operation.
#[derive(Debug, Deserialize)]
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
pub struct Body {
    /// Whether it has to be sent.
    pub required: bool,
    /// The media types that Okta takes.
    pub content: Vec<String>,
}

impl Operation {
    /// The kind of result: `nothing`, a `list` (a JSON array) or a `document`.
    pub fn returns(&self) -> &'static str {
        let is = |kind: &str| self.answers.values().any(|answer| answer == kind);
        match () {
            () if is("array") => "list",
            () if is("object") || is("union") || is("text") => "document",
            () => "nothing",
        }
    }
}

/// All operations of the action list, in its order.
pub fn all() -> &'static [Operation] {
    static ALL: LazyLock<Vec<Operation>> = LazyLock::new(|| {
        let table = include_str!("../../../../tests/conformance/operations.jsonl");
        // A line that cannot be read is missing, which the test of their number notices.
        table.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
    });
    &ALL
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_line_is_an_operation() {
        let lines = include_str!("../../../../tests/conformance/operations.jsonl").lines().count();
        assert_eq!(super::all().len(), lines);
        assert_eq!(lines, 329);
    }
}
