//! Who may ask: the explorer's own page in the browser of the person who started it. No other site that the same browser
//! shows, and no other user of the machine.

use super::random;
use http::request::Parts;
use http::{HeaderMap, HeaderName, Method, StatusCode, header};
use std::sync::atomic::{AtomicBool, Ordering};
use subtle::ConstantTimeEq;
use url::Url;

/// The header by which the page shows that it is the page.
pub const TOKEN: HeaderName = HeaderName::from_static("x-explorer-token");

/// Judges requests by their head. All its secrets are new at each start.
pub struct Guard {
    /// Where it listens.
    origin: Url,
    /// Stands in the printed URL, and opens the explorer once.
    key: String,
    key_is_used: AtomicBool,
    /// The cookie that the key is exchanged for. The name holds the port, because all ports of a host share their cookies.
    cookie: String,
    session: String,
    /// What only the page carries.
    token: String,
}

/// Why a request is not answered.
#[derive(Debug)]
pub enum Refusal {
    /// A request that the page itself would not send.
    Wrong(StatusCode, String),
    /// A request of somebody who has not shown the key; in plain text, for people.
    Unknown(StatusCode, &'static str),
}

impl Guard {
    /// A guard of one listener, by its URL.
    pub fn new(origin: Url) -> anyhow::Result<Self> {
        let cookie = format!("okta-explorer-{}", origin.port_or_known_default().unwrap_or_default());
        let (key, session, token) = (random()?, random()?, random()?);
        Ok(Self { origin, key, key_is_used: AtomicBool::new(false), cookie, session, token })
    }

    /// The URL that lets one browser in.
    pub fn url(&self) -> String {
        let mut url = self.origin.clone();
        url.query_pairs_mut().append_pair("key", &self.key);
        url.into()
    }

    /// What the page has to send along.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Lets a browser in that shows the key for the first time: the value of `Set-Cookie`. None where no key is shown, or the
    /// browser is in already.
    pub fn enter(&self, head: &Parts) -> Result<Option<String>, Refusal> {
        let mut query = form_urlencoded::parse(head.uri.query().unwrap_or_default().as_bytes());
        let shown = query.next().filter(|(name, _)| name == "key" && query.next().is_none());
        let Some((_, shown)) = shown.filter(|_| head.method == Method::GET && head.uri.path() == "/") else {
            return Ok(None);
        };
        if self.is_in(&head.headers) {
            return Ok(None);
        }
        if !same(&shown, &self.key) || self.key_is_used.swap(true, Ordering::SeqCst) {
            let why = "This URL has been used, or is of an earlier start: each start of `okta-actions explore` prints a URL that \
                       lets one browser in. Start it again for a new one.\n";
            return Err(Refusal::Unknown(StatusCode::FORBIDDEN, why));
        }
        Ok(Some(format!("{}={}; HttpOnly; SameSite=Strict; Path=/", self.cookie, self.session)))
    }

    /// Refuses what another site could have a browser send, with a status and the reason.
    pub fn check_site(&self, head: &Parts) -> Result<(), Refusal> {
        let headers = &head.headers;
        // A foreign name that resolves to 127.0.0.1 would make a foreign page of the same origin as this server.
        let (expected, named) = (self.origin.authority(), head.uri.authority());
        if single(headers, header::HOST) != Some(expected) || named.is_some_and(|named| named != expected) {
            return forbidden(format!("the host is not {expected}: open the URL that `okta-actions explore` printed"));
        }
        let origin = self.origin.origin().ascii_serialization();
        if headers.contains_key(header::ORIGIN) && single(headers, header::ORIGIN) != Some(&origin) {
            return forbidden("the request comes from another origin".into());
        }
        let site = headers.contains_key("sec-fetch-site").then(|| single(headers, "sec-fetch-site"));
        // `none` is what a person asks for by address bar or bookmark; that is never a POST.
        if site.is_some_and(|site| site != Some("same-origin") && (site != Some("none") || head.method != Method::GET))
        {
            return forbidden("the request comes from another site".into());
        }
        Ok(())
    }

    /// Refuses who is not in, and a POST that is not of the page.
    pub fn check_person(&self, head: &Parts) -> Result<(), Refusal> {
        let headers = &head.headers;
        if !self.is_in(headers) {
            let why = "Open the URL that `okta-actions explore` printed: it lets one browser in, once.\n";
            return Err(Refusal::Unknown(StatusCode::UNAUTHORIZED, why));
        }
        if head.method != Method::POST {
            return Ok(());
        }
        if single(headers, header::CONTENT_TYPE) != Some("application/json") {
            let why = "the content type must be application/json".into();
            return Err(Refusal::Wrong(StatusCode::UNSUPPORTED_MEDIA_TYPE, why));
        }
        if !single(headers, TOKEN).is_some_and(|token| same(token, &self.token)) {
            return forbidden(format!("{TOKEN} is missing or of an earlier start: load the page again"));
        }
        Ok(())
    }

    /// Whether a request carries the cookie.
    fn is_in(&self, headers: &HeaderMap) -> bool {
        let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
        let mut cookies = lines.flat_map(|line| line.split(';')).filter_map(|cookie| cookie.trim().split_once('='));
        cookies.any(|(name, value)| name == self.cookie && same(value, &self.session))
    }
}

fn forbidden(why: String) -> Result<(), Refusal> {
    Err(Refusal::Wrong(StatusCode::FORBIDDEN, why))
}

/// Compares in a time that tells nothing of the secret.
fn same(given: &str, secret: &str) -> bool {
    given.as_bytes().ct_eq(secret.as_bytes()).into()
}

/// The value of a header that stands once.
fn single(headers: &HeaderMap, name: impl http::header::AsHeaderName) -> Option<&str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}
