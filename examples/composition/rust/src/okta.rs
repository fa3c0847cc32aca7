//! Calls the functions of the cases by their types, and converts the results to JSON.

use actions::okta::types::{Error, Response};
use actions::okta::{catalog, generic_request, group, pages, user};
use serde_json::{Value, json};

wit_bindgen::generate!({ path: ["../../../wit", "../wit"], world: "example:consumer/calls", generate_all });

/// Calls a function. The outer error means that this consumer does not know the function.
pub fn call(function: &str, arguments: &[Value]) -> Result<Result<Value, Value>, String> {
    let text = |index: usize| arguments.get(index).and_then(Value::as_str).unwrap_or_default();
    let number = |index: usize, field: &str| u32::try_from(arguments.get(index)?[field].as_u64()?).ok();
    let result = match function {
        "get-user" => user::get_user(text(0), None, None).map(response),
        "list-users" => user::list_users(&limited(number(0, "limit"))).map(response),
        "suspend-user" => user::suspend_user(text(0)).map(response),
        "create-group" => group::create_group(text(0)).map(response),
        "get-group" => group::get_group(text(0)).map(response),
        "remove-group" => group::remove_group(text(0)).map(response),
        "next-page" => pages::next_page(text(0)).map(response),
        "collect-list" => {
            let bounds = pages::Bounds { max_pages: None, max_items: number(2, "max-items"), max_bytes: None };
            pages::collect_list(text(0), text(1), bounds).map(|it| {
                let stop = if it.stop == pages::Stop::MaxItems { "max-items" } else { "another reason" };
                json!({ "items": it.items, "count": it.count, "stop": stop })
            })
        }
        "describe-action" => catalog::describe_action(text(0)).map(|it| serde_json::from_str(&it).unwrap_or_default()),
        "call-action" => catalog::call_action(text(0), text(1)).map(response),
        "send-request" => generic_request::send_request(text(0), text(1), &[], &[], None)
            .map(|it| json!({ "status": it.status, "body": String::from_utf8_lossy(&it.body) })),
        _ => return Err(format!("this consumer does not call {function}")),
    };
    Ok(result.map_err(error))
}

fn response(it: Response) -> Value {
    json!({ "status": it.status, "body": it.body, "next": it.next })
}

fn error(error: Error) -> Value {
    match error {
        Error::PermanentRefused(it) => {
            json!({ "case": "permanent-refused", "value": { "status": it.status, "error-code": it.error_code } })
        }
        Error::PermanentInvalidArgument(it) => {
            json!({ "case": "permanent-invalid-argument", "value": { "message": it.message } })
        }
        Error::PermanentNotAllowed(it) => {
            json!({ "case": "permanent-not-allowed", "value": { "message": it.message } })
        }
        other => json!({ "case": format!("{other:?}") }),
    }
}

fn limited(limit: Option<u32>) -> user::ListUsersOptions {
    user::ListUsersOptions {
        limit,
        search: None,
        filter: None,
        q: None,
        after: None,
        sort_by: None,
        sort_order: None,
        fields: None,
        expand: None,
        okta_response: None,
    }
}
