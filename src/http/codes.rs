//! The error codes of `wasi:http` in words.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use wasi::http::types::ErrorCode;

/// Says what a code means, with the server's host and port and what to do about it.
pub fn in_words(code: &ErrorCode, server: &str) -> String {
    use ErrorCode as E;
    let (words, detail): (&str, Option<Cow<'_, str>>) = match code {
        E::DnsTimeout => ("looking up {} took too long", None),
        E::DnsError(payload) => ("looking up {} failed", payload.rcode.as_deref().map(Cow::from)),
        E::DestinationNotFound => ("there is no host {}: check OKTA_CLIENT_ORGURL, or the network", None),
        E::DestinationUnavailable => ("{} is unavailable", None),
        E::DestinationIpProhibited => ("the host does not allow the address of {}", None),
        E::DestinationIpUnroutable => ("there is no route to {}", None),
        E::ConnectionRefused => ("connection refused by {}", None),
        E::ConnectionTerminated => ("the connection to {} was closed", None),
        E::ConnectionTimeout => ("connecting to {} took too long: raise OKTA_CLIENT_CONNECTIONTIMEOUT", None),
        E::ConnectionReadTimeout => ("{} did not respond in time: raise OKTA_CLIENT_REQUESTTIMEOUT", None),
        E::ConnectionWriteTimeout => ("{} did not take the request in time: raise OKTA_CLIENT_REQUESTTIMEOUT", None),
        E::ConnectionLimitReached => ("the host allows no further connection to {}", None),
        E::TlsProtocolError => ("the TLS handshake with {} failed", None),
        E::TlsCertificateError => ("the certificate of {} is not trusted", None),
        E::TlsAlertReceived(payload) => {
            ("{} ended the TLS connection with an alert", payload.alert_message.as_deref().map(Cow::from))
        }
        E::HttpRequestDenied => ("the host does not allow the request to {}", None),
        E::HttpRequestLengthRequired => ("a length of the request to {} is required", None),
        E::HttpRequestBodySize(bytes) => ("the body of the request to {} has a wrong or too long size", size(*bytes)),
        E::HttpRequestMethodInvalid => ("the host does not allow the method of the request to {}", None),
        E::HttpRequestUriInvalid => ("the host finds the URL of the request to {} invalid", None),
        E::HttpRequestUriTooLong => ("the URL of the request to {} is too long", None),
        E::HttpRequestHeaderSectionSize(_) | E::HttpRequestHeaderSize(_) => {
            ("the headers of the request to {} are too long", None)
        }
        E::HttpRequestTrailerSectionSize(_) | E::HttpRequestTrailerSize(_) => {
            ("the trailers of the request to {} are too long", None)
        }
        E::HttpResponseIncomplete => ("the response of {} broke off", None),
        E::HttpResponseHeaderSectionSize(_) | E::HttpResponseHeaderSize(_) => {
            ("the headers of the response of {} are too long for the host", None)
        }
        E::HttpResponseBodySize(bytes) => ("the response of {} is too long for the host", size(*bytes)),
        E::HttpResponseTrailerSectionSize(_) | E::HttpResponseTrailerSize(_) => {
            ("the trailers of the response of {} are too long for the host", None)
        }
        E::HttpResponseTransferCoding(coding) => {
            ("the host cannot read the transfer coding of the response of {}", coding.as_deref().map(Cow::from))
        }
        E::HttpResponseContentCoding(coding) => {
            ("the host cannot read the content coding of the response of {}", coding.as_deref().map(Cow::from))
        }
        E::HttpResponseTimeout => ("the response of {} took too long: raise OKTA_CLIENT_REQUESTTIMEOUT", None),
        E::HttpUpgradeFailed => ("the protocol upgrade with {} failed", None),
        E::HttpProtocolError => ("the HTTP connection to {} broke, or {} does not speak HTTP", None),
        E::LoopDetected => ("a proxy detected a loop on the way to {}", None),
        E::ConfigurationError => ("the host's configuration for {} is wrong", None),
        E::InternalError(text) => ("the host failed while it called {}", text.as_deref().map(Cow::from)),
    };
    let words = words.replace("{}", server);
    detail.map_or_else(|| words.clone(), |detail| format!("{words} ({detail})"))
}

fn size(bytes: Option<u64>) -> Option<Cow<'static, str>> {
    bytes.map(|bytes| format!("{bytes} bytes").into())
}
