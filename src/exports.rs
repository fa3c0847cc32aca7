//! The exports that are no actions, in the canonical ABI: `auth`, `pages`, `catalog` and `generic-request`.

use crate::abi::{owned, text};
use crate::bindings::Error;
use crate::bindings::exports::actions::okta::generic_request::RawResponse;
use crate::bindings::exports::actions::okta::pages::Bounds;
use crate::lower::{self, List, Outcome, Text, keep};
use crate::settings::Settings;
use crate::{call, catalog, generic, refusal};
use alloc::string::String;
use alloc::vec::Vec;

include!(concat!(env!("OUT_DIR"), "/layouts.rs"));

/// Stops the build where a lowered type has not the layout that the WIT prescribes.
const fn check<T>((size, align): (usize, usize)) {
    assert!(size_of::<Outcome<T>>() == size && align_of::<Outcome<T>>() == align);
}

const _: () = {
    check::<lower::AccessToken>(GET_ACCESS_TOKEN);
    check::<lower::Response>(NEXT_PAGE);
    check::<lower::Collection>(COLLECT);
    check::<lower::Collection>(COLLECT_LIST);
    check::<List>(LIST_ACTIONS);
    check::<Text>(DESCRIBE_ACTION);
    check::<lower::Response>(CALL_ACTION);
    check::<lower::Preview>(PREVIEW_ACTION);
    check::<lower::RawResponse>(SEND_REQUEST);
};

#[unsafe(export_name = "actions:okta/auth@0.1.0#get-access-token")]
extern "C" fn get_access_token() -> *const Outcome<lower::AccessToken> {
    keep(call::access_token(), lower::lower_access_token)
}

#[unsafe(export_name = "actions:okta/pages@0.1.0#next-page")]
extern "C" fn next_page(next: u32, next_length: u32) -> *const Outcome<lower::Response> {
    // SAFETY: the host passes the arguments of this function's type on to it.
    let next = unsafe { text(next, next_length) };
    keep(call::next_page(next), lower::lower_response)
}

#[unsafe(export_name = "actions:okta/pages@0.1.0#collect")]
extern "C" fn collect(
    next: u32,
    next_length: u32,
    pages_given: u32,
    max_pages: u32,
    items_given: u32,
    max_items: u32,
    bytes_given: u32,
    max_bytes: u32,
) -> *const Outcome<lower::Collection> {
    // SAFETY: as of `next_page`.
    let next = unsafe { text(next, next_length) };
    let bounds = bounds([(pages_given, max_pages), (items_given, max_items), (bytes_given, max_bytes)]);
    keep(call::collect(&next, &bounds), lower::lower_collection)
}

#[unsafe(export_name = "actions:okta/pages@0.1.0#collect-list")]
extern "C" fn collect_list(
    action: u32,
    action_length: u32,
    arguments: u32,
    arguments_length: u32,
    pages_given: u32,
    max_pages: u32,
    items_given: u32,
    max_items: u32,
    bytes_given: u32,
    max_bytes: u32,
) -> *const Outcome<lower::Collection> {
    // SAFETY: as of `next_page`.
    let (action, arguments) = unsafe { (text(action, action_length), text(arguments, arguments_length)) };
    let bounds = bounds([(pages_given, max_pages), (items_given, max_items), (bytes_given, max_bytes)]);
    keep(call::collect_list(&action, &arguments, &bounds), lower::lower_collection)
}

#[unsafe(export_name = "actions:okta/catalog@0.1.0#list-actions")]
extern "C" fn list_actions(given: u32, interface: u32, interface_length: u32) -> *const Outcome<List> {
    // SAFETY: as of `next_page`; an absent text has no memory.
    let interface = (given != 0).then(|| unsafe { text(interface, interface_length) });
    let records = |list: Vec<catalog::Listed>| list.iter().map(lower::action_record).collect::<Vec<_>>();
    keep(catalog::list_actions(interface.as_deref()).map(records), lower::lower_actions)
}

#[unsafe(export_name = "actions:okta/catalog@0.1.0#describe-action")]
extern "C" fn describe_action(action: u32, action_length: u32) -> *const Outcome<Text> {
    // SAFETY: as of `next_page`.
    let action = unsafe { text(action, action_length) };
    keep(catalog::describe_action(&action), lower::lower_document)
}

#[unsafe(export_name = "actions:okta/catalog@0.1.0#call-action")]
extern "C" fn call_action(
    action: u32,
    action_length: u32,
    arguments: u32,
    arguments_length: u32,
) -> *const Outcome<lower::Response> {
    // SAFETY: as of `next_page`.
    let (action, arguments) = unsafe { (text(action, action_length), text(arguments, arguments_length)) };
    keep(call::by_name(&action, &arguments), lower::lower_response)
}

#[unsafe(export_name = "actions:okta/catalog@0.1.0#preview-action")]
extern "C" fn preview_action(
    action: u32,
    action_length: u32,
    arguments: u32,
    arguments_length: u32,
) -> *const Outcome<lower::Preview> {
    // SAFETY: as of `next_page`.
    let (action, arguments) = unsafe { (text(action, action_length), text(arguments, arguments_length)) };
    keep(call::preview(&action, &arguments), lower::lower_preview)
}

#[unsafe(export_name = "actions:okta/generic-request@0.1.0#send-request")]
extern "C" fn send_request(
    method: u32,
    method_length: u32,
    path: u32,
    path_length: u32,
    query: u32,
    query_length: u32,
    headers: u32,
    headers_length: u32,
    body_given: u32,
    body: u32,
    body_length: u32,
) -> *const Outcome<lower::RawResponse> {
    // SAFETY: as of `next_page`; an absent body has no memory.
    let (method, path, query, headers, body) = unsafe {
        (
            text(method, method_length),
            text(path, path_length),
            pairs(query, query_length),
            pairs(headers, headers_length),
            (body_given != 0).then(|| owned(body, body_length)),
        )
    };
    keep(send(&method, path, &query, &headers, body), lower::lower_raw)
}

fn send(
    method: &str,
    path: String,
    query: &[(String, String)],
    headers: &[(String, String)],
    body: Option<Vec<u8>>,
) -> Result<RawResponse, Error> {
    let request = generic::build(method, path, query, headers, body).map_err(Error::PermanentInvalidArgument)?;
    let settings = Settings::read()?;
    settings.judge(&request)?;
    let answer = settings.send(&request)?;
    if !answer.is_success() {
        return Err(refusal::classify(request.method, answer));
    }
    let next = answer.next();
    let text =
        |(name, value): (String, Vec<u8>)| (name.to_ascii_lowercase(), String::from_utf8_lossy(&value).into_owned());
    let headers = answer.headers.into_iter().map(text).collect();
    Ok(RawResponse { status: answer.status, headers, body: answer.body, next })
}

/// The record `bounds`, each field of which is passed as whether it is given and its value.
fn bounds(fields: [(u32, u32); 3]) -> Bounds {
    let [max_pages, max_items, max_bytes] = fields.map(|(given, value)| (given != 0).then_some(value));
    Bounds { max_pages, max_items, max_bytes }
}

/// # Safety
///
/// The host passes a list of pairs of texts on.
unsafe fn pairs(start: u32, length: u32) -> Vec<(String, String)> {
    // SAFETY: the caller says so; an item is two texts, and a text pointer and length.
    let items = unsafe { owned::<[u32; 4]>(start, length) };
    // SAFETY: as above.
    let pair = |[name, name_length, value, value_length]: [u32; 4]| unsafe {
        (text(name, name_length), text(value, value_length))
    };
    items.into_iter().map(pair).collect()
}
