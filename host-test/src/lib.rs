//! A host for the Okta component: what a workflow engine would write, and the proof that the component works.
//!
//! [`host::Host`] loads the component once and runs any action by name, [`arguments`] and [`results`] convert between JSON
//! and the component's own types, [`catalog`] asks what there is, [`mock`] is an Okta org in memory, [`replay`] runs recorded interactions,
//! [`soak`] runs random ones, [`explore`] serves a page for people, [`bench`] measures.

extern crate alloc;

pub mod arguments;
pub mod bench;
mod bytes;
pub mod catalog;
pub mod component;
pub mod connection;
pub mod curl;
pub mod example;
pub mod explore;
pub mod host;
pub mod keys;
pub mod limits;
pub mod listen;
pub mod mock;
pub mod network;
pub mod operations;
pub mod replay;
pub mod results;
pub mod schema;
pub mod soak;
pub mod terminal;

pub use okta_actions_build::names;
