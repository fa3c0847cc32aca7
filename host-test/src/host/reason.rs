//! The error codes of failed connections.

use super::dial::ProxyError;
use std::error::Error as StdError;
use std::io::ErrorKind;
use wasmtime_wasi_http::Error;

/// The error code for a failed connection, as precise as the client knows: the component decides by it whether repeating is safe.
pub(super) fn reason(error: &(dyn StdError + 'static)) -> Error {
    if let Some(ProxyError { proxy, cause }) = find(error) {
        // The one code that has room for words, and means that nothing was sent.
        let rcode = Some(format!("the proxy {proxy}: {}", in_words(&**cause)));
        return Error::DnsError { rcode, info_code: None };
    }
    let kind = find::<std::io::Error>(error).map(std::io::Error::kind);
    if find::<rustls::Error>(error).is_some() {
        return Error::TlsCertificateError;
    }
    match kind {
        Some(ErrorKind::ConnectionRefused) => Error::ConnectionRefused,
        Some(ErrorKind::TimedOut) => Error::ConnectionTimeout,
        Some(ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable) => Error::DestinationIpUnroutable,
        _ => Error::DestinationNotFound,
    }
}

/// Why there is no connection to a proxy, or through it.
fn in_words(error: &(dyn StdError + 'static)) -> String {
    match (find(error), reason(error)) {
        (Some(rustls::Error::InvalidCertificate(_)), _) => "its certificate is not trusted".into(),
        (Some(_), _) => "it does not speak TLS, or another version: http:// is for a proxy without TLS".into(),
        (None, Error::ConnectionRefused) => "connection refused".into(),
        (None, _) => {
            let mut cause = error;
            while let Some(inner) = cause.source() {
                cause = inner;
            }
            cause.to_string()
        }
    }
}

/// The first error of a type in a chain of causes.
fn find<'a, T: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a T> {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(found) = error.downcast_ref::<T>() {
            return Some(found);
        }
        // An I/O error hides the error that it wraps from `source`.
        let wrapped = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        cause = wrapped.map(|inner| inner as &(dyn StdError + 'static)).or_else(|| error.source());
    }
    None
}
