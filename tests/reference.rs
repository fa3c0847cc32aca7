//! `docs/actions.md` is generated from the WIT files, and this test keeps it current. `BLESS=1` rewrites it.

use okta_actions_build::model::{Action, Catalog, Hints, Location, Param, ParamType, Returns};
use okta_actions_build::names::camel_case;
use okta_actions_build::rules;
use std::fmt::Write;
use std::path::Path;

const INTRODUCTION: &str = "\
# Actions

Generated from `wit/` by `tests/reference.rs`: do not edit.

Each action runs by name, with its arguments as one JSON object:

```console
$ cargo run -p host-test -- call user.list-users '{\"limit\": 2}'
```

`body` is any JSON value, and `okta-actions describe ACTION` shows its properties; if it is marked as bytes, `--body FILE` sends a
file. Besides the actions, `pages.next-page` takes the `next` of a response, `--all` follows all pages, and
`generic-request.send-request` calls any other endpoint. Any list may have a `next`, even one without the argument `after`.
";

fn catalog() -> Catalog {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    rules::read(&root.join("wit"), &root.join("schemas")).expect("the WIT files keep the rules")
}

/// The text of `docs/actions.md`.
pub fn reference(catalog: &Catalog) -> String {
    let mut out = INTRODUCTION.to_string();
    let groups: Vec<&[Action]> = catalog.actions.chunk_by(|a, b| a.interface == b.interface).collect();
    out.push_str("\n| section | actions |\n|---|--:|\n");
    for group in &groups {
        let _ = writeln!(out, "| [{}](#{}) | {} |", group[0].section, group[0].interface, group.len());
    }
    for group in groups {
        let _ = write!(out, "\n## {}\n\n| title | function | method | path |\n|---|---|---|---|\n", group[0].interface);
        for Action { title, function, method, path, interface, .. } in group {
            let _ = writeln!(out, "| {title} | [`{function}`](#{interface}{function}) | {method} | `{path}` |");
        }
        for action in group {
            describe(&mut out, action);
        }
    }
    out
}

fn describe(out: &mut String, action: &Action) {
    let _ = write!(out, "\n### {}.{}\n\n{}\n", action.interface, action.function, action.docs);
    if let Some(instead) = &action.deprecated {
        let _ = write!(out, "\n**Deprecated**: {instead}\n");
    }
    let _ = write!(out, "\n`{} {}`", action.method, action.path);
    if let Some(scope) = &action.scope {
        let _ = write!(out, " · scope `{scope}`");
    }
    let _ = write!(out, " · {}", effect(action));
    if action.export != action.function {
        let _ = write!(out, " · newest typed function: `{}`", action.export);
    }
    out.push('\n');
    if action.params.is_empty() {
        return;
    }
    out.push_str("\n| argument | in | type | |\n|---|---|---|---|\n");
    for param in &action.params {
        let required = if param.optional { "" } else { ", required" };
        let _ = writeln!(
            out,
            "| `{}` | {} | {}{required} | {} |",
            camel_case(&param.name),
            location(param),
            param_type(param),
            cell(&param.docs)
        );
    }
}

/// The effect and the kind of result of an action, in a few words.
fn effect(action: &Action) -> String {
    let returns = match action.returns {
        Returns::Nothing => "returns nothing",
        Returns::Document => "returns a document",
        Returns::List => "returns a list",
    };
    let Hints { read_only, destructive, idempotent } = action.hints;
    let words = [(read_only, "reads"), (destructive, "destructive"), (idempotent && !read_only, "safe to repeat")];
    let words = words.iter().filter(|(holds, _)| *holds).map(|(_, word)| *word);
    words.chain([returns]).collect::<Vec<_>>().join(" · ")
}

fn location(param: &Param) -> &'static str {
    match param.location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Part | Location::Body => "body",
    }
}

fn param_type(param: &Param) -> &'static str {
    match (param.location, param.ty) {
        (Location::Body, ParamType::Text) => "JSON",
        (_, ParamType::Text) => "string",
        (_, ParamType::Flag) => "true or false",
        (_, ParamType::Number) => "number",
        (_, ParamType::List) => "list of strings",
        (_, ParamType::Bytes) => "bytes",
    }
}

/// A text as the cell of a table: on one line, with bars escaped.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

/// The file in the repository.
pub const FILE: &str = "docs/actions.md";

/// Compares the file with its generated text. The error says what to run.
pub fn is_current(root: &Path, made: &str) -> Result<(), String> {
    let written = std::fs::read_to_string(root.join(FILE)).unwrap_or_default();
    if made == written {
        return Ok(());
    }
    let first = made.lines().zip(written.lines()).position(|(made, written)| made != written);
    let line = first.unwrap_or_else(|| made.lines().count().min(written.lines().count())) + 1;
    Err(format!("{FILE} is not current (line {line}): cargo xtask bless"))
}

#[test]
fn the_reference_is_current() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let made = reference(&catalog());
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(root.join(FILE), &made).expect("a writable file");
    }
    assert_eq!(is_current(root, &made), Ok(()));
}
