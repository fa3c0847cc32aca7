//! A mock Okta org: an HTTP server on loopback that keeps an org's state in memory.
//!
//! It judges the component, so it knows only Okta's facts (`tests/conformance/`): the crate depends on nothing of this
//! workspace. Start it with [`Mock::start`], or pass requests to [`answer`] without a
//! server.
//!
//! Its rooms, from the top; each uses only those below it, which `tests/rooms.rs` checks:
//!
//! | room | job |
//! |---|---|
//! | `http` | connections on loopback, and faults on purpose |
//! | `dispatch` | from a request to its response: route, checks, handler, event |
//! | `auth`, `topics` | the credentials; the resources of an org, one file per topic |
//! | `engine` | the state of an org, and generic handlers that serve any resource type by its table |
//! | `facts` | Okta's operations and the shapes of its responses |
//!
//! `seed.json` holds the resources of a new org, [`seeded`] an id of them for each placeholder.

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
pub use http::server::{Mock, is_mock};
pub use http::{CALL, listen};
pub use options::{Faults, Options, TOKEN};
