//! The start page, jobs, and links that lead nowhere.

use crate::page::{again, at, clean, field, go, run, shown, value, visit};
use serde_json::{Value, json};

pub async fn the_start_page_offers_jobs_calls_and_favourites() {
    let (browser, explorer) = at("").await;
    assert!(browser.text(".org-card").contains("Mock org"));
    let jobs = browser.value("[...document.querySelectorAll('.job')].map((card) => card.hash)");
    let expected = ["onboard", "offboard", "rotate-secret", "contain-account", "clone-access"];
    assert_eq!(jobs, json!(expected.map(|name| format!("#job/{name}"))));
    browser.until_text("#start", "No calls yet");
    assert!(browser.text(".org-rate").contains("known after the first call"));
    browser.click("#check");
    browser.until_text("#checked", "answers in");
    browser.until("document.querySelector('.org-rate meter')");
    // A favourite takes the place of what is often used, and outlives the page.
    assert_eq!(browser.text("#favourites-title"), "Often used");
    go(&browser, "user.get-user?userId=amara%40example.com");
    browser.click("#favourite");
    run(&browser, "200");
    again(&browser, &explorer, "");
    assert_eq!(browser.text("#favourites-title"), "Favourites");
    assert_eq!(browser.value("document.querySelectorAll('.two .links')[0].children.length"), 1);
    // A recent call comes back, after a reload with its arguments, before that with its result.
    browser.click(".recent a");
    shown(&browser, "user.get-user");
    assert_eq!(value(&browser, "userId"), "amara@example.com");
    run(&browser, "200");
    visit(&browser, "");
    browser.click(".recent a");
    shown(&browser, "user.get-user");
    browser.until_text("#result .status", "200");
    browser.click("#favourite");
    visit(&browser, "");
    assert_eq!(browser.text("#favourites-title"), "Often used");
    clean(&browser);
}

pub async fn a_job_carries_its_values_from_step_to_step() {
    let (browser, _explorer) = at("").await;
    browser.click("[href='#job/onboard']");
    browser.until("document.getElementById('input.login')");
    for (name, text) in [
        ("login", "grace@example.com"),
        ("firstName", "Grace"),
        ("lastName", "Hopper"),
        ("groupId", "00g0000000000002mock"),
    ] {
        browser.fill(&format!("[id='input.{name}']"), text);
    }
    browser.click(".step:nth-child(1) .step-title");
    shown(&browser, "user.create-user");
    assert_eq!(value(&browser, "body.profile.firstName"), "Grace");
    browser.until_text("#request .url", "activate=false");
    assert_eq!(browser.value("document.getElementById('result').hidden"), true, "a step runs when a person runs it");
    run(&browser, "200");
    let id = browser.text("#response-body code.id");
    browser.value("history.back()");
    browser.until("document.querySelector('.step.done')");
    assert_eq!(browser.value("document.getElementById('input.login').value"), "grace@example.com");
    browser.click(".step:nth-child(2) .step-title");
    shown(&browser, "group.add-user-to-group");
    assert_eq!((value(&browser, "userId"), value(&browser, "groupId")), (json!(id), json!("00g0000000000002mock")));
    run(&browser, "204");
    browser.value("history.back()");
    browser.until("document.querySelectorAll('.step.done').length === 2");
    clean(&browser);
}

pub async fn every_job_can_be_previewed() {
    let (browser, _explorer) = at("").await;
    let previews = browser.eventually(
        "const { jobs, preview } = await import('/lib/server.js'); const { filled } = await import('/start/job.js'); \
         const all = []; \
         for (const job of await jobs()) { \
           const inputs = Object.fromEntries(job.inputs.map(({ name, example }) => [name, example])); \
           const outputs = {}; \
           for (const step of job.steps) { \
             const shown = await preview(step.action, JSON.stringify(filled(step.arguments, { inputs, outputs }))); \
             all.push([job.name, step.id, shown.error ?? null, shown.message ?? null, /[$]/.test(shown.url + shown.body)]); \
             outputs[step.id] = Object.fromEntries(Object.keys(step.outputs ?? {}).map((name) => [name, 'x1'])); \
           } \
         } \
         return all;",
    );
    let previews = previews.as_array().expect("a list");
    assert!(previews.len() >= 12, "{previews:#?}");
    for step in previews {
        assert_eq!((&step[2], &step[4]), (&Value::Null, &json!(false)), "{step}");
    }
    clean(&browser);
}

pub async fn an_unknown_link_shows_nothing_else() {
    let (browser, _explorer) = at("user.get-user?userId=amara%40example.com").await;
    run(&browser, "200");
    for (address, expected) in
        [("user.creat-usr", "user.creat-usr"), ("job/nothing", "job/nothing"), ("%zz", "%zz"), ("<b>", "<b>")]
    {
        visit(&browser, address);
        browser.until("document.getElementById('title').textContent === 'Unknown action'");
        assert_eq!(browser.text("#unknown-name"), expected);
        for part in ["action", "bar", "request", "result"] {
            assert_eq!(browser.value(&format!("document.getElementById('{part}').checkVisibility()")), false, "{part}");
        }
        assert!(!browser.value("document.querySelector('main').innerText").to_string().contains("amara"), "{address}");
        assert_eq!(browser.value("document.querySelector('#catalog [aria-current]')"), Value::Null);
    }
    visit(&browser, "user.creat-usr");
    browser.click("#start [data-name='user.create-user']");
    shown(&browser, "user.create-user");
    browser.fill(&field("body.profile.login"), "x");
    // The browser tells of the answer 404 by itself.
    assert!(browser.console().iter().all(|line| line.contains("404")));
}
