//! The environment of the instance: read once per call, and wiped from memory afterwards.

use crate::contract::Problem;
use crate::table::suggestions::{nearest, within};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::RangeInclusive;
use zeroize::Zeroize;

/// The patterns of the actions that may be called; an empty value allows none.
pub const ALLOW: &str = "OKTA_ACTIONS_ALLOW";
/// The patterns of the actions that must not be called.
pub const DENY: &str = "OKTA_ACTIONS_DENY";
/// Whether only reading is allowed.
pub const READ_ONLY: &str = "OKTA_ACTIONS_READONLY";
/// The longest body that is read, in bytes.
pub const MAX_BODY: &str = "OKTA_ACTIONS_MAXRESPONSEBYTES";
/// How long all waits of a call may take, in milliseconds.
pub const MAX_WAIT: &str = "OKTA_ACTIONS_MAXWAIT";

/// The component's own variables: their prefix is reserved, so that misspelled ones are found.
const OWN: [&str; 5] = [ALLOW, DENY, READ_ONLY, MAX_BODY, MAX_WAIT];
const PREFIX: &str = "OKTA_ACTIONS_";
/// The prefix of the variables that are named as Okta's clients name them.
const SHARED_PREFIX: &str = "OKTA_CLIENT_";

/// Names and values of variables, some of them secret.
pub struct Environment(Vec<(String, String)>);

impl Environment {
    /// Takes ownership of name and value pairs.
    pub fn new(variables: Vec<(String, String)>) -> Self {
        Self(variables)
    }

    /// The value of a variable, possibly empty.
    pub fn raw(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The value of a variable that is not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.raw(name).filter(|value| !value.is_empty())
    }

    /// Checks the variables with the component's own prefix: an unknown, repeated or empty one is a problem, so that a
    /// typo never loses a bound or policy.
    pub fn check_names(&self) -> Result<(), Problem> {
        for (index, (name, value)) in self.0.iter().enumerate() {
            if !OWN.contains(&name.as_str()) {
                if resembles_own(name) {
                    return Err(unknown(name));
                }
            } else if value.is_empty() && name != ALLOW {
                return Err(Problem::new(name, "is set but empty: remove it, or give it a value."));
            } else if self.0[..index].iter().any(|(earlier, _)| earlier == name) {
                return Err(Problem::new(name, "is set more than once: keep one."));
            }
        }
        Ok(())
    }

    /// A switch, off unless set. An empty value is a problem: it may have been meant as on.
    pub fn flag(&self, name: &str) -> Result<bool, Problem> {
        match self.raw(name) {
            None | Some("false" | "FALSE" | "False" | "0") => Ok(false),
            Some("true" | "TRUE" | "True" | "1") => Ok(true),
            Some("") => Err(Problem::new(name, "is set but empty. Expected: true or false, or not set at all.")),
            Some(_) => Err(Problem::new(name, "is not a switch. Expected: true or false.")),
        }
    }

    /// A whole number; none if it is not set or empty. `unit` names what it counts, such as `seconds`.
    pub fn number(&self, name: &str, range: RangeInclusive<u32>, unit: &str) -> Result<Option<u32>, Problem> {
        let Some(value) = self.get(name) else { return Ok(None) };
        match value.parse::<u32>() {
            Ok(number) if range.contains(&number) => Ok(Some(number)),
            _ => Err(Problem::new(
                name,
                format!(
                    "is out of range. Expected: a whole number of {unit} from {} to {}.",
                    range.start(),
                    range.end()
                ),
            )),
        }
    }
}

/// Whether a name has the component's prefix, or is at most two letters away from one of its variables.
fn resembles_own(name: &str) -> bool {
    // Names with the shared prefix are never that close; skip the comparison.
    if name.starts_with(SHARED_PREFIX) {
        return false;
    }
    let prefixed = name.get(..PREFIX.len()).is_some_and(|start| start.eq_ignore_ascii_case(PREFIX));
    let near = |own: &&str| own.len().abs_diff(name.len()) <= 2 && within(own, name, 2);
    prefixed || OWN.iter().any(near)
}

fn unknown(name: &str) -> Problem {
    // Repeats only characters of names: a host that splits lines wrongly may have put a value here.
    let shown: String =
        name.chars().take_while(|letter| letter.is_ascii_alphanumeric() || "-_".contains(*letter)).take(64).collect();
    let hint = match nearest(&name.to_ascii_uppercase(), OWN.into_iter()) {
        Some(near) => format!("did you mean {near}?"),
        None => format!("expected one of {}.", OWN.join(", ")),
    };
    Problem::new(&shown, format!("is not a variable of this component: {hint}"))
}

impl Drop for Environment {
    fn drop(&mut self) {
        for (_, value) in &mut self.0 {
            value.zeroize();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(variables: &[(&str, &str)]) -> Environment {
        Environment::new(variables.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect())
    }

    #[test]
    fn switches_and_numbers_say_what_was_expected() {
        let environment = environment(&[("ON", "True"), ("ODD", "yes"), ("NUMBER", "7"), ("EMPTY", "")]);
        assert_eq!(environment.flag("ON").ok(), Some(true));
        assert_eq!(environment.flag("UNSET").ok(), Some(false));
        for odd in ["ODD", "EMPTY"] {
            assert_eq!(environment.flag(odd).err().map(|problem| problem.name).as_deref(), Some(odd));
        }
        assert_eq!(environment.number("NUMBER", 7..=7, "seconds").ok(), Some(Some(7)));
        assert_eq!(environment.number("UNSET", 7..=9, "seconds").ok(), Some(None));
        assert_eq!(environment.number("EMPTY", 7..=9, "seconds").ok(), Some(None));
        for range in [8..=9, 5..=6] {
            let problem = environment.number("NUMBER", range.clone(), "seconds").expect_err("a problem");
            let expected = format!("seconds from {} to {}", range.start(), range.end());
            assert!(problem.message.contains(&expected), "{}", problem.message);
        }
    }

    #[test]
    fn names_with_the_own_prefix_are_known_or_a_problem() {
        for name in ["OKTA_CLIENT_TOKEN", "OKTA_CLIENT_ORGULR", "OKTA_ORG_URL", "OKTA_ACCESS_TOKEN", "PATH", "", "é"] {
            assert!(environment(&[(name, "")]).check_names().is_ok(), "{name}");
        }
        for (name, near) in [
            ("OKTA_ACTIONS_DENNY", Some(DENY)),
            ("OKTA_ACTION_DENY", Some(DENY)),
            ("OKTA_ACTOINS_DENY", Some(DENY)),
            ("OKTA-ACTIONS-DENY", Some(DENY)),
            ("OKTAACTIONS_ALLOW", Some(ALLOW)),
            ("okta_actions_allow", Some(ALLOW)),
            ("Okta_Actions_ReadOnly", Some(READ_ONLY)),
            ("OKTA_ACTIONS_READ_ONLY", Some(READ_ONLY)),
            ("OKTA_ACTIONS_MAXRESPONSE", Some(MAX_BODY)),
            ("OKTA_ACTIONS_COMPLETELYUNKNOWN", None),
            ("OKTA_ACTIONS_", Some(DENY)),
        ] {
            let problem = environment(&[("PATH", "/"), (name, "x")]).check_names().expect_err(name);
            assert_eq!(problem.name, name);
            assert!(problem.message.contains(near.unwrap_or("expected one of")), "{name}: {}", problem.message);
        }
        let long = "OKTA_ACTIONS_X".repeat(10_000);
        assert_eq!(environment(&[(&long, "")]).check_names().expect_err("a problem").name.len(), 64);
        let problem = environment(&[("OKTA_ACTIONS_ALOW=5ecret", "")]).check_names().expect_err("a problem");
        assert!(!format!("{problem:?}").contains("5ecret"), "{problem:?}");
    }

    #[test]
    fn no_name_with_the_shared_prefix_resembles_an_own_one() {
        for name in OWN {
            for length in 0..=name.len() {
                assert!(!within(&name[..length], SHARED_PREFIX, 2), "{name}");
            }
        }
    }

    #[test]
    fn own_variables_are_set_once_and_not_empty() {
        assert!(environment(&[(ALLOW, ""), (DENY, "user.*"), (READ_ONLY, "false")]).check_names().is_ok());
        for name in OWN {
            assert_eq!(environment(&[(name, "")]).check_names().is_ok(), name == ALLOW, "{name}");
            let twice = environment(&[(name, "1"), ("PATH", "/"), (name, "1")]).check_names();
            assert_eq!(twice.err().map(|problem| problem.name).as_deref(), Some(name));
        }
    }
}
