//! Forms: examples, widgets, labels, errors at the fields, addresses.

use crate::driver::ENTER;
use crate::page::{GROUP, again, at, choose, clean, field, fold, go, run, shown, value};
use serde_json::json;

pub async fn an_example_fills_what_is_empty() {
    let (browser, _explorer) = at("user.create-user").await;
    browser.fill(&field("body.profile.lastName"), "Hopper");
    browser.click("#example");
    browser.until("document.getElementById('f.body.profile.login').value.includes('@')");
    assert_eq!(value(&browser, "body.profile.lastName"), "Hopper", "what was typed stays");
    run(&browser, "200");
    go(&browser, "group.get-group");
    browser.click("#example");
    browser.until("document.getElementById('f.groupId').value.startsWith('00g')");
    run(&browser, "200");
    clean(&browser);
}

pub async fn closed_sets_are_chosen_and_others_typed() {
    let (browser, _explorer) = at("user.list-users").await;
    let options = "[...document.querySelectorAll(\"[id='f.sortOrder'] option\")].map((one) => one.textContent)";
    assert_eq!(browser.value(options), json!(["Default: asc", "asc", "desc", "Another value…"]));
    choose(&browser, "sortOrder", "desc");
    browser.until_text("#request .url", "sortOrder=desc");
    browser.click(&format!("{} option:last-child", field("sortOrder")));
    browser.until("document.activeElement.id === 'f.sortOrder' && document.activeElement.tagName === 'INPUT'");
    browser.write("sideways");
    browser.until_text("#request .url", "sortOrder=sideways");
    // Several of a set.
    let body =
        r#"{"label":"Portal","signOnMode":"OPENID_CONNECT","settings":{"oauthClient":{"grant_types":["implicit"]}}}"#;
    go(&browser, &format!("application.create-application?body={}", percent(body)));
    let picked = "[...document.querySelectorAll('.picks :checked')].map((box) => box.parentElement.textContent)";
    browser.until(&format!("{picked}.includes('implicit')"));
    browser.click("label[for='f.body.settings.oauthClient.grant_types.0']");
    browser.until_text("#request-body", "authorization_code");
    browser.click(".picks .another");
    browser.write("magic");
    browser.press(&[ENTER]);
    browser.until_text("#request-body", "\"magic\"");
    // Yes, no, or nothing.
    go(&browser, "user.list-users");
    go(&browser, "application.list-applications");
    browser.click("label[for='f.useOptimization.true']");
    browser.until_text("#request .url", "useOptimization=true");
    browser.click("label[for='f.useOptimization']");
    browser.until("!document.querySelector('#request .url').textContent.includes('useOptimization')");
    clean(&browser);
}

fn percent(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

pub async fn dates_are_picked_in_utc() {
    let (browser, _explorer) = at("system-log.get-org-system-log").await;
    assert_eq!(browser.value("document.getElementById('f.since').type"), "datetime-local");
    browser.value(
        "(() => { const field = document.getElementById('f.since'); field.value = '2026-01-31T09:30'; \
         field.dispatchEvent(new Event('input', { bubbles: true })); })()",
    );
    browser.until_text("#request .url", "since=2026-01-31T09%3A30%3A00.000Z");
    browser.click("[data-path=since] .quick button:nth-child(2)");
    browser.until(
        "Math.abs(Date.now() - 864e5 - new Date(new URL(document.querySelector('#request .url span').textContent)\
         .searchParams.get('since'))) < 60_000",
    );
    browser.value("[...document.querySelectorAll('[data-path=since] .quick button')].find((one) => one.textContent === 'Yesterday').click()");
    browser.until(
        "((query) => new Date(query.get('until')) - new Date(query.get('since')) > 80_000_000 && new Date(query.get('until')) < Date.now())\
         (new URL(document.querySelector('#request .url span').textContent).searchParams)",
    );
    // Another form of date is kept as it is.
    go(&browser, "system-log.get-org-system-log?since=2026-01-31");
    browser.until("document.getElementById('f.since').type === 'text'");
    assert_eq!(value(&browser, "since"), "2026-01-31");
    clean(&browser);
}

pub async fn secrets_are_hidden_until_shown() {
    let (browser, _explorer) = at("user.create-user").await;
    browser.click(&fold("body.credentials"));
    browser.click(&fold("body.credentials.password"));
    let path = "body.credentials.password.value";
    // What JSON, a shell and a literal write otherwise.
    browser.fill(&field(path), "Correct'horse\"9\\");
    browser.until_text("#request-body", "••••••");
    for form in ["command", "curl", "rust", "javascript", "python"] {
        browser.value(&format!("localStorage.setItem('okta-explorer.snippet', '\"{form}\"')"));
        browser.fill(&field("body.profile.login"), &format!("{form}@example.com"));
        browser.until_text("#command", &format!("{form}@example.com"));
        assert!(browser.text("#command").contains("••••••"), "{form}: {}", browser.text("#command"));
        assert!(!browser.text("body").contains("horse"), "{form} shows the secret");
    }
    assert!(!browser.value("location.href").to_string().contains("horse"), "the address is for sharing");
    assert_eq!(browser.value(&format!("document.getElementById('f.{path}').type")), "password");
    browser.click(&format!("[data-path='{path}'] .input button"));
    assert_eq!(browser.value(&format!("document.getElementById('f.{path}').type")), "text");
    clean(&browser);
}

pub async fn a_file_is_a_body() {
    let (browser, _explorer) = at("brand.update-theme-logo").await;
    let file = std::env::temp_dir().join(format!("explorer-logo-{}.png", std::process::id()));
    std::fs::write(&file, [0x89, b'P', b'N', b'G', 0xff, 0x00]).expect("a writable folder");
    browser.fill(&field("brandId"), "b1");
    browser.fill(&field("themeId"), "t1");
    browser.choose("[id='file.body']", file.to_str().expect("a path of text"));
    browser.until_text("[id='f.body']", "6 bytes");
    assert_eq!(value(&browser, "mediaType"), "image/png");
    browser.until_text("#request .url", "/api/v1/brands/b1/themes/t1/logo");
    browser.until_text("#command", "--body 'explorer-logo-");
    assert!(!browser.value("location.href").to_string().contains("base64"), "a file is not in the address");
    std::fs::remove_file(&file).expect("the file is there");
    // The text of a file, for what people have as one.
    let file = std::env::temp_dir().join(format!("explorer-{}.pem", std::process::id()));
    std::fs::write(&file, "-----BEGIN CERTIFICATE-----\n").expect("a writable folder");
    go(&browser, "domain.create-certificate?domainId=d1");
    browser.choose("[id='file.body.certificate']", file.to_str().expect("a path of text"));
    browser.until_text("#request-body", "BEGIN CERTIFICATE");
    std::fs::remove_file(&file).expect("the file is there");
    clean(&browser);
}

pub async fn labels_are_for_people_and_marks_for_what_is_required() {
    let (browser, _explorer) = at("user.create-user").await;
    let row = |path: &str| browser.text(&format!("[data-path='{path}'] .label"));
    assert!(row("body.profile.firstName").starts_with("First namefirstName"), "{}", row("body.profile.firstName"));
    assert!(row("body.profile.login").contains("required") && !row("body.profile.middleName").contains("required"));
    assert_eq!(browser.value("document.getElementById('f.body.profile.login').ariaRequired"), "true");
    // What the org itself requires and adds is known by its schema only.
    browser.click("#ask-org");
    browser.until("document.querySelector(\"[data-path='body.profile.firstName'] .required\")");
    browser.until_text("#note", "body.profile.lastName");
    go(&browser, "group.get-group");
    assert!(browser.text("[data-path=groupId] .label").starts_with("Group IDgroupIdrequired"));
    clean(&browser);
}

pub async fn an_example_is_of_the_chosen_kind() {
    let (browser, _explorer) = at("application.create-application").await;
    browser.click("#example");
    browser.until_text("#request-body", "BOOKMARK");
    browser.until_text("#request-body", "https://example.com/hook");
    assert_eq!(browser.value("document.getElementById('fold.in.query').ariaExpanded"), "false", "it holds no query");
    choose(&browser, "body.signOnMode", "BASIC_AUTH");
    browser.click("#example");
    browser.until_text("#request-body", "authURL");
    choose(&browser, "body.signOnMode", "OPENID_CONNECT");
    browser.until("!document.getElementById('request-body').textContent.includes('hook')");
    browser.click("#example");
    browser.until_text("#status", "filled in already");
    run(&browser, "200");
    browser.until_text("#response-body", "OPENID_CONNECT");
    // A number is one, whatever else Okta takes.
    go(&browser, "policy.create-policy");
    assert_eq!(browser.value("document.getElementById('f.body.priority').inputMode"), "decimal");
    browser.fill(&field("body.priority"), "3");
    browser.until_text("#request-body", "\"priority\": 3");
    clean(&browser);
}

pub async fn a_draft_says_that_it_is_one() {
    let (browser, _explorer) = at("group.create-group").await;
    let draft = "!document.getElementById('draft').hidden";
    browser.fill(&field("body.profile.name"), "Night shift");
    assert_eq!(browser.value(draft), false);
    go(&browser, "user.list-users");
    assert_eq!(browser.value(draft), false, "nothing was typed here");
    go(&browser, "group.create-group");
    browser.until(draft);
    assert_eq!(value(&browser, "body.profile.name"), "Night shift");
    browser.click("#discard");
    assert_eq!((value(&browser, "body.profile.name"), browser.value(draft)), (json!(""), json!(false)));
    clean(&browser);
}

pub async fn causes_stand_at_their_fields() {
    let (browser, _explorer) = at("user.create-user").await;
    browser.fill(&field("body.profile.login"), "grace@example.com");
    browser.fill(&field("body.profile.email"), "grace@example.com");
    // The field is folded away, and unfolds.
    browser.click(&fold("body.profile"));
    run(&browser, "400");
    browser.until_text("[data-for='body.profile.firstName']", "is required");
    assert_eq!(browser.value("document.getElementById('f.body.profile.firstName').ariaInvalid"), "true");
    browser.until("document.activeElement.id === 'f.body.profile.firstName'");
    browser.write("Grace");
    browser.until("document.querySelector(\"[data-for='body.profile.firstName']\").hidden");
    // Causes name fields in several ways.
    let found = browser.eventually(
        "const { causesByField } = await import('/result/failure.js'); \
         const paths = [['body'], ['body', 'profile'], ['body', 'profile', 'login'], ['body', 'credentials', 'password'], ['limit']]; \
         return [...causesByField(['login: An object with this field already exists', 'Login: taken', \
         'password: requirements were not met', 'profile.login: The field cannot be left blank', \
         \"The value of limit is out of range\", 'Something else'], paths)];",
    );
    let login =
        "login: An object with this field already exists Login: taken profile.login: The field cannot be left blank";
    assert_eq!(
        found,
        json!([
            ["body.profile.login", login],
            ["body.credentials.password", "password: requirements were not met"],
            ["limit", "The value of limit is out of range"],
        ])
    );
    clean(&browser);
}

pub async fn a_form_is_shared_by_its_address_without_secrets() {
    let (browser, explorer) = at("user.create-user").await;
    browser.fill(&field("body.profile.login"), "a&b=c#d@example.com");
    browser.click(&fold("body.credentials"));
    browser.click(&fold("body.credentials.password"));
    browser.fill(&field("body.credentials.password.value"), "Correct-horse-9");
    browser.click(&fold("in.query"));
    browser.click("label[for='f.activate.false']");
    browser.until("location.hash.includes('activate=false')");
    let address = browser.value("location.hash.slice(1)");
    let address = address.as_str().expect("an address");
    assert!(!address.contains("horse"), "{address}");
    again(&browser, &explorer, address);
    shown(&browser, "user.create-user");
    assert_eq!(value(&browser, "body.profile.login"), "a&b=c#d@example.com");
    browser.until_text("#request .url", "activate=false");
    // What the browser keeps of a call holds no secret either.
    for name in ["email", "firstName", "lastName"] {
        browser.fill(&field(&format!("body.profile.{name}")), "a@example.com");
    }
    browser.click(&fold("body.credentials"));
    browser.click(&fold("body.credentials.password"));
    browser.fill(&field("body.credentials.password.value"), "Correct-horse-9");
    browser.until_text("#request-body", "••••••");
    run(&browser, "200");
    browser.until_text("#calls", "Create User");
    let kept = browser.value("JSON.stringify(localStorage) + JSON.stringify(sessionStorage)").to_string();
    assert!(kept.contains("example.com") && !kept.contains("horse"), "{kept}");
    // Back and forward bring the arguments of each form.
    go(&browser, "user.list-users?limit=2&search=profile.city+eq+%22Oslo%22");
    assert_eq!((value(&browser, "limit"), value(&browser, "search")), (json!("2"), json!("profile.city eq \"Oslo\"")));
    browser.value("history.back()");
    shown(&browser, "user.create-user");
    assert_eq!(value(&browser, "body.profile.login"), "a&b=c#d@example.com");
    // The digits of numbers, a number as text, and null survive.
    let query = percent(r#"{"n":12345678901234567890,"t":"007","z":null}"#);
    go(&browser, &format!("group.create-group?body={query}"));
    browser.until_text("#request-body", "12345678901234567890");
    for kept in ["\"007\"", "null"] {
        assert!(browser.text("#request-body").contains(kept), "{}", browser.text("#request-body"));
    }
    go(&browser, "user.get-user?userId=007");
    browser.until_text("#request .url", "/users/007");
    clean(&browser);
}

pub async fn an_id_is_chosen_from_its_list() {
    let (browser, _explorer) = at("group.list-group-members").await;
    browser.click("[id='choose.groupId']");
    browser.until("document.querySelector('#pick[open] tbody tr')");
    browser.fill("#pick [type=search]", "engin");
    browser.until_text("#pick .toolbar [role=status]", "1 of");
    browser.click("#pick .open");
    browser.until("!document.querySelector('#pick[open]')");
    assert_eq!(value(&browser, "groupId"), GROUP);
    browser.until_text("#request .url", GROUP);
    // A list below another object asks for that first.
    go(&browser, "brand.get-theme-for-brand");
    browser.click("[id='choose.themeId']");
    browser.until_text("#status", "Fill in brandId first");
    clean(&browser);
}
