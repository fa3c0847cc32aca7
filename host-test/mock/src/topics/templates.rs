//! Templates of e-mails, with customizations by language, and of text messages.

use crate::engine::errors::{self, ErrorResponse};
use crate::engine::fields::{Resource, text_at};
use crate::engine::model::{Call, Id, Org, PLAIN, ResourceType, RouteOverride, Topic};
use crate::engine::resources;
use crate::engine::response::Response;
use crate::topics::paths::{ADMIN, ORG, USERS};
use serde_json::json;

const DEFAULT: &str = "/api/v1/brands/{brandId}/templates/email/{templateName}/default-content";
const DEFAULT_PREVIEW: &str = "/api/v1/brands/{brandId}/templates/email/{templateName}/default-content/preview";
const CUSTOMIZATIONS: &str = "/api/v1/brands/{brandId}/templates/email/{templateName}/customizations";
const CUSTOM_PREVIEW: &str =
    "/api/v1/brands/{brandId}/templates/email/{templateName}/customizations/{customizationId}/preview";
const TEST: &str = "/api/v1/brands/{brandId}/templates/email/{templateName}/test";

/// The entry of this topic in the list of topics.
pub const TOPIC: Topic = Topic { resource_types: RESOURCE_TYPES, routes: ROUTES, ..Topic::EMPTY };

/// E-mail templates, their customizations, SMS templates.
const RESOURCE_TYPES: &[ResourceType] = &[
    ResourceType {
        path: "/api/v1/brands/{brandId}/templates/email",
        noun: "EmailTemplate",
        id: Id::Field("name"),
        links: &[
            ("self", "", "GET"),
            ("defaultContent", "/default-content", "GET"),
            ("customizations", "/customizations", "GET POST DELETE"),
            ("test", "/test", "POST"),
        ],
        ..PLAIN
    },
    ResourceType {
        path: CUSTOMIZATIONS,
        noun: "OrgCustomizedEmailTemplate",
        links: &[
            ("self", "", "GET PUT DELETE"),
            ("preview", "/preview", "GET"),
            ("template", "/api/v1/brands/{4}/templates/email/{7}", "GET"),
            ("test", "/api/v1/brands/{4}/templates/email/{7}/test", "POST"),
        ],
        id: Id::Generated("oel"),
        required: &["subject", "body", "language"],
        undeletable: Some(("isDefault", "true")),
        event: "system.email.template",
        prepare: prepare_customization,
        ..PLAIN
    },
    ResourceType {
        path: "/api/v1/templates/sms",
        // Okta's own name for it.
        noun: "AppInstance",
        links: &[],
        id: Id::Generated("cst"),
        required: &["name", "type", "template"],
        unique: &["name"],
        fixed: Some(("id", "default")),
        equals: &[("templateType", "type")],
        event: "system.sms.template",
        prepare: |_, _, template, _| match text_at(template, "template") {
            Some(text) if text.contains("${code}") => Ok(()),
            _ => Err(errors::invalid("template", "template: must contain ${code}")),
        },
        ..PLAIN
    },
];

/// The routes of templates that no table describes.
const ROUTES: &[RouteOverride] = &[
    (
        "DELETE",
        "/api/v1/brands/{brandId}/templates/email/{templateName}/customizations/{customizationId}",
        delete,
        "system.email.template.delete",
    ),
    ("GET", DEFAULT, default_content, ""),
    ("GET", DEFAULT_PREVIEW, default_preview, ""),
    ("GET", CUSTOM_PREVIEW, custom_preview, ""),
    ("POST", TEST, send_test, ""),
];

/// Allows one customization per language; the first is the default until another one becomes it.
fn prepare_customization(
    org: &Org,
    call: &Call<'_>,
    resource: &mut Resource,
    old: Option<&Resource>,
) -> Result<(), ErrorResponse> {
    let is_default = |resource: &Resource| resource.get("isDefault").is_some_and(|is| *is == true);
    resource.entry("isDefault").or_insert_with(|| json!(old.is_some_and(is_default)));
    let id = call.resource_id()?;
    let others: Vec<&Resource> =
        org.resources(call.collection()?).filter(|(other, _)| *other != id).map(|(_, resource)| resource).collect();
    if others.iter().any(|other| other.get("language") == resource.get("language")) {
        return Err(errors::customization("E0000183", "The template has a customization in this language."));
    }
    if old.is_some_and(is_default) && !is_default(resource) {
        return Err(errors::customization("E0000185", "The default customization stays the default."));
    }
    match others.iter().any(|other| is_default(other)) {
        true if is_default(resource) => {
            Err(errors::customization("E0000182", "The template has a default customization."))
        }
        is_there => {
            resource.insert("isDefault".to_owned(), json!(!is_there));
            Ok(())
        }
    }
}

/// Deletes a customization that is not the default; a DELETE of the collection deletes all.
fn delete(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let refused = |_| errors::customization("E0000184", "The default customization cannot be deleted.");
    resources::existing(org, call)?;
    resources::delete(org, call).map_err(refused)
}

/// The default subject and body.
fn default_texts(call: &Call<'_>) -> (String, String) {
    let (name, language) = (call.id("templateName"), call.text("language").unwrap_or("en"));
    let subject = format!("${{org.name}}: {name}");
    (subject, format!("<html lang=\"{language}\"><body><p>Hello ${{user.profile.firstName}}!</p></body></html>"))
}

fn default_content(_: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let (subject, body) = default_texts(call);
    Ok(json!({"subject": subject, "body": body}).into())
}

fn default_preview(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let (subject, body) = default_texts(call);
    Ok(preview(org, &subject, &body))
}

fn custom_preview(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let resource = resources::existing(org, call)?;
    let text = |field| text_at(resource, field).unwrap_or_default();
    Ok(preview(org, text("subject"), text("body")))
}

/// Subject and body as the administrator would get them.
fn preview(org: &Org, subject: &str, body: &str) -> Response {
    let admin = format!("{USERS}/{ADMIN}");
    let variables = [
        ("${org.name}", ORG, "companyName"),
        ("${user.profile.firstName}", &admin, "profile.firstName"),
        ("${user.profile.lastName}", &admin, "profile.lastName"),
        ("${user.profile.login}", &admin, "profile.login"),
    ];
    let filled = |text: &str| {
        variables.iter().fold(text.to_owned(), |text, (variable, path, field)| {
            let value = org.get(path).and_then(|resource| text_at(resource, field));
            text.replace(variable, value.unwrap_or_default())
        })
    };
    json!({"subject": filled(subject), "body": filled(body)}).into()
}

/// The mail goes nowhere.
fn send_test(_: &mut Org, _: &Call<'_>) -> Result<Response, ErrorResponse> {
    Ok(Response::empty())
}
