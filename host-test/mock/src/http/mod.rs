//! HTTP/1.1 on loopback, a thin layer over the dispatch; and the server that fails on purpose.
//!
//! Enter at [`server::Mock`]. With faults, [`faulty`] serves the connections: [`faults`] chooses a fault, [`plans`] has its
//! plan, and [`wire`] writes HTTP by hand, because no library sends invalid HTTP. The room knows requests and responses as
//! bytes, but not their meaning.

pub mod faults;
mod faulty;
pub mod listen;
pub mod plans;
pub mod server;
mod wire;

pub use faulty::CALL;
