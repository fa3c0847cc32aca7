//! How requests of the component leave the host.

use super::client::HttpClient;
use super::dial::Dial;
use bytes::Bytes;
use http::{HeaderMap, Uri};
use http_body_util::{BodyExt, Full};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use url::{Origin, Url};
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody, WasiHttpHooks};

/// The result of a responder: a response, or the reason why none came.
pub type Reply = Result<http::Response<Bytes>, Error>;

/// Responds to a request in process, without a socket.
pub type Responder = dyn Fn(http::Request<Bytes>) -> Reply + Send + Sync;

/// The response to a request, or its error code.
pub type Received = Result<http::Response<WasiBody>, Error>;

/// A request on its way.
pub type Sending = Pin<Box<dyn Future<Output = Received> + Send>>;

/// The implementation of `wasi:http/outgoing-handler`.
#[derive(Clone)]
pub enum Network {
    /// The real network.
    Client(HttpClient),
    /// The real network, with headers that the host adds to each request.
    WithHeaders(HttpClient, HeaderMap),
    /// A function of this process.
    Responder(Arc<Responder>),
}

/// Makes the client for the real network: HTTP/1.1, through the proxy of `HTTPS_PROXY`, with the certificates of the system.
pub fn client() -> HttpClient {
    HttpClient::new(Dial::new())
}

/// The origin that requests of an instance may go to.
pub struct Org {
    origin: Origin,
    /// The same as a URI, in the spelling of most requests.
    uri: Option<Uri>,
}

impl Org {
    /// The origin of `OKTA_CLIENT_ORGURL`; none if it cannot be read.
    pub(super) fn of(environment: &[(String, String)]) -> Option<Self> {
        // If the variable is set twice, the host cannot know which value the component reads.
        let mut urls = environment.iter().filter(|(name, _)| name == "OKTA_CLIENT_ORGURL");
        let (url, another) = (urls.next(), urls.next());
        let url = url.filter(|_| another.is_none()).and_then(|(_, url)| Url::parse(url).ok());
        let origin = url.map(|url| url.origin()).filter(Origin::is_tuple)?;
        let uri = origin.ascii_serialization().parse().ok();
        Some(Self { origin, uri })
    }

    /// Whether a request goes to this origin, without user info.
    fn is_that_of(&self, uri: &Uri) -> bool {
        // Parsing a URL takes as long as several calls of the host.
        let plain = |known: &Uri| known.scheme() == uri.scheme() && known.authority() == uri.authority();
        if self.uri.as_ref().is_some_and(plain) {
            return true;
        }
        let names_user = uri.authority().is_none_or(|authority| authority.as_str().contains('@'));
        !names_user && Url::parse(&uri.to_string()).is_ok_and(|url| self.origin == url.origin())
    }
}

/// The network of one instance, with the origin that it may go to.
pub struct Outgoing {
    network: Network,
    /// None if the environment has no valid org URL: then nothing leaves.
    org: Option<Arc<Org>>,
    denied: Arc<AtomicUsize>,
}

impl Outgoing {
    /// The network of an instance that may call an org; `denied` counts the requests for other origins.
    pub fn new(network: Network, org: Option<Arc<Org>>, denied: Arc<AtomicUsize>) -> Self {
        Self { network, org, denied }
    }

    /// Sends a request once the future is polled, if it may leave.
    pub(super) fn send(&self, mut request: http::Request<WasiBody>, options: RequestOptions) -> Sending {
        if !self.org.as_ref().is_some_and(|org| org.is_that_of(request.uri())) {
            self.denied.fetch_add(1, Ordering::Relaxed);
            return Box::pin(std::future::ready(Err(Error::HttpRequestDenied)));
        }
        match &self.network {
            Network::Client(client) => Box::pin(client.clone().send(request, options)),
            Network::WithHeaders(client, headers) => {
                request.headers_mut().extend(headers.clone());
                Box::pin(client.clone().send(request, options))
            }
            Network::Responder(responder) => {
                let responder = Arc::clone(responder);
                Box::pin(async move {
                    let (parts, body) = request.into_parts();
                    let body = body.collect().await?.to_bytes();
                    let response = responder(http::Request::from_parts(parts, body))?;
                    Ok(response.map(|body| Full::new(body).map_err(|never| match never {}).boxed_unsync()))
                })
            }
        }
    }
}

type Sent = Result<(http::Response<WasiBody>, Box<dyn Future<Output = Result<(), Error>> + Send>), Error>;

/// Requests leave by [`Outgoing::send`] only.
impl WasiHttpHooks for Outgoing {
    fn send_request(
        &mut self,
        _: http::Request<WasiBody>,
        _: Option<RequestOptions>,
        _: Box<dyn Future<Output = Result<(), Error>> + Send>,
    ) -> Box<dyn Future<Output = Sent> + Send> {
        Box::new(async { Err(Error::HttpRequestDenied) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(url: &str, uri: &str) -> bool {
        let environment = vec![("OKTA_CLIENT_ORGURL".to_string(), url.to_string())];
        Org::of(&environment).is_some_and(|org| org.is_that_of(&uri.parse().expect("a URI")))
    }

    #[test]
    fn requests_leave_for_the_configured_origin_only() {
        for (url, uri) in [
            ("https://acme.okta.com", "https://acme.okta.com/api/v1/users"),
            ("https://acme.okta.com/", "https://ACME.okta.com:443/api/v1/users"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080/x?next=https://evil.example"),
        ] {
            assert!(allows(url, uri), "{url} {uri}");
        }
        for (url, uri) in [
            ("https://acme.okta.com", "http://acme.okta.com/"),
            ("https://acme.okta.com", "https://acme.okta.com:8443/"),
            ("https://acme.okta.com", "https://acme.okta.com.evil.example/"),
            ("https://acme.okta.com", "https://acme-admin.okta.com/"),
            ("https://acme.okta.com", "https://user@acme.okta.com/"),
            ("https://acme.okta.com", "https://@acme.okta.com/"),
            ("https://acme.okta.com", "/api/v1/users"),
            ("acme.okta.com", "https://acme.okta.com/"),
            ("", "https://acme.okta.com/"),
        ] {
            assert!(!allows(url, uri), "{url} {uri}");
        }
    }
}
