//! The call elsewhere: as a command, in a shell, in three languages. Each is run, or read by its language.

use crate::driver::{Browser, program};
use crate::page::{at, clean, field};
use host_test::explore::Explorer;
use serde_json::{Value, json};
use std::io::Write;
use std::process::{Command, Stdio};

/// A name that shells and languages would read otherwise.
const NAME: &str = "it's \"q\" \\ $HOME `id` {x} %s 漢 !";

/// The code that the menu copies, for the creation of a group of that name.
async fn copied(form: &str) -> (Browser, Explorer, String) {
    let (browser, explorer) = at("group.create-group").await;
    browser.fill(&field("body.profile.name"), NAME);
    browser.until_text("#request-body", "漢");
    browser.value("(navigator.clipboard.writeText = async (text) => { window.copied = text; })");
    browser.click("#copy-as");
    browser.click(&format!("[data-snippet={form}]"));
    browser.until("window.copied");
    let code = browser.value("window.copied").as_str().expect("a text").to_string();
    browser.until_text("#command", code.split('\n').next().unwrap_or_default());
    (browser, explorer, code)
}

/// Runs a program with code on its standard input, as somebody who has set no variable.
fn output(program: &str, arguments: &[&str], code: &str) -> String {
    let mut child = Command::new(program)
        .args(arguments)
        .env_remove("OKTA_CLIENT_TOKEN")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    child.stdin.take().expect("a pipe").write_all(code.as_bytes()).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    let (out, error) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{program}: {error}\n{code}");
    out.into_owned()
}

/// Checks that the output of a program holds the group of that name.
fn created(out: &str) {
    let start = out.find('{').expect("a body");
    let body: Value = serde_json::from_str(&out[start..]).expect("JSON");
    assert_eq!(body["profile"]["name"], NAME, "{out}");
}

pub async fn a_call_is_copied_as_a_command() {
    let (browser, explorer, code) = copied("command").await;
    let words = shlex::split(&code).expect("words of a shell");
    let org = format!("OKTA_CLIENT_ORGURL={}", explorer.org);
    assert_eq!(words[..3], [&org, "OKTA_CLIENT_TOKEN=mock-token", "OKTA_TESTING_DISABLEHTTPSCHECK=true"]);
    assert_eq!(words[3..6], ["okta-actions", "call", "group.create-group"]);
    let arguments: Value = serde_json::from_str(&words[6]).expect("JSON");
    assert_eq!(arguments, json!({"body": {"profile": {"name": NAME}}}));
    assert_eq!(words.len(), 7);
    clean(&browser);
}

pub async fn a_call_runs_as_curl() {
    let (browser, _explorer, code) = copied("curl").await;
    created(&output("sh", &["-s"], &code.replace("curl ", "curl --silent --show-error --fail ")));
    clean(&browser);
}

pub async fn a_call_runs_as_javascript() {
    let (browser, _explorer, code) = copied("javascript").await;
    created(&output("node", &["--input-type=module", "-"], &code));
    clean(&browser);
}

pub async fn a_call_runs_as_python() {
    let (browser, _explorer, code) = copied("python").await;
    created(&output("python3", &["-"], &code));
    clean(&browser);
}

pub async fn a_call_is_rust() {
    let (browser, _explorer, code) = copied("rust").await;
    // It parses, and its literal holds what is sent.
    output("rustfmt", &["--edition", "2024"], &code);
    let (_, rest) = code.split_once("let body = r#\"").expect("a literal");
    let (body, _) = rest.split_once("\"#;").expect("its end");
    assert_eq!(serde_json::from_str::<Value>(body).expect("JSON"), json!({"profile": {"name": NAME}}));
    assert!(!code.to_lowercase().contains("user-agent"), "another program is not the explorer: {code}");
    assert!(code.contains("reqwest::Method::POST"), "{code}");
    // Bytes go out as bytes, in every form.
    let forms = browser.eventually(
        "const { SNIPPETS } = await import('/call/snippets.js'); \
         const preview = { method: 'POST', url: 'https://acme.okta.com/a?b={c}', headers: [['x-empty', ''], ['x-a', 'it\\'s']], \
         body: { base64: 'AP8=' } }; \
         return SNIPPETS.map(([, , make]) => make({ action: 'a.b', text: '{\"body\":{\"base64\":\"AP8=\"}}', file: { name: 'x y' }, preview }));",
    );
    let forms: Vec<String> = serde_json::from_value(forms).expect("texts");
    assert!(forms[0].ends_with(" okta-actions call a.b '{}' --body 'x y'"), "{}", forms[0]);
    let words = shlex::split(&forms[1]).expect("words of a shell");
    for expected in ["printf", "AP8=", "base64", "--globoff", "x-empty;", "x-a: it's", "--data-binary", "@-"] {
        assert!(words.contains(&expected.to_string()), "{expected} in {words:?}");
    }
    output("rustfmt", &["--edition", "2024"], &forms[2]);
    // A body is laid out to be read, unless a literal would change a number.
    let laid_out = browser.eventually(
        "const { SNIPPETS } = await import('/call/snippets.js'); \
         return ['{\"a\":[true,null]}', '{\"a\":1.50}'].flatMap((body) => SNIPPETS.map(([, , make]) => \
         make({ action: 'a.b', text: '{}', preview: { method: 'POST', url: 'https://acme.okta.com/a', headers: [], body } })));",
    );
    let laid_out: Vec<String> = serde_json::from_value(laid_out).expect("texts");
    assert!(laid_out[1].ends_with("<<'JSON'\n{\n  \"a\": [\n    true,\n    null\n  ]\n}\nJSON"), "{}", laid_out[1]);
    assert!(laid_out[3].contains("JSON.stringify({\n    \"a\": [\n"), "{}", laid_out[3]);
    assert!(laid_out[4].contains("json.dumps({\n      \"a\": [\n        True,\n        None\n"), "{}", laid_out[4]);
    assert!(laid_out[8].contains(r#"body: "{\"a\":1.50}""#) && laid_out[9].contains(r#"data="{\"a\":1.50}""#));
    assert!(forms[3].contains(r#"Buffer.from("AP8=", "base64")"#) && forms[4].contains(r#"base64.b64decode("AP8=")"#));
    clean(&browser);
}

/// Whether the programs that a test runs are there.
pub fn has(name: &str) -> bool {
    program(name).is_some()
}
