//! The data that the build generates from `wit/`: the table of actions, the types of their parameters, and their
//! descriptions.
//!
//! Enter at [`action::ACTIONS`], [`search::search`] and [`descriptions::describe`]. This room is data and lookups: it does not know
//! requests or configuration.

pub mod action;
pub mod descriptions;
pub mod method;
pub mod phrases;
pub mod search;
pub mod shape;
pub mod suggestions;
