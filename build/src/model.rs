//! The model of the actions at build time.

pub use crate::hints::{Hints, Returns};

use wit_parser::{Function, Resolve, SizeAlign, WorldId};

/// All actions, in the order of their interfaces and functions, with the parsed types for the exports.
pub struct Catalog {
    /// The package, such as `actions:okta`.
    pub package: String,
    /// The version, such as `0.1.0`.
    pub version: String,
    /// The actions, each as its newest version.
    pub actions: Vec<Action>,
    /// Their older versions, which stay exported.
    pub older: Vec<Action>,
    /// The other functions.
    pub others: Vec<Other>,
    /// The parsed types.
    pub resolve: Resolve,
    /// The world that they belong to.
    pub world: WorldId,
    /// Their sizes in memory.
    pub sizes: SizeAlign,
}

/// An exported function that is not an action.
pub struct Other {
    /// The interface that exports it.
    pub interface: String,
    /// The parsed function.
    pub function: Function,
}

/// One action.
pub struct Action {
    /// The section of Okta's API, such as `User`.
    pub section: String,
    /// The title for people, such as `List Users`.
    pub title: String,
    /// Other names under which people look for it or for its section.
    pub aliases: Vec<String>,
    /// The description: a first paragraph of one sentence, and further ones with what a caller must know.
    pub docs: String,
    /// The interface that exports it, such as `user`.
    pub interface: String,
    /// The name of the function without a version, such as `list-users`.
    pub function: String,
    /// The name under which this version is exported, such as `list-users` or `list-users-v2`.
    pub export: String,
    /// What to do instead, if Okta deprecated the action.
    pub deprecated: Option<String>,
    /// The OAuth scope that an access token needs.
    pub scope: Option<String>,
    /// Its effect on the org.
    pub hints: Hints,
    /// The kind of body in a success.
    pub returns: Returns,
    /// Whether it is known to return a paginated list.
    pub paginated: bool,
    /// The name of the JSON Schema of the body: a file in `schemas/`, without `.json`.
    pub body_schema: Option<String>,
    /// The name of the multipart part that carries the body.
    pub part: Option<String>,
    /// The HTTP method, in capitals.
    pub method: String,
    /// The path with `{placeholders}` in camelCase.
    pub path: String,
    /// Header names and value templates.
    pub headers: Vec<(String, String)>,
    /// The parameters, in the order path, query, headers, body.
    pub params: Vec<Param>,
    /// How the canonical ABI passes the arguments.
    pub passing: Passing,
}

/// One parameter; the fields of an options record are parameters.
#[derive(Clone)]
pub struct Param {
    /// In kebab-case, as in WIT.
    pub name: String,
    /// Its description, including the sentences of the constraints below; empty for a body.
    pub docs: String,
    /// Values that Okta knows; there may be others.
    pub values: Vec<String>,
    /// Okta's default if it is absent; never sent.
    pub default: Option<String>,
    /// The smallest number that Okta accepts.
    pub minimum: Option<u32>,
    /// The largest number that Okta accepts.
    pub maximum: Option<u32>,
    /// A format of JSON Schema, such as `date-time`.
    pub format: Option<String>,
    /// Values that would address another endpoint.
    pub reserved: Vec<String>,
    /// The part of the request that it goes to.
    pub location: Location,
    /// The type.
    pub ty: ParamType,
    /// Whether it may be absent.
    pub optional: bool,
    /// Its offset in the memory of [`Passing::Indirect`], in bytes.
    pub offset: usize,
}

/// The part of the request that a parameter goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    /// A segment of the path.
    Path,
    /// A name and value of the query.
    Query,
    /// A placeholder in the value of a header.
    Header,
    /// The file name or the media type of a part of a multipart form.
    Part,
    /// The body.
    Body,
}

/// The type of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParamType {
    /// `string`
    Text,
    /// `bool`
    Flag,
    /// `u32`
    Number,
    /// `list<string>`
    List,
    /// `list<u8>`
    Bytes,
}

/// How the canonical ABI passes the arguments of an action.
#[derive(Clone, Copy, Debug)]
pub enum Passing {
    /// As this number of `i32`.
    Flat(usize),
    /// As one pointer to memory.
    Indirect {
        /// In bytes.
        size: usize,
        /// In bytes.
        align: usize,
    },
}
