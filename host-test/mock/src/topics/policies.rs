//! Policies of the org and their rules.

use crate::engine::errors::{self, ErrorResponse};
use crate::engine::fields::{Resource, text_at};
use crate::engine::model::{Call, Id, ON_OFF, Org, PLAIN, ResourceType, Topic, first_segments};
use crate::topics::paths::{EVERYONE, POLICIES};
use serde_json::{Value, json};

/// All types of policies.
pub const TYPES: &[&str] = &[
    "ACCESS_POLICY",
    "CLIENT_UPDATE",
    "DEVICE_SIGNAL_COLLECTION",
    "ENTITY_RISK",
    "IDENTITY_CLAIM_SOURCING",
    "IDP_DISCOVERY",
    "MFA_ENROLL",
    "OKTA_SIGN_ON",
    "PASSWORD",
    "POST_AUTH_SESSION",
    "PROFILE_ENROLLMENT",
    "SESSION_VIOLATION_DETECTION",
];

/// Types of policies that have only the rule that they come with.
const ONE_RULE: &[&str] = &["POST_AUTH_SESSION", "PROFILE_ENROLLMENT"];

/// The common part of policies and rules, including those of authorization servers.
pub const SHARED: ResourceType = ResourceType {
    initial_status: Some("ACTIVE"),
    rules: ON_OFF,
    read_only: &["system"],
    immutable: &["type"],
    defaults: r#"{"priority": 1, "system": false}"#,
    links: &[("self", "", "GET PUT DELETE")],
    undeletable: Some(("system", "true")),
    ..PLAIN
};

/// The entry of this topic in the list of topics.
pub const TOPIC: Topic = Topic { resource_types: RESOURCE_TYPES, ..Topic::EMPTY };

/// Policies and rules.
const RESOURCE_TYPES: &[ResourceType] = &[
    ResourceType {
        path: POLICIES,
        noun: "RuleSetEntity",
        id: Id::Generated("00p"),
        links: &[("self", "", "GET PUT DELETE"), ("rules", "/rules", "GET POST")],
        show,
        required: &["name", "type"],
        keyword: ("q", &["name"]),
        equals: &[("type", "type"), ("status", "status")],
        event: "policy.lifecycle",
        prepare,
        ..SHARED
    },
    ResourceType {
        path: "/api/v1/policies/{policyId}/rules",
        noun: "PolicyRule",
        id: Id::Generated("0pr"),
        required: &["name"],
        unique: &["name"],
        event: "policy.rule",
        prepare: prepare_rule,
        show: |org, address, rule| {
            rule.entry("type").or_insert_with(|| rule_type(org, address).into());
        },
        ..SHARED
    },
];

/// Checks the type; policies of different types may have the same name.
fn prepare(org: &Org, call: &Call<'_>, policy: &mut Resource, _: Option<&Resource>) -> Result<(), ErrorResponse> {
    let (kind, name) = (text_at(policy, "type").unwrap_or_default(), text_at(policy, "name"));
    if !TYPES.contains(&kind) {
        return Err(errors::invalid("type", "type: is not a policy type"));
    }
    let id = call.resource_id()?;
    let same = |other: &Resource| text_at(other, "type") == Some(kind) && text_at(other, "name") == name;
    if org.resources(POLICIES).any(|(other_id, other)| other_id != id && same(other)) {
        return Err(errors::invalid("name", "name: another policy of the type has this name"));
    }
    Ok(())
}

/// Types of policies whose conditions are null; those of others are objects.
const UNCONDITIONAL: &[&str] = &["ACCESS_POLICY", "IDP_DISCOVERY", "POST_AUTH_SESSION", "PROFILE_ENROLLMENT"];

/// Types of policies that apply to the members of groups.
const FOR_GROUPS: &[&str] = &["MFA_ENROLL", "OKTA_SIGN_ON", "PASSWORD"];

/// Shows the default conditions.
fn show(_: &Org, _: &str, policy: &mut Resource) {
    let kind = text_at(policy, "type").unwrap_or_default();
    let conditions = match () {
        () if UNCONDITIONAL.contains(&kind) => Value::Null,
        () if FOR_GROUPS.contains(&kind) => json!({"people": {"groups": {"include": [EVERYONE]}}}),
        () => return,
    };
    policy.entry("conditions").or_insert(conditions);
}

/// The type of the rules of the policy that an address begins with.
fn rule_type(org: &Org, address: &str) -> String {
    let policy = org.get(first_segments(address, POLICY_DEPTH));
    match policy.and_then(|policy| text_at(policy, "type")).unwrap_or_default() {
        "OKTA_SIGN_ON" => "SIGN_ON".to_owned(),
        kind => kind.to_owned(),
    }
}

/// Refuses rules of another type than the policy's, and beyond the one that policies of some types have.
fn prepare_rule(org: &Org, call: &Call<'_>, rule: &mut Resource, old: Option<&Resource>) -> Result<(), ErrorResponse> {
    let wanted = rule_type(org, &call.path);
    if *rule.entry("type").or_insert_with(|| json!(wanted)) != wanted {
        return Err(errors::invalid("type", format!("type: rules of the policy are of the type {wanted}")));
    }
    let policy = org.get(first_segments(&call.path, POLICY_DEPTH));
    let kind = policy.and_then(|policy| text_at(policy, "type")).unwrap_or_default();
    if old.is_none() && ONE_RULE.contains(&kind) {
        return Err(errors::invalid("policyId", format!("a policy of type {kind} takes no more rules")));
    }
    Ok(())
}

/// How many segments the path of a policy has.
const POLICY_DEPTH: usize = 4;
