//! How connections are made: through the proxy of the environment, and with the certificates of the system.

use http::Uri;
use http::uri::Scheme;
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::proxy::matcher::Matcher;
use hyper_util::rt::TokioIo;
use rustls::{ClientConfig, RootCertStore};
use std::error::Error as StdError;
use std::pin::Pin;
use std::sync::{Arc, LazyLock};
use std::task::{Context, Poll};
use tokio::net::TcpStream;
use tower_service::Service;

/// The variables that replace the certificates of the system.
const CERTIFICATES: [&str; 2] = ["SSL_CERT_FILE", "SSL_CERT_DIR"];

/// Read once per process, and only if there is a connection over TLS.
static TRUSTED: LazyLock<Arc<ClientConfig>> = LazyLock::new(|| Arc::new(trusting(roots())));

/// For connections without TLS, which trust nobody.
static UNTRUSTING: LazyLock<Arc<ClientConfig>> = LazyLock::new(|| Arc::new(trusting(RootCertStore::empty())));

/// A connector for one connection of this scheme.
pub fn connector(dial: Dial, scheme: &Scheme) -> HttpsConnector<Dial> {
    let tls = if *scheme == Scheme::HTTPS { &TRUSTED } else { &UNTRUSTING };
    HttpsConnector::from((dial, Arc::clone(tls)))
}

fn trusting(roots: RootCertStore) -> ClientConfig {
    ClientConfig::builder().with_root_certificates(roots).with_no_client_auth()
}

/// The certificates of the system, or those of Mozilla if it has none. `SSL_CERT_FILE` and `SSL_CERT_DIR` replace both.
fn roots() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let named = CERTIFICATES.iter().any(|name| std::env::var_os(name).is_some());
    if roots.is_empty() && !named {
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    }
    roots
}

/// Makes TCP connections: for `https` through the proxy of `HTTPS_PROXY` or `ALL_PROXY`, except to hosts of `NO_PROXY`.
#[derive(Clone)]
pub struct Dial {
    direct: HttpConnector,
    proxies: Arc<Matcher>,
}

impl Dial {
    /// Reads the variables about the proxy.
    pub fn new() -> Self {
        let mut direct = HttpConnector::new();
        direct.enforce_http(false);
        direct.set_nodelay(true);
        Self { direct, proxies: Arc::new(Matcher::from_env()) }
    }
}

type Dialed = Result<TokioIo<TcpStream>, Box<dyn StdError + Send + Sync>>;

impl Service<Uri> for Dial {
    type Response = TokioIo<TcpStream>;
    type Error = Box<dyn StdError + Send + Sync>;
    type Future = Pin<Box<dyn Future<Output = Dialed> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let mut direct = self.direct.clone();
        // Plain HTTP is for a mock org on this machine.
        let proxy = (uri.scheme() == Some(&Scheme::HTTPS)).then(|| self.proxies.intercept(&uri)).flatten();
        Box::pin(async move {
            let Some(proxy) = proxy else { return Ok(direct.call(uri).await?) };
            if proxy.uri().scheme() != Some(&Scheme::HTTP) {
                return Err("the proxy has to be one for HTTP, such as http://proxy.example.com:3128".into());
            }
            let mut tunnel = Tunnel::new(proxy.uri().clone(), direct);
            if let Some(credential) = proxy.basic_auth() {
                tunnel = tunnel.with_auth(credential.clone());
            }
            Ok(tunnel.call(uri).await?)
        })
    }
}
