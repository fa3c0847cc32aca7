//! Okta's management API as a WebAssembly component: one typed function per action.
//!
//! The source of the actions is `wit/`. The build script turns it into a table ([`action::ACTIONS`]) and one export per
//! action, and [`call::perform`] interprets every row: arguments to request, request to answer, answer to result.
//! `docs/architecture.md` draws the way of a call through these modules.

#![cfg_attr(target_family = "wasm", no_std)]

extern crate alloc;

pub mod action;
pub mod arguments;
pub mod bindings;
pub mod call;
pub mod catalog;
pub mod clock;
pub mod collect;
pub mod connection;
pub mod credential;
pub mod der;
pub mod describe;
pub mod dpop;
pub mod encode;
pub mod environment;
pub mod generic;
pub mod header;
pub mod json_array;
pub mod jwk;
pub mod jwt;
pub mod key;
pub mod link;
pub mod method;
pub mod multipart;
pub mod nearest;
pub mod pem;
pub mod policy;
pub mod rate_limit;
pub mod redact;
pub mod refusal;
pub mod request;
pub mod response;
pub mod retry;
pub mod session;
pub mod settings;
pub mod shape;
pub mod token;
pub mod transport;
pub mod wait;

#[cfg(any(target_family = "wasm", test))]
mod abi;
