//! The size of the component is a promise to hosts that download and compile it.

/// In bytes. All actions with their typed interfaces; what grows it must be worth it, and raises this number with a reason.
///
/// The actions with their table, exports and types take about a half. Raised from 495,000 for what a host would else need beside
/// the component: the signatures of service apps (`docs/decisions/0006-crypto-in-the-component.md`) and the description of every
/// action (`docs/decisions/0007-descriptions-inside.md`), the larger parts of the rest.
///
/// Lowered from 860,000, because the component has become smaller since; what it holds now includes `fluent-uri`, which reads the
/// organization's URL (`docs/decisions/0004-no-http-and-url-crates-in-the-guest.md`), and the aliases of titles and sections.
const LIMIT: usize = 785_000;

#[test]
fn the_component_stays_small() {
    let bytes = host_test::component::BYTES.len();
    println!("{bytes} of at most {LIMIT} bytes");
    assert!(bytes <= LIMIT, "the component has {bytes} bytes, {} more than the limit", bytes - LIMIT);
}
