//! An instance holds one result at most, and no secret that the host has read.

mod support;

use host_test::host::values::Outcome;
use host_test::host::values::arguments;
use host_test::host::{Host, InstanceConfig};
use support::{answering, environment};

const MIB: usize = 1024 * 1024;
const LENGTH: usize = 16 * MIB;

/// Runs a function with a large result twice, and returns the growth of the linear memory in the second call.
async fn growth((function, json): (&str, &str)) -> usize {
    let host = Host::new().expect("the component loads");
    let function = host.function(function).expect("an exported function");
    let (network, _) = answering(200, &[("content-type", "application/json")], format!("[\"{}\"]", "x".repeat(LENGTH)));
    let config = InstanceConfig { environment: environment(&[]), network };
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

/// Hosts call `cabi_post_…` once they have read the result; a test in `abi::return_area` shows that it wipes a secret.
#[test]
fn the_result_of_get_access_token_is_freed_after_it_was_read() {
    let name = b"cabi_post_actions:okta/auth@0.1.0#get-access-token";
    assert!(host_test::component::BYTES.windows(name.len()).any(|window| window == name));
}
