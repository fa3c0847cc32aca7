//! One request, from its credential to the headers of its response.

use crate::auth::{access, oauth};
use crate::dispatch::events;
use crate::dispatch::org::MockOrg;
use crate::dispatch::rates::Rate;
use crate::dispatch::routes::{self, Endpoint, Route};
use crate::engine::errors::{self, ErrorResponse};
use crate::engine::model::{Call, Org, Placeholders, first_segments};
use crate::engine::response::Response;
use crate::facts::operations::Operation;
use crate::facts::shapes;
use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, Request, StatusCode,
    header::{ACCEPT, CONTENT_TYPE, DATE},
};
use jiff::{Timestamp, fmt::rfc2822::DateTimePrinter};
use serde_json::{Map, Value};

/// Handles one request, which may change the org.
pub fn answer(mock: &mut MockOrg, request: Request<Bytes>) -> http::Response<Bytes> {
    let id = format!("mock-{:016x}", mock.org.serial());
    let now = Timestamp::now();
    let found = routes::find(request.uri().path());
    let is_token = request.uri().path() == oauth::PATH;
    let template = if is_token { oauth::PATH } else { found.as_ref().map_or("", |(endpoint, _)| endpoint.template) };
    let rate = mock.rates.count(template, now.as_second());
    let result = match is_token && !rate.exceeded {
        true => Ok(oauth::response(&mut mock.auth, &mut mock.org, &request)),
        false => perform(mock, &request, found, rate, &id),
    };
    let (status, response) = match result {
        Ok((status, response)) => (status, response),
        Err(error) => (error.status, error.response(&id)),
    };
    respond(status, response, rate, &id, now)
}

fn perform(
    mock: &mut MockOrg,
    request: &Request<Bytes>,
    found: Option<(&'static Endpoint, Placeholders)>,
    rate: Rate,
    id: &str,
) -> Result<(u16, Response), ErrorResponse> {
    let org = &mut mock.org;
    let access = access::check(&mut mock.auth, org, request)?;
    if rate.exceeded {
        return Err(errors::rate_limit());
    }
    let asked = request.uri().path();
    let (endpoint, ids) = found.ok_or_else(|| errors::not_found(asked, "Endpoint"))?;
    let route = endpoint.routes.iter().find(|route| route.operation.method == request.method().as_str());
    let route = route.ok_or_else(errors::method)?;
    access.allows(route.operation)?;
    let query = check_query(route.operation, request.uri().query().unwrap_or_default())?;
    let media = check_accept(route.operation, request.headers())?;
    let body = check_body(route.operation, request)?;
    let handler = route.handler.ok_or_else(errors::unsupported)?;
    let (path, ids) = resolve(org, route, ids)?;
    let call = Call {
        operation: route.operation,
        resource_type: route.resource_type,
        status: route.status,
        kind: route.kind,
        asked,
        path,
        ids,
        query,
        headers: request.headers(),
        body,
        raw: request.body(),
        media,
    };
    // The event names the deleted resource, so its name is read before the deletion.
    let mut targets = if route.event.is_empty() { Vec::new() } else { events::targets(org, &call.path) };
    let response = handler(org, &call)?;
    if !route.event.is_empty() {
        targets.extend(events::created(&call, response.body.as_ref()));
        events::append(org, &call, &route.event, targets, id);
    }
    let status = response.status.unwrap_or(route.status);
    if response.raw.is_none() {
        verify(&mut mock.violations, route, status, response.body.as_ref())?;
    }
    Ok((status, response))
}

/// Refuses to send a response that Okta would not send. That is a fault of the mock org, never of its client; it is
/// recorded, so that the test fails.
fn verify(violations: &mut Vec<String>, route: &Route, status: u16, body: Option<&Value>) -> Result<(), ErrorResponse> {
    let operation = route.operation;
    shapes::check(operation, status, body).map_err(|fault| {
        let fault = format!("{} {}: {fault}", operation.method, operation.path);
        violations.push(fault.clone());
        errors::broken(&fault)
    })
}

/// Reads the query; a parameter that the operation does not have, or of another type, is refused.
fn check_query(operation: &Operation, query: &str) -> Result<Vec<(String, String)>, ErrorResponse> {
    let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    for (name, value) in &pairs {
        let declared = operation.query.iter().find(|parameter| parameter.name == *name);
        let fits = match declared.map(|parameter| parameter.kind.as_str()) {
            None => return Err(errors::invalid(name, format!("{name}: the operation has no such query parameter"))),
            Some(_)
                if declared.is_some_and(|declared| {
                    declared.required && !declared.values.is_empty() && !declared.values.contains(value)
                }) =>
            {
                false
            }
            Some("integer") => value.parse::<i64>().is_ok(),
            Some("boolean") => value.parse::<bool>().is_ok(),
            Some(_) => true,
        };
        if !fits {
            return Err(errors::invalid(name, format!("{name}: the value is of the wrong type")));
        }
    }
    let missing = |name: &str| !pairs.iter().any(|(given, _)| given == name);
    match operation.query.iter().find(|parameter| parameter.required && missing(&parameter.name)) {
        Some(parameter) => Err(errors::invalid(&parameter.name, format!("{}: a value is required", parameter.name))),
        None => Ok(pairs),
    }
}

/// The first media type of the operation that the request accepts. XML has two names, so only subtypes are compared.
fn check_accept(operation: &'static Operation, headers: &HeaderMap) -> Result<&'static str, ErrorResponse> {
    let Some(first) = operation.types.first() else {
        return Ok("application/json");
    };
    let Some(accept) = headers.get(ACCEPT).and_then(|value| value.to_str().ok()) else {
        return Ok(first);
    };
    let subtype = |media: &'_ str| media.rsplit('/').next().unwrap_or_default().trim().to_ascii_lowercase();
    let mut ranges = accept.split(',').map(|range| subtype(range.split(';').next().unwrap_or_default()));
    let found =
        ranges.find_map(|wanted| operation.types.iter().find(|media| wanted == "*" || subtype(media) == wanted));
    found.map(String::as_str).ok_or_else(errors::not_acceptable)
}

/// Reads the body; null if the operation takes none, or one that is not JSON.
fn check_body(operation: &Operation, request: &Request<Bytes>) -> Result<Value, ErrorResponse> {
    let Some(rule) = &operation.body else {
        return Ok(Value::Null);
    };
    if request.body().is_empty() {
        return if rule.required { Err(errors::malformed()) } else { Ok(Value::Object(Map::new())) };
    }
    let value = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = value.and_then(|value| value.split(';').next()).unwrap_or_default().trim();
    match rule.content.iter().find(|content| content.eq_ignore_ascii_case(essence)) {
        None => Err(errors::media_type()),
        Some(content) if content != "application/json" => Ok(Value::Null),
        Some(_) => serde_json::from_slice(request.body()).map_err(|_| errors::malformed()),
    }
}

/// Fills the placeholders of the template from left to right. A value that names a resource is replaced by the
/// resource's id.
fn resolve(org: &Org, route: &Route, values: Placeholders) -> Result<(String, Placeholders), ErrorResponse> {
    let template = route.operation.path.as_str();
    let (mut path, mut ids) = (String::new(), Vec::new());
    let mut values = values.into_iter();
    for (at, segment) in template.split('/').skip(1).enumerate() {
        let value = match values.as_slice().first() {
            Some((_, value)) if segment.starts_with('{') => {
                let id = match org.resource_type_at(first_segments(template, at)) {
                    Some(resource_type) => {
                        org.find(org.target(resource_type), resource_type.target_path(&path), value)?
                    }
                    None => value.clone(),
                };
                ids.extend(values.next().map(|(name, _)| (name, id.clone())));
                id
            }
            _ => segment.to_owned(),
        };
        path.push('/');
        path.push_str(&value);
    }
    Ok((path, ids))
}

fn respond(status: u16, sent: Response, rate: Rate, id: &str, now: Timestamp) -> http::Response<Bytes> {
    let json = || ("application/json", sent.body.map_or_else(String::new, |body| body.to_string()));
    let (media, body) = sent.raw.unwrap_or_else(json);
    let mut response = http::Response::new(Bytes::from(body));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or_default();
    let mut reply = Response::empty()
        .header(HeaderName::from_static("x-okta-request-id"), id)
        .header(HeaderName::from_static("x-rate-limit-limit"), &rate.limit.to_string())
        .header(HeaderName::from_static("x-rate-limit-remaining"), &rate.remaining.to_string())
        .header(HeaderName::from_static("x-rate-limit-reset"), &rate.reset.to_string());
    if let Ok(date) = DateTimePrinter::new().timestamp_to_rfc9110_string(&now) {
        reply = reply.header(DATE, &date);
    }
    if !response.body().is_empty() {
        reply = reply.header(CONTENT_TYPE, media);
    }
    for (name, value) in reply.headers.into_iter().chain(sent.headers) {
        response.headers_mut().append(name, value);
    }
    response
}
