//! From a request to its response: rate limit, credential, route, parameters, media type, body, handler, event,
//! headers.
//!
//! The server enters at [`perform::answer`]. Routes are the rows of `tests/conformance/operations.jsonl`, never the
//! WIT, so that a wrong path or parameter in the WIT is refused here; [`routes`] gives each the handler of its topic,
//! or a generic one by the table of its resource type. The room does not know how a request arrived.

mod events;
pub mod org;
pub mod perform;
mod rates;
pub mod routes;
