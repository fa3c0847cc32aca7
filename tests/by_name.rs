//! An action called by name does the same as its typed function, and its preview shows the request: for all actions,
//! with random arguments.

mod support;

use bytes::Bytes;
use host_test::host::Function;
use host_test::host::InstanceConfig;
use host_test::host::catalog;
use host_test::host::values::Outcome;
use host_test::host::values::arguments;
use host_test::names::{camel_case, version};
use host_test::operations;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::{BoxedStrategy, Just, Strategy, any, prop_oneof};
use proptest::sample::select;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use support::{answering, environment, host};
use tokio::runtime::Runtime;
use wasmtime::component::{Type, Val};

/// How many random calls each action gets.
const CASES: u32 = 6;

/// Texts that have broken encoders before.
const HOSTILE: &[&str] = &[
    "",
    ".",
    "..",
    "a/b",
    "%2e%2e",
    "?x=1#y",
    "a&b=c+d;e",
    "\r\nHost: evil.example",
    "\0",
    "é",
    "😀",
    "\"'\\",
    " x ",
    "null",
    "rules",
    "{userId}",
    "application/xml",
    "2026-01-31T09:00:00.000Z",
];

fn texts() -> BoxedStrategy<String> {
    prop_oneof![
        4 => "[A-Za-z0-9_.@-]{1,20}",
        2 => select(HOSTILE).prop_map(String::from),
        1 => any::<String>(),
    ]
    .boxed()
}

/// JSON of any shape, with insignificant spaces.
fn bodies() -> BoxedStrategy<String> {
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(|flag| json!(flag)),
        any::<i64>().prop_map(|number| json!(number)),
        any::<f64>().prop_map(|number| json!(number)),
        texts().prop_map(|text| json!(text)),
    ];
    let value = leaf.prop_recursive(3, 12, 4, |inner| {
        let object = vec((texts(), inner.clone()), 0..4).prop_map(|pairs| Value::Object(pairs.into_iter().collect()));
        prop_oneof![vec(inner, 0..4).prop_map(Value::Array), object]
    });
    (value, any::<bool>())
        .prop_map(|(value, pretty)| if pretty { format!(" {value:#}\n") } else { value.to_string() })
        .boxed()
}

/// Bytes in both forms.
fn bytes() -> BoxedStrategy<String> {
    let base64 = vec(any::<u8>(), 0..30).prop_map(|bytes| {
        use base64::Engine as _;
        json!({"base64": base64::prelude::BASE64_STANDARD.encode(bytes)}).to_string()
    });
    prop_oneof![texts().prop_map(|text| json!(text).to_string()), base64].boxed()
}

/// JSON for an argument of a type.
fn values(name: &str, ty: &Type) -> BoxedStrategy<String> {
    let json = |value: Value| value.to_string();
    match (name, ty) {
        ("body", Type::String) => bodies(),
        ("body", Type::List(_)) => bytes(),
        ("method", Type::String) => select(vec!["GET", "POST", "PUT", "PATCH", "DELETE", "get", "TRACE"])
            .prop_map(move |it| json(json!(it)))
            .boxed(),
        // An invalid path would be refused before there is a request to compare.
        ("path", Type::String) => prop_oneof![3 => "/api/v1/[a-z]{1,8}(/[A-Za-z0-9]{1,8}){0,2}", 1 => texts()]
            .prop_map(move |it| json(json!(it)))
            .boxed(),
        (_, Type::String) => texts().prop_map(move |text| json(json!(text))).boxed(),
        (_, Type::Bool) => any::<bool>().prop_map(move |flag| json(json!(flag))).boxed(),
        (_, Type::U32) => any::<u32>().prop_map(move |number| json(json!(number))).boxed(),
        (_, Type::List(list)) if list.ty() == Type::String => {
            vec(texts(), 0..4).prop_map(move |it| json(json!(it))).boxed()
        }
        (_, Type::List(_)) => {
            let names = prop_oneof![3 => "x-[a-z]{1,6}", 1 => texts()];
            let pairs = vec((names, texts()), 0..4);
            let object = |pairs: &[(String, String)]| json!(pairs.iter().cloned().collect::<BTreeMap<_, _>>());
            (pairs, any::<bool>())
                .prop_map(move |(pairs, list)| json(if list { json!(pairs) } else { object(&pairs) }))
                .boxed()
        }
        (_, other) => unreachable!("no values of {other:?}"),
    }
}

/// The parameters, including those of an options record.
fn flat(function: &Function) -> Vec<(String, Type)> {
    let fields = |(name, ty): &(String, Type)| match ty {
        Type::Record(record) => record.fields().map(|field| (field.name.to_string(), field.ty)).collect(),
        ty => vec![(name.clone(), ty.clone())],
    };
    function.params.iter().flat_map(fields).collect()
}

/// The arguments of a function as a JSON object.
fn objects(function: &Function) -> BoxedStrategy<String> {
    let mut strategy = Just(Vec::<String>::new()).boxed();
    for (name, ty) in flat(function) {
        let key = json!(camel_case(&name)).to_string();
        let value = match &ty {
            // Absent, null, or given.
            Type::Option(inner) => {
                let there = prop_oneof![4 => values(&name, &inner.ty()), 1 => Just("null".to_string())];
                option::weighted(0.6, there).boxed()
            }
            ty => values(&name, ty).prop_map(Some).boxed(),
        };
        strategy = (strategy, value)
            .prop_map(move |(mut fields, value)| {
                fields.extend(value.map(|value| format!("{key}: {value}")));
                fields
            })
            .boxed();
    }
    strategy.prop_map(|fields| format!("{{{}}}", fields.join(", "))).boxed()
}

/// A response of the org.
fn responses() -> impl Strategy<Value = (u16, String)> {
    let bodies = vec!["[{\"id\": 1.0}]", "{\"errorCode\":\"E0000001\",\"errorSummary\":\"No\"}", "", "no JSON"];
    (select(vec![200, 201, 204, 400, 404, 429, 500, 503]), select(bodies).prop_map(String::from))
}

/// A request: method, URL, sorted headers, body.
type Request = (String, String, Vec<(String, String)>, Bytes);

/// The requests of a call, and its result.
type Exchange = (Vec<Request>, Outcome);

async fn exchange(function: &Function, args: &[Val], (status, body): &(u16, String)) -> Exchange {
    let headers: &[(&str, &str)] =
        &[("content-type", "application/json"), ("etag", "\"1\""), ("link", "</api/v1/x?after=1>; rel=\"next\"")];
    let (network, sent) = answering(*status, headers, body.clone());
    let config = InstanceConfig::new(environment(&[]), network);
    let outcome = Outcome::new(host().call(function, args, &config).await.expect("no trap"));
    let sent = std::mem::take(&mut *sent.lock().expect("no panic"));
    let sent = sent.into_iter().map(|request| {
        let (parts, body) = request.into_parts();
        let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let mut headers: Vec<_> = parts.headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect();
        headers.sort();
        (parts.method.to_string(), parts.uri.to_string(), headers, body)
    });
    (sent.collect(), outcome)
}

fn by_name(function: &Function, json: &str) -> [Val; 2] {
    [Val::String(format!("{}.{}", function.interface, version(&function.name).0)), Val::String(json.to_string())]
}

/// The result as JSON; for the generic request, only the fields that its response shares with that of an action.
fn result(generic: bool, outcome: &Outcome) -> Value {
    let mut result: Value = serde_json::from_str(&outcome.to_json()).expect("JSON");
    if generic && outcome.error.is_none() {
        let fields = result.as_object_mut().expect("an object");
        fields.retain(|name, _| ["status", "body", "next"].contains(&name.as_str()));
    }
    result
}

async fn agree(function: &Function, json: &str, response: &(u16, String)) -> Result<bool, String> {
    let catalog = |name: &str| host().function(name).expect("a function");
    let args = arguments(function, json, None).map_err(|problems| problems.join("; "))?;
    let (typed, typed_outcome) = exchange(function, &args, response).await;
    let args = by_name(function, json);
    let (named, named_outcome) = exchange(catalog("catalog.call-action"), &args, response).await;
    if typed != named {
        return Err(format!("by type {typed:?}\nby name {named:?}"));
    }
    let generic = function.interface == "generic-request";
    let results = (result(generic, &typed_outcome), result(generic, &named_outcome));
    // The generic request returns any bytes; called by name, it reports like an action that they are not JSON.
    let unreadable = generic && named_outcome.error.as_deref() == Some("permanent-unreadable-response");
    if results.0 != results.1 && !unreadable {
        return Err(format!("by type {}\nby name {}", results.0, results.1));
    }
    let (sent, preview) = exchange(catalog("catalog.preview-action"), &args, response).await;
    if !sent.is_empty() {
        return Err("a preview was sent".into());
    }
    let Some((method, url, headers, body)) = typed.into_iter().next() else {
        let same = preview.to_json() == typed_outcome.to_json();
        return if same {
            Ok(false)
        } else {
            Err(format!("a call fails by {}, its preview by {}", typed_outcome.to_json(), preview.to_json()))
        };
    };
    // The host adds its own name and the length of the body.
    let hidden = ["authorization", "host", "content-length"];
    let headers: Vec<_> = headers.into_iter().filter(|(name, _)| !hidden.contains(&name.as_str())).collect();
    let shown = shown(&preview);
    if shown.as_ref() != Some(&(method.clone(), url.clone(), headers.clone(), body.clone())) {
        return Err(format!("sent {:?}\nshown {shown:?}", (method, url, headers, body)));
    }
    Ok(true)
}

/// The request of a preview.
fn shown(preview: &Outcome) -> Option<Request> {
    let text = |name: &str| preview.fields.get(name)?.as_str().map(String::from);
    let pairs: Vec<(String, String)> = serde_json::from_value(preview.fields.get("headers")?.clone()).ok()?;
    let mut headers: Vec<_> = pairs.into_iter().map(|(name, value)| (name.to_lowercase(), value)).collect();
    headers.sort();
    let body = match preview.fields.get("body")? {
        Value::String(text) => text.clone().into_bytes(),
        Value::Object(bytes) => {
            use base64::Engine as _;
            base64::prelude::BASE64_STANDARD.decode(bytes.get("base64")?.as_str()?).ok()?
        }
        _ => Vec::new(),
    };
    Some((text("method")?, text("url")?, headers, Bytes::from(body)))
}

/// The functions that are actions, each in its newest version.
async fn actions() -> Vec<&'static Function> {
    let actions = catalog::actions(host()).await.expect("the catalog");
    actions.iter().map(|action| host().function(&catalog::name(action)).expect("an export")).collect()
}

#[test]
fn by_name_and_by_type_are_the_same() {
    let runtime = Runtime::new().expect("a runtime");
    let actions = runtime.block_on(actions());
    assert_eq!(actions.len(), operations::all().len() + 1);
    let (mut sent, mut kept) = (0, 0);
    for function in actions {
        let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
        let counts = std::cell::RefCell::new((&mut sent, &mut kept));
        let ran = TestRunner::new(config).run(&(objects(function), responses()), |(json, response)| {
            let sent = runtime.block_on(agree(function, &json, &response)).map_err(TestCaseError::fail)?;
            let (yes, no) = &mut *counts.borrow_mut();
            **(if sent { yes } else { no }) += 1;
            Ok(())
        });
        assert!(
            ran.is_ok(),
            "{}.{}: {}",
            function.interface,
            function.name,
            ran.err().map_or_else(String::new, |error| error.to_string())
        );
    }
    assert!(sent > kept && kept > 0, "both are tried: {sent} sent, {kept} refused");
}

#[tokio::test]
async fn one_error_names_all_wrong_arguments() {
    for function in actions().await {
        let mut object = json!({"zzz": 1});
        let mut wrong = vec!["zzz".to_string()];
        let mut missing = true;
        for (name, ty) in flat(function) {
            let key = camel_case(&name);
            let required = !matches!(ty, Type::Option(_))
                && !matches!(&ty, Type::List(list) if matches!(list.ty(), Type::Tuple(_)));
            // The first required argument is missing, and so is a required JSON body, which accepts any value.
            if (required && missing) || (name == "body" && ty == Type::String) {
                missing = false;
                wrong.push(key);
            } else if !matches!(&ty, Type::Option(inner) if name == "body" && inner.ty() == Type::String) {
                object[&key] = json!({"neither": ["a text", "a number", "a list"]});
                wrong.push(key);
            }
        }
        for catalog in ["catalog.call-action", "catalog.preview-action"] {
            let args = by_name(function, &object.to_string());
            let (sent, outcome) =
                exchange(host().function(catalog).expect("a function"), &args, &(200, "{}".into())).await;
            assert_eq!(sent, Vec::new());
            assert_eq!(outcome.error.as_deref(), Some("permanent-invalid-argument"), "{object}");
            let message = support::text(&outcome, "message");
            for name in &wrong {
                assert!(
                    message.contains(&format!("`{name}`")),
                    "{}.{}: {name}: {message}",
                    function.interface,
                    function.name
                );
            }
        }
        let problems = arguments(function, &object.to_string(), None).expect_err("problems");
        for name in &wrong {
            assert!(problems.iter().any(|line| line.contains(&format!("`{name}`"))), "{name}: {problems:?}");
        }
    }
}
