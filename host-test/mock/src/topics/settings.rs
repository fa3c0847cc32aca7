//! The org itself: its settings, contacts, preferences and access of Okta's support.

use crate::engine::errors::{self, ErrorResponse};
use crate::engine::fields::text_at;
use crate::engine::model::{Call, Id, Org, PLAIN, ResourceType, RouteOverride, Topic};
use crate::engine::response::Response;
use crate::topics::paths::{ORG, USERS};
use serde_json::{Value, json};

const CONTACTS: &str = "/api/v1/org/contacts";
const SUPPORT: &str = "/api/v1/org/privacy";

/// The entry of this topic in the list of topics.
pub const TOPIC: Topic = Topic { resource_types: RESOURCE_TYPES, routes: ROUTES, ..Topic::EMPTY };

/// Settings, contacts, preferences, support: all but contacts are single resources.
const RESOURCE_TYPES: &[ResourceType] = &[
    ResourceType {
        path: "/api/v1",
        noun: "Org",
        id: Id::Singleton("org"),
        links: &[
            ("contacts", "/contacts", ""),
            ("oktaCommunication", "/privacy/oktaCommunication", ""),
            ("oktaSupport", "/privacy/oktaSupport", ""),
            ("preferences", "/preferences", ""),
            ("uploadLogo", "/logo", "POST"),
        ],
        required: &["companyName"],
        read_only: &["subdomain", "status", "expiresAt"],
        event: "system.org",
        ..PLAIN
    },
    ResourceType {
        path: CONTACTS,
        noun: "OrgContact",
        id: Id::Field("contactType"),
        required: &["userId"],
        read_only: &["contactType"],
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
    ResourceType {
        path: ORG,
        noun: "OrgPreferences",
        id: Id::Singleton("preferences"),
        links: &[],
        show: |org, address, preferences| {
            let is_shown = preferences.get("showEndUserFooter").is_some_and(|shown| *shown == true);
            let verb = if is_shown { "hideEndUserFooter" } else { "showEndUserFooter" };
            preferences["_links"][verb] = post(org, address, verb);
        },
        ..PLAIN
    },
    ResourceType {
        path: SUPPORT,
        noun: "OktaSupport",
        id: Id::Singleton("oktaSupport"),
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
const ROUTES: &[RouteOverride] = &[
    ("GET", CONTACTS, contact_types, ""),
    ("POST", "/api/v1/org/privacy/oktaSupport/extend", moved, ""),
    ("POST", "/api/v1/org/privacy/oktaSupport/grant", moved, ""),
    ("POST", "/api/v1/org/privacy/oktaSupport/revoke", moved, ""),
];

/// A link to a POST below an address.
fn post(org: &Org, address: &str, verb: &str) -> Value {
    json!({"href": format!("{}{address}/{verb}", org.origin), "hints": {"allow": ["POST"]}})
}

/// The types of contacts, without the users.
fn contact_types(org: &mut Org, _: &Call<'_>) -> Result<Response, ErrorResponse> {
    let contact = |(kind, _): (&String, _)| {
        let href = format!("{}{CONTACTS}/{}", org.origin, kind.to_lowercase());
        json!({"contactType": kind, "_links": {kind.to_lowercase(): {"href": href}}})
    };
    Ok(Value::Array(org.resources(CONTACTS).map(contact).collect()).into())
}

/// Nothing happens; the status of these operations says that they are gone.
fn moved(_: &mut Org, _: &Call<'_>) -> Result<Response, ErrorResponse> {
    Ok(Response::empty())
}
