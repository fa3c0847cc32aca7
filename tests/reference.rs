//! `docs/actions.md` is generated from the WIT files, and this test keeps it current. `BLESS=1` rewrites it.

use okta_actions_build::model::{Action, Catalog, Param, ParamType};
use okta_actions_build::names::camel_case;
use okta_actions_build::rules;
use std::fmt::Write;
use std::path::Path;

const INTRODUCTION: &str = "\
# Actions

Generated from `wit/` by `tests/reference.rs`: do not edit.

The index of all actions. The site, which `cargo xtask site` builds, has a page for each, with its arguments, its body, an example and its
errors. In a terminal, `okta-actions describe ACTION` describes an action, and `okta-actions actions WORDS` searches for one.

Run an action by its name, with the arguments as one JSON object:

```console
$ okta-actions call user.list-users '{\"limit\": 2}'
```

Arguments in brackets are optional. `body` is any JSON value; if it is marked as bytes, send a file by `--body FILE`. Any list may have a
`next`, even one without the argument `after`: pass it to `pages.next-page`, or follow all pages by `--all`.
`generic-request.send-request` calls any other endpoint.
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
        let _ = write!(
            out,
            "\n## {}\n\n| title | action | arguments | endpoint |\n|---|---|---|---|\n",
            group[0].interface
        );
        for action in group {
            let Action { title, function, method, path, interface, .. } = action;
            let deprecated = if action.deprecated.is_some() { ", deprecated" } else { "" };
            let newest =
                if action.export == action.function { String::new() } else { format!(", typed: `{}`", action.export) };
            let arguments = action.params.iter().map(argument).collect::<Vec<_>>().join(", ");
            let _ = writeln!(
                out,
                "| {title}{deprecated} | `{interface}.{function}`{newest} | {arguments} | `{method} {path}` |"
            );
        }
    }
    out
}

/// The name of an argument; in brackets if it is optional.
fn argument(param: &Param) -> String {
    let name = camel_case(&param.name);
    let bytes = if param.ty == ParamType::Bytes { " (bytes)" } else { "" };
    if param.optional { format!("[`{name}`]{bytes}") } else { format!("`{name}`{bytes}") }
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
