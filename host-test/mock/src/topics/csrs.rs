//! Certificate signing requests of apps and identity providers, as JSON or as PKCS#10, until their certificate is
//! published.

use crate::engine::errors::{self, ErrorResponse};
use crate::engine::model::{Call, Id, Org, PLAIN, ResourceType, RouteOverride, Topic};
use crate::engine::resources;
use crate::engine::response::Response;
use crate::topics::keys::{self, der};
use base64::{Engine, engine::general_purpose::STANDARD};
use http::HeaderName;
use serde_json::json;

const PKCS10: &str = "application/pkcs10";
const TRANSFER_ENCODING: &str = "content-transfer-encoding";

/// How long a published certificate is valid; the mock org does not read it.
const YEARS: i64 = 2;

const OF_APP: &str = "/api/v1/apps/{appId}/credentials/csrs";
const ONE_OF_APP: &str = "/api/v1/apps/{appId}/credentials/csrs/{csrId}";
const OF_IDP: &str = "/api/v1/idps/{idpId}/credentials/csrs";
const ONE_OF_IDP: &str = "/api/v1/idps/{idpId}/credentials/csrs/{csrId}";

const fn csrs(path: &'static str) -> ResourceType {
    ResourceType {
        path,
        noun: "CertificateSigningRequest",
        id: Id::Generated("csr"),
        times: &["created"],
        links: &[("self", "", "GET DELETE"), ("publish", "/lifecycle/publish", "POST")],
        prepare: |_, call, csr, _| {
            if !call.body["subject"].is_object() {
                return Err(errors::invalid("subject", "subject: a value is required"));
            }
            let text = der(&format!("Request of {}", call.body_text("/subject/commonName")));
            csr.retain(|field, _| matches!(field.as_str(), "id" | "created"));
            csr.insert("csr".to_owned(), json!(text));
            csr.insert("kty".to_owned(), json!("RSA"));
            Ok(())
        },
        ..PLAIN
    }
}

/// The entry of this topic in the list of topics.
pub const TOPIC: Topic = Topic { resource_types: RESOURCE_TYPES, routes: ROUTES, ..Topic::EMPTY };

/// Signing requests.
const RESOURCE_TYPES: &[ResourceType] = &[csrs(OF_APP), csrs(OF_IDP)];

/// The routes of signing requests that no table describes.
const ROUTES: &[RouteOverride] = &[
    ("POST", OF_APP, create, "app.keys.csr.generate"),
    ("GET", ONE_OF_APP, get, ""),
    ("POST", "/api/v1/apps/{appId}/credentials/csrs/{csrId}/lifecycle/publish", publish, "app.keys.csr.publish"),
    ("POST", OF_IDP, create, "system.idp.key.csr.generate"),
    ("GET", ONE_OF_IDP, get, ""),
    ("POST", "/api/v1/idps/{idpId}/credentials/csrs/{csrId}/lifecycle/publish", publish, "system.idp.key.csr.publish"),
];

fn create(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let response = resources::create(org, call)?;
    Ok(formed(call, response))
}

fn get(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let response = resources::get(org, call)?;
    Ok(formed(call, response))
}

/// The response in the form that `Accept` asks for.
fn formed(call: &Call<'_>, response: Response) -> Response {
    if call.media != PKCS10 {
        return response;
    }
    let csr = response.body.as_ref().and_then(|csr| csr["csr"].as_str()).unwrap_or_default();
    Response::raw(PKCS10, csr.to_owned()).header(HeaderName::from_static(TRANSFER_ENCODING), "base64")
}

/// Accepts the certificate for a request, and replaces the request by a key.
fn publish(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    resources::existing(org, call)?;
    let certificate = certificate(call).ok_or_else(|| errors::invalid("certificate", "it cannot be read"))?;
    org.remove(call.resource_path()?);
    let kid = org.make_id("kid");
    let path = call.collection()?.replace("/csrs", "/keys");
    keys::store(org, &path, keys::key(&kid, &certificate, YEARS))
}

/// The certificate in base64, from PEM, or from DER as it is or in base64.
fn certificate(call: &Call<'_>) -> Option<String> {
    let pem = call.header("content-type").starts_with("application/x-pem-file");
    if !pem && !call.header(TRANSFER_ENCODING).eq_ignore_ascii_case("base64") {
        // All DER begins with a sequence.
        return (call.raw.first() == Some(&0x30)).then(|| STANDARD.encode(call.raw));
    }
    let text = std::str::from_utf8(call.raw).ok()?;
    let body = if pem { text.split("-----").nth(2)? } else { text };
    let body: String = body.split_whitespace().collect();
    STANDARD.decode(&body).is_ok_and(|der| !der.is_empty()).then_some(body)
}
