//! Texts for arguments: some that a caller would write, and some that try to break out.

use crate::mock::seeded::{SEEDED, seeded};
use crate::operations;
use fastrand::Rng;
use serde_json::{Value, json};
use url::Url;

/// Texts that have broken clients before.
const HOSTILE: &[&str] = &[
    "",
    ".",
    "..",
    "../..",
    "a/b",
    "/",
    "//",
    "\\",
    "..;/x",
    "%2e",
    "%2e%2e",
    "%2F",
    "%",
    "%zz",
    "%00",
    "\0",
    "\r\nHost: evil.example",
    "x\r\n\r\nGET / HTTP/1.1",
    "\t",
    " ",
    "?x=1",
    "#x",
    "a&b=c+d;e",
    "\"",
    "'",
    "<script>",
    "*",
    "@",
    ":",
    "\u{e9}",
    "\u{1F600}\u{200D}\u{1F525}",
    "\u{202E}\u{FEFF}",
    "e\u{301}",
    "\u{FFFF}",
    "null",
    "true",
    "-1",
    "NaN",
    "18446744073709551616",
    "user@example.com",
    "http://evil.example/",
    "//evil.example/",
];

/// A hostile text. Some contain `elsewhere`, an origin.
pub fn hostile(rng: &mut Rng, elsewhere: &Url) -> String {
    match rng.u32(..20) {
        0 => "x".repeat(10_000),
        1 => "\u{e4}".repeat(5_000),
        2 => format!("{elsewhere}api/v1/users"),
        3 => format!("//{}/api/v1/users", elsewhere.authority()),
        4 => format!("@{}/", elsewhere.authority()),
        5 => (0..rng.usize(..40)).map(|_| rng.char(..)).collect(),
        _ => one(rng, HOSTILE).to_owned(),
    }
}

/// An id for a parameter such as `userId`: mostly one that exists.
pub fn id(rng: &mut Rng, name: &str) -> String {
    let placeholder = format!("{{{name}}}");
    let exact = SEEDED.iter().find(|(known, _)| *known == placeholder);
    let (_, id) = exact.filter(|_| rng.u32(..10) > 0).unwrap_or(&SEEDED[rng.usize(..SEEDED.len())]);
    (*id).to_owned()
}

/// Values that a caller may write for a parameter other than an id.
pub fn plain(rng: &mut Rng) -> String {
    one(
        rng,
        &[
            "ada",
            "me",
            "default",
            "ACTIVE",
            "status eq \"ACTIVE\"",
            "2026-01-01T00:00:00.000Z",
            "application/xml",
            "en",
            "10",
        ],
    )
    .to_owned()
}

/// A path of an operation with ids that exist.
pub fn path(rng: &mut Rng) -> String {
    let operations = operations::all();
    seeded(&operations[rng.usize(..operations.len())].path)
}

/// A method in the spelling that a caller might use.
pub fn method(rng: &mut Rng) -> String {
    one(rng, &["GET", "GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "get", "TRACE", "CONNECT"]).to_owned()
}

/// The `next` of a page.
pub fn next(rng: &mut Rng) -> String {
    let path = path(rng);
    match rng.u32(..5) {
        0 => "/api/v1/logs?after=x".to_owned(),
        1 => "/api/v1/users?limit=1".to_owned(),
        2 => format!("{path}?after={}", rng.u32(..)),
        3 => {
            one(rng, &["/api/v1/../x", "/oauth2/v1/clients", "/api/v1/%2e%2e/x", "/login", "/api/v1/users#x", "/api/"])
                .to_owned()
        }
        _ => path,
    }
}

/// A body that is JSON, or that is not.
pub fn body(rng: &mut Rng, elsewhere: &Url) -> String {
    let name = format!("Soak {}", rng.u32(..));
    let value: Value = match rng.u32(..14) {
        0 => json!({}),
        1 => json!({"profile": {"name": name}}),
        2 => {
            json!({"profile": {"login": format!("{name}@example.com"), "email": "soak@example.com", "firstName": "S", "lastName": null}})
        }
        3 => json!({"name": name, "label": name, "type": "IP", "status": "ACTIVE", "signOnMode": "BOOKMARK"}),
        4 => {
            json!({"factorType": "sms", "provider": "OKTA", "profile": {"phoneNumber": "+1-555-0100"}, "passCode": "123456"})
        }
        5 => json!([null, 1e300, -0.0, "\u{0}\u{1F600}", {"a": {"b": []}}]),
        6 => json!("text"),
        7 => Value::Null,
        8 => return String::new(),
        9 => return "[".repeat(rng.usize(1..3000)),
        10 => return format!("{}1{}", "[".repeat(3000), "]".repeat(3000)),
        11 => json!({"profile": {"name": "x".repeat(rng.usize(..300_000))}}),
        12 => return one(rng, &["{\"a\":", "{\"a\":1,}", "\u{FEFF}{}", "{} {}", "nope", "{\"a\":1e999}"]).to_owned(),
        _ => return hostile(rng, elsewhere),
    };
    value.to_string()
}

/// One of some texts.
pub fn one<'t>(rng: &mut Rng, of: &[&'t str]) -> &'t str {
    of[rng.usize(..of.len())]
}
