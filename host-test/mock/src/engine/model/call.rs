//! The input of a handler: one request whose route, parameters and body have been checked.

use crate::engine::errors::{self, ErrorResponse};
use crate::engine::fields::Resource;
use crate::engine::model::ResourceType;
use crate::facts::operations::Operation;
use bytes::Bytes;
use http::HeaderMap;
use serde_json::Value;

/// The placeholders of a path template with their values.
pub type Placeholders = Vec<(&'static str, String)>;

/// A checked request.
#[derive(Debug)]
pub struct Call<'a> {
    /// The operation.
    pub operation: &'static Operation,
    /// The resource type of its path.
    pub resource_type: Option<&'static ResourceType>,
    /// The status of a success.
    pub status: u16,
    /// The kind of body of a success: `object`, `array`, `text` or `empty`.
    pub kind: &'static str,
    /// The path of the request.
    pub asked: &'a str,
    /// The path, with the id in place of any other name of a resource (a login, `me`).
    pub path: String,
    /// The values of the placeholders in `path`, by name.
    pub ids: Placeholders,
    /// The query, decoded, in the order it was sent.
    pub query: Vec<(String, String)>,
    /// The request's headers.
    pub headers: &'a HeaderMap,
    /// The JSON body: null if it is not JSON, an empty object if an optional body is missing.
    pub body: Value,
    /// The raw body, for media types other than JSON.
    pub raw: &'a Bytes,
    /// The media type of the response, by `Accept`.
    pub media: &'static str,
}

impl Call<'_> {
    /// The value of a placeholder; empty if the template does not have it.
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

    /// A header; empty if there is none.
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.get(name).and_then(|value| value.to_str().ok());
        found.unwrap_or_default()
    }

    /// Text at a JSON pointer in the body; empty if there is none.
    pub fn body_text(&self, pointer: &str) -> &str {
        let found = self.body.pointer(pointer).and_then(Value::as_str);
        found.unwrap_or_default()
    }

    /// The resource type of the path; only handlers of resource types ask for it.
    pub fn resource_type(&self) -> Result<&'static ResourceType, ErrorResponse> {
        self.resource_type.ok_or_else(errors::unsupported)
    }

    /// The path of its collection.
    pub fn collection(&self) -> Result<&str, ErrorResponse> {
        Ok(first_segments(&self.path, self.resource_type()?.depth()))
    }

    /// The id of the resource in that collection; empty if the path ends at the collection.
    pub fn resource_id(&self) -> Result<&str, ErrorResponse> {
        let segment = self.path.split('/').nth(self.resource_type()?.depth() + 1);
        Ok(segment.unwrap_or_default())
    }

    /// The path of the resource.
    pub fn resource_path(&self) -> Result<&str, ErrorResponse> {
        Ok(first_segments(&self.path, self.resource_type()?.depth() + 1))
    }

    /// The part of the path after the resource: the verb of a lifecycle operation.
    pub fn verb(&self) -> Result<&str, ErrorResponse> {
        Ok(self.path[self.resource_path()?.len()..].trim_start_matches('/'))
    }
}

/// The first `count` segments of a path.
pub fn first_segments(path: &str, count: usize) -> &str {
    let end = path.match_indices('/').nth(count).map(|(at, _)| at);
    &path[..end.unwrap_or(path.len())]
}
