//! Passwords and recovery questions of users.

use crate::engine::errors::{self, ErrorResponse};
use crate::engine::fields::status;
use crate::engine::lifecycle::{self, set_status};
use crate::engine::model::{Call, Org, RouteOverride, Topic};
use crate::engine::resources;
use crate::engine::response::Response;
use crate::engine::time::now;
use serde_json::{Value, json};

const MIN_PASSWORD: usize = 8;

/// The entry of this topic in the list of topics.
pub const TOPIC: Topic = Topic { routes: ROUTES, ..Topic::EMPTY };

/// The routes of credentials.
const ROUTES: &[RouteOverride] = &[
    ("POST", "/api/v1/users/{userId}/credentials/change_password", change_password, "user.account.update_password"),
    (
        "POST",
        "/api/v1/users/{userId}/credentials/change_recovery_question",
        change_question,
        "user.account.update_secret_question",
    ),
    ("POST", "/api/v1/users/{userId}/credentials/forgot_password", forgot_password, "user.account.reset_password"),
    ("POST", "/api/v1/users/{userId}/lifecycle/reset_password", reset_password, "user.account.reset_password"),
];

/// Refuses passwords that are too short.
pub fn check_strength(password: &str) -> Result<(), ErrorResponse> {
    if password.chars().count() < MIN_PASSWORD {
        return Err(errors::invalid("password", format!("password: needs {MIN_PASSWORD} characters")));
    }
    Ok(())
}

/// Credentials without the password and the recovery answer.
pub fn shown(kept: &Value) -> Value {
    let mut shown = kept.clone();
    if let Some(password) = shown.get_mut("password") {
        *password = json!({});
    }
    if let Some(Value::Object(question)) = shown.get_mut("recovery_question") {
        question.shift_remove("answer");
    }
    shown
}

fn change_password(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    check_password(org, call, "/oldPassword/value", "oldPassword: is not the password")?;
    let new = call.body_text("/newPassword/value");
    check_strength(new).map_err(|_| errors::credentials("newPassword: is too short"))?;
    let path = call.resource_path()?;
    if let Some(user) = org.get_mut(path) {
        user.insert("passwordChanged".to_owned(), json!(now()));
        user["credentials"]["password"] = json!({"value": new});
        if matches!(status(user), "PROVISIONED" | "RECOVERY" | "PASSWORD_EXPIRED") {
            set_status(org, path, "ACTIVE");
        }
    }
    response(org, call)
}

fn change_question(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    check_password(org, call, "/password/value", "password: is not the password")?;
    let (question, reply) =
        (call.body_text("/recovery_question/question"), call.body_text("/recovery_question/answer"));
    if question.is_empty() || reply.is_empty() {
        return Err(errors::invalid("recovery_question", "recovery_question: needs a question and an answer"));
    }
    if let Some(user) = org.get_mut(call.resource_path()?) {
        user["credentials"]["recovery_question"] = json!({"question": question, "answer": reply});
    }
    response(org, call)
}

fn forgot_password(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let user = resources::existing(org, call)?;
    let has_question = user.get("credentials").is_some_and(|kept| kept["recovery_question"].is_object());
    if status(user) != "ACTIVE" || !has_question {
        return Err(errors::recovery());
    }
    set_status(org, call.resource_path()?, "RECOVERY");
    reset_link(org, call)
}

fn reset_password(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    lifecycle::change(org, call)?;
    reset_link(org, call)
}

/// The link to reset a password, unless it is sent by mail.
fn reset_link(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    if call.flag("sendEmail") != Some(false) {
        return Ok(json!({}).into());
    }
    let token = org.make_id("");
    Ok(json!({"resetPasswordUrl": format!("{}/reset_password/{token}", org.origin)}).into())
}

/// Refuses a request whose body does not have the user's password at this pointer.
fn check_password(org: &Org, call: &Call<'_>, pointer: &str, wrong: &str) -> Result<(), ErrorResponse> {
    let user = resources::existing(org, call)?;
    let kept = user.get("credentials").and_then(|kept| kept["password"]["value"].as_str());
    let allowed = !matches!(status(user), "DEPROVISIONED" | "SUSPENDED" | "LOCKED_OUT");
    if !allowed || kept.is_none_or(|kept| kept != call.body_text(pointer)) {
        return Err(errors::credentials(wrong));
    }
    Ok(())
}

fn response(org: &Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let kept = resources::existing(org, call)?.get("credentials");
    Ok(kept.map_or_else(|| json!({}), shown).into())
}
