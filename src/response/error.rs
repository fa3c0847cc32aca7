//! Turns unsuccessful responses into errors, which tell whether the request may have taken effect.

use crate::contract::{Error, ErrorResponse, LostResponse, RetryLater};
use crate::response::link;
use crate::response::retry_after;
use crate::response::{HttpResponse, foreign};
use crate::table::method::Method;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use percent_encoding::percent_encode_byte;
use serde_json::Value;

/// The most bytes of a body that an error carries.
pub const BODY_BOUND: usize = 64 * 1024;

/// The fate of a request, by an unsuccessful status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disposition {
    /// It exceeded a rate limit, and was not done.
    RateLimited,
    /// It cannot be done now, and can safely be repeated.
    Unavailable,
    /// It may have been done.
    OutcomeUnknown,
    /// It is refused for good.
    Refused,
}

/// The fate of a request with this method, by the status of its response.
pub fn disposition(method: Method, status: u16) -> Disposition {
    match status {
        429 => Disposition::RateLimited,
        501 => Disposition::Refused,
        // A gateway may send a 5xx after it forwarded the request: only idempotent requests may be repeated.
        500..600 if !method.is_idempotent() => Disposition::OutcomeUnknown,
        423 | 500..600 => Disposition::Unavailable,
        _ => Disposition::Refused,
    }
}

/// The error for an unsuccessful response.
pub fn classify(method: Method, response: HttpResponse) -> Error {
    match disposition(method, response.status) {
        Disposition::RateLimited => {
            let (wait_ms, reason) = retry_after::rate_limit(&response);
            Error::RateLimited(RetryLater { wait_ms, reason, response: error_response(response) })
        }
        Disposition::Unavailable => {
            let (wait_ms, reason) = retry_after::unavailable(&response);
            Error::Unavailable(RetryLater { wait_ms, reason, response: error_response(response) })
        }
        Disposition::OutcomeUnknown => Error::PermanentOutcomeUnknown(LostResponse {
            message: format!(
                "Okta responded {} to a {method}, which may have taken effect all the same",
                response.status
            ),
            response: Some(error_response(response)),
        }),
        Disposition::Refused => Error::PermanentRefused(error_response(response)),
    }
}

/// The error details of a response. Each part is read on its own, because Okta may leave out any of them.
pub fn error_response(response: HttpResponse) -> ErrorResponse {
    let bytes = &response.body[..response.body.len().min(BODY_BOUND)];
    let body_truncated = response.cut || bytes.len() < response.body.len();
    let body = String::from_utf8_lossy(bytes).into_owned();
    let json = read_json(&body);
    let text = |name: &str| json.get(name).and_then(Value::as_str).map(ToString::to_string);
    let challenge = |name: &str| response.header("www-authenticate").and_then(|header| quoted(header, name));
    ErrorResponse {
        status: response.status,
        error_code: text("errorCode").or_else(|| text("error")).or_else(|| challenge("error")),
        error_summary: text("errorSummary")
            .or_else(|| text("error_description"))
            .or_else(|| text("message"))
            .or_else(|| challenge("error_description"))
            .or_else(|| own_summary(&response)),
        error_causes: causes(&json),
        error_id: text("errorId"),
        request_id: response.text("x-okta-request-id"),
        content_type: response.text("content-type"),
        body,
        body_truncated,
    }
}

/// The component's own summary, for a response without one; unlike Okta's sentences, it starts with a lower-case letter.
fn own_summary(response: &HttpResponse) -> Option<String> {
    let location = response.values("location").next().filter(|_| (300..400).contains(&response.status));
    let redirect = |location| {
        ["the response redirects to ", &link::redirect(location), ", and redirects are not followed"].concat()
    };
    location.map(redirect).or_else(|| foreign(&response.body).map(ToString::to_string))
}

/// The JSON of a body, even if it contains a byte order mark, raw control characters or lone surrogates. A body that
/// was cut is not JSON, and longer than any error of Okta.
pub fn read_json(body: &str) -> Value {
    let body = body.trim_start_matches('\u{feff}');
    serde_json::from_str(body).or_else(|_| serde_json::from_str(&repaired(body))).unwrap_or_default()
}

/// Repairs JSON text: escapes control characters within strings, and replaces lone surrogates.
fn repaired(json: &str) -> String {
    let mut repaired = String::with_capacity(json.len() + 64);
    let (mut quoted, mut rest) = (false, json);
    while let Some(next) = rest.chars().next() {
        let mut length = next.len_utf8();
        match next {
            '\\' if quoted => {
                length = escape_length(rest);
                let lone = (0xd800..0xe000).contains(&unit(rest)) && length == 6;
                repaired.push_str(if lone { "\\ufffd" } else { &rest[..length] });
            }
            // The hexadecimal digits are those of percent-encoding.
            control if quoted && control < ' ' => {
                repaired.push_str("\\u00");
                repaired.push_str(&percent_encode_byte(control as u8)[1..]);
            }
            // Between strings, a control character counts as a space.
            control if control < ' ' => repaired.push(' '),
            other => {
                quoted ^= other == '"';
                repaired.push(other);
            }
        }
        rest = &rest[length..];
    }
    repaired
}

/// The length of the escape at the beginning of a text; a surrogate pair counts as one escape.
fn escape_length(text: &str) -> usize {
    let second = text.get(6..).map_or(0, unit);
    match unit(text) {
        0 => 1 + text.chars().nth(1).map_or(0, char::len_utf8),
        0xd800..0xdc00 if (0xdc00..0xe000).contains(&second) => 12,
        _ => 6,
    }
}

/// The code unit of a `\u` escape at the beginning of a text; 0 if there is none.
fn unit(text: &str) -> u32 {
    let digits = text.strip_prefix("\\u").and_then(|rest| rest.get(..4));
    digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()).unwrap_or_default()
}

fn causes(json: &Value) -> Vec<String> {
    let causes = json.get("errorCauses").and_then(Value::as_array);
    let sentence = |cause: &Value| cause.get("errorSummary").and_then(Value::as_str).map(ToString::to_string);
    causes.into_iter().flatten().filter_map(sentence).collect()
}

/// The value of `name="value"` in a challenge of `WWW-Authenticate`.
fn quoted(header: &str, name: &str) -> Option<String> {
    let mut parts = header.split([',', ' ']).map(str::trim);
    let start = parts.find_map(|part| part.strip_prefix(name)?.strip_prefix("=\""))?;
    let offset = start.as_ptr() as usize - header.as_ptr() as usize;
    header[offset..].split('"').next().map(ToString::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> ErrorResponse {
        error_response(HttpResponse { status: 400, body: body.into(), ..HttpResponse::default() })
    }

    #[test]
    fn invalid_json_does_not_hide_an_error() {
        for (sentence, expected) in [
            ("a\nb\u{1}c\td\u{7f}", "a\nb\u{1}c\td\u{7f}"),
            ("a\\ud83d", "a\u{fffd}"),
            ("a\\ud83dx\\ud83d\\ude00", "a\u{fffd}x\u{1f600}"),
            ("\\ude00 \\ud83d\\ud83d\\n\u{2}", "\u{fffd} \u{fffd}\u{fffd}\n\u{2}"),
            ("\n\\\\ud83d \\\"quoted\\\"", "\n\\ud83d \"quoted\""),
            ("\u{1}\\u00fc\\/", "\u{1}ü/"),
        ] {
            for before in ["", "\u{feff}", "\0"] {
                let body = format!(
                    "{before}{{\"errorCode\":\"E1\",\u{1}\"errorSummary\":\"{sentence}\",\"errorCauses\":[{{\"errorSummary\":\"{sentence}\"}}]}}"
                );
                let refusal = read(&body);
                assert_eq!(refusal.error_code.as_deref(), Some("E1"), "{body:?}");
                assert_eq!(refusal.error_summary.as_deref(), Some(expected));
                assert_eq!(refusal.error_causes, [expected]);
                assert_eq!(refusal.body, body, "untouched");
            }
        }
    }

    #[test]
    fn json_beyond_repair_has_no_parts() {
        for body in [
            "",
            "{",
            "{\"errorCode\":\"\\",
            "{\"errorCode\":\"\\u",
            "{\"errorCode\":\"\\ud8",
            "\"\\uü\"",
            "{\"errorCode\":\"\\x\"}",
        ] {
            assert_eq!(read(body).error_code, None, "{body}");
        }
    }

    #[test]
    fn a_redirect_says_where_it_points_unless_okta_says_more() {
        let read = |status, location: &[u8], body: &str| {
            let headers = alloc::vec![("Location".to_string(), location.to_vec())];
            error_response(HttpResponse { status, headers, body: body.into(), cut: false }).error_summary
        };
        let told = read(302, b"https://u:p@sso.example/login?state=secret", "<html>").unwrap_or_default();
        assert!(told.contains("sso.example/login,") && !told.contains("secret") && !told.contains("u:p"), "{told}");
        assert!(read(302, b"/\xff\x1b", "").is_some_and(|told| told.contains("/%FF%1B")));
        assert_eq!(read(302, b"/x", "{\"errorSummary\":\"moved\"}").as_deref(), Some("moved"));
        assert_eq!(read(400, b"/x", ""), None);
    }

    #[test]
    fn a_compressed_error_says_so() {
        let refusal =
            error_response(HttpResponse { status: 403, body: b"\x1f\x8b\x08".to_vec(), ..HttpResponse::default() });
        assert!(refusal.error_summary.is_some_and(|summary| summary.contains("gzip")));
    }
}
