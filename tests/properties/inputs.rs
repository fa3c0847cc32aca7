//! Random input, biased towards texts that break encoders and parsers.

use okta_actions::table::method::Method;
use proptest::prelude::*;
use proptest::sample::select;

/// The configuration of every property: 256 cases each unless `PROPTEST_CASES` says otherwise, which together take
/// seconds.
pub fn config() -> ProptestConfig {
    ProptestConfig::default()
}

/// Any text, often one made of characters with a meaning in URLs, headers or JSON.
pub fn text() -> BoxedStrategy<String> {
    let piece = select(vec![
        ".",
        "..",
        "/",
        "\\",
        "%",
        "%2e",
        "%2F",
        "%00",
        "?",
        "#",
        "&",
        "=",
        "+",
        ";",
        ":",
        "@",
        "://",
        "//",
        "*",
        " ",
        "\t",
        "\r\n",
        "\0",
        "\"",
        "'",
        "<",
        ">",
        "{",
        "}",
        "[",
        "]",
        ",",
        "-",
        "~",
        "\u{7f}",
        "\u{85}",
        "ü",
        "😀",
        "\u{202e}",
        "a",
        "B",
        "7",
        "api",
        "users",
        "me",
        "evil.example",
        "rel",
        "next",
        "null",
        "true",
        "*.get-*",
    ]);
    prop_oneof![
        any::<String>(),
        "[ -~]{0,40}",
        "[a-zA-Z0-9._@-]{1,20}",
        prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat()),
    ]
    .boxed()
}

/// Any bytes, often ones that are text.
pub fn bytes() -> BoxedStrategy<Vec<u8>> {
    prop_oneof![prop::collection::vec(any::<u8>(), 0..200), text().prop_map(String::into_bytes)].boxed()
}

/// A JSON text with any spacing, or one that was cut or changed.
pub fn json() -> BoxedStrategy<String> {
    prop_oneof![
        4 => value().prop_map(|value| value.to_string()),
        1 => value().prop_map(|value| format!(" {value:#}\n")),
        1 => (value(), any::<prop::sample::Index>()).prop_map(|(value, cut)| {
            let text = value.to_string();
            text.chars().take(cut.index(text.len())).collect()
        }),
        1 => text(),
    ]
    .boxed()
}

/// Any JSON value.
pub fn value() -> BoxedStrategy<serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<i32>().prop_map(|quarters| (f64::from(quarters) / 4.0).into()),
        text().prop_map(Into::into),
    ];
    let nested = |inner: BoxedStrategy<serde_json::Value>| {
        let list = prop::collection::vec(inner.clone(), 0..4).prop_map(Into::into);
        let object = prop::collection::vec((text(), inner), 0..4)
            .prop_map(|fields| serde_json::Value::Object(fields.into_iter().collect()));
        prop_oneof![list, object]
    };
    leaf.prop_recursive(4, 16, 4, move |inner| nested(inner.boxed())).boxed()
}

/// Any method.
pub fn method() -> BoxedStrategy<Method> {
    select(Method::ALL.to_vec()).boxed()
}

/// Letters in any case.
pub fn any_case(text: &str) -> BoxedStrategy<String> {
    let text = text.to_string();
    let cases = prop::collection::vec(any::<bool>(), text.len());
    let turn =
        |(upper, letter): (&bool, char)| if *upper { letter.to_ascii_uppercase() } else { letter.to_ascii_lowercase() };
    cases.prop_map(move |cases| cases.iter().zip(text.chars()).map(turn).collect()).boxed()
}
