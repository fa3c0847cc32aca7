//! The lines of `Link` headers.
#![no_main]

#[path = "../../tests/properties/checks/mod.rs"]
mod checks;
mod input;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    checks::path::next(&text.split('\n').collect::<Vec<_>>());
});
