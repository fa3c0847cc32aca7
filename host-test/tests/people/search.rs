//! The search finds actions by the words that people use.

use crate::support::{json, run};
use host_test::host::catalog;

fn found(query: &str) -> Vec<String> {
    let words: Vec<&str> = query.split(' ').collect();
    let list = json(&run(&[&["actions", "--json"], &words[..]].concat()));
    list.as_array().expect("a list").iter().map(catalog::name).collect()
}

#[test]
fn words_of_people_find_actions() {
    for (query, first) in [
        ("createUser", "user.create-user"),
        ("create user", "user.create-user"),
        ("list users", "user.list-users"),
        ("users", "user.get-user"),
        ("offboard", "user.deactivate-user"),
        ("mfa", "user-factor.list-factors"),
        ("2fa", "user-factor.list-factors"),
        ("log out", "user.clear-user-sessions"),
        ("webhook", "event-hook.create-event-hook"),
        ("block ip", "network-zone.create-network-zone"),
        ("disable", "user.deactivate-user"),
        ("invite", "user.create-user"),
        ("reset password", "user.reset-password"),
        ("craete user", "user.create-user"),
        ("deactivate aplication", "application.deactivate-application"),
        ("getOrgSystemLog", "system-log.get-org-system-log"),
        ("person", "user.get-user"),
        ("who changed a policy", "system-log.get-org-system-log"),
    ] {
        let found = found(query);
        let place = found.iter().position(|name| name == first);
        let near = if ["users", "person"].contains(&query) { 8 } else { 1 };
        assert!(place.is_some_and(|place| place < near), "{query}: {:?}", found.iter().take(8).collect::<Vec<_>>());
    }
}

#[test]
fn titles_go_before_documentation_and_nothing_suggests_something() {
    let documented = found("one-time token");
    assert!(!documented.is_empty(), "the documentation is searched if no title fits");
    assert!(found("grup rlue xyzzyx")[0].starts_with("group."), "some of the words are enough");
    let nothing = run(&["actions", "xyzzyx"]);
    assert_eq!((nothing.status, nothing.stdout.as_str()), (0, ""));
    assert!(nothing.stderr.contains("Nothing fits") && nothing.stderr.contains("group"), "{}", nothing.stderr);
    let job = run(&["actions", "offboard"]);
    assert!(job.stderr.contains("`okta-actions run offboard`"), "{}", job.stderr);
}
