//! The proxy and the certificates of the environment.

use crate::MockOrg;
use crate::support::{Run, json, run_with};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

const AUTHORITY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/people/tls/authority.pem");

/// Serves TLS as acme.okta.test, and forwards the bytes to a mock org.
async fn org_over_tls(mock: String) -> u16 {
    let certificate = CertificateDer::from_pem_slice(include_bytes!("tls/certificate.pem")).expect("a certificate");
    let key = PrivateKeyDer::from_pem_slice(include_bytes!("tls/key.pem")).expect("a key");
    let config = ServerConfig::builder().with_no_client_auth().with_single_cert(vec![certificate], key);
    let acceptor = TlsAcceptor::from(Arc::new(config.expect("a configuration")));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
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

/// A proxy that connects every CONNECT with a credential to this port, and counts them.
async fn proxy(to: u16, used: Arc<AtomicUsize>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let used = Arc::clone(&used);
            tokio::spawn(async move {
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
                    return;
                }
                used.fetch_add(1, Ordering::SeqCst);
                stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.expect("it listens");
                let mut org = TcpStream::connect(("127.0.0.1", to)).await.expect("it listens");
                let _ = copy_bidirectional(&mut stream, &mut org).await;
            });
        }
    });
    port
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_go_through_the_proxy_and_trust_the_named_certificates() {
    let org = MockOrg::start(&[]);
    let mock = org.variables()[0].1.trim_start_matches("http://").to_string();
    let used = Arc::new(AtomicUsize::new(0));
    let port = proxy(org_over_tls(mock).await, Arc::clone(&used)).await;
    let proxy = format!("http://me:secret@127.0.0.1:{port}");
    let call = |more: &[(&str, &str)]| -> Run {
        let variables = [
            ("OKTA_CLIENT_ORGURL", "https://acme.okta.test"),
            ("OKTA_CLIENT_TOKEN", "mock-token"),
            ("NO_PROXY", ""),
            ("no_proxy", ""),
        ];
        run_with(&["call", "user.get-user", r#"{"userId":"me"}"#], "", &[&variables[..], more].concat())
    };
    let through = [("HTTPS_PROXY", proxy.as_str()), ("https_proxy", &proxy)];
    let trusted = call(&[&through[..], &[("SSL_CERT_FILE", AUTHORITY)]].concat());
    assert_eq!(json(&trusted)["body"]["profile"]["login"], "amara@example.com", "{}", trusted.stderr);
    assert_eq!(used.load(Ordering::SeqCst), 1);
    for certificates in [("SSL_CERT_DIR", "/nonexistent"), ("SSL_CERT_FILE", "/nonexistent")] {
        let refused = call(&[&through[..], &[certificates]].concat());
        assert_eq!(refused.status, 1, "{certificates:?}: {}", refused.stdout);
        assert!(refused.stderr.contains("the certificate of acme.okta.test is not trusted"), "{}", refused.stderr);
    }
    let direct = call(&[("SSL_CERT_FILE", AUTHORITY)]);
    assert_eq!(direct.status, 1, "there is no such host");
    let spared = call(&[&through[..], &[("NO_PROXY", "okta.test"), ("no_proxy", "okta.test")]].concat());
    assert!(spared.stderr.contains("no host acme.okta.test"), "{}", spared.stderr);
    let nobody = format!("http://127.0.0.1:{port}");
    let unknown = call(&[("HTTPS_PROXY", nobody.as_str()), ("https_proxy", &nobody)]);
    assert_eq!(unknown.status, 1, "the proxy asks for a credential");
    assert!(!unknown.stderr.contains("secret"), "{}", unknown.stderr);
}
