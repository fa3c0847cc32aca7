//! What the build script knows of an action.

pub use super::hints::{Hints, Returns};
pub use super::shape::{Kind, Passing, Place};

/// All actions, in the order of their interfaces and functions, and what the exports need.
pub struct Catalog {
    /// Package and version as in export names: `actions:okta/{interface}@0.1.0` is split at the interface.
    pub package: String,
    pub version: String,
    pub actions: Vec<Action>,
    pub others: Vec<Other>,
}

/// An exported function that is no action.
pub struct Other {
    pub interface: String,
    pub function: String,
    pub docs: String,
    /// Size and alignment of its result in the canonical ABI, in bytes.
    pub size: usize,
    pub align: usize,
}

/// One action.
pub struct Action {
    pub section: String,
    pub title: String,
    /// What it does, and what a caller must know; its first paragraph is one sentence.
    pub docs: String,
    pub interface: String,
    pub function: String,
    pub deprecated: Option<String>,
    pub scope: Option<String>,
    /// What it does to the org.
    pub hints: Hints,
    /// What the body of a success is.
    pub returns: Returns,
    /// Whether it is known to return a list in pages.
    pub paginated: bool,
    /// The name of the JSON Schema of the body: a file in `schemas/`, without `.json`.
    pub body_schema: Option<String>,
    /// The name of the multipart form's part that the body is.
    pub part: Option<String>,
    pub method: String,
    pub path: String,
    /// Header names and value templates.
    pub headers: Vec<(String, String)>,
    pub params: Vec<Param>,
    pub passing: Passing,
}

/// One parameter, records taken apart.
pub struct Param {
    /// In kebab-case, as in WIT.
    pub name: String,
    /// What it means, with the sentences that the fields below are read from; empty for a body.
    pub docs: String,
    /// Values that Okta knows; there may be others.
    pub values: Vec<String>,
    /// What Okta takes where it is absent; never sent.
    pub default: Option<String>,
    /// The smallest number that Okta takes.
    pub minimum: Option<u32>,
    /// The largest number that Okta takes.
    pub maximum: Option<u32>,
    /// A format of JSON Schema, such as `date-time`.
    pub format: Option<String>,
    /// Values that would lead to another endpoint.
    pub reserved: Vec<String>,
    pub place: Place,
    pub kind: Kind,
    pub optional: bool,
    /// Where it stands in the memory of [`Passing::Memory`], in bytes.
    pub offset: usize,
}
