//! The catalog: lists the actions and describes each one.

use crate::client;
use crate::config::policy::Policy;
use crate::contract::{Error, Problem};
use crate::table::action::{self, ACTIONS, Action};
use crate::table::descriptions::describe;
use crate::table::method::Method;
use crate::table::search::search;
use crate::table::shape::Passing;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// The generic request: listed like an action, although it has no endpoint.
static GENERIC: Action = Action {
    section: "Generic Request",
    title: "Okta Generic Request",
    aliases: &[],
    interface: "generic-request",
    function: "send-request",
    deprecated: None,
    scope: None,
    part: None,
    method: Method::Get,
    path: "",
    headers: &[],
    passing: Passing::Flat(0),
    params: &[],
};

/// An action, and whether the policy of the instance allows it.
pub struct Listed {
    /// The row of the action.
    pub action: &'static Action,
    /// Whether this instance may call it; of the generic request, whether it may read paths that belong to no action.
    pub allowed: bool,
}

/// All actions, or those of one interface.
pub fn list_actions(interface: Option<&str>) -> Result<Vec<Listed>, Error> {
    let policy = client::policy()?;
    let wanted = |action: &&Action| interface.is_none_or(|name| name == action.interface);
    let actions = ACTIONS.iter().chain([&GENERIC]).filter(wanted);
    let list: Vec<Listed> = actions.map(|action| Listed { action, allowed: allowed(&policy, action) }).collect();
    if list.is_empty() {
        return Err(Error::PermanentInvalidArgument(Problem::new("interface-name", unknown_interface())));
    }
    Ok(list)
}

/// The actions that a query finds, the best first, at most as many as the limit.
pub fn search_actions(query: &str, limit: Option<u32>) -> Result<Vec<Listed>, Error> {
    let policy = client::policy()?;
    let found = search(query, ACTIONS.iter().chain([&GENERIC]).collect());
    let limit = limit.map_or(usize::MAX, |limit| limit as usize);
    Ok(found.into_iter().take(limit).map(|action| Listed { action, allowed: allowed(&policy, action) }).collect())
}

/// The document that describes an action, including whether this instance may call it.
pub fn describe_action(name: &str) -> Result<String, Error> {
    let policy = client::policy()?;
    let found = ACTIONS.iter().chain([&GENERIC]).find(|action| action.name() == name).zip(describe(name));
    let unknown = || Error::PermanentInvalidArgument(Problem::new("action", action::unknown(name)));
    let (action, mut document) = found.ok_or_else(unknown)?;
    // The document is one JSON object, made at build time; the field that depends on the instance comes last.
    document.pop();
    document.push_str(if allowed(&policy, action) { r#","allowed":true}"# } else { r#","allowed":false}"# });
    Ok(document)
}

fn allowed(policy: &Policy, action: &Action) -> bool {
    policy.check(&action.name(), action.method).is_ok()
}

fn unknown_interface() -> String {
    let mut interfaces: Vec<&str> = ACTIONS.iter().chain([&GENERIC]).map(|action| action.interface).collect();
    interfaces.dedup();
    format!("is not an interface with actions. Expected one of: {}", interfaces.join(", "))
}
