//! HTTP/1.1 on loopback, a thin layer over the dispatch; and the server that fails on purpose.
//!
//! Entered at [`server::Mock`]. With faults, [`faulty`] serves the connections: [`faults`] chooses a fault, [`plans`]
//! says what it does, and [`wire`] writes HTTP by hand, because no library sends what is wrong. The room knows requests
//! and responses as bytes, and nothing of what they are about.

pub mod faults;
mod faulty;
pub mod listen;
pub mod plans;
pub mod server;
mod wire;

pub use faulty::CALL;
