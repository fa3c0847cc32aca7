//! The table of actions, made from `wit/` by the build script.

use crate::method::Method;
use crate::shape::{Kind, Passing, Place};

/// One action: everything the interpreter needs to perform it.
#[derive(Debug)]
pub struct Action {
    /// The section of Okta's API, such as `User`.
    pub section: &'static str,
    /// The title for people, such as `List Users`.
    pub title: &'static str,
    /// The interface that exports it, such as `user`.
    pub interface: &'static str,
    /// The name of the function, such as `list-users`.
    pub function: &'static str,
    /// What to do instead, where Okta gives the action up.
    pub deprecated: Option<&'static str>,
    /// The OAuth scope that an access token needs.
    pub scope: Option<&'static str>,
    /// The name of the part of a multipart form that the body is.
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

/// One parameter of an action.
#[derive(Debug)]
pub struct Param {
    /// The name in kebab-case, as in WIT.
    pub name: &'static str,
    /// The part of the request that it goes to.
    pub place: Place,
    /// The type.
    pub kind: Kind,
    /// Whether it may be absent.
    pub optional: bool,
    /// Where it stands in the memory of [`Passing::Memory`], in bytes.
    pub offset: usize,
}

include!(concat!(env!("OUT_DIR"), "/table.rs"));
