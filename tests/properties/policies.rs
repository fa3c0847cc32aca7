//! Patterns of the policy, and the actions to which paths belong.

use crate::checks::environment::belongs_to;
use crate::inputs::{any_case, config, method, text};
use okta_actions::config::environment::Environment;
use okta_actions::config::policy::{ACCESS_TOKEN, Policy};
use okta_actions::table::action::{ACTIONS, Action, GENERIC};
use okta_actions::table::method::Method;
use proptest::prelude::*;
use proptest::sample::select;
use regex::Regex;

fn policy(variable: &str, value: &str) -> Option<Policy> {
    Policy::from_environment(&Environment::new(vec![(variable.to_string(), value.to_string())])).ok()
}

fn names() -> Vec<String> {
    ACTIONS.iter().map(Action::name).chain([GENERIC, ACCESS_TOKEN].map(String::from)).collect()
}

/// Whether only a pattern with its interface allows a name, and `*` does not.
fn is_broad(name: &str) -> bool {
    [GENERIC, ACCESS_TOKEN].contains(&name)
}

/// Whether a pattern contains the interface of a name literally.
fn names_interface(pattern: &str, name: &str) -> bool {
    let interface = |text: &str| Some(text.split_once('.')?.0.to_string());
    interface(pattern) == interface(name)
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
        let path = (segments, select(vec!["", "/", "?a=/b"])).prop_map(|(segments, end)| segments.concat() + end);
        (Just(action), path)
    })
}

/// A segment of a template with the slash before it, spelled in another way.
fn segment(template: &str) -> BoxedStrategy<String> {
    if template.starts_with('{') {
        // An id with an upper-case letter and a digit is never a word of another template.
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
        select(vec!["/", "/", "/", "//"]),
        select(vec!["", "", "", ".json", "%20"]),
    )
        .prop_map(encode)
        .boxed()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn patterns_match_like_regular_expressions(pattern in prop_oneof![pattern(), text(), "[a-c*.]{0,6}"], name in select(names())) {
        prop_assume!(!pattern.contains(',') && !pattern.trim().is_empty());
        let (pattern, expression) = (pattern.trim(), expression(pattern.trim()));
        let fits = |name: &str| expression.is_match(name);
        let allows = |name: &str| fits(name) && (!is_broad(name) || names_interface(pattern, name));
        let short = pattern.len() <= 128;
        prop_assert_eq!(
            policy("OKTA_ACTIONS_ALLOW", pattern).is_some(), short && names().iter().any(|name| allows(name)), "{:?}", pattern
        );
        prop_assert_eq!(policy("OKTA_ACTIONS_DENY", pattern).is_some(), short && names().iter().any(|name| fits(name)));
        if let Some(allow) = policy("OKTA_ACTIONS_ALLOW", pattern) {
            prop_assert_eq!(allow.check(&name, Method::Get).is_ok(), allows(&name), "{:?} {}", pattern, name);
        }
        if let Some(deny) = policy("OKTA_ACTIONS_DENY", pattern) {
            prop_assert_eq!(deny.check(&name, Method::Get).is_err(), fits(&name) || is_broad(&name));
        }
    }

    #[test]
    fn any_path_belongs_to_an_action_or_the_generic_request(method in method(), path in text()) {
        belongs_to(method, &path);
        belongs_to(method, &format!("/api/v1/{path}"));
    }

    #[test]
    fn no_spelling_of_a_path_escapes_its_action((action, path) in spelled()) {
        let [written, read] = belongs_to(action.method, &path);
        prop_assert_eq!(&read, &action.name(), "{}", path);
        prop_assert!([GENERIC, &read].contains(&&*written), "{}: {}", path, written);
    }
}

#[test]
fn a_pattern_of_many_stars_is_matched_at_once() {
    assert!(policy("OKTA_ACTIONS_DENY", &"*e".repeat(40)).is_none());
    assert!(policy("OKTA_ACTIONS_DENY", &format!("{}x-no", "*".repeat(100))).is_none());
    assert!(policy("OKTA_ACTIONS_DENY", &"*".repeat(100)).is_some());
}
