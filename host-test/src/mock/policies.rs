//! Policies of the org and their rules.

use super::{
    call::{Call, first_segments},
    errors::{self, Refusal},
    families::{Family, Id, Item, ON_OFF, PLAIN, text_at},
    org::Org,
};

/// The path of all policies.
pub const POLICIES: &str = "/api/v1/policies";

const TYPES: &[&str] = &[
    "ACCESS_POLICY",
    "ENTITY_RISK",
    "IDP_DISCOVERY",
    "MFA_ENROLL",
    "OKTA_SIGN_ON",
    "PASSWORD",
    "POST_AUTH_SESSION",
    "PROFILE_ENROLLMENT",
];

/// Types of policies that have the one rule they come with.
const ONE_RULE: &[&str] = &["POST_AUTH_SESSION", "PROFILE_ENROLLMENT"];

/// What policies and rules have in common, those of authorization servers too.
pub const SHARED: Family = Family {
    initial: Some("ACTIVE"),
    rules: ON_OFF,
    server: &["system"],
    frozen: &["type"],
    defaults: r#"{"priority": 1, "system": false, "conditions": null}"#,
    stays: Some(("system", "true")),
    ..PLAIN
};

/// Policies and rules.
pub const FAMILIES: &[Family] = &[
    Family {
        path: POLICIES,
        noun: "Policy",
        id: Id::Made("00p"),
        required: &["name", "type"],
        keyword: ("q", &["name"]),
        equals: &[("type", "type"), ("status", "status")],
        event: "policy.lifecycle",
        prepare,
        ..SHARED
    },
    Family {
        path: "/api/v1/policies/{policyId}/rules",
        noun: "PolicyRule",
        id: Id::Made("0pr"),
        required: &["name"],
        unique: &["name"],
        event: "policy.rule",
        prepare: prepare_rule,
        ..SHARED
    },
];

/// Checks the type; policies of different types may have the same name.
fn prepare(org: &Org, call: &Call<'_>, policy: &mut Item, _: Option<&Item>) -> Result<(), Refusal> {
    let (kind, name) = (text_at(policy, "type").unwrap_or_default(), text_at(policy, "name"));
    if !TYPES.contains(&kind) {
        return Err(errors::invalid("type", "type: is no type of policies"));
    }
    let id = call.item_id()?;
    let same = |other: &Item| text_at(other, "type") == Some(kind) && text_at(other, "name") == name;
    if org.items(POLICIES).any(|(other_id, other)| other_id != id && same(other)) {
        return Err(errors::invalid("name", "name: another policy of the type has this name"));
    }
    Ok(())
}

/// Refuses rules beyond the one that policies of some types have.
fn prepare_rule(org: &Org, call: &Call<'_>, _: &mut Item, old: Option<&Item>) -> Result<(), Refusal> {
    let policy = org.get(first_segments(&call.path, POLICY_DEPTH));
    let kind = policy.and_then(|policy| text_at(policy, "type")).unwrap_or_default();
    if old.is_none() && ONE_RULE.contains(&kind) {
        return Err(errors::invalid("policyId", format!("a policy of type {kind} takes no more rules")));
    }
    Ok(())
}

/// How many segments the path of a policy has.
const POLICY_DEPTH: usize = 4;
