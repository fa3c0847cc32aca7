//! The lines of `Link` headers.
#![no_main]

#[path = "../../tests/properties/checks/mod.rs"]
mod checks;
mod input;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    checks::path::next(&data.split(|byte| *byte == b'\n').collect::<Vec<_>>());
});
