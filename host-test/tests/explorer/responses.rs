//! Where a response is shown, and of what: the whole width, menus, earlier responses.

use crate::driver::{CONTROL, DOWN, ENTER, ESCAPE};
use crate::page::{GROUP, USER, at, clean, field, go, run, shown, value, visit};

pub async fn whole_width_ends_where_the_form_is_needed() {
    let (browser, _explorer) = at("user.list-users").await;
    let wide = "document.body.classList.contains('wide')";
    let seen = "document.getElementById('form').checkVisibility()";
    run(&browser, "200");
    browser.click("#widen");
    assert_eq!((browser.value(wide), browser.value(seen)), (true.into(), false.into()));
    browser.click("#widen");
    assert_eq!(browser.value(seen), true);
    browser.click("#widen");
    browser.press(&[ESCAPE]);
    assert_eq!(browser.value(seen), true, "Escape brings the form back");
    browser.click("#widen");
    browser.press(&[CONTROL, ENTER]);
    browser.until_text("#result .status", "200");
    assert_eq!(browser.value(seen), true, "so does a run");
    browser.click("#widen");
    visit(&browser, "");
    go(&browser, "application.list-applications");
    assert_eq!((browser.value(wide), browser.value(seen)), (false.into(), true.into()), "and another action");
    clean(&browser);
}

pub async fn enter_in_a_search_opens_nothing_else() {
    let (browser, _explorer) = at("user.list-users").await;
    let opened = "document.body.classList.contains('with-catalog')";
    run(&browser, "200");
    browser.click("#filter");
    browser.write("a");
    browser.press(&[ENTER]);
    assert_eq!((browser.value(opened), browser.value("document.activeElement.id")), (false.into(), "filter".into()));
    browser.click("[data-view=tree]");
    browser.click("#result .document [type=search]");
    browser.write("a");
    browser.press(&[ENTER]);
    assert_eq!(browser.value(opened), false);
    // In a list to choose from, arrows move and Enter takes.
    go(&browser, "group.list-group-members");
    browser.click("[id='choose.groupId']");
    browser.until("document.querySelector('#pick[open] tbody tr.current')");
    let first = browser.text("#pick tr.current");
    browser.press(&[DOWN]);
    assert_ne!(browser.text("#pick tr.current"), first);
    browser.write("engin");
    browser.until_text("#pick .toolbar [role=status]", "1 of");
    browser.press(&[ENTER]);
    browser.until("!document.querySelector('#pick[open]')");
    assert_eq!(value(&browser, "groupId"), GROUP);
    assert_eq!(browser.value(opened), false);
    clean(&browser);
}

pub async fn menus_are_not_cut_off() {
    let (browser, _explorer) = at(&format!("user.get-user?userId={USER}")).await;
    // The place is found once the menu is open.
    let inside = |panel: &str, place: &str| {
        browser.until(&format!(
            "(({{ left, right, bottom }}, room) => right > left && left >= room.left && right <= room.right && bottom <= innerHeight)\
             (document.querySelector('{panel}').getBoundingClientRect(), document.querySelector('{place}').getBoundingClientRect())"
        ));
    };
    browser.resize(1440, 900);
    run(&browser, "200");
    browser.click("#result .related summary");
    browser.until("document.querySelector('#result .related .panel').checkVisibility()");
    inside("#result .related .panel", "#output");
    go(&browser, "user.list-users");
    run(&browser, "200");
    browser.click("#columns");
    browser.until("document.querySelector('#result .toolbar .panel').checkVisibility()");
    inside("#result .toolbar .panel", "#output");
    let lines =
        "Math.max(...[...document.querySelectorAll('.columns .pick span')].map((one) => one.getClientRects().length))";
    assert_eq!(browser.value(lines), 1, "no name is broken");
    browser.press(&[ESCAPE]);
    browser.click("#result tbody .open");
    browser.click("#row .related summary");
    browser.until("document.querySelector('#row .related .panel').checkVisibility()");
    inside("#row .related .panel", "#row");
    clean(&browser);
}

pub async fn a_response_comes_back_and_says_of_when() {
    let (browser, _explorer) = at("application.create-client-secret?appId=0oa0000000000002mock").await;
    run(&browser, "201");
    let secret = "mock-secret-1-of-0oa";
    browser.until_text("#response-body", secret);
    assert_eq!(browser.value("document.getElementById('kept')"), serde_json::Value::Null);
    go(&browser, "group.list-groups");
    browser.value("history.back()");
    shown(&browser, "application.create-client-secret");
    browser.until_text("#kept", "Run it again to refresh");
    assert!(browser.text("#response-body").contains(secret), "what Okta shows once is not lost");
    assert_eq!(browser.value("document.querySelectorAll('#calls li').length"), 1, "nothing was sent again");
    let kept = browser.value("JSON.stringify(localStorage) + JSON.stringify(sessionStorage)").to_string();
    assert!(!kept.contains(secret), "{kept}");
    // With other arguments it is not shown.
    browser.value("(location.hash = '#application.create-client-secret?appId=0oa0000000000001mock')");
    browser.until("document.getElementById('f.appId').value.endsWith('1mock')");
    assert_eq!(browser.value("document.getElementById('result').hidden"), true);
    clean(&browser);
}

pub async fn a_response_of_other_arguments_is_told_apart() {
    let (browser, _explorer) = at("group.create-group").await;
    browser.fill(&field("body.profile.name"), "Night shift");
    run(&browser, "200");
    let stale = "!document.getElementById('stale').hidden && document.querySelector('#result.stale') !== null";
    assert_eq!(browser.value(stale), false);
    browser.click("[id='json.body']");
    browser.fill(&field("body"), "{\"profile\": ");
    browser.until(stale);
    browser.click("#run");
    browser.until_text("#note", "Not sent: the JSON is invalid");
    assert_eq!(browser.value("document.activeElement.id"), "f.body");
    browser.until(stale);
    browser.click("#clear");
    browser.until(stale);
    assert!(browser.text("#result header").contains("of the request before"));
    assert_eq!(browser.value("document.querySelectorAll('#calls li').length"), 1);
    clean(&browser);
}

pub async fn an_answer_that_holds_nothing_says_so() {
    let (browser, _explorer) = at("user.activate-user?userId=chen%40example.com&sendEmail=true").await;
    run(&browser, "200");
    assert!(browser.text("#response-body").contains("Okta returned nothing"), "{}", browser.text("#response-body"));
    clean(&browser);
}
