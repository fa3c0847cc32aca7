//! Drives Chromium by chromedriver. WebDriver is JSON over HTTP, so the few commands that are needed stand here.

use crate::{Answer, send};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

pub const TAB: &str = "\u{E004}";
pub const ENTER: &str = "\u{E007}";
pub const CONTROL: &str = "\u{E009}";
pub const ALT: &str = "\u{E00A}";
pub const ESCAPE: &str = "\u{E00C}";
pub const DOWN: &str = "\u{E015}";
pub const RIGHT: &str = "\u{E014}";

/// One browser at a time: they are heavy.
static ONE: Mutex<()> = Mutex::new(());

/// A browser with one window and an empty profile.
pub struct Browser {
    driver: Child,
    /// Closing it would stop the driver at its next word.
    _words: BufReader<ChildStdout>,
    authority: String,
    session: String,
    profile: PathBuf,
    _turn: MutexGuard<'static, ()>,
}

/// The place of a program in the PATH.
pub fn program(name: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?).map(|folder| folder.join(name)).find(|path| path.is_file())
}

/// Whether there is a browser to test in. Where it is required, a missing one fails the tests.
pub fn is_here() -> bool {
    let required = std::env::var("EXPLORER_BROWSER").as_deref() == Ok("required");
    required || (program("chromium").is_some() && program("chromedriver").is_some())
}

/// Starts chromedriver: the process, its words, and its port; none if it ends at once.
fn listening(chromedriver: &Path) -> Option<(Child, BufReader<ChildStdout>, String)> {
    let mut command = Command::new(chromedriver);
    command.arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null());
    let mut driver = command.spawn().expect("chromedriver starts");
    let mut words = BufReader::new(driver.stdout.take().expect("a pipe"));
    let mut line = String::new();
    while words.read_line(&mut line).expect("text") > 0 {
        if let Some((_, port)) = line.split_once("started successfully on port ") {
            let port = port.trim().trim_end_matches('.').to_string();
            return Some((driver, words, port));
        }
        line.clear();
    }
    let _ = driver.wait();
    None
}

impl Browser {
    /// Starts a browser.
    pub fn start() -> Self {
        let here = "chromium and chromedriver are in the PATH (Debian: chromium, chromium-driver)";
        let (chromium, chromedriver) = (program("chromium").expect(here), program("chromedriver").expect(here));
        let turn = ONE.lock().unwrap_or_else(PoisonError::into_inner);
        // A driver can lose its port to another program before it listens.
        let started = (0..5).find_map(|_| listening(&chromedriver));
        let (driver, words, port) = started.expect("chromedriver listens");
        let profile = std::env::temp_dir().join(format!("explorer-{}-{port}", std::process::id()));
        let mut arguments: Vec<String> = [
            "headless",
            "no-sandbox",
            "disable-gpu",
            "disable-quic",
            "no-first-run",
            "disable-background-networking",
            "disable-component-update",
            "disable-sync",
            "window-size=1280,800",
        ]
        .map(|argument| format!("--{argument}"))
        .into();
        arguments.push(format!("--user-data-dir={}", profile.display()));
        let mut browser = Self {
            driver,
            _words: words,
            authority: format!("127.0.0.1:{port}"),
            session: String::new(),
            profile,
            _turn: turn,
        };
        let capabilities = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": { "binary": chromium, "args": arguments },
            "goog:loggingPrefs": { "browser": "ALL" },
            // A machine may be slow; what is there is found at once.
            "timeouts": { "implicit": 20_000, "script": 20_000, "pageLoad": 60_000 },
        } } });
        let session = browser.command("POST", "/session", &capabilities);
        browser.session = session["sessionId"].as_str().expect("a session").to_string();
        browser
    }

    fn attempt(&self, method: &str, path: &str, body: &Value) -> Answer {
        let headers = [("Host", self.authority.as_str()), ("Content-Type", "application/json")];
        let body = if method == "POST" { body.to_string() } else { String::new() };
        send(&self.authority, method, path, &headers, &body)
    }

    fn command(&self, method: &str, path: &str, body: &Value) -> Value {
        let answer = self.attempt(method, path, body);
        assert_eq!(answer.status, 200, "{method} {path} {body}: {}", answer.body);
        answer.json()["value"].take()
    }

    fn post(&self, command: &str, body: &Value) -> Value {
        self.command("POST", &format!("/session/{}/{command}", self.session), body)
    }

    /// Loads an address.
    pub fn open(&self, url: &str) {
        self.post("url", &json!({ "url": url }));
    }

    fn element(&self, css: &str) -> String {
        let found = self.post("element", &json!({ "using": "css selector", "value": css }));
        found.as_object().and_then(|element| element.values().next()?.as_str()).expect("an element").to_string()
    }

    /// Clicks what a selector finds first.
    pub fn click(&self, css: &str) {
        // A page that draws itself again between the two commands removes the element: then there is another.
        let mut clicked = false;
        for _ in 0..10 {
            let path = format!("/session/{}/element/{}/click", self.session, self.element(css));
            let answer = self.attempt("POST", &path, &json!({}));
            clicked = answer.status == 200;
            if clicked {
                break;
            }
            assert!(answer.body.contains("stale element reference"), "a click on {css}: {}", answer.body);
        }
        assert!(clicked, "{css} never stays long enough for a click");
    }

    /// Empties a field and types into it.
    pub fn fill(&self, css: &str, text: &str) {
        let element = self.element(css);
        self.post(&format!("element/{element}/clear"), &json!({}));
        // The driver tells of a change, and a person who empties a field of each key.
        if text.is_empty() {
            let event = "dispatchEvent(new Event('input', { bubbles: true }))";
            self.value(&format!("document.querySelector({}).{event}", json!(css)));
        }
        self.post(&format!("element/{element}/value"), &json!({ "text": text }));
    }

    /// Chooses a file in a field for files.
    pub fn choose(&self, css: &str, file: &str) {
        let element = self.element(css);
        self.post(&format!("element/{element}/value"), &json!({ "text": file }));
    }

    /// Presses keys at once, wherever the focus is.
    pub fn press(&self, keys: &[&str]) {
        let down = keys.iter().map(|key| json!({ "type": "keyDown", "value": key }));
        let up = keys.iter().rev().map(|key| json!({ "type": "keyUp", "value": key }));
        self.keys(down.chain(up).collect());
    }

    /// Types a text, wherever the focus is.
    pub fn write(&self, text: &str) {
        let both = |key: char| ["keyDown", "keyUp"].map(|kind| json!({ "type": kind, "value": key }));
        self.keys(text.chars().flat_map(both).collect());
    }

    fn keys(&self, actions: Vec<Value>) {
        self.post("actions", &json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": actions }] }));
    }

    /// What an expression of JavaScript gives.
    pub fn value(&self, expression: &str) -> Value {
        self.post("execute/sync", &json!({ "script": format!("return {expression}"), "args": [] }))
    }

    /// Waits until an expression of JavaScript is true; fails with what the page shows.
    pub fn until(&self, expression: &str) {
        let script = format!(
            "const done = arguments[0]; const end = Date.now() + 15_000; \
             const look = () => {{ let yes = false; try {{ yes = {expression}; }} catch {{}} \
             if (yes) done(''); else if (Date.now() > end) done(document.body.innerText); else setTimeout(look, 20); }}; look();"
        );
        let shown = self.post("execute/async", &json!({ "script": script, "args": [] }));
        assert_eq!(shown, "", "waited in vain for {expression}");
    }

    /// Waits until an element holds a text.
    pub fn until_text(&self, css: &str, text: &str) {
        self.until(&format!("document.querySelector({}).textContent.includes({})", json!(css), json!(text)));
    }

    /// The text of an element.
    pub fn text(&self, css: &str) -> String {
        self.value(&format!("document.querySelector({}).textContent", json!(css)))
            .as_str()
            .unwrap_or_default()
            .to_string()
    }

    /// Makes the window of a size.
    pub fn resize(&self, width: u32, height: u32) {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", &metrics);
    }

    /// Sends a command of the DevTools protocol.
    pub fn devtools(&self, command: &str, parameters: &Value) -> Value {
        self.post("goog/cdp/execute", &json!({ "cmd": command, "params": parameters }))
    }

    /// A picture of the window, as PNG in base64.
    pub fn picture(&self) -> String {
        let picture = self.command("GET", &format!("/session/{}/screenshot", self.session), &Value::Null);
        picture.as_str().expect("a picture").to_string()
    }

    /// What a body of an asynchronous function of JavaScript returns.
    pub fn eventually(&self, body: &str) -> Value {
        let script = format!(
            "const done = arguments[0]; (async () => {{ {body} }})().then(done, (error) => done(`failed: ${{error}}`));"
        );
        self.post("execute/async", &json!({ "script": script, "args": [] }))
    }

    /// What the console has got since the last look, without the hints of the browser.
    pub fn console(&self) -> Vec<String> {
        let entries = self.post("se/log", &json!({ "type": "browser" }));
        let serious = |entry: &&Value| ["SEVERE", "WARNING"].contains(&entry["level"].as_str().unwrap_or_default());
        entries.as_array().into_iter().flatten().filter(serious).map(|entry| entry["message"].to_string()).collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Ends the browser in an orderly way; after a failed test as well.
        if !self.session.is_empty() {
            let headers = [("Host", self.authority.as_str())];
            let path = format!("/session/{}", self.session);
            let _ = std::panic::catch_unwind(|| send(&self.authority, "DELETE", &path, &headers, ""));
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
        let _ = std::fs::remove_dir_all(&self.profile);
    }
}
