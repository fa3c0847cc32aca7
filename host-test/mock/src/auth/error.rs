//! OAuth's errors, in their own shape.

/// An error of OAuth.
#[derive(Debug)]
pub struct OauthError {
    /// The HTTP status at the token endpoint.
    pub status: u16,
    /// The code, such as `invalid_client`.
    pub error: &'static str,
    /// What is wrong, in one sentence.
    pub description: String,
}

/// An error with the status that its code has at the token endpoint.
pub fn oauth_error(error: &'static str, description: impl Into<String>) -> OauthError {
    let status = if error == "invalid_client" { 401 } else { 400 };
    OauthError { status, error, description: description.into() }
}
