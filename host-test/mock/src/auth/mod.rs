//! Who is let in: the API token, access tokens, proofs of possession.

pub mod access;
pub mod dpop;
pub mod jose;
pub mod keys;
pub mod oauth;
