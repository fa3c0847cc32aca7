//! Lowers results, `result<T, error>`, into the canonical ABI.
//!
//! `repr(C)` is the layout that the canonical ABI prescribes, so lowering is a matter of pointers into the result: nothing
//! is copied.

#![expect(dead_code, reason = "the host reads the fields, in the memory of the component")]

use crate::bindings::exports::actions::okta::{auth, catalog, generic_request, pages};
use crate::bindings::{self, Error};
use crate::catalog::Listed;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::any::Any;
use core::ptr::null_mut;
use core::sync::atomic::{AtomicPtr, Ordering};

/// The result that the host reads after a call returns. It is freed by the next call, or with the instance.
static LAST: AtomicPtr<Box<dyn Any>> = AtomicPtr::new(null_mut());

/// A result together with its lowered form, which points into it.
struct Kept<T, L> {
    outcome: Outcome<L>,
    texts: Vec<Text>,
    result: Result<T, Error>,
}

/// Lowers a result and keeps it for the host to read. `lower` puts the texts of a list behind those that are there.
pub fn keep<T: 'static, L: 'static>(result: Result<T, Error>, lower: fn(&T, &mut Vec<Text>) -> L) -> *const Outcome<L> {
    let mut texts = Vec::new();
    let outcome = match &result {
        Ok(value) => Outcome::Ok(lower(value, &mut texts)),
        Err(error) => Outcome::Err(lower_error(error, &mut texts)),
    };
    let kept = Box::new(Kept { outcome, texts, result });
    let outcome = &raw const kept.outcome;
    let last = LAST.swap(Box::into_raw(Box::new(kept)), Ordering::Relaxed);
    if !last.is_null() {
        // SAFETY: it was made by `Box::into_raw` above, and its call has returned.
        drop(unsafe { Box::from_raw(last) });
    }
    outcome
}

#[repr(C)]
pub struct Text(*const u8, usize);

/// A list, whose items are most often texts.
#[repr(C)]
pub struct List(*const Text, usize);

/// The record `action` of the catalog: section, title, interface, function, method and path, and whether it is allowed.
#[repr(C)]
pub struct ActionRecord {
    texts: [Text; 6],
    allowed: bool,
}

#[repr(C, u8)]
pub enum Maybe<T> {
    None,
    Some(T),
}

/// `result<T, error>`
#[repr(C, u8)]
pub enum Outcome<T> {
    Ok(T),
    Err(Failure),
}

/// The record `response`.
#[repr(C)]
pub struct Response {
    status: u16,
    body: Text,
    content_type: Maybe<Text>,
    next: Maybe<Text>,
    etag: Maybe<Text>,
    request_id: Maybe<Text>,
    rate_limit: Maybe<[u32; 3]>,
}

/// The record `access-token`.
#[repr(C)]
pub struct AccessToken {
    token: Text,
    expires_in_seconds: u32,
    scope: Text,
}

/// The record `raw-response`.
#[repr(C)]
pub struct RawResponse {
    status: u16,
    headers: List,
    body: Text,
    next: Maybe<Text>,
}

/// The record `collection`.
#[repr(C)]
pub struct Collection {
    items: Text,
    count: u32,
    pages: u32,
    stop: u8,
    next: Maybe<Text>,
    error: Maybe<Failure>,
    rate_limit: Maybe<[u32; 3]>,
}

/// The record `preview`.
#[repr(C)]
pub struct Preview {
    method: Text,
    url: Text,
    headers: List,
    body: Maybe<Text>,
}

#[repr(C)]
pub struct Refusal {
    status: u16,
    error_code: Maybe<Text>,
    error_summary: Maybe<Text>,
    error_causes: List,
    error_id: Maybe<Text>,
    request_id: Maybe<Text>,
    content_type: Maybe<Text>,
    body: Text,
    body_truncated: bool,
}

#[repr(C)]
pub struct Delay {
    wait_ms: u32,
    reason: Text,
    refusal: Refusal,
}

#[repr(C)]
pub struct Loss {
    message: Text,
    refusal: Maybe<Refusal>,
}

#[repr(C)]
pub struct Problem {
    name: Text,
    message: Text,
}

/// The variant `error`: the order of the cases is that of `wit/types.wit`.
#[repr(C, u8)]
pub enum Failure {
    InvalidArgument(Problem),
    InvalidConfiguration(Problem),
    NotAllowed(Problem),
    Refused(Refusal),
    RateLimited(Delay),
    Unavailable(Delay),
    Unreachable(Text),
    Interrupted(Text),
    OutcomeUnknown(Loss),
    UnreadableResponse(Loss),
    ExecutionFailed,
}

/// Lowers a text.
pub fn lower_text(text: &str) -> Text {
    Text(text.as_ptr(), text.len())
}

fn lower_option(text: &Option<String>) -> Maybe<Text> {
    text.as_deref().map_or(Maybe::None, |text| Maybe::Some(lower_text(text)))
}

/// Lowers bytes, which are passed as a text is.
fn lower_bytes(bytes: &[u8]) -> Text {
    Text(bytes.as_ptr(), bytes.len())
}

/// Lowers pairs, after all other lists of the result.
fn lower_pairs(pairs: &[(String, String)], texts: &mut Vec<Text>) -> List {
    texts.extend(pairs.iter().flat_map(|(name, value)| [lower_text(name), lower_text(value)]));
    List(texts.as_ptr(), pairs.len())
}

/// Lowers the result of an action.
pub fn lower_response(response: &bindings::Response, _: &mut Vec<Text>) -> Response {
    Response {
        status: response.status,
        body: lower_text(&response.body),
        content_type: lower_option(&response.content_type),
        next: lower_option(&response.next),
        etag: lower_option(&response.etag),
        request_id: lower_option(&response.request_id),
        rate_limit: lower_rate_limit(response.rate_limit.as_ref()),
    }
}

fn lower_rate_limit(limit: Option<&bindings::RateLimit>) -> Maybe<[u32; 3]> {
    limit.map_or(Maybe::None, |limit| Maybe::Some([limit.limit, limit.remaining, limit.reset_epoch_seconds]))
}

/// Lowers an access token.
pub fn lower_access_token(token: &auth::AccessToken, _: &mut Vec<Text>) -> AccessToken {
    AccessToken {
        token: lower_text(&token.token),
        expires_in_seconds: token.expires_in_seconds,
        scope: lower_text(&token.scope),
    }
}

/// Lowers the result of the generic request.
pub fn lower_raw(response: &generic_request::RawResponse, texts: &mut Vec<Text>) -> RawResponse {
    RawResponse {
        status: response.status,
        headers: lower_pairs(&response.headers, texts),
        body: lower_bytes(&response.body),
        next: lower_option(&response.next),
    }
}

/// Lowers a collection of pages.
pub fn lower_collection(collection: &pages::Collection, texts: &mut Vec<Text>) -> Collection {
    Collection {
        items: lower_text(&collection.items),
        count: collection.count,
        pages: collection.pages,
        stop: collection.stop as u8,
        next: lower_option(&collection.next),
        error: collection.error.as_ref().map_or(Maybe::None, |error| Maybe::Some(lower_error(error, texts))),
        rate_limit: lower_rate_limit(collection.rate_limit.as_ref()),
    }
}

/// Lowers a document.
#[allow(clippy::ptr_arg, reason = "it has the shape of the functions that `keep` takes")]
pub fn lower_document(document: &String, _: &mut Vec<Text>) -> Text {
    lower_text(document)
}

/// Lowers the preview of a request.
pub fn lower_preview(preview: &catalog::Preview, texts: &mut Vec<Text>) -> Preview {
    Preview {
        method: lower_text(&preview.method),
        url: lower_text(&preview.url),
        headers: lower_pairs(&preview.headers, texts),
        body: preview.body.as_deref().map_or(Maybe::None, |body| Maybe::Some(lower_bytes(body))),
    }
}

/// Lowers an action of the catalog, whose texts are those of the table.
pub fn action_record(listed: &Listed) -> ActionRecord {
    let action = listed.action;
    let method = if action.path.is_empty() { "" } else { action.method.name() };
    ActionRecord {
        texts: [action.section, action.title, action.interface, action.function, method, action.path].map(lower_text),
        allowed: listed.allowed,
    }
}

/// Lowers a list of actions.
#[allow(clippy::ptr_arg, reason = "it has the shape of the functions that `keep` takes")]
pub fn lower_actions(actions: &Vec<ActionRecord>, _: &mut Vec<Text>) -> List {
    List(actions.as_ptr().cast(), actions.len())
}

fn lower_error(error: &Error, causes: &mut Vec<Text>) -> Failure {
    match error {
        Error::PermanentInvalidArgument(problem) => Failure::InvalidArgument(lower_problem(problem)),
        Error::PermanentInvalidConfiguration(problem) => Failure::InvalidConfiguration(lower_problem(problem)),
        Error::PermanentNotAllowed(problem) => Failure::NotAllowed(lower_problem(problem)),
        Error::PermanentRefused(refusal) => Failure::Refused(lower_refusal(refusal, causes)),
        Error::RateLimited(delay) => Failure::RateLimited(lower_delay(delay, causes)),
        Error::Unavailable(delay) => Failure::Unavailable(lower_delay(delay, causes)),
        Error::Unreachable(message) => Failure::Unreachable(lower_text(message)),
        Error::Interrupted(message) => Failure::Interrupted(lower_text(message)),
        Error::PermanentOutcomeUnknown(loss) => Failure::OutcomeUnknown(lower_loss(loss, causes)),
        Error::PermanentUnreadableResponse(loss) => Failure::UnreadableResponse(lower_loss(loss, causes)),
        Error::ExecutionFailed => Failure::ExecutionFailed,
    }
}

fn lower_problem(problem: &bindings::Problem) -> Problem {
    Problem { name: lower_text(&problem.name), message: lower_text(&problem.message) }
}

fn lower_delay(delay: &bindings::Delay, causes: &mut Vec<Text>) -> Delay {
    Delay { wait_ms: delay.wait_ms, reason: lower_text(&delay.reason), refusal: lower_refusal(&delay.refusal, causes) }
}

fn lower_loss(loss: &bindings::Loss, causes: &mut Vec<Text>) -> Loss {
    Loss {
        message: lower_text(&loss.message),
        refusal: match &loss.refusal {
            Some(refusal) => Maybe::Some(lower_refusal(refusal, causes)),
            None => Maybe::None,
        },
    }
}

fn lower_refusal(refusal: &bindings::Refusal, causes: &mut Vec<Text>) -> Refusal {
    // An error has at most one refusal, so no later list moves this one.
    causes.extend(refusal.error_causes.iter().map(|cause| lower_text(cause)));
    Refusal {
        status: refusal.status,
        error_code: lower_option(&refusal.error_code),
        error_summary: lower_option(&refusal.error_summary),
        error_causes: List(causes.as_ptr(), causes.len()),
        error_id: lower_option(&refusal.error_id),
        request_id: lower_option(&refusal.request_id),
        content_type: lower_option(&refusal.content_type),
        body: lower_text(&refusal.body),
        body_truncated: refusal.body_truncated,
    }
}
