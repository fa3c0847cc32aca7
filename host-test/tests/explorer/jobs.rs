//! A whole job: what it is going to do, and its run to its end, to a failure, or until a person cancels it.

use crate::driver::{Browser, ENTER};
use crate::held;
use crate::live::{REAL_TOKEN, as_real};
use crate::look::violations;
use crate::page::{GROUP, GROUP_NAME, at, at_jobs, at_org, borrowed, clean, run, shown, value, visit};
use host_test::host::{Host, InstanceConfig};
use host_test::jobs::{Job, Plan, inputs_from_texts, read_inputs, shipped};
use host_test::mock::{Faults, Mock, Options};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::sync::mpsc::unbounded_channel;

/// The inputs of a person to onboard.
pub const ADA: [(&str, &str); 4] =
    [("login", "ada@example.com"), ("firstName", "Ada"), ("lastName", "Lovelace"), ("groups", GROUP_NAME)];

/// Fills in the inputs of the job that is open.
pub fn fill(browser: &Browser, inputs: &[(&str, &str)]) {
    for (name, text) in inputs {
        browser.fill(&format!("[id='input.{name}']"), text);
    }
}

/// The texts of all elements that a selector finds.
fn texts(browser: &Browser, css: &str) -> Value {
    browser.value(&format!("[...document.querySelectorAll({})].map((one) => one.textContent)", json!(css)))
}

/// What each step says of itself at the right of its title.
fn states(browser: &Browser) -> Value {
    browser.value("[...document.querySelectorAll('.step')].map((one) => one.className.replace('step', '').trim())")
}

pub async fn a_job_runs_as_a_whole() {
    let (browser, _explorer) = at("job/onboard").await;
    fill(&browser, &ADA);
    browser.click("#run-job");
    browser.until_text("#job-run .status", "Done");
    browser.until_text("#status", "Onboard a person: done");
    assert_eq!(states(&browser), json!(["done", "done", "done", "done"]));
    assert!(browser.text(".step:nth-child(3) .step-state").starts_with("1 call"), "{}", browser.text(".steps"));
    assert_eq!(browser.value("document.activeElement.id"), "run-title", "the keyboard goes on where the result is");
    browser.until_text("#calls", "Onboard a person");
    // Ids of the outputs are links to their objects, and the report is there when a person comes back.
    assert!(browser.text("#job-outputs").contains(GROUP), "{}", browser.text("#job-outputs"));
    browser.click("#job-outputs li:first-child code.id");
    shown(&browser, "user.get-user");
    browser.until_text("#result .status", "200");
    browser.until_text("#response-body", "ada@example.com");
    assert!(!browser.text("#response-body").contains("STAGED"), "the user is activated");
    browser.value("history.back()");
    browser.until_text("#job-run .status", "Done");
    // Nothing is left to do for a list without items.
    visit(&browser, "job/rotate-secret");
    fill(&browser, &[("appId", "0oa0000000000002mock")]);
    browser.click("#run-job");
    browser.click("#confirm-yes");
    browser.until_text("#job-run .status", "Done");
    assert_eq!(states(&browser), json!(["done", "skipped", "done", "skipped"]));
    browser.until_text(".step:nth-child(2) .step-state", "nothing to do");
    browser.click("#again");
    assert_eq!(browser.value("document.getElementById('job-run').hidden"), true);
    clean(&browser);
}

pub async fn a_preview_is_that_of_the_command_and_sends_nothing() {
    let (tap, mut requests) = unbounded_channel();
    let faults = Faults { seed: 1, percent: 0, tap: Some(tap) };
    let mock = Mock::start(Options { token: REAL_TOKEN.to_string(), faults: Some(faults), ..Options::default() })
        .await
        .expect("the mock org starts");
    let environment = mock.environment();
    let (browser, _explorer) = at_org("", &borrowed(&environment)).await;
    let host = Host::new().expect("the component loads");
    for job in shipped().expect("jobs") {
        let given: Vec<(&str, &str)> = match job.name.as_str() {
            "onboard" => ADA.to_vec(),
            "rotate-secret" => vec![("appId", "0oa0000000000002mock")],
            "clone-access" => vec![("from", "bruno@example.com"), ("to", "dalia@example.com")],
            _ => vec![("login", "bruno@example.com")],
        };
        visit(&browser, &format!("job/{}", job.name));
        browser.until(&format!("document.getElementById('title').textContent === {}", json!(job.title)));
        fill(&browser, &given);
        browser.click("#preview-job");
        browser.until_text("#job-run", "Nothing was sent");
        let inputs = inputs_from_texts(&job, given).and_then(|given| read_inputs(&job, given)).expect("inputs");
        let config = InstanceConfig::over_network(environment.clone());
        let plan = Plan::new(&host, &config, job, inputs).await.expect("a host").expect("a plan");
        for (index, step) in plan.preview().iter().enumerate() {
            let css = format!(".step:nth-child({}) .step-request", index + 1);
            let text = browser.text(&css);
            assert!(text.contains(&format!("{} {}", step.method, step.path)), "{step:?} is not in {text}");
            assert!(text.contains(&step.action), "{step:?} is not in {text}");
            for part in step.for_each.iter().chain(&step.when) {
                assert!(text.contains(part), "{step:?} is not in {text}");
            }
            let names = texts(&browser, &format!("{css} dt code"));
            let arguments: Vec<&String> = step.arguments.as_object().expect("arguments").keys().collect();
            assert_eq!(names, json!(arguments), "{step:?}");
            let marked = browser
                .value(&format!("Boolean(document.querySelector('.step:nth-child({}) .chip.danger'))", index + 1));
            assert_eq!(marked, step.destructive, "{step:?}");
        }
    }
    assert!(requests.try_recv().is_err(), "a preview sends nothing");
    // What a plan says is no longer true of other inputs.
    fill(&browser, &[("to", "amara@example.com")]);
    assert_eq!(browser.value("document.querySelector('.step-request, #job-run:not([hidden])')"), Value::Null);
    // The run sends what was shown.
    visit(&browser, "job/contain-account");
    browser.click("#run-job");
    fill_name(&browser, "bruno@example.com");
    browser.until_text("#job-run .status", "Done");
    let first = requests.try_recv().expect("a request");
    assert!(first.starts_with(b"GET /api/v1/users/bruno%40example.com "), "{}", String::from_utf8_lossy(&first));
    clean(&browser);
}

/// Types the name that the question before a job on a live org asks for.
pub fn fill_name(browser: &Browser, name: &str) {
    browser.until("document.querySelector('#confirm[open]')");
    assert_eq!(browser.text("#confirm-expected"), name);
    browser.fill("#confirm-name", name);
    browser.press(&[ENTER]);
}

pub async fn a_failure_says_what_was_done_and_the_person_goes_on() {
    let (browser, _explorer) = at("job/onboard").await;
    fill(&browser, &ADA);
    fill(&browser, &[("login", "amara@example.com")]);
    browser.click("#run-job");
    browser.until_text("#job-run .status", "Failed");
    assert_eq!(states(&browser), json!(["done", "failed", "not-done", "not-done"]));
    let report = browser.text("#job-run");
    for expected in [
        "Step 2 failed: Create the user, not yet active. Okta answered 400",
        "Api validation failed: profile.login",
        "E0000001",
        "changed nothing",
        "Nothing is undone",
    ] {
        assert!(report.contains(expected), "{expected} is not in {report}");
    }
    let lists = "DoneFind each group by its nameNot doneCreate the user, not yet activeAdd the user to each group\
                 Activate the user and send the invitation";
    assert_eq!(browser.text("#job-lists"), lists);
    assert!(browser.text("#job-outputs").contains(GROUP), "what is known by then");
    // With another login, the steps go on from there by hand.
    fill(&browser, &[("login", "ada@example.com")]);
    browser.click(".step:nth-child(2) a.step-title");
    shown(&browser, "user.create-user");
    run(&browser, "200");
    let id = browser.text("#response-body code.id");
    browser.value("history.back()");
    browser.until("document.querySelector('.step:nth-child(3) .items a')");
    browser.click(".step:nth-child(3) .items a");
    shown(&browser, "group.add-user-to-group");
    assert_eq!((value(&browser, "userId"), value(&browser, "groupId")), (json!(id), json!(GROUP)));
    // A list stops at the item that fails.
    visit(&browser, "job/onboard");
    browser.click("#again");
    fill(&browser, &ADA);
    fill(&browser, &[("groups", "Engineering, Nowhere, Analysts")]);
    browser.click("#run-job");
    browser.until_text("#job-run", "Step 1 failed: Find each group by its name at Nowhere");
    assert!(browser.text("#job-lists").starts_with("DonenothingNot doneFind each group by its name (1 of 3 done)"));
    clean(&browser);
}

pub async fn a_run_is_cancelled_before_its_next_call() {
    let (mock, _) = as_real().await;
    let (environment, requests) = held::org(&mock, "/sessions");
    let (browser, _explorer) = at_org("job/offboard", &borrowed(&environment)).await;
    fill(&browser, &[("login", "bruno@example.com")]);
    browser.click("#run-job");
    fill_name(&browser, "bruno@example.com");
    browser.until("parseFloat(document.querySelector('.step.running [data-since]').textContent) > 0.3");
    browser.until_text("#job-run", "Step 3 of 7");
    assert_eq!(states(&browser), json!(["done", "done", "running", "waiting", "waiting", "waiting", "waiting"]));
    assert_eq!(browser.value("document.activeElement.id"), "cancel-job");
    assert_eq!(browser.value("document.getElementById('input.login').matches(':disabled')"), true);
    assert_eq!(violations(&browser).collect::<Vec<_>>(), [""; 0], "of a job that runs");
    // It goes on while a person looks elsewhere.
    visit(&browser, "");
    visit(&browser, "job/offboard");
    browser.until("document.querySelector('.step.running [data-since]')");
    browser.click("#cancel-job");
    browser.until_text("#job-run .status", "Cancelled");
    let next = || requests.recv_timeout(Duration::from_secs(20)).expect("the org is told");
    let seen: Vec<String> = std::iter::repeat_with(next).take_while(|line| line != held::GONE).collect();
    assert_eq!(seen.len(), 3, "{seen:?}");
    let report = browser.text("#job-run");
    for expected in [
        "in the step “End all sessions, with the tokens of apps”",
        "Okta may have done it already",
        "DoneFind the userList the groups of the user, for the recordMay be doneEnd all sessions, with the tokens of appsNot doneRevoke",
        "Outputs of the steps that are done",
    ] {
        assert!(report.contains(expected), "{expected} is not in {report}");
    }
    browser.until_text("#calls", "cancelled");
    // Another call is the next that the org sees.
    visit(&browser, "");
    browser.click("#check");
    browser.until_text("#checked", "Connected to");
    assert!(next().contains("/api/v1/org"), "no step followed");
    clean(&browser);
}

pub async fn problems_stand_at_their_inputs() {
    let (browser, _explorer) = at("job/onboard").await;
    let error = |name: &str| {
        let shown = browser.value(&format!("document.getElementById('input.{name}.error').checkVisibility()"));
        (shown == true).then(|| browser.text(&format!("[id='input.{name}.error']")))
    };
    for button in ["#preview-job", "#run-job"] {
        browser.click("#again");
        fill(&browser, &[("login", "ada@example.com"), ("groups", "A, B\"C")]);
        browser.click(button);
        browser.until("document.activeElement.id === 'input.firstName'");
        assert_eq!(error("login"), None);
        assert_eq!(error("firstName").as_deref(), Some("is missing"));
        assert_eq!(error("lastName").as_deref(), Some("is missing"));
        assert!(error("groups").is_some_and(|text| text.starts_with("Item 2: ")), "{:?}", error("groups"));
        assert_eq!(browser.value("document.getElementById('input.groups').getAttribute('aria-invalid')"), "true");
        browser.until_text("#status", "Nothing was sent: 3 problems in the inputs");
        assert_eq!(browser.value("document.querySelector('.step-request, #job-run:not([hidden])')"), Value::Null);
    }
    fill(&browser, &[("firstName", "Ada")]);
    assert_eq!(
        (error("firstName"), error("lastName").as_deref()),
        (None, Some("is missing")),
        "what is typed is looked at"
    );
    assert_eq!(browser.value("document.getElementById('history').hidden"), true, "nothing was called");
    clean(&browser);
}

/// A secret that JSON escapes.
const SECRET: &str = r#"Correct"horse\9"#;

pub async fn a_secret_input_is_shown_nowhere() {
    let file = "
arazzo: 1.0.1
info: {title: Sign-in at once, version: 1.0.0}
workflows:
  - workflowId: with-password
    inputs:
      type: object
      required: [login, password]
      properties: {login: {type: string}, password: {type: string, format: password, minLength: 8}}
    steps:
      - stepId: create
        operationId: user.create-user
        requestBody:
          payload:
            profile: {login: $inputs.login, email: $inputs.login, firstName: A, lastName: B}
            credentials: {password: {value: $inputs.password}}
        outputs: {userId: $response.body#/id}
    outputs: {userId: $steps.create.outputs.userId}
";
    let job = Job::parse(file).expect("a job");
    let (browser, _explorer) = at_jobs("job/with-password", &[], vec![job]).await;
    let hidden = |state: &str| {
        let all = "document.documentElement.outerHTML + location.href + JSON.stringify({ ...localStorage, ...sessionStorage })";
        let all = browser.value(all).to_string();
        assert!(!all.contains("Correct") && !all.contains("horse"), "{state}: {all}");
    };
    fill(&browser, &[("login", "ada@example.com"), ("password", "Correct")]);
    browser.click("#preview-job");
    browser.until_text("[id='input.password.error']", "the value is shorter than 8 characters");
    hidden("a problem");
    fill(&browser, &[("password", SECRET)]);
    browser.click("#preview-job");
    browser.until_text(".step-request", "\"value\": \"•••\"");
    hidden("a preview");
    assert!(browser.text("#job-command").contains("password=…"));
    // The form of the step has it, its address has not.
    browser.click("a.step-title");
    shown(&browser, "user.create-user");
    assert_eq!(value(&browser, "body.credentials.password.value"), SECRET);
    assert_eq!(value(&browser, "body.profile.login"), "ada@example.com");
    browser.until_text("#request-body", "••••••");
    hidden("a form");
    browser.value("history.back()");
    browser.until("document.getElementById('run-job')");
    browser.click("#run-job");
    browser.until_text("#job-run .status", "Done");
    hidden("a run");
    clean(&browser);
}
