//! The org itself: its settings, contacts, preferences and access of Okta's support.

use crate::dispatch::routes::Special;
use crate::engine::call::{Answer, Call};
use crate::engine::errors::{self, Refusal};
use crate::engine::families::{Family, Id, PLAIN, text_at};
use crate::engine::org::Org;
use crate::topics::users::USERS;
use serde_json::{Value, json};

/// The path of the org's settings.
pub const ORG: &str = "/api/v1/org";

const CONTACTS: &str = "/api/v1/org/contacts";
const SUPPORT: &str = "/api/v1/org/privacy";

/// Settings, contacts, preferences, support: all but contacts are single items.
pub const FAMILIES: &[Family] = &[
    Family {
        path: "/api/v1",
        noun: "Org",
        id: Id::Only("org"),
        links: &[
            ("contacts", "/contacts", ""),
            ("oktaCommunication", "/privacy/oktaCommunication", ""),
            ("oktaSupport", "/privacy/oktaSupport", ""),
            ("preferences", "/preferences", ""),
            ("uploadLogo", "/logo", "POST"),
        ],
        required: &["companyName"],
        server: &["subdomain", "status", "expiresAt"],
        event: "system.org",
        ..PLAIN
    },
    Family {
        path: CONTACTS,
        noun: "OrgContact",
        id: Id::Field("contactType"),
        required: &["userId"],
        server: &["contactType"],
        links: &[("user", "/api/v1/users/{userId}", "")],
        show: |_, _, contact| _ = contact.shift_remove("contactType"),
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
    Family {
        path: ORG,
        noun: "OrgPreferences",
        id: Id::Only("preferences"),
        links: &[],
        show: |org, address, preferences| {
            let is_shown = preferences.get("showEndUserFooter").is_some_and(|shown| *shown == true);
            let verb = if is_shown { "hideEndUserFooter" } else { "showEndUserFooter" };
            preferences["_links"][verb] = post(org, address, verb);
        },
        ..PLAIN
    },
    Family {
        path: SUPPORT,
        noun: "OktaSupport",
        id: Id::Only("oktaSupport"),
        links: &[],
        show: |org, address, support| {
            let verbs: &[&str] = if support["support"] == "ENABLED" { &["extend", "revoke"] } else { &["grant"] };
            for verb in verbs {
                support["_links"][verb] = post(org, address, verb);
            }
        },
        ..PLAIN
    },
];

/// The types of contacts; switching the access of support, which Okta has moved elsewhere.
pub const ROUTES: &[Special] = &[
    ("GET", CONTACTS, contact_types, ""),
    ("POST", "/api/v1/org/privacy/oktaSupport/extend", moved, ""),
    ("POST", "/api/v1/org/privacy/oktaSupport/grant", moved, ""),
    ("POST", "/api/v1/org/privacy/oktaSupport/revoke", moved, ""),
];

/// A link to what a POST does to the item at an address.
fn post(org: &Org, address: &str, verb: &str) -> Value {
    json!({"href": format!("{}{address}/{verb}", org.origin), "hints": {"allow": ["POST"]}})
}

/// The types of contacts, without who they are.
fn contact_types(org: &mut Org, _: &Call<'_>) -> Result<Answer, Refusal> {
    let contact = |(kind, _): (&String, _)| {
        let href = format!("{}{CONTACTS}/{}", org.origin, kind.to_lowercase());
        json!({"contactType": kind, "_links": {kind.to_lowercase(): {"href": href}}})
    };
    Ok(Value::Array(org.items(CONTACTS).map(contact).collect()).into())
}

/// Nothing happens; the status of these operations says that they are gone.
fn moved(_: &mut Org, _: &Call<'_>) -> Result<Answer, Refusal> {
    Ok(Answer::empty())
}
