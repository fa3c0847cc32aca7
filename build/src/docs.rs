//! Reads the declarations in the docs of an action.

use crate::hints::{Hints, Returns};

/// The declarations: the last paragraph of the docs of an action.
#[derive(Default)]
pub struct Declaration {
    pub title: Option<String>,
    pub aliases: Vec<String>,
    pub deprecated: Option<String>,
    pub scope: Option<String>,
    pub hints: Option<Hints>,
    pub returns: Option<Returns>,
    /// Whether the list is paginated although no parameter shows it.
    pub pages: bool,
    /// The name of the JSON Schema of the body.
    pub body: Option<String>,
    pub part: Option<String>,
    pub headers: Vec<(String, String)>,
    pub method: String,
    pub path: String,
}

const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/// Reads all declarations and the endpoint; the error says what is wrong and what to write instead.
pub fn declaration(docs: &str) -> Result<Declaration, String> {
    let paragraph = docs.trim_end().rsplit("\n\n").next().unwrap_or_default();
    let mut lines: Vec<&str> = paragraph.lines().map(str::trim).collect();
    let endpoint = lines.pop().and_then(code).ok_or(
        "has no endpoint line. End its docs with the method and the path in backticks, such as `GET /api/v1/users/{userId}`",
    )?;
    let mut declaration = Declaration::default();
    (declaration.method, declaration.path) = split_endpoint(endpoint)?;
    for line in lines {
        if let Some(title) = line.strip_prefix("Title: ") {
            declaration.title = Some(title.to_string());
        } else if let Some(name) = alias(line) {
            declaration.aliases.push(name.to_string());
        } else if let Some(sentence) = line.strip_prefix("Deprecated: ") {
            declaration.deprecated = Some(sentence.to_string());
        } else if let Some(scope) = line.strip_prefix("Scope: ").and_then(code) {
            declaration.scope = Some(scope.to_string());
        } else if let Some(words) = line.strip_prefix("Hints: ") {
            declaration.hints = Some(Hints::parse(words)?);
        } else if let Some(word) = line.strip_prefix("Returns: ") {
            let (returns, pages) = Returns::parse(word)?;
            (declaration.returns, declaration.pages) = (Some(returns), pages);
        } else if let Some(schema) = line.strip_prefix("Body: ").and_then(code) {
            declaration.body = Some(schema.to_string());
        } else if let Some(part) = line.strip_prefix("Part: ").and_then(code) {
            declaration.part = Some(part.to_string());
        } else if let Some((name, value)) = code(line).and_then(|header| header.split_once(": ")) {
            declaration.headers.push((name.to_string(), value.to_string()));
        } else {
            return Err(format!(
                "declares `{line}` before its endpoint. Only `Title: …`, an alias as in Alias: `Listoauth Scopes`, \
                 `Deprecated: …`, a scope as in Scope: `okta.users.read`, Hints: `destructive`, Returns: `list`, Body: `user-create`, a part as in Part: `file` and a header as in \
                 `If-Match: {{ifMatch}}` are allowed there; put an empty doc line before the declarations"
            ));
        }
    }
    Ok(declaration)
}

fn split_endpoint(endpoint: &str) -> Result<(String, String), String> {
    let expected = |problem: &str| {
        format!("has a malformed endpoint line `{endpoint}`: {problem}. Write it as `GET /api/v1/users/{{userId}}`")
    };
    let (method, path) =
        endpoint.split_once(' ').ok_or_else(|| expected("method and path are separated by a space"))?;
    if !METHODS.contains(&method) {
        return Err(expected(&format!("the method is one of {}", METHODS.join(", "))));
    }
    if !path.starts_with('/') || path.ends_with('/') {
        return Err(expected("the path begins with / and does not end with it"));
    }
    for segment in path[1..].split('/') {
        let inner = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(segment);
        if inner.is_empty() || !inner.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c)) {
            return Err(expected(&format!("`{segment}` is neither plain text nor one {{placeholder}}")));
        }
    }
    Ok((method.to_string(), path.to_string()))
}

/// The text between the backticks of a line that is only code.
pub fn code(line: &str) -> Option<&str> {
    line.strip_prefix('`')?.strip_suffix('`').filter(|text| !text.contains('`'))
}

/// The texts of a comma-separated list of code: `` `a`, `b` ``.
pub fn codes(list: &str) -> Option<Vec<&str>> {
    list.split(", ").map(code).collect()
}

/// The names between braces of a path or a header value.
pub fn placeholders(template: &str) -> Vec<&str> {
    template.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

/// The parameters that have a line `` - `name`: … `` in the docs (with its continuations), and their descriptions.
pub fn described(docs: &str) -> Vec<(&str, String)> {
    let mut items: Vec<(&str, String)> = Vec::new();
    for line in docs.lines() {
        if let Some((name, text)) = line.strip_prefix("- `").and_then(|item| item.split_once("`: ")) {
            items.push((name, text.to_string()));
        } else if let (Some(continued), Some((_, text))) = (line.strip_prefix("  "), items.last_mut()) {
            text.push(' ');
            text.push_str(continued.trim());
        }
    }
    items
}

/// The paragraphs about the action itself: without the descriptions of parameters and the declarations.
pub fn prose(docs: &str) -> String {
    let paragraphs: Vec<&str> = docs.trim().split("\n\n").collect();
    let (_, prose) = paragraphs.split_last().unwrap_or((&"", &[]));
    prose.iter().filter(|paragraph| !paragraph.starts_with("- `")).copied().collect::<Vec<_>>().join("\n\n")
}

/// The section of the actions of an interface, and its other names.
pub struct Section<'a> {
    pub name: &'a str,
    pub aliases: Vec<&'a str>,
}

/// The section that the docs of an interface end with, if they do; the error says what is wrong and what to write instead.
pub fn section(docs: &str) -> Result<Option<Section<'_>>, String> {
    let paragraph = docs.trim_end().rsplit("\n\n").next().unwrap_or_default();
    let mut lines: Vec<&str> = paragraph.lines().map(str::trim).collect();
    let Some(name) = lines.pop().and_then(|line| line.strip_prefix("Section: ")) else { return Ok(None) };
    let unknown = |line: &&str| {
        format!(
            "declares `{line}` before its section. Only an alias as in Alias: `Linkedobject` are allowed there; put an empty \
             doc line before the declarations"
        )
    };
    let aliases = lines.iter().map(|line| alias(line).ok_or_else(|| unknown(line))).collect::<Result<Vec<_>, _>>()?;
    if aliases.contains(&name) {
        return Err(format!("declares its section `{name}` as an alias as well. Remove that line"));
    }
    Ok(Some(Section { name, aliases }))
}

/// The other name that a line declares.
fn alias(line: &str) -> Option<&str> {
    line.strip_prefix("Alias: ").and_then(code)
}
