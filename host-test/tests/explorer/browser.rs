//! The page as a person uses it, in headless Chromium: find, fill in, preview, run, and what protects it.

use crate::driver::{ALT, CONTROL, DOWN, ENTER, ESCAPE, TAB};
use crate::page::{at, choose, clean, field, fold, go, run, shown, value};
use host_test::operations;

pub async fn a_nested_form_is_found_filled_previewed_and_run() {
    let (browser, _explorer) = at("").await;
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
    // By an alias; other names that the word begins with follow.
    browser.until_text("[role=option][aria-selected=true] .title", "Preview SAML App Metadata");
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
    browser.click("label[for='f.activate.false']");
    browser.until_text("#request .url", "/api/v1/users?activate=false");
    browser.until_text("#request-body", "••••••");
    browser
        .until_text("#command", r#"okta-actions call user.create-user '{"body":{"profile":{"login":"ada@example.com""#);
    assert!(browser.text("#command").starts_with("OKTA_CLIENT_ORGURL=http://127.0.0.1:"), "it reaches this mock org");
    assert!(!browser.text("body").contains("Correct-horse"), "a secret is not on the screen");
    assert!(!browser.text("#request-body").contains("provider"), "defaults are not sent");
    run(&browser, "200");
    browser.until_text("#response-body", "\"STAGED\"");
    assert!(browser.text("#result .facts").contains("left, resets in"));
    browser.until_text("#calls", "Create User");
    // The new id is suggested where a user is meant.
    let id = browser.text("#response-body code.id");
    go(&browser, "user.get-user");
    assert!(browser.text("[id='hint.userId']").contains("See List Users"));
    browser.click(&field("userId"));
    browser.until(&format!("document.querySelector('[id=\"list.userId\"] option').value === '{id}'"));
    browser.fill(&field("userId"), &id);
    run(&browser, "200");
    // A click on an earlier call brings back what was typed and what came.
    browser.click("#calls li:last-child a");
    shown(&browser, "user.create-user");
    browser.until_text("#response-body", "\"STAGED\"");
    assert_eq!(value(&browser, "body.profile.login"), "ada@example.com");
    clean(&browser);
}

pub async fn the_words_of_people_find_actions() {
    let (browser, _explorer) = at("").await;
    for (typed, found) in [
        ("offboard", "job/offboard"),
        ("leaver", "user.deactivate-user"),
        ("2fa", "user-factor.list-factors"),
        ("block ip", "network-zone.create-network-zone"),
        ("reset password", "user.reset-password"),
        ("createUser", "user.create-user"),
    ] {
        browser.fill("#search", typed);
        browser
            .until(&format!("document.querySelector('[role=option][aria-selected=true]')?.dataset.name === '{found}'"));
    }
    // No hit suggests something, and Enter waits for the answer to what was typed last.
    browser.fill("#search", "qqqqqqqqqqqq");
    browser.until_text("#hits", "No action fits. Try user, group");
    browser.click("#hits button");
    browser.until("document.querySelector('[role=option][aria-selected=true]')");
    assert_eq!(browser.value("document.getElementById('search').value"), "user", "a suggestion is typed by a click");
    browser.fill("#search", "");
    browser.write("revokeUserGrants");
    browser.press(&[ENTER]);
    shown(&browser, "user.revoke-user-grants");
    // So do the keys that move.
    browser.fill("#search", "block ip");
    browser.press(&[DOWN, ENTER]);
    shown(&browser, "network-zone.update-network-zone");
    clean(&browser);
}

pub async fn errors_are_shown_where_they_belong() {
    let (browser, _explorer) = at("user.get-user").await;
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
    for expected in ["permanent-refused", "E0000007", "Not found", "Request id"] {
        assert!(result.contains(expected), "{expected} in {result}");
    }
    assert!(!result.contains("changed nothing"), "that is said of what writes: {result}");
    go(&browser, "user.list-users");
    browser.fill(&field("limit"), "many");
    browser.until_text("[data-for=limit]", "is of the wrong type");
    go(&browser, "group.create-group");
    // An empty field is not sent, and told at the field; what stands in the JSON is sent as it is.
    browser.click("#run");
    browser.until_text("[data-for='body.profile.name']", "is missing");
    assert_eq!(browser.value("document.activeElement.id"), "f.body.profile.name");
    browser.until_text("#note", "Not sent: fill in body.profile.name");
    browser.click("[id='json.body']");
    browser.fill(&field("body"), "{}");
    run(&browser, "400");
    // The cause comes first, and once.
    browser.until_text(".problem-title", "name");
    let result = browser.text("#result");
    let facts = browser.text("#result .facts");
    assert!(!facts.contains(&browser.text(".problem-title")), "{facts}");
    assert!(result.contains("The request changed nothing"), "{result}");
    clean(&browser);
}

pub async fn the_keyboard_alone_is_enough() {
    let (browser, _explorer) = at("user.get-user").await;
    browser.value("document.activeElement.blur()");
    browser.write("/");
    browser.until("document.activeElement.id === 'search'");
    browser.write("group owners create");
    browser.press(&[ESCAPE]);
    browser.write("create group");
    browser.until("document.querySelector('[role=option][aria-selected=true]')");
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
    assert_ne!(
        browser.value("getComputedStyle(document.activeElement).outlineStyle"),
        "none",
        "it is seen where the key led"
    );
    clean(&browser);
}

pub async fn variants_follow_and_json_is_kept_as_it_was_typed() {
    let (browser, _explorer) = at("application.create-application").await;
    browser.fill(&field("body.label"), "Portal");
    choose(&browser, "body.signOnMode", "OPENID_CONNECT");
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
    choose(&browser, "body.signOnMode", "SAML_2_0");
    browser.until("document.getElementById('fold.body.settings.signOn')");
    // What only the other kind has is not sent, and what both have stays.
    browser.until_text("#request-body", "SAML_2_0");
    let body = browser.text("#request-body");
    assert!(body.contains("Portal") && !body.contains("callback") && !body.contains("settings"), "{body}");
    browser.until_text("#status", "Left out");
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

pub async fn the_policy_stops_what_is_not_the_pages_own() {
    let (browser, _explorer) = at("user.get-user").await;
    clean(&browser);
    browser.value("document.head.append(Object.assign(document.createElement('script'), { textContent: 'window.intruder = true' }))");
    browser.value("document.body.append(Object.assign(new Image(), { src: 'http://127.0.0.1:1/pixel.png' }))");
    assert_eq!(browser.value("window.intruder === undefined"), true);
    let console = browser.console();
    assert_eq!(console.iter().filter(|line| line.contains("Content Security Policy")).count(), 2, "{console:#?}");
}

pub async fn hidden_characters_are_made_visible() {
    let (browser, explorer) = at("group.create-group").await;
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
