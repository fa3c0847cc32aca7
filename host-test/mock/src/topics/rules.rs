//! Group rules: who gets into which groups by an expression. The mock org keeps them and does not evaluate them.

use crate::engine::call::Call;
use crate::engine::errors::{self, Refusal};
use crate::engine::expressions;
use crate::engine::families::{Family, Id, Item, PLAIN, moves, needs};
use crate::engine::org::Org;
use crate::topics::groups::GROUPS;
use serde_json::{Value, json};

/// Group rules.
pub const FAMILIES: &[Family] = &[Family {
    path: "/api/v1/groups/rules",
    noun: "PolicyRule",
    id: Id::Made("0pr"),
    initial: Some("INACTIVE"),
    rules: &[
        moves("lifecycle/activate", &["INACTIVE"], "ACTIVE", errors::item_status),
        moves("lifecycle/deactivate", &["ACTIVE"], "INACTIVE", errors::item_status),
        needs("update", &["INACTIVE"], errors::item_status),
        needs("delete", &["INACTIVE"], errors::item_status),
    ],
    required: &["type", "name", "conditions.expression.value", "actions.assignUserToGroups.groupIds"],
    unique: &["name"],
    keyword: ("search", &["name"]),
    page: (50, 200),
    links: &[],
    offers: false,
    event: "group.rule",
    prepare,
    ..PLAIN
}];

fn prepare(org: &Org, _: &Call<'_>, rule: &mut Item, _: Option<&Item>) -> Result<(), Refusal> {
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
