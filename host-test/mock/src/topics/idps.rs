//! Identity providers, their linked users and the social tokens of these users.

use crate::engine::fields::text_at;
use crate::engine::model::{Id, ON_OFF, PLAIN, ResourceType, RouteOverride, Topic};
use crate::engine::{errors, resources};
use crate::topics::mappings;
use crate::topics::paths::{IDPS, TRUSTED_KEYS, USERS};
use serde_json::json;

/// The entry of this topic in the list of topics.
pub const TOPIC: Topic = Topic {
    resource_types: RESOURCE_TYPES,
    routes: ROUTES,
    reverse_lists: &[("/api/v1/users/{userId}/idps", "/api/v1/idps/{idpId}/users")],
};

/// Identity providers, linked users and social tokens.
const RESOURCE_TYPES: &[ResourceType] = &[
    ResourceType {
        path: IDPS,
        noun: "IdpTrust",
        id: Id::Generated("0oa"),
        initial_status: Some("ACTIVE"),
        rules: ON_OFF,
        links: &[("clientRedirectUri", "/oauth2/v1/authorize/callback", "POST")],
        links_lifecycle: false,
        required: &["type", "name", "protocol", "policy"],
        unique: &["name"],
        immutable: &["type"],
        defaults: r#"{"issuerMode": "ORG_URL"}"#,
        keyword: ("q", &["name"]),
        equals: &[("type", "type")],
        event: "system.idp.lifecycle",
        prepare: |org, _, idp, _| match text_at(idp, "protocol.credentials.trust.kid") {
            Some(kid) if org.get(&format!("{TRUSTED_KEYS}/{kid}")).is_none() => {
                Err(errors::invalid("kid", format!("kid: no trusted key {kid} has been added")))
            }
            _ => Ok(()),
        },
        show: |org, _, idp| {
            let id = text_at(idp, "id").unwrap_or_default();
            let query = "client_id={clientId}&response_type={responseType}&response_mode={responseMode}&scope={scopes}&redirect_uri={redirectUri}&state={state}&nonce={nonce}";
            let href = format!("{}/oauth2/v1/authorize?idp={id}&{query}", org.origin);
            idp["_links"]["authorize"] = json!({"href": href, "templated": true, "hints": {"allow": ["GET"]}});
        },
        on_create: |org, id| mappings::to_user(org, IDPS, id, "identityprovider"),
        ..PLAIN
    },
    ResourceType {
        path: "/api/v1/idps/{idpId}/users",
        noun: "IdentityProviderUser",
        id: Id::Assignment(USERS),
        required: &["externalId"],
        defaults: r#"{"profile": {}}"#,
        links: &[("self", "", ""), ("idp", "/api/v1/idps/{4}", ""), ("user", "/api/v1/users/{id}", "")],
        keyword: ("q", &["externalId", "profile.email"]),
        event: "user.idp.link",
        ..PLAIN
    },
    ResourceType {
        path: "/api/v1/idps/{idpId}/users/{userId}/credentials/tokens",
        noun: "SocialAuthToken",
        id: Id::Generated("sat"),
        times: &[],
        links: &[],
        ..PLAIN
    },
];

/// The route that links a user: a POST to the path of the new link.
const ROUTES: &[RouteOverride] =
    &[("POST", "/api/v1/idps/{idpId}/users/{userId}", resources::replace, "user.idp.link.create")];
