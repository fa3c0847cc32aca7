//! Checks that hold for any input, shared by the property tests and the fuzz targets.
//!
//! Each check passes an input to the component and asserts with independent libraries.

#![allow(dead_code, reason = "no fuzz target uses all of it")]

pub mod answer;
pub mod call;
pub mod environment;
pub mod key;
pub mod path;
