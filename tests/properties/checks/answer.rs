//! Headers, and responses from the network.

use okta_actions::contract::{Error, ErrorResponse};
use okta_actions::request::JSON;
use okta_actions::request::headers::{Headers, MAX_NAME, MAX_VALUE};
use okta_actions::response::error::BODY_BOUND;
use okta_actions::response::redact::{MIN_LENGTH, REDACTED, Secrets};
use okta_actions::response::retry_after;
use okta_actions::response::{self, HttpResponse};
use okta_actions::table::method::Method;

use super::path;

/// No wait is longer than a day and a second.
const MAX_WAIT: u32 = 86_401_000;

/// An accepted header is also valid for the HTTP client, and contains no control character.
pub fn header(name: &str, value: &str) {
    let mut headers = Headers::default();
    let accepted = headers.set(name, value.to_string()).is_ok();
    let plain = |byte: u8| byte == b'\t' || byte == b' ' || byte.is_ascii_graphic();
    let valid = http::HeaderName::from_bytes(name.as_bytes()).is_ok() && value.bytes().all(plain);
    let long = name.len() > MAX_NAME || value.len() > MAX_VALUE;
    assert_eq!(accepted, valid && !long, "{name:?} {value:?}");
    if accepted {
        let parsed: http::HeaderName = name.parse().expect("a name");
        assert_eq!(headers.iter().collect::<Vec<_>>(), [(parsed.as_str(), value)], "the name is in lower case");
        http::HeaderValue::from_str(value).expect("a value");
    } else {
        assert_eq!(headers, Headers::default());
    }
}

/// Waits are within their bounds, and give their reason.
pub fn waits(response: &HttpResponse) {
    for (wait, reason) in [retry_after::rate_limit(response), retry_after::unavailable(response)] {
        assert!(wait <= MAX_WAIT, "{wait} {reason}");
        assert!(!reason.is_empty());
    }
}

/// Every occurrence of a secret of letters is replaced, as by the standard library, and nothing else changes.
pub fn redacted(secret: &str, text: &str) {
    let mut secrets = Secrets::default();
    secrets.add(secret);
    let known = secret.len() >= MIN_LENGTH;
    let expected = if known { text.replace(secret, REDACTED) } else { text.to_string() };
    assert_eq!(secrets.redact_text(text.to_string()), expected);
    let headers = vec![("x-echo".to_string(), text.as_bytes().to_vec())];
    let mut response = HttpResponse { status: 200, headers, body: text.into(), cut: true };
    secrets.redact(&mut response);
    assert_eq!(response.headers[0].1, expected.as_bytes());
    // The end of a body that was cut can be the beginning of a secret.
    let rest = response.body.strip_suffix(REDACTED.as_bytes()).unwrap_or(&response.body);
    assert!(expected.as_bytes().starts_with(rest));
    let kept = expected.len() - rest.len();
    assert!(!known || kept == 0 || expected.ends_with(REDACTED) || secret.starts_with(&expected[rest.len()..]));
}

/// Any response becomes a result with its content, or the error of its status.
pub fn read(method: Method, accept: &str, received: HttpResponse) {
    waits(&received);
    let HttpResponse { status, ref headers, ref body, cut } = received;
    let sent = HttpResponse { status, headers: headers.clone(), body: body.clone(), cut };
    let success = (200..300).contains(&status);
    match response::read(method, accept, received) {
        Ok(response) => {
            assert!(success);
            assert_eq!(response.status, status);
            // A byte order mark is removed only before JSON.
            let kept = sent.body.strip_prefix(b"\xef\xbb\xbf").filter(|_| accept == JSON).unwrap_or(&sent.body);
            match std::str::from_utf8(kept) {
                Ok(text) => assert_eq!(response.body, text),
                // Every byte of ISO-8859-1 is the character with its number.
                Err(_) => assert!(response.body.chars().map(u32::from).eq(kept.iter().copied().map(u32::from))),
            }
            for (name, read) in [
                ("content-type", response.content_type),
                ("etag", response.etag),
                ("x-okta-request-id", response.request_id),
            ] {
                assert_eq!(read.as_deref(), header_text(&sent, name), "{name}");
            }
            assert_eq!(response.next, sent.next());
            path::next(&sent.values("link").collect::<Vec<_>>());
        }
        Err(Error::PermanentUnreadableResponse(loss)) => {
            assert!(success);
            let no_text = std::str::from_utf8(&sent.body).is_err();
            let no_json = serde_json::from_slice::<serde_json::Value>(&sent.body).is_err();
            assert!(no_text || accept == JSON && no_json, "JSON is read");
            refusal(&loss.response.expect("the response"), &sent);
        }
        Err(Error::PermanentRefused(refused)) => {
            assert!(!success && status != 429 && (status == 501 || !(500..600).contains(&status)));
            refusal(&refused, &sent);
        }
        Err(Error::RateLimited(delay)) => {
            assert_eq!(status, 429);
            refusal(&delay.response, &sent);
        }
        Err(Error::Unavailable(delay)) => {
            assert!(status == 423 || (500..600).contains(&status) && !matches!(method, Method::Post | Method::Patch));
            refusal(&delay.response, &sent);
        }
        Err(Error::PermanentOutcomeUnknown(loss)) => {
            assert!((500..600).contains(&status) && matches!(method, Method::Post | Method::Patch));
            refusal(&loss.response.expect("the response"), &sent);
        }
        Err(error) => unreachable!("no response gives {error:?}"),
    }
}

/// The first value of a header that is text.
fn header_text<'a>(response: &'a HttpResponse, name: &str) -> Option<&'a str> {
    let named = |(key, value): &'a (String, Vec<u8>)| key.eq_ignore_ascii_case(name).then_some(value);
    response.headers.iter().filter_map(named).find_map(|value| std::str::from_utf8(value).ok())
}

fn refusal(refusal: &ErrorResponse, sent: &HttpResponse) {
    let kept = &sent.body[..sent.body.len().min(BODY_BOUND)];
    assert_eq!(refusal.status, sent.status);
    assert_eq!(refusal.body, String::from_utf8_lossy(kept));
    assert_eq!(refusal.body_truncated, sent.cut || kept.len() < sent.body.len());
    assert_eq!(refusal.request_id.as_deref(), header_text(sent, "x-okta-request-id"));
}
