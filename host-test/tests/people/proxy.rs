//! The proxy and the certificates of the environment.

use crate::MockOrg;
use crate::support::{Run, json, run_with};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// The certificates below are signed by this one, all of the same key.
const AUTHORITY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/people/tls/authority.pem");

/// For acme.okta.test.
const ORG: &[u8] = include_bytes!("tls/certificate.pem");

/// For 127.0.0.1.
const PROXY: &[u8] = include_bytes!("tls/proxy.pem");

fn tls(certificate: &[u8]) -> TlsAcceptor {
    let certificate = CertificateDer::from_pem_slice(certificate).expect("a certificate");
    let key = PrivateKeyDer::from_pem_slice(include_bytes!("tls/key.pem")).expect("a key");
    let config = ServerConfig::builder().with_no_client_auth().with_single_cert(vec![certificate], key);
    TlsAcceptor::from(Arc::new(config.expect("a configuration")))
}

async fn listen() -> (TcpListener, u16) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    (listener, port)
}

/// Speaks TLS as acme.okta.test, and passes what it hears on to a mock org.
async fn org_over_tls(mock: String) -> u16 {
    let (acceptor, (listener, port)) = (tls(ORG), listen().await);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, mock) = (acceptor.clone(), mock.clone());
            tokio::spawn(async move {
                let (Ok(mut outside), Ok(mut inside)) = (acceptor.accept(stream).await, TcpStream::connect(mock).await)
                else {
                    return;
                };
                let _ = copy_bidirectional(&mut outside, &mut inside).await;
            });
        }
    });
    port
}

/// A proxy that leads every CONNECT with a credential to this port; it counts them. With a certificate it speaks TLS itself.
async fn proxy(certificate: Option<&[u8]>, to: u16, used: &Arc<AtomicUsize>) -> u16 {
    let (acceptor, (listener, port)) = (certificate.map(tls), listen().await);
    let used = Arc::clone(used);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, used) = (acceptor.clone(), Arc::clone(&used));
            tokio::spawn(async move {
                match acceptor {
                    None => lead(stream, to, &used).await,
                    Some(acceptor) => {
                        if let Ok(stream) = acceptor.accept(stream).await {
                            lead(stream, to, &used).await;
                        }
                    }
                }
            });
        }
    });
    port
}

async fn lead(stream: impl AsyncRead + AsyncWrite + Unpin, to: u16, used: &AtomicUsize) {
    let mut stream = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if stream.read_line(&mut head).await.unwrap_or_default() == 0 {
            return;
        }
    }
    // me:secret
    let allowed = head.to_lowercase().contains("proxy-authorization: basic bwu6c2vjcmv0");
    if !head.starts_with("CONNECT acme.okta.test:443 ") || !allowed {
        let _ = stream.write_all(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n").await;
        let _ = stream.shutdown().await;
        return;
    }
    used.fetch_add(1, Ordering::SeqCst);
    stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.expect("it listens");
    stream.flush().await.expect("it listens");
    let mut org = TcpStream::connect(("127.0.0.1", to)).await.expect("it listens");
    let _ = copy_bidirectional(&mut stream, &mut org).await;
}

/// A call of the org behind the proxy.
fn call(proxy: &str, more: &[(&str, &str)]) -> Run {
    let variables = [
        ("OKTA_CLIENT_ORGURL", "https://acme.okta.test"),
        ("OKTA_CLIENT_TOKEN", "mock-token"),
        ("NO_PROXY", ""),
        ("no_proxy", ""),
        ("HTTPS_PROXY", proxy),
        ("https_proxy", proxy),
    ];
    run_with(&["call", "user.get-user", r#"{"userId":"me"}"#], "", &[&variables[..], more].concat())
}

fn assert_answered(run: &Run) {
    assert_eq!(json(run)["body"]["profile"]["login"], "amara@example.com", "{}", run.stderr);
}

/// Nothing was sent, and the message names the proxy and why, without its password.
fn assert_refused(run: &Run, proxy: u16, why: &str) {
    assert_eq!((run.status, json(run)["error"].clone()), (1, "unreachable".into()), "{}", run.stderr);
    let part = format!("(the proxy 127.0.0.1:{proxy}: {why}");
    assert!(run.stderr.contains(&part), "{part} is not in {}", run.stderr);
    assert!(!run.stderr.contains("secret") && !run.stdout.contains("secret"), "{}", run.stderr);
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_go_through_the_proxy_and_trust_the_named_certificates() {
    let (mock, used) = (MockOrg::start(&[]), Arc::new(AtomicUsize::new(0)));
    let org = org_over_tls(mock.variables()[0].1.trim_start_matches("http://").to_string()).await;
    let port = proxy(None, org, &used).await;
    let proxy = format!("http://me:secret@127.0.0.1:{port}");
    assert_answered(&call(&proxy, &[("SSL_CERT_FILE", AUTHORITY)]));
    assert_eq!(used.load(Ordering::SeqCst), 1);
    for certificates in [("SSL_CERT_DIR", "/nonexistent"), ("SSL_CERT_FILE", "/nonexistent")] {
        let refused = call(&proxy, &[certificates]);
        assert_eq!(refused.status, 1, "{certificates:?}: {}", refused.stdout);
        assert!(refused.stderr.contains("the certificate of acme.okta.test is not trusted"), "{}", refused.stderr);
    }
    let direct = call("", &[("SSL_CERT_FILE", AUTHORITY)]);
    assert_eq!(direct.status, 1, "there is no such host");
    let spared = call(&proxy, &[("NO_PROXY", "okta.test"), ("no_proxy", "okta.test")]);
    assert!(spared.stderr.contains("no host acme.okta.test"), "{}", spared.stderr);
    let unknown = call(&format!("http://127.0.0.1:{port}"), &[]);
    assert_refused(&unknown, port, "tunnel error: proxy authorization required");
    let (free, unused) = listen().await;
    drop(free);
    assert_refused(&call(&format!("http://me:secret@127.0.0.1:{unused}"), &[]), unused, "connection refused");
    assert_refused(&call(&format!("socks5://me:secret@127.0.0.1:{port}"), &[]), port, "expected http:// or https://");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_can_speak_tls_itself() {
    let (mock, used) = (MockOrg::start(&[]), Arc::new(AtomicUsize::new(0)));
    let org = org_over_tls(mock.variables()[0].1.trim_start_matches("http://").to_string()).await;
    let port = proxy(Some(PROXY), org, &used).await;
    let url = format!("https://me:secret@127.0.0.1:{port}");
    assert_answered(&call(&url, &[("SSL_CERT_FILE", AUTHORITY)]));
    assert_eq!(used.load(Ordering::SeqCst), 1);
    // No CONNECT, and so no credential, before the certificate of the proxy is trusted.
    let not_trusted = "its certificate is not trusted";
    assert_refused(&call(&url, &[("SSL_CERT_FILE", "/nonexistent")]), port, not_trusted);
    let another = proxy(Some(ORG), org, &used).await;
    let named_otherwise = call(&format!("https://me:secret@127.0.0.1:{another}"), &[("SSL_CERT_FILE", AUTHORITY)]);
    assert_refused(&named_otherwise, another, not_trusted);
    assert_eq!(used.load(Ordering::SeqCst), 1);
    let plain = mock.variables()[0].1.rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port");
    assert_refused(&call(&format!("https://127.0.0.1:{plain}"), &[]), plain, "it does not speak TLS");
    let unknown = call(&format!("https://127.0.0.1:{port}"), &[("SSL_CERT_FILE", AUTHORITY)]);
    assert_refused(&unknown, port, "tunnel error: proxy authorization required");
}
