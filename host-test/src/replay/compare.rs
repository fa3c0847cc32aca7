//! Compares recorded interactions with those of the component.

use super::row::{Request, Row};
use crate::host::values::Outcome;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use bytes::Bytes;
use http::header;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
use url::{Position, Url};

/// The length at which the component cuts the body of an error, in bytes.
const CUT: usize = 64 * 1024;

/// The differences between the recorded request and the one that was sent.
///
/// Headers are not compared: a client's own headers do not belong to a call, and the component sends `content-type` and
/// `content-length: 0` with a write that has no body, which recorded clients often left out.
pub fn request(recorded: &Request, sent: &http::Request<Bytes>) -> Vec<String> {
    let mut differences = Vec::new();
    let mut differ = |what: &str, recorded: &str, sent: &str| {
        if recorded != sent {
            differences.push(format!("{what}: recorded {recorded}, sent {sent}"));
        }
    };
    differ("method", recorded.method.as_str(), sent.method().as_str());
    differ("host", recorded.host.as_str(), sent.uri().authority().map_or("", |authority| authority.as_str()));
    let decoded = |path: &str| percent_decode_str(path).decode_utf8_lossy().into_owned();
    differ("path", &decoded(&recorded.path), &decoded(sent.uri().path()));
    let mut expected = recorded.pairs();
    let mut actual: Vec<_> =
        form_urlencoded::parse(sent.uri().query().unwrap_or_default().as_bytes()).into_owned().collect();
    expected.sort();
    actual.sort();
    differ("query", &format!("{expected:?}"), &format!("{actual:?}"));
    let (expected, actual) = (recorded.body.0.as_slice(), sent.body().as_ref());
    let json = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).ok();
    if expected != actual && (json(expected).is_none() || json(expected) != json(actual)) {
        differ("body", &String::from_utf8_lossy(expected), &String::from_utf8_lossy(actual));
    }
    differences
}

/// The differences between the recorded response and the result of the caller.
pub fn result(row: &Row, outcome: &Outcome) -> Vec<String> {
    let recorded = &row.response;
    let body = &recorded.body.0;
    let fields = if recorded.status < 300 { &outcome.fields } else { refusal(outcome) };
    let got = |name: &str| fields.get(name).cloned().unwrap_or_default();
    let mut differences = Vec::new();
    let mut differ = |what: &str, recorded: Value, got: Value| {
        if recorded != got {
            differences.push(format!("{what}: recorded {recorded}, got {got}"));
        }
    };
    differ("status", recorded.status.into(), got("status"));
    if recorded.status < 300 {
        differ("body", whole(body), got("body"));
        differ("next", next(row).map_or(Value::Null, Value::String), got("next"));
        differ("error", Value::Null, outcome.error.clone().map_or(Value::Null, Value::String));
    } else {
        let json = recorded.body.json().unwrap_or_default();
        let first =
            |names: [&str; 2]| names.iter().find_map(|name| json.get(name).filter(|value| value.is_string()).cloned());
        if let Some(code) = first(["errorCode", "error"]) {
            differ("error code", code, got("errorCode"));
        }
        if let Some(summary) = first(["errorSummary", "error_description"]) {
            differ("error summary", summary, got("errorSummary"));
        }
        differ("error body", cut(body, &got("body"), got("bodyTruncated") == true), got("body"));
    }
    differences
}

/// A body as the command shows it: text, or else base64.
fn whole(body: &[u8]) -> Value {
    str::from_utf8(body).map_or_else(|_| json!({ "base64": BASE64_STANDARD.encode(body) }), Value::from)
}

/// The recorded body of an error as the caller should get it: whole, or cut if it is too long.
fn cut(body: &[u8], got: &Value, truncated: bool) -> Value {
    let text = String::from_utf8_lossy(body);
    // A character that the cut divides becomes a replacement character, which is not part of the recording.
    let actual = got.as_str().unwrap_or_default();
    let before = actual.trim_end_matches('\u{fffd}');
    let is_cut = truncated && body.len() > CUT && before.len() + 4 > CUT && text.starts_with(before);
    if is_cut { actual.into() } else { text.as_ref().into() }
}

/// The error response within an error of any case.
fn refusal(outcome: &Outcome) -> &serde_json::Map<String, Value> {
    outcome.fields.get("response").and_then(Value::as_object).unwrap_or(&outcome.fields)
}

/// The path and query of the recorded link to the next page. It shares no code with the component's reader.
fn next(row: &Row) -> Option<String> {
    let response = row.response.to_http().ok()?;
    let lines = response.headers().get_all(header::LINK).into_iter().filter_map(|line| line.to_str().ok());
    let links = lines.flat_map(|line| line.split("<").skip(1));
    let target = links.filter(|link| link.contains("rel=\"next\"")).find_map(|link| link.split('>').next())?;
    let url = Url::parse(target).ok()?;
    Some(url[Position::BeforePath..].to_string())
}
