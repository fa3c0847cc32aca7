//! The environment of an instance: one part per variable; an empty one leaves it unset.
#![no_main]

#[path = "../../tests/properties/checks/mod.rs"]
mod checks;
mod input;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let values: Vec<_> = input::texts(data).into_iter().map(|text| (!text.is_empty()).then_some(text)).collect();
    checks::environment::read(&values);
});
