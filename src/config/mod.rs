//! The configuration of an instance, read from its environment: where requests go, with which credential, and what is allowed.
//!
//! Enter at [`connection::Connection`] and [`policy::Policy`]. This room is data: it sends nothing and waits for nothing.

pub mod connection;
pub mod credential;
pub mod environment;
pub mod policy;
pub mod retries;
