//! The work of a call, which is the same on every machine: instructions of the guest, and its calls to the host.
//!
//! Instructions are wasmtime's fuel, in which each byte of a bulk copy counts as one. Calls to the host are all ways out of
//! WebAssembly: imports, growth of the memory, and two for each resource that is dropped.
//!
//! `BLESS=1 cargo test --test instructions` rewrites the numbers of `tests/instructions.txt`. If a number rises, its reason
//! becomes `TODO`, and the test fails until somebody writes why the rise is worth it.

use bytes::Bytes;
use host_test::host::network::Network;
use host_test::host::values::{Outcome, arguments};
use host_test::host::{Host, InstanceConfig, engine};
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use wasmtime::{CallHook, Engine};

/// The percentages by which a number may rise or fall before the file has to be updated.
const RISE: f64 = 2.0;
const FALL: f64 = 5.0;

const USER: &str = r#"{"id":"00u0000000000001","status":"ACTIVE","created":"2026-01-02T03:04:05.000Z","activated":null,"lastLogin":null,"type":{"id":"oty0000000000001"},"profile":{"firstName":"Ada","lastName":"Lovelace","mobilePhone":null,"login":"ada@example.com","email":"ada@example.com"},"credentials":{"provider":{"type":"OKTA","name":"OKTA"}}}"#;
const ERROR: &str = r#"{"errorCode":"E0000007","errorSummary":"Not found: 00u0000000000001 (User)","errorLink":"E0000007","errorId":"oae0000000000001","errorCauses":[]}"#;

/// An action that is measured: a name, the function, its arguments, and the response of the org.
struct Action {
    name: &'static str,
    function: &'static str,
    arguments: &'static str,
    status: u16,
    body: String,
}

fn actions() -> [Action; 6] {
    let action = |name, function, arguments, status, body: &str| Action {
        name,
        function,
        arguments,
        status,
        body: body.to_owned(),
    };
    let id = r#"{"userId":"00u0000000000001"}"#;
    let new = r#"{"body":{"profile":{"firstName":"Ada","lastName":"Lovelace","email":"ada@example.com","login":"ada@example.com"}}}"#;
    let list = r#"{"action":"user.list-users","arguments":"{\"limit\":200}"}"#;
    let page = format!("[{}]", [USER; 200].join(","));
    [
        action("get-user", "user.get-user", id, 200, USER),
        action("list-users, 200", "user.list-users", r#"{"limit":200}"#, 200, &page),
        action("collect 3 pages", "pages.collect-list", list, 200, &page),
        action("create-user", "user.create-user", new, 200, USER),
        action("delete-user", "user.delete-user", id, 204, ""),
        action("refused with 404", "user.get-user", id, 404, ERROR),
    ]
}

/// Headers of Okta that the component does not read.
const UNREAD: [(&str, &str); 14] = [
    ("date", "Sat, 28 Nov 2026 12:00:00 GMT"),
    ("server", "nginx"),
    ("connection", "keep-alive"),
    ("x-xss-protection", "0"),
    ("p3p", "CP=\"HONK\""),
    (
        "content-security-policy",
        "default-src 'self' acme.okta.com *.oktacdn.com; connect-src 'self' acme.okta.com; frame-ancestors 'self'",
    ),
    ("cache-control", "no-cache, no-store"),
    ("pragma", "no-cache"),
    ("expires", "0"),
    ("expect-ct", "report-uri=\"https://oktaexpectct.report-uri.example\", max-age=0"),
    ("x-content-type-options", "nosniff"),
    ("strict-transport-security", "max-age=315360000; includeSubDomains"),
    ("accept-ch", "Sec-CH-UA-Platform-Version"),
    ("set-cookie", "JSESSIONID=0123456789ABCDEF0123456789ABCDEF; Path=/; Secure; HttpOnly"),
];

/// The instructions of the guest and its calls to the host, without those of the instantiation.
async fn cost(host: &Host, action: &Action) -> (u64, u64) {
    let (status, body) = (action.status, Bytes::from(action.body.clone()));
    let respond = move |request: http::Request<Bytes>| {
        // A list has three pages.
        let after =
            request.uri().query().and_then(|query| query.split_once("after=00u")?.1.get(..1)?.parse::<u32>().ok());
        let page = after.unwrap_or(0) + 1;
        let mut response = http::Response::builder()
            .status(status)
            .header("content-type", "application/json")
            .header("content-length", body.len())
            .header("x-okta-request-id", "instructions-0000000001")
            .header("x-rate-limit-limit", 600)
            .header("x-rate-limit-remaining", 599)
            .header("x-rate-limit-reset", 1_795_867_260);
        response = UNREAD.iter().fold(response, |response, (name, value)| response.header(*name, *value));
        if page < 3 {
            let link = format!("<https://acme.okta.com/api/v1/users?after=00u{page}&limit=200>; rel=\"next\"");
            response = response.header("link", link);
        }
        Ok(response.body(body.clone()).expect("a valid response"))
    };
    let variables = [("OKTA_CLIENT_ORGURL", "https://acme.okta.com"), ("OKTA_CLIENT_TOKEN", "00instructions-token")];
    let environment = variables.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let config = InstanceConfig::new(environment, Network::Responder(Arc::new(respond)));
    let function = host.function(action.function).expect("an exported function");
    let args = arguments(function, action.arguments, None).expect("arguments of the right types");
    let mut instance = host.instance(&config).await.expect("an instance");
    let calls = Arc::new(AtomicU64::new(0));
    let counter = Arc::clone(&calls);
    instance.store().call_hook(move |_, hook| {
        if matches!(hook, CallHook::CallingHost) {
            counter.fetch_add(1, Ordering::Relaxed);
        }
        Ok(())
    });
    let before = instance.store().get_fuel().expect("an engine that counts");
    let result = instance.call(function, &args).await.expect("no trap");
    let after = instance.store().get_fuel().expect("an engine that counts");
    let refused = Outcome::new(result).error;
    assert_eq!(refused.is_some(), status >= 400, "{}: {refused:?}", action.name);
    (before - after, calls.load(Ordering::Relaxed))
}

/// A line of the file: name, instructions, calls, reason.
type Row = (String, u64, u64, String);

fn read(text: &str) -> Vec<Row> {
    let row = |line: &str| {
        let mut cells = line.split('|').map(str::trim);
        let name = cells.next()?.to_owned();
        Some((name, cells.next()?.parse().ok()?, cells.next()?.parse().ok()?, cells.next()?.to_owned()))
    };
    text.lines().filter_map(row).collect()
}

fn percent(now: u64, locked: u64) -> f64 {
    (now as f64 / locked.max(1) as f64 - 1.0) * 100.0
}

// On one thread, so that the order of events does not depend on speed.
#[tokio::test]
async fn a_call_costs_no_more_work_than_before() {
    let mut config = engine::config(1);
    // Interruptions by the clock of the host would count as host calls.
    config.consume_fuel(true).epoch_interruption(false);
    let host = Host::on(Engine::new(&config).expect("an engine"), |_| Ok(())).expect("the component loads");
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/instructions.txt");
    let text = std::fs::read_to_string(&file).unwrap_or_default();
    let locked = read(&text);
    let head: String = text.lines().take_while(|line| line.starts_with('#')).map(|line| format!("{line}\n")).collect();
    let (mut blessed, mut problems) = (head, Vec::new());
    for action in actions() {
        let name = action.name;
        let (instructions, calls) = cost(&host, &action).await;
        assert_eq!(cost(&host, &action).await, (instructions, calls), "{name} does not cost the same twice");
        let row = locked.iter().find(|row| row.0 == name);
        let (_, old_instructions, old_calls, reason) = row.cloned().unwrap_or_default();
        let mut has_risen = false;
        for (kind, now, old) in [("instructions", instructions, old_instructions), ("host calls", calls, old_calls)] {
            let change = percent(now, old);
            println!("{name}: {now} {kind}, {change:+.2} %");
            has_risen |= change > RISE;
            if !(-FALL..=RISE).contains(&change) {
                problems.push(format!("{name}: {old} {kind} are locked, {now} were counted ({change:+.2} %)"));
            }
        }
        if reason.is_empty() || reason.starts_with("TODO") {
            problems.push(format!("{name}: no reason stands beside the numbers"));
        }
        let reason = if has_risen { "TODO: why is the rise worth it?" } else { &reason };
        let _ = writeln!(blessed, "{name:<16} | {instructions:>8} | {calls:>4} | {reason}");
    }
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&file, blessed).expect("the file is written");
        return;
    }
    assert!(
        problems.is_empty(),
        "{}\nRun `BLESS=1 cargo test --test instructions`, and write the reason of each rise into {}",
        problems.join("\n"),
        file.display()
    );
}
