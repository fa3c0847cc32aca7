//! Custom domains: their DNS records, verification and certificates.

use crate::engine::errors::{self, ErrorResponse};
use crate::engine::fields::text_at;
use crate::engine::model::{Call, Id, Org, PLAIN, ResourceType, RouteOverride, Topic};
use crate::engine::response::Response;
use crate::engine::time::in_seconds;
use crate::engine::{lists, resources};
use serde_json::{Value, json};

const DOMAINS: &str = "/api/v1/domains";
const VERIFY: &str = "/api/v1/domains/{domainId}/verify";
const CERTIFICATE: &str = "/api/v1/domains/{domainId}/certificate";
const CERTIFICATE_SECONDS: i64 = 90 * 24 * 60 * 60;

/// The entry of this topic in the list of topics.
pub const TOPIC: Topic = Topic { resource_types: RESOURCE_TYPES, routes: ROUTES, ..Topic::EMPTY };

/// Domains.
const RESOURCE_TYPES: &[ResourceType] = &[ResourceType {
    path: DOMAINS,
    noun: "Domain",
    times: &[],
    links: &[
        ("self", "", "GET DELETE"),
        ("brand", "/api/v1/brands/{brandId}", "GET PUT DELETE"),
        ("verify", "/verify", "POST"),
    ],
    id: Id::Generated("OcD"),
    required: &["domain", "certificateSourceType"],
    unique: &["domain"],
    read_only: &["validationStatus", "dnsRecords", "publicCertificate", "brandId"],
    defaults: r#"{"validationStatus": "NOT_STARTED", "brandId": "bnd0000000000001mock"}"#,
    omitted_in_lists: &["dnsRecords"],
    event: "system.custom_url_domain",
    prepare: |_, _, domain, _| {
        let name = text_at(domain, "domain").unwrap_or_default();
        let records = json!([
            {"recordType": "TXT", "fqdn": format!("_oktaverification.{name}"), "values": ["mock-verification"]},
            {"recordType": "CNAME", "fqdn": name, "values": ["mock.customdomains.example.com"]},
        ]);
        domain.insert("dnsRecords".to_owned(), records);
        Ok(())
    },
    ..PLAIN
}];

/// The routes of domains that no table describes.
const ROUTES: &[RouteOverride] = &[
    ("GET", DOMAINS, list, ""),
    ("POST", VERIFY, verify, "system.custom_url_domain.verify"),
    ("PUT", CERTIFICATE, certify, "system.custom_url_domain.cert_upload"),
];

/// The one list that is wrapped in an object.
fn list(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let response = lists::list(org, call)?;
    Ok(json!({"domains": response.body}).into())
}

/// Verifies a domain; every domain is valid.
fn verify(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    if let Some(domain) = org.get_mut(call.resource_path()?) {
        domain.insert("validationStatus".to_owned(), json!("VERIFIED"));
    }
    resources::get(org, call)
}

/// Sets or renews the certificate; only its public part is shown.
fn certify(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    for field in ["certificate", "certificateChain", "privateKey", "type"] {
        if call.object()?.get(field).and_then(Value::as_str).unwrap_or_default().is_empty() {
            return Err(errors::invalid(field, format!("{field}: a value is required")));
        }
    }
    let domain = org.get_mut(call.resource_path()?).ok_or_else(errors::unsupported)?;
    let subject = format!("CN={}", text_at(domain, "domain").unwrap_or_default());
    let public =
        json!({"subject": subject, "fingerprint": "00:6d:6f:63:6b", "expiration": in_seconds(CERTIFICATE_SECONDS)});
    domain.insert("publicCertificate".to_owned(), public);
    domain.insert("validationStatus".to_owned(), json!("COMPLETED"));
    Ok(Response::empty())
}
