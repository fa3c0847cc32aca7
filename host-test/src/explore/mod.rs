//! The explorer: one local page that finds actions, fills in their forms, shows what would be sent, and runs them.
//!
//! | file | job |
//! |---|---|
//! | `guard` | who may ask: the page itself, and no other site |
//! | `api` | the JSON behind the page, by way of the component's catalog |
//! | `assets` | the files of the page, embedded |
//!
//! The credential stays on this side: the page gets what the component returns, which never holds it.

mod api;
mod assets;
mod guard;

use crate::host::{Host, Tenant};
use crate::mock::{Mock, Options};
use anyhow::Context;
use api::Api;
use base64::Engine as _;
use bytes::Bytes;
use guard::Guard;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use ring::rand::{SecureRandom, SystemRandom};
use serde_json::json;
use std::sync::Arc;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// The longest request that is read: an upload in base64, and then some.
const LONGEST_REQUEST: usize = 64 << 20;

/// A running explorer. Dropping it closes the port, all connections and its mock org.
pub struct Explorer {
    /// Where it listens: `http://127.0.0.1:{port}`.
    pub origin: String,
    /// The org that it calls, as scheme, host and port.
    pub org: String,
    /// The embedded mock org, where no other is configured.
    pub mock: Option<Mock>,
    /// Aborts them when it is dropped.
    _tasks: JoinSet<()>,
}

/// What all connections share.
struct Server {
    guard: Guard,
    api: Api,
}

type Answer = Response<Full<Bytes>>;

impl Explorer {
    /// Serves on a port of 127.0.0.1, 0 for any, until the returned value is dropped.
    ///
    /// `environment` is that of the component. Without `OKTA_CLIENT_ORGURL` the explorer calls a mock org of its own,
    /// which keeps its state between calls. An error is a port that cannot be bound, or a component that cannot be loaded.
    pub async fn start(host: Host, mut environment: Vec<(String, String)>, port: u16) -> anyhow::Result<Self> {
        let configured = environment.iter().find(|(name, _)| name == "OKTA_CLIENT_ORGURL");
        let configured = configured.map(|(_, url)| url::Url::parse(url));
        let mut mock = None;
        let org = match configured {
            // A URL that is none, or holds a password, is not shown; the component says on each call what is wrong.
            Some(url) => url.map_or_else(|_| "OKTA_CLIENT_ORGURL".into(), |url| url.origin().ascii_serialization()),
            None => {
                let embedded = mock.insert(Mock::start(Options::default()).await?);
                environment.retain(|(name, _)| !name.starts_with("OKTA_CLIENT_"));
                environment.extend(embedded.environment());
                embedded.origin.clone()
            }
        };
        let api = Api::new(host, Tenant::over_network(environment), &org, mock.is_some()).await?;
        let listening = TcpListener::bind(("127.0.0.1", port)).await;
        let listener = listening.with_context(|| format!("listening on port {port}"))?;
        let authority = listener.local_addr()?.to_string();
        let origin = format!("http://{authority}");
        let server = Arc::new(Server { guard: Guard::new(authority, random_token()?), api });
        let mut tasks = JoinSet::new();
        tasks.spawn(accept(listener, server));
        Ok(Self { origin, org, mock, _tasks: tasks })
    }
}

/// 256 bits that nobody guesses, as text for a header.
fn random_token() -> anyhow::Result<String> {
    let mut bytes = [0; 32];
    SystemRandom::new().fill(&mut bytes).map_err(|_| anyhow::anyhow!("the system gives no random bytes"))?;
    Ok(base64::prelude::BASE64_URL_SAFE_NO_PAD.encode(bytes))
}

async fn accept(listener: TcpListener, server: Arc<Server>) {
    // The set aborts its connections when this task is aborted.
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            Ok((stream, _)) = listener.accept() => { connections.spawn(serve(stream, Arc::clone(&server))); }
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn serve(stream: TcpStream, server: Arc<Server>) {
    let _ = stream.set_nodelay(true);
    let service = service_fn(|request| {
        let server = Arc::clone(&server);
        async move { Ok::<_, std::convert::Infallible>(secured(server.answer(request).await)) }
    });
    // A connection that broke is the browser's matter.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

impl Server {
    async fn answer(&self, request: Request<Incoming>) -> Answer {
        let (head, body) = request.into_parts();
        if let Err((status, why)) = self.guard.check(&head) {
            return refusal(status, &why);
        }
        let path = head.uri.path();
        if let Some(asset) = assets::find(path) {
            return if head.method == Method::GET {
                asset.answer(self.guard.token())
            } else {
                not_allowed(&Method::GET)
            };
        }
        match Limited::new(body, LONGEST_REQUEST).collect().await {
            Ok(body) => self.api.answer(&head.method, path, &body.to_bytes()).await,
            Err(_) => refusal(StatusCode::PAYLOAD_TOO_LARGE, "the request is longer than 64 MiB, or broke off"),
        }
    }
}

/// An answer that says in JSON why there is no other.
fn refusal(status: StatusCode, why: &str) -> Answer {
    json_answer(status, json!({ "message": why }).to_string())
}

/// Refuses another method than the one that a path takes.
fn not_allowed(only: &Method) -> Answer {
    let mut answer = refusal(StatusCode::METHOD_NOT_ALLOWED, &format!("{only} only"));
    answer.headers_mut().extend(HeaderValue::from_str(only.as_str()).map(|only| (header::ALLOW, only)));
    answer
}

fn json_answer(status: StatusCode, json: String) -> Answer {
    let mut answer = Response::new(Full::from(json));
    *answer.status_mut() = status;
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    answer
}

/// Adds what every answer says to the browser: nothing from elsewhere, nothing inline, no frame, no cache.
fn secured(mut answer: Answer) -> Answer {
    let policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                  base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::CACHE_CONTROL, "no-store"),
        (header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        answer.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    answer
}
