//! Finds actions: one ranked search for the command, the explorer and the catalog.
//!
//! Whole words count more than parts, names and titles more than documentation; Okta's own names (`createUser`), slips of the
//! keyboard and the words that people use lead to actions as well.

use serde_json::Value;
use std::collections::BTreeSet;
use strsim::damerau_levenshtein;

/// What people say, and the actions that they look for, the likeliest first.
const PHRASES: &[(&[&str], &[&str])] = &[
    (
        &["offboard", "offboarding", "leaver", "terminate", "fire"],
        &["user.deactivate-user", "user.clear-user-sessions", "user.suspend-user", "user.delete-user"],
    ),
    (
        &["onboard", "onboarding", "joiner", "hire", "invite", "invite user", "invitation"],
        &["user.create-user", "user.activate-user", "user.reactivate-user", "group.add-user-to-group"],
    ),
    (
        &["mfa", "2fa", "otp", "two factor", "multifactor"],
        &[
            "user-factor.list-factors",
            "user-factor.enroll-factor",
            "user.reset-factors",
            "user-factor.verify-mfa-factor",
        ],
    ),
    (&["reset mfa", "reset 2fa", "lost phone"], &["user.reset-factors", "user-factor.delete-factor"]),
    (
        &["log out", "logout", "log off", "sign out", "signout", "kick", "end session", "end sessions"],
        &["user.clear-user-sessions", "user.revoke-tokens-for-user-and-client"],
    ),
    (&["webhook", "webhooks", "callback"], &["event-hook.create-event-hook", "inline-hook.create-inline-hook"]),
    (
        &["block ip", "ban ip", "block address", "blocklist", "blacklist", "ip", "firewall"],
        &["network-zone.create-network-zone", "network-zone.update-network-zone", "network-zone.list-network-zones"],
    ),
    (
        &["disable", "disable user", "lock user", "block user"],
        &["user.deactivate-user", "user.suspend-user", "application.deactivate-application"],
    ),
    (&["enable", "enable user"], &["user.activate-user", "user.unsuspend-user", "user.reactivate-user"]),
    (
        &["reset password", "forgot password", "new password", "password reset"],
        &["user.reset-password", "user.forgot-password", "user.expire-password", "user.change-password"],
    ),
    (&["audit", "audit log", "events", "who changed", "history"], &["system-log.get-org-system-log"]),
    (
        &["admin", "admins", "administrator", "make admin"],
        &["user.assign-role-to-user", "user.list-assigned-roles-for-user"],
    ),
    (
        &["rotate secret", "new secret", "client secret"],
        &["application.create-client-secret", "application.list-client-secrets"],
    ),
    (&["cors"], &["trusted-origin.create-trusted-origin", "trusted-origin.list-trusted-origins"]),
];

/// Words that mean another one among the names of actions.
const SYNONYMS: &[(&str, &[&str])] = &[
    ("mfa", &["factor"]),
    ("2fa", &["factor"]),
    ("webhook", &["hook"]),
    ("disable", &["deactivate", "suspend"]),
    ("enable", &["activate"]),
    ("remove", &["delete", "revoke", "unassign"]),
    ("delete", &["remove"]),
    ("find", &["list", "get"]),
    ("search", &["list"]),
    ("show", &["get", "list"]),
    ("add", &["create", "assign", "enroll"]),
    ("new", &["create"]),
    ("change", &["update"]),
    ("edit", &["update"]),
    ("app", &["application"]),
    ("person", &["user"]),
    ("people", &["user"]),
    ("member", &["user"]),
    ("employee", &["user"]),
    ("account", &["user"]),
    ("idp", &["identity", "provider"]),
    ("ip", &["zone"]),
    ("logout", &["session"]),
    ("audit", &["log"]),
    ("email", &["template"]),
];

/// What an action counts that a word of the query is found in.
struct Entry<'a> {
    name: String,
    title: &'a str,
    /// The words of name, title and section.
    words: BTreeSet<String>,
    aliases: BTreeSet<String>,
    path: BTreeSet<String>,
    docs: BTreeSet<String>,
}

impl<'a> Entry<'a> {
    fn new(action: &'a Value) -> Self {
        let text = |name: &str| action[name].as_str().unwrap_or_default();
        let all = |names: &[&str]| names.iter().flat_map(|name| words(text(name))).collect::<BTreeSet<_>>();
        let aliases = action["aliases"].as_array().into_iter().flatten().filter_map(Value::as_str);
        Self {
            name: name(action),
            title: text("title"),
            words: all(&["name", "interface", "function", "title", "section"]),
            aliases: aliases.flat_map(words).collect(),
            path: all(&["method", "path"]),
            docs: all(&["summary", "details"]),
        }
    }

    /// How well a word fits; 0 if it does not.
    fn fits(&self, word: &str) -> u32 {
        let alike = SYNONYMS.iter().filter(|(said, _)| singular(said) == word).flat_map(|(_, meant)| *meant);
        let meant = alike.map(|meant| found(&self.words, meant, 18, 0, 0)).max().unwrap_or_default();
        let by_name = found(&self.words, word, 30, 15, 8);
        let slip = if by_name == 0 && self.words.iter().any(|known| is_slip(word, known)) { 10 } else { 0 };
        let elsewhere = found(&self.aliases, word, 12, 8, 6)
            .max(found(&self.path, word, 8, 6, 4))
            .max(found(&self.docs, word, 5, 3, 0));
        by_name.max(meant).max(slip).max(elsewhere)
    }
}

/// The points of a word in a field: for a whole word, the beginning of one, a part of one.
fn found(field: &BTreeSet<String>, word: &str, whole: u32, beginning: u32, part: u32) -> u32 {
    if field.contains(word) {
        whole
    } else if word.len() > 1 && field.iter().any(|known| known.starts_with(word)) {
        beginning
    } else if word.len() > 2 && field.iter().any(|known| known.contains(word)) {
        part
    } else {
        0
    }
}

/// The name of an action of the catalog, such as `user.get-user`.
pub fn name(action: &Value) -> String {
    let text = |name: &str| action[name].as_str().unwrap_or_default();
    let name = text("name");
    if name.is_empty() { format!("{}.{}", text("interface"), text("function")) } else { name.to_string() }
}

/// The names of all actions that words of people lead to, so that a test can look for each.
pub fn named() -> impl Iterator<Item = &'static str> {
    PHRASES.iter().flat_map(|(_, meant)| meant.iter().copied())
}

/// The actions that hold every word of a query, the best first. Without a word it is all of them, in their order.
///
/// An action is an entry of the list or a document of the catalog; with documents, their sentences are searched as well.
pub fn ranked<'a>(query: &str, actions: &'a [Value]) -> Vec<&'a Value> {
    let asked: Vec<String> = words(query).collect();
    if asked.is_empty() {
        return actions.iter().collect();
    }
    let phrase = query.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ");
    let meant = PHRASES.iter().find(|(said, _)| said.contains(&phrase.as_str())).map_or(&[][..], |(_, meant)| meant);
    let mut ranked: Vec<(u32, usize, &Value)> = Vec::new();
    for action in actions {
        let entry = Entry::new(action);
        let points: Vec<u32> = asked.iter().map(|word| entry.fits(word)).collect();
        let all =
            if points.contains(&0) { 0 } else { 10 * points.iter().sum::<u32>() / asked.len().try_into().unwrap_or(1) };
        let at = meant.iter().position(|name| *name == entry.name).and_then(|at| u32::try_from(at).ok());
        let likely = at.map_or(0, |at| 10_000 - 400 * at);
        let points = all + likely + whole(&phrase, &entry);
        if points > 0 {
            // Of two that fit alike, the shorter title is the plainer action.
            ranked.push((points, entry.title.len(), action));
        }
    }
    if ranked.is_empty() {
        // A question such as `who changed a policy` holds what people say.
        let holds = |said: &&str| format!(" {phrase} ").contains(&format!(" {said} "));
        let meant = PHRASES.iter().find(|(said, _)| said.iter().any(holds)).map_or(&[][..], |(_, meant)| meant);
        let named = |wanted: &&str| actions.iter().find(|action| name(action) == *wanted);
        return meant.iter().filter_map(named).collect();
    }
    ranked.sort_by_key(|(points, length, _)| (std::cmp::Reverse(*points), *length));
    ranked.into_iter().map(|(_, _, action)| action).collect()
}

/// The points of a query that is a name as a whole, however it is written: `createUser`, `create-user`, `user.create-user`.
fn whole(query: &str, entry: &Entry<'_>) -> u32 {
    let (query, function) = (joined(query), entry.name.split_once('.').map_or("", |(_, function)| function));
    if query == joined(&entry.name) || query == joined(function) || query == joined(entry.title) {
        5000
    } else if query.len() > 5 && joined(function).contains(&query) {
        100
    } else {
        0
    }
}

/// Words to try instead of a query that finds nothing: those that look like its words, or else the sections.
pub fn suggestions(query: &str, actions: &[Value]) -> Vec<String> {
    let mut known: BTreeSet<String> = actions.iter().flat_map(|action| Entry::new(action).words).collect();
    known.extend(PHRASES.iter().flat_map(|(said, _)| said.iter().map(ToString::to_string)));
    let mut near: Vec<(usize, String)> = words(query)
        .flat_map(|word| {
            let bound = 1 + word.chars().count() / 3;
            let distance = move |known: &String| (damerau_levenshtein(&word, known), known.clone());
            known.iter().map(distance).filter(move |(distance, _)| *distance <= bound).collect::<Vec<_>>()
        })
        .collect();
    near.sort();
    near.dedup_by(|a, b| a.1 == b.1);
    let near: Vec<String> = near.into_iter().take(3).map(|(_, word)| word).collect();
    if !near.is_empty() {
        return near;
    }
    ["user", "group", "application", "policy", "log out", "mfa"].map(String::from).into()
}

/// The words of a text in lower case and singular. Names such as `createUser` fall apart into theirs.
fn words(text: &str) -> impl Iterator<Item = String> {
    let mut spaced = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    for character in text.chars() {
        if character.is_uppercase() && before.is_lowercase() {
            spaced.push(' ');
        }
        spaced.push(if character.is_alphanumeric() { character } else { ' ' });
        before = character;
    }
    let words: Vec<String> = spaced.split_whitespace().map(|word| singular(&word.to_lowercase())).collect();
    words.into_iter()
}

fn singular(word: &str) -> String {
    match word.strip_suffix("ies") {
        Some(stem) if stem.len() > 2 => format!("{stem}y"),
        _ if word.ends_with("ss") || word.len() < 4 => word.to_string(),
        _ => word.strip_suffix('s').unwrap_or(word).to_string(),
    }
}

/// A name without what divides its words.
fn joined(name: &str) -> String {
    name.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether a word is a slip of the keyboard for another one. In short words a slip is another word.
fn is_slip(word: &str, known: &str) -> bool {
    let bound = match word.chars().count() {
        0..=3 => return false,
        4..=7 => 1,
        _ => 2,
    };
    damerau_levenshtein(word, known) <= bound
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn action(name: &str, title: &str, summary: &str) -> Value {
        let (interface, function) = name.split_once('.').expect("two parts");
        json!({"interface": interface, "function": function, "title": title, "section": interface, "aliases": [],
            "method": "GET", "path": "/api/v1/x", "summary": summary})
    }

    #[test]
    fn words_before_parts_and_titles_before_documentation() {
        let actions = [
            action("a.get-thing", "Get Thing", "Reads the grant of a user."),
            action("a.list-grantees", "List Grantees", ""),
            action("a.revoke-user-grant", "Revoke User Grant", ""),
            action("a.revoke-grant", "Revoke Grant", ""),
            action("a.other", "Other", ""),
        ];
        let found: Vec<String> = ranked("grant", &actions).into_iter().map(name).collect();
        assert_eq!(found, ["a.revoke-grant", "a.revoke-user-grant", "a.list-grantees", "a.get-thing"]);
        assert_eq!(ranked("grant zebra", &actions).len(), 0);
        assert_eq!(ranked(" ", &actions).len(), 5);
        assert_eq!(name(ranked("revokeUserGrant", &actions).first().expect("a hit")), "a.revoke-user-grant");
        assert_eq!(name(ranked("revok grants", &actions).first().expect("a hit")), "a.revoke-grant");
    }

    #[test]
    fn words_fall_apart() {
        let words = |text| words(text).collect::<Vec<_>>();
        assert_eq!(words("createUser /api/v1/{userId}"), ["create", "user", "api", "v1", "user", "id"]);
        assert_eq!(words("Policies of access, OAuth"), ["policy", "of", "access", "oauth"]);
    }

    #[test]
    fn nothing_found_suggests_something() {
        let actions = [action("a.list-grants", "List Grants", "")];
        assert_eq!(suggestions("gratns", &actions).first().map(String::as_str), Some("grant"));
        assert!(suggestions("qqqqqqqqqq", &actions).len() > 3);
    }
}
