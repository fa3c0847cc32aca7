//! The state of the org: mock, live, read-only; and what is asked before something is destroyed.

use crate::driver::{Browser, ENTER};
use crate::explorer;
use crate::jobs::{ADA, fill, fill_name};
use crate::page::{GROUP, GROUP_NAME, USER, at, at_org, borrowed, clean, field, go, run, shown, value};
use host_test::mock::{Mock, Options};

/// A token by which a mock org passes for a real one.
pub const REAL_TOKEN: &str = "00a-token-as-of-a-real-org";

/// A mock org that the explorer takes for a real one.
pub async fn as_real() -> (Mock, Vec<(String, String)>) {
    let options = Options { token: REAL_TOKEN.to_string(), ..Options::default() };
    let mock = Mock::start(options).await.expect("the mock org starts");
    let environment = mock.environment();
    (mock, environment)
}

pub async fn a_live_org_is_loud_and_asks_for_names() {
    let (_mock, environment) = as_real().await;
    let (browser, _explorer) = at_org(&format!("group.remove-group?groupId={GROUP}"), &borrowed(&environment)).await;
    assert_eq!(browser.text("#top .org-badge"), "Live org");
    assert_eq!(
        browser.value("getComputedStyle(document.querySelector('.org-badge')).backgroundColor"),
        "rgb(197, 34, 31)"
    );
    assert!(browser.value("document.title").to_string().contains("LIVE"), "the tab says it too");
    browser.click("#run");
    browser.until("document.querySelector('#confirm[open]')");
    assert_eq!(browser.text("#confirm-expected"), GROUP_NAME, "the name, which Okta tells");
    assert_eq!(browser.value("document.activeElement.id"), "confirm-name");
    let disabled = "document.getElementById('confirm-yes').disabled";
    for wrong in ["", "engineering", GROUP, "Engineerin"] {
        browser.fill("#confirm-name", wrong);
        assert_eq!(browser.value(disabled), true, "{wrong:?}");
        browser.press(&[ENTER]);
        assert_eq!(browser.value("Boolean(document.querySelector('#confirm[open]'))"), true, "{wrong:?}");
    }
    browser.fill("#confirm-name", GROUP_NAME);
    assert_eq!(browser.value(disabled), false);
    browser.click("#confirm-yes");
    browser.until_text("#result .status", "204");
    // What is gone has no name: then it is the id.
    browser.click("#run");
    browser.until_text("#confirm-expected", GROUP_NAME);
    browser.click("#confirm-no");
    browser.until_text("#status", "Not run");
    go(&browser, "group.remove-group?groupId=00g9gone");
    browser.click("#run");
    browser.until_text("#confirm-expected", "00g9gone");
    browser.click("#confirm-no");
    // The command for a terminal means this org.
    assert!(browser.text("#command").starts_with("okta-actions call"), "{}", browser.text("#command"));
    // An example does not fill in the ids of the mock org.
    go(&browser, "group.get-group");
    browser.click("#example");
    browser.until_text("#status", "Filled in");
    let id = browser.value("document.getElementById('f.groupId').value");
    assert!(["", GROUP].contains(&id.as_str().expect("a text")), "{id}");
    clean(&browser);
}

pub async fn a_live_org_asks_before_a_job_that_changes_something() {
    let (_mock, mut environment) = as_real().await;
    let (browser, _explorer) = at_org("job/onboard", &borrowed(&environment)).await;
    assert!(browser.text("#run-job").ends_with('…'), "it says that it will ask");
    fill(&browser, &ADA);
    browser.click("#run-job");
    browser.until("document.querySelector('#confirm.live[open]')");
    let question = browser.text("#confirm");
    for expected in ["Onboard a person?", "live org", "Lovelace", "Create the user", "Activate the user"] {
        assert!(question.contains(expected), "{expected} is not in {question}");
    }
    assert!(!question.contains("Find each group"), "what only reads is no change: {question}");
    assert_eq!(browser.value("document.getElementById('confirm-yes').disabled"), true);
    browser.click("#confirm-no");
    browser.until_text("#status", "Not run");
    assert_eq!(browser.value("document.getElementById('history').hidden"), true, "nothing was called");
    browser.click("#run-job");
    fill_name(&browser, "ada@example.com");
    browser.until_text("#job-run .status", "Done");
    clean(&browser);
    drop(browser);
    // Under a policy that only reads, it says that it cannot run.
    environment.push(("OKTA_ACTIONS_READONLY".into(), "true".into()));
    let (browser, _explorer) = at_org("job/offboard", &borrowed(&environment)).await;
    assert_eq!(browser.value("document.getElementById('run-job').disabled"), true);
    assert!(browser.text("#job-forbidden").contains("This org is read-only"), "{}", browser.text("#job-forbidden"));
    fill(&browser, &[("login", "bruno@example.com")]);
    browser.click("#preview-job");
    browser.until_text("#job-run", "the policy of the environment does not allow user.deactivate-user");
    // A step that reads still runs by hand.
    browser.click(".step:nth-child(1) a.step-title");
    shown(&browser, "user.get-user");
    assert_eq!(value(&browser, "userId"), "bruno@example.com");
    run(&browser, "200");
    clean(&browser);
}

pub async fn a_browser_that_is_not_let_in_gets_a_page() {
    let explorer = explorer(&[]).await;
    let browser = Browser::start();
    browser.open(&format!("{}/#user.list-users", explorer.origin));
    browser.until_text("h1", "not let in");
    assert!(browser.text("main").contains("okta-actions explore"), "{}", browser.text("main"));
    assert_eq!(browser.value("getComputedStyle(document.body).maxWidth"), "544px", "the policy lets its style through");
    let console = browser.console();
    assert!(!console.iter().any(|line| line.contains("Content Security Policy")), "{console:#?}");
}

pub async fn a_read_only_org_says_so() {
    let (_mock, mut environment) = as_real().await;
    environment.push(("OKTA_ACTIONS_READONLY".into(), "true".into()));
    let (browser, _explorer) = at_org("", &borrowed(&environment)).await;
    assert_eq!(browser.text("#top .org-badge"), "Live, read-only");
    assert!(browser.text(".org-card").contains("off, by the policy"), "{}", browser.text(".org-card"));
    browser.write("create group");
    browser.until_text("[role=option][aria-selected=true]", "forbidden by the policy");
    go(&browser, "group.create-group");
    assert!(browser.text("#about .chips").contains("Forbidden by the policy"));
    browser.fill(&field("body.profile.name"), "x");
    run(&browser, "Not sent");
    assert!(browser.text("#result").contains("permanent-not-allowed"), "{}", browser.text("#result"));
    drop(browser);
    let (browser, _explorer) = at_org("", &[("OKTA_ACTIONS_READONLY", "true")]).await;
    assert_eq!(browser.text("#org"), "Mock orgRead-onlyNUMBER".replace("NUMBER", &browser.text(".org-url")));
    clean(&browser);
}

pub async fn a_mock_org_asks_before_it_destroys() {
    let (browser, _explorer) = at("group.create-group").await;
    assert_eq!(browser.text("#top .org-badge"), "Mock org");
    browser.fill(&field("body.profile.name"), "Night shift");
    run(&browser, "200");
    let id = browser.text("#response-body code.id");
    go(&browser, "group.remove-group");
    assert!(browser.text("#about .danger").contains("Destructive"));
    browser.fill(&field("groupId"), &id);
    browser.until_text("#request .url", &id);
    browser.click("#run");
    browser.until("document.querySelector('#confirm[open]')");
    let question = browser.text("#confirm");
    let host = browser.text(".org-url");
    for expected in ["Remove Group", "Group ID", &id, "Night shift", "DELETE http", &format!("Org{host}")] {
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
    // What has a status is asked about with it.
    go(&browser, &format!("user.deactivate-user?userId={USER}"));
    browser.click("#run");
    browser.until_text("#confirm", "amara@example.com is ACTIVE.");
    browser.click("#confirm-no");
    clean(&browser);
}
