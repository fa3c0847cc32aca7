//! Builds requests: from the row of an action and its arguments, or from the arguments of the generic request.
//!
//! Enter at [`build`], [`generic::build`] and [`Request::get`]. A request is complete except for the credential, and
//! safe to send: encoded, bounded, and never to another endpoint. This room does not know configuration, the network or
//! responses.

pub mod encode;
pub mod generic;
pub mod headers;
pub mod json_arguments;
pub mod multipart;

use crate::contract::Problem;
use crate::request::headers::Headers;
use crate::table::action::{Action, Param};
use crate::table::method::Method;
use crate::table::shape::Location;
use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use serde::de::IgnoredAny;

/// The user agent, which Okta records in the system log.
pub const USER_AGENT: &str = concat!("okta-actions/", env!("CARGO_PKG_VERSION"));

/// The media type of most bodies.
pub const JSON: &str = "application/json";

const RESERVED: &str = "is the name of another endpoint here: pass the id or name of an existing object";

/// An argument as the caller passed it.
#[derive(Debug, Clone, PartialEq)]
pub enum Arg {
    /// An optional parameter that was not given.
    Absent,
    /// A `string`.
    Text(String),
    /// A `bool`.
    Flag(bool),
    /// A `u32`.
    Number(u32),
    /// A `list<string>`.
    List(Vec<String>),
    /// A `list<u8>`.
    Bytes(Vec<u8>),
}

/// A request to the configured organization, without the credential.
#[derive(Debug)]
pub struct Request {
    /// The HTTP method.
    pub method: Method,
    /// The part of the URL after the host, percent-encoded.
    pub path_and_query: String,
    /// The headers.
    pub headers: Headers,
    /// The body. An empty body differs from none: it has a length and a type.
    pub body: Option<Vec<u8>>,
    /// Whether the caller wants all headers of the response, and not only those that a `response` is made of.
    pub all_headers: bool,
}

impl Request {
    /// A request for JSON, without a body yet.
    pub fn new(method: Method, path_and_query: String) -> Self {
        let mut headers = Headers::default();
        headers.set_default("accept", JSON);
        headers.set_default("user-agent", USER_AGENT);
        Self { method, path_and_query, headers, body: None, all_headers: false }
    }

    /// A `GET` request for JSON.
    pub fn get(path_and_query: String) -> Self {
        Self::new(Method::Get, path_and_query)
    }

    /// Sets the body, with JSON as its type unless a type is set.
    pub fn set_body(&mut self, body: Vec<u8>) {
        self.body = Some(body);
        self.headers.set_default("content-type", JSON);
    }

    /// Adds an empty body to a POST, PUT or PATCH without one: proxies require a length, Okta a type, and some hosts
    /// wait for a finished body.
    pub fn require_body(&mut self) {
        if self.body.is_none() && matches!(self.method, Method::Post | Method::Put | Method::Patch) {
            self.set_body(Vec::new());
        }
    }
}

/// Builds the request of an action. `args` has one argument per parameter, in the order of the table.
///
/// The problem names the parameter at fault.
pub fn build(action: &Action, args: Vec<Arg>) -> Result<Request, Problem> {
    let mut path = String::with_capacity(action.path.len() + 32);
    let value = |wire: &str| {
        let mut pairs = action.params.iter().zip(&args);
        pairs.find(|(param, _)| param.wire == wire)
    };
    for segment in action.path.split('/').skip(1) {
        path.push('/');
        match segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).and_then(value) {
            Some((param, arg)) => {
                let text = text(arg).unwrap_or_default();
                if param.reserved.iter().any(|reserved| encode::reads_as(&text, reserved)) {
                    return Err(Problem::new(param.name, RESERVED));
                }
                encode::push_segment(&mut path, &text).map_err(|message| Problem::new(param.name, message))?;
            }
            None => path.push_str(segment),
        }
    }
    for (param, arg) in action.params.iter().zip(&args).filter(|(param, _)| param.location == Location::Query) {
        if let Some(text) = text(arg) {
            encode::push_pair(&mut path, param.wire, &text);
            encode::check_length(&path).map_err(|message| Problem::new(param.name, message))?;
        }
    }
    let mut request = Request::new(action.method, path);
    for (name, template) in action.headers {
        if let Some((param, filled)) = fill(template, value) {
            request.headers.set(name, filled).map_err(|message| Problem::new(param, message))?;
        }
    }
    if let Some(part) = action.part {
        let (content_type, body) = multipart::form(part, action, &args)?;
        // The boundary consists of letters and digits, so the value is always valid.
        let _ = request.headers.set("content-type", content_type);
        request.set_body(body);
        return Ok(request);
    }
    match action.params.iter().zip(args).find(|(param, _)| param.location == Location::Body) {
        Some((param, Arg::Text(body))) => {
            check_json(&body).map_err(|message| Problem::new(param.name, message))?;
            request.set_body(body.into_bytes());
        }
        Some((_, Arg::Bytes(body))) => request.set_body(body),
        _ => request.require_body(),
    }
    Ok(request)
}

/// Fills arguments into the template of a header and returns the parameter of the last one; none if an argument is
/// absent.
fn fill<'a>(template: &str, value: impl Fn(&str) -> Option<(&'a Param, &'a Arg)>) -> Option<(&'a str, String)> {
    let mut filled = String::new();
    let (mut rest, mut source) = (template, "");
    while let Some((before, after)) = rest.split_once('{') {
        let (wire, following) = after.split_once('}')?;
        let (param, arg) = value(wire)?;
        filled.push_str(before);
        filled.push_str(&text(arg)?);
        (rest, source) = (following, param.name);
    }
    filled.push_str(rest);
    Some((source, filled))
}

/// An argument as text on the wire; none if it is absent.
fn text(arg: &Arg) -> Option<Cow<'_, str>> {
    match arg {
        Arg::Absent | Arg::Bytes(_) => None,
        Arg::Text(text) => Some(Cow::Borrowed(text)),
        Arg::Flag(flag) => Some(flag.to_string().into()),
        Arg::Number(number) => Some(number.to_string().into()),
        Arg::List(list) if list.is_empty() => None,
        Arg::List(list) => Some(list.join(",").into()),
    }
}

fn check_json(body: &str) -> Result<(), String> {
    serde_json::from_str::<IgnoredAny>(body)
        .map(|_| ())
        .map_err(|error| format!("is not JSON ({error}): pass the request body as JSON text"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::action::ACTIONS;
    use alloc::vec;

    fn action(function: &str) -> &'static Action {
        ACTIONS.iter().find(|action| action.function == function).expect("an action of this name")
    }

    #[test]
    fn path_query_and_body_are_bound() {
        let args = vec![
            Arg::Text("a b".into()),
            Arg::Flag(true),
            Arg::Absent,
            Arg::Number(60),
            Arg::Absent,
            Arg::Text("de".into()),
            Arg::Text("{ \"factorType\" : \"sms\" }".into()),
        ];
        let request = build(action("enroll-factor"), args).expect("valid arguments");
        assert_eq!(request.method, Method::Post);
        assert_eq!(request.path_and_query, "/api/v1/users/a%20b/factors?updatePhone=true&tokenLifetimeSeconds=60");
        assert_eq!(request.headers.get("accept-language"), Some("de"));
        assert_eq!(request.headers.get("content-type"), Some("application/json"));
        assert_eq!(request.body.as_deref(), Some(&b"{ \"factorType\" : \"sms\" }"[..]));
    }

    #[test]
    fn absent_arguments_leave_no_trace() {
        let request = build(action("list-factors"), vec![Arg::Text("me".into())]).expect("valid arguments");
        assert_eq!(request.path_and_query, "/api/v1/users/me/factors");
        assert_eq!(request.headers.get("content-type"), None);
        assert_eq!(request.body, None);
    }

    #[test]
    fn a_write_without_a_body_has_an_empty_one_of_json() {
        let me = || Arg::Text("me".into());
        let request = build(action("unlock-user"), vec![me()]).expect("valid arguments");
        assert_eq!(request.headers.get("content-type"), Some(JSON));
        assert_eq!(request.body.as_deref(), Some(&b""[..]));
        let request = build(action("remove-user-from-group"), vec![me(), me()]).expect("valid arguments");
        assert_eq!((request.headers.get("content-type"), request.body), (None, None));
    }

    #[test]
    fn a_url_that_is_too_long_is_a_problem_of_its_parameter() {
        let args = |length: usize| {
            let params = action("list-users").params.iter();
            let value = |name| if name == "search" { Arg::Text("x".repeat(length)) } else { Arg::Absent };
            params.map(|param| value(param.name)).collect()
        };
        let rest = encode::MAX_URL - "/api/v1/users?search=".len();
        assert!(build(action("list-users"), args(rest)).is_ok());
        let problem = build(action("list-users"), args(rest + 1)).expect_err("a problem");
        assert_eq!(problem.name, "search");
    }

    #[test]
    fn problems_name_the_parameter() {
        let build = |user: &str, language: &str, body: &str| {
            let options = [Arg::Absent, Arg::Absent, Arg::Absent, Arg::Absent, Arg::Text(language.into())];
            let mut args = vec![Arg::Text(user.into())];
            args.extend(options);
            args.push(Arg::Text(body.into()));
            build(action("enroll-factor"), args).map(|_| ()).map_err(|problem| problem.name)
        };
        assert_eq!(build("me", "de", "{}"), Ok(()));
        assert_eq!(build("..", "de", "{}"), Err("user-id".to_string()));
        assert_eq!(build("me", "d\r\ne", "{}"), Err("accept-language".to_string()));
        for body in ["", "{", "nonsense", "{}{}", "{'a':1}"] {
            assert_eq!(build("me", "de", body), Err("body".to_string()), "{body:?}");
        }
    }

    #[test]
    fn the_name_of_another_endpoint_is_refused() {
        let build = |id: &str| build(action("get-group"), vec![Arg::Text(id.into())]).map_err(|problem| problem.name);
        for id in ["rules", "Rules", "rules.json", "rules%20", "%72ules"] {
            assert_eq!(build(id).err().as_deref(), Some("group-id"), "{id}");
        }
        assert!(build("rules1").is_ok());
    }

    #[test]
    fn deep_json_is_a_problem_and_not_a_trap() {
        assert!(check_json(&"[".repeat(1_000_000)).is_err());
    }
}
