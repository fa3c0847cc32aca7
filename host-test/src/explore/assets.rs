//! The files of the page, embedded in the program.

use super::{Answer, content};
use http::{HeaderValue, Response, header};

const PAGE: &str = "/index.html";

/// A file of the page.
pub struct Asset {
    path: &'static str,
    text: &'static str,
}

macro_rules! assets {
    ($($file:literal)*) => {
        &[$(Asset { path: concat!("/", $file), text: include_str!(concat!("assets/", $file)) }),*]
    };
}

/// All files of the folder `assets/`; a test compares them.
const ASSETS: &[Asset] = assets! {
    "index.html"
    "LICENSE-lucide.txt"
    "app.js"
    "call/action.js"
    "call/calls.js"
    "call/confirm.js"
    "call/org.js"
    "call/picker.js"
    "call/profile.js"
    "call/request.js"
    "call/run.js"
    "call/snippets.js"
    "catalog/about.js"
    "catalog/catalog.js"
    "catalog/hits.js"
    "form/controls.js"
    "form/description.js"
    "form/example.js"
    "form/form.js"
    "form/objects.js"
    "form/widgets.js"
    "icon.svg"
    "icons.svg"
    "lib/address.js"
    "lib/dom.js"
    "lib/json.js"
    "lib/resize.js"
    "lib/schema.js"
    "lib/server.js"
    "lib/settings.js"
    "lib/store.js"
    "lib/words.js"
    "result/columns.js"
    "result/csv.js"
    "result/failure.js"
    "result/ids.js"
    "result/pages.js"
    "result/rate.js"
    "result/relations.js"
    "result/result.js"
    "result/row.js"
    "result/table.js"
    "result/tree.js"
    "result/values.js"
    "result/wide.js"
    "start/expressions.js"
    "start/job.js"
    "start/report.js"
    "start/run.js"
    "start/start.js"
    "start/state.js"
    "start/steps.js"
    "style/base.css"
    "style/form.css"
    "style/narrow.css"
    "style/result.css"
    "style/shell.css"
    "style/start.css"
    "theme.js"
};

/// The file at a path; the page itself is at `/`.
pub fn find(path: &str) -> Option<&'static Asset> {
    let path = if path == "/" { PAGE } else { path };
    ASSETS.iter().find(|asset| asset.path == path)
}

impl Asset {
    /// The answer to who asks for it; the page itself carries the token.
    pub fn answer(&self, token: &str) -> Answer {
        let kind = match self.path.rsplit_once('.').map(|(_, extension)| extension) {
            Some("js") => "text/javascript; charset=utf-8",
            Some("css") => "text/css; charset=utf-8",
            Some("svg") => "image/svg+xml",
            Some("txt") => "text/plain; charset=utf-8",
            _ => "text/html; charset=utf-8",
        };
        let text = if self.path == PAGE { self.text.replace("{{token}}", token) } else { self.text.to_owned() };
        let mut answer = Response::new(content(text));
        answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::ASSETS;
    use std::collections::BTreeSet;
    use std::path::Path;

    fn files(folder: &Path, below: &str) -> BTreeSet<String> {
        let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
        entries
            .flat_map(|path| {
                let name = format!("{below}/{}", path.file_name().and_then(|name| name.to_str()).expect("a name"));
                if path.is_dir() { files(&path, &name) } else { BTreeSet::from([name]) }
            })
            .collect()
    }

    #[test]
    fn every_file_is_served() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/explore/assets");
        let served: BTreeSet<String> = ASSETS.iter().map(|asset| asset.path.to_string()).collect();
        assert_eq!(served, files(&folder, ""));
    }
}
