//! The rules of the hosts.

use crate::contract::{Contract, full};
use okta_actions_build::names::camel_case;
use std::collections::HashMap;
use wit_parser::{Resolve, Type, TypeDefKind};

/// A requirement of a host on exports or imports.
pub struct Rule {
    pub host: &'static str,
    pub version: &'static str,
    /// The requirement, and what happens otherwise.
    pub needs: &'static str,
    /// The source of the requirement.
    pub source: &'static str,
    /// The names that break it.
    pub broken_by: fn(&Contract) -> Vec<String>,
    /// Items of a WIT package that break it.
    pub example: &'static str,
    /// The name in the example that breaks it.
    pub names: &'static str,
}

const VALUES: &str =
    "the type of an argument or result is made of values that WASI 0.2 knows: no resource, stream, future or map";
const WITH_STREAM: &str = "interface i { f: func(x: stream<u8>) -> result<string, string>; } world w { export i; }";
const WITH_RESOURCE: &str = "interface i { resource r; f: func() -> result<r, string>; } world w { export i; }";
const BARE: &str = "world w { export f: func(); }";
const TWO_F: &str = "interface i { f: func(); } interface j { f: func(); } world w { export i; export j; }";

/// All rules. Measured ones were seen with this component in the versions named; the others are from the documents named.
pub const RULES: &[Rule] = &[
    Rule {
        host: "Obelisk",
        version: "0.38.3",
        needs: "a function returns `result<…, error>`, and `error` is a variant with a case `execution-failed` without a payload; others are dropped silently",
        source: "measured 2026-11 on a server: such functions are not listed",
        broken_by: without_execution_failed,
        example: "interface i { variant error { other, execution-failed(string) } f: func() -> result<string, error>; } world w { export i; }",
        names: "a:b/i@0.1.0#f",
    },
    Rule {
        host: "Obelisk",
        version: "0.38.3",
        needs: VALUES,
        source: "its documentation of functions: parameters and results are stored as JSON",
        broken_by: without_values,
        example: WITH_RESOURCE,
        names: "a:b/i@0.1.0#f",
    },
    Rule {
        host: "wasmtime run --invoke",
        version: "48 and 49",
        needs: "a function name is unique over all interfaces; otherwise a call by name is ambiguous",
        source: "measured 2026-11",
        broken_by: with_shared_names,
        example: TWO_F,
        names: "a:b/j@0.1.0#f",
    },
    Rule {
        host: "wasmtime run --invoke",
        version: "48 and 49",
        needs: VALUES,
        source: "arguments are written as WAVE, which has no resources, streams or futures",
        broken_by: without_values,
        example: WITH_STREAM,
        names: "a:b/i@0.1.0#f",
    },
    Rule {
        host: "wasmtime, and hosts on it",
        version: "48, with WASI 0.2",
        needs: "functions are synchronous; an `async` one needs WASI 0.3 and is refused",
        source: "the component model proposal behind WASI 0.3",
        broken_by: asynchronous,
        example: "interface i { f: async func(); } world w { export i; }",
        names: "a:b/i@0.1.0#f",
    },
    Rule {
        host: "Spin, wasmCloud, Golem, Node and browsers by preview2-shim",
        version: "as of 2026-11",
        needs: "imports are of WASI 0.2, which all of them link",
        source: "their release notes and documentation, read 2026-11",
        broken_by: |contract| {
            let is_old = |name: &String| name.starts_with("wasi:") && name.contains("@0.2.");
            contract.imports().into_iter().filter(|name| !is_old(name)).collect()
        },
        example: "world w { import wasi:clocks/clock@0.3.0; }",
        names: "wasi:clocks/clock@0.3.0",
    },
    Rule {
        host: "wac plug and wasm-tools compose",
        version: "as of 2026-11, and 1.262",
        needs: "exports are interfaces of a package; a bare function or type cannot be plugged into anything",
        source: "their documentation: a plug is matched by the name of an interface",
        broken_by: Contract::bare_exports,
        example: BARE,
        names: "f",
    },
    Rule {
        host: "wasmCloud",
        version: "wash 2.10",
        needs: "exports are interfaces of a package; a bare function cannot be linked to anything",
        source: "its documentation: a link names namespace, package and interfaces",
        broken_by: Contract::bare_exports,
        example: BARE,
        names: "f",
    },
    Rule {
        host: "jco (Node and browsers)",
        version: "1.34",
        needs: "functions of an interface, fields of a record and interfaces have different names in camelCase",
        source: "jco writes every name in camelCase",
        broken_by: with_same_camel_case,
        example: "interface i { f-v2: func(); f-v-2: func(); } world w { export i; }",
        names: "a:b/i@0.1.0#f-v-2",
    },
    Rule {
        host: "jco (Node and browsers)",
        version: "1.34",
        needs: "a function has a name that JavaScript can import: no reserved word",
        source: "ECMAScript: `import { delete }` is a syntax error",
        broken_by: |contract| named(contract, &JAVASCRIPT),
        example: "interface i { delete: func(); } world w { export i; }",
        names: "a:b/i@0.1.0#delete",
    },
    Rule {
        host: "jco (Node and browsers)",
        version: "1.34",
        needs: "integers have at most 32 bits; longer ones are a `BigInt`, which `JSON.stringify` refuses",
        source: "jco's documentation of types",
        broken_by: |contract| contract.functions_with(|_, ty| matches!(ty, Type::U64 | Type::S64)),
        example: "interface i { record r { x: option<u64> } f: func() -> list<r>; } world w { export i; }",
        names: "a:b/i@0.1.0#f",
    },
    Rule {
        host: "Python `wasmtime`",
        version: "50.0.1",
        needs: "a field of a record is not a keyword, because fields are attributes",
        source: "measured 2026-11: records are objects with an attribute for each field",
        broken_by: with_python_keywords,
        example: "interface i { record r { %from: string } f: func() -> r; } world w { export i; }",
        names: "a:b/i@0.1.0#r.from",
    },
    Rule {
        host: "Python `wasmtime`",
        version: "50.0.1",
        needs: VALUES,
        source: "its conversions of values",
        broken_by: without_values,
        example: WITH_STREAM,
        names: "a:b/i@0.1.0#f",
    },
    Rule {
        host: "Wassette",
        version: "0.4.1",
        needs: "a tool is named package_interface_function in up to 128 letters, digits, `_` and `-`, and no two alike",
        source: "the Model Context Protocol on tool names; Wassette's document on normalization",
        broken_by: |contract| tools(contract, 128, |_| true),
        example: "interface i { f: func();
            a-function-with-a-name-of-so-many-words-that-a-model-could-not-call-it-by-its-whole-name-even-if-it-wanted-to-do-so-very-much-indeed: func();
            } world w { export i; }",
        names: "a:b/i@0.1.0#a-function-with-a-name-of-so-many-words-that-a-model-could-not-call-it-by-its-whole-name-even-if-it-wanted-to-do-so-very-much-indeed",
    },
    Rule {
        host: "Wassette, with the small component",
        version: "0.4.1",
        needs: "tools of `catalog`, `pages`, `auth` and `generic-request` have names of up to 64 letters, the bound of several models",
        source: "OpenAI's reference of functions, read 2026-11",
        broken_by: |contract| tools(contract, 64, |interface| SMALL.contains(&interface)),
        example: "interface pages { f: func(); a-function-with-a-name-that-is-longer-than-some-models-can-call: func(); } world w { export pages; }",
        names: "a:b/pages@0.1.0#a-function-with-a-name-that-is-longer-than-some-models-can-call",
    },
    Rule {
        host: "Wassette",
        version: "0.4.1",
        needs: "no `option<option<…>>`: absent and empty are both null in JSON",
        source: "its conversion of values to JSON",
        broken_by: |contract| contract.functions_with(is_option_of_option),
        example: "interface i { f: func(x: option<option<string>>); } world w { export i; }",
        names: "a:b/i@0.1.0#f",
    },
    Rule {
        host: "Golem",
        version: "1.5",
        needs: VALUES,
        source: "its documentation; not run",
        broken_by: without_values,
        example: WITH_RESOURCE,
        names: "a:b/i@0.1.0#f",
    },
];

/// The interfaces of the small component.
const SMALL: [&str; 4] = ["auth", "catalog", "generic-request", "pages"];

/// The reserved words of JavaScript modules.
const JAVASCRIPT: [&str; 40] = [
    "arguments",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "eval",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "if",
    "import",
    "in",
    "instanceof",
    "let",
    "new",
    "null",
    "return",
    "static",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "var",
    "void",
    "while",
];

/// The keywords of Python that may be names in WIT.
const PYTHON: [&str; 32] = [
    "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else", "except",
    "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise",
    "return", "try", "while", "with", "yield",
];

fn without_execution_failed(contract: &Contract) -> Vec<String> {
    let kind = |ty: Type| match contract.resolved(ty) {
        Type::Id(id) => Some(&contract.resolve.types[id].kind),
        _ => None,
    };
    let is_listed = |result: Option<Type>| {
        let Some(TypeDefKind::Result(result)) = result.and_then(kind) else { return false };
        let Some(TypeDefKind::Variant(error)) = result.err.and_then(kind) else { return false };
        error.cases.iter().any(|case| case.name == "execution-failed" && case.ty.is_none())
    };
    contract.functions().iter().filter(|(_, function)| !is_listed(function.result)).map(full).collect()
}

fn without_values(contract: &Contract) -> Vec<String> {
    contract.functions_with(|resolve, ty| match ty {
        Type::ErrorContext => true,
        Type::Id(id) => !matches!(
            resolve.types[*id].kind,
            TypeDefKind::Record(_)
                | TypeDefKind::Flags(_)
                | TypeDefKind::Tuple(_)
                | TypeDefKind::Variant(_)
                | TypeDefKind::Enum(_)
                | TypeDefKind::Option(_)
                | TypeDefKind::Result(_)
                | TypeDefKind::List(_)
                | TypeDefKind::Type(_)
        ),
        _ => false,
    })
}

fn is_option_of_option(resolve: &Resolve, ty: &Type) -> bool {
    let inner = |ty: &Type| match ty {
        Type::Id(id) => match resolve.types[*id].kind {
            TypeDefKind::Option(inner) => Some(inner),
            _ => None,
        },
        _ => None,
    };
    inner(ty).is_some_and(|some| inner(&some).is_some())
}

fn asynchronous(contract: &Contract) -> Vec<String> {
    contract.functions().iter().filter(|(_, function)| function.kind.is_async()).map(full).collect()
}

/// The names that come a second time under a key.
fn repeated(names: impl IntoIterator<Item = (String, String)>) -> Vec<String> {
    let mut seen = HashMap::new();
    names.into_iter().filter_map(|(key, name)| seen.insert(key, ()).map(|()| name)).collect()
}

fn with_shared_names(contract: &Contract) -> Vec<String> {
    repeated(contract.functions().iter().map(|it| (it.1.name.clone(), full(it))))
}

fn with_same_camel_case(contract: &Contract) -> Vec<String> {
    let key = |of: &str, name: &str| format!("{of}#{}", camel_case(name));
    let functions = contract.functions();
    let functions = functions.iter().map(|it| (key(&it.0, &it.1.name), full(it)));
    let interfaces = contract.interfaces().into_iter().map(|(name, _)| (key("", short(&name)), name));
    let fields = fields(contract).into_iter().map(|(of, field)| (key(&of, &field), format!("{of}.{field}")));
    repeated(functions.chain(interfaces).chain(fields))
}

/// The fields of all records.
fn fields(contract: &Contract) -> Vec<(String, String)> {
    let names = |id| match &contract.resolve.types[id].kind {
        TypeDefKind::Record(record) => record.fields.iter().map(|field| field.name.clone()).collect(),
        _ => Vec::new(),
    };
    let types = contract.types().into_iter();
    types.flat_map(|(of, id)| names(id).into_iter().map(move |name| (of.clone(), name))).collect()
}

/// The functions with a name that is one of these words.
fn named(contract: &Contract, words: &[&str]) -> Vec<String> {
    let is_word = |name: &str| words.contains(&camel_case(name).as_str());
    contract.functions().iter().filter(|(_, function)| is_word(&function.name)).map(full).collect()
}

fn with_python_keywords(contract: &Contract) -> Vec<String> {
    let keywords = fields(contract).into_iter().filter(|(_, field)| PYTHON.contains(&field.as_str()));
    keywords.map(|(of, field)| format!("{of}.{field}")).collect()
}

/// The functions of some interfaces whose names as tools are too long or not unique.
fn tools(contract: &Contract, limit: usize, is_meant: fn(&str) -> bool) -> Vec<String> {
    let functions = contract.functions().into_iter().filter(|(interface, _)| is_meant(short(interface)));
    let tool =
        |it: &(String, &wit_parser::Function)| full(it).split('@').next().unwrap_or_default().replace([':', '/'], "_");
    let named: Vec<_> = functions.map(|it| (format!("{}_{}", tool(&it), it.1.name), full(&it))).collect();
    let long = named.iter().filter(|(tool, _)| tool.len() > limit).map(|(_, name)| name.clone());
    long.chain(repeated(named.clone())).collect()
}

/// The interface of `actions:okta/user@0.1.0` is `user`.
fn short(interface: &str) -> &str {
    interface.split(['/', '@']).nth(1).unwrap_or(interface)
}
