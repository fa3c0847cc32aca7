//! The page for a browser that was not let in: what happened, and what to do.

use super::{Answer, content};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::{HeaderValue, Response, StatusCode, header};
use ring::digest::{SHA256, digest};

/// It gets no file of the explorer, so its style stands in it.
const STYLE: &str = "\
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 34rem; margin: 18vh auto; padding: 0 1.5rem; }
h1 { font-size: 1.4rem; }
code { font-family: ui-monospace, monospace; background: light-dark(#eceefd, #23284a); padding: .1em .4em; border-radius: 4px; }";

/// Says why a browser is not let in.
pub fn page(status: StatusCode, why: &str) -> Answer {
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>Okta explorer</title><style>{STYLE}</style></head>\n<body><main><h1>This browser is not let in</h1>\n<p>{}</p>\n\
         <p>The explorer acts with the credential of the person who started it, so a link to one of its forms works in that \
         person's browser only. To open the form in yours, run <code>okta-actions explore</code> yourself, and put what follows \
         <code>#</code> in the link behind the address that it prints.</p></main></body>\n</html>\n",
        marked(why.trim())
    );
    let mut answer = Response::new(content(html));
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    let hash = BASE64_STANDARD.encode(digest(&SHA256, STYLE.as_bytes()));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    headers.extend(HeaderValue::from_str(&policy).map(|policy| (header::CONTENT_SECURITY_POLICY, policy)));
    answer
}

/// A sentence with its `code` marked. The sentences are those of the guard.
fn marked(text: &str) -> String {
    let pieces = text.split('`').enumerate();
    pieces
        .map(|(index, piece)| if index % 2 == 1 { format!("<code>{piece}</code>") } else { piece.to_owned() })
        .collect()
}
