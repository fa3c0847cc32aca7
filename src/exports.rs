//! The exports that are no actions: `pages`, `catalog` and `generic-request`.

use crate::action::ACTIONS;
use crate::bindings::exports::actions::okta::{catalog, generic_request, pages};
use crate::bindings::{Error, Response};
use crate::{call, generic, refusal, request};
use alloc::string::{String, ToString};
use alloc::vec::Vec;

struct Component;

#[cfg(target_family = "wasm")]
crate::bindings::export!(Component with_types_in crate::bindings);

impl pages::Guest for Component {
    fn next_page(next: String) -> Result<Response, Error> {
        call::next_page(next)
    }
}

impl generic_request::Guest for Component {
    fn send_request(
        method: String,
        path: String,
        query: Vec<(String, String)>,
        headers: Vec<(String, String)>,
        body: Option<Vec<u8>>,
    ) -> Result<generic_request::RawResponse, Error> {
        let request = generic::build(&method, path, &query, &headers, body).map_err(Error::PermanentInvalidArgument)?;
        let method = request.method;
        let answer = call::Settings::read()?.send(request)?;
        if !answer.is_success() {
            return Err(refusal::classify(method, answer));
        }
        let next = answer.next();
        let text = |(name, value): (String, Vec<u8>)| {
            (name.to_ascii_lowercase(), String::from_utf8_lossy(&value).into_owned())
        };
        let headers = answer.headers.into_iter().map(text).collect();
        Ok(generic_request::RawResponse { status: answer.status, headers, body: answer.body, next })
    }
}

impl catalog::Guest for Component {
    fn list_actions(interface_name: Option<String>) -> Result<Vec<catalog::Action>, Error> {
        let wanted = |interface: &str| interface_name.as_deref().is_none_or(|name| name == interface);
        let rows = ACTIONS.iter().map(|action| catalog::Action {
            section: action.section.to_string(),
            title: action.title.to_string(),
            interface: action.interface.to_string(),
            function: action.function.to_string(),
            method: action.method.name().to_string(),
            path: action.path.to_string(),
        });
        let actions: Vec<_> = rows.chain([generic_action()]).filter(|action| wanted(&action.interface)).collect();
        if actions.is_empty() {
            return Err(Error::PermanentInvalidArgument(request::problem("interface-name", unknown_interface())));
        }
        Ok(actions)
    }
}

/// The generic request, which is an action to the people who choose one but has no endpoint of its own.
fn generic_action() -> catalog::Action {
    catalog::Action {
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
    alloc::format!("is no interface with actions. Expected one of: {}", interfaces.join(", "))
}
