//! Group rules, which add users to groups by an expression. The mock org stores them and does not evaluate them.

use crate::engine::errors::{self, ErrorResponse};
use crate::engine::expressions;
use crate::engine::fields::Resource;
use crate::engine::model::{Call, Id, Org, PLAIN, ResourceType, Topic, guard, transition};
use crate::topics::paths::GROUPS;
use serde_json::{Value, json};

/// The entry of this topic in the list of topics.
pub const TOPIC: Topic = Topic { resource_types: RESOURCE_TYPES, ..Topic::EMPTY };

/// Group rules.
const RESOURCE_TYPES: &[ResourceType] = &[ResourceType {
    path: "/api/v1/groups/rules",
    noun: "PolicyRule",
    id: Id::Generated("0pr"),
    initial_status: Some("INACTIVE"),
    rules: &[
        transition("lifecycle/activate", &["INACTIVE"], "ACTIVE", errors::wrong_status),
        transition("lifecycle/deactivate", &["ACTIVE"], "INACTIVE", errors::wrong_status),
        guard("update", &["INACTIVE"], errors::wrong_status),
        guard("delete", &["INACTIVE"], errors::wrong_status),
    ],
    required: &["type", "name", "conditions.expression.value", "actions.assignUserToGroups.groupIds"],
    unique: &["name"],
    keyword: ("search", &["name"]),
    page: (50, 200),
    links: &[],
    links_lifecycle: false,
    event: "group.rule",
    prepare,
    ..PLAIN
}];

fn prepare(org: &Org, _: &Call<'_>, rule: &mut Resource, _: Option<&Resource>) -> Result<(), ErrorResponse> {
    if rule.get("type").is_none_or(|kind| kind != "group_rule") {
        return Err(errors::invalid("type", "type: must be group_rule"));
    }
    let ids = rule.get("actions").map(|actions| &actions["assignUserToGroups"]["groupIds"]);
    for id in ids.and_then(Value::as_array).into_iter().flatten() {
        let id = id.as_str().unwrap_or_default();
        if org.get(&format!("{GROUPS}/{id}")).is_none() {
            return Err(errors::invalid("groupIds", format!("groupIds: there is no group {id}")));
        }
    }
    let expression =
        rule.get("conditions").map_or("", |conditions| conditions["expression"]["value"].as_str().unwrap_or_default());
    expressions::check(expression).map_err(|cause| {
        let cause = format!("Invalid expression: {cause}");
        errors::invalid("validateRule", cause)
    })?;
    rule.insert("allGroupsValid".to_owned(), json!(true));
    Ok(())
}
