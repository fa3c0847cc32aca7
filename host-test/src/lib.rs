//! A host for the Okta component: what a workflow engine would write, and the proof that the component works.
//!
//! [`host::Host`] loads the component once and runs any action by name, [`arguments`] and [`results`] convert between JSON
//! and the component's own types, [`catalog`] asks what there is, [`mock`] is an Okta org in memory, [`replay`] runs recorded interactions,
//! [`soak`] runs random ones, [`explore`] serves a page for people.

extern crate alloc;

pub mod arguments;
mod bytes;
pub mod catalog;
pub mod component;
pub mod connection;
pub mod curl;
pub mod example;
pub mod explore;
pub mod host;
pub mod limits;
pub mod network;
pub mod replay;
pub mod results;
pub mod schema;
pub mod soak;
pub mod terminal;

pub use okta_actions_build::names;
pub use okta_mock_org as mock;
pub use okta_mock_org::{keys, listen, operations};
