//! The states of the page that are looked at: by axe, by measuring, and in pictures.

use crate::driver::Browser;
use crate::jobs::fill;
use crate::page::{GROUP, USER, go, visit};

pub const WIDTHS: [(u32, u32); 3] = [(1440, 900), (900, 1000), (390, 844)];
pub const THEMES: [&str; 2] = ["light", "dark"];

pub fn theme(browser: &Browser, theme: &str) {
    browser.value(&format!("(document.documentElement.dataset.theme = '{theme}')"));
}

/// A state of the page: its name, and how to get there.
pub type Scene = (&'static str, fn(&Browser));

/// What the pictures show, and what axe checks.
pub const SCENES: [Scene; 13] = [
    ("start", |browser| visit(browser, "")),
    ("job", |browser| {
        job(browser, "onboard", &[("login", "ada@example.com"), ("groups", "Engineering, Sales")], "title")
    }),
    ("job-problems", |browser| {
        job(browser, "onboard", &[("login", "ada@example.com"), ("groups", "Engineering, \"Sales\"")], "preview-job");
        browser.until("document.querySelector('#inputs [aria-invalid=true]')");
    }),
    ("job-preview", |browser| {
        job(browser, "offboard", &[("login", "bruno@example.com")], "preview-job");
        browser.until("document.querySelector('.step-request')");
    }),
    ("job-done", |browser| {
        job(browser, "clone-access", &[("from", "bruno@example.com"), ("to", "dalia@example.com")], "run-job");
        browser.until("document.getElementById('job-outputs')");
    }),
    ("job-failed", |browser| {
        let names = [("firstName", "Amara"), ("lastName", "Okafor"), ("groups", "Engineering")];
        job(browser, "onboard", &[&[("login", "amara@example.com")], &names[..]].concat(), "run-job");
        browser.until("document.getElementById('job-lists')");
    }),
    ("unknown", |browser| {
        visit(browser, "user.creat-usr");
        browser.until_text("#title", "Unknown action");
    }),
    ("form", |browser| {
        go(browser, "user.create-user");
        for part in ["in.query", "body.credentials", "body.credentials.password"] {
            let fold = format!("document.getElementById('fold.{part}')");
            browser.value(&format!("{fold}.ariaExpanded === 'true' || {fold}.click()"));
        }
    }),
    ("refused", |browser| {
        go(
            browser,
            "user.create-user?body=%7B%22profile%22%3A%7B%22login%22%3A%22ada%40example.com%22%2C%22email%22%3A%22ada%40example.com%22%7D%7D",
        );
        browser.until_text("#request-body", "ada@example.com");
        browser.value("document.getElementById('run').click()");
        browser.until_text("#result .status", "400");
    }),
    ("table", |browser| {
        go(browser, "user.list-users");
        browser.value("document.getElementById('run').click()");
        browser.until_text("#result .status", "200");
        browser.until_text("#rows", "rows");
    }),
    ("row", |browser| {
        browser.value("document.querySelector('#result .open').click()");
        browser.until("document.querySelector('#row[open]')");
    }),
    ("tree", |browser| {
        go(browser, &format!("user.get-user?userId={USER}"));
        browser.until("!document.querySelector('dialog[open]')");
        browser.value("document.getElementById('run').click()");
        browser.until_text("#response-body", "Administrator");
    }),
    ("confirm", |browser| {
        go(browser, &format!("group.remove-group?groupId={GROUP}"));
        browser.value("document.getElementById('run').click()");
        browser.until("document.querySelector('#confirm[open]')");
    }),
];

/// A job with these inputs, where a button is clicked.
pub fn job(browser: &Browser, name: &str, inputs: &[(&str, &str)], button: &str) {
    visit(browser, &format!("job/{name}"));
    browser.until(&format!("document.getElementById('job-command').textContent.includes('run {name} ')"));
    browser.value("document.getElementById('again').click()");
    fill(browser, inputs);
    browser.value(&format!("document.getElementById('{button}').click()"));
}

/// The scene of a name.
pub fn scene(name: &str) -> fn(&Browser) {
    SCENES.iter().find(|(known, _)| *known == name).expect("a scene").1
}

/// Closes what a scene has left open.
pub fn close(browser: &Browser) {
    browser.value("document.querySelectorAll('dialog[open]').forEach((dialog) => dialog.close())");
}

/// Waits until nothing moves.
pub fn settled(browser: &Browser) {
    browser.eventually(
        "await Promise.allSettled(document.getAnimations().filter((one) => one.effect.getComputedTiming().iterations !== Infinity) \
         .map((one) => one.finished)); await new Promise(requestAnimationFrame);",
    );
}

/// Shows every scene at every width in both themes, and runs a function on each with the scene's name, the width and the theme.
pub fn each_scene(browser: &Browser, mut look: impl FnMut(&str, u32, &str)) {
    for (width, height) in WIDTHS {
        browser.resize(width, height);
        for (name, show) in SCENES {
            if name != "row" {
                close(browser);
            }
            show(browser);
            for scheme in THEMES {
                theme(browser, scheme);
                settled(browser);
                look(name, width, scheme);
            }
        }
    }
}
