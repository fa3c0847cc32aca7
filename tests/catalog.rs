//! The catalog describes every action completely, in agreement with the component's own types and with accepted
//! arguments.

mod support;

use bytes::Bytes;
use host_test::cli::curl;
use host_test::cli::example::{self, strings, types};
use host_test::host::Function;
use host_test::host::catalog;
use host_test::host::network::Network;
use host_test::host::values::Outcome;
use host_test::mock::{MockOrg, Options, answer};
use host_test::names::camel_case;
use host_test::operations;
use host_test::replay::schema;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use support::{answering, call, environment, host, text};
use tokio::sync::OnceCell;
use wasmtime::component::Type;

/// All documents, by name.
async fn documents() -> &'static BTreeMap<String, Value> {
    static DOCUMENTS: OnceCell<BTreeMap<String, Value>> = OnceCell::const_new();
    DOCUMENTS.get_or_init(describe_all).await
}

async fn describe_all() -> BTreeMap<String, Value> {
    let mut documents = BTreeMap::new();
    for action in catalog::actions(host()).await.expect("the catalog") {
        let name = catalog::name(&action);
        let document = catalog::describe(host(), &name).await.expect("no trap").expect("a document");
        documents.insert(name, document);
    }
    // The generic request is described as well.
    assert_eq!(documents.len(), operations::all().len() + 1);
    documents
}

fn part<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

fn properties(document: &Value) -> &Map<String, Value> {
    document["parameters"]["properties"].as_object().expect("properties")
}

#[tokio::test]
async fn every_document_is_complete_and_agrees_with_the_list() {
    let documents = documents().await;
    for action in catalog::actions(host()).await.expect("the catalog") {
        let name = catalog::name(&action);
        let document = &documents[&name];
        assert_eq!(document["name"], json!(name));
        for field in ["interface", "function", "section", "title", "aliases", "method", "path", "allowed"] {
            assert_eq!(document[field], action[field], "{name} {field}");
        }
        assert!(part(document, "summary").ends_with('.'), "{name}: the summary is a sentence");
        assert!(document["details"].is_string(), "{name}");
        assert!(["nothing", "document", "list"].contains(&part(document, "returns")), "{name}");
        assert!(document["paginated"].is_boolean() && document["scopes"].is_array(), "{name}");
        let instead = part(document, "deprecation").len() > 10;
        assert_eq!(document["deprecated"], instead, "{name}: a deprecated action says what to do instead");
        for (parameter, property) in properties(document) {
            let place = part(property, "x-in");
            let place_is_known = ["path", "query", "header", "part", "body"].contains(&place);
            assert!(
                place_is_known || parameter == "body" || name == "generic-request.send-request",
                "{name} {parameter}"
            );
            let told = ["description", "title"].iter().any(|key| part(property, key).len() > 2);
            assert!(told, "{name} {parameter} has no description");
        }
        let path = part(document, "path");
        for placeholder in path.split('{').skip(1).filter_map(|rest| rest.split('}').next()) {
            assert_eq!(properties(document)[placeholder]["x-in"], "path", "{name} {placeholder}");
        }
    }
}

#[tokio::test]
async fn the_actions_of_an_interface_are_those_of_the_list() {
    let all = catalog::actions(host()).await.expect("the catalog");
    let mut interfaces: Vec<&str> = all.iter().map(|action| part(action, "interface")).collect();
    interfaces.dedup();
    let mut together = Vec::new();
    for interface in interfaces {
        let (network, _) = answering(200, &[], "");
        let arguments = json!({"interfaceName": interface}).to_string();
        let list = call("catalog.list-actions", &arguments, network).await;
        together.extend(list.fields["items"].as_array().expect("a list").clone());
    }
    assert_eq!(together, all);
}

#[tokio::test]
async fn the_search_gives_records_of_the_list_up_to_the_limit() {
    let all = catalog::actions(host()).await.expect("the catalog");
    let search = async |arguments: Value| {
        let (network, _) = answering(200, &[], "");
        let mut outcome = call("catalog.search-actions", &arguments.to_string(), network).await;
        let Some(Value::Array(found)) = outcome.fields.remove("items") else { unreachable!("{outcome:?}") };
        assert!(found.iter().all(|action| all.contains(action)), "{found:?}");
        found.iter().map(catalog::name).collect::<Vec<_>>()
    };
    let found = search(json!({"query": "log out", "limit": 2})).await;
    assert_eq!(found, ["user.clear-user-sessions", "user.revoke-tokens-for-user-and-client"]);
    assert_eq!(search(json!({"query": "createUser"})).await[0], "user.create-user");
    assert_eq!(search(json!({"query": "generic request"})).await[0], "generic-request.send-request");
    assert_eq!(search(json!({"query": "xyzzyx"})).await, [""; 0]);
    assert_eq!(search(json!({"query": "user", "limit": 0})).await, [""; 0]);
    assert_eq!(search(json!({"query": " "})).await.len(), all.len());
}

#[tokio::test]
async fn parameters_are_a_schema_of_the_function_itself() {
    for (name, document) in documents().await {
        let valid = schema::validator(&document["parameters"]);
        assert!(valid.is_ok(), "{name}: {:?}", valid.err());
        assert_eq!(document["parameters"]["additionalProperties"], false, "{name}");
        let function = host().function(name).expect("a function");
        let mut expected: Vec<(String, bool, String)> = Vec::new();
        for (parameter, ty) in flat(function) {
            let (required, ty) = match &ty {
                Type::Option(option) => (false, option.ty()),
                // An empty list of pairs equals an absent one.
                Type::List(list) if matches!(list.ty(), Type::Tuple(_)) => (false, ty),
                _ => (true, ty),
            };
            let kind = match (parameter.as_str(), &ty) {
                ("body", Type::String) => "json",
                (_, Type::String) => "string",
                (_, Type::Bool) => "boolean",
                (_, Type::U32) => "integer",
                (_, Type::List(list)) if list.ty() == Type::U8 => "bytes",
                (_, Type::List(list)) if list.ty() == Type::String => "array",
                (_, Type::List(_)) => "pairs",
                other => unreachable!("{name}: {other:?}"),
            };
            expected.push((camel_case(&parameter), required, kind.into()));
        }
        let required: Vec<&str> = strings(&document["parameters"]["required"]).collect();
        let described = properties(document).iter().map(|(parameter, property)| {
            let kind = match types(property).as_slice() {
                [] if property["anyOf"].is_array() => "bytes",
                ["object", "array"] => "pairs",
                ["object"] | ["array"] if parameter == "body" => "json",
                [kind] => kind,
                kinds => unreachable!("{name} {parameter}: {kinds:?}"),
            };
            (parameter.clone(), required.contains(&parameter.as_str()), kind.to_string())
        });
        assert_eq!(described.collect::<Vec<_>>(), expected, "{name}");
    }
}

/// The parameters, including those of an options record.
fn flat(function: &Function) -> Vec<(String, Type)> {
    let mut all = Vec::new();
    for (name, ty) in &function.params {
        match ty {
            Type::Record(record) => all.extend(record.fields().map(|field| (field.name.to_string(), field.ty))),
            ty => all.push((name.clone(), ty.clone())),
        }
    }
    all
}

#[tokio::test]
async fn the_summaries_have_the_words_that_people_look_for() {
    for word in ["passkey", "audit", "new user"] {
        let found = documents().await.values().any(|document| part(document, "summary").contains(word));
        assert!(found, "no summary has \"{word}\"");
    }
}

#[tokio::test]
async fn hints_are_those_of_the_facts_or_of_the_method() {
    let documents = documents().await;
    for (name, document) in documents {
        let words = match operations::all().iter().find(|operation| operation.name() == *name) {
            Some(operation) => operation.hints(),
            // The generic request may have any effect.
            None => {
                assert_eq!(part(document, "method"), "", "{name}");
                vec!["destructive"]
            }
        };
        let hint = |word: &str| words.contains(&word);
        let expected = json!({
            "readOnlyHint": hint("read-only"), "destructiveHint": hint("destructive"), "idempotentHint": hint("idempotent"),
        });
        assert_eq!(document["annotations"], expected, "{name}");
    }
}

#[tokio::test]
async fn accepted_arguments_fit_the_schemas_and_wrong_ones_do_not() {
    let documents = documents().await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let (mut fitting, mut bodies) = (0, 0);
    for file in std::fs::read_dir(folder).expect("the cases") {
        let file = file.expect("a file").path();
        let interface = file.file_stem().expect("a name").to_string_lossy().into_owned();
        for line in std::fs::read_to_string(&file).expect("a text").lines() {
            let case: Value = serde_json::from_str(line).expect("a case");
            let name = format!("{interface}.{}", part(&case, "action"));
            if case["answer"]["status"].as_u64().is_some_and(|status| status < 300) {
                let validator = schema::validator(&documents[&name]["parameters"]).expect("a schema");
                let misfits = schema::misfits(&validator, &case["arguments"]);
                assert_eq!(misfits, Vec::<String>::new(), "{name} {}", case["case"]);
                fitting += 1;
                bodies += usize::from(case["arguments"].get("body").is_some());
            }
        }
    }
    assert!(fitting > operations::all().len() && bodies >= 76, "{fitting} cases, {bodies} of them with a body");
    for (name, document) in documents {
        let validator = schema::validator(&document["parameters"]).expect("a schema");
        let good = Value::Object(example::arguments(document));
        assert_eq!(schema::misfits(&validator, &good), Vec::<String>::new(), "{name}: {good}");
        let spoiled = |change: &dyn Fn(&mut Map<String, Value>)| {
            let mut bad = good.as_object().expect("an object").clone();
            change(&mut bad);
            let misfits = schema::misfits(&validator, &Value::Object(bad.clone()));
            assert!(!misfits.is_empty(), "{name}: {bad:?} fits");
        };
        spoiled(&|bad| drop(bad.insert("zzz".into(), json!("x"))));
        for required in strings(&document["parameters"]["required"]) {
            spoiled(&|bad| drop(bad.remove(required)));
        }
        for parameter in properties(document).keys() {
            // Neither parameters nor bodies are numbers with a fraction.
            spoiled(&|bad| drop(bad.insert(parameter.clone(), json!(0.5))));
        }
    }
    let body = |name: &str, body: Value| {
        let validator = schema::validator(&documents[name]["parameters"]["properties"]["body"]).expect("a schema");
        schema::misfits(&validator, &body)
    };
    for (name, wrong, place) in [
        ("user.create-user", json!({"profile": "Ada"}), "/profile"),
        ("user.create-user", json!({}), "the whole"),
        (
            "application.create-application",
            json!({"label": "x", "signOnMode": "BOOKMARK", "settings": {"app": {}}}),
            "/settings/app",
        ),
        ("group.create-group", json!({"profile": {"name": 5}}), "/profile/name"),
        ("network-zone.create-network-zone", json!({"type": "IP", "name": "x", "gateways": "1.1.1.1"}), "/gateways"),
    ] {
        let misfits = body(name, wrong);
        assert!(misfits.iter().any(|misfit| misfit.starts_with(place)), "{name} {place}: {misfits:?}");
    }
}

#[tokio::test]
async fn a_wrong_name_suggests_the_nearest() {
    for (function, arguments) in [
        ("catalog.describe-action", json!({"action": "user.list-user"})),
        ("catalog.call-action", json!({"action": "user.list-user", "arguments": "{}"})),
        ("catalog.preview-action", json!({"action": "user.list-user", "arguments": "{}"})),
    ] {
        let (network, sent) = answering(200, &[], "{}");
        let outcome = call(function, &arguments.to_string(), network).await;
        assert_eq!(outcome.error.as_deref(), Some("permanent-invalid-argument"), "{function}");
        assert_eq!(text(&outcome, "name"), "action");
        assert!(text(&outcome, "message").contains("did you mean `user.list-users`?"), "{}", outcome.to_json());
        assert_eq!(sent.lock().expect("no panic").len(), 0);
    }
    for name in ["", ".", "user", "user.", ".list-users", "user.list-users ", "pages.collect", "\0", "ü.ü"] {
        let described = catalog::describe(host(), name).await.expect("no trap");
        assert!(described.is_err_and(|problem| problem.contains("is not an action: ")), "{name:?}");
    }
}

#[tokio::test]
async fn every_example_is_a_request_that_the_mock_org_accepts() {
    let mut refused = Vec::new();
    for (name, document) in documents().await {
        let json = Value::Object(example::arguments(document)).to_string();
        let org = Mutex::new(MockOrg::new(Options::default(), "https://acme.okta.com"));
        let responder = move |request: http::Request<Bytes>| Ok(answer(&mut org.lock().expect("no panic"), request));
        let environment = environment(&[("OKTA_CLIENT_TOKEN", &Options::default().token)]);
        let outcome = support::call_with(name, &json, environment, Network::Responder(Arc::new(responder))).await;
        let facts = operations::all().iter().find(|operation| operation.name() == *name);
        // The seed of the mock org is in another state than some examples need.
        let expected = facts.and_then(|operation| operation.example.refused.as_ref());
        let as_expected = match expected {
            None => outcome.error.is_none(),
            Some(code) => outcome.error.is_some() && text(&outcome, "errorCode") == code,
        };
        if !as_expected {
            refused.push(format!("{name} {json}: {} {:?}", outcome.sentence(), expected));
        }
    }
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}

#[tokio::test]
async fn the_curl_command_of_an_example_is_the_request_of_the_call() {
    for (name, document) in documents().await {
        let json = Value::Object(example::arguments(document)).to_string();
        let (network, sent) = answering(200, &[], "{}");
        call(name, &json, network).await;
        let sent = sent.lock().expect("no panic").pop().expect("a request");
        let (network, none) = answering(200, &[], "{}");
        let by_name = json!({"action": name, "arguments": json}).to_string();
        let preview: Outcome = call("catalog.preview-action", &by_name, network).await;
        assert_eq!(none.lock().expect("no panic").len(), 0, "{name}: a preview sends nothing");
        let command = curl::command(&preview.fields, Some("SSWS")).expect("a command");
        assert!(!command.contains("00test-token"), "{command}");
        let words = shlex::split(&command).expect("words of a shell");
        let mut request = http::Request::builder().uri(&words[3]).method(words[2].as_str());
        assert_eq!((&words[0], &words[1]), (&"curl".to_string(), &"-X".to_string()), "{command}");
        let mut body = "";
        for pair in words[4..].chunks(2) {
            match pair {
                [option, header] if option == "-H" => {
                    let (name, value) = header.split_once(": ").expect("a header");
                    request = request.header(name, value.replace("$OKTA_CLIENT_TOKEN", "00test-token"));
                }
                [option, data] if option == "--data-binary" => body = data,
                other => unreachable!("{name}: {other:?}"),
            }
        }
        let request = request.body(Bytes::from(body.to_string())).expect("a request");
        assert_eq!(shown(&request), shown(&sent), "{command}");
    }
}

/// The comparable parts of a request: curl adds the host and the length itself.
fn shown(request: &http::Request<Bytes>) -> (String, String, BTreeMap<String, String>, Bytes) {
    let headers = request.headers().iter().filter(|(name, _)| !["host", "content-length"].contains(&name.as_str()));
    let text = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
        (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    (request.method().to_string(), request.uri().to_string(), headers.map(text).collect(), request.body().clone())
}
