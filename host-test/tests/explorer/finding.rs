//! What a search finds beside actions, and links that run what they lead to.

use crate::driver::ENTER;
use crate::page::{USER, again, at, clean, go, run, shown, visit};

pub async fn jobs_come_first_and_an_id_opens_its_object() {
    let (browser, _explorer) = at("").await;
    let first = "document.querySelector('[role=option][aria-selected=true]')";
    browser.fill("#search", "rotate secret");
    browser.until(&format!("{first}?.dataset.name === 'job/rotate-secret'"));
    assert!(browser.text("#list").contains("Create New Client Secret"), "the actions follow");
    browser.click("#search");
    browser.press(&[ENTER]);
    browser.until("location.hash === '#job/rotate-secret'");
    for (typed, says) in [("amara@example.com", "Open user amara@example.com"), (USER, "Open user 00u")] {
        browser.fill("#search", typed);
        browser.until(&format!("{first}?.textContent.includes('{says}')"));
    }
    browser.click("#search");
    browser.press(&[ENTER]);
    shown(&browser, "user.get-user");
    browser.until_text("#result .status", "200");
    // The calls stay where they are, whatever is found.
    let top = "document.getElementById('history').getBoundingClientRect().bottom";
    let before = browser.value(top);
    browser.fill("#search", "qqqqqqqqqqqq");
    browser.until_text("#hits", "No action fits");
    assert_eq!(browser.value(top), before);
    // A mark is explained where it stands.
    browser.fill("#search", "");
    browser.until_text("#hits", "destructive");
    clean(&browser);
}

pub async fn a_link_runs_in_a_new_tab_as_well() {
    let (browser, explorer) = at(&format!("user.get-user?userId={USER}")).await;
    run(&browser, "200");
    let link =
        "[...document.querySelectorAll('#result .chip.link')].find((link) => link.textContent.includes('Groups'))";
    let address = browser.value(&format!("{link}.hash.slice(1)"));
    // The new tab is this one, a moment later.
    browser.value("window.addEventListener('click', (event) => event.preventDefault())");
    browser.value(&format!(
        "{link}.dispatchEvent(new MouseEvent('click', {{ bubbles: true, cancelable: true, ctrlKey: true }}))"
    ));
    again(&browser, &explorer, address.as_str().expect("an address"));
    shown(&browser, "user.get-member-groups");
    browser.until_text("#result .status", "200");
    // Once: the same address by hand shows the form.
    again(&browser, &explorer, address.as_str().expect("an address"));
    shown(&browser, "user.get-member-groups");
    assert_eq!(browser.value("document.getElementById('result').hidden"), true);
    // What was called is told apart by its object and time.
    go(&browser, "user.get-user?userId=bruno%40example.com");
    run(&browser, "200");
    visit(&browser, "");
    browser.until_text(".recent li:first-child", "bruno@example.com");
    assert!(browser.text(".recent li:first-child time").contains(':'));
    clean(&browser);
}
