//! A call: two bytes for the action, then one part per argument; the same parts as a generic request, and the first as
//! calls by name.
#![no_main]

#[path = "../../tests/properties/checks/mod.rs"]
mod checks;
mod input;

use checks::call;
use okta_actions::table::action::{ACTIONS, Param};
use okta_actions::request::Arg;
use okta_actions::table::shape::ParamType;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let [high, low, rest @ ..] = data else { return };
    let action = &ACTIONS[usize::from(u16::from_be_bytes([*high, *low])) % ACTIONS.len()];
    let texts = input::texts(rest);
    let mut given = texts.iter();
    let args = action.params.iter().map(|param| argument(param, given.next().map_or("", String::as_str))).collect();
    call::action(action, args);
    for text in texts.iter().take(3) {
        call::named(action, text);
    }
    if let [method, path, body, pairs @ ..] = &texts[..] {
        let pairs = input::pairs(pairs);
        let (query, headers) = pairs.split_at(pairs.len() / 2);
        call::generic(method, path, query, headers, (!body.is_empty()).then(|| body.clone().into_bytes()));
    }
});

fn argument(param: &Param, text: &str) -> Arg {
    match param.ty {
        _ if param.optional && text.is_empty() => Arg::Absent,
        ParamType::Text => Arg::Text(text.into()),
        ParamType::Flag => Arg::Flag(text.len() % 2 == 1),
        ParamType::Number => Arg::Number(text.bytes().fold(0, |sum, byte| sum.wrapping_mul(256).wrapping_add(byte.into()))),
        ParamType::List => Arg::List(text.split('\n').map(Into::into).collect()),
        ParamType::Bytes => Arg::Bytes(text.into()),
    }
}
