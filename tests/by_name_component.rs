//! The component of the world `by-name` does all that the other one does, without typed actions.

mod support;

use host_test::cli::example;
use host_test::host::catalog;
use host_test::host::network::{self, Network};
use host_test::host::values::Outcome;
use host_test::mock::{Mock, Options};
use serde_json::{Value, json};
use support::{answering, by_name, call_on, environment, host, text};

/// The names of all actions, such as `user.get-user`.
async fn names() -> Vec<String> {
    let actions = catalog::actions(by_name()).await.expect("a list");
    let part = |action: &Value, name: &str| action[name].as_str().expect("a text").to_owned();
    actions.iter().map(|it| format!("{}.{}", part(it, "interface"), part(it, "function"))).collect()
}

#[tokio::test]
async fn it_lists_and_describes_all_actions() {
    let (small, all) = (catalog::actions(by_name()).await, catalog::actions(host()).await);
    assert_eq!(small.expect("a list"), all.expect("a list"));
    assert!(names().await.len() > 300);
    for name in names().await {
        let document = catalog::describe(by_name(), &name).await.expect("no trap");
        assert!(document.is_ok() && document == catalog::describe(host(), &name).await.expect("no trap"), "{name}");
    }
}

/// Both components send the same request for the example of each action.
#[tokio::test]
async fn it_reaches_every_action() {
    for name in names().await {
        let document = catalog::describe(by_name(), &name).await.expect("no trap").expect("an action");
        let arguments = Value::Object(example::arguments(&document)).to_string();
        let (network, typed) = answering(200, &[("content-type", "application/json")], "[]");
        call_on(host(), &name, &arguments, environment(&[]), network).await;
        let (network, named) = answering(200, &[("content-type", "application/json")], "[]");
        let call = json!({"action": name, "arguments": arguments}).to_string();
        let outcome = call_on(by_name(), "catalog.call-action", &call, environment(&[]), network).await;
        assert_eq!(outcome.error, None, "{name}: {}", outcome.to_json());
        let shown = |sent: &support::Sent| {
            let sent = sent.lock().expect("no panic");
            sent.iter().map(|request| format!("{request:?}")).collect::<Vec<_>>()
        };
        assert!(shown(&named).len() == 1 && shown(&named) == shown(&typed), "{name}");
    }
}

#[tokio::test]
async fn it_works_with_the_mock_org() {
    let mock = Mock::start(Options::default()).await.expect("a free port");
    let network = Network::Client(network::client());
    let run = async |function: &str, arguments: Value| -> Outcome {
        let outcome = call_on(by_name(), function, &arguments.to_string(), mock.environment(), network.clone()).await;
        assert_eq!(outcome.error, None, "{function}: {}", outcome.to_json());
        outcome
    };
    let list = json!({"action": "user.list-users", "arguments": r#"{"limit": 2}"#});
    let page = run("catalog.call-action", list.clone()).await;
    assert_eq!(serde_json::from_str::<Vec<Value>>(text(&page, "body")).expect("an array").len(), 2);
    let next = run("pages.next-page", json!({"next": text(&page, "next")})).await;
    assert_ne!(text(&next, "body"), text(&page, "body"));
    let all = run("pages.collect-list", list).await;
    assert_eq!((text(&all, "stop"), all.fields["pages"].as_u64() > Some(1)), ("end", true));
    let raw = run("generic-request.send-request", json!({"method": "GET", "path": "/api/v1/users/me"})).await;
    assert_eq!(raw.fields["status"], 200);
}
