//! What a handler gets: one request whose route, parameters and body have been checked.

use crate::dispatch::routes::{Route, Values};
use crate::engine::errors::{self, ErrorResponse};
use crate::engine::resource_type::{Resource, ResourceType};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;

/// A checked request.
#[derive(Debug)]
pub struct Call<'a> {
    /// The route it takes.
    pub route: &'static Route,
    /// The path as it was asked for.
    pub asked: &'a str,
    /// The path with the id in place of every other name of a resource (a login, `me`).
    pub path: String,
    /// The values of the placeholders in `path`, by name.
    pub ids: Values,
    /// The query, decoded, in the order it was sent.
    pub query: Vec<(String, String)>,
    /// The request's headers.
    pub headers: &'a HeaderMap,
    /// The JSON body; null where there is none, an empty object where the operation can do without one.
    pub body: Value,
    /// The body as it came, for what is not JSON.
    pub raw: &'a [u8],
    /// The media type that the answer shall have, where the operation has a choice.
    pub media: &'static str,
}

impl Call<'_> {
    /// The value of a placeholder; empty where the template has none of this name.
    pub fn id(&self, name: &str) -> &str {
        let found = self.ids.iter().find(|(key, _)| *key == name);
        found.map_or("", |(_, value)| value)
    }

    /// A query argument.
    pub fn text(&self, name: &str) -> Option<&str> {
        let found = self.query.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    /// A boolean query argument.
    pub fn flag(&self, name: &str) -> Option<bool> {
        self.text(name)?.parse().ok()
    }

    /// The body, which must be an object.
    pub fn object(&self) -> Result<&Resource, ErrorResponse> {
        self.body.as_object().ok_or_else(errors::malformed)
    }

    /// A header; empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.get(name).and_then(|value| value.to_str().ok());
        found.unwrap_or_default()
    }

    /// Text at a JSON pointer in the body; empty where there is none.
    pub fn body_text(&self, pointer: &str) -> &str {
        let found = self.body.pointer(pointer).and_then(Value::as_str);
        found.unwrap_or_default()
    }

    /// The resource type that the route's path leads to; routes outside all resource types have no handler that asks.
    pub fn resource_type(&self) -> Result<&'static ResourceType, ErrorResponse> {
        self.route.resource_type.ok_or_else(errors::unsupported)
    }

    /// The path of that resource type's collection.
    pub fn collection(&self) -> Result<&str, ErrorResponse> {
        Ok(first_segments(&self.path, self.resource_type()?.depth()))
    }

    /// The id of the resource in that collection; empty where the path ends at the collection.
    pub fn resource_id(&self) -> Result<&str, ErrorResponse> {
        let segment = self.path.split('/').nth(self.resource_type()?.depth() + 1);
        Ok(segment.unwrap_or_default())
    }

    /// The path of the resource.
    pub fn resource_path(&self) -> Result<&str, ErrorResponse> {
        Ok(first_segments(&self.path, self.resource_type()?.depth() + 1))
    }

    /// What follows the resource in the path: the verb of a lifecycle operation.
    pub fn verb(&self) -> Result<&str, ErrorResponse> {
        Ok(self.path[self.resource_path()?.len()..].trim_start_matches('/'))
    }
}

/// The part of a path that holds its first `count` segments.
pub fn first_segments(path: &str, count: usize) -> &str {
    let end = path.match_indices('/').nth(count).map(|(at, _)| at);
    &path[..end.unwrap_or(path.len())]
}

/// What a handler answers with.
#[derive(Debug, Default)]
pub struct Response {
    /// The status, where it is not the first one that the operation declares.
    pub status: Option<u16>,
    /// The JSON body.
    pub body: Option<Value>,
    /// A body that is not JSON, in place of the other one, and its media type.
    pub raw: Option<(&'static str, String)>,
    /// Headers beyond those that every answer has.
    pub headers: Vec<(HeaderName, HeaderValue)>,
}

impl Response {
    /// No body.
    pub fn empty() -> Self {
        Self::default()
    }

    /// A body that is not JSON, and its media type.
    pub fn raw(media: &'static str, body: String) -> Self {
        Self { raw: Some((media, body)), ..Self::default() }
    }

    /// Adds a header; a value that no header can hold is left out.
    pub fn header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) {
            self.headers.push((name, value));
        }
        self
    }
}

impl From<Value> for Response {
    fn from(body: Value) -> Self {
        Self { body: Some(body), ..Self::default() }
    }
}
