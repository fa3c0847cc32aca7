//! Sends one request through the host's `wasi:http/outgoing-handler`, within its time and bounds, and repeats it if that is safe.
//!
//! Enter at [`transport::send`] and [`retry::run`]. This room knows no action and no access token: it gets the headers that
//! authenticate a request from its caller.

pub mod deadline;
pub mod retry;
pub mod transport;
