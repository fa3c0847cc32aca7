//! Builds the generic request: any endpoint of the organization, but never another one and never another credential.

use crate::arguments::{Need, Object};
use crate::bindings::Problem;
use crate::encode;
use crate::method::Method;
use crate::request::{Request, problem};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// What belongs to the connection or the credential and is not the caller's to set.
const FORBIDDEN: [&str; 14] = [
    "authorization",
    "connection",
    "content-length",
    "cookie",
    "dpop",
    "expect",
    "host",
    "http2-settings",
    "keep-alive",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "transfer-encoding",
    "upgrade",
];

/// Builds the request. The problem names the parameter, and the header at fault.
pub fn build(
    method: &str,
    mut path: String,
    query: &[(String, String)],
    headers: &[(String, String)],
    body: Option<Vec<u8>>,
) -> Result<Request, Problem> {
    let Some(method) = Method::from_name(method) else {
        let names = Method::ALL.map(Method::name).join(", ");
        return Err(problem("method", format!("is no method that can be sent. Expected one of: {names}")));
    };
    encode::check_path(&path, false).map_err(|message| problem("path", message))?;
    for (name, value) in query {
        encode::push_pair(&mut path, name, value);
    }
    let mut request = Request::new(method, path);
    for (name, value) in headers {
        let wrong = |message: &str| problem("headers", format!("`{}` {message}", name.escape_debug()));
        if FORBIDDEN.iter().any(|forbidden| name.eq_ignore_ascii_case(forbidden)) {
            return Err(wrong("belongs to the connection, which the component makes: leave it out"));
        }
        request.headers.set(name, value.clone()).map_err(wrong)?;
    }
    if let Some(body) = body {
        request.set_body(body);
    }
    Ok(request)
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
    fn what_is_not_the_callers_to_set_is_refused() {
        for name in
            ["Host", "Connection", "Transfer-Encoding", "authorization", "Content-Length", "Cookie", "a b", "", "x\r\n"]
        {
            assert_eq!(with("GET", "/x", (name, "v")).err().as_deref(), Some("headers"), "{name:?}");
        }
        assert_eq!(with("GET", "/x", ("x-a", "a\r\nHost: evil")).err().as_deref(), Some("headers"));
        for method in ["", "GE T", "CONNECT", "TRACE", "GET\r\n"] {
            assert_eq!(with(method, "/x", ("x-a", "v")).err().as_deref(), Some("method"), "{method:?}");
        }
        for path in ["x", "https://evil.example/", "//evil.example", "/a\\b", "/a?b"] {
            assert_eq!(with("GET", path, ("x-a", "v")).err().as_deref(), Some("path"), "{path:?}");
        }
    }
}
