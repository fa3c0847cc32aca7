//! Authentication: the API token, access tokens with their scopes, proofs of possession.
//!
//! The dispatch enters at [`access`] for every request, and at [`oauth`] for the token endpoint, which is not in the
//! action list. Signatures are checked by a library that shares no code with the component. This room
//! does not know which operation is called, beyond the scopes in its facts.

pub mod access;
mod dpop;
mod error;
pub mod jose;
pub mod keys;
pub mod oauth;
pub mod state;
