//! The policy of an instance: which actions its tenant may call.

use crate::action::{ACTIONS, Action, GENERIC};
use crate::bindings::Problem;
use crate::environment::Environment;
use crate::method::Method;
use crate::request::problem;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use percent_encoding::percent_decode_str;

const ALLOW: &str = "OKTA_ACTIONS_ALLOW";
const DENY: &str = "OKTA_ACTIONS_DENY";
const READ_ONLY: &str = "OKTA_ACTIONS_READONLY";

/// The name under which handing out an access token is judged, which is no action either.
pub const ACCESS_TOKEN: &str = "auth.get-access-token";

/// What is allowed: by patterns of action names, and by method.
#[derive(Debug, Default)]
pub struct Policy {
    /// None allows all.
    allow: Option<Vec<String>>,
    deny: Vec<String>,
    read_only: bool,
}

impl Policy {
    /// Reads the policy. The problem names the variable, and the pattern that matches nothing.
    pub fn from_environment(environment: &Environment) -> Result<Self, Problem> {
        let list = |name| environment.raw(name).map(|value| patterns(name, value)).transpose();
        Ok(Self { allow: list(ALLOW)?, deny: list(DENY)?.unwrap_or_default(), read_only: environment.flag(READ_ONLY)? })
    }

    /// Whether an action such as `user.get-user` may be called. The problem names the variable that forbids it.
    pub fn check(&self, action: &str, method: Method) -> Result<(), Problem> {
        let forbidden = |variable: &str, why: &str| {
            Err(problem(variable, format!("{why} {action}: ask whoever runs this instance if it should be possible")))
        };
        if self.read_only && !matches!(method, Method::Get | Method::Head) {
            return forbidden(READ_ONLY, "allows reading only, which excludes");
        }
        if self.deny.iter().any(|pattern| matches(pattern, action)) {
            return forbidden(DENY, "denies");
        }
        match &self.allow {
            Some(allow) if !allow.iter().any(|pattern| matches(pattern, action)) => forbidden(ALLOW, "does not list"),
            _ => Ok(()),
        }
    }
}

/// The action that a method and path call, or [`GENERIC`].
///
/// Reads a path as loosely as any server might: decoded, without empty segments and path parameters, in any letter case. So
/// no spelling of a path escapes the judgment of its action.
pub fn action_of(method: Method, path: &str) -> String {
    let method = if method == Method::Head { Method::Get } else { method };
    let path = path.split('?').next().unwrap_or_default();
    let decode = |segment: &str| percent_decode_str(segment).decode_utf8_lossy().into_owned();
    let segments: Vec<String> = path
        .split('/')
        .map(|segment| decode(segment).split(';').next().unwrap_or_default().to_ascii_lowercase())
        .filter(|segment| !segment.is_empty())
        .collect();
    let fitting = ACTIONS.iter().filter(|action| action.method == method && fits(action.path, &segments));
    // `/groups/rules` fits `/groups/{groupId}` as well: the template with more plain segments is the one.
    let nearest = fitting.min_by_key(|action| action.path.matches('{').count());
    nearest.map_or_else(|| GENERIC.to_string(), Action::name)
}

fn fits(template: &str, segments: &[String]) -> bool {
    let mut expected = template.split('/').skip(1);
    segments.iter().all(|segment| {
        expected.next().is_some_and(|expected| expected.starts_with('{') || expected.eq_ignore_ascii_case(segment))
    }) && expected.next().is_none()
}

/// The patterns of a comma-separated list, each of which matches an action.
fn patterns(variable: &str, value: &str) -> Result<Vec<String>, Problem> {
    let patterns: Vec<String> =
        value.split(',').map(str::trim).filter(|pattern| !pattern.is_empty()).map(ToString::to_string).collect();
    let names = || ACTIONS.iter().map(Action::name);
    let apart = |pattern: &str| matches(pattern, GENERIC) || matches(pattern, ACCESS_TOKEN);
    let matches_none = |pattern: &&String| !apart(pattern) && !names().any(|name| matches(pattern, &name));
    match patterns.iter().find(matches_none) {
        None => Ok(patterns),
        Some(pattern) => {
            // A secret that was pasted here by mistake is not repeated: names hold no capital letters, and tokens do.
            let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-*".contains(&byte);
            let shown = if pattern.bytes().all(plain) {
                format!("the pattern `{pattern}`, which")
            } else {
                "a pattern that".to_string()
            };
            Err(problem(
                variable,
                format!("holds {shown} matches no action. Expected patterns such as user.get-* or group.*"),
            ))
        }
    }
}

/// Whether a name fits a pattern, in which `*` stands for any characters.
///
/// Each part between two stars is taken where it first stands: trying the later places as well could take forever, and finds
/// nothing more.
fn matches(pattern: &str, name: &str) -> bool {
    let Some((prefix, rest)) = pattern.split_once('*') else { return pattern == name };
    let (middle, suffix) = rest.rsplit_once('*').unwrap_or(("", rest));
    let Some(mut name) = name.strip_prefix(prefix).and_then(|name| name.strip_suffix(suffix)) else { return false };
    middle.split('*').all(|part| match name.split_once(part) {
        Some((_, after)) => {
            name = after;
            true
        }
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(variables: &[(&str, &str)]) -> Result<Policy, Problem> {
        let variables: Vec<_> = variables.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        Policy::from_environment(&Environment::new(variables))
    }

    #[test]
    fn patterns_match_names() {
        for (pattern, name, expected) in [
            ("user.get-user", "user.get-user", true),
            ("user.get-user", "user.get-user-role", false),
            ("user.get-*", "user.get-user-role", true),
            ("user.*", "user-factor.get-factor", false),
            ("*.list-*", "group.list-groups", true),
            ("*", "anything", true),
            ("*r", "user", true),
            ("u*s*r", "user", true),
            ("u*x*r", "user", false),
            ("us*ser", "user", false),
            ("*s*e*", "user", true),
            ("*e*s*", "user", false),
            ("********************x", "user.list-assigned-roles-for-user", false),
            ("", "user", false),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn every_action_is_found_by_its_endpoint() {
        for action in ACTIONS {
            let path: String = action.path.chars().map(|c| if c == '{' || c == '}' { 'x' } else { c }).collect();
            assert_eq!(action_of(action.method, &path), action.name());
        }
    }

    #[test]
    fn no_spelling_of_a_path_escapes_its_action() {
        for path in [
            "/api/v1/users/me",
            "/api/v1//users/me/",
            "/api/v1/%75sers/me",
            "/API/v1/Users/me",
            "/api/v1/users;a=b/me",
            "/api/v1/users/me?expand=blocks",
            "/api/v1/users%3Bx/me",
        ] {
            assert_eq!(action_of(Method::Get, path), "user.get-user", "{path}");
            assert_eq!(action_of(Method::Head, path), "user.get-user", "{path}");
        }
        assert_eq!(action_of(Method::Get, "/api/v1/groups/rules"), "group.list-group-rules");
        assert_eq!(action_of(Method::Patch, "/api/v1/users/me"), GENERIC);
        assert_eq!(action_of(Method::Get, "/api/v1/devices"), GENERIC);
    }

    #[test]
    fn deny_goes_before_allow_and_reading_is_get() {
        let all = policy(&[]).expect("a policy");
        assert!(all.check("user.delete-user", Method::Delete).is_ok());
        let some = policy(&[(ALLOW, "user.*, group.get-*"), (DENY, "user.delete-user")]).expect("a policy");
        assert!(some.check("user.get-user", Method::Get).is_ok());
        assert!(some.check("group.get-group", Method::Get).is_ok());
        let variable = |policy: &Policy, action, method| policy.check(action, method).err().map(|problem| problem.name);
        assert_eq!(variable(&some, "user.delete-user", Method::Delete).as_deref(), Some(DENY));
        assert_eq!(variable(&some, "group.list-groups", Method::Get).as_deref(), Some(ALLOW));
        assert_eq!(variable(&some, GENERIC, Method::Get).as_deref(), Some(ALLOW));
        let reading = policy(&[(READ_ONLY, "true")]).expect("a policy");
        assert!(reading.check("user.get-user", Method::Get).is_ok());
        assert_eq!(variable(&reading, "user.create-user", Method::Post).as_deref(), Some(READ_ONLY));
    }

    #[test]
    fn a_wrong_policy_is_named() {
        for (name, value) in [(ALLOW, "user.get-*,usr.*"), (DENY, "pages.*"), (DENY, "User.*"), (READ_ONLY, "yes")] {
            assert_eq!(policy(&[(name, value)]).err().map(|problem| problem.name).as_deref(), Some(name), "{value}");
        }
        let message = |value| policy(&[(DENY, value)]).err().map(|problem| problem.message).unwrap_or_default();
        assert!(message("usr.*").contains("`usr.*`"));
        assert!(!message("00SecretToken").contains("Secret"));
        // An allow list that is set but empty allows nothing.
        assert!(policy(&[(ALLOW, "")]).expect("a policy").check("user.get-user", Method::Get).is_err());
    }
}
