//! Turns answers that are no success into errors that say whether anything may have happened.

use crate::bindings::{Delay, Error, Loss, Refusal};
use crate::method::Method;
use crate::response::Answer;
use crate::wait;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use serde_json::Value;

/// How much of the body an error carries, in bytes.
pub const BODY_BOUND: usize = 64 * 1024;

/// What a status that is no success says about the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It was counted as one too many, and not done.
    RateLimited,
    /// It cannot be done now, and can safely be repeated.
    Unavailable,
    /// It may have been done.
    OutcomeUnknown,
    /// It is refused for good.
    Refused,
}

/// What a status says about a request of this method.
pub fn kind(method: Method, status: u16) -> Kind {
    match status {
        429 => Kind::RateLimited,
        501 => Kind::Refused,
        // A 5xx can come from a gateway after the request went through: only what is safe to repeat may be repeated.
        500..600 if !method.is_idempotent() => Kind::OutcomeUnknown,
        423 | 500..600 => Kind::Unavailable,
        _ => Kind::Refused,
    }
}

/// The error for an answer that is no success.
pub fn classify(method: Method, answer: Answer) -> Error {
    match kind(method, answer.status) {
        Kind::RateLimited => {
            let (wait_ms, reason) = wait::rate_limit(&answer);
            Error::RateLimited(Delay { wait_ms, reason, refusal: refusal(answer) })
        }
        Kind::Unavailable => {
            let (wait_ms, reason) = wait::unavailable(&answer);
            Error::Unavailable(Delay { wait_ms, reason, refusal: refusal(answer) })
        }
        Kind::OutcomeUnknown => Error::PermanentOutcomeUnknown(Loss {
            message: alloc::format!(
                "Okta answered {} to a {method}, which may have happened all the same",
                answer.status
            ),
            refusal: Some(refusal(answer)),
        }),
        Kind::Refused => Error::PermanentRefused(refusal(answer)),
    }
}

/// What an answer says about its error. No part of it is guaranteed, so each is read on its own.
pub fn refusal(answer: Answer) -> Refusal {
    let kept = &answer.body[..answer.body.len().min(BODY_BOUND)];
    let body_truncated = answer.cut || kept.len() < answer.body.len();
    let body = String::from_utf8_lossy(kept).into_owned();
    // A body that was cut is not JSON any more, and too long to be an error of Okta's.
    let json = serde_json::from_str::<Value>(&body).unwrap_or_default();
    let text = |name: &str| json.get(name).and_then(Value::as_str).map(ToString::to_string);
    let challenge = |name: &str| answer.header("www-authenticate").and_then(|header| quoted(header, name));
    Refusal {
        status: answer.status,
        error_code: text("errorCode").or_else(|| text("error")).or_else(|| challenge("error")),
        error_summary: text("errorSummary")
            .or_else(|| text("error_description"))
            .or_else(|| text("message"))
            .or_else(|| challenge("error_description")),
        error_causes: causes(&json),
        error_id: text("errorId"),
        request_id: answer.text("x-okta-request-id"),
        content_type: answer.text("content-type"),
        body,
        body_truncated,
    }
}

fn causes(json: &Value) -> Vec<String> {
    let causes = json.get("errorCauses").and_then(Value::as_array);
    let sentence = |cause: &Value| cause.get("errorSummary").and_then(Value::as_str).map(ToString::to_string);
    causes.into_iter().flatten().filter_map(sentence).collect()
}

/// The value of `name="value"` in a challenge of `WWW-Authenticate`.
fn quoted(header: &str, name: &str) -> Option<String> {
    let mut parts = header.split([',', ' ']).map(str::trim);
    let start = parts.find_map(|part| part.strip_prefix(name)?.strip_prefix("=\""))?;
    let offset = start.as_ptr() as usize - header.as_ptr() as usize;
    header[offset..].split('"').next().map(ToString::to_string)
}
