//! A path that is sent unchanged; the same text as a segment, and as names and values of a query.
#![no_main]

#[path = "../../tests/properties/checks/mod.rs"]
mod checks;
mod input;

use checks::{environment, path};
use okta_actions::table::method::Method;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    path::path(text);
    path::segment(text);
    path::query(text.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, ""))));
    environment::belongs_to(Method::Get, text);
});
