//! `docs/actions.md` is made from the WIT files and kept current by this test. `BLESS=1` rewrites it.

extern crate alloc;

#[path = "../build/mod.rs"]
#[allow(dead_code, reason = "the reference does not tell how arguments are passed")]
mod build;

use build::model::{Action, Kind, Param, Place};
use build::names::camel_case;
use build::rules;
use std::fmt::Write;
use std::path::Path;

const INTRODUCTION: &str = "\
# Actions

Made from `wit/` by `tests/reference.rs`: do not edit.

Each action runs by name, with its arguments as one JSON object:

```console
$ cargo run -p host-test -- call user.list-users '{\"limit\": 2}'
```

`body` is any JSON value; where it is marked as bytes, `--body FILE` sends a file. Besides the actions, `pages.next-page` takes the
`next` of a response, and `generic-request.send-request` calls any other endpoint.
";

fn reference() -> String {
    let catalog =
        rules::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("wit")).expect("the WIT files keep the rules");
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
    match &action.scope {
        Some(scope) => drop(writeln!(out, " · scope `{scope}`")),
        None => out.push('\n'),
    }
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
            place(param),
            kind(param),
            cell(&param.docs)
        );
    }
}

fn place(param: &Param) -> &'static str {
    match param.place {
        Place::Path => "path",
        Place::Query => "query",
        Place::Header => "header",
        Place::Part | Place::Body => "body",
    }
}

fn kind(param: &Param) -> &'static str {
    match (param.place, param.kind) {
        (Place::Body, Kind::Text) => "JSON",
        (_, Kind::Text) => "string",
        (_, Kind::Flag) => "true or false",
        (_, Kind::Number) => "number",
        (_, Kind::List) => "list of strings",
        (_, Kind::Bytes) => "bytes",
    }
}

/// A text as the cell of a table: one line, in which a bar is no border.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

#[test]
fn the_reference_is_current() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/actions.md");
    let made = reference();
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&file, &made).expect("a writable file");
    }
    let written = std::fs::read_to_string(&file).unwrap_or_default();
    let first = made.lines().zip(written.lines()).position(|(made, written)| made != written);
    assert!(
        made == written,
        "docs/actions.md is not current (line {}): BLESS=1 cargo test --test reference",
        first.map_or(made.lines().count().min(written.lines().count()), |line| line) + 1
    );
}
