//! Private keys of service apps.

use crate::checks::key::{form, read};
use crate::inputs::{config, json, text};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::Value;

const P256_JWK: &str = include_str!("../keys/p256.jwk.json");
const P256: [&str; 3] = [include_str!("../keys/p256.pkcs8.pem"), include_str!("../keys/p256.sec1.pem"), P256_JWK];
const RSA: [&str; 2] = [include_str!("../keys/rsa-2048.pkcs1.pem"), include_str!("../keys/rsa-2048.jwk.json")];

/// A text with a part of it replaced.
fn damaged(texts: &'static [&'static str]) -> impl Strategy<Value = (&'static str, String)> {
    let change = prop_oneof![text(), "[A-Za-z0-9+/=]{0,3}", Just(String::new())];
    (select(texts), any::<Index>(), 0_usize..5, change).prop_map(|(whole, start, length, change)| {
        let start = start.index(whole.len());
        let end = (start + length).min(whole.len());
        (whole, [&whole[..start], &change, &whole[end..]].concat())
    })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_text_is_a_key_or_an_error(text in prop_oneof![text(), json()], label in "(EC |RSA |)(PRIVATE|PUBLIC) KEY") {
        read(&text);
        read(&format!("-----BEGIN {label}-----\n{text}\n-----END {label}-----"));
    }

    #[test]
    fn the_lines_of_a_key_may_be_broken_in_any_way(
        text in select(&P256[..2]), line_break in select(vec!["\n", "\r\n", "\r", "\\n", "\\r\\n", " ", "\n\n", ""]),
        (before, after) in ("[ \n]{0,3}", "[ \n]{0,3}"),
    ) {
        let text = format!("{before}{}{after}", text.trim().replace('\n', line_break));
        prop_assert_eq!(read(&text), read(P256_JWK));
    }

    #[test]
    fn the_members_of_a_jwk_may_stand_in_any_order(order in Just((0..5).collect::<Vec<usize>>()).prop_shuffle(), other in json()) {
        let jwk: serde_json::Map<String, Value> = serde_json::from_str(P256_JWK).expect("a JWK");
        let all: Vec<_> = ["kty", "crv", "d", "x", "y"].into_iter().collect();
        let member = |place: usize| format!("\"{}\": {}", all[place], jwk[all[place]]);
        let other: Value = serde_json::from_str(&other).unwrap_or_default();
        let members: Vec<String> = order.into_iter().map(member).chain([format!("\"x5c\": {other}")]).collect();
        prop_assert_eq!(read(&format!("{{{}}}", members.join(","))), read(P256_JWK));
    }

    #[test]
    fn a_damaged_p256_key_is_refused_or_the_same((whole, text) in damaged(&P256)) {
        if let Some(signature) = read(&text) {
            prop_assert_eq!(Some(signature), read(whole), "{}", text);
        }
    }

    #[test]
    fn a_form_arrives_pair_by_pair(pairs in prop::collection::vec((text(), text()), 0..6)) {
        form(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    }
}

proptest! {
    // Fewer cases: signing with RSA is slow without optimization.
    #![proptest_config(ProptestConfig { cases: 20, ..config() })]

    #[test]
    fn a_damaged_rsa_key_is_refused_or_signs((_, text) in damaged(&RSA)) {
        read(&text);
    }
}
