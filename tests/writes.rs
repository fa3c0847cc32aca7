//! A POST, PUT or PATCH without a body sends an empty one, with its length and type, and finishes it: for every such
//! action.

mod support;

use host_test::host::values::Outcome;
use host_test::host::values::arguments;
use host_test::host::{Host, InstanceConfig, State};
use okta_actions::table::action::{ACTIONS, Action, Param};
use okta_actions::table::method::Method;
use okta_actions::table::shape::{Location, ParamType};
use serde_json::{Map, Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use support::{answering, call, call_with, environment, loopback, text};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use wasmtime::StoreContextMut;
use wasmtime::component::Resource;
use wasmtime_wasi_http::p2::bindings::http::types;
use wasmtime_wasi_http::p2::body::HostOutgoingBody;
use wasmtime_wasi_http::p2::types::HostOutgoingRequest;
use wasmtime_wasi_http::{FieldMap, WasiHttpView};

/// The actions that write and have no body, or can leave it out, each with its required arguments.
fn bodiless() -> Vec<(&'static Action, String)> {
    let has_none =
        |action: &Action| action.params.iter().all(|param| param.location != Location::Body || param.optional);
    let writes = |action: &Action| matches!(action.method, Method::Post | Method::Put | Method::Patch);
    let all = ACTIONS.iter().filter(|action| writes(action) && has_none(action));
    all.map(|action| (action, required(action))).collect()
}

fn required(action: &Action) -> String {
    let value = |param: &Param| match param.ty {
        ParamType::Text => json!("x"),
        ParamType::Flag => json!(true),
        ParamType::Number => json!(1),
        ParamType::List => json!(["x"]),
        ParamType::Bytes => json!({"base64": ""}),
    };
    let params = action.params.iter().filter(|param| !param.optional);
    Value::Object(params.map(|param| (param.wire.to_string(), value(param))).collect::<Map<_, _>>()).to_string()
}

/// A server that responds 204 to every request and keeps connections open. Returns its port and the bytes of each
/// request.
async fn raw() -> (u16, UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let (sender, received) = unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let sender = sender.clone();
            tokio::spawn(async move {
                let (mut request, mut chunk) = (Vec::new(), [0; 4096]);
                while let Ok(length @ 1..) = socket.read(&mut chunk).await {
                    request.extend_from_slice(&chunk[..length]);
                    if request.windows(4).any(|window| window == b"\r\n\r\n") {
                        let _ = sender.send(String::from_utf8_lossy(&request).into_owned());
                        request.clear();
                        let _ = socket.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await;
                    }
                }
            });
        }
    });
    (port, received)
}

/// The lines of a request without a body.
fn lines(request: &str) -> Vec<&str> {
    assert!(request.ends_with("\r\n\r\n"), "a body follows: {request:?}");
    request.trim_end().split("\r\n").collect()
}

fn assert_empty_json(request: &str) {
    let lines = lines(request);
    for (name, expected) in
        [("content-length", "content-length: 0"), ("content-type", "content-type: application/json")]
    {
        let found: Vec<_> = lines.iter().filter(|line| line.to_ascii_lowercase().starts_with(name)).collect();
        assert_eq!(found, [&expected], "{request}");
    }
    assert!(!request.to_ascii_lowercase().contains("transfer-encoding"), "{request}");
}

#[tokio::test]
async fn every_write_without_a_body_sends_its_length_and_type() {
    let (port, mut received) = raw().await;
    let (environment, network) = loopback(port);
    let actions = bodiless();
    let optional =
        actions.iter().filter(|(action, _)| action.params.iter().any(|param| param.location == Location::Body));
    assert!(optional.clone().count() >= 10 && actions.len() >= 75, "{} and {}", optional.count(), actions.len());
    for (action, json) in actions {
        let outcome = call_with(&action.name(), &json, environment.clone(), network.clone()).await;
        assert_eq!(outcome.error, None, "{}: {}", action.name(), outcome.to_json());
        let request = received.recv().await.expect("a request");
        assert!(request.starts_with(action.method.name()), "{}: {request}", action.name());
        assert_empty_json(&request);
        let [name, arguments] = [action.name(), json];
        let preview = call(
            "catalog.preview-action",
            &json!({"action": name, "arguments": arguments}).to_string(),
            network.clone(),
        )
        .await;
        let headers = preview.fields["headers"].to_string();
        assert!(headers.contains(r#"["content-type","application/json"]"#), "{name}: {headers}");
    }
    assert!(received.try_recv().is_err(), "a call sends one request");
}

#[tokio::test]
async fn a_generic_write_without_a_body_sends_its_length_and_type() {
    let (port, mut received) = raw().await;
    let (environment, network) = loopback(port);
    for method in ["POST", "PUT", "PATCH"] {
        let mut object = json!({"method": method, "path": "/api/v1/x"});
        for headers in [json!({}), json!({"Content-Type": "text/plain"})] {
            object["headers"] = headers.clone();
            let generic = "generic-request.send-request";
            let outcome = call_with(generic, &object.to_string(), environment.clone(), network.clone()).await;
            assert_eq!(outcome.error, None, "{}", outcome.to_json());
            let request = received.recv().await.expect("a request");
            match headers.get("Content-Type") {
                None => assert_empty_json(&request),
                Some(_) => {
                    assert!(lines(&request).contains(&"content-type: text/plain"), "{request}");
                    assert!(lines(&request).contains(&"content-length: 0"), "{request}");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_read_and_a_delete_send_neither() {
    let (port, mut received) = raw().await;
    let (environment, network) = loopback(port);
    for name in ["user.get-user", "user.delete-user"] {
        let outcome = call_with(name, r#"{"userId":"me"}"#, environment.clone(), network.clone()).await;
        assert_eq!(outcome.error, None, "{}", outcome.to_json());
        let request = received.recv().await.expect("a request").to_ascii_lowercase();
        assert!(!request.contains("content-") && !request.contains("transfer-encoding"), "{request}");
    }
}

/// A host that counts which bodies are opened and which are finished.
fn counting(opened: &Arc<AtomicUsize>, finished: &Arc<AtomicUsize>) -> Host {
    let (opened, finished) = (Arc::clone(opened), Arc::clone(finished));
    let count = |linker: &mut wasmtime::component::Linker<State>| {
        linker.allow_shadowing(true);
        let mut http = linker.instance("wasi:http/types@0.2.12")?;
        let open = move |mut store: StoreContextMut<'_, State>, (request,): (Resource<HostOutgoingRequest>,)| {
            opened.fetch_add(1, Ordering::Relaxed);
            Ok((types::HostOutgoingRequest::body(&mut store.data_mut().http(), request)?,))
        };
        http.func_wrap("[method]outgoing-request.body", open)?;
        type Finish = (Resource<HostOutgoingBody>, Option<Resource<FieldMap>>);
        let finish = move |mut store: StoreContextMut<'_, State>, (body, trailers): Finish| {
            let result = types::HostOutgoingBody::finish(&mut store.data_mut().http(), body, trailers);
            finished.fetch_add(usize::from(result.is_ok()), Ordering::Relaxed);
            Ok((result.map(Ok).or_else(|error| error.downcast().map(Err))?,))
        };
        http.func_wrap("[static]outgoing-body.finish", finish)?;
        Ok(())
    };
    Host::linked(count).expect("the component loads")
}

#[tokio::test]
async fn every_write_without_a_body_opens_and_finishes_it() {
    let (opened, finished) = (Arc::default(), Arc::default());
    let host = counting(&opened, &finished);
    let mut expected = 0;
    for (action, json) in bodiless() {
        let (network, sent) = answering(204, &[], "");
        let function = host.function(&action.name()).expect("an exported function");
        let args = arguments(function, &json, None).expect("arguments");
        let config = InstanceConfig::new(environment(&[]), network);
        let outcome = Outcome::new(host.call(function, &args, &config).await.expect("no trap"));
        assert_eq!(outcome.error, None, "{}: {}", action.name(), outcome.to_json());
        assert!(sent.lock().expect("no panic")[0].body().is_empty());
        expected += 1;
        let counted = (opened.load(Ordering::Relaxed), finished.load(Ordering::Relaxed));
        assert_eq!(counted, (expected, expected), "{}", action.name());
    }
}

#[tokio::test]
async fn an_upload_with_content_like_boundaries_is_fast() {
    let crafted: String = (0..7000).map(|number| format!("okta-actions-{number:016x}\n")).collect();
    let (network, sent) = answering(201, &[], "{}");
    let json = json!({"brandId": "b", "themeId": "t", "fileName": "n.png", "mediaType": "image/png", "body": crafted});
    let outcome = call("brand.update-theme-logo", &json.to_string(), network).await;
    assert_eq!(outcome.error, None, "{}", text(&outcome, "message"));
    let sent = sent.lock().expect("no panic");
    let content_type = sent[0].headers()["content-type"].to_str().expect("text").to_string();
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=").expect("a boundary");
    assert!(!crafted.contains(boundary));
    let body = String::from_utf8_lossy(sent[0].body());
    assert_eq!(body.matches(boundary).count(), 2, "one part between two boundaries");
    assert!(body.contains(&format!("\r\n\r\n{crafted}\r\n--{boundary}--\r\n")));
}
