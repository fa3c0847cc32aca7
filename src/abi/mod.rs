//! The exports, in the canonical ABI of the component model: the only code that accesses the memory shared with the
//! host.
//!
//! A call enters in `exports.rs`, which the build writes, and continues in [`crate::call`]. Nothing here knows what a
//! call does. `docs/decisions/0001-one-interpreter-below-wit-bindgen.md` says why `wit-bindgen` does not generate it.

#![cfg_attr(by_name, allow(dead_code, unused_imports, reason = "typed actions are not exported"))]

#[cfg(target_family = "wasm")]
mod allocator;
#[cfg(target_family = "wasm")]
mod contract;
#[cfg(target_family = "wasm")]
mod exports;
mod layout;
#[cfg(target_family = "wasm")]
mod lift;
mod lower;
mod return_area;
#[cfg(target_family = "wasm")]
mod runtime;
