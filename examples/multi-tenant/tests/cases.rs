//! The cases of all examples (`examples/cases.json`), over HTTP, by one tenant of the server.

#[path = "../../runner.rs"]
mod runner;

use bytes::Bytes;
use host_test::host::Host;
use host_test::mock::{Mock, Options};
use host_test::names::{camel_case, kebab_case};
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use multi_tenant::server::{Server, Share};
use multi_tenant::tenants::{Entry, Tenants};
use serde_json::{Map, Value, json};
use std::process::ExitCode;
use tokio::net::TcpListener;
use tokio::runtime::Handle;
use wasmtime::component::Type;

/// The positional arguments of a step as an object, with the fields of a record beside the other parameters. None if a body is
/// not JSON, because this server takes bodies as JSON only.
fn named(host: &Host, action: &str, args: &[Value]) -> Option<Value> {
    let mut object = Map::new();
    for ((name, ty), arg) in host.function(action).expect("a function").params.iter().zip(args) {
        match (ty, arg) {
            (Type::Record(_), Value::Object(fields)) => {
                object.extend(fields.iter().map(|(name, value)| (camel_case(name), value.clone())));
            }
            (_, Value::String(text)) if name == "body" => {
                object.insert(name.clone(), serde_json::from_str(text).ok()?);
            }
            _ => drop(object.insert(camel_case(name), arg.clone())),
        }
    }
    Some(Value::Object(object))
}

/// Converts a response of the server to the shape of WIT. The server writes the case of an error beside its fields, and every result
/// that is not a record as `items`.
fn result(mut answer: Value) -> Result<Value, Value> {
    let Some(case) = answer["error"].as_str().map(str::to_string) else {
        let is_record = answer.as_object().is_none_or(|fields| fields.len() > 1);
        return Ok(if is_record { answer } else { answer["items"].take() });
    };
    let fields = answer.as_object().into_iter().flatten();
    let fields: Map<_, _> = fields.map(|(name, value)| (kebab_case(name), value.clone())).collect();
    Err(json!({ "case": case, "value": fields }))
}

#[tokio::test(flavor = "multi_thread")]
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
    let post = async |action: &str, json: Value| {
        let request = Request::post(format!("{origin}/v1/{action}")).header("authorization", "Bearer key");
        let request = request.body(Full::from(json.to_string())).expect("a request");
        let response = client.request(request).await.expect("an answer");
        let status = response.status();
        let body = response.into_body().collect().await.expect("a body").to_bytes();
        (status, serde_json::from_slice::<Value>(&body).expect("JSON"))
    };
    let call = |interface: &str, function: &str, args: &[Value]| {
        let action = format!("{interface}.{function}");
        let arguments = named(&host, &action, args);
        let bad = arguments.is_none();
        let arguments = arguments.unwrap_or_else(|| json!({ "boddy": {} }));
        let (status, answer) = Handle::current().block_on(post(&action, arguments));
        if bad {
            // A body that is not JSON cannot be sent, so the step sends another wrong argument, which the server refuses.
            assert_eq!(status, StatusCode::BAD_REQUEST, "{answer}");
            assert!(answer["message"].as_str().is_some_and(|text| text.contains("`boddy`")), "{answer}");
            return Ok(Err(json!({ "case": "permanent-invalid-argument", "value": answer })));
        }
        Ok(result(answer))
    };
    let ended = tokio::task::block_in_place(|| runner::run(include_str!("../../cases.json"), call));
    assert_eq!(ended, ExitCode::SUCCESS, "the output says which case failed");
}
