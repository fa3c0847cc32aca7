//! The types of the contract, generated from `wit/` by `wit-bindgen`.
//!
//! `wit-bindgen` generates no functions: `abi/` exports them.

#![allow(missing_docs, reason = "the docs are in wit/")]
#![allow(clippy::all, clippy::allow_attributes_without_reason, reason = "generated")]
#![allow(unsafe_op_in_unsafe_fn, clippy::undocumented_unsafe_blocks, reason = "generated")]

include!(concat!(env!("OUT_DIR"), "/bindings.rs"));

pub use exports::actions::okta::types::{Error, ErrorResponse, LostResponse, Problem, RateLimit, Response, RetryLater};

impl Problem {
    /// A problem with the parameter or variable of this name.
    pub fn new(name: &str, message: impl Into<alloc::string::String>) -> Self {
        Self { name: name.into(), message: message.into() }
    }
}
