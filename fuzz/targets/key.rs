//! A private key as PEM or JWK, and the same text as names and values of a form.
#![no_main]

#[path = "../../tests/properties/checks/mod.rs"]
mod checks;
mod input;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    checks::key::read(text);
    checks::key::form(text.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, ""))));
});
