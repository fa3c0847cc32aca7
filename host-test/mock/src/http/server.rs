//! HTTP/1.1 on loopback: reads whole requests and passes them to [`answer`].

use crate::dispatch::org::MockOrg;
use crate::dispatch::perform::answer;
use crate::http::faults::Injector;
use crate::http::{faulty, listen};
use crate::options::{Options, TOKEN};
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

/// Whether an environment points to a mock org: to this machine, with the token that no real org takes.
pub fn is_mock(environment: &[(String, String)]) -> bool {
    let has =
        |wanted: &str, is: &dyn Fn(&str) -> bool| environment.iter().any(|(name, value)| name == wanted && is(value));
    has("OKTA_CLIENT_ORGURL", &|url| url.starts_with("http://127.0.0.1:"))
        && has("OKTA_CLIENT_TOKEN", &|token| token == TOKEN)
}

/// A running mock org. Dropping it closes the port and all connections.
#[derive(Debug)]
pub struct Mock {
    /// Its origin: `http://127.0.0.1:{port}`.
    pub origin: String,
    token: String,
    org: Arc<Mutex<MockOrg>>,
    injector: Option<Arc<Injector>>,
    /// Aborts them when it is dropped.
    _tasks: JoinSet<()>,
}

impl Mock {
    /// Starts a freshly seeded org; it serves until the returned value is dropped.
    ///
    /// # Errors
    ///
    /// If the port cannot be bound.
    pub async fn start(options: Options) -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", options.port)).await?;
        let origin = format!("http://{}", listener.local_addr()?);
        let token = options.token.clone();
        let mut tasks = JoinSet::new();
        let mut injector = None;
        if let Some(faults) = options.faults.clone() {
            let elsewhere = TcpListener::bind(("127.0.0.1", 0)).await?;
            let address = format!("http://{}", elsewhere.local_addr()?);
            let made = injector.insert(Arc::new(Injector::new(faults, address)));
            tasks.spawn(faulty::count_strays(elsewhere, Arc::clone(made)));
        }
        let org = Arc::new(Mutex::new(MockOrg::new(options, &origin)));
        let (served, faulty) = (Arc::clone(&org), injector.clone());
        match faulty {
            None => tasks.spawn(listen::accept(listener, move |stream| serve(stream, Arc::clone(&served)))),
            Some(injector) => tasks.spawn(listen::accept(listener, move |stream| {
                faulty::serve(stream, Arc::clone(&served), Arc::clone(&injector))
            })),
        };
        Ok(Self { origin, token, org, injector, _tasks: tasks })
    }

    /// The environment that connects a component to this org.
    pub fn environment(&self) -> Vec<(String, String)> {
        let variables = [
            ("OKTA_CLIENT_ORGURL", self.origin.as_str()),
            ("OKTA_CLIENT_TOKEN", &self.token),
            ("OKTA_TESTING_DISABLEHTTPSCHECK", "true"),
        ];
        variables.map(|(name, value)| (name.to_owned(), value.to_owned())).into()
    }

    /// How often each kind of fault has happened; empty without faults.
    pub fn faults(&self) -> BTreeMap<&'static str, u64> {
        self.injector.as_ref().map(|injector| injector.counts()).unwrap_or_default()
    }

    /// How many connections followed a redirect or link of a fault to another origin.
    pub fn strays(&self) -> u64 {
        self.injector.as_ref().map_or(0, |injector| injector.strays())
    }

    /// The origin to which faults try to send a client; empty without faults.
    pub fn elsewhere(&self) -> &str {
        self.injector.as_ref().map_or("", |injector| &injector.elsewhere)
    }

    /// Resets the org to its seed.
    pub fn reset(&self) {
        self.org.lock().unwrap_or_else(PoisonError::into_inner).reset();
    }

    /// Makes the nonce of proofs (DPoP) stale: the next proof is refused with `use_dpop_nonce`.
    pub fn renew_nonce(&self) {
        self.org.lock().unwrap_or_else(PoisonError::into_inner).renew_nonce();
    }
}

/// Fails the test if the mock org was about to send a response that Okta does not send, even if the test ignored it.
impl Drop for Mock {
    fn drop(&mut self) {
        let org = self.org.lock().unwrap_or_else(PoisonError::into_inner);
        assert!(
            org.violations.is_empty() || std::thread::panicking(),
            "the mock org broke its own contract: {:#?}",
            org.violations
        );
    }
}

async fn serve(stream: TcpStream, org: Arc<Mutex<MockOrg>>) {
    let service = service_fn(|request| respond(request, Arc::clone(&org)));
    // The client reports a broken connection.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

async fn respond(request: Request<Incoming>, org: Arc<Mutex<MockOrg>>) -> Result<Response<Full<Bytes>>, hyper::Error> {
    let (head, body) = request.into_parts();
    let request = Request::from_parts(head, body.collect().await?.to_bytes());
    let mut org = org.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(answer(&mut org, request).map(Full::new))
}
