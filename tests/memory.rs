//! An instance holds one result at most, no secret that the host has read, and no more memory from call to call.

mod support;

use bytes::Bytes;
use host_test::host::network::Network;
use host_test::host::values::Outcome;
use host_test::host::values::arguments;
use host_test::host::{Host, InstanceConfig};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use support::{answering, environment};

const MIB: usize = 1024 * 1024;
const LENGTH: usize = 16 * MIB;

/// Runs a function with a large result twice, and returns the growth of the linear memory in the second call.
async fn growth((function, json): (&str, &str)) -> usize {
    let host = Host::new().expect("the component loads");
    let function = host.function(function).expect("an exported function");
    let (network, _) = answering(200, &[("content-type", "application/json")], format!("[\"{}\"]", "x".repeat(LENGTH)));
    let config = InstanceConfig::new(environment(&[]), network);
    let mut instance = host.instance(&config).await.expect("an instance");
    let mut memory = [0; 2];
    for memory in &mut memory {
        let args = arguments(function, json, None).expect("arguments");
        let outcome = Outcome::new(instance.call(function, &args).await.expect("no trap"));
        assert_eq!(outcome.error, None);
        *memory = host.highest_memory();
    }
    assert!(memory[0] > LENGTH, "the first call holds its result");
    memory[1] - memory[0]
}

#[tokio::test]
async fn the_next_call_frees_the_last_result() {
    for call in [
        ("user.list-users", "{}"),
        ("pages.next-page", r#"{"next":"/api/v1/users"}"#),
        ("pages.collect", r#"{"next":"/api/v1/users"}"#),
    ] {
        let growth = growth(call).await;
        assert!(growth < LENGTH / 2, "{}: the second call took {growth} bytes more", call.0);
    }
}

/// Growing costs a system call, and a page fault for each new page: fresh instances pay it at every call.
#[tokio::test]
async fn an_ordinary_call_needs_no_growth_and_many_do_not_either() {
    let host = Host::new().expect("the component loads");
    let (network, _) = answering(200, &[("content-type", "application/json")], format!("[\"{}\"]", "x".repeat(20_000)));
    let config = InstanceConfig::new(environment(&[]), network);
    let mut instance = host.instance(&config).await.expect("an instance");
    let initial = host.highest_memory();
    for round in 0..200 {
        for (name, json) in [
            ("user.get-user", r#"{"userId":"00u1"}"#),
            ("user.list-users", r#"{"limit":200,"search":"profile.department eq \"x\""}"#),
            ("user.create-user", r#"{"body":{"profile":{"login":"ada@example.com"}}}"#),
            ("user.get-user", r#"{"userId":"../x"}"#),
        ] {
            let function = host.function(name).expect("an exported function");
            let args = arguments(function, json, None).expect("arguments");
            instance.call(function, &args).await.expect("no trap");
            assert_eq!(host.highest_memory(), initial, "{name} in round {round}");
        }
    }
}

/// The result grows in place: a copy for each step would take the memory of both, and half of it would stay unused.
#[tokio::test]
async fn a_collection_takes_at_most_twice_its_length() {
    const PAGES: usize = 520;
    let page = format!("[{}]", vec![format!("\"{}\"", "x".repeat(400)); 100].join(","));
    let served = AtomicUsize::new(0);
    let respond = move |_| {
        let number = served.fetch_add(1, Ordering::Relaxed) + 1;
        let response = http::Response::builder().header("content-type", "application/json");
        let next = format!("<https://acme.okta.com/api/v1/users?after={number}>; rel=\"next\"");
        let response = if number < PAGES { response.header("link", next) } else { response };
        Ok(response.body(Bytes::from(page.clone())).expect("a valid response"))
    };
    let host = Host::new().expect("the component loads");
    let config = InstanceConfig::new(environment(&[]), Network::Responder(Arc::new(respond)));
    let mut instance = host.instance(&config).await.expect("an instance");
    let function = host.function("pages.collect").expect("an exported function");
    let args = arguments(function, r#"{"next":"/api/v1/users"}"#, None).expect("arguments");
    let outcome = Outcome::new(instance.call(function, &args).await.expect("no trap"));
    assert_eq!(outcome.error, None);
    let items = outcome.fields["items"].as_str().expect("items").len();
    let memory = host.highest_memory();
    println!("{memory} bytes of memory for {items} bytes of items");
    assert!(items > PAGES * 40_000 && memory < 2 * items + MIB, "{memory} bytes of memory for {items} bytes of items");
}

/// Hosts call `cabi_post_…` once they have read the result; a test in `abi::return_area` shows that it wipes a secret.
#[test]
fn the_result_of_get_access_token_is_freed_after_it_was_read() {
    let name = b"cabi_post_actions:okta/auth@0.1.0#get-access-token";
    assert!(host_test::component::BYTES.windows(name.len()).any(|window| window == name));
}
