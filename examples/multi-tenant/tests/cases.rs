//! The cases of all examples (`examples/cases.json`), over HTTP, by one tenant of the server.

use bytes::Bytes;
use host_test::host::Host;
use host_test::mock::{Mock, Options};
use host_test::names::camel_case;
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use multi_tenant::server::{Server, Share};
use multi_tenant::tenants::{Entry, Tenants};
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use tokio::net::TcpListener;
use wasmtime::component::Type;

/// The positional arguments of a step as an object: the fields of a record stand beside the other parameters.
fn named(host: &Host, action: &str, args: &[Value]) -> Value {
    let mut object = Map::new();
    for ((name, ty), arg) in host.function(action).expect("a function").params.iter().zip(args) {
        match (ty, arg) {
            (Type::Record(_), Value::Object(fields)) => {
                object.extend(fields.iter().map(|(name, value)| (camel_case(name), value.clone())));
            }
            // The text of a body is its JSON, where it is JSON.
            (_, Value::String(text)) if name == "body" => {
                object.insert(name.clone(), serde_json::from_str(text).unwrap_or_else(|_| json!(text)));
            }
            _ => drop(object.insert(camel_case(name), arg.clone())),
        }
    }
    Value::Object(object)
}

fn filled(value: &Value, saved: &HashMap<String, String>) -> Value {
    let text = saved.iter().fold(value.to_string(), |text, (name, value)| {
        text.replace(&format!("{{{name}}}"), value.replace('"', "\\\"").as_str())
    });
    serde_json::from_str(&text).expect("JSON as before")
}

/// What a path such as `/value/error-code` names in the answer of the server, whose object has no `value` and camelCase names.
fn at<'a>(answer: &'a Value, path: &str) -> &'a Value {
    let path = path.strip_prefix("/value").unwrap_or(path);
    let path = if path == "/case" { "/error".into() } else { camel_case(path) };
    // A result that is no record stands in `items`.
    answer.pointer(&path).or_else(|| answer.pointer(&format!("/items{path}"))).unwrap_or(&Value::Null)
}

#[tokio::test]
async fn a_tenant_runs_the_cases_of_all_examples() {
    let mock = Mock::start(Options::default()).await.expect("a free port");
    let environment = mock.environment().into_iter().collect();
    let entry = Entry { name: "cases".into(), key: "key".into(), environment };
    let router =
        Server::new(Tenants::new(vec![entry]).expect("a tenant"), Share::default()).expect("a server").router();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let origin = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    let client = Client::builder(TokioExecutor::new()).build_http::<Full<Bytes>>();
    let host = Host::new().expect("the component loads");
    let cases: Value = serde_json::from_str(include_str!("../../cases.json")).expect("JSON");
    let mut saved = HashMap::new();
    for step in cases["steps"].as_array().expect("steps") {
        let text = |name: &str| step[name].as_str().expect("text");
        let action = format!("{}.{}", text("interface"), text("function"));
        let args = filled(&step["args"], &saved);
        let args = args.as_array().expect("arguments");
        let is_json = |text: &Value| text.as_str().is_none_or(|text| serde_json::from_str::<Value>(text).is_ok());
        // Arguments are JSON here, so a body is none that cannot be sent: the step's other way to be wrong is.
        let bad = text("function") == "create-group" && !args.iter().all(is_json);
        let body = if bad { step["by-name"].to_string() } else { named(&host, &action, args).to_string() };
        let request = Request::post(format!("{origin}/v1/{action}")).header("authorization", "Bearer key");
        let response = client.request(request.body(Full::from(body)).expect("a request")).await.expect("an answer");
        let status = response.status();
        let body = response.into_body().collect().await.expect("a body").to_bytes();
        let answer: Value = serde_json::from_slice(&body).expect("JSON");
        if bad {
            assert_eq!(status, StatusCode::BAD_REQUEST, "{answer}");
            assert!(answer["message"].as_str().is_some_and(|text| text.contains("`boddy`")), "{answer}");
            continue;
        }
        let expected = filled(step.get("ok").or(step.get("error")).expect("an expectation"), &saved);
        for (path, value) in expected.as_object().expect("paths") {
            let found = at(&answer, path);
            let fits = found == value || (value == "*" && found.as_str().is_some_and(|text| !text.is_empty()));
            assert!(fits, "{}: {path} is {found} instead of {value}: {answer}", text("name"));
        }
        for (name, path) in step["save"].as_object().into_iter().flatten() {
            let value = at(&answer, path.as_str().expect("a path")).as_str().expect("text");
            saved.insert(name.clone(), value.to_string());
        }
    }
}
