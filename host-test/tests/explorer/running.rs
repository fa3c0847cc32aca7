//! A call that takes long.

use crate::driver::ESCAPE;
use crate::page::{at_org, clean, field, go, run};
use std::io::Read;
use std::net::TcpListener;
use std::time::Duration;

pub async fn a_call_shows_its_time_and_is_cancelled() {
    // An org that takes requests and never answers; it says when the other side has gone.
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("its address"));
    let (ended, ends) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (mut stream, ended) = (stream.expect("a connection"), ended.clone());
            std::thread::spawn(move || {
                let mut bytes = [0; 4096];
                while stream.read(&mut bytes).is_ok_and(|length| length > 0) {}
                let _ = ended.send(());
            });
        }
    });
    let environment = [
        ("OKTA_CLIENT_ORGURL", url.as_str()),
        ("OKTA_CLIENT_TOKEN", "00t"),
        ("OKTA_TESTING_DISABLEHTTPSCHECK", "true"),
    ];
    let (browser, _explorer) = at_org("user.list-users", &environment).await;
    assert_eq!(browser.value("document.getElementById('cancel').hidden"), true);
    browser.click("#run");
    browser.until("parseFloat(document.getElementById('elapsed').textContent) > 0.3");
    browser.until("document.querySelector('#run:disabled .spinner') && document.querySelector('#result[aria-busy=true] .skeleton')");
    browser.click("#cancel");
    browser.until_text("#result .status", "Cancelled");
    assert!(browser.text("#result").contains("repeating is safe"), "{}", browser.text("#result"));
    ends.recv_timeout(Duration::from_secs(20)).expect("the request to the org is broken off");
    browser.until_text("#calls", "cancelled");
    // What writes may have happened; a key cancels as well.
    go(&browser, "group.create-group");
    browser.fill(&field("body.profile.name"), "Night shift");
    browser.until_text("#request-body", "Night shift");
    browser.click("#run");
    browser.until("document.getElementById('elapsed')");
    browser.press(&[ESCAPE]);
    browser.until_text("#result .status", "Cancelled");
    assert!(browser.text("#result").contains("may have done it"), "{}", browser.text("#result"));
    // After that all is as before.
    assert_eq!(browser.value("document.getElementById('run').disabled"), false);
    go(&browser, "user.get-user");
    browser.fill(&field("userId"), "..");
    run(&browser, "Not sent");
    clean(&browser);
}
