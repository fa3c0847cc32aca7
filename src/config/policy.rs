//! The policy of an instance: which actions its tenant may call.

use crate::config::environment::{ALLOW, DENY, Environment, READ_ONLY};
use crate::contract::Problem;
use crate::request::encode;
use crate::table::action::{ACTIONS, Action, GENERIC};
use crate::table::method::Method;
use crate::table::suggestions::nearest;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use percent_encoding::percent_decode_str;

/// The name by which a policy allows returning an access token; it is not an action.
pub const ACCESS_TOKEN: &str = "auth.get-access-token";

/// Functions that reach further than one action. Under a policy, only a pattern that names their interface allows them.
const BROAD: [&str; 2] = [ACCESS_TOKEN, GENERIC];

/// The maximum of patterns in a list, and of bytes in a pattern: more than the actions need, and matched quickly.
const MAX_PATTERNS: usize = 1000;
const MAX_PATTERN: usize = 128;

/// The allowed actions, by patterns of their names and by method.
#[derive(Debug, Default)]
pub struct Policy {
    /// None allows all.
    allow: Option<Vec<String>>,
    deny: Vec<String>,
    read_only: bool,
}

impl Policy {
    /// Reads the policy. The problem names the variable, and the first of its patterns that matches nothing.
    pub fn from_environment(environment: &Environment) -> Result<Self, Problem> {
        environment.check_names()?;
        let list = |name, matches| environment.raw(name).map(|value| patterns(name, value, matches)).transpose();
        Ok(Self {
            allow: list(ALLOW, allows)?,
            deny: list(DENY, matches)?.unwrap_or_default(),
            read_only: environment.flag(READ_ONLY)?,
        })
    }

    /// Whether anything is restricted.
    pub fn is_set(&self) -> bool {
        self.allow.is_some() || !self.deny.is_empty() || self.read_only
    }

    /// Whether an action such as `user.get-user` may be called. The problem names the variable and the change to make.
    pub fn check(&self, action: &str, method: Method) -> Result<(), Problem> {
        let forbidden = |variable, why: String| {
            Err(Problem::new(
                variable,
                format!("{why} if the call should be possible, ask the operator of this instance"),
            ))
        };
        if self.read_only && !matches!(method, Method::Get | Method::Head) {
            return forbidden(READ_ONLY, format!("is true, which excludes {action}:"));
        }
        if let Some(pattern) = self.deny.iter().find(|pattern| matches(pattern, action)) {
            return forbidden(DENY, format!("excludes {action} by the pattern `{pattern}`:"));
        }
        let broad = BROAD.contains(&action);
        match &self.allow {
            Some(allow) if allow.iter().any(|pattern| allows(pattern, action)) => Ok(()),
            None if !broad || !self.is_set() => Ok(()),
            // Alone, the name would exclude everything else.
            None => forbidden(ALLOW, format!("has to name {action} if a policy is set; `*,{action}` would allow it:")),
            Some(_) if broad => forbidden(
                ALLOW,
                format!("does not name {action}, which `*` does not cover; `{action}` would allow it:"),
            ),
            Some(_) => forbidden(ALLOW, format!("does not list {action}; `{action}` would allow it:")),
        }
    }
}

/// The actions that a method and path may call, or [`GENERIC`] if the path belongs to none. The first is that of the path as
/// written; the second ignores letter case, extensions and empty segments, as some server might. Both have to be allowed.
///
/// `encode::check_path` refuses all other ambiguous paths.
pub fn actions_of(method: Method, path: &str) -> [String; 2] {
    let method = if method == Method::Head { Method::Get } else { method };
    let path = path.split('?').next().unwrap_or_default();
    let written: Vec<String> =
        path.split('/').skip(1).map(|segment| percent_decode_str(segment).decode_utf8_lossy().into_owned()).collect();
    let full: Vec<String> = written.iter().filter(|segment| !segment.is_empty()).cloned().collect();
    let find = |segments: &[String], same: fn(&str, &str) -> bool| {
        let fitting = ACTIONS.iter().filter(|action| action.method == method && fits(action.path, segments, same));
        // `/groups/rules` also fits `/groups/{groupId}`: the template with more plain segments wins.
        let nearest = fitting.min_by_key(|action| action.path.matches('{').count());
        nearest.map_or_else(|| GENERIC.to_string(), Action::name)
    };
    [find(&written, |expected, segment| expected == segment), find(&full, loosely)]
}

fn loosely(expected: &str, segment: &str) -> bool {
    segment.eq_ignore_ascii_case(expected) || encode::reads_as(segment, expected)
}

fn fits(template: &str, segments: &[String], same: fn(&str, &str) -> bool) -> bool {
    let mut expected = template.split('/').skip(1);
    segments.iter().all(|segment| {
        let fits =
            |expected: &str| if expected.starts_with('{') { !segment.is_empty() } else { same(expected, segment) };
        expected.next().is_some_and(fits)
    }) && expected.next().is_none()
}

/// The patterns of a comma-separated list, each of which matches an action.
fn patterns(variable: &str, value: &str, matches: fn(&str, &str) -> bool) -> Result<Vec<String>, Problem> {
    let wrong = |message: String| Err(Problem::new(variable, message));
    let patterns = value.split(',').map(str::trim).filter(|pattern| !pattern.is_empty());
    let patterns: Vec<String> = patterns.take(MAX_PATTERNS + 1).map(ToString::to_string).collect();
    // An empty allow list allows nothing; an empty deny list must be a mistake.
    if patterns.is_empty() && variable != ALLOW {
        return wrong("contains no pattern: remove it, or give patterns such as user.delete-*".to_string());
    }
    if patterns.len() > MAX_PATTERNS {
        return wrong(format!("contains more than {MAX_PATTERNS} patterns: combine them with `*`, as in user.get-*"));
    }
    let names: Vec<String> = ACTIONS.iter().map(Action::name).chain(BROAD.map(ToString::to_string)).collect();
    let fits = |pattern: &str| pattern.len() <= MAX_PATTERN && names.iter().any(|name| matches(pattern, name));
    let Some(index) = patterns.iter().position(|pattern| !fits(pattern)) else { return Ok(patterns) };
    let (number, pattern) = (index + 1, &patterns[index]);
    let shown = if is_like_an_action(pattern) { format!(", `{pattern}`,") } else { String::new() };
    wrong(format!(
        "contains a pattern (number {number}){shown} that matches no action. Expected patterns such as user.get-* or group.*; \
         only patterns that name auth or generic-request match those, as in auth.*"
    ))
}

/// Whether a pattern resembles the name of an action: two parts, and each word similar to one in action names.
///
/// Anything else may be a secret that was pasted by mistake, and is not repeated.
fn is_like_an_action(pattern: &str) -> bool {
    let words =
        || ACTIONS.iter().flat_map(|action| [action.interface, action.function]).flat_map(|name| name.split('-'));
    pattern.len() <= 64
        && pattern.matches('.').count() == 1
        && pattern.split(['.', '-', '*']).all(|word| word.is_empty() || nearest(word, words()).is_some())
}

/// Whether a pattern of the allowed actions covers a name.
fn allows(pattern: &str, name: &str) -> bool {
    let names_interface =
        || matches!((pattern.split_once('.'), name.split_once('.')), (Some(a), Some(b)) if a.0 == b.0);
    matches(pattern, name) && (!BROAD.contains(&name) || names_interface())
}

/// Whether a name fits a pattern, in which `*` stands for any characters.
///
/// Each part between two stars matches at its first occurrence: trying later ones could take exponential time and finds
/// nothing more.
fn matches(pattern: &str, name: &str) -> bool {
    let Some((prefix, rest)) = pattern.split_once('*') else { return pattern == name };
    let (middle, suffix) = rest.rsplit_once('*').unwrap_or(("", rest));
    let Some(mut name) = name.strip_prefix(prefix).and_then(|name| name.strip_suffix(suffix)) else { return false };
    middle.split('*').filter(|part| !part.is_empty()).all(|part| match name.split_once(part) {
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

    /// The variable that forbids a call.
    fn forbidden(variables: &[(&str, &str)], action: &str, method: Method) -> Option<String> {
        policy(variables).expect("a policy").check(action, method).err().map(|problem| problem.name)
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
            assert_eq!(actions_of(action.method, &path), [action.name(), action.name()]);
            assert!(action.name().len() <= MAX_PATTERN);
        }
    }

    #[test]
    fn no_spelling_of_a_path_escapes_its_action() {
        for (path, written) in [
            ("/api/v1/users/me", "user.get-user"),
            ("/api/v1/%75sers/me", "user.get-user"),
            ("/api/v1/users/me?expand=blocks", "user.get-user"),
            ("/api/v1//users/me/", GENERIC),
            ("/API/v1/Users/me", GENERIC),
            ("/api/v1/users.json/me", GENERIC),
            ("/api/v1/users%20/me", GENERIC),
        ] {
            for method in [Method::Get, Method::Head] {
                assert_eq!(actions_of(method, path), [written, "user.get-user"], "{path}");
            }
        }
        let get = |path| actions_of(Method::Get, path);
        assert_eq!(get("/api/v1/groups/rules"), ["group.list-group-rules", "group.list-group-rules"]);
        assert_eq!(get("/api/v1/groups/Rules"), ["group.get-group", "group.list-group-rules"]);
        assert_eq!(get("/api/v1/groups/rules.json"), ["group.get-group", "group.list-group-rules"]);
        assert_eq!(get("/api/v1/groups/00rules"), ["group.get-group", "group.get-group"]);
        assert_eq!(get("/api/v1/users.json"), [GENERIC, "user.list-users"]);
        assert_eq!(get("/api/v1/users/"), [GENERIC, "user.list-users"]);
        assert_eq!(get("/api/v1/devices"), [GENERIC, GENERIC]);
        assert_eq!(actions_of(Method::Patch, "/api/v1/users/me"), [GENERIC, GENERIC]);
    }

    #[test]
    fn deny_goes_before_allow_and_reading_is_get() {
        assert_eq!(forbidden(&[], "user.delete-user", Method::Delete), None);
        let some = [(ALLOW, "user.*, group.get-*"), (DENY, "user.delete-user")];
        assert_eq!(forbidden(&some, "user.get-user", Method::Get), None);
        assert_eq!(forbidden(&some, "group.get-group", Method::Get), None);
        assert_eq!(forbidden(&some, "user.delete-user", Method::Delete).as_deref(), Some(DENY));
        assert_eq!(forbidden(&some, "group.list-groups", Method::Get).as_deref(), Some(ALLOW));
        let reading = [(READ_ONLY, "true")];
        assert_eq!(forbidden(&reading, "user.get-user", Method::Get), None);
        assert_eq!(forbidden(&reading, "user.create-user", Method::Post).as_deref(), Some(READ_ONLY));
    }

    #[test]
    fn a_token_and_any_path_are_allowed_by_name_only() {
        for (name, method) in [(ACCESS_TOKEN, Method::Post), (GENERIC, Method::Get)] {
            let interface = name.split('.').next().unwrap_or_default();
            let own = [name.to_string(), format!("{interface}.*"), format!("user.*,{interface}.*e*")];
            let check = |variables: &[(&str, &str)]| forbidden(variables, name, method);
            assert_eq!(check(&[]), None);
            assert_eq!(check(&[(READ_ONLY, "false")]), None);
            for allow in own {
                assert_eq!(check(&[(ALLOW, &allow)]), None, "{allow}");
                assert_eq!(check(&[(ALLOW, &allow), (DENY, "user.delete-*")]), None, "{allow}");
                assert_eq!(check(&[(ALLOW, &allow), (DENY, "*.*s*-*")]).as_deref(), Some(DENY), "{allow}");
            }
            let wide = format!("{}*", &interface[..1]);
            for allow in ["*", "*.get-*,*.*s*", "**.*", "*u*", &wide, "user.*", ""] {
                assert_eq!(check(&[(ALLOW, allow)]).as_deref(), Some(ALLOW), "{allow}");
            }
            let problem =
                policy(&[(DENY, "user.delete-*")]).expect("a policy").check(name, method).expect_err("a problem");
            assert_eq!(problem.name, ALLOW);
            assert!(problem.message.contains(&format!("`*,{name}`")), "{}", problem.message);
        }
        assert_eq!(forbidden(&[(READ_ONLY, "true")], GENERIC, Method::Get).as_deref(), Some(ALLOW));
        assert_eq!(
            forbidden(&[(READ_ONLY, "true"), (ALLOW, "auth.*")], ACCESS_TOKEN, Method::Post).as_deref(),
            Some(READ_ONLY)
        );
    }

    #[test]
    fn a_wrong_policy_is_named() {
        for (name, value) in [
            (ALLOW, "user.get-*,usr.*"),
            (ALLOW, "*.send-request"),
            (ALLOW, "auth*token"),
            (DENY, "pages.*"),
            (DENY, "User.*"),
            (DENY, ""),
            (DENY, " , "),
            (READ_ONLY, "yes"),
            (READ_ONLY, ""),
            ("OKTA_ACTIONS_DENNY", "user.*"),
        ] {
            assert_eq!(policy(&[(name, value)]).err().map(|problem| problem.name).as_deref(), Some(name), "{value}");
        }
        // An allow list that is set but empty allows nothing.
        for empty in ["", ",", " , "] {
            assert_eq!(forbidden(&[(ALLOW, empty)], "user.get-user", Method::Get).as_deref(), Some(ALLOW));
        }
    }

    #[test]
    fn a_pattern_that_may_be_a_secret_is_not_repeated() {
        let message = |value: &str| policy(&[(DENY, value)]).expect_err("a problem").message;
        for typo in ["usr.*", "users.get-user", "user.get-usr", "group.list-grups", "*.lst-*"] {
            assert!(message(&format!("user.*,{typo}")).contains(&format!("(number 2), `{typo}`,")), "{typo}");
        }
        for secret in [
            "00SecretToken",
            "hunter2",
            "correct.horse",
            "user.hunter2",
            "correct-horse-battery-staple",
            "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
            "eyj.e30.x",
            "user.get.user",
            "user.9f86d081884c7d659a2feaa0c55ad015",
            "-----begin-private-key-----",
        ] {
            let message = message(&format!("user.*, {secret}"));
            assert!(message.contains("(number 2) that matches no action") && !message.contains(secret), "{message}");
        }
        assert!(!message(&"user-".repeat(20)).contains("user-user"));
    }

    #[test]
    fn lists_are_bounded() {
        let many = |count: usize| policy(&[(ALLOW, &alloc::vec!["user.*"; count].join(","))]);
        assert!(many(MAX_PATTERNS).is_ok());
        assert!(many(MAX_PATTERNS + 1).expect_err("a problem").message.contains("1000 patterns"));
        assert!(policy(&[(DENY, &"*".repeat(MAX_PATTERN))]).is_ok());
        assert!(policy(&[(DENY, &"*".repeat(MAX_PATTERN + 1))]).is_err());
    }
}
