//! The configuration of an instance, read from its environment: destination, credential, limits and policy.
//!
//! Enter at [`connection::Connection`] and [`policy::Policy`]. This room is data: it never sends or waits.

pub mod connection;
pub mod credential;
pub mod environment;
pub mod policy;
pub mod retries;
