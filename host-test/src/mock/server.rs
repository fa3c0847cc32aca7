//! HTTP/1.1 on loopback: reads whole requests and hands them to [`answer`].

use super::{Options, Org, answer};
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::{
    net::{TcpListener, TcpStream},
    task::{JoinHandle, JoinSet},
};

/// A running mock org. Dropping it closes the port and all connections.
#[derive(Debug)]
pub struct Mock {
    /// Where it listens: `http://127.0.0.1:{port}`.
    pub origin: String,
    token: String,
    org: Arc<Mutex<Org>>,
    task: JoinHandle<()>,
}

impl Mock {
    /// Starts a freshly seeded org; it serves until the returned value is dropped.
    ///
    /// # Errors
    ///
    /// Where the port cannot be bound.
    pub async fn start(options: Options) -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", options.port)).await?;
        let origin = format!("http://{}", listener.local_addr()?);
        let token = options.token.clone();
        let org = Arc::new(Mutex::new(Org::new(options, &origin)));
        let task = tokio::spawn(accept(listener, Arc::clone(&org)));
        Ok(Self { origin, token, org, task })
    }

    /// The environment that points a component here.
    pub fn environment(&self) -> Vec<(String, String)> {
        let variables = [
            ("OKTA_CLIENT_ORGURL", self.origin.as_str()),
            ("OKTA_CLIENT_TOKEN", &self.token),
            ("OKTA_TESTING_DISABLEHTTPSCHECK", "true"),
        ];
        variables.map(|(name, value)| (name.to_owned(), value.to_owned())).into()
    }

    /// Makes the nonce stale that proofs (DPoP) hold: the next one is answered by `use_dpop_nonce`.
    pub fn renew_nonce(&self) {
        self.org.lock().unwrap_or_else(PoisonError::into_inner).renew_nonce();
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, org: Arc<Mutex<Org>>) {
    // The set aborts its connections when this task is aborted.
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            Ok((stream, _)) = listener.accept() => { connections.spawn(serve(stream, Arc::clone(&org))); }
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn serve(stream: TcpStream, org: Arc<Mutex<Org>>) {
    // Small answers in two packets wait for the delayed ACK of the first without this.
    let _ = stream.set_nodelay(true);
    let service = service_fn(|request| respond(request, Arc::clone(&org)));
    // A connection that broke is the client's matter.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

async fn respond(request: Request<Incoming>, org: Arc<Mutex<Org>>) -> Result<Response<Full<Bytes>>, hyper::Error> {
    let (head, body) = request.into_parts();
    let request = Request::from_parts(head, body.collect().await?.to_bytes());
    let mut org = org.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(answer(&mut org, request).map(Full::new))
}
