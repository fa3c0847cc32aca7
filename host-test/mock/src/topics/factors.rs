//! Factors of users: enrolling, activating, verifying, push transactions.

use crate::engine::errors::{self, ErrorResponse};
use crate::engine::fields::{Resource, status};
use crate::engine::lifecycle::set_status;
use crate::engine::model::{Call, Id, Org, PLAIN, ResourceType, RouteOverride, Topic};
use crate::engine::resources;
use crate::engine::response::Response;
use crate::engine::time::in_seconds;
use serde_json::{Value, json};

/// The one pass code that every factor accepts.
const PASS_CODE: &str = "123456";
const CHALLENGE_SECONDS: i64 = 300;

/// The available factors: factor type, provider, the required field of the profile.
const CATALOG: &[(&str, &str, &str)] = &[
    ("question", "OKTA", "answer"),
    ("sms", "OKTA", "phoneNumber"),
    ("call", "OKTA", "phoneNumber"),
    ("email", "OKTA", "email"),
    ("push", "OKTA", ""),
    ("token:software:totp", "OKTA", ""),
    ("token:software:totp", "GOOGLE", ""),
    ("token:hardware", "YUBICO", ""),
    ("webauthn", "FIDO", ""),
];

/// Security questions: key and text.
const QUESTIONS: &[(&str, &str)] = &[
    ("disliked_food", "Which soup would you never order again?"),
    ("first_computer_game", "Which game did you play first?"),
    ("favorite_toy", "Which toy did you never give away?"),
];

/// The entry of this topic in the list of topics.
pub const TOPIC: Topic = Topic { resource_types: RESOURCE_TYPES, routes: ROUTES, ..Topic::EMPTY };

/// Factors and push transactions.
const RESOURCE_TYPES: &[ResourceType] = &[
    ResourceType {
        path: "/api/v1/users/{userId}/factors",
        noun: "UserFactor",
        id: Id::Generated("ufs"),
        initial_status: Some("PENDING_ACTIVATION"),
        required: &["factorType", "provider"],
        read_only: &["vendorName"],
        links: &[
            ("self", "", "GET DELETE"),
            ("user", "/api/v1/users/{4}", "GET"),
            ("PENDING_ACTIVATION:activate", "/lifecycle/activate", "POST"),
            ("ACTIVE:verify", "/verify", "POST"),
        ],
        events: &[("create", "user.mfa.factor.enroll"), ("delete", "user.mfa.factor.deactivate")],
        prepare,
        show,
        ..PLAIN
    },
    ResourceType {
        path: "/api/v1/users/{userId}/factors/{factorId}/transactions",
        noun: "FactorTransaction",
        id: Id::Generated("v2mst."),
        show: |_, _, transaction| transaction.retain(|field, _| field == "factorResult"),
        ..PLAIN
    },
];

/// The routes of factors that no table describes.
const ROUTES: &[RouteOverride] = &[
    ("GET", "/api/v1/users/{userId}/factors/catalog", catalog, ""),
    ("GET", "/api/v1/users/{userId}/factors/questions", questions, ""),
    ("POST", "/api/v1/users/{userId}/factors/{factorId}/lifecycle/activate", activate, "user.mfa.factor.activate"),
    ("POST", "/api/v1/users/{userId}/factors/{factorId}/verify", verify, "user.authentication.auth_via_mfa"),
    ("GET", "/api/v1/users/{userId}/factors/{factorId}/transactions/{transactionId}", poll, ""),
];

/// Checks that the factor is in the catalog, complete and new to the user.
fn prepare(org: &Org, call: &Call<'_>, factor: &mut Resource, _: Option<&Resource>) -> Result<(), ErrorResponse> {
    let (kind, provider) = (call.body_text("/factorType"), call.body_text("/provider"));
    let known = CATALOG.iter().find(|entry| (entry.0, entry.1) == (kind, provider));
    let (.., field) = known.ok_or_else(|| errors::invalid("factorType", "factorType: is not in the catalog"))?;
    if !field.is_empty() && call.body_text(&format!("/profile/{field}")).is_empty() {
        return Err(errors::invalid("profile", format!("{field}: a value is required")));
    }
    if org
        .resources(call.collection()?)
        .any(|(_, factor)| factor["factorType"] == kind && factor["provider"] == provider)
    {
        return Err(errors::invalid("factorType", "factorType: a factor of this type is enrolled"));
    }
    if kind == "question" || call.flag("activate") == Some(true) {
        factor.insert("status".to_owned(), json!("ACTIVE"));
    }
    factor.insert("vendorName".to_owned(), json!(provider));
    Ok(())
}

/// Hides the answer to a question; a pending app factor shows the data for its app.
fn show(_: &Org, _: &str, factor: &mut Resource) {
    if let Some(Value::Object(profile)) = factor.get_mut("profile") {
        profile.shift_remove("answer");
    }
    let needs_app = matches!(kind(factor), "push" | "token:software:totp");
    if needs_app && status(factor) == "PENDING_ACTIVATION" {
        let activation = json!({"factorResult": "WAITING", "timeStep": 30, "sharedSecret": "MOCKSECRETMOCKSE", "encoding": "base32", "keyLength": 6});
        factor.insert("_embedded".to_owned(), json!({"activation": activation}));
    }
}

fn kind(factor: &Resource) -> &str {
    factor.get("factorType").and_then(Value::as_str).unwrap_or_default()
}

fn catalog(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let enrolled = resources::all(org, call.collection()?)?;
    let entry = |(kind, provider, _): &(&str, &str, &str)| {
        let own = enrolled.iter().find(|factor| factor["factorType"] == *kind && factor["provider"] == *provider);
        let href = format!("{}{}", org.origin, call.collection().unwrap_or_default());
        json!({
            "factorType": kind,
            "provider": provider,
            "vendorName": provider,
            "status": own.map_or("NOT_SETUP", |own| own["status"].as_str().unwrap_or_default()),
            "enrollment": "OPTIONAL",
            "_links": {"enroll": {"href": href, "hints": {"allow": ["POST"]}}},
        })
    };
    Ok(Value::Array(CATALOG.iter().map(entry).collect()).into())
}

fn questions(_: &mut Org, _: &Call<'_>) -> Result<Response, ErrorResponse> {
    let question = |(key, text): &(&str, &str)| json!({"question": key, "questionText": text});
    Ok(Value::Array(QUESTIONS.iter().map(question).collect()).into())
}

/// Activates with the pass code; a push factor is activated by its app and needs none.
fn activate(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let factor = resources::existing(org, call)?;
    if status(factor) == "ACTIVE" {
        return Err(errors::wrong_status("activate: the factor is active".to_owned()));
    }
    if kind(factor) != "push" && call.body_text("/passCode") != PASS_CODE {
        return Err(errors::pass_code());
    }
    set_status(org, call.resource_path()?, "ACTIVE");
    resources::get(org, call)
}

/// Checks an answer or a pass code; sends a challenge if there is none.
fn verify(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let factor = resources::existing(org, call)?;
    if status(factor) != "ACTIVE" {
        return Err(errors::wrong_status("verify: the factor is not active".to_owned()));
    }
    let given = call.body_text("/passCode");
    let right = match kind(factor) {
        "push" => return challenge(org, call),
        "question" => factor["profile"]["answer"] == call.body_text("/answer"),
        "sms" | "call" | "email" if given.is_empty() => {
            return Ok(json!({"factorResult": "CHALLENGE", "expiresAt": in_seconds(CHALLENGE_SECONDS)}).into());
        }
        _ => given == PASS_CODE,
    };
    if right { Ok(json!({"factorResult": "SUCCESS"}).into()) } else { Err(errors::pass_code()) }
}

/// Starts a push transaction.
fn challenge(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let mut transaction = Resource::new();
    transaction.insert("factorResult".to_owned(), json!("WAITING"));
    transaction.insert("expiresAt".to_owned(), json!(in_seconds(CHALLENGE_SECONDS)));
    let path = format!("{}/transactions", call.resource_path()?);
    let id = org.make_id("v2mst.");
    org.insert(&path, &id, transaction.clone());
    let href = format!("{}{path}/{id}", org.origin);
    transaction.insert("_links".to_owned(), json!({"poll": {"href": href, "hints": {"allow": ["GET"]}}}));
    let mut response = Response::from(Value::Object(transaction));
    response.status = Some(201);
    Ok(response)
}

/// The state of a transaction: waiting at first, then approved.
fn poll(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let response = resources::get(org, call)?;
    if let Some(transaction) = org.get_mut(call.resource_path()?) {
        transaction.insert("factorResult".to_owned(), json!("SUCCESS"));
    }
    Ok(response)
}
