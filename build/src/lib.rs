//! From WIT to the Rust code of the component: reads `wit/` and `schemas/`, checks the rules, and writes the table of
//! actions, their descriptions and the canonical ABI.
//!
//! Enter at [`rules::read`]. Host code: `build.rs` and tests call it; it is not part of the component.

mod bind;
mod canonical;
pub mod component;
mod constraints;
pub mod describe;
mod docs;
pub mod emit;
mod exports;
mod hints;
mod layout;
pub mod model;
pub mod names;
mod reserved;
pub mod rules;
mod schemas;
mod types;
