//! Signing in to an app: its policy and its SAML metadata.

use crate::engine::errors::{self, ErrorResponse};
use crate::engine::fields::text_at;
use crate::engine::members;
use crate::engine::model::{Call, Id, Org, PLAIN, ResourceType, RouteOverride, Topic};
use crate::engine::response::Response;
use crate::topics::paths::{APPS, POLICIES};

const POLICY: &str = "/api/v1/apps/{appId}/policies";

/// The entry of this topic in the list of topics.
pub const TOPIC: Topic = Topic { resource_types: RESOURCE_TYPES, routes: ROUTES, ..Topic::EMPTY };

/// The policy of an app, one at most.
const RESOURCE_TYPES: &[ResourceType] =
    &[ResourceType { path: POLICY, noun: "Policy", id: Id::Membership(POLICIES), ..PLAIN }];

/// The routes of signing in.
const ROUTES: &[RouteOverride] = &[
    ("PUT", "/api/v1/apps/{appId}/policies/{policyId}", assign, "application.policy.sign_on.update"),
    ("GET", "/api/v1/apps/{appId}/sso/saml/metadata", metadata, ""),
];

/// Gives the app another policy in place of the one it has.
fn assign(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let policy = org.get(&format!("{POLICIES}/{}", call.resource_id()?));
    if policy.and_then(|policy| text_at(policy, "type")) != Some("ACCESS_POLICY") {
        return Err(errors::invalid("Policy", "type: only an ACCESS_POLICY can be assigned to an app"));
    }
    org.clear(call.collection()?);
    members::add(org, call)
}

/// The SAML metadata of an app, which a service provider needs to trust its signatures.
fn metadata(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let (app, kid) = (call.id("appId"), call.text("kid").unwrap_or_default());
    let key = org.get(&format!("{APPS}/{app}/credentials/keys/{kid}"));
    let key = key.ok_or_else(|| errors::not_found(kid, "KeyCredential"))?;
    let certificate = key.get("x5c").and_then(|chain| chain[0].as_str()).unwrap_or_default();
    let origin = &org.origin;
    let services: String = ["HTTP-POST", "HTTP-Redirect"]
        .iter()
        .map(|binding| {
            let binding = format!("urn:oasis:names:tc:SAML:2.0:bindings:{binding}");
            format!(r#"<md:SingleSignOnService Binding="{binding}" Location="{origin}/app/{app}/sso/saml"/>"#)
        })
        .collect();
    let xml = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><md:EntityDescriptor entityID="{origin}/saml/{app}" xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"><md:IDPSSODescriptor WantAuthnRequestsSigned="false" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>{services}</md:IDPSSODescriptor></md:EntityDescriptor>"#
    );
    // Okta's label, although the document declares UTF-8.
    Ok(Response::raw("application/xml;charset=ISO-8859-1", xml))
}
