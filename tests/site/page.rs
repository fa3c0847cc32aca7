//! The page of an action, as Markdown: from the document that the component gives of it, and from what tests show.

use host_test::cli::describe::{description, effect, kind, outline, returns};
use host_test::cli::example::{self, strings};
use host_test::host::values::Outcome;
use serde_json::{Value, json};

// How many lines of an answer a page shows, and how many characters of a text in it.
const LINES: usize = 60;
const CHARACTERS: usize = 120;

/// How an action is refused, from a case of the tests.
pub struct Refusal {
    case: String,
    error: String,
    status: String,
    code: String,
}

impl Refusal {
    /// Reads a case; none if it succeeds.
    pub fn of(case: &Value) -> Option<Self> {
        let result = &case["result"];
        let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
        let status = result["status"].as_u64().or(case["answer"]["status"].as_u64());
        let summary = text(&case["answer"]["body"]["errorSummary"]);
        let case = text(&case["case"]);
        Some(Self {
            case: if summary.is_empty() { case } else { format!("{case}: {summary}") },
            error: result["error"].as_str()?.to_string(),
            status: status.map(|status| status.to_string()).unwrap_or_default(),
            code: text(&result["errorCode"]),
        })
    }

    /// Whether a caller sees the same.
    pub fn is_like(&self, other: &Self) -> bool {
        (&self.error, &self.status, &self.code) == (&other.error, &other.status, &other.code)
    }
}

/// The command that runs the example of an action.
pub fn command(document: &Value) -> String {
    let mut words = vec!["okta-actions".to_string(), "call".into(), text(document, "name").into()];
    let arguments = example::arguments(document);
    if !arguments.is_empty() {
        words.push(Value::Object(arguments).to_string());
    }
    shlex::try_join(words.iter().map(String::as_str)).expect("no NUL")
}

/// The example of a page, and how it ended.
pub struct Example<'a> {
    /// The command of the action, and before it those that it needs.
    pub commands: &'a [String],
    /// The outcome of the last command.
    pub outcome: &'a Outcome,
    /// Why a fresh mock org refuses the last command alone, if it does.
    pub why: Option<&'a str>,
}

/// The page of an action, which `wit` declares.
pub fn page(document: &Value, wit: &str, example: &Example<'_>, refusals: &[Refusal], related: &[&str]) -> String {
    let mut out = format!("# {}\n\n", text(document, "name"));
    if document["deprecated"] == true {
        push(&mut out, format!("**Deprecated**: {}\n\n", escaped(text(document, "deprecation"))));
    }
    push(&mut out, format!("{}\n\n{}\n\n", escaped(text(document, "summary")), escaped(text(document, "details"))));
    facts(&mut out, document);
    arguments(&mut out, document);
    let Example { commands, outcome, why } = example;
    let runs = match (why, commands.len()) {
        (None, _) => "It runs as it stands against the mock org.".into(),
        (Some(why), 1) => format!("It can be sent as it stands. The mock org refuses it: {}.", escaped(why)),
        (Some(why), _) => format!(
            "A fresh mock org refuses the last command alone: {}. Run all against [one mock org](../command.md#the-mock-org-for-any-okta-client).",
            escaped(why)
        ),
    };
    let left_out =
        "The result is shortened: `…` marks a cut, and the request id, the rate limit and absent fields are left out.";
    push(&mut out, format!("\n## Example\n\n{runs} {left_out}\n\n```console\n"));
    let (last, before) = commands.split_last().expect("a command");
    before.iter().for_each(|command| push(&mut out, format!("$ {command}\n…\n")));
    push(&mut out, format!("$ {last}\n{}\n```\n", shown(outcome)));
    push(&mut out, format!("\n## As a typed function\n\n```wit\n{wit}\n```\n"));
    push(&mut out, "\n## Errors\n\n");
    if !refusals.is_empty() {
        push(
            &mut out,
            "Errors that the tests of this action cover:\n\n| case | error | status | Okta's code |\n|---|---|---|---|\n",
        );
        for Refusal { case, error, status, code } in refusals {
            push(&mut out, format!("| {} | `{error}` | {status} | {code} |\n", cell(case)));
        }
        push(&mut out, "\n");
    }
    push(
        &mut out,
        "Every action can end in any of the [error cases](../embedding.md#errors-and-what-a-workflow-engine-does-with-each); the table there says what to do.\n",
    );
    if !related.is_empty() {
        let links: Vec<String> = related.iter().map(|name| format!("[{name}]({name}.md)")).collect();
        push(&mut out, format!("\n**Related:** {}\n", links.join(" · ")));
    }
    out
}

/// What is known of the action as a whole.
fn facts(out: &mut String, document: &Value) {
    push(out, "| | |\n|---|---|\n");
    let mut row = |name: &str, value: String| {
        if !value.is_empty() {
            push(out, format!("| {name} | {value} |\n"));
        }
    };
    row("title", cell(text(document, "title")));
    if !text(document, "method").is_empty() {
        row("endpoint", format!("`{} {}`", text(document, "method"), text(document, "path")));
    }
    row("effect", effect(&document["annotations"]));
    row("returns", returns(document).into());
    row("OAuth scope", strings(&document["scopes"]).map(|scope| format!("`{scope}`")).collect::<Vec<_>>().join(" or "));
}

/// The arguments, and what the body holds, as tables.
fn arguments(out: &mut String, document: &Value) {
    let schema = &document["parameters"];
    let Some(properties) = schema["properties"].as_object().filter(|properties| !properties.is_empty()) else {
        return push(out, "\nIt takes no arguments.\n");
    };
    push(out, "\n## Arguments\n\n| argument | in | type | required | description |\n|---|---|---|---|---|\n");
    for (name, property) in properties {
        let place = property["x-in"].as_str().unwrap_or(if name == "body" { "body" } else { "" });
        let place = if place == "part" { "body" } else { place };
        let required = if strings(&schema["required"]).any(|other| other == name) { "yes" } else { "" };
        push(
            out,
            format!("| `{name}` | {place} | {} | {required} | {} |\n", kind(property), cell(&description(property))),
        );
    }
    let mut rows = Vec::new();
    outline(&properties.get("body").cloned().unwrap_or_default(), 0, &mut rows);
    if rows.is_empty() {
        return;
    }
    push(out, "\n## Body\n\n| property | type | required | description |\n|---|---|---|---|\n");
    let mut path: Vec<String> = Vec::new();
    for [name, kind, required, description] in rows {
        let depth = (name.len() - name.trim_start().len()) / 2;
        path.truncate(depth);
        if kind.is_empty() {
            // The row of a condition, such as `type = IP:`, over properties of their own.
            path.push(String::new());
            push(out, format!("| *with {}* | | | |\n", cell(name.trim().trim_end_matches(':'))));
            continue;
        }
        path.push(name.trim().into());
        let full: Vec<&str> = path.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        let required = if required.is_empty() { "" } else { "yes" };
        push(out, format!("| `{}` | {kind} | {required} | {} |\n", full.join("."), cell(&description)));
    }
}

/// What an action returned, shortened.
fn shown(outcome: &Outcome) -> String {
    let mut value: Value = outcome.to_json().parse().expect("JSON");
    if let Some(fields) = value.as_object_mut() {
        fields.retain(|name, value| !["requestId", "rateLimit"].contains(&name.as_str()) && !value.is_null());
    }
    shorten(&mut value);
    let pretty = serde_json::to_string_pretty(&value).expect("JSON");
    let mut lines: Vec<&str> = pretty.lines().take(LINES).collect();
    if pretty.lines().count() > LINES {
        lines.push("…");
    }
    lines.join("\n")
}

fn shorten(value: &mut Value) {
    match value {
        Value::Array(items) => {
            let more = items.len().saturating_sub(1);
            items.truncate(1);
            items.iter_mut().for_each(shorten);
            if more > 0 {
                items.push(json!(format!("… {more} more")));
            }
        }
        Value::Object(fields) => fields.values_mut().for_each(shorten),
        Value::String(text) if text.chars().count() > CHARACTERS => {
            *text = text.chars().take(CHARACTERS).chain(['…']).collect();
        }
        _ => {}
    }
}

/// The actions of the same resource by their paths, and those that the docs of the action name.
pub fn related<'a>(document: &Value, all: &'a [Value]) -> Vec<&'a str> {
    let near = |other: &Value| {
        let (a, b) = (text(document, "path"), text(other, "path"));
        !a.is_empty() && !b.is_empty() && (resource(a) == resource(b) || resource(a) == b || resource(b) == a)
    };
    let named = |other: &Value| {
        let same = document["interface"] == other["interface"];
        let mentioned = |name: &str| text(document, "details").contains(&format!("`{name}`"));
        mentioned(text(other, "name")) || (same && mentioned(text(other, "function")))
    };
    let related = all.iter().filter(|other| near(other) || named(other));
    related.map(|other| text(other, "name")).filter(|name| *name != text(document, "name")).collect()
}

/// The collection that a path belongs to: `/api/v1/users` for `/api/v1/users/{userId}/lifecycle/activate`.
fn resource(path: &str) -> &str {
    path.rfind("/{").map_or(path, |at| &path[..at])
}

/// A field of a document that is text.
pub fn text<'a>(document: &'a Value, name: &str) -> &'a str {
    document[name].as_str().unwrap_or_default()
}

/// A text as Markdown that contains no HTML. Code spans stay as they are.
fn escaped(text: &str) -> String {
    let spans = text.split('`').enumerate();
    spans
        .map(|(at, span)| if at % 2 == 0 { span.replace('<', "&lt;") } else { span.into() })
        .collect::<Vec<_>>()
        .join("`")
}

/// A text as the cell of a table.
fn cell(text: &str) -> String {
    escaped(&text.split_whitespace().collect::<Vec<_>>().join(" ")).replace('|', "\\|")
}

fn push(out: &mut String, text: impl AsRef<str>) {
    out.push_str(text.as_ref());
}
