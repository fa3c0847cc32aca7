//! Lowers the one result type of all actions, `result<response, error>`, into the canonical ABI.
//!
//! `repr(C)` is the layout that the canonical ABI prescribes, so lowering is a matter of pointers into the result: nothing
//! is copied.

#![expect(dead_code, reason = "the host reads the fields, in the memory of the component")]

use crate::bindings::{self, Error};
use alloc::string::String;
use alloc::vec::Vec;

/// A result together with its lowered form, which points into it.
pub struct Kept {
    outcome: Outcome,
    causes: Vec<Text>,
    result: Result<bindings::Response, Error>,
}

impl Kept {
    /// What the export of an action returns to the host.
    pub fn outcome(&self) -> *const Outcome {
        &raw const self.outcome
    }
}

#[repr(C)]
pub struct Text(*const u8, usize);

#[repr(C)]
pub struct List(*const Text, usize);

#[repr(C, u8)]
pub enum Maybe<T> {
    None,
    Some(T),
}

/// `result<response, error>`
#[repr(C, u8)]
pub enum Outcome {
    Ok(Response),
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

/// Lowers a result.
pub fn lower(result: Result<bindings::Response, Error>) -> Kept {
    let mut causes = Vec::new();
    let outcome = match &result {
        Ok(response) => Outcome::Ok(lower_response(response)),
        Err(error) => Outcome::Err(lower_error(error, &mut causes)),
    };
    Kept { outcome, causes, result }
}

fn lower_text(text: &str) -> Text {
    Text(text.as_ptr(), text.len())
}

fn lower_option(text: &Option<String>) -> Maybe<Text> {
    text.as_deref().map_or(Maybe::None, |text| Maybe::Some(lower_text(text)))
}

fn lower_response(response: &bindings::Response) -> Response {
    Response {
        status: response.status,
        body: lower_text(&response.body),
        content_type: lower_option(&response.content_type),
        next: lower_option(&response.next),
        etag: lower_option(&response.etag),
        request_id: lower_option(&response.request_id),
        rate_limit: match &response.rate_limit {
            Some(limit) => Maybe::Some([limit.limit, limit.remaining, limit.reset_epoch_seconds]),
            None => Maybe::None,
        },
    }
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
