//! What the build script knows of an action.

pub use super::shape::{Kind, Passing, Place};

/// All actions, in the order of their interfaces and functions, and what the exports need.
pub struct Catalog {
    /// Package and version as in export names: `actions:okta/{interface}@0.1.0` is split at the interface.
    pub package: String,
    pub version: String,
    pub actions: Vec<Action>,
    /// Size and alignment of `result<response, error>` in the canonical ABI, in bytes.
    pub outcome_size: usize,
    pub outcome_align: usize,
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
    /// What it means; empty where the name says it.
    pub docs: String,
    pub place: Place,
    pub kind: Kind,
    pub optional: bool,
    /// Where it stands in the memory of [`Passing::Memory`], in bytes.
    pub offset: usize,
}
