//! Identity providers, the users that are linked to them and the tokens that these brought from there.

use crate::dispatch::routes::Special;
use crate::engine::errors;
use crate::engine::families::{Family, Id, ON_OFF, PLAIN, text_at};
use crate::engine::items;
use crate::topics::keys::TRUSTED_KEYS;
use crate::topics::mappings;
use crate::topics::users::USERS;
use serde_json::json;

/// The path of all identity providers.
pub const IDPS: &str = "/api/v1/idps";

/// Identity providers, linked users and social tokens.
pub const FAMILIES: &[Family] = &[
    Family {
        path: IDPS,
        noun: "IdpTrust",
        id: Id::Made("0oa"),
        initial: Some("ACTIVE"),
        rules: ON_OFF,
        links: &[("clientRedirectUri", "/oauth2/v1/authorize/callback", "POST")],
        offers: false,
        required: &["type", "name", "protocol", "policy"],
        unique: &["name"],
        frozen: &["type"],
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
        made: |org, id| mappings::to_user(org, IDPS, id, "identityprovider"),
        ..PLAIN
    },
    Family {
        path: "/api/v1/idps/{idpId}/users",
        noun: "IdentityProviderUser",
        id: Id::Of(USERS),
        required: &["externalId"],
        defaults: r#"{"profile": {}}"#,
        links: &[("self", "", ""), ("idp", "/api/v1/idps/{4}", ""), ("user", "/api/v1/users/{id}", "")],
        keyword: ("q", &["externalId", "profile.email"]),
        event: "user.idp.link",
        ..PLAIN
    },
    Family {
        path: "/api/v1/idps/{idpId}/users/{userId}/credentials/tokens",
        noun: "SocialAuthToken",
        id: Id::Made("sat"),
        times: &[],
        links: &[],
        ..PLAIN
    },
];

/// Linking a user: a POST to the link that makes it.
pub const ROUTES: &[Special] =
    &[("POST", "/api/v1/idps/{idpId}/users/{userId}", items::replace, "user.idp.link.create")];
