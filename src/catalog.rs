//! The exports of `catalog`: what there is, what it means, and any action by its name.

use crate::action::{self, ACTIONS};
use crate::bindings::exports::actions::okta::catalog::{Action, Guest, Preview};
use crate::bindings::{Error, Response};
use crate::exports::Component;
use crate::request::problem;
use crate::{call, describe};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

impl Guest for Component {
    fn list_actions(interface_name: Option<String>) -> Result<Vec<Action>, Error> {
        let wanted = |interface: &str| interface_name.as_deref().is_none_or(|name| name == interface);
        let rows = ACTIONS.iter().map(|action| Action {
            section: action.section.to_string(),
            title: action.title.to_string(),
            interface: action.interface.to_string(),
            function: action.function.to_string(),
            method: action.method.name().to_string(),
            path: action.path.to_string(),
        });
        let actions: Vec<_> = rows.chain([generic_action()]).filter(|action| wanted(&action.interface)).collect();
        if actions.is_empty() {
            return Err(Error::PermanentInvalidArgument(problem("interface-name", unknown_interface())));
        }
        Ok(actions)
    }

    fn describe_action(action: String) -> Result<String, Error> {
        describe::describe(&action)
            .ok_or_else(|| Error::PermanentInvalidArgument(problem("action", action::unknown(&action))))
    }

    fn call_action(action: String, arguments: String) -> Result<Response, Error> {
        call::by_name(&action, &arguments)
    }

    fn preview_action(action: String, arguments: String) -> Result<Preview, Error> {
        call::preview(&action, &arguments)
    }
}

/// The generic request, which is an action to the people who choose one but has no endpoint of its own.
fn generic_action() -> Action {
    Action {
        section: "Generic Request".to_string(),
        title: "Okta Generic Request".to_string(),
        interface: "generic-request".to_string(),
        function: "send-request".to_string(),
        method: String::new(),
        path: String::new(),
    }
}

fn unknown_interface() -> String {
    let mut interfaces: Vec<&str> = ACTIONS.iter().map(|action| action.interface).chain(["generic-request"]).collect();
    interfaces.dedup();
    format!("is no interface with actions. Expected one of: {}", interfaces.join(", "))
}
