//! What the build has made from `wit/`: the table of actions, the shapes of their parameters, and their descriptions.
//!
//! Enter at [`action::ACTIONS`] and [`descriptions::describe`]. This room is data and lookups: it knows no request and no
//! configuration.

pub mod action;
pub mod descriptions;
pub mod method;
pub mod shape;
pub mod suggestions;
