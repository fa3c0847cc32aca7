//! Builds the generic request: to any endpoint of the organization, but never to another host or with another
//! credential.

use crate::contract::Problem;
use crate::request::Request;
use crate::request::encode;
use crate::request::json_arguments::{Need, Object, shown};
use crate::table::method::Method;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// Headers that belong to the connection or the credential, or repeat the request line or the length.
const FORBIDDEN: [&str; 19] = [
    "alt-used",
    "authorization",
    "connection",
    "content-length",
    "cookie",
    "dpop",
    "expect",
    "forwarded",
    "host",
    "http2-client",
    "keep-alive",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "x-forwarded",
    "x-host",
    "x-method-override",
    "x-url-scheme",
];

/// Prefixes of such names: method, target, scheme and host as received by a proxy.
const FORBIDDEN_PREFIXES: [&str; 6] =
    ["proxy-", "x-envoy-original-", "x-forwarded-", "x-http-", "x-original-", "x-rewrite-"];

/// The exception: Okta documents it for requests on behalf of another client.
const ALLOWED: &str = "x-forwarded-for";

/// Whether the caller must not set a header. Some servers read `_`, or anything but letters and digits, as `-`.
fn is_forbidden(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let read = name.replace(|char: char| !char.is_ascii_alphanumeric(), "-");
    let begins = || FORBIDDEN_PREFIXES.iter().any(|prefix| read.starts_with(prefix));
    name != ALLOWED && (FORBIDDEN.contains(&read.as_str()) || begins())
}

/// Builds the request. The problem names the parameter and, if there is one, the header at fault.
pub fn build(
    method: &str,
    mut path: String,
    query: &[(String, String)],
    headers: &[(String, String)],
    body: Option<Vec<u8>>,
) -> Result<Request, Problem> {
    let Some(method) = Method::from_name(method) else {
        let names = Method::ALL.map(Method::name).join(", ");
        return Err(Problem::new("method", format!("cannot be sent. Expected one of: {names}")));
    };
    encode::check_path(&path, false).map_err(|message| Problem::new("path", message))?;
    for (name, value) in query {
        encode::push_pair(&mut path, name, value);
        encode::check_length(&path).map_err(|message| Problem::new("query", message))?;
    }
    if path.split_once('?').is_some_and(|(_, query)| encode::overrides_method(query)) {
        return Err(Problem::new("query", encode::METHOD_OVERRIDE));
    }
    let mut request = Request::new(method, path);
    request.all_headers = true;
    for (name, value) in headers {
        let wrong = |message: &str| Problem::new("headers", format!("`{}` {message}", shown(name)));
        if is_forbidden(name) {
            return Err(wrong("is set by the component or by proxies only: leave it out"));
        }
        request.headers.set(name, value.clone()).map_err(wrong)?;
    }
    if let Some(body) = body {
        check_body(&request, &body)?;
        request.set_body(body);
    }
    request.require_body();
    Ok(request)
}

/// Refuses bodies that servers could read as another request.
fn check_body(request: &Request, body: &[u8]) -> Result<(), Problem> {
    if matches!(request.method, Method::Get | Method::Head) {
        let message = format!("is not allowed with {}, for which servers expect no body: leave it out", request.method);
        return Err(Problem::new("body", message));
    }
    let media_type = request.headers.get("content-type").unwrap_or_default().split(';').next().unwrap_or_default();
    let form = media_type.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded");
    if form && encode::overrides_method(&String::from_utf8_lossy(body)) {
        return Err(Problem::new("body", encode::METHOD_OVERRIDE));
    }
    Ok(())
}

/// Builds the request from a JSON object of arguments.
pub fn from_arguments(json: &str) -> Result<Request, Problem> {
    let mut object = Object::read(json)?;
    let text = |object: &mut Object<'_>, name| object.take::<String>(name, Need::Required, "a string");
    let (method, path) = (text(&mut object, "method"), text(&mut object, "path"));
    let (query, headers) = (object.pairs("query"), object.pairs("headers"));
    let body = object.bytes("body", Need::Optional);
    object.finish()?;
    build(&method.unwrap_or_default(), path.unwrap_or_default(), &query, &headers, body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use alloc::vec;

    fn with(method: &str, path: &str, header: (&str, &str)) -> Result<Request, String> {
        let headers = [(header.0.to_string(), header.1.to_string())];
        build(method, path.into(), &[], &headers, None).map_err(|problem| problem.name)
    }

    #[test]
    fn headers_of_the_caller_replace_the_defaults() {
        let request = with("GET", "/api/v1/apps", ("ACCEPT", "text/xml")).expect("a valid request");
        assert_eq!(request.headers.get("accept"), Some("text/xml"));
    }

    #[test]
    fn a_body_is_json_unless_its_type_is_given() {
        let request = build("PUT", "/x".into(), &[], &[], Some(vec![1])).expect("a valid request");
        assert_eq!(request.headers.get("content-type"), Some("application/json"));
    }

    #[test]
    fn a_write_has_a_body_and_a_read_has_none() {
        let request = build("POST", "/x".into(), &[], &[], None).expect("a valid request");
        assert_eq!((request.headers.get("content-type"), request.body), (Some("application/json"), Some(vec![])));
        for method in ["GET", "HEAD"] {
            for body in [vec![], vec![1]] {
                let problem = build(method, "/x".into(), &[], &[], Some(body)).expect_err("a problem");
                assert_eq!(problem.name, "body", "{method}");
            }
            assert!(build(method, "/x".into(), &[], &[], None).is_ok_and(|request| request.body.is_none()));
        }
        assert!(build("DELETE", "/x".into(), &[], &[], None).is_ok_and(|request| request.body.is_none()));
    }

    #[test]
    fn method_overrides_are_refused() {
        let pair = |name: &str, value: &str| [(name.to_string(), value.to_string())];
        for name in ["_method", "_METHOD", " _method"] {
            let problem = build("POST", "/x".into(), &pair(name, "DELETE"), &[], None).expect_err("a problem");
            assert_eq!(problem.name, "query", "{name}");
        }
        assert!(build("POST", "/x".into(), &pair("method", "_method"), &[], None).is_ok());
        let form = pair("content-type", "Application/X-WWW-Form-Urlencoded; charset=utf-8");
        let body = |body: &str, headers| build("POST", "/x".into(), &[], headers, Some(body.as_bytes().to_vec()));
        assert_eq!(body("a=b&%5Fmethod=PUT", &form).err().map(|problem| problem.name).as_deref(), Some("body"));
        assert!(body("a=b&c=_method", &form).is_ok());
        assert!(body("_method=PUT", &[]).is_ok(), "only a form is checked");
    }

    #[test]
    fn headers_of_the_connection_are_refused() {
        for name in [
            "Host",
            "Connection",
            "Transfer-Encoding",
            "authorization",
            "Content-Length",
            "Content_Length",
            "Cookie",
            "Trailer",
            "Forwarded",
            "Proxy-Authorization",
            "X-HTTP-Method",
            "X-HTTP-Method-Override",
            "x_http_method_override",
            "X-Method-Override",
            "X-Original-URL",
            "X-Original_Method",
            "X.Original.URL",
            "X-Rewrite-URL",
            "X-Envoy-Original-Path",
            "X-Forwarded-Host",
            "X-Forwarded-Prefix",
            "X-Forwarded-Uri",
            "X-Forwarded-Proto",
            "X_Forwarded_For",
            "X-Host",
            "a b",
            "",
            "x\r\n",
        ] {
            assert_eq!(with("POST", "/x", (name, "v")).err().as_deref(), Some("headers"), "{name:?}");
        }
        for name in ["X-Forwarded-For", "X-Okta-User-Agent-Extended", "Content-Encoding", "Referer", "x_a"] {
            assert!(with("POST", "/x", (name, "v")).is_ok(), "{name}");
        }
        let long = "é".repeat(100_000);
        let problem = build("GET", "/x".into(), &[], &[(long, String::new())], None).expect_err("a problem");
        assert!(problem.message.len() < 1000, "{}", problem.message.len());
        assert_eq!(with("GET", "/x", ("x-a", "a\r\nHost: evil")).err().as_deref(), Some("headers"));
        for method in ["", "GE T", "CONNECT", "TRACE", "GET\r\n"] {
            assert_eq!(with(method, "/x", ("x-a", "v")).err().as_deref(), Some("method"), "{method:?}");
        }
        for path in ["x", "https://evil.example/", "//evil.example", "/a\\b", "/a?b"] {
            assert_eq!(with("GET", path, ("x-a", "v")).err().as_deref(), Some("path"), "{path:?}");
        }
    }
}
