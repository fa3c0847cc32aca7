//! A header of a request: its name, and what follows the first colon as its value. A name of letters is a secret that is taken
//! out of the value as well.
#![no_main]

#[path = "../../tests/properties/checks/mod.rs"]
mod checks;
mod input;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let (name, value) = text.split_once(':').unwrap_or((text, ""));
    checks::answer::header(name, value);
    if name.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        checks::answer::redacted(name, value);
    }
});
