//! Errors in words: names as the caller wrote them, hosts by name, and what to do.

use crate::host::values::Outcome;
use http::Uri;
use okta_actions_build::names::kebab_case;
use serde_json::Value;

/// What the error codes of `wasi:http` mean, where a host gives one as the reason. `{}` is the org's host.
const CODES: &[(&str, &str)] = &[
    ("ConnectionRefused", "connection refused by {}"),
    ("DestinationNotFound", "there is no host {}: check OKTA_CLIENT_ORGURL, or the network"),
    ("DestinationUnavailable", "{} is unavailable"),
    ("DestinationIpUnroutable", "there is no route to {}"),
    ("DestinationIpProhibited", "the address of {} is prohibited"),
    ("DnsTimeout", "looking up {} took too long"),
    ("DnsError", "looking up {} failed"),
    ("ConnectionTimeout", "connecting to {} took too long"),
    ("ConnectionReadTimeout", "{} did not answer in time (OKTA_CLIENT_REQUESTTIMEOUT)"),
    ("ConnectionWriteTimeout", "{} did not take the request in time"),
    ("ConnectionTerminated", "{} closed the connection"),
    ("ConnectionLimitReached", "too many connections to {}"),
    ("TlsCertificateError", "the certificate of {} is not trusted, or it does not speak TLS"),
    ("TlsProtocolError", "{} does not speak TLS as expected"),
    ("TlsAlertReceived", "{} ended the TLS handshake"),
    ("HttpResponseIncomplete", "the response of {} broke off"),
    ("HttpResponseTimeout", "the response of {} took too long"),
    ("HttpProtocolError", "{} does not speak HTTP as expected"),
    ("HttpRequestDenied", "the host of the component did not let the request to {} leave"),
];

/// One sentence for people about an error under an environment.
pub fn sentence(outcome: &Outcome, environment: &[(String, String)]) -> String {
    let sentence = in_words(&outcome.sentence(), &host(environment));
    match outcome.error.as_deref() {
        Some("rate-limited" | "unavailable") => format!("{sentence}. {}", waiting(environment)),
        _ => sentence,
    }
}

/// The setting that waits and repeats.
fn waiting(environment: &[(String, String)]) -> String {
    let set = environment.iter().any(|(name, value)| name == "OKTA_CLIENT_RATELIMIT_MAXRETRIES" && value != "0");
    if set {
        "OKTA_CLIENT_RATELIMIT_MAXRETRIES and OKTA_ACTIONS_MAXWAIT (milliseconds) bound the waits".into()
    } else {
        "OKTA_CLIENT_RATELIMIT_MAXRETRIES=3 waits and repeats".into()
    }
}

/// Host and port of the org, as far as they can be shown.
fn host(environment: &[(String, String)]) -> String {
    let url = environment.iter().find(|(name, _)| name == "OKTA_CLIENT_ORGURL");
    let uri = url.and_then(|(_, url)| url.parse::<Uri>().ok());
    let host = uri.as_ref().and_then(|uri| Some((uri.host()?, uri.port())));
    match host {
        Some((host, Some(port))) => format!("{host}:{port}"),
        Some((host, None)) => host.to_string(),
        None => "the org".into(),
    }
}

/// Replaces the names of error codes in a sentence.
fn in_words(sentence: &str, host: &str) -> String {
    let Some((before, after)) = sentence.split_once("ErrorCode::") else { return sentence.to_string() };
    let end = after.find(|character: char| !character.is_ascii_alphanumeric()).unwrap_or(after.len());
    let (code, mut rest) = after.split_at(end);
    // What a code carries is for debugging.
    for (open, close) in [('(', ')'), (' ', '}')] {
        if rest.starts_with(open) && (open == '(' || rest.starts_with(" {")) {
            rest = rest.rfind(close).map_or("", |at| &rest[at + close.len_utf8()..]);
        }
    }
    let known = CODES.iter().find(|(name, _)| *name == code).map(|(_, words)| words.replace("{}", host));
    let words = known.unwrap_or_else(|| format!("{} ({host})", kebab_case(code).replace('-', " ")));
    format!("{before}{words}{rest}")
}

/// What an argument that is none is, if it is a property of the body.
pub fn misplaced(document: &Value, unknown: &str) -> bool {
    let body = &document["parameters"]["properties"]["body"];
    let variants = body["allOf"].as_array().into_iter().flatten().map(|kind| &kind["then"]);
    std::iter::once(body).chain(variants).any(|schema| schema["properties"].get(unknown).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_become_words() {
        for (sentence, words) in [
            ("unreachable: no response came: ErrorCode::ConnectionRefused", "connection refused by h:9"),
            (
                "x: ErrorCode::TlsAlertReceived(TlsAlertReceivedPayload { alert_id: None })",
                "h:9 ended the TLS handshake",
            ),
            ("x: ErrorCode::InternalError(Some(\"a (b)\"))", "internal error (h:9)"),
            ("x: ErrorCode::HttpUpgradeFailed; and more", "http upgrade failed (h:9); and more"),
        ] {
            let found = in_words(sentence, "h:9");
            assert!(found.ends_with(words), "{found}");
            assert!(!found.contains("ErrorCode") && !found.contains("Payload"), "{found}");
        }
        assert_eq!(in_words("as it is", "h"), "as it is");
    }

    #[test]
    fn the_host_is_shown_without_a_password() {
        let host_of = |url: &str| host(&[("OKTA_CLIENT_ORGURL".to_string(), url.to_string())]);
        assert_eq!(host_of("https://me:secret@acme.okta.com"), "acme.okta.com");
        assert_eq!(host_of("http://127.0.0.1:9"), "127.0.0.1:9");
        assert_eq!(host_of("no url"), "the org");
    }
}
