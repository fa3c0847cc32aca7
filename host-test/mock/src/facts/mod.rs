//! Okta's operations and answers as facts, read from `tests/conformance/`.

pub mod operations;
pub mod shapes;
