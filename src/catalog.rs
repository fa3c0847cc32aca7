//! What there is, and what it means.

use crate::action::{self, ACTIONS, Action};
use crate::bindings::Error;
use crate::describe::describe;
use crate::method::Method;
use crate::request::problem;
use crate::shape::Passing;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// The generic request, which is an action to the people who choose one but has no endpoint of its own.
static GENERIC: Action = Action {
    section: "Generic Request",
    title: "Okta Generic Request",
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

/// All actions, or those of one interface.
pub fn list_actions(interface: Option<&str>) -> Result<Vec<&'static Action>, Error> {
    let wanted = |action: &&Action| interface.is_none_or(|name| name == action.interface);
    let actions: Vec<&Action> = ACTIONS.iter().chain([&GENERIC]).filter(wanted).collect();
    if actions.is_empty() {
        return Err(Error::PermanentInvalidArgument(problem("interface-name", unknown_interface())));
    }
    Ok(actions)
}

/// The document that describes an action.
pub fn describe_action(name: &str) -> Result<String, Error> {
    describe(name).ok_or_else(|| Error::PermanentInvalidArgument(problem("action", action::unknown(name))))
}

fn unknown_interface() -> String {
    let mut interfaces: Vec<&str> = ACTIONS.iter().chain([&GENERIC]).map(|action| action.interface).collect();
    interfaces.dedup();
    format!("is no interface with actions. Expected one of: {}", interfaces.join(", "))
}
