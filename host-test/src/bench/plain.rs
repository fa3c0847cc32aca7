//! The plain client of all ratios: a Rust program without the component.

use super::canned::{NEW_USER, TOKEN};
use anyhow::{Context, ensure};
use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, LINK, USER_AGENT};
use http::{Method, Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper_util::client::legacy::{self, connect::HttpConnector};
use hyper_util::rt::{TokioExecutor, TokioTimer};

/// A keep-alive HTTP/1.1 client with the headers that Okta wants.
#[derive(Clone)]
pub struct Plain {
    client: legacy::Client<HttpConnector, Full<Bytes>>,
    origin: String,
}

impl Plain {
    /// A client of an org.
    pub fn new(origin: &str) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let client = legacy::Client::builder(TokioExecutor::new()).pool_timer(TokioTimer::new()).build(connector);
        Self { client, origin: origin.to_owned() }
    }

    async fn send(&self, method: Method, path: &str, body: &'static str) -> anyhow::Result<(Response<()>, Bytes)> {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.origin))
            .header(ACCEPT, "application/json")
            .header(AUTHORIZATION, format!("SSWS {TOKEN}"))
            .header(USER_AGENT, "plain");
        if !body.is_empty() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        let response: Response<Incoming> = self.client.request(request.body(Full::from(body))?).await?;
        let (head, body) = response.into_parts();
        ensure!(head.status.is_success(), "the server responded {}", head.status);
        let body = body.collect().await?.to_bytes();
        ensure!(!body.is_empty(), "the response has no body");
        Ok((Response::from_parts(head, ()), body))
    }

    /// Gets a user.
    pub async fn get(&self) -> anyhow::Result<()> {
        self.send(Method::GET, "/api/v1/users/00u0000000000001", "").await.map(drop)
    }

    /// Creates a user.
    pub async fn create(&self) -> anyhow::Result<()> {
        self.send(Method::POST, "/api/v1/users", NEW_USER).await.map(drop)
    }

    /// Gets all users, page by page, and counts them.
    pub async fn pages(&self, users: fn(&[u8]) -> anyhow::Result<u32>) -> anyhow::Result<u32> {
        let mut next = Some("/api/v1/users?limit=200".to_owned());
        let mut count = 0;
        while let Some(path) = next {
            let (response, page) = self.send(Method::GET, &path, "").await?;
            count += users(&page)?;
            next = response.headers().get(LINK).map(|link| self.path(link.to_str()?)).transpose()?;
        }
        Ok(count)
    }

    /// The path and query of `<origin/path?query>; rel="next"`.
    fn path(&self, link: &str) -> anyhow::Result<String> {
        let url = link.split_once('<').and_then(|(_, rest)| rest.split_once('>')).context("a link without a URL")?.0;
        Ok(url.strip_prefix(&self.origin).context("a link to another origin")?.to_owned())
    }
}
