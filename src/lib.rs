//! Okta's management API as a WebAssembly component: one typed function per action.
//!
//! The source of the actions is `wit/`. The build script turns it into a table ([`table::action::ACTIONS`]) and one
//! export per action, and [`call::perform`] interprets every row: arguments to request, request to response, response
//! to result.
//!
//! The modules are rooms, and imports go one way, in this order; `tests/rooms.rs` reads the `use` lines:
//!
//! `abi` → `call`, `catalog` → `pages` → `client` → `auth` → `http` → `response` → `config` → `request` → `table` → `contract`
//!
//! `docs/architecture.md` describes each room and follows a call through them.

#![cfg_attr(target_family = "wasm", no_std)]

extern crate alloc;

#[cfg(any(target_family = "wasm", test))]
mod abi;
pub mod auth;
pub mod call;
pub mod catalog;
pub mod client;
pub mod config;
pub mod contract;
pub mod http;
pub mod pages;
pub mod request;
pub mod response;
pub mod table;
