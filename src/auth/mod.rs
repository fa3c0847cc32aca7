//! How requests are authenticated: the credential of the connection, or an access token that a service app requests.
//!
//! Enter at [`session::send`]. This room knows how to send a request, but not actions, arguments or policies.

pub mod dpop;
pub mod jwt;
pub mod key;
pub mod session;
pub mod token;
