//! The table of actions, generated from `wit/` by the build script.

use crate::contract::Problem;
use crate::table::method::Method;
use crate::table::shape::{Location, ParamType, Passing};
use crate::table::suggestions::nearest;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// One action: everything the interpreter needs to perform it.
#[derive(Debug)]
pub struct Action {
    /// The section of Okta's API, such as `User`.
    pub section: &'static str,
    /// The title for people, such as `List Users`.
    pub title: &'static str,
    /// Other names under which people look for it or for its section.
    pub aliases: &'static [&'static str],
    /// The interface that exports it, such as `user`.
    pub interface: &'static str,
    /// The name of the function, such as `list-users`.
    pub function: &'static str,
    /// What to do instead, if Okta deprecated the action.
    pub deprecated: Option<&'static str>,
    /// The OAuth scope that an access token needs.
    pub scope: Option<&'static str>,
    /// The name of the multipart part that carries the body.
    pub part: Option<&'static str>,
    /// The HTTP method.
    pub method: Method,
    /// The path with `{placeholders}` in camelCase.
    pub path: &'static str,
    /// Header names with templates of their values.
    pub headers: &'static [(&'static str, &'static str)],
    /// How the canonical ABI passes the arguments.
    pub passing: Passing,
    /// The parameters, in the order path, query, headers, body.
    pub params: &'static [Param],
}

/// The name of the generic request, which has no row in the table.
pub const GENERIC: &str = "generic-request.send-request";

impl Action {
    /// The name by which it is called, such as `user.list-users`.
    pub fn name(&self) -> String {
        format!("{}.{}", self.interface, self.function)
    }
}

/// The action of a name such as `user.list-users`. The problem suggests the nearest one.
pub fn find(name: &str) -> Result<&'static Action, Problem> {
    let parts = name.split_once('.');
    let found = ACTIONS.iter().find(|action| parts == Some((action.interface, action.function)));
    found.ok_or_else(|| Problem::new("action", unknown(name)))
}

/// The error for an unknown action, with a suggestion.
pub fn unknown(name: &str) -> String {
    let names: Vec<String> = ACTIONS.iter().map(Action::name).collect();
    let hint = match nearest(name, names.iter().map(String::as_str).chain([GENERIC])) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "catalog.list-actions lists all".to_string(),
    };
    format!("is not an action: {hint}")
}

/// One parameter of an action.
#[derive(Debug)]
pub struct Param {
    /// The name in kebab-case, as in WIT.
    pub name: &'static str,
    /// The name on the wire and in JSON, in camelCase.
    pub wire: &'static str,
    /// The part of the request that it goes to.
    pub location: Location,
    /// The type.
    pub ty: ParamType,
    /// Whether it may be absent.
    pub optional: bool,
    /// Values that would address another endpoint, such as `rules` for the id of a group.
    pub reserved: &'static [&'static str],
    /// Its offset in the memory of [`Passing::Indirect`], in bytes.
    pub offset: usize,
}

include!(concat!(env!("OUT_DIR"), "/table.rs"));
