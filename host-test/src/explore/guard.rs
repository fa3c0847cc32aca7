//! Who may ask: the explorer's own page, and no other site that the same browser shows.

use http::request::Parts;
use http::{HeaderMap, HeaderName, Method, StatusCode, header};

/// The header by which the page shows that it is the page.
pub const TOKEN: HeaderName = HeaderName::from_static("x-explorer-token");

/// Judges requests by their head.
pub struct Guard {
    /// The host and port that it listens on.
    authority: String,
    /// New at each start; only the page carries it.
    token: String,
}

type Refusal = (StatusCode, String);

impl Guard {
    /// A guard of one listener: host and port, and the token of its page.
    pub fn new(authority: String, token: String) -> Self {
        Self { authority, token }
    }

    /// What the page has to send along.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Refuses what another site could have a browser send, with a status and the reason.
    pub fn check(&self, head: &Parts) -> Result<(), Refusal> {
        let forbidden = |why: String| Err((StatusCode::FORBIDDEN, why));
        let headers = &head.headers;
        // A foreign name that resolves to 127.0.0.1 would make a foreign page of the same origin as this server.
        let named = head.uri.authority().map(|authority| authority.as_str());
        if single(headers, header::HOST) != Some(&self.authority) || named.is_some_and(|name| name != self.authority) {
            return forbidden(format!("the host is not {0}: open http://{0}/", self.authority));
        }
        if headers.contains_key(header::ORIGIN)
            && single(headers, header::ORIGIN) != Some(&format!("http://{}", self.authority))
        {
            return forbidden("the request comes from another origin".into());
        }
        let site = headers.contains_key("sec-fetch-site").then(|| single(headers, "sec-fetch-site"));
        // `none` is what a person asks for by address bar or bookmark; that is never a POST.
        if site.is_some_and(|site| site != Some("same-origin") && (site != Some("none") || head.method != Method::GET))
        {
            return forbidden("the request comes from another site".into());
        }
        if head.method != Method::POST {
            return Ok(());
        }
        if single(headers, header::CONTENT_TYPE) != Some("application/json") {
            return Err((StatusCode::UNSUPPORTED_MEDIA_TYPE, "the content type must be application/json".into()));
        }
        if single(headers, TOKEN) != Some(&self.token) {
            return forbidden(format!("{TOKEN} is missing or of an earlier start: load the page again"));
        }
        Ok(())
    }
}

/// The value of a header that stands once.
fn single(headers: &HeaderMap, name: impl http::header::AsHeaderName) -> Option<&str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}
