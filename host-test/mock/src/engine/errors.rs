//! Error responses: Okta's error codes with their statuses, and their body.

use crate::engine::response::Response;
use http::{HeaderName, header::WWW_AUTHENTICATE};
use serde_json::{Value, json};

/// An error response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorResponse {
    /// The HTTP status.
    pub status: u16,
    /// Okta's code, `E00…`; empty if the response has no body.
    pub code: &'static str,
    /// The summary of the error, in one sentence.
    pub summary: String,
    /// The details, one sentence each.
    pub causes: Vec<String>,
    /// Headers that go with it.
    pub headers: Vec<(HeaderName, String)>,
}

impl ErrorResponse {
    fn new(status: u16, code: &'static str, summary: impl Into<String>) -> Self {
        let summary = summary.into();
        Self { status, code, summary, causes: Vec::new(), headers: Vec::new() }
    }

    fn because(mut self, cause: impl Into<String>) -> Self {
        self.causes.push(cause.into());
        self
    }

    /// Adds the nonce that the next DPoP proof must hold.
    pub fn nonce(mut self, nonce: &str) -> Self {
        self.headers.push((HeaderName::from_static("dpop-nonce"), nonce.to_owned()));
        self
    }

    fn challenged(mut self, scheme: &str, error: &str) -> Self {
        let challenge = format!("{scheme} error=\"{error}\", error_description=\"{}\"", self.summary);
        self.headers.push((WWW_AUTHENTICATE, challenge));
        self
    }

    /// The response, with a body in Okta's shape.
    pub fn response(&self, error_id: &str) -> Response {
        let causes: Vec<Value> = self.causes.iter().map(|cause| json!({"errorSummary": cause})).collect();
        let body = json!({
            "errorCode": self.code,
            "errorSummary": self.summary,
            "errorLink": self.code,
            "errorId": error_id,
            "errorCauses": causes,
        });
        let response = if self.code.is_empty() { Response::empty() } else { body.into() };
        self.headers.iter().fold(response, |response, (name, value)| response.header(name.clone(), value))
    }
}

/// 400: an argument, named by `subject`, is not acceptable.
pub fn invalid(subject: &str, cause: impl Into<String>) -> ErrorResponse {
    ErrorResponse::new(400, "E0000001", format!("Api validation failed: {subject}")).because(cause)
}

/// 400: the resource's status does not allow the operation.
pub fn wrong_status(cause: String) -> ErrorResponse {
    invalid("status", cause)
}

/// 400: the body is missing or is not JSON.
pub fn malformed() -> ErrorResponse {
    ErrorResponse::new(400, "E0000003", "The body of the request is not well formed.")
}

/// 403: the caller may not do this to this resource.
pub fn forbidden() -> ErrorResponse {
    ErrorResponse::new(403, "E0000006", "The action is not permitted.")
}

/// 404: no resource of this kind has this id.
pub fn not_found(id: &str, noun: &str) -> ErrorResponse {
    let summary = format!("Not found: Resource not found: {id} ({noun})");
    ErrorResponse::new(404, "E0000007", summary)
}

/// 401: no credential, or not the org's.
pub fn invalid_token() -> ErrorResponse {
    ErrorResponse::new(401, "E0000011", "No such token.")
}

/// 401: the access token or the proof with it is not accepted; only the challenge gives the reason, as with Okta.
pub fn challenge(scheme: &str, error: &str, why: &str) -> ErrorResponse {
    ErrorResponse::new(401, "", why).challenged(scheme, error)
}

/// 403: the access token has none of the scopes of the operation.
pub fn scope() -> ErrorResponse {
    let summary = "The access token has none of the scopes of this operation.";
    ErrorResponse::new(403, "E0000006", summary).challenged("Bearer", "insufficient_scope")
}

/// 403: a password or a recovery question was not changed.
pub fn credentials(cause: &str) -> ErrorResponse {
    ErrorResponse::new(403, "E0000014", "The credentials were not changed.").because(cause)
}

/// 403: an active user cannot be activated.
pub fn already_active(_cause: String) -> ErrorResponse {
    ErrorResponse::new(403, "E0000016", "Activation failed: the user is active already.")
}

/// 400: `Accept` names none of the media types of the operation.
pub fn not_acceptable() -> ErrorResponse {
    ErrorResponse::new(400, "E0000019", "The operation has no response of a type in Accept.")
}

/// 415: the operation does not accept the type of the body.
pub fn media_type() -> ErrorResponse {
    ErrorResponse::new(415, "E0000021", "The Content-Type is not supported here.")
}

/// 405: the path exists, but not with this method.
pub fn method() -> ErrorResponse {
    ErrorResponse::new(405, "E0000022", "No operation of this path has this method.")
}

/// 400: the `after` of a page does not come from this list.
pub fn paging() -> ErrorResponse {
    ErrorResponse::new(400, "E0000029", "The `after` does not come from this list.")
}

/// 400: a filter or search expression cannot be read.
pub fn search(cause: impl Into<String>) -> ErrorResponse {
    ErrorResponse::new(400, "E0000031", "The expression cannot be read.").because(cause)
}

/// 403: only a locked-out user can be unlocked.
pub fn unlock(_cause: String) -> ErrorResponse {
    ErrorResponse::new(403, "E0000032", "Only a locked-out user can be unlocked.")
}

/// 403: only an active user with a recovery question can recover a password.
pub fn recovery() -> ErrorResponse {
    ErrorResponse::new(403, "E0000034", "The user cannot recover a password.")
}

/// 403: the user's status does not allow the operation.
pub fn user_status(cause: String) -> ErrorResponse {
    let summary = "The status of the user does not allow the operation.";
    ErrorResponse::new(403, "E0000038", summary).because(cause)
}

/// 429: the rate limit of the endpoint is used up in this window.
pub fn rate_limit() -> ErrorResponse {
    ErrorResponse::new(429, "E0000047", "Too many requests; the limit is used up.")
}

/// 403: only an inactive app can be deleted.
pub fn app_active(_cause: String) -> ErrorResponse {
    ErrorResponse::new(403, "E0000056", "An active app cannot be deleted.")
}

/// 501: Okta has the endpoint, but the mock org (or this resource) does not support it.
pub fn unsupported() -> ErrorResponse {
    ErrorResponse::new(501, "E0000060", "The operation is not supported.")
}

/// 500: the mock org was about to send a response that Okta does not send.
pub fn broken(fault: &str) -> ErrorResponse {
    let summary = "The mock org broke its own contract; please report this.";
    ErrorResponse::new(500, "E0000009", summary).because(fault)
}

/// 403: a pass code or an answer is wrong.
pub fn pass_code() -> ErrorResponse {
    ErrorResponse::new(403, "E0000068", "The pass code or answer is wrong.")
}

/// 409: the role is assigned already.
pub fn role_assigned() -> ErrorResponse {
    ErrorResponse::new(409, "E0000090", "The role is assigned already.")
}

/// 400: the role cannot have targets of this kind.
pub fn role_type() -> ErrorResponse {
    ErrorResponse::new(400, "E0000091", "The role is not of the type that the target needs.")
}

/// 409: another relationship has one of the names.
pub fn relationship_taken() -> ErrorResponse {
    ErrorResponse::new(409, "E0000127", "Another relationship has this name.")
}

/// 403: a policy needs the authenticator.
pub fn authenticator_used() -> ErrorResponse {
    ErrorResponse::new(403, "E0000148", "A policy uses this authenticator.")
}

/// 409: a language or the default of a template's customizations is taken, or would be missing; the code says which.
pub fn customization(code: &'static str, summary: &str) -> ErrorResponse {
    ErrorResponse::new(409, code, summary)
}

/// 412: `If-Match` names another version of the resource.
pub fn precondition() -> ErrorResponse {
    ErrorResponse::new(412, "E0000001", "The item has changed since it was read.").because("If-Match")
}
