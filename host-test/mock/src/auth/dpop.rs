//! Proofs of possession of a key (DPoP, RFC 9449), as the server checks them.

use crate::auth::error::{OauthError, oauth_error};
use crate::auth::jose::{self, Unchecked};
use crate::auth::state::{Auth, now};
use http::HeaderMap;
use percent_encoding::percent_decode_str;

/// How far the time of a proof may be from now, in seconds.
const LEEWAY: i64 = 60;

/// The proof of a request, if it has one.
pub fn proof(headers: &HeaderMap) -> Result<Option<&str>, OauthError> {
    let mut lines = headers.get_all("dpop").into_iter();
    match (lines.next(), lines.next()) {
        (None, _) => Ok(None),
        (Some(line), None) => Ok(Some(line.to_str().unwrap_or_default())),
        _ => invalid("the header occurs twice"),
    }
}

/// Checks a proof for a request and returns the thumbprint of its key.
///
/// `target` is the URL without query, as it was sent; `token` is the access token of the request, if it has one.
pub fn check(
    auth: &mut Auth,
    proof: &str,
    method: &str,
    target: &str,
    needs_nonce: bool,
    token: Option<&str>,
) -> Result<String, OauthError> {
    let Some(unchecked) = Unchecked::parse(proof) else { return invalid("it is not a signed token") };
    if unchecked.header["typ"] != "dpop+jwt" {
        return invalid("its typ is not dpop+jwt");
    }
    let key = unchecked.header["jwk"].clone();
    if key.get("d").is_some() {
        return invalid("its jwk holds a private key");
    }
    let Some(thumbprint) = jose::thumbprint(&key) else { return invalid("its jwk is not a public key") };
    let Some(proof) = unchecked.verify(&key) else {
        return invalid("its signature is not by its jwk, as RS256 or ES256");
    };
    if proof.text("htm") != method {
        return invalid("its htm is not the method");
    }
    if proof.text("htu") != decoded(target) {
        return invalid("its htu is not the URL without query, with its path decoded");
    }
    if !proof.time("iat").is_some_and(|issued| (now() - LEEWAY..=now() + LEEWAY).contains(&issued)) {
        return invalid("its iat is not now");
    }
    if let Some(token) = token
        && proof.text("ath") != jose::hash(token)
    {
        return invalid("its ath is not the hash of the access token");
    }
    if proof.text("jti").is_empty() || !auth.seen.insert(format!("proof {}", proof.text("jti"))) {
        return invalid("its jti is missing or was used before");
    }
    let nonce = proof.text("nonce");
    if (needs_nonce || !nonce.is_empty()) && nonce != auth.nonce {
        return Err(oauth_error("use_dpop_nonce", "The proof has to hold the nonce of this server."));
    }
    Ok(thumbprint)
}

/// A URL as Okta compares it: percent-decoded, with only a percent sign, a space, a quote and a hash encoded again.
fn decoded(target: &str) -> String {
    let decoded = percent_decode_str(target).decode_utf8_lossy();
    ["%", " ", "\"", "#"]
        .iter()
        .zip(["%25", "%20", "%22", "%23"])
        .fold(decoded.into_owned(), |text, (plain, encoded)| text.replace(plain, encoded))
}

fn invalid<T>(why: &str) -> Result<T, OauthError> {
    Err(oauth_error("invalid_dpop_proof", format!("The DPoP proof is not valid: {why}.")))
}
