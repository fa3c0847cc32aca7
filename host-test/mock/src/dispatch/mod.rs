//! One request from its credential to the headers of its answer.

pub mod perform;
pub mod rates;
pub mod routes;
