//! The page in a narrow window.

use crate::page::{at, clean, go, run, shown};

pub async fn an_action_opens_at_its_title_in_a_narrow_window() {
    let (browser, _explorer) = at("user.list-users").await;
    for (width, height) in [(900, 1000), (390, 844)] {
        browser.resize(width, height);
        go(&browser, "user.list-users");
        browser.value("document.getElementById('action').scrollTo(0, 100_000)");
        // From the list of actions, which takes the place of the page.
        browser.click("#menu");
        browser.fill("#search", "unlock user");
        browser
            .until("document.querySelector('[role=option][aria-selected=true]')?.dataset.name === 'user.unlock-user'");
        assert_eq!(browser.value("document.getElementById('catalog').offsetWidth === innerWidth"), true, "at {width}");
        browser.click("[role=option][aria-selected=true]");
        shown(&browser, "user.unlock-user");
        let top = "document.getElementById('title').getBoundingClientRect().top - document.getElementById('action').getBoundingClientRect().top";
        browser.until(&format!("{top} >= 0 && {top} < 200"));
        // An open section looks open.
        browser.click("#menu");
        browser.fill("#search", "");
        let turned = "getComputedStyle(document.querySelector('.section[open] > summary .icon')).rotate";
        browser.until(&format!("{turned} === '90deg'"));
        browser.click("#menu");
    }
    clean(&browser);
}

pub async fn the_rate_limit_has_a_label_and_runs() {
    let (browser, _explorer) = at("user.list-users").await;
    run(&browser, "200");
    // One second later everywhere.
    let texts = "[...document.querySelectorAll('.gauge .long')].map((one) => one.textContent)";
    let first = browser.value(texts);
    browser.until(&format!(
        "{texts}.join() !== {} ",
        serde_json::json!(
            first.as_array().expect("texts").iter().filter_map(|text| text.as_str()).collect::<Vec<_>>().join(",")
        )
    ));
    browser.until(&format!("new Set({texts}).size === 1 && {texts}.length === 2"));
    browser.resize(900, 1000);
    browser.until("document.querySelector('#rate .short').checkVisibility()");
    assert!(browser.text("#rate .short").starts_with("Rate limit: "), "{}", browser.text("#rate .short"));
    clean(&browser);
}
