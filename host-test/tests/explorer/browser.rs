//! The page as a person uses it, in headless Chromium.

use crate::driver::{ALT, Browser, CONTROL, DOWN, ENTER, ESCAPE, TAB};
use crate::explorer;
use host_test::explore::Explorer;
use host_test::operations;

/// A browser at an action of a new explorer with a new mock org; none without a browser.
async fn at(action: &str) -> Option<(Browser, Explorer)> {
    let browser = Browser::start()?;
    let explorer = explorer(&[]).await;
    browser.open(&format!("{}#{action}", explorer.url));
    browser.until("document.querySelector('[role=option]')");
    if !action.is_empty() {
        shown(&browser, action);
    }
    Some((browser, explorer))
}

/// Waits for the form of an action.
fn shown(browser: &Browser, action: &str) {
    browser.until(&format!("document.querySelector('.endpoint .name').textContent === '{action}' && !document.getElementById('request').hidden"));
}

fn go(browser: &Browser, action: &str) {
    browser.value(&format!("(location.hash = '{action}')"));
    shown(browser, action);
}

/// How far the page is wider than its window.
const OVERHANG: &str = "document.documentElement.scrollWidth - document.documentElement.clientWidth";

/// The selector of a field.
fn field(path: &str) -> String {
    format!("[id='f.{path}']")
}

fn fold(path: &str) -> String {
    format!("[id='fold.{path}']")
}

fn run(browser: &Browser, expected: &str) {
    browser.click("#run");
    browser.until_text("#result .status", expected);
}

/// No error on the console, and nothing that the content security policy has stopped.
fn clean(browser: &Browser) {
    let console = browser.console();
    assert!(console.is_empty(), "{console:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_nested_form_is_found_filled_previewed_and_run() {
    let Some((browser, _explorer)) = at("").await else { return };
    assert_eq!(browser.value("document.activeElement.id"), "search");
    browser.write("activates them unless users");
    let actions = format!("{} actions", operations::all().len() + 1);
    browser.until_text("#hits", &format!(" of {actions}"));
    assert_eq!(
        browser.text("[role=option][aria-selected=true] .title"),
        "Create User",
        "by the words of a path or summary"
    );
    browser.press(&[ESCAPE]);
    browser.until_text("#hits", &actions);
    browser.write("previewsaml");
    browser.until_text("#hits", &format!("1 of {actions}"));
    assert_eq!(browser.text("[role=option][aria-selected=true] .title"), "Preview SAML App Metadata", "by an alias");
    browser.press(&[ESCAPE]);
    browser.until_text("#hits", &actions);
    browser.write("create user");
    browser.press(&[ENTER]);
    shown(&browser, "user.create-user");
    assert_eq!(browser.value("location.hash"), "#user.create-user");
    browser.until_text("#note", "body.profile.login, body.profile.email");
    browser.fill(&field("body.profile.login"), "ada@example.com");
    browser.fill(&field("body.profile.email"), "ada@example.com");
    browser.fill(&field("body.profile.firstName"), "Ada");
    browser.fill(&field("body.profile.lastName"), "Lovelace");
    browser.click(&fold("body.credentials"));
    browser.click(&fold("body.credentials.password"));
    assert_eq!(browser.value("document.getElementById('f.body.credentials.password.value').type"), "password");
    browser.fill(&field("body.credentials.password.value"), "Correct-horse-9");
    browser.click(&fold("in.query"));
    browser.click(&format!("{} option[value=false]", field("activate")));
    browser.until_text("#request .url", "/api/v1/users?activate=false");
    browser.until_text("#request-body", "••••••");
    browser
        .until_text("#command", r#"okta-actions call user.create-user '{"body":{"profile":{"login":"ada@example.com""#);
    assert!(browser.text("#command").ends_with(" --mock"), "it reaches no org that is set in the terminal");
    assert!(!browser.text("body").contains("Correct-horse"), "a secret is not on the screen");
    assert!(!browser.text("#request-body").contains("provider"), "defaults are not sent");
    run(&browser, "200");
    browser.until_text("#response-body", "\"STAGED\"");
    assert!(browser.text("#result .facts").contains("left, resets in"));
    browser.until_text("#calls", "user.create-user");
    // The new id is suggested where a user is meant.
    let id = browser.text("#response-body button.id");
    go(&browser, "user.get-user");
    assert!(browser.text("[id='hint.userId']").contains("See List Users"));
    browser.click(&field("userId"));
    browser.until(&format!("document.querySelector('[id=\"list.userId\"] option').value === '{id}'"));
    browser.fill(&field("userId"), &id);
    run(&browser, "200");
    // A click on an earlier call brings back what was typed and what came.
    browser.click("#calls li:last-child button");
    shown(&browser, "user.create-user");
    browser.until_text("#response-body", "\"STAGED\"");
    assert_eq!(browser.value("document.getElementById('f.body.profile.login').value"), "ada@example.com");
    clean(&browser);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn pages_go_forward() {
    let Some((browser, _explorer)) = at("user.list-users").await else { return };
    browser.fill(&field("limit"), "2");
    browser.until_text("#request .url", "limit=2");
    run(&browser, "200");
    let first = browser.text("#response-body button.id");
    browser.click("#next");
    browser.until_text("#result-title", "page 2");
    assert_ne!(browser.text("#response-body button.id"), first);
    assert_eq!(browser.value("document.activeElement.id"), "next", "the next page is one key away");
    clean(&browser);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn errors_are_shown_where_they_belong() {
    let Some((browser, _explorer)) = at("user.get-user").await else { return };
    browser.until_text("#request", "Fill in userId");
    browser.click("#run");
    browser.until_text("[data-for=userId]", "is missing");
    assert_eq!(browser.value("document.activeElement.id"), "f.userId");
    assert_eq!(browser.value("document.getElementById('history').hidden"), true, "nothing was called");
    browser.fill(&field("userId"), "..");
    browser.until_text("[data-for=userId]", "dot segment");
    browser.fill(&field("userId"), "nobody@example.com");
    run(&browser, "404");
    let result = browser.text("#result");
    for expected in ["permanent-refused", "E0000007", "Not found", "Nothing was changed", "Request id"] {
        assert!(result.contains(expected), "{expected} in {result}");
    }
    go(&browser, "user.list-users");
    browser.fill(&field("limit"), "many");
    browser.until_text("[data-for=limit]", "is of the wrong type");
    go(&browser, "group.create-group");
    browser.click(&fold("body"));
    browser.click(&fold("body"));
    run(&browser, "400");
    browser.until_text("#result .facts", "Causes");
    clean(&browser);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_destructive_action_asks_first() {
    let Some((browser, _explorer)) = at("group.create-group").await else { return };
    browser.fill(&field("body.profile.name"), "Night shift");
    run(&browser, "200");
    let id = browser.text("#response-body button.id");
    go(&browser, "group.remove-group");
    assert!(browser.text("#about .danger").contains("Destructive"));
    browser.fill(&field("groupId"), &id);
    browser.until_text("#request .url", &id);
    browser.click("#run");
    browser.until("document.querySelector('#confirm[open]')");
    let question = browser.text("#confirm");
    for expected in ["Remove Group", "groupId", &id, "Night shift", "DELETE http"] {
        assert!(question.contains(expected), "{expected} in {question}");
    }
    assert_eq!(browser.value("document.activeElement.id"), "confirm-no", "Enter does no harm");
    browser.press(&[ENTER]);
    browser.until("!document.querySelector('#confirm[open]')");
    assert_eq!(browser.value("document.querySelectorAll('#calls li').length"), 1, "nothing was called");
    browser.click("#run");
    browser.click("#confirm-yes");
    browser.until_text("#result .status", "204");
    go(&browser, "group.get-group");
    browser.fill(&field("groupId"), &id);
    run(&browser, "404");
    clean(&browser);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_keyboard_alone_is_enough() {
    let Some((browser, _explorer)) = at("user.get-user").await else { return };
    browser.value("document.activeElement.blur()");
    browser.write("/");
    browser.until("document.activeElement.id === 'search'");
    browser.write("group owners create");
    browser.press(&[ESCAPE]);
    browser.write("create group");
    let first = browser.text("[role=option][aria-selected=true]");
    browser.press(&[DOWN]);
    assert_ne!(browser.text("[role=option][aria-selected=true]"), first);
    browser.press(&["\u{E013}"]);
    browser.press(&[ENTER]);
    shown(&browser, "group.create-group");
    assert_eq!(browser.value("document.activeElement.id"), "title");
    // Tab reaches the first field, in the order of the page, and every stop can be seen.
    let mut stops = Vec::new();
    while stops.last().is_none_or(|stop| stop != "f.body.profile.name") {
        assert!(stops.len() < 12, "{stops:?}");
        browser.press(&[TAB]);
        stops.push(
            browser
                .value("document.activeElement.id || document.activeElement.textContent")
                .as_str()
                .unwrap_or_default()
                .to_string(),
        );
        assert_ne!(browser.value("getComputedStyle(document.activeElement).outlineStyle"), "none", "{stops:?}");
    }
    browser.write("By keys");
    browser.press(&[TAB]);
    browser.press(&[ALT, "n"]);
    browser.until_text("#request-body", "\"description\": null");
    browser.press(&[ALT, "j"]);
    browser.until("document.activeElement.id === 'f.body'");
    assert!(browser.value("document.activeElement.value").as_str().is_some_and(|json| json.contains("\"By keys\"")));
    browser.press(&[ALT, "j"]);
    browser.press(&[CONTROL, ENTER]);
    browser.until_text("#result .status", "200");
    browser.until_text("#status", "group.create-group: 200");
    browser.press(&[ALT, "r"]);
    assert_eq!(browser.value("document.activeElement.id"), "result-title");
    clean(&browser);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn variants_follow_and_nothing_that_was_typed_is_lost() {
    let Some((browser, _explorer)) = at("application.create-application").await else { return };
    browser.fill(&field("body.label"), "Portal");
    browser.fill(&field("body.signOnMode"), "OPENID_CONNECT");
    assert_eq!(
        browser.value("document.activeElement.id"),
        "f.body.signOnMode",
        "the focus stays while the form changes"
    );
    browser.click(&fold("body.settings"));
    browser.click(&fold("body.settings.oauthClient"));
    browser.click(&fold("body.settings.oauthClient.redirect_uris"));
    browser.click("[id='add.body.settings.oauthClient.redirect_uris']");
    browser.write("https://portal.example.com/callback");
    browser.until_text("#request-body", "https://portal.example.com/callback");
    browser.fill(&field("body.signOnMode"), "SAML_2_0");
    browser.until("document.getElementById('fold.body.settings.signOn')");
    browser.until_text("#request-body", "https://portal.example.com/callback");
    // JSON and form hold the same, and what the schema does not know is kept to the digit.
    browser.click("[id='json.body']");
    browser.fill(&field("body"), r#"{"label": "A", "signOnMode": "BOOKMARK", "serial": 12345678901234567890, "rate": 1.50, "tags": [{"a": null}]}"#);
    browser.click("[id='json.body']");
    assert_eq!(browser.value("document.getElementById('f.body.label').value"), "A");
    browser.fill(&field("body.label"), "B");
    browser.until_text("#request-body", "\"label\": \"B\"");
    let body = browser.text("#request-body");
    for kept in ["\"serial\": 12345678901234567890", "\"rate\": 1.50", "\"a\": null"] {
        assert!(body.contains(kept), "{kept} in {body}");
    }
    // Half-written JSON is neither sent nor lost.
    browser.click("[id='json.body']");
    browser.fill(&field("body"), r#"{"label": "#);
    browser.until_text("#request", "is not valid JSON yet");
    browser.click("#run");
    browser.click("[id='json.body']");
    assert_eq!(browser.value("document.getElementById('f.body').value"), "{\"label\": ");
    assert_eq!(browser.value("document.getElementById('history').hidden"), true, "nothing was called");
    clean(&browser);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_narrow_window_needs_no_sideways_scrolling() {
    let Some((browser, _explorer)) = at("").await else { return };
    browser.narrow(360);
    for action in [
        "user.create-user",
        "application.create-application",
        "brand.update-theme-logo",
        "generic-request.send-request",
    ] {
        go(&browser, action);
        // Every fold that can be opened is.
        browser.value(
            "(() => { for (let left = 400, fold; left && (fold = document.querySelector('#form .fold[aria-expanded=false]')); left--) \
             fold.click(); })()",
        );
        assert_eq!(browser.value(OVERHANG), 0, "{action}");
    }
    go(&browser, "user.list-users");
    run(&browser, "200");
    assert_eq!(browser.value(OVERHANG), 0, "with a response");
    browser.click("#menu");
    browser.fill("#search", "create group");
    assert_eq!(browser.value(OVERHANG), 0, "with the list");
    browser.click("[id='action-group.create-group']");
    shown(&browser, "group.create-group");
    assert_eq!(
        browser.value("getComputedStyle(document.getElementById('catalog')).display"),
        "none",
        "the list makes room"
    );
    clean(&browser);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_file_is_a_body() {
    let Some((browser, _explorer)) = at("brand.update-theme-logo").await else { return };
    let file = std::env::temp_dir().join(format!("explorer-logo-{}.png", std::process::id()));
    std::fs::write(&file, [0x89, b'P', b'N', b'G', 0xff, 0x00]).expect("a writable folder");
    browser.fill(&field("brandId"), "b1");
    browser.fill(&field("themeId"), "t1");
    browser.choose("[id='file.body']", file.to_str().expect("a path of text"));
    browser.until_text("[id='f.body']", "6 bytes");
    assert_eq!(browser.value("document.getElementById('f.mediaType').value"), "image/png");
    browser.until_text("#request .url", "/api/v1/brands/b1/themes/t1/logo");
    browser.until_text("#command", "--body 'explorer-logo-");
    std::fs::remove_file(&file).expect("the file is there");
    clean(&browser);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_policy_stops_what_is_not_the_pages_own() {
    let Some((browser, _explorer)) = at("user.get-user").await else { return };
    clean(&browser);
    browser.value("document.head.append(Object.assign(document.createElement('script'), { textContent: 'window.intruder = true' }))");
    browser.value("document.body.append(Object.assign(new Image(), { src: 'http://127.0.0.1:1/pixel.png' }))");
    assert_eq!(browser.value("window.intruder === undefined"), true);
    let console = browser.console();
    assert_eq!(console.iter().filter(|line| line.contains("Content Security Policy")).count(), 2, "{console:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn hidden_characters_are_made_visible() {
    let Some((browser, explorer)) = at("group.create-group").await else { return };
    browser.fill(&field("body.profile.name"), "user\u{202e}gpj.exe");
    browser.until_text("#request-body", "user\\u202egpj.exe");
    run(&browser, "200");
    browser.until_text("#response-body", "user\\u202egpj.exe");
    assert!(!browser.text("body").contains('\u{202e}'), "{}", browser.text("body"));
    // Neither the address bar nor the page keeps the secret of the printed URL.
    let (_, key) = explorer.url.split_once("key=").expect("a key");
    assert!(!browser.value("location.href + document.documentElement.outerHTML").to_string().contains(key));
    assert_eq!(browser.value("document.cookie"), "", "no script reads the cookie");
    clean(&browser);
}
