//! From WIT to the table of actions: what `build.rs` runs, and what the golden tests call.

mod bind;
pub mod describe;
mod docs;
pub mod emit;
mod facts;
mod hints;
mod layout;
pub mod model;
#[path = "../src/names.rs"]
pub mod names;
mod reserved;
pub mod rules;
mod schemas;
#[path = "../src/shape.rs"]
pub mod shape;
mod types;
