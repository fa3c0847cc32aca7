//! The size of the component is a promise to hosts that download and compile it.

/// In bytes. All actions with their typed interfaces; what grows it must be worth it, and raises this number with a reason.
///
/// The interpreter takes about a third, the table of actions a fifth, and their exports and types the rest: some hundreds of
/// bytes an action that no code of ours can save. Raised once from 485,000, for the policy of the instance and the bounds.
const LIMIT: u64 = 495_000;

#[test]
fn the_component_stays_small() {
    let file = host_test::component::path();
    let bytes = std::fs::metadata(file).expect("the component is built").len();
    println!("{bytes} of at most {LIMIT} bytes");
    assert!(bytes <= LIMIT, "the component has {bytes} bytes, {} more than the limit", bytes - LIMIT);
}
