//! The start page, jobs, and links that lead nowhere.

use crate::driver::Browser;
use crate::page::{GROUP, GROUP_NAME, again, at, clean, field, go, run, shown, value, visit};
use serde_json::{Value, json};

/// An app of the mock org's seed, with a client secret.
const APP: &str = "0oa0000000000002mock";

pub async fn the_start_page_offers_jobs_calls_and_favourites() {
    let (browser, explorer) = at("").await;
    assert!(browser.text(".org-card").contains("Mock org"));
    let jobs = browser.value("[...document.querySelectorAll('.job')].map((card) => card.hash)");
    let expected = host_test::jobs::shipped().expect("jobs");
    assert_eq!(jobs, json!(expected.iter().map(|job| format!("#job/{}", job.name)).collect::<Vec<_>>()));
    let plain =
        "[...document.querySelectorAll('.job use')].filter((use) => use.getAttribute('href').endsWith('#list')).length";
    assert_eq!(browser.value(plain), 0, "each has a picture of its own");
    browser.until_text("#start", "No calls yet");
    assert!(browser.text(".org-rate").contains("known after the first call"));
    browser.click("#check");
    browser.until_text("#checked", "Connected to ");
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

/// Runs the action that a step opened. The result of the step before is no answer.
fn run_step(browser: &Browser, action: &str, expected: &str) {
    browser.click("#run");
    browser.until_text("#status", &format!("{action}: {expected}"));
}

pub async fn a_job_carries_its_values_from_step_to_step() {
    let (browser, _explorer) = at("").await;
    browser.click("[href='#job/onboard']");
    browser.until("document.getElementById('input.login')");
    let (line, command) = (
        browser.text("#job-command"),
        " okta-actions run onboard --input login=… --input firstName=… --input lastName=…",
    );
    assert!(
        line.starts_with("OKTA_CLIENT_ORGURL=http://127.0.0.1:") && line.ends_with(command),
        "it reaches this org: {line}"
    );
    assert!(browser.text(".step:nth-child(1)").contains("There is none, so nothing to do"), "no groups are given");
    for (name, text) in
        [("login", "grace@example.com"), ("firstName", "Grace"), ("lastName", "O'Hara"), ("groups", GROUP_NAME)]
    {
        browser.fill(&format!("[id='input.{name}']"), text);
    }
    let command = r" okta-actions run onboard --input login=grace@example.com --input firstName=Grace --input 'lastName=O'\''Hara' --input groups=Engineering";
    assert!(browser.text("#job-command").ends_with(command), "{}", browser.text("#job-command"));
    assert!(browser.text(".step:nth-child(3)").contains("Once for each item of $steps.find-groups.outputs.groupIds"));
    // A step for each item has a form for each.
    browser.click(".step:nth-child(1) .items a");
    shown(&browser, "group.list-groups");
    assert_eq!(value(&browser, "search"), format!("profile.name eq \"{GROUP_NAME}\""));
    assert_eq!(browser.value("document.getElementById('result').hidden"), true, "a step runs when a person runs it");
    run_step(&browser, "group.list-groups", "200");
    browser.value("history.back()");
    browser.until("document.querySelectorAll('.step.done').length === 1");
    assert_eq!(browser.value("document.getElementById('input.login').value"), "grace@example.com");
    browser.click(".step:nth-child(2) a.step-title");
    shown(&browser, "user.create-user");
    assert_eq!(value(&browser, "body.profile.lastName"), "O'Hara");
    assert_eq!(value(&browser, "body.profile.email"), "grace@example.com", "a default that is another input");
    browser.until_text("#request .url", "activate=false");
    run_step(&browser, "user.create-user", "200");
    let id = browser.text("#response-body code.id");
    browser.value("history.back()");
    browser.until("document.querySelectorAll('.step.done').length === 2");
    browser.click(".step:nth-child(3) .items a");
    shown(&browser, "group.add-user-to-group");
    assert_eq!((value(&browser, "userId"), value(&browser, "groupId")), (json!(id), json!(GROUP)));
    run_step(&browser, "group.add-user-to-group", "204");
    browser.value("history.back()");
    browser.until("document.querySelectorAll('.step.done').length === 3");
    browser.click(".step:nth-child(4) a.step-title");
    shown(&browser, "user.activate-user");
    browser.until_text("#request .url", "sendEmail=true");
    // What holds back a step is said, with what is known of it.
    visit(&browser, "job/rotate-secret");
    assert!(browser.text(".step:nth-child(2)").contains("Only if $item#/status == 'INACTIVE'"));
    browser.fill("[id='input.appId']", APP);
    browser.click(".step:nth-child(1) a.step-title");
    shown(&browser, "application.list-client-secrets");
    run_step(&browser, "application.list-client-secrets", "200");
    browser.value("history.back()");
    let held = "$item#/status (ACTIVE) == 'ACTIVE' && $inputs.deactivateOld (false) == true";
    browser.until_text(".step:nth-child(4) .items", held);
    browser.click("[id='input.deactivateOld'] option[value='true']");
    browser.until_text(".step:nth-child(4) .items", &held.replace("false", "true"));
    browser.click("#again");
    assert_eq!(browser.value("document.querySelectorAll('.step.done').length"), 0);
    assert!(browser.text("#job-command").ends_with(" okta-actions run rotate-secret --input appId=…"));
    clean(&browser);
}

pub async fn a_job_goes_on_with_all_pages_that_were_loaded() {
    let (browser, _explorer) = at("job/clone-access").await;
    // Another list takes the place of that of the step: groups, in pages of one.
    let list = ".step:nth-child(3) a.step-title";
    browser.value(&format!("(document.querySelector('{list}').href = '#group.list-groups?limit=1')"));
    browser.click(list);
    shown(&browser, "group.list-groups");
    run_step(&browser, "group.list-groups", "200");
    browser.click("#all");
    browser.until_text("#pager", "All pages are loaded: 3 rows");
    browser.value("history.back()");
    browser.until("document.querySelectorAll('.step:nth-child(5) .items a').length === 3");
    browser.until_text(".step:nth-child(5) .items", GROUP_NAME);
    browser.until_text(".step:nth-child(5) .items", "Only if $item#/type (OKTA_GROUP) == 'OKTA_GROUP'");
    clean(&browser);
}

pub async fn every_job_can_be_previewed() {
    let (browser, _explorer) = at("").await;
    // What reads is called; what writes is only previewed, and has made an object with an id.
    let previews = browser.eventually(
        "const { actions, call, jobs, preview } = await import('/lib/server.js'); \
         const { finished, formsOf, type } = await import('/start/state.js'); \
         const methods = new Map((await actions()).actions.map(({ name, method }) => [name, method])); \
         const all = await jobs(); \
         const shown = []; \
         for (const job of all) { \
           for (const { name, example } of job.inputs) type(job, name, [example ?? ''].flat().join()); \
           for (const step of job.steps) { \
             const forms = formsOf(job, step) ?? []; \
             if (forms.length === 0) shown.push([job.name, step.id, 'no form', null, null]); \
             for (const { index, args } of forms) { \
               const text = JSON.stringify(args); \
               const { error = null, message = null, url, body } = await preview(step.action, text); \
               shown.push([job.name, step.id, error, message, /[$]|undefined/.test(decodeURIComponent(url) + body)]); \
               const reads = methods.get(step.action) === 'GET'; \
               const answer = reads ? JSON.parse((await call(step.action, text)).body) : { id: 'x1' }; \
               finished(all, { job: job.name, step: step.id, item: index }, answer); \
             } \
           } \
         } \
         return shown;",
    );
    let previews = previews.as_array().expect("a list");
    let files = host_test::jobs::shipped().expect("jobs");
    for job in &files {
        for step in &job.steps {
            assert!(previews.iter().any(|it| it[0] == job.name && it[1] == step.id), "{}: {}", job.name, step.id);
        }
    }
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
        browser.until(&format!("document.getElementById('unknown-name').textContent === {}", json!(expected)));
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
