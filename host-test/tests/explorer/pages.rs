//! Lists of several pages: their end, and what their views and exports hold.

use crate::page::{at, clean, field, go, run};
use serde_json::{Value, json};

pub async fn a_log_without_an_end_stops_at_its_last_event() {
    let (browser, _explorer) = at("system-log.get-org-system-log?limit=2").await;
    let made = browser.eventually(
        "const { call } = await import('/lib/server.js'); \
         const make = (name) => call('group.create-group', JSON.stringify({ body: { profile: { name } } })); \
         return (await Promise.all(['A', 'B', 'C', 'D', 'E'].map(make))).map(({ status }) => status);",
    );
    assert_eq!(made, json!([200, 200, 200, 200, 200]));
    run(&browser, "200");
    browser.click("#all");
    browser.until_text("#pager", "until now are loaded");
    let rows = browser.value("document.querySelectorAll('#result tbody tr').length").as_u64().expect("a number");
    assert!(rows > 2, "{rows}");
    assert!(browser.text("#pager").contains(&format!("All {rows} rows")), "{}", browser.text("#pager"));
    // What is new later is one click away.
    browser.click("#next");
    browser.until_text("#pager", "until now are loaded");
    clean(&browser);
}

pub async fn all_views_and_exports_hold_all_pages() {
    let (browser, _explorer) = at("user.list-users?limit=2").await;
    browser.value("(navigator.clipboard.writeText = async (text) => { window.copied = text; })");
    browser.value("(URL.createObjectURL = (blob) => { window.saved = blob; return 'about:blank#saved'; })");
    browser.value("(HTMLAnchorElement.prototype.click = function () { window.savedAs = this.download; })");
    run(&browser, "200");
    browser.click("#csv");
    browser.until_text("#status", "2 rows; further pages are not loaded");
    browser.click("#all");
    browser.until_text("#pager", "All pages are loaded: 5 rows");
    browser.click("[aria-label='Copy the JSON']");
    browser.until("window.copied");
    let copied: Value = serde_json::from_str(browser.value("window.copied").as_str().expect("a text")).expect("JSON");
    assert_eq!(copied.as_array().map(Vec::len), Some(5));
    browser.click("[aria-label='Save as JSON']");
    assert_eq!(browser.value("window.savedAs"), "user-list-users.json");
    assert_eq!(browser.eventually("return JSON.parse(await window.saved.text()).length;"), 5);
    browser.click("[data-view=raw]");
    let shown: Value = serde_json::from_str(&browser.text("#response-body")).expect("JSON");
    assert_eq!(shown, copied, "the JSON on the screen");
    browser.click("[data-view=tree]");
    assert_eq!(browser.value("document.querySelectorAll('#response-body > ul > li').length"), 5);
    browser.click("[data-view=table]");
    browser.fill("#filter", "emil");
    assert_eq!(browser.text("#csv"), "CSV (1 of 5 rows)");
    // Back, all pages are still there.
    browser.value("(location.hash = '#user.get-user')");
    browser.until("document.getElementById('title').textContent === 'Get User'");
    browser.value("history.back()");
    browser.until("document.getElementById('kept')");
    assert_eq!(browser.text("#rows"), "5 rows");
    assert_eq!(browser.value("document.getElementById('pager')"), json!(null));
    clean(&browser);
}

pub async fn a_log_is_read_by_time_and_actor() {
    let (browser, _explorer) = at("group.create-group").await;
    browser.fill(&field("body.profile.name"), "Night shift");
    run(&browser, "200");
    go(&browser, "system-log.get-org-system-log?sortOrder=DESCENDING");
    run(&browser, "200");
    browser.until("document.querySelector('#result thead th')");
    let headings = "[...document.querySelectorAll('#result thead th')].map((cell) => cell.textContent)";
    assert_eq!(browser.value(headings), json!(["Time", "Actor", "Event", "Target", "Result"]));
    let target = browser.text("#result tbody tr td[data-key=target]");
    assert_eq!(target, "Night shift");
    // The time of the clock on this machine, and how long ago that is.
    let time = browser
        .value("(({ title, textContent }) => [textContent, title])(document.querySelector('#result tbody time'))");
    let (exact, ago) = (time[0].as_str().expect("a text"), time[1].as_str().expect("a text"));
    assert!(exact.len() == "2026-01-31 09:30:00".len() && ago.contains(": 20"), "{time}");
    clean(&browser);
}
