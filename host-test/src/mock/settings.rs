//! The org itself: its settings, contacts, preferences and access of Okta's support.

use super::{
    call::{Answer, Call},
    errors::{self, Refusal},
    families::{Family, Id, PLAIN, text_at},
    org::Org,
    routes::Special,
    users::USERS,
};

/// The path of the org's settings.
pub const ORG: &str = "/api/v1/org";

const SUPPORT: &str = "/api/v1/org/privacy";

/// Settings, contacts, preferences, support: all but contacts are single items.
pub const FAMILIES: &[Family] = &[
    Family {
        path: "/api/v1",
        noun: "Org",
        id: Id::Only("org"),
        required: &["companyName"],
        server: &["subdomain", "status", "expiresAt"],
        event: "system.org",
        ..PLAIN
    },
    Family {
        path: "/api/v1/org/contacts",
        noun: "OrgContact",
        id: Id::Field("contactType"),
        required: &["userId"],
        server: &["contactType"],
        brief: &["userId"],
        event: "system.org.contact",
        prepare: |org, _, contact, _| {
            let user = text_at(contact, "userId").unwrap_or_default();
            match org.get(&format!("{USERS}/{user}")) {
                Some(_) => Ok(()),
                None => Err(errors::not_found(user, "User")),
            }
        },
        find: |contacts, name| {
            let name = name.to_ascii_uppercase();
            contacts.contains_key(&name).then_some(name)
        },
        ..PLAIN
    },
    Family { path: ORG, noun: "OrgPreferences", id: Id::Only("preferences"), ..PLAIN },
    Family { path: SUPPORT, noun: "OktaSupport", id: Id::Only("oktaSupport"), ..PLAIN },
];

/// Switching the access of support, which Okta has moved elsewhere.
pub const ROUTES: &[Special] = &[
    ("POST", "/api/v1/org/privacy/oktaSupport/extend", moved, ""),
    ("POST", "/api/v1/org/privacy/oktaSupport/grant", moved, ""),
    ("POST", "/api/v1/org/privacy/oktaSupport/revoke", moved, ""),
];

/// Nothing happens; the status of these operations says that they are gone.
fn moved(_: &mut Org, _: &Call<'_>) -> Result<Answer, Refusal> {
    Ok(Answer::empty())
}
