//! A recorded interaction, and the call that repeats it.

use crate::operations::{self, Operation};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use bytes::Bytes;
use http::Method;
use http::uri::Authority;
use serde::Deserialize;
use serde::de::{Deserializer, Error};
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;

/// One line of a file of recorded interactions.
#[derive(Deserialize)]
pub struct Row {
    pub id: String,
    pub action: Option<ActionName>,
    pub path_params: BTreeMap<String, String>,
    pub request: Request,
    pub response: Response,
}

/// The action that a row was recorded for: method and path are those of the action list.
#[derive(Deserialize)]
pub struct ActionName {
    pub section: String,
    pub method: String,
    pub path: String,
}

/// The request of the recorded client.
#[derive(Deserialize)]
pub struct Request {
    #[serde(deserialize_with = "parsed")]
    pub method: Method,
    #[serde(deserialize_with = "parsed")]
    pub host: Authority,
    pub path: String,
    pub query: String,
    pub headers: BTreeMap<String, Vec<String>>,
    #[serde(flatten)]
    pub body: Body,
}

/// Parses a part of a request.
fn parsed<'de, T: FromStr<Err: Display>, D: Deserializer<'de>>(text: D) -> Result<T, D::Error> {
    let text = String::deserialize(text)?;
    text.parse().map_err(|error| Error::custom(format!("{text:?}: {error}")))
}

/// Okta's response.
#[derive(Clone, Deserialize)]
pub struct Response {
    pub status: u16,
    pub headers: BTreeMap<String, Vec<String>>,
    #[serde(flatten)]
    pub body: Body,
}

/// The bytes of a body; an absent body is the same as an empty one.
#[derive(Clone, Default, Deserialize)]
#[serde(try_from = "Recorded")]
pub struct Body(pub Vec<u8>);

/// The form of a body in a row.
#[derive(Deserialize)]
struct Recorded {
    body: Option<String>,
    /// None for a body of text.
    body_encoding: Option<String>,
}

impl TryFrom<Recorded> for Body {
    type Error = String;

    fn try_from(Recorded { body, body_encoding }: Recorded) -> Result<Self, String> {
        let body = body.unwrap_or_default();
        match body_encoding.as_deref() {
            None | Some("" | "utf-8" | "text") => Ok(Self(body.into_bytes())),
            Some("base64") => {
                let decoded = BASE64_STANDARD.decode(body.trim());
                decoded.map(Self).map_err(|error| format!("the body is not base64: {error}"))
            }
            Some(other) => Err(format!("`body_encoding` is `{other}`: expected base64, or none for text")),
        }
    }
}

impl Body {
    /// The body as JSON, if it is JSON.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.0).ok()
    }
}

/// The call that should send the recorded request.
pub struct Plan {
    /// `interface.function`
    pub action: String,
    /// The arguments without the body, as a JSON object.
    pub arguments: String,
    /// The body, byte for byte.
    pub body: Option<Vec<u8>>,
    /// The reason why the request is not a call of the operation, if it is not.
    pub malformed: Option<String>,
    /// A note on a row that is the same.
    pub note: Option<String>,
}

impl Response {
    /// The response in the form that the component gets.
    pub fn to_http(&self) -> http::Result<http::Response<Bytes>> {
        let mut response = http::Response::builder().status(self.status);
        for (name, values) in &self.headers {
            for value in values {
                response = response.header(name, value);
            }
        }
        response.body(Bytes::from(self.body.0.clone()))
    }
}

impl Row {
    /// The operation of the row's action, from the table of Okta's operations.
    pub fn operation(&self) -> Option<&'static Operation> {
        let action = self.action.as_ref()?;
        operations::all().iter().find(|operation| operation.method == action.method && operation.path == action.path)
    }

    /// Plans the call for this row: its action, or a generic request if it has none.
    ///
    /// Removes everything from the recorded request that does not belong to the operation, and adds the required parts.
    pub fn plan(&mut self, operation: Option<&Operation>) -> anyhow::Result<Plan> {
        let Some(operation) = operation else { return self.generic() };
        let malformed = self.repair(operation);
        let mut arguments: BTreeMap<String, Box<RawValue>> = BTreeMap::new();
        for (name, value) in &self.path_params {
            arguments.insert(name.clone(), to_raw_value(value)?);
        }
        for (name, value) in self.request.pairs() {
            let kind = operation.query.iter().find(|param| param.name == name).map(|param| param.kind.as_str());
            arguments.insert(name, to_raw_value(&typed(kind.unwrap_or("string"), value))?);
        }
        let required = operation.body.as_ref().is_some_and(|body| body.required);
        let mut note = None;
        if required && self.request.body.0.is_empty() {
            note = Some("the recording lacks the request's body, so {} was sent in its place".to_string());
            self.request.body = Body(b"{}".to_vec());
        }
        let body = Some(self.request.body.0.clone()).filter(|body| !body.is_empty());
        let action = format!("{}.{}", operation.interface, operation.function);
        Ok(Plan { action, arguments: serde_json::to_string(&arguments)?, body, malformed, note })
    }

    fn generic(&mut self) -> anyhow::Result<Plan> {
        let mut malformed = None;
        if matches!(self.request.method, Method::GET | Method::HEAD) && !self.request.body.0.is_empty() {
            malformed = Some(format!("the recorded client sent a body with a {}", self.request.method));
            self.request.body = Body::default();
        }
        let Request { method, path, headers, body, .. } = &self.request;
        let headers: BTreeMap<_, _> =
            headers.iter().filter_map(|(name, values)| Some((name, values.first()?))).collect();
        let arguments =
            json!({ "method": method.as_str(), "path": path, "query": self.request.pairs(), "headers": headers });
        let body = Some(body.0.clone()).filter(|body| !body.is_empty());
        let action = "generic-request.send-request".to_string();
        Ok(Plan { action, arguments: arguments.to_string(), body, malformed, note: None })
    }

    /// Removes parts from the request that the operation does not have, and describes them.
    fn repair(&mut self, operation: &Operation) -> Option<String> {
        let mut reasons = Vec::new();
        let request = &mut self.request;
        if request.path.contains("//") {
            reasons.push("a path with //".to_string());
            request.path = request.path.replace("//", "/");
        }
        if request.path.ends_with('/') {
            reasons.push("a path that ends with /".to_string());
            request.path = request.path.trim_end_matches('/').to_string();
        }
        if operation.body.is_none() && !std::mem::take(&mut request.body).0.is_empty() {
            reasons.push(format!("a body with a {}, which has none", request.method));
        }
        let json =
            operation.body.as_ref().is_some_and(|body| body.content.iter().all(|kind| kind == "application/json"));
        if json && !request.body.0.is_empty() && request.body.json().is_none() {
            reasons.push("a body that is not JSON".to_string());
            request.body = Body(b"{}".to_vec());
        }
        let (known, unknown): (Vec<_>, Vec<_>) =
            request.pairs().into_iter().partition(|(name, _)| operation.query.iter().any(|param| param.name == *name));
        if !unknown.is_empty() {
            let names: Vec<_> = unknown.into_iter().map(|(name, _)| name).collect();
            reasons.push(format!("query parameters that the operation does not have: {}", names.join(", ")));
            request.query = form_urlencoded::Serializer::new(String::new()).extend_pairs(known).finish();
        }
        let mut pairs = request.pairs();
        let mut repaired = false;
        pairs.retain_mut(|(name, value)| {
            let Some(param) = operation.query.iter().find(|param| param.name == *name) else { return true };
            if is_of(&param.kind, value) {
                return true;
            }
            reasons.push(format!("{name}={value}, which is not of the type {}", param.kind));
            repaired = true;
            *value = value.to_lowercase();
            // A value that is wrong in lower case, too, is left out; if it is required, another is added below.
            is_of(&param.kind, value)
        });
        if repaired {
            request.query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        }
        let missing = operation
            .query
            .iter()
            .filter(|param| param.required && !request.pairs().iter().any(|(name, _)| *name == param.name));
        let missing: Vec<_> = missing.collect();
        if !missing.is_empty() {
            let names: Vec<_> = missing.iter().map(|param| param.name.as_str()).collect();
            reasons.push(format!("no {}, which the operation requires", names.join(", ")));
            let values = missing.iter().map(|param| (param.name.clone(), stand_in(&param.kind).to_string()));
            let pairs = request.pairs().into_iter().chain(values);
            request.query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        }
        (!reasons.is_empty()).then(|| format!("the recorded client sent {}", reasons.join(" and ")))
    }
}

impl Request {
    /// The names and values of the query, decoded.
    pub fn pairs(&self) -> Vec<(String, String)> {
        form_urlencoded::parse(self.query.as_bytes()).into_owned().collect()
    }
}

/// A value for a required parameter that was not recorded.
fn stand_in(kind: &str) -> &'static str {
    match kind {
        "integer" => "1",
        "boolean" => "false",
        _ => "-",
    }
}

/// Whether a query value has the type of its parameter.
fn is_of(kind: &str, value: &str) -> bool {
    match kind {
        "integer" => value.parse::<u32>().is_ok(),
        "boolean" => ["true", "false"].contains(&value),
        _ => true,
    }
}

/// Converts a query value to the type of its parameter.
fn typed(kind: &str, value: String) -> Value {
    match kind {
        "integer" | "boolean" => serde_json::from_str(&value).unwrap_or(Value::String(value)),
        "array" => value.split(',').collect(),
        _ => Value::String(value),
    }
}
