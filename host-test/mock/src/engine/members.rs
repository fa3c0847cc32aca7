//! The generic handlers of memberships: pairs that a PUT adds and a DELETE removes, and lists of them from their other
//! end.

use crate::engine::errors::{self, ErrorResponse};
use crate::engine::fields::Resource;
use crate::engine::model::{Call, Org};
use crate::engine::response::Response;
use crate::engine::{lists, resources};

/// Adds a pair; an existing one stays.
pub fn add(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    check_fixed(org, call)?;
    (call.resource_type()?.prepare)(org, call, &mut Resource::new(), None)?;
    org.insert(call.collection()?, call.resource_id()?, Resource::new());
    Ok(Response::empty())
}

/// Removes a pair; a missing one is not an error.
pub fn remove(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    check_fixed(org, call)?;
    org.remove(call.resource_path()?);
    Ok(Response::empty())
}

/// Lists the resources that are paired with the call's resource.
pub fn reverse_list(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let pairs = org.reversed(&call.operation.path).ok_or_else(errors::unsupported)?;
    let resources = holders(org, pairs, call.resource_id()?)?;
    lists::select(org, call, resources)
}

/// The resources, as responses show them, whose collection of pairs holds the id. The template of the collection names
/// it: the path of the holders, a placeholder, the name of the pairs.
pub fn holders(org: &Org, pairs: &str, id: &str) -> Result<Vec<serde_json::Value>, ErrorResponse> {
    let mut parts = pairs.rsplitn(3, '/');
    let (Some(name), _, Some(path)) = (parts.next(), parts.next(), parts.next()) else {
        return Ok(Vec::new());
    };
    let Some(resource_type) = org.resource_type_at(path) else {
        return Ok(Vec::new());
    };
    org.resources(path)
        .filter(|(holder, _)| org.get(&format!("{path}/{holder}/{name}/{id}")).is_some())
        .map(|(holder, _)| resources::shown(org, resource_type, path, holder))
        .collect()
}

/// Members of a resource that is fixed (the group of everyone) come and go with the resources themselves.
fn check_fixed(org: &Org, call: &Call<'_>) -> Result<(), ErrorResponse> {
    let path = call.collection()?.rsplit_once('/').map_or("", |(holder, _)| holder);
    let (Some(holder), Some((parent, _))) = (org.get(path), path.rsplit_once('/')) else {
        return Ok(());
    };
    match org.resource_type_at(parent) {
        Some(resource_type) if resource_type.allows(holder, "").is_err() => Err(errors::unsupported()),
        _ => Ok(()),
    }
}
