//! Patterns of the policy, and the actions that paths are judged as.

use crate::checks::environment::judged;
use crate::inputs::{any_case, config, method, text};
use okta_actions::action::{ACTIONS, Action, GENERIC};
use okta_actions::environment::Environment;
use okta_actions::method::Method;
use okta_actions::policy::Policy;
use proptest::prelude::*;
use proptest::sample::select;
use regex::Regex;

fn policy(variable: &str, value: &str) -> Option<Policy> {
    Policy::from_environment(&Environment::new(vec![(variable.to_string(), value.to_string())])).ok()
}

fn names() -> Vec<String> {
    ACTIONS.iter().map(Action::name).chain([GENERIC.to_string()]).collect()
}

/// A pattern as a regular expression.
fn expression(pattern: &str) -> Regex {
    let parts: Vec<String> = pattern.split('*').map(regex::escape).collect();
    Regex::new(&format!("(?s)^{}$", parts.join(".*"))).expect("an expression")
}

/// A name with some of its letters replaced by stars, and perhaps one by another letter.
fn pattern() -> impl Strategy<Value = String> {
    let changes = prop::collection::vec(prop_oneof![6 => Just(0_u8), 2 => Just(1), 1 => Just(2)], 60);
    (select(names()), changes, any::<prop::sample::Index>(), prop::option::weighted(0.2, "[a-z.*-]")).prop_map(
        |(name, changes, place, letter)| {
            let mut pattern = String::new();
            for (position, (character, change)) in name.chars().zip(changes).enumerate() {
                match (change, &letter) {
                    (_, Some(letter)) if place.index(name.len()) == position => pattern.push_str(letter),
                    (0, _) => pattern.push(character),
                    (1, _) => pattern.push('*'),
                    _ => pattern.extend(['*', character, '*']),
                }
            }
            pattern
        },
    )
}

/// A path of an action with arguments, spelled in another way.
fn spelled() -> impl Strategy<Value = (&'static Action, String)> {
    let actions: Vec<&'static Action> = ACTIONS.iter().collect();
    select(actions).prop_flat_map(|action| {
        let segments: Vec<BoxedStrategy<String>> = action.path.split('/').skip(1).map(segment).collect();
        let path = (segments, select(vec!["", "/", "?a=/b", ";a", ";a=/b?"]))
            .prop_map(|(segments, end)| segments.concat() + end);
        // What follows a path parameter with a slash is one more segment.
        (Just(action), path.prop_filter("the same segments", |path| !path.contains(";a=/b")))
    })
}

/// A segment of a template with what stands before it, spelled in another way.
fn segment(template: &str) -> BoxedStrategy<String> {
    if template.starts_with('{') {
        // An id with an upper case letter and a digit is no word of another template.
        return "/00u[a-zA-Z0-9@.]{1,9}".boxed();
    }
    let encode = |(name, encoded, before, after): (String, Vec<bool>, &'static str, &'static str)| {
        let letter = |(encoded, letter): (bool, char)| {
            if encoded { format!("%{:02x}", u32::from(letter)) } else { letter.to_string() }
        };
        let spelled: String = encoded.into_iter().zip(name.chars()).map(letter).collect();
        format!("{before}{spelled}{after}")
    };
    let length = template.len();
    (
        any_case(template),
        prop::collection::vec(prop::bool::weighted(0.2), length),
        select(vec!["/", "/", "/", "//", "/;x/"]),
        select(vec!["", "", "", ";", ";a=b", "%3bx"]),
    )
        .prop_map(encode)
        .boxed()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn patterns_match_as_elsewhere(pattern in prop_oneof![pattern(), text(), "[a-c*.]{0,6}"], name in select(names())) {
        prop_assume!(!pattern.contains(',') && !pattern.trim().is_empty());
        let expression = expression(pattern.trim());
        let known = names().iter().any(|name| expression.is_match(name));
        prop_assert_eq!(policy("OKTA_ACTIONS_ALLOW", &pattern).is_some(), known, "{:?}", pattern);
        prop_assert_eq!(policy("OKTA_ACTIONS_DENY", &pattern).is_some(), known);
        if let (Some(allow), Some(deny)) = (policy("OKTA_ACTIONS_ALLOW", &pattern), policy("OKTA_ACTIONS_DENY", &pattern)) {
            let fits = expression.is_match(&name);
            prop_assert_eq!(allow.check(&name, Method::Get).is_ok(), fits, "{:?} {}", pattern, name);
            prop_assert_eq!(deny.check(&name, Method::Get).is_err(), fits);
        }
    }

    #[test]
    fn any_path_is_judged(method in method(), path in text()) {
        judged(method, &path);
        judged(method, &format!("/api/v1/{path}"));
    }

    #[test]
    fn no_spelling_of_a_path_is_judged_otherwise((action, path) in spelled()) {
        prop_assert_eq!(judged(action.method, &path), action.name(), "{}", path);
    }
}

#[test]
fn a_pattern_of_many_stars_is_matched_at_once() {
    assert!(policy("OKTA_ACTIONS_DENY", &"*e".repeat(40)).is_none());
    assert!(policy("OKTA_ACTIONS_DENY", &format!("{}x-no", "*".repeat(100))).is_none());
    assert!(policy("OKTA_ACTIONS_DENY", &"*".repeat(100)).is_some());
}
