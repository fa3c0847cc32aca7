//! The repetitions and waits of an instance that asks for retries. The clock is tokio's, which jumps when every task
//! waits.

mod support;

use bytes::Bytes;
use host_test::host::network::{Network, Reply};
use host_test::host::values::Outcome;
use host_test::host::values::arguments;
use host_test::host::{Host, InstanceConfig, State};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use support::{answering, call_with, environment, loopback};
use tokio::time::Instant;
use wasmtime::StoreContextMut;
use wasmtime::component::{Linker, Resource};
use wasmtime_wasi_http::RequestOptions;

const GET: (&str, &str) = ("user.get-user", r#"{"userId":"me"}"#);
const POST: (&str, &str) = ("group.create-group", r#"{"body":{"profile":{"name":"x"}}}"#);
const MAX_RETRIES: &str = "OKTA_CLIENT_RATELIMIT_MAXRETRIES";
const MAX_WAIT: &str = "OKTA_ACTIONS_MAXWAIT";

/// A reset 24 seconds after the response's own date, independent of the local clock.
const LIMITED: &[(&str, &str)] = &[("Date", "Sun, 06 Nov 1994 08:49:37 GMT"), ("X-Rate-Limit-Reset", "784111800")];

type Responses = &'static [(u16, &'static [(&'static str, &'static str)])];

/// Runs a call against these responses in turn; status 0 is a connection that breaks after the request was sent.
/// Returns the error, the number of requests, and the duration of the call in seconds.
async fn against(responses: Responses, variables: &[(&str, &str)], call: (&str, &str)) -> (Option<String>, usize, u64) {
    let sent = Arc::new(Mutex::new(0));
    let counter = Arc::clone(&sent);
    let responder = move |_| -> Reply {
        let mut sent = counter.lock().expect("no responder panics");
        let (status, headers) = responses[*sent];
        *sent += 1;
        if status == 0 {
            return Err(wasmtime_wasi_http::Error::ConnectionTerminated);
        }
        let mut response = http::Response::builder().status(status);
        for (name, value) in headers {
            response = response.header(*name, *value);
        }
        Ok(response.body(Bytes::from_static(b"{}")).expect("a valid response"))
    };
    let start = Instant::now();
    let outcome = call_with(call.0, call.1, environment(variables), Network::Responder(Arc::new(responder))).await;
    let sent = *sent.lock().expect("no responder panics");
    (outcome.error, sent, start.elapsed().as_secs())
}

#[tokio::test(start_paused = true)]
async fn a_rate_limit_is_waited_for_if_the_wait_fits() {
    let responses: Responses = &[(429, LIMITED), (200, &[])];
    for call in [GET, POST] {
        assert_eq!(against(responses, &[(MAX_RETRIES, "2")], call).await, (None, 2, 24));
        assert_eq!(against(responses, &[(MAX_RETRIES, "2"), (MAX_WAIT, "24000")], call).await, (None, 2, 24));
        // Never shorter than the reset: a wait that does not fit is not begun.
        let limited = Some("rate-limited".to_string());
        assert_eq!(against(responses, &[(MAX_RETRIES, "2"), (MAX_WAIT, "23999")], call).await, (limited.clone(), 1, 0));
        assert_eq!(against(responses, &[], call).await, (limited, 1, 0));
    }
}

#[tokio::test(start_paused = true)]
async fn all_waits_together_fit_and_are_counted() {
    let responses: Responses = &[(429, LIMITED), (429, LIMITED), (429, LIMITED), (200, &[])];
    assert_eq!(against(responses, &[(MAX_RETRIES, "3")], GET).await, (None, 4, 72));
    let limited = Some("rate-limited".to_string());
    assert_eq!(against(responses, &[(MAX_RETRIES, "2")], GET).await, (limited.clone(), 3, 48));
    assert_eq!(against(responses, &[(MAX_RETRIES, "9"), (MAX_WAIT, "50000")], GET).await, (limited, 3, 48));
}

#[tokio::test(start_paused = true)]
async fn a_repetition_waits_at_least_a_second() {
    const AT_ONCE: &[(&str, &str)] = &[("Retry-After", "0")];
    let limited: Responses = &[(429, AT_ONCE), (429, AT_ONCE), (200, &[])];
    let busy: Responses = &[(503, AT_ONCE), (503, AT_ONCE), (200, &[])];
    for responses in [limited, busy] {
        assert_eq!(against(responses, &[(MAX_RETRIES, "2")], GET).await, (None, 3, 2));
    }
}

#[tokio::test(start_paused = true)]
async fn requests_that_may_have_taken_effect_are_not_repeated() {
    let lost: Responses = &[(0, &[]), (200, &[])];
    assert_eq!(against(lost, &[(MAX_RETRIES, "2")], GET).await, (None, 2, 1));
    let unknown = Some("permanent-outcome-unknown".to_string());
    assert_eq!(against(lost, &[(MAX_RETRIES, "2")], POST).await, (unknown.clone(), 1, 0));
    let gateway: Responses = &[(503, &[("Retry-After", "7")]), (200, &[])];
    assert_eq!(against(gateway, &[(MAX_RETRIES, "2")], GET).await, (None, 2, 7));
    assert_eq!(against(gateway, &[(MAX_RETRIES, "2")], POST).await, (unknown, 1, 0));
    let locked: Responses = &[(423, &[]), (200, &[])];
    assert_eq!(against(locked, &[(MAX_RETRIES, "2")], POST).await, (None, 2, 5));
}

#[tokio::test(start_paused = true)]
async fn refusals_are_final() {
    let refused: Responses = &[(404, &[]), (200, &[])];
    assert_eq!(against(refused, &[(MAX_RETRIES, "5")], GET).await, (Some("permanent-refused".into()), 1, 0));
}

/// A host that sets no timeout. It refuses them, as the WIT of `wasi:http` allows, or ignores them.
fn without_timeouts(reply: Result<(), ()>) -> Host {
    const TYPES: &str = "wasi:http/types@0.2.12";
    let change = |linker: &mut Linker<State>| {
        linker.allow_shadowing(true);
        let mut types = linker.instance(TYPES)?;
        for name in ["connect", "first-byte", "between-bytes"] {
            let name = format!("[method]request-options.set-{name}-timeout");
            let set =
                move |_: StoreContextMut<'_, State>, (_, _): (Resource<RequestOptions>, Option<u64>)| Ok((reply,));
            types.func_wrap(&name, set)?;
        }
        Ok(())
    };
    Host::linked(change).expect("the component loads")
}

const SHORT: [(&str, &str); 2] = [("OKTA_CLIENT_REQUESTTIMEOUT", "1"), ("OKTA_CLIENT_CONNECTIONTIMEOUT", "1")];

/// Calls an org that accepts connections and never responds.
async fn call_silent(host: &Host, (action, json): (&str, &str)) -> Outcome {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let (mut environment, network) = loopback(listener.local_addr().expect("an address").port());
    environment.extend(SHORT.map(|(name, value)| (name.to_string(), value.to_string())));
    let function = host.function(action).expect("an exported function");
    let args = arguments(function, json, None).expect("arguments");
    let config = InstanceConfig::new(environment, network);
    // Far above the two seconds that the component waits.
    let result = tokio::time::timeout(Duration::from_secs(30), host.call(function, &args, &config)).await;
    Outcome::new(result.expect("the component ends the exchange").expect("no trap"))
}

#[tokio::test]
async fn an_exchange_ends_if_the_host_ignores_timeouts() {
    let host = without_timeouts(Ok(()));
    for (call, expected) in [(GET, "interrupted"), (POST, "permanent-outcome-unknown")] {
        let outcome = call_silent(&host, call).await;
        assert_eq!(outcome.error.as_deref(), Some(expected), "{}", outcome.to_json());
        let said = outcome.to_json();
        assert!(said.contains("OKTA_CLIENT_REQUESTTIMEOUT"), "{said}");
    }
}

#[tokio::test]
async fn an_exchange_ends_if_the_host_refuses_timeouts() {
    let host = without_timeouts(Err(()));
    let outcome = call_silent(&host, GET).await;
    assert_eq!(outcome.error.as_deref(), Some("interrupted"), "{}", outcome.to_json());
    let function = host.function(GET.0).expect("an exported function");
    let args = arguments(function, GET.1, None).expect("arguments");
    let (network, _) = answering(200, &[], "{}");
    let config = InstanceConfig::new(environment(&[]), network);
    let outcome = Outcome::new(host.call(function, &args, &config).await.expect("no trap"));
    assert_eq!(outcome.error, None, "a request goes out all the same: {}", outcome.to_json());
}
