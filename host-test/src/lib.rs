//! A host for the Okta component, such as a workflow engine has, and the command `okta-actions`, which also checks the
//! component.
//!
//! | room | job |
//! |---|---|
//! | [`cli`] | the command |
//! | [`explore`] | a page for people |
//! | [`replay`] | recorded interactions, through the component |
//! | [`soak`] | random calls against a failing mock org |
//! | [`bench`] | the cost of a call, compared with a plain HTTP client |
//! | [`jobs`] | several actions in a row, from files |
//! | [`host`] | the component in wasmtime, for embedders to copy |
//! | [`mock`] | an Okta org in memory |
//!
//! Imports go one way: `cli` → `explore`, `replay`, `soak`, `bench` → `jobs` → `host` → [`component`], the bytes. The rooms but `host` also
//! use [`terminal`], and the crate of the mock org: [`mock`], [`operations`], [`listen`] and [`keys`].

extern crate alloc;

pub mod bench;
pub mod cli;
pub mod component;
pub mod explore;
pub mod host;
pub mod jobs;
pub mod replay;
pub mod soak;
pub mod terminal;

pub use okta_actions_build::names;
pub use okta_mock_org as mock;
pub use okta_mock_org::{keys, listen, operations};
