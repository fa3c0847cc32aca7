//! What always holds, whatever the input. The properties and the fuzz targets check the same.
//!
//! Each check takes an input, gives it to the component and asserts; what it asserts with is other people's code.

#![allow(dead_code, reason = "no fuzz target uses all of it")]

pub mod answer;
pub mod call;
pub mod environment;
pub mod key;
pub mod path;
