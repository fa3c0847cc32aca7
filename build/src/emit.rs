//! Writes the table of actions and their exports.

use super::model::{Action, Catalog, Passing};
use std::fmt::Write;

/// The table: one [`Action`] literal per action, for `src/action.rs`.
pub fn table(catalog: &Catalog) -> String {
    let mut out = String::from(
        "/// All actions, in the order of the interfaces and of the functions in them.\npub static ACTIONS: &[Action] = &[\n",
    );
    for action in &catalog.actions {
        let Action { section, title, interface, function, deprecated, scope, part, method, path, headers, .. } = action;
        let passing = match action.passing {
            Passing::Flat(count) => format!("Flat({count})"),
            Passing::Memory { size, align } => format!("Memory {{ size: {size}, align: {align} }}"),
        };
        let _ = write!(
            out,
            "Action {{ section: {section:?}, title: {title:?}, interface: {interface:?}, function: {function:?}, \
             deprecated: {deprecated:?}, scope: {scope:?}, part: {part:?}, method: Method::{}, path: {path:?}, headers: &{headers:?}, passing: Passing::{passing}, params: &[",
            capitalized(method)
        );
        for param in &action.params {
            let _ = write!(
                out,
                "Param {{ name: {:?}, place: Place::{:?}, kind: Kind::{:?}, optional: {}, reserved: &{:?}, offset: {} }}, ",
                param.name, param.place, param.kind, param.optional, param.reserved, param.offset
            );
        }
        out.push_str("] },\n");
    }
    out.push_str("];\n");
    out
}

fn capitalized(method: &str) -> String {
    method[..1].to_string() + &method[1..].to_ascii_lowercase()
}

/// One exported core function per action, all of them a call of the interpreter, for `src/abi.rs`.
pub fn exports(catalog: &Catalog) -> String {
    let mut out = String::new();
    for (index, action) in catalog.actions.iter().enumerate() {
        let count = match action.passing {
            Passing::Flat(count) => count,
            Passing::Memory { .. } => 1,
        };
        let names: Vec<String> = (0..count).map(|i| format!("a{i}")).collect();
        let params: Vec<String> = names.iter().map(|name| format!("{name}: u32")).collect();
        let _ = writeln!(
            out,
            "#[unsafe(export_name = \"{}/{}@{}#{}\")]\nextern \"C\" fn action_{index}({}) -> *const Outcome<Response> {{ perform({index}, &[{}]) }}",
            catalog.package,
            action.interface,
            catalog.version,
            action.function,
            params.join(", "),
            names.join(", ")
        );
    }
    out
}

/// The layouts of the results of what is not an action, for `src/exports.rs`.
pub fn layouts(catalog: &Catalog) -> String {
    let mut out = String::new();
    for other in &catalog.others {
        let name = other.function.replace('-', "_").to_uppercase();
        let _ = writeln!(out, "const {name}: (usize, usize) = ({}, {});", other.size, other.align);
    }
    out
}

/// The types of the contract: `wit-bindgen` skips all functions, which the component exports itself.
pub fn bindings(catalog: &Catalog, wit: &str) -> String {
    let actions = catalog.actions.iter().map(|action| action.function.as_str());
    let skip: Vec<&str> = actions.chain(catalog.others.iter().map(|other| other.function.as_str())).collect();
    format!("wit_bindgen::generate!({{ world: \"okta\", path: {wit:?}, generate_all, skip: {skip:?} }});\n")
}
