//! The explorer: one local page that finds actions, fills in their forms, shows what would be sent, and runs them.
//!
//! | file | job |
//! |---|---|
//! | `guard` | who may ask: the page in the browser that was let in, no other site and no other user |
//! | `api` | the JSON behind the page, by way of the component's catalog |
//! | `jobs` | the jobs of the page: their list, what they are going to do, and how they go |
//! | `lines` | an answer that comes line by line while its work goes on |
//! | `assets` | the files of the page, embedded |
//! | `outside` | the page for a browser that was not let in |
//!
//! Enter at [`Explorer::start`]. This room gets an environment and must not know how the command chooses the org. The
//! credential stays on this side: the page gets what the component returns, which never holds it.

mod api;
mod assets;
mod guard;
mod jobs;
mod lines;
mod outside;

use crate::host::{Host, InstanceConfig};
use crate::jobs::Job;
use crate::listen;
use crate::mock::{Mock, is_mock};
use anyhow::Context;
use api::Api;
use base64::Engine as _;
use bytes::Bytes;
use guard::{Guard, Refusal};
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use ring::rand::{SecureRandom, SystemRandom};
use serde_json::{Map, Value, json};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use url::Url;

/// How long the head of a request may take, and a connection be idle.
const HEAD: Duration = Duration::from_secs(5);

/// A running explorer. Dropping it closes the port, all connections and its mock org.
pub struct Explorer {
    /// Where it listens: `http://127.0.0.1:{port}`.
    pub origin: String,
    /// The URL that lets one browser in, once. It holds a secret.
    pub url: String,
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

/// Makes arguments that an action takes, from its document: what *Fill example* fills in.
pub type Example = fn(&Value) -> Map<String, Value>;

type Content = UnsyncBoxBody<Bytes, Infallible>;
type Answer = Response<Content>;

impl Explorer {
    /// Serves on a port of 127.0.0.1, 0 for any, until the returned value is dropped.
    ///
    /// `environment` is that of the component; `mock` is the mock org that it leads to, if it leads to one, which lives as
    /// long as the explorer; `example` fills in forms; `jobs` are on the start page. An error is a port that cannot be bound,
    /// or a policy that cannot be read.
    pub async fn start(
        host: Host,
        environment: Vec<(String, String)>,
        mock: Option<Mock>,
        port: u16,
        example: Example,
        jobs: Vec<Job>,
    ) -> anyhow::Result<Self> {
        let url = environment.iter().find(|(name, _)| name == "OKTA_CLIENT_ORGURL").map(|(_, url)| Url::parse(url));
        // An invalid URL, or one with a password, is not shown; the component says on each call what is wrong.
        let org = match url {
            Some(Ok(url)) => url.origin().ascii_serialization(),
            _ => "OKTA_CLIENT_ORGURL".into(),
        };
        let listening = TcpListener::bind(("127.0.0.1", port)).await;
        let listener = listening.with_context(|| format!("listening on port {port}"))?;
        let is_mock = mock.is_some() || is_mock(&environment);
        let api = Api::new(host, InstanceConfig::over_network(environment), &org, is_mock, example, jobs).await?;
        let here = Url::parse(&format!("http://{}", listener.local_addr()?))?;
        let origin = here.origin().ascii_serialization();
        let server = Arc::new(Server { guard: Guard::new(here)?, api });
        let url = server.guard.url();
        let mut tasks = JoinSet::new();
        tasks.spawn(listen::accept(listener, move |stream| serve(stream, Arc::clone(&server))));
        Ok(Self { origin, url, org, mock, _tasks: tasks })
    }
}

/// 256 bits that nobody guesses, as text for a header or URL.
fn random() -> anyhow::Result<String> {
    let mut bytes = [0; 32];
    SystemRandom::new().fill(&mut bytes).map_err(|_| anyhow::anyhow!("the system gives no random bytes"))?;
    Ok(base64::prelude::BASE64_URL_SAFE_NO_PAD.encode(bytes))
}

async fn serve(stream: TcpStream, server: Arc<Server>) {
    let service = service_fn(|request| {
        let server = Arc::clone(&server);
        async move { Ok::<_, Infallible>(secured(server.answer(request).await)) }
    });
    // A connection that broke is the browser's matter.
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD);
    let _ = http.serve_connection(TokioIo::new(stream), service).await;
}

impl Server {
    /// Answers a request. Its body is read by the routes that take one, and by nobody before the guard has let it through.
    async fn answer(&self, request: Request<Incoming>) -> Answer {
        let (head, body) = request.into_parts();
        let entered = self.guard.check_site(&head).and_then(|()| self.guard.enter(&head));
        match entered {
            // The secret does not stay in the address bar or the history.
            Ok(Some(cookie)) => return to_the_page(&cookie),
            Ok(None) => {}
            Err(refused) => return refused_at(head.uri.path(), refused),
        }
        if let Err(refused) = self.guard.check_person(&head) {
            return refused_at(head.uri.path(), refused);
        }
        let path = head.uri.path();
        match assets::find(path) {
            Some(asset) if head.method == Method::GET => asset.answer(self.guard.token()),
            Some(_) => not_allowed(&Method::GET),
            None => self.api.answer(&head.method, path, body).await,
        }
    }
}

/// A refusal, as a page where a person expects one.
fn refused_at(path: &str, refused: Refusal) -> Answer {
    match refused {
        Refusal::Unknown(status, why) if path == "/" => outside::page(status, why),
        refused => refused.into(),
    }
}

impl From<Refusal> for Answer {
    fn from(refused: Refusal) -> Self {
        match refused {
            Refusal::Wrong(status, why) => refusal(status, &why),
            Refusal::Unknown(status, why) => {
                let mut answer = Response::new(content(why));
                *answer.status_mut() = status;
                let kind = HeaderValue::from_static("text/plain; charset=utf-8");
                answer.headers_mut().insert(header::CONTENT_TYPE, kind);
                answer
            }
        }
    }
}

/// A text as the content of an answer.
fn content(text: impl Into<Bytes>) -> Content {
    Full::new(text.into()).boxed_unsync()
}

/// Leads from the printed URL to the page, with the cookie.
fn to_the_page(cookie: &str) -> Answer {
    let mut answer = Response::new(content(""));
    *answer.status_mut() = StatusCode::SEE_OTHER;
    answer.headers_mut().insert(header::LOCATION, HeaderValue::from_static("/"));
    answer.headers_mut().extend(HeaderValue::from_str(cookie).map(|cookie| (header::SET_COOKIE, cookie)));
    answer
}

/// A JSON response with the reason why there is no other.
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
    let mut answer = Response::new(content(json));
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
        answer.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    answer
}
