//! The words that people say instead of the names of actions.
//!
//! All tables are written as the search writes words: in lower case and singular.

/// Phrases, and the actions that people look for by them, the likeliest first.
pub const PHRASES: &[(&[&str], &[&str])] = &[
    (&["all user", "everybody", "everyone"], &["user.list-users"]),
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
        &["log out", "logout", "log off", "sign out", "signout", "kick", "end session"],
        &["user.clear-user-sessions", "user.revoke-tokens-for-user-and-client"],
    ),
    (&["webhook", "callback"], &["event-hook.create-event-hook", "inline-hook.create-inline-hook"]),
    (
        &["block ip", "ban ip", "block address", "blocklist", "blacklist", "ip", "firewall"],
        &["network-zone.create-network-zone", "network-zone.update-network-zone", "network-zone.list-network-zones"],
    ),
    (
        &["disable", "disable user", "lock user", "lock account", "block user"],
        &["user.deactivate-user", "user.suspend-user", "application.deactivate-application"],
    ),
    (&["enable", "enable user"], &["user.activate-user", "user.unsuspend-user", "user.reactivate-user"]),
    (
        &["reset password", "new password", "password reset"],
        &["user.reset-password", "user.forgot-password", "user.expire-password", "user.change-password"],
    ),
    (&["forgot password"], &["user.forgot-password", "user.reset-password"]),
    (
        &["audit", "audit log", "event", "who changed", "who did", "logged", "signed", "login history", "history"],
        &["system-log.get-org-system-log"],
    ),
    (
        &["assign app", "app assignment", "add user to app", "add people to app", "app access", "give access"],
        &[
            "application.assign-user-to-application-for-sso-provisioning",
            "application.assign-group-to-application",
            "group.add-user-to-group",
        ],
    ),
    (
        &["remove from app", "revoke access", "remove access"],
        &["application.remove-user-from-application", "group.remove-user-from-group"],
    ),
    (&["admin", "administrator", "make admin"], &["user.assign-role-to-user", "user.list-assigned-roles-for-user"]),
    (
        &["rotate secret", "new secret", "client secret"],
        &["application.create-client-secret", "application.list-client-secrets"],
    ),
    (&["cor"], &["trusted-origin.create-trusted-origin", "trusted-origin.list-trusted-origins"]),
];

/// Words that say nothing about an action.
pub const FILLERS: &[&str] = &[
    "a", "an", "and", "are", "at", "can", "do", "does", "how", "i", "in", "is", "me", "my", "of", "okta", "on", "or",
    "please", "somebody", "someone", "the", "their", "want", "what", "which", "with",
];

/// Words, and the words of the names of actions that they mean.
pub const SYNONYMS: &[(&str, &[&str])] = &[
    ("mfa", &["factor"]),
    ("2fa", &["factor"]),
    ("webhook", &["hook"]),
    ("disable", &["deactivate", "suspend"]),
    ("enable", &["activate"]),
    ("remove", &["delete", "revoke", "unassign"]),
    ("delete", &["remove"]),
    ("get", &["list"]),
    ("list", &["get"]),
    ("find", &["list", "get"]),
    ("search", &["list"]),
    ("show", &["get", "list"]),
    ("all", &["list"]),
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
