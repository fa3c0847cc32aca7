//! Every action has cases: arguments, the expected request, a response, and the expected result.
//!
//! The cases are data, `tests/cases/<interface>.jsonl`, one per line, written from facts about Okta and never from
//! `wit/`. `tests/coverage.rs` checks that no action lacks them.

mod support;

use bytes::Bytes;
use host_test::host::values::Outcome;
use libtest_mimic::{Arguments, Failed, Trial};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    action: String,
    case: String,
    arguments: Box<RawValue>,
    request: Request,
    answer: HttpResponse,
    result: Map<String, Value>,
}

/// The expected request; headers that it does not name are not compared.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    method: String,
    path: String,
    #[serde(default)]
    query: BTreeMap<String, String>,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    /// Compared as JSON.
    body: Option<Value>,
    /// Compared byte for byte.
    text: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HttpResponse {
    status: u16,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    /// A JSON value, or a string for any other text.
    body: Option<Value>,
}

fn main() -> ExitCode {
    let runtime = Arc::new(tokio::runtime::Runtime::new().expect("a runtime"));
    let mut trials = Vec::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut files: Vec<_> =
        std::fs::read_dir(folder).expect("the cases").map(|file| file.expect("a file").path()).collect();
    files.sort();
    for file in files {
        let interface = file.file_stem().expect("a name").to_string_lossy().into_owned();
        for (number, line) in std::fs::read_to_string(&file).expect("a text").lines().enumerate() {
            let case: Case = serde_json::from_str(line).unwrap_or_else(|error| unreadable(&file, number + 1, &error));
            let action = format!("{interface}.{}", case.action);
            let runtime = Arc::clone(&runtime);
            trials.push(Trial::test(format!("{action} {}", case.case), move || runtime.block_on(run(&action, &case))));
        }
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

fn unreadable(file: &Path, line: usize, error: &serde_json::Error) -> ! {
    eprintln!("{}:{line}: {error}", file.display());
    std::process::exit(1)
}

async fn run(action: &str, case: &Case) -> Result<(), Failed> {
    let answer = &case.answer;
    let headers: Vec<(&str, &str)> =
        answer.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let body = match &answer.body {
        None => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(json) => json.to_string(),
    };
    let (network, sent) = support::answering(answer.status, &headers, body);
    let outcome = support::call(action, case.arguments.get(), network).await;
    let mut differences = Vec::new();
    match sent.lock().map_err(|_| "a responder has panicked")?.as_slice() {
        [request] => compare_request(&case.request, request, &mut differences),
        requests => differences.push(format!("{} requests were sent: {}", requests.len(), outcome.to_json())),
    }
    compare_result(&case.result, &outcome, &mut differences);
    if differences.is_empty() { Ok(()) } else { Err(differences.join("\n").into()) }
}

fn compare_request(expected: &Request, sent: &http::Request<Bytes>, differences: &mut Vec<String>) {
    let mut differ = |what: &str, expected: String, actual: String| {
        if expected != actual {
            differences.push(format!("{what}\n  expected {expected}\n  sent     {actual}"));
        }
    };
    differ("method", expected.method.clone(), sent.method().to_string());
    differ("path", expected.path.clone(), sent.uri().path().into());
    let query: BTreeMap<String, String> =
        url::form_urlencoded::parse(sent.uri().query().unwrap_or_default().as_bytes()).into_owned().collect();
    differ("query", format!("{:?}", expected.query), format!("{query:?}"));
    for (name, value) in &expected.headers {
        let values: Vec<_> = sent.headers().get_all(name).iter().collect();
        differ(name, format!("[{value:?}]"), format!("{values:?}"));
    }
    match (&expected.body, &expected.text) {
        (Some(json), _) => {
            let actual = serde_json::from_slice::<Value>(sent.body())
                .map_or_else(|error| error.to_string(), |json| json.to_string());
            differ("body", json.to_string(), actual);
        }
        (None, text) => {
            differ("body", text.clone().unwrap_or_default(), String::from_utf8_lossy(sent.body()).into_owned())
        }
    }
}

/// Compares the fields that the case names, and whether there is an error.
fn compare_result(expected: &Map<String, Value>, outcome: &Outcome, differences: &mut Vec<String>) {
    let actual: Value = serde_json::from_str(&outcome.to_json()).unwrap_or_default();
    let named = expected.iter().map(|(name, value)| (name.as_str(), value));
    for (name, value) in named.chain([("error", expected.get("error").unwrap_or(&Value::Null))]) {
        if actual.get(name).unwrap_or(&Value::Null) != value {
            differences
                .push(format!("{name}\n  expected {value}\n  got      {}", actual.get(name).unwrap_or(&Value::Null)));
        }
    }
}
