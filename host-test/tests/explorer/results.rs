//! Results: tables, trees, relations, pages.

use crate::driver::ESCAPE;
use crate::page::{GROUP, USER, again, at, at_org, clean, field, go, run, shown};
use host_test::mock::{Mock, Options};
use serde_json::{Value, json};

const HEADERS: &str = "[...document.querySelectorAll('#result thead th')].map((cell) => cell.dataset.key)";
const FIRST: &str = "document.querySelector('#result tbody tr').textContent";

pub async fn a_list_is_a_table_to_sort_filter_and_shape() {
    let (browser, explorer) = at("user.list-users").await;
    run(&browser, "200");
    let headers = browser.value(HEADERS);
    for expected in ["profile.login", "status", "lastUpdated", "id"] {
        assert!(headers.as_array().expect("headers").contains(&json!(expected)), "{expected} in {headers}");
    }
    browser.until_text("#rows", "5 rows");
    // The filter also finds what no column shows.
    for (words, expected) in [("SUSP dalia", "1 of 5"), ("administrator", "1 of 5"), ("soup", "of 5"), ("", "5 rows")] {
        browser.fill("#filter", words);
        browser.until_text("#rows", expected);
    }
    browser.fill("#filter", "nobody");
    browser
        .until("document.querySelector('#result .table').hidden && !document.querySelector('#result .empty').hidden");
    browser.fill("#filter", "");
    // Up, down, and as it came.
    let sort = "[data-key='profile.lastName'] .sort";
    browser.click(sort);
    browser.until(&format!("{FIRST}.includes('Keller')"));
    assert_eq!(browser.value("document.querySelector(\"[data-key='profile.lastName']\").ariaSort"), "ascending");
    browser.click(sort);
    browser.until(&format!("{FIRST}.includes('Rossi')"));
    browser.click(sort);
    browser.until(&format!("{FIRST}.includes('amara@')"));
    // Columns are chosen, and remembered.
    browser.click("#columns");
    browser.click(".columns [value='created']");
    browser.click(".columns [value='profile.firstName']");
    browser.press(&[ESCAPE]);
    let chosen = browser.value(HEADERS);
    let chosen = chosen.as_array().expect("headers");
    assert!(chosen.contains(&json!("created")) && !chosen.contains(&json!("profile.firstName")), "{chosen:?}");
    again(&browser, &explorer, "user.list-users");
    shown(&browser, "user.list-users");
    run(&browser, "200");
    assert_eq!(&browser.value(HEADERS), &Value::from(chosen.clone()));
    // Numbers are sorted as numbers, and what is empty comes last.
    let order = browser.eventually(
        "const { Table } = await import('/result/table.js'); \
         const items = ['10', '9', '12345678901234567890'].map((n) => JSON.parse(`{\"n\":${n}}`)).concat([{ n: null }, {}]); \
         const table = new Table(document.createElement('div'), items, { action: { name: 'x.y', path: '/' } }); \
         table.sort = { key: 'n', down: true }; return table.rows().map(({ n }) => String(n));",
    );
    assert_eq!(order, json!(["12345678901234567000", "10", "9", "null", "undefined"]));
    clean(&browser);
}

pub async fn a_row_opens_and_leads_on() {
    let (browser, _explorer) = at("user.list-users").await;
    run(&browser, "200");
    browser.click("#result tbody tr .open");
    browser.until("document.querySelector('#row[open]')");
    assert_eq!(browser.text("#row-title"), "amara@example.com");
    browser.until_text("#row-document", "\"Administrator\"");
    browser.press(&["j"]);
    browser.until_text("#row-title", "bruno@");
    browser.press(&["k"]);
    browser.until_text("#row-title", "amara@");
    assert!(browser.text("#row .entries").contains("Suspend User"), "what can be done");
    browser.press(&[ESCAPE]);
    browser.until("!document.querySelector('#row[open]')");
    // A click anywhere in a row opens it, and what belongs to the object is one click away.
    browser.click("#result tbody tr:nth-child(2) td[data-key=status]");
    browser.until_text("#row-title", "bruno@");
    browser.value(
        "[...document.querySelectorAll('#row .chip.link')].find((link) => link.textContent.includes('Groups')).click()",
    );
    shown(&browser, "user.get-member-groups");
    browser.until_text("#result .status", "200");
    browser.until_text("#result tbody", "Everyone");
    clean(&browser);
}

pub async fn a_list_becomes_safe_csv() {
    let (browser, _explorer) = at("group.create-group").await;
    for (index, name) in
        ["=HYPERLINK(\"http://evil.example\")", "@SUM(A1)", "a \"quoted\", name"].into_iter().enumerate()
    {
        browser.fill(&field("body.profile.name"), name);
        browser.until_text("#request-body", &name.replace('"', "\\\""));
        browser.click("#run");
        browser.until(&format!("document.querySelectorAll('#calls li').length === {}", index + 1));
        browser.click("#clear");
    }
    go(&browser, "group.list-groups");
    run(&browser, "200");
    browser.fill("#filter", "OKTA_GROUP");
    browser.value("(URL.createObjectURL = (blob) => { window.saved = blob; return 'about:blank#saved'; })");
    browser.value("(HTMLAnchorElement.prototype.click = function () { window.savedAs = this.download; })");
    browser.click("#csv");
    assert_eq!(browser.value("window.savedAs"), "group-list-groups.csv");
    let bytes = browser.eventually("return [...new Uint8Array(await window.saved.arrayBuffer())];");
    let bytes: Vec<u8> = serde_json::from_value(bytes).expect("bytes");
    let text = String::from_utf8(bytes).expect("UTF-8");
    let text = text.strip_prefix('\u{feff}').expect("a mark for spreadsheets");
    let rows: Vec<&str> = text.trim_end().split("\r\n").collect();
    assert_eq!(rows.len(), 6, "the header and the rows of the filter: {text}");
    assert!(rows[0].starts_with("profile.name,"), "{text}");
    for expected in ["\"'=HYPERLINK(\"\"http://evil.example\"\")\",", "'@SUM(A1),", "\"a \"\"quoted\"\", name\","] {
        assert!(rows.iter().any(|row| row.starts_with(expected)), "{expected} in {text}");
    }
    // All that a spreadsheet could run, and what stays as it is.
    let cells = browser.eventually(
        "const { cell } = await import('/result/csv.js'); \
         return ['=1', '+1', '-1', '-1.5e3', '+49 170', '-x', '@x', '\\t=1', ' =1', '\"=1', '\\'=1', '\\r=1', '\\n=1', '|cmd', '%0a', '\\uff1d1', \
         'plain', '', 'a=b', '2026-01-31', 'x,y', 'x;y', 'two\\nlines', ' space '].map(cell);",
    );
    assert_eq!(
        cells,
        json!([
            "'=1",
            "'+1",
            "-1",
            "-1.5e3",
            "'+49 170",
            "'-x",
            "'@x",
            "'\t=1",
            "' =1",
            "\"'\"\"=1\"",
            "''=1",
            "\"'\r=1\"",
            "\"'\n=1\"",
            "'|cmd",
            "'%0a",
            "'\u{ff1d}1",
            "plain",
            "",
            "a=b",
            "2026-01-31",
            "\"x,y\"",
            "\"x;y\"",
            "\"two\nlines\"",
            "\" space \""
        ])
    );
    // Copied rows are for spreadsheets too.
    browser.value("(navigator.clipboard.writeText = async (text) => { window.copied = text; })");
    browser.click("#copy-table");
    browser.until("window.copied");
    let copied = browser.value("window.copied");
    let copied = copied.as_str().expect("a text");
    assert!(copied.contains('\t') && copied.contains("\n'@SUM(A1)\t"), "{copied}");
    clean(&browser);
}

pub async fn all_pages_load_with_progress_and_stop() {
    let (browser, _explorer) = at("user.list-users?limit=1").await;
    run(&browser, "200");
    browser.until_text("#rows", "1 row");
    browser.click("#next");
    browser.until_text("#rows", "2 rows");
    browser.until("document.activeElement.id === 'next'");
    // Slow enough to look at, and to stop.
    browser.value("(window.quick = window.fetch, window.fetch = (...all) => new Promise((done) => setTimeout(done, 400)).then(() => window.quick(...all)))");
    browser.click("#all");
    browser.until("document.querySelector('#pager progress') && document.querySelector('#pager').textContent.includes('3 rows so far')");
    browser.click("#stop");
    browser.until_text("#pager", "Stopped");
    browser.value("(window.fetch = window.quick)");
    let rows = browser.text("#rows");
    assert!(["3 rows, more not loaded", "4 rows, more not loaded"].contains(&rows.as_str()), "{rows}");
    browser.fill("#filter", "emil");
    browser.click("#all");
    browser.until_text("#pager", "All pages are loaded: 5 rows");
    assert_eq!(browser.text("#rows"), "1 of 5 rows", "the filter holds for what comes");
    // Past the rate limit it waits, and says so.
    let mock = Mock::start(Options { rate_limit: 2, ..Options::default() }).await.expect("the mock org starts");
    let environment = mock.environment();
    let environment: Vec<(&str, &str)> =
        environment.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    drop(browser);
    let (browser, _explorer) = at_org("user.list-users?limit=1", &environment).await;
    run(&browser, "200");
    browser.click("#all");
    browser.until_text("#pager", "The rate limit is used up: goes on in");
    browser.until("document.querySelector('#facts .gauge.low')");
    browser.click("#stop");
    browser.until_text("#pager", "Stopped");
    assert_eq!(browser.text("#rows"), "2 rows, more not loaded");
    clean(&browser);
}

pub async fn a_document_is_a_tree_to_search_and_fold() {
    let (browser, _explorer) = at(&format!("user.get-user?userId={USER}")).await;
    run(&browser, "200");
    let links = "[...document.querySelectorAll('#response-body details')].find((part) => part.textContent.startsWith('\"_links\"'))";
    assert_eq!(browser.value(&format!("{links}.open")), false, "links are folded");
    let search = "#result .document input";
    browser.fill(search, "okafor");
    browser.until_text("#result .toolbar [role=status]", "1 match");
    assert_eq!(browser.text("#response-body .leaf.hit"), "\"lastName\": \"Okafor\"");
    // What is found in a folded part unfolds it.
    browser.fill(search, "href");
    browser.until(&format!("{links}.open"));
    browser.fill(search, "");
    browser.until(&format!("!{links}.open"));
    let buttons = "#result .document .toolbar > button";
    browser.click(&format!("{buttons}:nth-of-type(2)"));
    browser.until("!document.querySelector('#response-body details[open]')");
    browser.click(&format!("{buttons}:nth-of-type(1)"));
    browser.until("!document.querySelector('#response-body details:not([open])')");
    // The text as it came is there too, to the digit.
    browser.click("[data-view=raw]");
    browser.until_text("#response-body", "\"lastName\": \"Okafor\"");
    // A long list is shown in steps.
    let shown = browser.eventually(
        "const { tree } = await import('/result/tree.js'); const list = Array.from({ length: 250 }, (_, n) => n); \
         const made = tree({ list, big: JSON.rawJSON('12345678901234567890') }); made.querySelector('details').open = true; \
         await new Promise((done) => setTimeout(done, 100)); \
         return [made.querySelectorAll('ul ul > li').length, made.textContent.includes('150 more items'), \
         made.textContent.includes('12345678901234567890')];",
    );
    assert_eq!(shown, json!([101, true, true]));
    clean(&browser);
}

pub async fn relations_open_their_objects() {
    let (browser, _explorer) = at("group.list-groups").await;
    run(&browser, "200");
    browser.click(&format!("#result td a[href='#group.get-group?groupId={GROUP}']"));
    shown(&browser, "group.get-group");
    browser.until_text("#result .status", "200");
    browser.until_text("#response-body", "Engineering");
    // A link of Okta's is the action behind it.
    browser.value("document.querySelectorAll('#response-body details').forEach((part) => (part.open = true))");
    browser.until("document.querySelector('#response-body .go')");
    browser.value("[...document.querySelectorAll('#response-body .go')].find((link) => link.textContent.includes('Members')).click()");
    shown(&browser, "group.list-group-members");
    browser.until_text("#result .status", "200");
    assert_eq!(browser.value("document.getElementById('f.groupId').value"), GROUP);
    // What changes something is filled in, and never run by a click.
    go(&browser, &format!("user.get-user?userId={USER}"));
    run(&browser, "200");
    browser.click("#result .related summary");
    browser.value("[...document.querySelectorAll('#result .entries a')].find((link) => link.textContent.includes('Suspend User')).click()");
    shown(&browser, "user.suspend-user");
    assert_eq!(browser.value("document.getElementById('f.userId').value"), USER);
    browser.until_text("#request .url", "lifecycle/suspend");
    assert_eq!(browser.value("document.getElementById('result').hidden"), true, "nothing was run");
    // Ids under the name of their object, by their beginning, and in answers of other actions.
    let targets = browser.eventually(
        "const { ofId, ofHref } = await import('/result/relations.js'); \
         const name = (found) => found && `${found.action.name} ${Object.values(found.args)}`; \
         return [ofId('appId', 'x1'), ofId('groupIds', 'x2'), ofId('actor', '00u1'), ofId('id', 'zzz'), \
         ofHref('https://acme.okta.com/api/v1/users/ada%40example.com'), ofHref('https://acme.okta.com/nowhere')].map(name);",
    );
    assert_eq!(
        targets,
        json!([
            "application.get-application x1",
            "group.get-group x2",
            "user.get-user 00u1",
            null,
            "user.get-user ada@example.com",
            null
        ])
    );
    clean(&browser);
}

pub async fn timing_rate_limit_and_request_id_are_shown() {
    let (browser, _explorer) = at("user.list-users").await;
    run(&browser, "200");
    browser.until_text("#result .timing", " ms");
    let rate = browser.value("(({ max, value }) => [max, value])(document.querySelector('#facts meter'))");
    assert_eq!(rate, json!([1_000_000, 999_999]));
    assert!(browser.text("#facts").contains("999,999 of 1,000,000 left, resets in"));
    assert!(browser.text("#facts").contains("Request idmock-"), "{}", browser.text("#facts"));
    browser.until("document.querySelector('#top #rate meter').value === 999999");
    clean(&browser);
}
