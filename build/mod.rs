//! From WIT to the table of actions: what `build.rs` runs, and what the golden tests call.

mod bind;
mod docs;
pub mod emit;
mod facts;
mod hints;
pub mod model;
#[path = "../src/names.rs"]
pub mod names;
pub mod rules;
#[path = "../src/shape.rs"]
pub mod shape;
mod types;
