//! Serves HTTP, and calls the actions of the Okta component: `POST /user/get-user` with the arguments as a JSON array.
//!
//! Your service will have other routes; these serve the cases that all examples run.

mod http;

use serde_json::{Value, from_value, json, to_value};

wit_bindgen::generate!({
    path: ["../../../wit", "wit"],
    world: "example:people/people",
    additional_derives: [serde::Serialize, serde::Deserialize],
    generate_all,
});

use actions::okta::types::Error;
use actions::okta::{catalog, generic_request, group, pages, user};

/// The status and body of a response: the result of the action, or its error with a matching status.
fn respond(path: &str, arguments: &[u8]) -> (u16, Value) {
    let called = serde_json::from_slice(arguments).and_then(|arguments| call(path, arguments));
    match called {
        Ok(Some(Ok(value))) => (200, value),
        Ok(Some(Err(error))) => (status(&error), json!(error)),
        Ok(None) => (404, json!("no such route")),
        Err(wrong) => (400, json!(wrong.to_string())),
    }
}

/// The status of an error: it tells the caller to change the request, to wait, or to try again.
fn status(error: &Error) -> u16 {
    match error {
        Error::PermanentInvalidArgument(_) => 400,
        Error::PermanentNotAllowed(_) => 403,
        Error::PermanentRefused(response) => response.status,
        Error::RateLimited(_) => 429,
        Error::Unavailable(_) | Error::Unreachable(_) | Error::Interrupted(_) => 503,
        _ => 500,
    }
}

/// Calls the action of a route. Returns `None` for an unknown route.
fn call(path: &str, arguments: Value) -> serde_json::Result<Option<Result<Value, Error>>> {
    macro_rules! action {
        ($function:path, |$($name:ident),*| $($argument:expr),*) => {{
            let ($($name,)*) = from_value(arguments)?;
            $function($($argument),*).map(|value| to_value(value).unwrap_or_default())
        }};
    }
    Ok(Some(match path {
        "/user/get-user" => {
            action!(user::get_user, |id, expand, response| text(&id), option(&expand), option(&response))
        }
        "/user/list-users" => action!(user::list_users, |options| &options),
        "/user/suspend-user" => action!(user::suspend_user, |id| text(&id)),
        "/group/create-group" => action!(group::create_group, |body| text(&body)),
        "/group/get-group" => action!(group::get_group, |id| text(&id)),
        "/group/list-groups" => action!(group::list_groups, |options| &options),
        "/group/remove-group" => action!(group::remove_group, |id| text(&id)),
        "/pages/next-page" => action!(pages::next_page, |next| text(&next)),
        "/pages/collect-list" => {
            action!(pages::collect_list, |name, arguments, bounds| text(&name), text(&arguments), bounds)
        }
        "/catalog/describe-action" => action!(catalog::describe_action, |name| text(&name)),
        "/catalog/call-action" => action!(catalog::call_action, |name, arguments| text(&name), text(&arguments)),
        "/generic-request/send-request" => action!(
            generic_request::send_request,
            |method, path, query, headers, body| text(&method),
            text(&path),
            pairs(&query),
            pairs(&headers),
            bytes(&body)
        ),
        _ => return Ok(None),
    }))
}

fn text(value: &String) -> &str {
    value
}

fn option(value: &Option<String>) -> Option<&str> {
    value.as_deref()
}

fn pairs(value: &Vec<(String, String)>) -> &[(String, String)] {
    value
}

fn bytes(value: &Option<Vec<u8>>) -> Option<&[u8]> {
    value.as_deref()
}
