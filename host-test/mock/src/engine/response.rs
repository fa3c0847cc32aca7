//! The response of a handler.

use http::{HeaderName, HeaderValue};
use serde_json::Value;

/// The response of a handler, without the headers that every response has.
#[derive(Debug, Default)]
pub struct Response {
    /// The status, if it is not that of the route.
    pub status: Option<u16>,
    /// The JSON body.
    pub body: Option<Value>,
    /// A body that is not JSON, in place of the other one, and its media type.
    pub raw: Option<(&'static str, String)>,
    /// Headers beyond those that every response has.
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
