//! Random calls against a mock org that fails on purpose: no trap, no leaked secret, no connection to another host.

use host_test::host::Host;
use host_test::soak::{self, Options};
use std::sync::Arc;

#[tokio::test(flavor = "multi_thread")]
async fn no_call_violates_an_invariant() {
    let host = Arc::new(Host::new().expect("the component loads"));
    let options = Options { calls: 3_000, seed: 4, concurrency: 32, faults: true, only: None };
    let report = soak::run(host, options, |_| {}).await.expect("the soak runs");
    assert!(report.is_clean(), "{:#?} {:#?}, {} connections elsewhere", report.traps, report.leaks, report.strays);
    assert_eq!((report.calls, report.results.values().sum()), (3_000, 3_000));
    let missing: Vec<_> = report.faults.iter().filter(|(_, count)| **count == 0).collect();
    assert!(missing.is_empty(), "these faults never happened: {missing:?}");
    for case in [
        "success",
        "permanent-invalid-argument",
        "permanent-invalid-configuration",
        "permanent-not-allowed",
        "permanent-refused",
        "rate-limited",
        "unavailable",
        "unreachable",
        "interrupted",
        "permanent-outcome-unknown",
        "permanent-unreadable-response",
    ] {
        assert!(report.results.contains_key(case), "{case} was never seen: {:?}", report.results);
    }
    assert!(!report.results.contains_key("execution-failed"), "the component never returns it");
    assert!(report.requests > 500, "{} requests", report.requests);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_faults_nothing_is_lost() {
    let host = Arc::new(Host::new().expect("the component loads"));
    let options = Options { calls: 300, seed: 1, concurrency: 8, faults: false, only: None };
    let report = soak::run(host, options, |_| {}).await.expect("the soak runs");
    assert!(report.is_clean(), "{:#?} {:#?}", report.traps, report.leaks);
    assert_eq!(report.faults.values().sum::<u64>(), 0);
    assert!(!report.results.contains_key("interrupted"), "{:?}", report.results);
}
