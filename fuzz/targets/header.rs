//! A request header: name and value, separated by the first colon. A name of letters is also a secret to redact in the
//! value.
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
