//! Writes the table of actions, and the call of `wit-bindgen`.

use crate::model::{Action, Catalog, Passing};
use crate::names::camel_case;
use crate::{canonical, exports};
use std::fmt::Write;

/// The table: one [`Action`] literal per action and older version, for `src/table/action.rs`.
pub fn table(catalog: &Catalog) -> String {
    let mut out =
        String::from("/// All actions, and behind them their older versions.\npub static ROWS: &[Action] = &[\n");
    for action in catalog.actions.iter().chain(&catalog.older) {
        let Action { section, title, aliases, interface, function, deprecated, scope, .. } = action;
        let Action { part, method, path, headers, .. } = action;
        let passing = match action.passing {
            Passing::Flat(count) => format!("Flat({count})"),
            Passing::Indirect { size, align } => format!("Indirect {{ size: {size}, align: {align} }}"),
        };
        let _ = write!(
            out,
            "Action {{ section: {section:?}, title: {title:?}, aliases: &{aliases:?}, interface: {interface:?}, \
             function: {function:?}, deprecated: {deprecated:?}, scope: {scope:?}, part: {part:?}, method: Method::{}, path: {path:?}, headers: &{headers:?}, passing: Passing::{passing}, params: &[",
            capitalized(method)
        );
        for param in &action.params {
            let _ = write!(
                out,
                "Param {{ name: {:?}, wire: {:?}, location: Location::{:?}, ty: ParamType::{:?}, optional: {}, reserved: &{:?}, \
                 offset: {} }}, ",
                param.name,
                camel_case(&param.name),
                param.location,
                param.ty,
                param.optional,
                param.reserved,
                param.offset
            );
        }
        out.push_str("] },\n");
    }
    let _ = write!(
        out,
        "];\n\n/// All actions, in the order of the interfaces and of the functions in them.\n\
         pub static ACTIONS: &[Action] = ROWS.split_at({}).0;\n",
        catalog.actions.len()
    );
    out
}

fn capitalized(method: &str) -> String {
    method[..1].to_string() + &method[1..].to_ascii_lowercase()
}

/// The generated files for `OUT_DIR`: file names and texts.
pub fn files(catalog: &Catalog, wit: &str) -> Result<[(&'static str, String); 4], String> {
    Ok([
        ("table.rs", table(catalog)),
        ("contract.rs", canonical::types(catalog)?),
        ("exports.rs", exports::exports(catalog)?),
        ("bindings.rs", bindings(catalog, wit)),
    ])
}

/// The call of `wit-bindgen` for the types of the contract, of each world. It skips all functions: the build writes their exports.
fn bindings(catalog: &Catalog, wit: &str) -> String {
    let actions = catalog.actions.iter().chain(&catalog.older).map(|action| action.export.as_str());
    let skip: Vec<&str> = actions.chain(catalog.others.iter().map(|other| other.function.name.as_str())).collect();
    let worlds = [("not(by_name)", "okta"), ("by_name", "by-name")];
    let call = |(cfg, world)| {
        format!(
            "#[cfg({cfg})]\nwit_bindgen::generate!({{ world: {world:?}, path: {wit:?}, generate_all, skip: {skip:?} }});\n"
        )
    };
    worlds.map(call).concat()
}
