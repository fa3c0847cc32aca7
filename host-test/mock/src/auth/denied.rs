//! OAuth's errors.

/// A refusal in the shape of OAuth.
#[derive(Debug)]
pub struct Denied {
    /// The HTTP status at the token endpoint.
    pub status: u16,
    /// The code, such as `invalid_client`.
    pub error: &'static str,
    /// What is wrong, in one sentence.
    pub description: String,
}

/// A refusal with the status that its code has at the token endpoint.
pub fn denied(error: &'static str, description: impl Into<String>) -> Denied {
    let status = if error == "invalid_client" { 401 } else { 400 };
    Denied { status, error, description: description.into() }
}
