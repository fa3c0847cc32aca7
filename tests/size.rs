//! The size of the component is a promise to hosts that download and compile it.

/// In bytes. All actions with their typed interfaces; what grows it must be worth it, and raises this number with a reason.
///
/// The actions with their table, exports and types take about a half. Raised from 495,000 for what a host would else need beside
/// the component: the signatures of service apps (`docs/decisions/0006-crypto-in-the-component.md`) and the description of every
/// action (`docs/decisions/0007-descriptions-inside.md`), the larger parts of the rest.
///
/// Raised from 850,000 for what answers of other servers and hosts need: secrets taken out of them, links of any bytes, errors in
/// broken JSON, several rate-limit buckets, and bounds and types of tokens.
const LIMIT: usize = 860_000;

#[test]
fn the_component_stays_small() {
    let bytes = host_test::component::BYTES.len();
    println!("{bytes} of at most {LIMIT} bytes");
    assert!(bytes <= LIMIT, "the component has {bytes} bytes, {} more than the limit", bytes - LIMIT);
}
