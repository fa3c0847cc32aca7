//! The base of all topics: the state of an org, and handlers that serve any resource type by its table.
//!
//! Topics enter at [`model`] (their declarations) and at the handlers: [`resources`], [`lists`], [`lifecycle`],
//! [`members`]. The engine names no topic, no path and no seed: it gets them in a [`Registry`](model::Registry). It
//! knows Okta's facts, and nothing of credentials, routes or connections.

pub mod errors;
pub mod expressions;
pub mod fields;
pub mod lifecycle;
pub mod links;
pub mod lists;
pub mod members;
pub mod model;
pub mod pages;
pub mod resources;
pub mod response;
pub mod scim;
pub mod time;
