//! Authorization servers with their scopes, claims and access policies.

use crate::engine::fields::text_at;
use crate::engine::model::{Id, OFF_TO_DELETE, PLAIN, ResourceType, Topic};
use crate::topics::paths::SERVERS;
use crate::topics::policies::SHARED;
use serde_json::json;

/// The entry of this topic in the list of topics.
pub const TOPIC: Topic = Topic { resource_types: RESOURCE_TYPES, ..Topic::EMPTY };

/// Servers and everything below them, except for clients, tokens and keys.
const RESOURCE_TYPES: &[ResourceType] = &[
    ResourceType {
        path: SERVERS,
        noun: "AuthorizationServer",
        id: Id::Generated("aus"),
        initial_status: Some("ACTIVE"),
        rules: OFF_TO_DELETE,
        required: &["name", "audiences"],
        unique: &["name"],
        read_only: &["issuer"],
        defaults: r#"{"issuerMode": "ORG_URL"}"#,
        keyword: ("q", &["name", "audiences"]),
        links: &[
            ("self", "", "GET DELETE PUT"),
            ("claims", "/claims", "GET POST"),
            ("keys", "/credentials/keys", "GET"),
            ("policies", "/policies", "GET POST"),
            ("rotateKey", "/credentials/lifecycle/keyRotate", "POST"),
            ("scopes", "/scopes", "GET POST"),
            ("ACTIVE:deactivate", "/lifecycle/deactivate", "POST"),
        ],
        links_lifecycle: false,
        event: "oauth2.as",
        show: |org, _, server| {
            let issuer = format!("{}/oauth2/{}", org.origin, text_at(server, "id").unwrap_or_default());
            let name = "oauth-authorization-server";
            let href = format!("{issuer}/.well-known/{name}");
            server["_links"]["metadata"] = json!([{"name": name, "href": href, "hints": {"allow": ["GET"]}}]);
            server.entry("issuer").or_insert(json!(issuer));
        },
        // The server that every org has is also found by its name.
        find: |servers, name| {
            let mut all = servers.iter();
            let found =
                all.find(|(id, server)| *id == name || name == "default" && text_at(server, "name") == Some(name));
            found.map(|(id, _)| id.clone())
        },
        ..PLAIN
    },
    ResourceType {
        path: "/api/v1/authorizationServers/{authServerId}/scopes",
        noun: "OAuth2Scope",
        times: &[],
        id: Id::Generated("scp"),
        required: &["name"],
        unique: &["name"],
        read_only: &["system"],
        defaults: r#"{"system": false, "consent": "IMPLICIT", "metadataPublish": "NO_CLIENTS", "default": false}"#,
        undeletable: Some(("system", "true")),
        keyword: ("q", &["name"]),
        event: "oauth2.scope",
        ..PLAIN
    },
    ResourceType {
        path: "/api/v1/authorizationServers/{authServerId}/claims",
        noun: "OAuth2Claim",
        times: &[],
        id: Id::Generated("ocl"),
        required: &["name", "claimType"],
        read_only: &["system"],
        defaults: r#"{"status": "ACTIVE", "system": false, "valueType": "EXPRESSION", "conditions": {"scopes": []}}"#,
        undeletable: Some(("system", "true")),
        event: "oauth2.claim",
        ..PLAIN
    },
    ResourceType {
        path: "/api/v1/authorizationServers/{authServerId}/policies",
        noun: "RuleSetEntity",
        id: Id::Generated("00p"),
        links: &[("self", "", "GET PUT DELETE"), ("rules", "/rules", "GET")],
        required: &["name", "type", "conditions"],
        unique: &["name"],
        event: "policy.lifecycle",
        ..SHARED
    },
    ResourceType {
        path: "/api/v1/authorizationServers/{authServerId}/policies/{policyId}/rules",
        noun: "PolicyRule",
        id: Id::Generated("0pr"),
        required: &["name", "type", "conditions"],
        unique: &["name"],
        event: "policy.rule",
        ..SHARED
    },
];
