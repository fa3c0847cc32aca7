//! What the tests in a browser share: the page at an action, and its fields.

use crate::driver::Browser;
use crate::explorer_with;
use host_test::explore::Explorer;
use host_test::jobs::{Job, shipped};
use serde_json::Value;

/// A group of the mock org's seed, and what people call it.
pub const GROUP: &str = "00g0000000000002mock";
pub const GROUP_NAME: &str = "Engineering";
/// A user of the mock org's seed.
pub const USER: &str = "00u0000000000001mock";

/// How far the page is wider than its window.
pub const OVERHANG: &str = "Math.max(...[...document.querySelectorAll('html, body, main, #start, #action, #fields, #output')]\
     .map((element) => element.scrollWidth - element.clientWidth))";

/// A browser at an address of a new explorer, such as `user.get-user?userId=ada`.
pub async fn at_org(address: &str, environment: &[(&str, &str)]) -> (Browser, Explorer) {
    at_jobs(address, environment, shipped().expect("jobs")).await
}

/// As [`at_org`], with these jobs.
pub async fn at_jobs(address: &str, environment: &[(&str, &str)], jobs: Vec<Job>) -> (Browser, Explorer) {
    let browser = Browser::start();
    let explorer = explorer_with(environment, jobs).await;
    browser.open(&format!("{}#{address}", explorer.url));
    browser.until("document.querySelector('#browse a') && document.getElementById('title')");
    if address.contains('.') {
        shown(&browser, address.split('?').next().unwrap_or_default());
    }
    (browser, explorer)
}

/// As [`at_org`], with a new mock org.
pub async fn at(address: &str) -> (Browser, Explorer) {
    at_org(address, &[]).await
}

/// An environment as [`at_org`] takes it.
pub fn borrowed(environment: &[(String, String)]) -> Vec<(&str, &str)> {
    environment.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

/// Waits for the form of an action.
pub fn shown(browser: &Browser, action: &str) {
    browser.until(&format!(
        "document.querySelector('#about code.name').textContent === '{action}' && !document.getElementById('action').hidden \
         && !document.getElementById('request').hidden"
    ));
}

/// Goes to the form of an action.
pub fn go(browser: &Browser, address: &str) {
    browser.value(&format!("(location.hash = {})", Value::from(address)));
    shown(browser, address.split('?').next().unwrap_or_default());
}

/// Goes to the start, a job, or an address that is unknown.
pub fn visit(browser: &Browser, address: &str) {
    browser.value(&format!("(location.hash = {})", Value::from(address)));
    browser.until("!document.getElementById('start').hidden && document.querySelector('#start #title')");
}

/// Loads the page again, at an address.
pub fn again(browser: &Browser, explorer: &Explorer, address: &str) {
    browser.open("about:blank");
    browser.open(&format!("{}/#{address}", explorer.origin));
    browser.until("document.querySelector('#browse a') && document.getElementById('title')");
}

/// The selector of a field.
pub fn field(path: &str) -> String {
    format!("[id='f.{path}']")
}

/// The selector of what folds a part of the form.
pub fn fold(path: &str) -> String {
    format!("[id='fold.{path}']")
}

/// The value in a field.
pub fn value(browser: &Browser, path: &str) -> Value {
    browser.value(&format!("document.getElementById('f.{path}').value"))
}

/// Chooses a value of a select.
pub fn choose(browser: &Browser, path: &str, value: &str) {
    browser.click(&format!("{} option[value='{value}']", field(path)));
}

/// Forgets the status of an earlier response, so that a test waits for that of the next.
fn forget(browser: &Browser) {
    browser.value("document.querySelector('#result .status')?.remove()");
}

/// Runs the action, wherever the window is scrolled to.
pub fn start(browser: &Browser) {
    forget(browser);
    browser.value("document.getElementById('run').click()");
}

/// Runs the action, and waits for a text in its status.
pub fn run(browser: &Browser, expected: &str) {
    forget(browser);
    browser.click("#run");
    browser.until(&format!("document.querySelector('#result .status')?.textContent.includes('{expected}')"));
}

/// No error on the console, and nothing that the content security policy has stopped.
pub fn clean(browser: &Browser) {
    let console = browser.console();
    assert!(console.is_empty(), "{console:#?}");
}
