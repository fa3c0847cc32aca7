//! An HTTP/1.1 client whose connections are driven by the calls that use them.
//!
//! The client of `hyper-util` makes each connection a task, so that a request goes from the caller's thread to that of the
//! connection, and its response back. A call of a component waits for its response anyway: here it polls the connection itself.

use super::dial::{self, Dial, Stream};
use super::reason::reason;
use bytes::Bytes;
use http::uri::{Authority, PathAndQuery, Scheme};
use http::{Request, Response, Uri};
use http_body_util::BodyExt;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use hyper::client::conn::http1::{self, SendRequest};
use std::collections::HashMap;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll, Waker, ready};
use std::time::{Duration, Instant};
use tokio::time::{Sleep, sleep};
use tower_service::Service;
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody};

/// How long an idle connection stays open.
const IDLE: Duration = Duration::from_secs(30);

/// How often idle connections are checked. It also keeps a timer in the runtime that ends soon: the longer timers of calls then
/// need not wake the thread that waits for the first one.
const SWEEP: Duration = Duration::from_secs(1);

/// A client for all calls of a process: it keeps connections alive between them.
#[derive(Clone)]
pub struct HttpClient(Arc<Shared>);

struct Shared {
    dial: Dial,
    idle: Mutex<Idle>,
    idle_for: Duration,
    /// Whether a task closes connections that have been idle for too long.
    swept: AtomicBool,
}

/// Idle connections, each with the start of its idle time.
type Idle = HashMap<Origin, Vec<(Instant, Box<Connection>)>>;

/// The server of a connection.
type Origin = (Scheme, Authority);

struct Connection {
    sender: SendRequest<WasiBody>,
    driver: http1::Connection<Stream, WasiBody>,
}

impl HttpClient {
    /// Makes a client that connects by `dial`.
    pub(super) fn new(dial: Dial) -> Self {
        Self::with_idle_time(dial, IDLE)
    }

    /// As [`HttpClient::new`], with another time that idle connections stay open.
    fn with_idle_time(dial: Dial, idle_for: Duration) -> Self {
        Self(Arc::new(Shared { dial, idle: Mutex::default(), idle_for, swept: AtomicBool::new(false) }))
    }

    /// Sends a request with an absolute URI, and returns the response once its head has come; the body is streamed.
    pub(super) async fn send(
        self,
        request: Request<WasiBody>,
        options: RequestOptions,
    ) -> Result<Response<WasiBody>, Error> {
        // Connecting and the first byte share their two limits.
        let limit = match (options.connect_timeout, options.first_byte_timeout) {
            (None, None) => Duration::MAX,
            (connect, first_byte) => connect.unwrap_or_default().saturating_add(first_byte.unwrap_or_default()),
        };
        match tokio::time::timeout(limit, self.exchange(request, options.between_bytes_timeout)).await {
            Ok(response) => response,
            Err(_) => Err(Error::ConnectionReadTimeout),
        }
    }

    async fn exchange(
        self,
        mut request: Request<WasiBody>,
        between_bytes: Option<Duration>,
    ) -> Result<Response<WasiBody>, Error> {
        let uri = std::mem::take(request.uri_mut()).into_parts();
        let (Some(scheme), Some(authority)) = (uri.scheme, uri.authority) else {
            return Err(Error::HttpRequestUriInvalid);
        };
        let path = uri.path_and_query.unwrap_or_else(|| PathAndQuery::from_static("/"));
        let origin = (scheme, authority);
        *request.uri_mut() = path.into();
        loop {
            let (mut connection, reused) = match self.0.take(&origin) {
                Some(connection) => (connection, true),
                None => (self.connect(&origin).await?, false),
            };
            match connection.exchange(request).await {
                Ok((response, open)) => {
                    let client = Arc::clone(&self.0);
                    return Ok(response.map(|incoming| {
                        let lease = open.then_some(Lease { connection, client, origin });
                        Streamed { incoming, lease, between_bytes, pause: None }.boxed_unsync()
                    }));
                }
                // A reused connection can turn out to be closed. A request that was not sent goes over another one.
                Err(Some(unsent)) if reused => request = unsent,
                Err(_) => return Err(Error::ConnectionTerminated),
            }
        }
    }

    async fn connect(&self, (scheme, authority): &Origin) -> Result<Box<Connection>, Error> {
        let uri = Uri::builder().scheme(scheme.clone()).authority(authority.clone()).path_and_query("/").build();
        let mut connector = dial::connector(self.0.dial.clone(), scheme);
        let stream = connector.call(uri.map_err(|_| Error::HttpRequestUriInvalid)?).await;
        let stream = stream.map_err(|error| reason(&*error))?;
        let (sender, driver) = http1::handshake(stream).await.map_err(|_| Error::ConnectionTerminated)?;
        Ok(Box::new(Connection { sender, driver }))
    }
}

impl Connection {
    /// Sends a request, and returns the response and whether the connection is still open. The error holds the request if
    /// nothing of it was sent.
    async fn exchange(
        &mut self,
        request: Request<WasiBody>,
    ) -> Result<(Response<Incoming>, bool), Option<Request<WasiBody>>> {
        let mut response = pin!(self.sender.try_send_request(request));
        let mut open = true;
        std::future::poll_fn(|cx| {
            open = open && Pin::new(&mut self.driver).poll(cx).is_pending();
            // Only the driver receives the response, and it wakes this task.
            response.as_mut().poll(&mut Context::from_waker(Waker::noop()))
        })
        .await
        .map(|response| (response, open))
        .map_err(|mut error| error.take_message())
    }

    /// Whether another request can be sent.
    fn is_ready(&mut self) -> bool {
        let mut cx = Context::from_waker(Waker::noop());
        Pin::new(&mut self.driver).poll(&mut cx).is_pending() && self.sender.is_ready()
    }
}

impl Shared {
    fn idle(&self) -> MutexGuard<'_, Idle> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the most recently used connection to an origin.
    fn take(&self, origin: &Origin) -> Option<Box<Connection>> {
        loop {
            let (since, mut connection) = self.idle().get_mut(origin)?.pop()?;
            if since.elapsed() < self.idle_for && connection.is_ready() {
                return Some(connection);
            }
        }
    }

    /// Puts a connection back for another request, if it can send one.
    fn put_back(self: &Arc<Self>, origin: Origin, mut connection: Box<Connection>) {
        if !connection.is_ready() {
            return;
        }
        self.idle().entry(origin).or_default().push((Instant::now(), connection));
        if !self.swept.swap(true, Ordering::Relaxed) {
            tokio::spawn(sweep(Swept(Arc::downgrade(self))));
        }
    }
}

/// Records the end of the sweep when it is dropped, even together with its runtime.
struct Swept(Weak<Shared>);

impl Drop for Swept {
    fn drop(&mut self) {
        if let Some(client) = self.0.upgrade() {
            client.swept.store(false, Ordering::Relaxed);
        }
    }
}

/// Closes connections that have been idle for too long, until there are none.
async fn sweep(swept: Swept) {
    loop {
        let Some(time) = swept.0.upgrade().map(|client| client.idle_for.min(SWEEP)) else { return };
        sleep(time).await;
        let Some(client) = swept.0.upgrade() else { return };
        let mut idle = client.idle();
        idle.retain(|_, connections| {
            connections.retain(|(since, _)| since.elapsed() < client.idle_for);
            !connections.is_empty()
        });
        if idle.is_empty() {
            return;
        }
    }
}

/// A connection that still receives a response.
struct Lease {
    connection: Box<Connection>,
    client: Arc<Shared>,
    origin: Origin,
}

/// The body of a response, which drives its connection while it is read.
struct Streamed {
    incoming: Incoming,
    lease: Option<Lease>,
    between_bytes: Option<Duration>,
    /// Ends when the server has been silent for too long.
    pause: Option<Pin<Box<Sleep>>>,
}

impl Streamed {
    fn poll_incoming(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        // Only the driver receives parts of the body, and it wakes this task.
        let mut noop = Context::from_waker(Waker::noop());
        let mut frame = Pin::new(&mut self.incoming).poll_frame(&mut noop);
        if frame.is_pending()
            && let Some(lease) = &mut self.lease
        {
            if Pin::new(&mut lease.connection.driver).poll(cx).is_ready() {
                self.lease = None;
            }
            frame = Pin::new(&mut self.incoming).poll_frame(&mut noop);
        }
        frame.map_err(|_| Error::HttpResponseIncomplete)
    }

    /// Puts the connection back once the whole body has come.
    fn finish(&mut self) {
        if let Some(Lease { connection, client, origin }) = self.lease.take() {
            client.put_back(origin, connection);
        }
    }
}

impl Body for Streamed {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let this = &mut *self;
        if let Poll::Ready(frame) = this.poll_incoming(cx) {
            this.pause = None;
            if frame.is_none() || this.incoming.is_end_stream() {
                this.finish();
            }
            return Poll::Ready(frame);
        }
        let Some(limit) = this.between_bytes else { return Poll::Pending };
        ready!(this.pause.get_or_insert_with(|| Box::pin(sleep(limit))).as_mut().poll(cx));
        this.lease = None;
        Poll::Ready(Some(Err(Error::ConnectionReadTimeout)))
    }

    fn is_end_stream(&self) -> bool {
        self.incoming.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.incoming.size_hint()
    }
}

impl Drop for Streamed {
    fn drop(&mut self) {
        // Nobody reads the end of an empty body.
        if self.incoming.is_end_stream() {
            self.finish();
        }
    }
}

#[cfg(test)]
mod tests;
