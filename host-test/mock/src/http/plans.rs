//! The plan of each fault: the bytes that it sends, with pauses, and how it leaves the connection.

use crate::http::wire;
use bytes::Bytes;
use fastrand::Rng;
use http::Response;
use jiff::{Timestamp, fmt::rfc2822::DateTimePrinter};
use serde_json::json;
use std::time::Duration;

/// A request that gets a fault, and the means for it.
pub struct FaultContext<'a> {
    /// For the choices of the fault.
    pub rng: Rng,
    /// The path and query.
    pub path: &'a str,
    /// An origin that clients must never contact.
    pub elsewhere: &'a str,
    /// Performs the request and returns the response of the org. The org stays as it is if a fault does not call it.
    pub perform: &'a mut dyn FnMut() -> Response<Bytes>,
}

/// The plan of a fault for its connection.
#[derive(Debug)]
pub struct FaultPlan {
    /// The steps, in order.
    pub steps: Vec<Step>,
    /// The state of the connection afterwards.
    pub end: End,
}

/// One step.
#[derive(Debug)]
pub enum Step {
    /// Sends bytes.
    Send(Bytes),
    /// Waits.
    Pause(Duration),
}

/// The state of a connection after a fault.
#[derive(Debug, PartialEq, Eq)]
pub enum End {
    /// Open for the next request.
    Keep,
    /// Closed.
    Close,
    /// Reset.
    Reset,
}

impl FaultContext<'_> {
    fn one<'t, T: ?Sized>(&mut self, of: &[&'t T]) -> &'t T {
        of[self.rng.usize(..of.len())]
    }

    fn real(&mut self) -> Vec<u8> {
        wire::bytes(&(self.perform)(), true)
    }
}

const JSON: (&str, &str) = ("Content-Type", "application/json");

fn send(bytes: impl Into<Bytes>, end: End) -> FaultPlan {
    FaultPlan { steps: vec![Step::Send(bytes.into())], end }
}

/// A complete response with the headers of every response of Okta.
fn reply(status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> FaultPlan {
    let date = date();
    let own = [("Date", date.as_str()), ("X-Okta-Request-Id", "mock-fault")];
    let missing = |(name, _): &(&str, &str)| !headers.iter().any(|(given, _)| given == name);
    let all: Vec<_> = own.into_iter().filter(missing).chain(headers.iter().copied()).collect();
    bare(status, &all, body)
}

/// A complete response with only these headers.
fn bare(status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> FaultPlan {
    let body = body.as_ref();
    let length = body.len().to_string();
    let head = wire::head(status, headers.iter().copied().chain([("Content-Length", length.as_str())]));
    send([head.as_slice(), body].concat(), End::Keep)
}

fn date() -> String {
    DateTimePrinter::new().timestamp_to_rfc9110_string(&Timestamp::now()).unwrap_or_default()
}

fn error(code: &str) -> String {
    json!({"errorCode": code, "errorSummary": "A fault was asked for.", "errorLink": code, "errorId": "mock", "errorCauses": []})
        .to_string()
}

pub fn reset_after_request(_: &mut FaultContext<'_>) -> FaultPlan {
    FaultPlan { steps: Vec::new(), end: End::Reset }
}

pub fn close_after_request(_: &mut FaultContext<'_>) -> FaultPlan {
    FaultPlan { steps: Vec::new(), end: End::Close }
}

/// The real response up to some byte.
fn cut(context: &mut FaultContext<'_>, end: End) -> FaultPlan {
    let mut bytes = context.real();
    bytes.truncate(context.rng.usize(1..bytes.len()));
    send(bytes, end)
}

pub fn reset_in_body(context: &mut FaultContext<'_>) -> FaultPlan {
    cut(context, End::Reset)
}

pub fn truncated_body(context: &mut FaultContext<'_>) -> FaultPlan {
    cut(context, End::Close)
}

/// The real response with another length in its head.
fn with_length(context: &mut FaultContext<'_>, length: &str) -> FaultPlan {
    let (head, body) = (context.perform)().into_parts();
    let mut response = Response::from_parts(head, Bytes::new());
    if let Ok(length) = length.parse() {
        response.headers_mut().insert("content-length", length);
    }
    send([wire::bytes(&response, false), body.to_vec()].concat(), End::Close)
}

pub fn length_too_long(context: &mut FaultContext<'_>) -> FaultPlan {
    let lengths = ["100000", "1073741824", "2147483648", "4294967295", "9223372036854775807", "99999999999999999999"];
    let length = context.one(&lengths);
    with_length(context, length)
}

pub fn length_too_short(context: &mut FaultContext<'_>) -> FaultPlan {
    let length = context.one(&["0", "1", "7", "-1"]);
    with_length(context, length)
}

pub fn broken_chunks(context: &mut FaultContext<'_>) -> FaultPlan {
    let chunks = context.one(&[
        "5\r\n[1,2]\r\n",
        "zz\r\n[]\r\n0\r\n\r\n",
        "ffffffffffffffff\r\n[",
        "2\r\n[]\r\n0\r\nx",
        "2\r\n[]0\r\n\r\n",
    ]);
    let head = wire::head(200, [JSON, ("Transfer-Encoding", "chunked")]);
    send([head.as_slice(), chunks.as_bytes()].concat(), End::Close)
}

pub fn garbage(context: &mut FaultContext<'_>) -> FaultPlan {
    let mut bytes = vec![0; context.rng.usize(1..2000)];
    context.rng.fill(&mut bytes);
    let prefix =
        context.one(&["", "HTTP/1.1 ", "HTTP/1.1 200 OK\r\n", "HTTP/9.9 200 OK\r\n\r\n", "SSH-2.0-OpenSSH\r\n"]);
    send([prefix.as_bytes(), &bytes].concat(), End::Close)
}

pub fn slow(context: &mut FaultContext<'_>) -> FaultPlan {
    let pause = Duration::from_millis(context.rng.u64(20..200));
    FaultPlan { steps: vec![Step::Pause(pause), Step::Send(context.real().into())], end: End::Keep }
}

pub fn dribbled(context: &mut FaultContext<'_>) -> FaultPlan {
    let bytes = context.real();
    let pieces = bytes.chunks(bytes.len().div_ceil(16));
    let steps =
        pieces.flat_map(|piece| [Step::Send(Bytes::copy_from_slice(piece)), Step::Pause(Duration::from_millis(5))]);
    FaultPlan { steps: steps.collect(), end: End::Keep }
}

/// Silence in the middle of the response, for longer than a timeout of a second.
pub fn stalled(context: &mut FaultContext<'_>) -> FaultPlan {
    let mut plan = cut(context, End::Close);
    plan.steps.push(Step::Pause(Duration::from_millis(1500)));
    plan
}

pub fn html(_: &mut FaultContext<'_>) -> FaultPlan {
    reply(200, &[("Content-Type", "text/html")], "<!doctype html><title>Sign in to the network</title>")
}

pub fn invalid_utf8(context: &mut FaultContext<'_>) -> FaultPlan {
    let kind = context.one(&["application/json", "application/json; charset=ISO-8859-1", "\u{fc}"]);
    let status = [200, 400, 500][context.rng.usize(..3)];
    bare(status, &[("Content-Type", kind)], b"{\"name\":\"\xff\xfe\xed\xa0\x80\xc3\"}")
}

pub fn empty(context: &mut FaultContext<'_>) -> FaultPlan {
    let headers = [JSON];
    reply(200, &headers[..context.rng.usize(..2)], "")
}

/// JSON that no operation and no token endpoint returns.
pub fn nonsense_json(context: &mut FaultContext<'_>) -> FaultPlan {
    let body = context.one(&[
        "null",
        "[]",
        "7",
        "\"\"",
        "{}",
        "{\"a\":1",
        "[1}",
        r#"{"access_token":null,"token_type":"Bearer","expires_in":3600}"#,
        r#"{"access_token":"a\r\nHost: evil","token_type":"Bearer","expires_in":3600}"#,
        r#"{"access_token":"","token_type":"Bearer","expires_in":3600}"#,
        r#"{"access_token":"a","token_type":"Mac","expires_in":"soon"}"#,
        r#"{"access_token":"a","token_type":"Bearer","expires_in":-1}"#,
        r#"{"access_token":"a","token_type":"DPoP","expires_in":1e308}"#,
    ]);
    reply(200, &[JSON], body)
}

pub fn odd_status(context: &mut FaultContext<'_>) -> FaultPlan {
    match context.rng.usize(..4) {
        0 => send(
            [b"HTTP/1.1 103 Early Hints\r\nLink: </x>; rel=preload\r\n\r\n".to_vec(), context.real()].concat(),
            End::Keep,
        ),
        1 => send("HTTP/1.1 100 Continue\r\n\r\n".repeat(5), End::Close),
        2 => {
            send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: mock\r\nConnection: upgrade\r\n\r\n\x00\x01", End::Close)
        }
        _ => {
            let status = [206, 226, 299, 300, 304, 407, 418, 451, 600, 999][context.rng.usize(..10)];
            reply(status, &[JSON], if status == 304 { "" } else { "{}" })
        }
    }
}

pub fn odd_headers(context: &mut FaultContext<'_>) -> FaultPlan {
    let headers = [
        ("X-Okta-Request-Id", "\u{1F600}"),
        ("ETag", "W/\"\u{ff}\""),
        ("X-Rate-Limit-Limit", "-1"),
        ("X-Rate-Limit-Remaining", "99999999999999999999"),
        ("X-Rate-Limit-Reset", "1e9"),
        ("Content-Type", ";;;=\"\u{80}"),
        ("Content-Encoding", "gzip"),
        ("Set-Cookie", "sid=1; Domain=.example.com"),
        ("Date", "tomorrow"),
        ("", "no name"),
    ];
    let some: Vec<_> = headers.into_iter().filter(|_| context.rng.bool()).collect();
    bare(200, &some, "{}")
}

pub fn redirect_elsewhere(context: &mut FaultContext<'_>) -> FaultPlan {
    let elsewhere = context.elsewhere;
    let locations =
        [format!("{elsewhere}{}", context.path), format!("//{}/api/v1/users", elsewhere.trim_start_matches("http://"))];
    let status = [301, 302, 303, 307, 308][context.rng.usize(..5)];
    reply(status, &[("Location", &locations[context.rng.usize(..2)])], "")
}

pub fn redirect_to_itself(context: &mut FaultContext<'_>) -> FaultPlan {
    let location = if context.rng.bool() { context.path } else { "" };
    reply([301, 302, 307][context.rng.usize(..3)], &[("Location", location)], "")
}

pub fn rate_limited(context: &mut FaultContext<'_>) -> FaultPlan {
    let limit = context.one(&["0", "600"]);
    let (date, reset) = (date(), (Timestamp::now().as_second() + context.rng.i64(-2..60)).to_string());
    let headers = [
        JSON,
        ("Date", &date),
        ("X-Rate-Limit-Limit", limit),
        ("X-Rate-Limit-Remaining", "0"),
        ("X-Rate-Limit-Reset", &reset),
    ];
    reply(429, &headers, error("E0000047"))
}

/// A 429 without the headers for the wait, or with an absurd wait.
pub fn rate_limited_absurd(context: &mut FaultContext<'_>) -> FaultPlan {
    let reset =
        context.one(&["", "0", "-1", "soon", "99999999999", "9223372036854775807", "-9223372036854775808", "1e9"]);
    let date = context.one(&[
        "",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Fri, 31 Dec 9999 23:59:59 GMT",
        "Thu, 99 Foo -1 99:99:99 GMT",
    ]);
    let mut headers = vec![JSON];
    headers.extend([("X-Rate-Limit-Reset", reset), ("Date", date)].iter().filter(|(_, value)| !value.is_empty()));
    bare(429, &headers, if context.rng.bool() { error("E0000047") } else { String::new() })
}

pub fn unavailable(context: &mut FaultContext<'_>) -> FaultPlan {
    let after = context.one(&["", "0", "1", "-5", "86400", "99999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"]);
    let headers = [("Retry-After", after)];
    reply(503, if after.is_empty() { &[] } else { &headers }, "<html>Back soon</html>")
}

pub fn locked(_: &mut FaultContext<'_>) -> FaultPlan {
    reply(423, &[JSON], error("E0000239"))
}

pub fn server_error(context: &mut FaultContext<'_>) -> FaultPlan {
    reply([500, 502, 504][context.rng.usize(..3)], &[JSON], error("E0000009"))
}

pub fn odd_error(context: &mut FaultContext<'_>) -> FaultPlan {
    let body = context.one(&[
        "",
        "[]",
        "\"nope\"",
        r#"{"errorCode":7,"errorSummary":null,"errorCauses":{}}"#,
        r#"{"errorCauses":[null,1,{"errorSummary":[]},{"errorSummary":"a"}]}"#,
        r#"{"error":{"error":{}},"error_description":["x"]}"#,
        r#"{"errorSummary":"\ud800","errorCode":"E"}"#,
    ]);
    reply([400, 401, 403, 404, 409, 410, 412, 415][context.rng.usize(..8)], &[JSON], body)
}

pub fn odd_challenge(context: &mut FaultContext<'_>) -> FaultPlan {
    let challenge = context.one(&[
        "",
        "Bearer",
        "Bearer error=",
        "Bearer error=\"",
        "Bearer error=\"invalid_token",
        "Bearer error=\"invalid_token\", error_description=\"\"",
        "Basic realm=\"x\", DPoP error=\"use_dpop_nonce\", Bearer error=\"invalid_token\"",
        ",,,,\"\"\"=\u{e4}",
    ]);
    let headers = [("WWW-Authenticate", challenge), ("WWW-Authenticate", "Negotiate")];
    reply(401, &headers[..1 + context.rng.usize(..2)], "")
}

/// Asks for a nonce although no proof was sent; some nonces cannot be sent back in a header.
pub fn stray_nonce(context: &mut FaultContext<'_>) -> FaultPlan {
    let nonce = context.one(&["stray", "", "\"quoted\", \\x", "\u{fc}", "a b\tc"]);
    let challenge = ("WWW-Authenticate", "DPoP error=\"use_dpop_nonce\", error_description=\"nonce\"");
    let body = json!({"error": "use_dpop_nonce", "error_description": "A fault was asked for."}).to_string();
    let status = [400, 401][context.rng.usize(..2)];
    let headers = [JSON, challenge, ("DPoP-Nonce", nonce)];
    reply(status, &headers[..2 + context.rng.usize(..2)], if status == 400 { body } else { String::new() })
}

pub fn odd_link(context: &mut FaultContext<'_>) -> FaultPlan {
    let elsewhere = context.elsewhere;
    let links = [
        format!("<{elsewhere}/api/v1/users?after=x>; rel=\"next\""),
        format!("<//{}/api/v1/users>; rel=next", elsewhere.trim_start_matches("http://")),
        format!("<{}>; rel=\"next\"", context.path),
        format!("<{elsewhere}/elsewhere>; rel=\"next\""),
        "<http://user:secret@evil.example/api/v1/users?after=1>; rel=\"next\"".to_owned(),
        "<>; rel=\"next\"".to_owned(),
        "</api/v1/../../etc>; rel=\"next\"".to_owned(),
        "</api/v1/%2e%2e/x>; rel=\"next\"".to_owned(),
        "</api/v1/users\\@evil.example>; rel=\"next\"".to_owned(),
        "<javascript:alert(1)>; rel=\"next\"".to_owned(),
        "</api/v1/users; rel=\"next".to_owned(),
        ";;;,,,<<<>>>; rel=next, <; rel=".to_owned(),
        "</api/v1/\u{fc}?after=\u{1F600}>; rel=\"next\"".to_owned(),
        format!("</api/v1/users?after={}>; rel=\"next\"", "x".repeat(10_000)),
        "</api/v1/users>; rel=\"self\", ".repeat(200),
    ];
    let (first, second) = (&links[context.rng.usize(..links.len())], &links[context.rng.usize(..links.len())]);
    reply(200, &[JSON, ("Link", first), ("Link", second)], "[{\"id\":\"00u0000000000001mock\"}]")
}

pub fn deep_json(context: &mut FaultContext<'_>) -> FaultPlan {
    let (open, close) = if context.rng.bool() { ("[", "]") } else { ("{\"a\":", "}") };
    let depth = context.rng.usize(100..50_000);
    let body = format!("{}null{}", open.repeat(depth), close.repeat(depth));
    reply([200, 400, 500][context.rng.usize(..3)], &[JSON], body)
}

pub fn huge_body(context: &mut FaultContext<'_>) -> FaultPlan {
    let body = format!("[{}1]", "1, ".repeat(context.rng.usize(100_000..1_000_000)));
    reply([200, 200, 404][context.rng.usize(..3)], &[JSON], body)
}

pub fn huge_header(context: &mut FaultContext<'_>) -> FaultPlan {
    let long = "x".repeat(if context.rng.bool() { 100_000 } else { 1024 * 1024 });
    let name = context.one(&["X-Long", "Link", "WWW-Authenticate", "ETag", "Date", "X-Rate-Limit-Reset"]);
    bare([200, 401, 429][context.rng.usize(..3)], &[JSON, (name, &long)], "{}")
}

pub fn many_headers(context: &mut FaultContext<'_>) -> FaultPlan {
    let count = if context.rng.bool() { 90 } else { 5_000 };
    let name = context.one(&["X-Many", "Link", "Content-Type", "X-Okta-Request-Id"]);
    bare(200, &vec![(name, "</api/v1/users?after=1>; rel=\"next\""); count], "[]")
}
