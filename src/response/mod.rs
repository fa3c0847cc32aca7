//! Turns an HTTP response into a result: a success into a response, anything else into an error that tells whether the
//! request may have taken effect.
//!
//! Enter at [`read`] and [`error::classify`]. This room gets complete responses and sends nothing.

pub mod error;
pub mod link;
pub mod rate_limit;
pub mod redact;
pub mod retry_after;
mod utf8;

use crate::contract::{Error, LostResponse, Response};
use crate::request::JSON;
use crate::table::method::Method;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::str::FromStr;

/// The byte order mark in UTF-8. Okta sends none; a proxy before it may.
pub const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// The headers that are read from a successful response.
const OF_SUCCESS: [&str; 8] = [
    "content-type",
    "content-length",
    "link",
    "etag",
    "x-okta-request-id",
    "x-rate-limit-limit",
    "x-rate-limit-remaining",
    "x-rate-limit-reset",
];

/// The headers that are also read from any other response.
const OF_ERRORS: [&str; 4] = ["date", "location", "retry-after", "www-authenticate"];

/// The headers that are read from a response with this status; `proven` if its request had a `DPoP` proof.
///
/// A host makes two allocations in the component for each header that it passes, and Okta sends up to 30.
pub fn read_headers(status: u16, proven: bool) -> impl Iterator<Item = &'static str> {
    let errors = if (200..300).contains(&status) { &[][..] } else { &OF_ERRORS };
    OF_SUCCESS.iter().chain(errors).copied().chain(proven.then_some("dpop-nonce"))
}

/// An HTTP response from the wire.
#[derive(Debug, Default)]
pub struct HttpResponse {
    /// The HTTP status.
    pub status: u16,
    /// Names and values in the order of the wire; only those of [`read_headers`] unless the request wants all.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body.
    pub body: Vec<u8>,
    /// Whether the body was cut.
    pub cut: bool,
}

impl HttpResponse {
    /// Whether the status is 2xx. No action relies on one exact code, because Okta changes them.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The first value of a header that is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.header_lines(name).next()
    }

    /// All values of a header that are text.
    pub fn header_lines(&self, name: &str) -> impl Iterator<Item = &str> {
        self.values(name).filter_map(|value| core::str::from_utf8(value).ok())
    }

    /// All values of a header, text or not.
    pub fn values(&self, name: &str) -> impl Iterator<Item = &[u8]> {
        let is_named = move |key: &str| key.len() == name.len() && key.eq_ignore_ascii_case(name);
        let named = self.headers.iter().filter(move |(key, _)| is_named(key));
        named.map(|(_, value)| value.as_slice())
    }

    /// A header as a number; none if it is not a number.
    pub fn number<T: FromStr>(&self, name: &str) -> Option<T> {
        self.header(name)?.trim().parse().ok()
    }

    /// The path and query of the next page.
    pub fn next(&self) -> Option<String> {
        link::next(self.values("link"))
    }

    /// An owned copy of a header.
    pub fn text(&self, name: &str) -> Option<String> {
        self.header(name).map(ToString::to_string)
    }
}

/// Turns the response to a request with this method and `Accept` into its result. The body passes through untouched,
/// except for a byte order mark before JSON, which most parsers refuse.
pub fn read(method: Method, accept: &str, mut response: HttpResponse) -> Result<Response, Error> {
    if !response.is_success() {
        return Err(error::classify(method, response));
    }
    if let Some(why) = foreign(&response.body) {
        return Err(unreadable(why, response));
    }
    if accept == JSON && response.body.starts_with(BYTE_ORDER_MARK) {
        response.body.drain(..BYTE_ORDER_MARK.len());
    }
    let body = match decode(&mut response) {
        Some(body) if accept != JSON || looks_like_json(&body) => body,
        Some(body) => {
            // The error carries a recoded body, too.
            if response.body.is_empty() {
                response.body = body.into_bytes();
            }
            return Err(unreadable("the response is not JSON, so it does not come from Okta's API", response));
        }
        None => return Err(unreadable("the response is not text in UTF-8", response)),
    };
    Ok(Response {
        status: response.status,
        body,
        content_type: response.text("content-type"),
        next: response.next(),
        etag: response.text("etag"),
        request_id: response.text("x-okta-request-id"),
        rate_limit: rate_limit::read(&response),
    })
}

/// The error for a success with an unusable body.
pub fn unreadable(why: &str, response: HttpResponse) -> Error {
    Error::PermanentUnreadableResponse(LostResponse {
        message: why.to_string(),
        response: Some(error::error_response(response)),
    })
}

/// Takes the body as text: UTF-8 if it is valid, because Okta labels UTF-8 as ISO-8859-1; otherwise by the declared type.
fn decode(response: &mut HttpResponse) -> Option<String> {
    match utf8::text(core::mem::take(&mut response.body)) {
        Ok(text) => Some(text),
        Err(body) => {
            response.body = body;
            let latin = response.header("content-type")?.to_ascii_lowercase().contains("iso-8859-1");
            latin.then(|| response.body.iter().copied().map(char::from).collect())
        }
    }
}

/// Whether a text can be the response to a request for JSON: it is empty, or begins and ends as JSON does.
///
/// Checks bytes instead of types, because Okta sends JSON without a type and types without a body. An HTML page with
/// status 200 comes from a proxy before Okta.
fn looks_like_json(text: &str) -> bool {
    let text = text.trim();
    let bytes = text.as_bytes();
    match (bytes.first(), bytes.last()) {
        (None, _) => true,
        (Some(b'{'), Some(b'}')) | (Some(b'['), Some(b']')) => true,
        (Some(b'"'), Some(b'"')) => bytes.len() > 1,
        (Some(b'-' | b'0'..=b'9'), Some(b'0'..=b'9')) => true,
        _ => matches!(text, "true" | "false" | "null"),
    }
}

/// Why a body is not UTF-8 text, by its first bytes; none if it may be.
pub fn foreign(body: &[u8]) -> Option<&'static str> {
    match body {
        [0x1f, 0x8b, ..] => {
            Some("the body is compressed (gzip), which the component never asks for: turn off compression in the proxy")
        }
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
            Some("the body begins with the byte order mark of UTF-16: the component reads UTF-8, which Okta sends")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    fn http_response(status: u16, headers: &[(&str, &str)], body: &[u8]) -> HttpResponse {
        let headers = headers.iter().map(|(name, value)| (name.to_string(), value.as_bytes().to_vec())).collect();
        HttpResponse { status, headers, body: body.to_vec(), cut: false }
    }

    #[test]
    fn empty_is_a_success_whatever_the_status_or_type() {
        for status in [200, 201, 202, 204, 299] {
            let response = read(Method::Get, JSON, http_response(status, &[("Content-Type", "application/json")], b""));
            let response = response.expect("a success");
            assert_eq!((response.status, response.body.as_str()), (status, ""));
            assert_eq!(response.content_type.as_deref(), Some("application/json"));
        }
    }

    #[test]
    fn bodies_pass_through_byte_for_byte() {
        for body in ["{}", " [ 1.0 ]\n", "null", "\"x\"", "-12", "{\"a\":\u{1F600}}"] {
            let response = read(Method::Get, JSON, http_response(200, &[], body.as_bytes()));
            assert_eq!(response.map(|response| response.body).ok().as_deref(), Some(body));
        }
    }

    #[test]
    fn bodies_that_okta_never_sends_are_unreadable() {
        let bodies: [&[u8]; 6] = [b"<html></html>", b"nope", b"{\"cut\":", b"\xff\xfe", b"\"", b"[1}"];
        for body in bodies {
            let result = read(Method::Get, JSON, http_response(200, &[], body));
            assert!(matches!(result, Err(Error::PermanentUnreadableResponse(_))), "{body:?}");
        }
    }

    #[test]
    fn a_body_in_another_form_says_which() {
        for (body, word) in
            [(&b"\x1f\x8b\x08\x00"[..], "gzip"), (b"\xff\xfe{\0}\0", "UTF-16"), (b"\xfe\xff\0{\0}", "UTF-16")]
        {
            // A type in which any bytes are text does not hide it.
            for accept in [JSON, "application/xml"] {
                let result = read(
                    Method::Post,
                    accept,
                    http_response(200, &[("content-type", "text/xml;charset=iso-8859-1")], body),
                );
                let Err(Error::PermanentUnreadableResponse(loss)) = result else { unreachable!("{body:?}") };
                assert!(loss.message.contains(word), "{}", loss.message);
            }
        }
    }

    #[test]
    fn a_byte_order_mark_before_json_is_removed() {
        let read = |accept, body: &str| {
            read(Method::Get, accept, http_response(200, &[], body.as_bytes())).map(|read| read.body).ok()
        };
        assert_eq!(read(JSON, "\u{feff}{\"a\":1}").as_deref(), Some("{\"a\":1}"));
        assert_eq!(read(JSON, "\u{feff}").as_deref(), Some(""));
        assert_eq!(read("application/xml", "\u{feff}<a/>").as_deref(), Some("\u{feff}<a/>"));
    }

    #[test]
    fn other_types_are_text_in_their_own_encoding() {
        let read = |charset: &str, body: &[u8]| {
            let response = http_response(200, &[("Content-Type", charset)], body);
            read(Method::Get, "application/xml", response).map(|response| response.body).ok()
        };
        assert_eq!(read("application/xml;charset=ISO-8859-1", b"<a>\xe9</a>").as_deref(), Some("<a>é</a>"));
        assert_eq!(read("application/xml;charset=ISO-8859-1", "<a>é</a>".as_bytes()).as_deref(), Some("<a>é</a>"));
        assert_eq!(read("application/xml", b"<a>\xe9</a>"), None);
    }

    #[test]
    fn headers_are_read_in_any_case_and_bad_ones_left_out() {
        let headers = [
            ("ETag", "W/\"1\""),
            ("X-OKTA-Request-Id", "abc"),
            ("x-rate-limit-limit", "600"),
            ("x-rate-limit-remaining", "0"),
            ("x-rate-limit-reset", "1795000000"),
        ];
        let response = read(Method::Get, JSON, http_response(200, &headers, b"{}")).expect("a success");
        assert_eq!(response.etag.as_deref(), Some("W/\"1\""));
        assert_eq!(response.request_id.as_deref(), Some("abc"));
        assert_eq!(response.rate_limit.map(|limit| limit.reset_epoch_seconds), Some(1_795_000_000));
        let mut bad = http_response(200, &[("x-rate-limit-limit", "many")], b"{}");
        bad.headers.push(("etag".into(), vec![0xff]));
        let response = read(Method::Get, JSON, bad).expect("a success");
        assert!(response.rate_limit.is_none() && response.etag.is_none());
    }
}
