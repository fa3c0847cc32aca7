//! Requests, built from arguments.

use okta_actions::contract::Problem;
use okta_actions::request::generic;
use okta_actions::request::json_arguments;
use okta_actions::request::multipart;
use okta_actions::request::{self, Arg, Request};
use okta_actions::table::action::{Action, Param};
use okta_actions::table::method::Method;
use okta_actions::table::shape::{Location, ParamType};

use super::environment::belongs_to;
use super::path;

/// Arguments of an action give a problem that names a parameter, or the request that its row describes.
pub fn action(action: &Action, args: Vec<Arg>) {
    let given = args.clone();
    let request = match request::build(action, args) {
        Ok(request) => request,
        Err(problem) => {
            assert!(action.params.iter().any(|param| param.name == problem.name), "{problem:?}");
            assert!(problem.message.len() > 20, "the message says what to do: {problem:?}");
            return;
        }
    };
    let params: Vec<(&Param, &Arg)> = action.params.iter().zip(&given).collect();
    let argument = |wire: &str| {
        let found = params.iter().find(|(param, _)| param.wire == wire);
        text(found.expect("a parameter for every placeholder").1)
    };
    assert_eq!(request.method, action.method);
    let actions = belongs_to(request.method, &request.path_and_query);
    assert_eq!(actions, [action.name(), action.name()], "no argument makes it another action");
    let url = path::url(&request.path_and_query);
    let (segments, expected) = (path::segments(&url), action.path.split('/').skip(1));
    assert_eq!(segments.len(), expected.clone().count(), "{}", request.path_and_query);
    for (segment, expected) in segments.into_iter().zip(expected) {
        match expected.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            Some(name) => assert_eq!(Some(path::decoded(segment)), argument(name)),
            None => assert_eq!(segment, expected),
        }
    }
    let pair = |(param, arg): &(&Param, &Arg)| {
        let value = if param.location == Location::Query { text(arg) } else { None };
        value.map(|value| (param.wire.to_string(), value))
    };
    let expected: Vec<_> = params.iter().filter_map(pair).collect();
    assert_eq!(url.query_pairs().into_owned().collect::<Vec<_>>(), expected);
    headers(&request);
    for (param, arg) in params.iter().filter(|(param, _)| param.location == Location::Header) {
        let stands = |value: String| request.headers.iter().any(|(_, header)| header.contains(&value));
        assert!(text(arg).is_none_or(stands), "{} is sent", param.name);
    }
    let body = params.iter().find(|(param, _)| param.location == Location::Body).map(|(_, arg)| *arg);
    let body = body.and_then(|arg| match arg {
        Arg::Text(text) => Some(text.as_bytes()),
        Arg::Bytes(bytes) => Some(bytes.as_slice()),
        _ => None,
    });
    match (action.part, request.body.as_deref()) {
        (Some(part), Some(sent)) => {
            let content_type = request.headers.get("content-type").expect("a type");
            form(part, body.unwrap_or_default(), content_type, sent);
            assert!(multipart::form(part, action, &given).is_ok());
        }
        (_, sent) => assert_eq!(sent, body.or(empty(action.method)), "the body is sent as it is"),
    }
}

/// The bytes that are sent without a body.
fn empty(method: Method) -> Option<&'static [u8]> {
    matches!(method, Method::Post | Method::Put | Method::Patch).then_some(&[])
}

/// An argument as text; none if it is not sent.
fn text(arg: &Arg) -> Option<String> {
    match arg {
        Arg::Text(text) => Some(text.clone()),
        Arg::Flag(flag) => Some(if *flag { "true" } else { "false" }.to_string()),
        Arg::Number(number) => Some(format!("{number}")),
        Arg::List(list) if !list.is_empty() => Some(list.join(",")),
        Arg::Absent | Arg::Bytes(_) | Arg::List(_) => None,
    }
}

/// All headers are also valid for the HTTP client, each name once.
fn headers(request: &Request) {
    let mut all = http::HeaderMap::new();
    for (name, value) in request.headers.iter() {
        let name = http::HeaderName::from_lowercase(name.as_bytes()).expect("a name in lower case");
        let value: http::HeaderValue = value.parse().expect("a value");
        assert!(all.insert(name, value).is_none(), "each name once");
    }
}

/// A form has one part, with its content between the boundaries.
fn form(part: &str, content: &[u8], content_type: &str, body: &[u8]) {
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=").expect("a boundary");
    let delimiter = format!("\r\n--{boundary}");
    // Every boundary but the first follows a line break.
    let whole = [b"\r\n", body].concat();
    let mut pieces = Vec::new();
    let mut rest = whole.as_slice();
    while let Some(place) = rest.windows(delimiter.len()).position(|window| window == delimiter.as_bytes()) {
        pieces.push(&rest[..place]);
        rest = &rest[place + delimiter.len()..];
    }
    assert_eq!(rest, b"--\r\n", "the last boundary ends the body");
    let [before, piece]: [&[u8]; 2] = pieces.try_into().expect("one part");
    assert!(before.is_empty());
    let end = piece.windows(4).position(|window| window == b"\r\n\r\n").expect("an end of the headers") + 4;
    let head = std::str::from_utf8(&piece[..end]).expect("headers are text");
    let head = head.strip_prefix("\r\n").and_then(|head| head.strip_suffix("\r\n\r\n")).expect("whole lines");
    let [disposition, media_type]: [&str; 2] = head.split("\r\n").collect::<Vec<_>>().try_into().expect("two headers");
    let start = format!("Content-Disposition: form-data; name=\"{part}\"; filename=\"");
    let file = disposition.strip_prefix(&start).and_then(|rest| rest.strip_suffix('"')).expect("a disposition");
    assert!(!file.contains(['"', '\\']), "nothing ends the file name or escapes its end: {file:?}");
    assert!(media_type.starts_with("Content-Type: "), "{media_type:?}");
    assert_eq!(&piece[end..], content, "the content is sent as it is");
}

/// A generic request is refused with the name of a parameter, or goes to the organization without headers of the
/// connection.
pub fn generic(
    method: &str,
    path: &str,
    query: &[(String, String)],
    headers: &[(String, String)],
    body: Option<Vec<u8>>,
) {
    check_generic(generic::build(method, path.to_string(), query, headers, body.clone()), |request| {
        assert_eq!(request.method.name(), method);
        let url = path::url(&request.path_and_query);
        assert_eq!(url.path(), path);
        assert_eq!(url.query_pairs().into_owned().collect::<Vec<_>>(), query);
        assert_eq!(request.body.as_deref(), body.as_deref().or(empty(request.method)));
        let reads = matches!(request.method, Method::Get | Method::Head);
        assert!(!reads || body.is_none(), "no body goes with {method}");
        for (name, _) in headers {
            assert!(request.headers.get(&name.to_ascii_lowercase()).is_some(), "{name} is sent");
        }
    });
}

/// Headers that would override the request itself, or its credential.
const NOT_THE_CALLERS: [&str; 16] = [
    "authorization",
    "connection",
    "content-length",
    "cookie",
    "dpop",
    "forwarded",
    "host",
    "proxy-authorization",
    "trailer",
    "transfer-encoding",
    "x-forwarded-host",
    "x-forwarded-prefix",
    "x-http-method-override",
    "x-method-override",
    "x-original-url",
    "x-rewrite-url",
];

fn check_generic(result: Result<Request, Problem>, holds: impl FnOnce(&Request)) {
    match result {
        Err(problem) => {
            let names = ["method", "path", "query", "headers", "body", "arguments"];
            assert!(names.contains(&problem.name.as_str()), "{problem:?}");
        }
        Ok(request) => {
            path::path(&request.path_and_query);
            headers(&request);
            for (name, _) in request.headers.iter() {
                let name = name.replace('_', "-");
                assert!(!NOT_THE_CALLERS.contains(&name.as_str()), "{name}");
            }
            holds(&request);
        }
    }
}

/// Any text as arguments of a call by name is refused completely, or gives one argument of the right type per
/// parameter.
pub fn named(action: &Action, json: &str) {
    check_generic(generic::from_arguments(json), |_| ());
    match json_arguments::read(action, json) {
        Err(problem) => assert_eq!(problem.name, "arguments"),
        Ok(args) => {
            assert_eq!(args.len(), action.params.len());
            for (param, arg) in action.params.iter().zip(&args) {
                let fits = match arg {
                    Arg::Absent => param.optional,
                    Arg::Text(_) => param.ty == ParamType::Text,
                    Arg::Flag(_) => param.ty == ParamType::Flag,
                    Arg::Number(_) => param.ty == ParamType::Number,
                    Arg::List(_) => param.ty == ParamType::List,
                    Arg::Bytes(_) => param.ty == ParamType::Bytes,
                };
                assert!(fits, "{} {arg:?}", param.name);
            }
            self::action(action, args);
        }
    }
}
