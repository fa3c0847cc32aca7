//! The generic handlers of memberships: pairs that a PUT makes and a DELETE ends, and the same pairs read backwards.

use crate::engine::call::{Answer, Call};
use crate::engine::errors::{self, Refusal};
use crate::engine::families::{self, Item};
use crate::engine::items;
use crate::engine::lists;
use crate::engine::org::Org;

/// Lists that read a membership or assignment from its other end: the path of the list, the path of the pairs.
pub const BACKWARDS: &[(&str, &str)] = &[
    ("/api/v1/users/{userId}/groups", "/api/v1/groups/{groupId}/users"),
    ("/api/v1/users/{userId}/idps", "/api/v1/idps/{idpId}/users"),
    ("/api/v1/groups/{groupId}/apps", "/api/v1/apps/{appId}/groups"),
    ("/api/v1/features/{featureId}/dependents", "/api/v1/features/{featureId}/dependencies"),
];

/// Makes a pair; one that is there stays.
pub fn add(org: &mut Org, call: &Call<'_>) -> Result<Answer, Refusal> {
    check_fixed(org, call)?;
    (call.family()?.prepare)(org, call, &mut Item::new(), None)?;
    org.insert(call.collection()?, call.item_id()?, Item::new());
    Ok(Answer::empty())
}

/// Ends a pair; one that is not there is no error.
pub fn remove(org: &mut Org, call: &Call<'_>) -> Result<Answer, Refusal> {
    check_fixed(org, call)?;
    org.remove(call.item_path()?);
    Ok(Answer::empty())
}

/// Answers with the items that are paired with the call's item.
pub fn backwards(org: &mut Org, call: &Call<'_>) -> Result<Answer, Refusal> {
    let template = call.route.operation.path.as_str();
    let pairs = BACKWARDS.iter().find(|(list, _)| *list == template);
    let (_, pairs) = pairs.ok_or_else(errors::unsupported)?;
    let items = holders(org, pairs, call.item_id()?)?;
    lists::select(org, call, items)
}

/// The items, shown, whose collection of pairs holds the id. The collection is named by its template: the family of the
/// holders, a placeholder, the name of the pairs.
pub fn holders(org: &Org, pairs: &str, id: &str) -> Result<Vec<serde_json::Value>, Refusal> {
    let mut parts = pairs.rsplitn(3, '/');
    let (Some(name), _, Some(path)) = (parts.next(), parts.next(), parts.next()) else {
        return Ok(Vec::new());
    };
    let Some(family) = families::by_path(path) else {
        return Ok(Vec::new());
    };
    org.items(path)
        .filter(|(holder, _)| org.get(&format!("{path}/{holder}/{name}/{id}")).is_some())
        .map(|(holder, _)| items::shown(org, family, path, holder))
        .collect()
}

/// Members of an item that is fixed (the group of everyone) come and go with the items themselves.
fn check_fixed(org: &Org, call: &Call<'_>) -> Result<(), Refusal> {
    let path = call.collection()?.rsplit_once('/').map_or("", |(holder, _)| holder);
    let (Some(holder), Some((parent, _))) = (org.get(path), path.rsplit_once('/')) else {
        return Ok(());
    };
    match families::by_path(parent) {
        Some(family) if items::allowed(family, holder, "").is_err() => Err(errors::unsupported()),
        _ => Ok(()),
    }
}
