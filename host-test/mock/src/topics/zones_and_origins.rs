//! Network zones, trusted origins and threat insight.

use crate::engine::errors::{self, ErrorResponse};
use crate::engine::fields::{Resource, text_at};
use crate::engine::model::{Call, Id, OFF_TO_DELETE, ON_OFF, Org, PLAIN, ResourceType, Topic};
use serde_json::Value;

const ZONES: &str = "/api/v1/zones";

/// Types of zones, each with the fields of which it needs one.
const ZONE_FIELDS: &[(&str, &[&str])] = &[
    ("IP", &["gateways", "proxies"]),
    ("DYNAMIC", &["asns", "locations", "proxyType"]),
    ("DYNAMIC_V2", &["asns", "locations", "ipServiceCategories"]),
];

/// The entry of this topic in the list of topics.
pub const TOPIC: Topic = Topic { resource_types: RESOURCE_TYPES, ..Topic::EMPTY };

/// Zones, trusted origins and the setting of threat insight.
const RESOURCE_TYPES: &[ResourceType] = &[
    ResourceType {
        path: ZONES,
        noun: "NetworkZone",
        id: Id::Generated("nzo"),
        rules: OFF_TO_DELETE,
        required: &["name", "type"],
        unique: &["name"],
        read_only: &["system"],
        immutable: &["type"],
        defaults: r#"{"status": "ACTIVE", "usage": "POLICY", "system": false}"#,
        undeletable: Some(("system", "true")),
        event: "zone",
        prepare: prepare_zone,
        ..PLAIN
    },
    ResourceType {
        path: "/api/v1/trustedOrigins",
        noun: "TrustedOrigin",
        id: Id::Generated("tos"),
        initial_status: Some("ACTIVE"),
        rules: ON_OFF,
        required: &["name", "origin", "scopes"],
        unique: &["name", "origin"],
        keyword: ("q", &["name", "origin"]),
        event: "security.trusted_origin",
        ..PLAIN
    },
    ResourceType {
        path: "/api/v1/threats",
        noun: "ThreatInsightConfiguration",
        id: Id::Singleton("configuration"),
        required: &["action"],
        event: "security.threat.configuration",
        prepare: prepare_threats,
        ..PLAIN
    },
];

/// Checks that a zone has one of the fields of its type.
fn prepare_zone(_: &Org, _: &Call<'_>, zone: &mut Resource, _: Option<&Resource>) -> Result<(), ErrorResponse> {
    let kind = text_at(zone, "type");
    let known = ZONE_FIELDS.iter().find(|(known, _)| Some(*known) == kind);
    let (_, fields) = known.ok_or_else(|| errors::invalid("type", "type: is not a zone type"))?;
    if fields.iter().all(|field| zone.get(*field).is_none_or(Value::is_null))
        && text_at(zone, "usage") == Some("POLICY")
    {
        return Err(errors::invalid("zone", format!("one of these is required: {}", fields.join(", "))));
    }
    Ok(())
}

/// Checks the action, and that zones which are excluded exist.
fn prepare_threats(org: &Org, _: &Call<'_>, threats: &mut Resource, _: Option<&Resource>) -> Result<(), ErrorResponse> {
    if !matches!(text_at(threats, "action"), Some("none" | "audit" | "block")) {
        return Err(errors::invalid("action", "action: must be none, audit or block"));
    }
    let zones = threats.get("excludeZones").and_then(Value::as_array);
    for zone in zones.into_iter().flatten().filter_map(Value::as_str) {
        if org.get(&format!("{ZONES}/{zone}")).is_none() {
            return Err(errors::invalid("excludeZones", format!("excludeZones: there is no zone {zone}")));
        }
    }
    Ok(())
}
