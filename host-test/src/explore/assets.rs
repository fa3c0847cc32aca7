//! The files of the page, embedded in the program.

use super::Answer;
use http::{HeaderValue, Response, header};
use http_body_util::Full;

/// A file of the page.
pub struct Asset {
    path: &'static str,
    text: &'static str,
}

macro_rules! asset {
    ($path:literal, $file:literal) => {
        Asset { path: $path, text: include_str!(concat!("assets/", $file)) }
    };
}

const ASSETS: &[Asset] = &[
    asset!("/", "index.html"),
    asset!("/style.css", "style.css"),
    asset!("/icon.svg", "icon.svg"),
    asset!("/app.js", "app.js"),
    asset!("/server.js", "server.js"),
    asset!("/dom.js", "dom.js"),
    asset!("/json.js", "json.js"),
    asset!("/schema.js", "schema.js"),
    asset!("/catalog.js", "catalog.js"),
    asset!("/about.js", "about.js"),
    asset!("/form.js", "form.js"),
    asset!("/controls.js", "controls.js"),
    asset!("/request.js", "request.js"),
    asset!("/result.js", "result.js"),
    asset!("/ids.js", "ids.js"),
];

/// The file at a path.
pub fn find(path: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.path == path)
}

impl Asset {
    /// The answer to who asks for it; the page itself carries the token.
    pub fn answer(&self, token: &str) -> Answer {
        let kind = match self.path.rsplit_once('.').map(|(_, extension)| extension) {
            Some("js") => "text/javascript; charset=utf-8",
            Some("css") => "text/css; charset=utf-8",
            Some("svg") => "image/svg+xml",
            _ => "text/html; charset=utf-8",
        };
        let text = if self.path == "/" { self.text.replace("{{token}}", token) } else { self.text.to_owned() };
        let mut answer = Response::new(Full::from(text));
        answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        answer
    }
}
