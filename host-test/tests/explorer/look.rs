//! How the page looks and feels: accessibility, widths, targets, focus, themes, motion; and pictures for reviewers.

use crate::driver::{Browser, RIGHT, TAB};
use crate::live::{as_real, borrowed};
use crate::page::{GROUP, OVERHANG, USER, again, at, at_org, clean, field, go, run, shown, start, visit};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::json;
use std::path::{Path, PathBuf};

/// axe-core, as npm has it; see the licence beside it.
const AXE: &str = include_str!("axe/axe.min.js");
const WIDTHS: [(u32, u32); 3] = [(1440, 900), (900, 1000), (390, 844)];
const THEMES: [&str; 2] = ["light", "dark"];

fn theme(browser: &Browser, theme: &str) {
    browser.value(&format!("(document.documentElement.dataset.theme = '{theme}')"));
}

/// A state of the page: its name, and how to get there.
type Scene = (&'static str, fn(&Browser));

/// What the pictures show, and what axe checks.
const SCENES: [Scene; 9] = [
    ("start", |browser| visit(browser, "")),
    ("job", |browser| {
        visit(browser, "job/onboard");
        browser.fill("[id='input.login']", "ada@example.com");
        browser.fill("[id='input.groups']", "Engineering, Sales");
    }),
    ("unknown", |browser| visit(browser, "user.creat-usr")),
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
        start(browser);
        browser.until_text("#result .status", "400");
    }),
    ("table", |browser| {
        go(browser, "user.list-users");
        start(browser);
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
        start(browser);
        browser.until_text("#response-body", "Administrator");
    }),
    ("confirm", |browser| {
        go(browser, &format!("group.remove-group?groupId={GROUP}"));
        start(browser);
        browser.until("document.querySelector('#confirm[open]')");
    }),
];

/// Closes what a scene has left open.
fn close(browser: &Browser) {
    browser.value("document.querySelectorAll('dialog[open]').forEach((dialog) => dialog.close())");
}

/// Waits until nothing moves.
fn settled(browser: &Browser) {
    browser.eventually(
        "await Promise.allSettled(document.getAnimations().filter((one) => one.effect.getComputedTiming().iterations !== Infinity) \
         .map((one) => one.finished)); await new Promise(requestAnimationFrame);",
    );
}

/// Shows every scene at every width in both themes, and runs a function on each with the scene's name, the width and the theme.
fn each_scene(browser: &Browser, mut look: impl FnMut(&str, u32, &str)) {
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

pub async fn axe_finds_nothing() {
    let (browser, _explorer) = at("").await;
    browser.value(&format!("(() => {{ {AXE} }})()"));
    let mut found = Vec::new();
    each_scene(&browser, |name, width, scheme| {
        let violations = browser.eventually(
            "const { violations, passes } = await axe.run(); if (passes.length < 10) return ['axe has checked nothing']; \
             return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' ')}`);",
        );
        for violation in violations.as_array().unwrap_or(&vec![violations.clone()]) {
            found.push(format!("{name} {width} {scheme}: {violation}"));
        }
    });
    assert!(found.is_empty(), "{found:#?}");
}

pub async fn no_width_needs_sideways_scrolling() {
    let (browser, _explorer) = at("").await;
    for width in [360, 390, 600, 900, 1151, 1440] {
        browser.resize(width, 740);
        visit(&browser, "");
        assert_eq!(browser.value(OVERHANG), 0, "the start at {width}");
        for action in [
            "user.create-user",
            "application.create-application",
            "brand.update-theme-logo",
            "generic-request.send-request",
        ] {
            go(&browser, action);
            // Every fold that can be opened is.
            browser.value(
                "(() => { for (let left = 400, fold; left && (fold = document.querySelector('#form .fold[aria-expanded=false]')); left--) \
                 fold.click(); })()",
            );
            assert_eq!(browser.value(OVERHANG), 0, "{action} at {width}");
        }
        go(&browser, "user.list-users");
        start(&browser);
        browser.until_text("#result .status", "200");
        browser.until("document.getElementById('rows')");
        assert_eq!(browser.value(OVERHANG), 0, "a table at {width}");
        go(&browser, &format!("user.get-user?userId={USER}"));
        start(&browser);
        browser.until_text("#response-body", "Administrator");
        assert_eq!(browser.value(OVERHANG), 0, "a tree at {width}");
    }
    // The list comes on demand, and makes room.
    browser.resize(360, 740);
    browser.click("#menu");
    browser.fill("#search", "create group");
    browser.until_text("#hits", " of ");
    assert_eq!(browser.value(OVERHANG), 0, "with the list");
    browser.click("[id='action-group.create-group']");
    shown(&browser, "group.create-group");
    assert_eq!(browser.value("getComputedStyle(document.getElementById('catalog')).display"), "none");
    clean(&browser);
}

pub async fn targets_are_large_on_narrow_screens() {
    let (browser, _explorer) = at("").await;
    browser.resize(390, 844);
    // All but links within a sentence, which WCAG leaves out; a box counts with its label.
    let small = "[...document.querySelectorAll('button, a, summary, select, input, textarea, [role=option]')] \
        .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.matches('.away, .skip, :is(p, dd) :is(a, button):not(.crumb a, #note *)')) \
        .map((one) => [one, (one.matches('[type=checkbox], [type=radio]') ? one.closest('label') : one).getBoundingClientRect()]) \
        .filter(([, box]) => box.width > 0 && (box.height < 43.5 || box.width < 43.5)) \
        .map(([one, box]) => `${one.outerHTML.slice(0, 120)} ${box.width}x${box.height}`)";
    for (name, show) in SCENES {
        if name != "row" {
            close(&browser);
        }
        show(&browser);
        settled(&browser);
        assert_eq!(browser.value(small), json!([]), "{name}");
    }
    close(&browser);
    browser.click("#menu");
    browser.click("#browse summary");
    assert_eq!(browser.value(small), json!([]), "the list");
    browser.fill("#search", "user");
    browser.until_text("#hits", " of ");
    assert_eq!(browser.value(small), json!([]), "the hits");
}

pub async fn nothing_covers_what_has_the_focus() {
    let (browser, _explorer) = at("user.create-user").await;
    // The middle of what has the focus is itself, or is inside of it or around it.
    let seen = "(() => { const one = document.activeElement; const target = one.matches('.away') ? one.nextElementSibling ?? one : one; \
        const box = target.getBoundingClientRect(); \
        const top = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 20)); \
        return top !== null && (target.contains(top) || top.contains(target)) \
        && !(document.getElementById('bar').contains(top) && !document.getElementById('bar').contains(target)) ? '' : \
        `${one.id} ${one.outerHTML.slice(0, 100)} under ${top?.outerHTML.slice(0, 100)}`; })()";
    for (width, height) in WIDTHS {
        browser.resize(width, height);
        go(&browser, "user.list-users");
        go(&browser, "user.create-user");
        browser.value("document.getElementById('title').focus()");
        let mut stops = std::collections::BTreeSet::new();
        for _ in 0..30 {
            browser.press(&[TAB]);
            assert_eq!(browser.value(seen), "", "at {width}");
            stops.insert(browser.value("document.activeElement.id").to_string());
        }
        assert!(stops.len() > 15, "{stops:?}");
    }
    // A menu and the bar stay above what scrolls below them.
    assert_eq!(browser.value("document.documentElement.scrollTop + document.body.scrollTop"), 0, "the header stays");
    clean(&browser);
}

pub async fn columns_resize_sections_fold_and_themes_switch() {
    let (browser, explorer) = at("user.get-user").await;
    let width = "document.getElementById('catalog').getBoundingClientRect().width";
    let before = browser.value(width).as_f64().expect("a width");
    browser.value("document.getElementById('nav-border').focus()");
    browser.press(&[RIGHT]);
    browser.press(&[RIGHT]);
    assert_eq!(browser.value(width).as_f64(), Some(before + 48.0));
    assert_eq!(browser.value("document.getElementById('nav-border').ariaValueNow"), format!("{}", before + 48.0));
    let form = "document.getElementById('page').getBoundingClientRect().width";
    let narrow = browser.value(form).as_f64().expect("a width");
    drag(&browser, "#form-border", 60);
    assert_eq!(browser.value(form).as_f64(), Some(narrow + 60.0));
    // Sections fold, and what was chosen is remembered.
    browser.click("[data-section=Group] summary");
    browser.until("document.querySelector('[data-section=Group]').open");
    browser.click("#look");
    browser.click("#theme-dark");
    let dark = browser.value("getComputedStyle(document.body).backgroundColor");
    browser.click("#theme-light");
    assert_ne!(browser.value("getComputedStyle(document.body).backgroundColor"), dark);
    browser.click("#theme-dark");
    again(&browser, &explorer, "user.get-user");
    shown(&browser, "user.get-user");
    assert_eq!(browser.value("getComputedStyle(document.body).backgroundColor"), dark);
    assert_eq!(browser.value(width).as_f64(), Some(before + 48.0));
    assert_eq!(browser.value("document.querySelector('[data-section=Group]').open"), true);
    // Without a choice the system decides.
    browser.click("#look");
    browser.click("#theme-system");
    for scheme in THEMES {
        let feature = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        browser.devtools("Emulation.setEmulatedMedia", &feature);
        assert_eq!(browser.value("getComputedStyle(document.body).backgroundColor") == dark, scheme == "dark");
    }
    // The whole width for a response, and back.
    browser.fill(&field("userId"), USER);
    run(&browser, "200");
    browser.click("#widen");
    assert_eq!(browser.value("document.getElementById('page').checkVisibility()"), false);
    browser.click("#widen");
    assert_eq!(browser.value("document.getElementById('page').checkVisibility()"), true);
    clean(&browser);
}

/// Drags an element to the side by the mouse.
fn drag(browser: &Browser, css: &str, by: i32) {
    let at = browser.value(&format!(
        "(({{ x, y, width }}) => [x + width / 2, y + 100])(document.querySelector('{css}').getBoundingClientRect())"
    ));
    let (x, y) = (at[0].as_f64().expect("a place"), at[1].as_f64().expect("a place"));
    for (kind, x) in [("mousePressed", x), ("mouseMoved", x + f64::from(by)), ("mouseReleased", x + f64::from(by))] {
        let event = json!({ "type": kind, "x": x, "y": y, "button": "left", "buttons": 1, "clickCount": 1 });
        browser.devtools("Input.dispatchMouseEvent", &event);
    }
}

pub async fn motion_can_be_switched_off() {
    let (browser, _explorer) = at("").await;
    let spins = "(() => { const spinner = document.createElement('span'); spinner.className = 'spinner'; document.body.append(spinner); \
        const name = getComputedStyle(spinner).animationName; spinner.remove(); return name; })()";
    assert_eq!(browser.value(spins), "spin");
    let reduced = json!({ "features": [{ "name": "prefers-reduced-motion", "value": "reduce" }] });
    browser.devtools("Emulation.setEmulatedMedia", &reduced);
    assert_eq!(browser.value(spins), "none", "by the system");
    browser.devtools("Emulation.setEmulatedMedia", &json!({ "features": [] }));
    browser.click("#look");
    browser.click("#still");
    assert_eq!(browser.value(spins), "none", "by the person");
    clean(&browser);
}

/// Where reviewers find the pictures.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("explorer-pictures")
}

pub async fn pictures() {
    let (browser, _explorer) = at("").await;
    let folder = folder();
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a writable folder");
    let mut sizes = Vec::new();
    each_scene(&browser, |name, width, scheme| {
        let file = folder.join(format!("{name}-{width}-{scheme}.png"));
        sizes.push(write(&browser, &file));
    });
    assert_eq!(sizes.len(), SCENES.len() * WIDTHS.len() * THEMES.len());
    assert!(sizes.iter().all(|size| *size > 5_000), "a picture shows something: {sizes:?}");
    assert!(browser.console().iter().all(|line| line.contains("404")), "only the unknown action is not found");
    drop(browser);
    live_pictures(&folder).await;
    if std::env::var_os("BLESS").is_some() {
        readme_pictures().await;
    }
}

/// The two of the README, which are looked at like golden files.
async fn readme_pictures() {
    let (browser, _explorer) = at("").await;
    browser.resize(1440, 760);
    let (_, show) = SCENES[5];
    show(&browser);
    browser.value("document.activeElement.blur()");
    for scheme in THEMES {
        theme(&browser, scheme);
        settled(&browser);
        let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
        write(&browser, &docs.join(format!("explorer-{scheme}.png")));
    }
}

/// The start and a question on a live org, which is a mock org that the explorer takes for one.
async fn live_pictures(folder: &Path) {
    let (_mock, environment) = as_real().await;
    let (browser, _explorer) = at_org("", &borrowed(&environment)).await;
    for (width, height) in WIDTHS {
        browser.resize(width, height);
        for (name, (_, show)) in [("live", SCENES[0]), ("live-confirm", SCENES[8])] {
            close(&browser);
            show(&browser);
            for scheme in THEMES {
                theme(&browser, scheme);
                settled(&browser);
                write(&browser, &folder.join(format!("{name}-{width}-{scheme}.png")));
            }
        }
    }
    clean(&browser);
}

/// Writes a picture, and gives its size.
fn write(browser: &Browser, file: &Path) -> usize {
    let picture = BASE64_STANDARD.decode(browser.picture()).expect("base64");
    assert_eq!(&picture[..4], b"\x89PNG");
    std::fs::write(file, &picture).expect("a writable folder");
    picture.len()
}
