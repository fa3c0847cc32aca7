//! The environment of an instance.

use crate::checks::environment::{SECRET, read};
use crate::inputs::{config, text};
use okta_actions::config::connection::Connection;
use okta_actions::config::environment::Environment;
use proptest::prelude::*;
use proptest::sample::select;

/// A value of a variable: a valid one, one nearly valid, or any.
fn value(valid: &'static [&'static str]) -> BoxedStrategy<Option<String>> {
    let valid = select(valid).prop_map(ToString::to_string);
    let nearly = (valid.clone(), any::<prop::sample::Index>(), text()).prop_map(|(valid, place, text)| {
        let place = place.index(valid.len() + 1);
        format!("{}{text}{}", &valid[..place], &valid[place..])
    });
    prop::option::weighted(0.8, prop_oneof![8 => valid, 1 => nearly, 1 => text()]).boxed()
}

/// Values of the variables, in the order of the check.
fn values() -> Vec<BoxedStrategy<Option<String>>> {
    const NUMBERS: &[&str] = &["0", "1", "30", "134217728", "134217729", "4294967296"];
    const SWITCHES: &[&str] = &["true", "True", "1", "false", "0", ""];
    const PATTERNS: &[&str] = &["*", "user.*", "user.get-*,group.*", "", "generic-request.*"];
    vec![
        value(&[
            "https://acme.okta.com",
            "https://acme.okta.com/",
            "http://127.0.0.1:8080",
            "http://localhost:8080",
            "https://acme-admin.okta.com",
        ]),
        value(&["SSWS", "Bearer", "None", "PrivateKey", ""]),
        value(&["00a-b_C", "eyJ.e30.x", ""]),
        value(NUMBERS),
        value(NUMBERS),
        value(NUMBERS),
        value(NUMBERS),
        value(NUMBERS),
        value(SWITCHES),
        value(PATTERNS),
        value(PATTERNS),
        value(SWITCHES),
        value(&["0oa1", ""]),
        value(&["okta.users.read okta.groups.read", "okta.users.read,okta.groups.read"]),
        value(&["-----BEGIN PRIVATE KEY-----", "{}"]),
        value(&["k1", ""]),
        value(SWITCHES),
    ]
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_environment_is_a_connection_or_a_problem_without_secrets(values in values()) {
        read(&values);
    }

    #[test]
    fn a_secret_in_the_url_is_not_repeated(
        (user, rest) in (text(), text()), separator in select(vec!["@", "/", ":", "?", "#", " ", "\\", ""]),
    ) {
        let url = format!("https://{user}{SECRET}{separator}{rest}");
        let variables = vec![("OKTA_CLIENT_ORGURL".to_string(), url), ("OKTA_CLIENT_TOKEN".to_string(), "00a".to_string())];
        if let Err(problem) = Connection::from_environment(&Environment::new(variables)) {
            prop_assert!(!problem.message.contains(SECRET), "{}", problem.message);
        }
    }
}
