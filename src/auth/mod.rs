//! How requests are authenticated: the credential of the connection, or an access token that a service app gets for itself.
//!
//! Enter at [`session::send`]. This room knows how to send a request, but nothing of actions, arguments or policies.

pub mod dpop;
pub mod jwt;
pub mod key;
pub mod session;
pub mod token;
