//! HTTP/1.1 on loopback, and faults on purpose.

pub mod faults;
pub mod faulty;
pub mod listen;
pub mod plans;
pub mod server;
pub mod wire;

/// By this header the mock org knows which requests belong to one call.
pub const CALL: ::http::HeaderName = ::http::HeaderName::from_static("x-mock-call");
