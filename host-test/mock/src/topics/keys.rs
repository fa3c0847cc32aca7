//! Signing keys of apps, identity providers and authorization servers: generated, cloned, rotated, imported.

use crate::engine::errors::{self, ErrorResponse};
use crate::engine::fields::{Resource, text_at};
use crate::engine::lifecycle::set_status;
use crate::engine::model::{Call, Id, Org, PLAIN, ResourceType, RouteOverride, SELF, Topic, first_segments};
use crate::engine::resources;
use crate::engine::response::Response;
use crate::engine::time::{in_seconds, now};
use crate::topics::paths::{IDPS, TRUSTED_KEYS};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use serde_json::{Value, json};
use std::hash::{DefaultHasher, Hash, Hasher};

const YEAR: i64 = 365 * 24 * 60 * 60;
const YEARS: std::ops::RangeInclusive<i64> = 2..=10;

const fn keys(path: &'static str) -> ResourceType {
    ResourceType { path, noun: "KeyCredential", id: Id::Field("kid"), links: &[], ..PLAIN }
}

/// The entry of this topic in the list of topics.
pub const TOPIC: Topic = Topic { resource_types: RESOURCE_TYPES, routes: ROUTES, ..Topic::EMPTY };

/// Keys by their owners. The keys that identity providers share are trusted ones, not the org's own.
const RESOURCE_TYPES: &[ResourceType] = &[
    keys("/api/v1/apps/{appId}/credentials/keys"),
    keys("/api/v1/idps/{idpId}/credentials/keys"),
    ResourceType { links: SELF, ..keys("/api/v1/authorizationServers/{authServerId}/credentials/keys") },
    ResourceType {
        noun: "IdpTrust",
        required: &["x5c"],
        event: "system.idp.key",
        prepare: import,
        ..keys(TRUSTED_KEYS)
    },
];

/// The routes of keys that no table describes.
const ROUTES: &[RouteOverride] = &[
    ("POST", "/api/v1/apps/{appId}/credentials/keys/generate", generate, "app.keys.generate"),
    ("POST", "/api/v1/apps/{appId}/credentials/keys/{keyId}/clone", clone, "app.keys.clone"),
    ("POST", "/api/v1/idps/{idpId}/credentials/keys/generate", generate, "system.idp.key.generate"),
    ("POST", "/api/v1/idps/{idpId}/credentials/keys/{keyId}/clone", clone, "system.idp.key.clone"),
    (
        "POST",
        "/api/v1/authorizationServers/{authServerId}/credentials/lifecycle/keyRotate",
        rotate,
        "app.oauth2.as.key.rollover",
    ),
    ("DELETE", "/api/v1/idps/credentials/keys/{keyId}", delete, "system.idp.key.delete"),
];

/// A new key with this certificate (in base64), valid for some years.
pub fn key(kid: &str, certificate: &str, years: i64) -> Resource {
    let fields = json!({
        "kid": kid,
        "kty": "RSA",
        "use": "sig",
        "created": now(),
        "lastUpdated": now(),
        "expiresAt": in_seconds(years * YEAR),
        "x5c": [certificate],
        "x5t#S256": URL_SAFE_NO_PAD.encode(kid),
        "e": "AQAB",
        "n": URL_SAFE_NO_PAD.encode(format!("modulus of {kid}")),
    });
    fields.as_object().cloned().unwrap_or_default()
}

/// A stand-in for DER, in base64: a sequence with one text.
pub fn der(text: &str) -> String {
    // Only lengths below 128 are written in one byte.
    let bytes: Vec<u8> = text.bytes().take(100).collect();
    let length = u8::try_from(bytes.len()).unwrap_or_default();
    let head = [0x30, length + 2, 0x0c, length];
    STANDARD.encode([&head, bytes.as_slice()].concat())
}

/// Stores a key in a collection and shows it.
pub fn store(org: &mut Org, path: &str, key: Resource) -> Result<Response, ErrorResponse> {
    let resource_type = org.resource_type_at(path).ok_or_else(errors::unsupported)?;
    let kid = text_at(&key, "kid").unwrap_or_default().to_owned();
    org.insert(path, &kid, key);
    Ok(resources::shown(org, resource_type, path, &kid)?.into())
}

fn generate(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let years = call.text("validityYears").and_then(|years| years.parse().ok()).unwrap_or_default();
    if !YEARS.contains(&years) {
        return Err(errors::invalid("generateKey", "validityYears: must be from 2 to 10"));
    }
    let kid = org.make_id("kid");
    store(org, call.collection()?, key(&kid, &der(&format!("Certificate of {kid}")), years))
}

/// Copies a key to another holder of the same kind.
fn clone(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let key = resources::existing(org, call)?.clone();
    let holders = first_segments(&call.path, 3);
    let resource_type = org.resource_type_at(holders).ok_or_else(errors::unsupported)?;
    let target = call.text("targetAid").or(call.text("targetIdpId")).unwrap_or_default();
    let path = format!("{holders}/{}/credentials/keys", org.find(resource_type, holders, target)?);
    if org.get(&format!("{path}/{}", call.resource_id()?)).is_some() {
        return Err(errors::invalid("cloneKey", "the target has this key"));
    }
    store(org, &path, key)
}

/// Makes the next key the active one, which expires; a key that has expired before is removed.
fn rotate(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    if call.body_text("/use") != "sig" {
        return Err(errors::invalid("rotateKeys", "use: must be sig"));
    }
    let path = format!("{}/credentials/keys", call.resource_path()?);
    for key in resources::all(org, &path)? {
        let key_path = format!("{path}/{}", key["kid"].as_str().unwrap_or_default());
        match key["status"].as_str() {
            Some("NEXT") => set_status(org, &key_path, "ACTIVE"),
            Some("ACTIVE") => set_status(org, &key_path, "EXPIRED"),
            _ => _ = org.remove(&key_path),
        }
    }
    let kid = org.make_id("kid");
    let mut next = key(&kid, &der(&format!("Certificate of {kid}")), *YEARS.start());
    next.retain(|field, _| matches!(field.as_str(), "kid" | "kty" | "use" | "e" | "n"));
    next.insert("alg".to_owned(), json!("RS256"));
    next.insert("status".to_owned(), json!("NEXT"));
    store(org, &path, next)?;
    Ok(Value::Array(resources::all(org, &path)?).into())
}

/// Completes a key that is imported as a certificate; the same certificate has the same id.
fn import(_: &Org, call: &Call<'_>, resource: &mut Resource, _: Option<&Resource>) -> Result<(), ErrorResponse> {
    let certificate: String = call.body_text("/x5c/0").split_whitespace().collect();
    if certificate.is_empty() || STANDARD.decode(&certificate).is_err() {
        return Err(errors::invalid("x5c", "x5c: must be an array of certificates in base64"));
    }
    let mut hasher = DefaultHasher::new();
    certificate.hash(&mut hasher);
    *resource = key(&format!("{:016x}", hasher.finish()), &certificate, *YEARS.end());
    Ok(())
}

/// Deletes a trusted key, unless an identity provider names it.
fn delete(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let kid = call.resource_id()?;
    let names = |idp: &Resource| text_at(idp, "protocol.credentials.trust.kid") == Some(kid);
    if org.resources(IDPS).any(|(_, idp)| names(idp)) {
        return Err(errors::invalid("kid", "kid: an identity provider uses the key"));
    }
    resources::delete(org, call)
}
