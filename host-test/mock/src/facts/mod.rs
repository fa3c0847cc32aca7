//! Okta's operations and responses as facts, read from `tests/conformance/`: which judge the component and this
//! org.
//!
//! Enter at [`operations`] and [`shapes`]. They are written from Okta's description and from recordings, and depend
//! on nothing else in this crate.

pub mod operations;
pub mod shapes;
