//! How the page looks and feels: accessibility, widths, targets, focus, themes, motion; and pictures for reviewers.

use crate::driver::{Browser, RIGHT, TAB};
use crate::held;
use crate::live::as_real;
use crate::page::{OVERHANG, USER, again, at, at_org, borrowed, clean, field, go, run, shown, start, visit};
use crate::scenes::{SCENES, Scene, THEMES, WIDTHS, close, each_scene, job, scene, settled, theme};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::json;
use std::path::{Path, PathBuf};

/// axe-core, as npm has it; see the licence beside it.
const AXE: &str = include_str!("axe/axe.min.js");
pub async fn axe_finds_nothing() {
    let (browser, _explorer) = at("").await;
    let mut found = Vec::new();
    each_scene(&browser, |name, width, scheme| {
        found.extend(violations(&browser).map(|violation| format!("{name} {width} {scheme}: {violation}")));
    });
    assert!(found.is_empty(), "{found:#?}");
}

/// What axe finds in the page as it is.
pub fn violations(browser: &Browser) -> impl Iterator<Item = String> {
    browser.value(&format!("void (window.axe || (() => {{ {AXE} }})())"));
    let found = browser.eventually(
        "const { violations, passes } = await axe.run(); if (passes.length < 10) return ['axe has checked nothing']; \
         return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' ')}`);",
    );
    let found = found.as_array().cloned().unwrap_or_else(|| vec![found]);
    found.into_iter().map(|violation| violation.to_string())
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
        for name in ["job-problems", "job-preview", "job-done", "job-failed"] {
            scene(name)(&browser);
            assert_eq!(browser.value(OVERHANG), 0, "{name} at {width}");
        }
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
    scene("table")(&browser);
    browser.value("document.activeElement.blur()");
    for scheme in THEMES {
        theme(&browser, scheme);
        settled(&browser);
        let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
        write(&browser, &docs.join(format!("explorer-{scheme}.png")));
    }
}

/// The start, questions and a run on a live org, which is a mock org that the explorer takes for one, and that holds a request.
async fn live_pictures(folder: &Path) {
    let (mock, _) = as_real().await;
    let (environment, _requests) = held::org(&mock, "/grants");
    let (browser, _explorer) = at_org("", &borrowed(&environment)).await;
    let scenes: [Scene; 4] = [
        ("live", scene("start")),
        ("live-confirm", scene("confirm")),
        ("live-job-confirm", |browser| {
            job(browser, "offboard", &[("login", "bruno@example.com")], "run-job");
            browser.until("document.querySelector('#confirm[open]')");
        }),
        ("live-job-running", |browser| {
            browser.fill("#confirm-name", "bruno@example.com");
            browser.click("#confirm-yes");
            browser.until_text("#job-run", "Step 4 of 7");
        }),
    ];
    for (width, height) in WIDTHS {
        browser.resize(width, height);
        for (name, show) in scenes {
            if name != "live-job-running" {
                close(&browser);
            }
            show(&browser);
            for scheme in THEMES {
                theme(&browser, scheme);
                settled(&browser);
                write(&browser, &folder.join(format!("{name}-{width}-{scheme}.png")));
            }
        }
        browser.value("document.getElementById('cancel-job').click()");
        browser.until_text("#job-run .status", "Cancelled");
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
