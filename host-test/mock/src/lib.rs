//! The mock Okta org: an HTTP server on loopback that keeps an org's state in memory.
//!
//! Its routes are the rows of `tests/conformance/operations.jsonl`, never our WIT, so that a wrong path or parameter in
//! the WIT is refused here. Most routes are answered by a few generic handlers that read a table of [`resource types`]; what
//! no table can say is a small handler of its own, named in the `ROUTES` of its module.

mod auth;
mod dispatch;
mod engine;
mod facts;
mod http;
mod options;
pub mod seeded;
#[cfg(test)]
mod tests;
mod topics;

pub use auth::keys;
pub use auth::state::{Client, Jwks, TOKEN_PREFIX};
pub use dispatch::org::MockOrg;
pub use dispatch::perform::answer;
pub use dispatch::routes::is_answered;
pub use engine::model::LinkForm;
pub use facts::operations;
pub use http::server::Mock;
pub use http::{CALL, listen};
pub use options::{Faults, Options};
