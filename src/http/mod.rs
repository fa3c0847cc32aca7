//! Sends one request through the host's `wasi:http/outgoing-handler`, within its time and bounds, and repeats it if
//! that is safe.
//!
//! Enter at [`transport::send`] and [`retry::run`]. This room does not know actions or access tokens: its caller
//! provides the headers that authenticate a request.

mod codes;
pub mod deadline;
pub mod retry;
pub mod transport;
