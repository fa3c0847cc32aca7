//! Client secrets of an app: two at most, one of them active.

use crate::dispatch::routes::Special;
use crate::engine::call::{Answer, Call};
use crate::engine::errors::{self, Refusal};
use crate::engine::families::{Family, Id, Item, PLAIN, moves, needs, text_at};
use crate::engine::items::status;
use crate::engine::lifecycle;
use crate::engine::org::Org;
use serde_json::json;
use std::hash::{DefaultHasher, Hash, Hasher};

const MOST: usize = 2;
const LENGTH: std::ops::RangeInclusive<usize> = 14..=100;

/// Client secrets.
pub const FAMILIES: &[Family] = &[Family {
    path: "/api/v1/apps/{appId}/credentials/secrets",
    noun: "OAuth2ClientSecret",
    id: Id::Made("ocs"),
    initial: Some("ACTIVE"),
    rules: &[
        moves("lifecycle/activate", &["INACTIVE"], "ACTIVE", errors::item_status),
        moves("lifecycle/deactivate", &["ACTIVE"], "INACTIVE", errors::item_status),
        needs("delete", &["INACTIVE"], errors::item_status),
    ],
    server: &["secret_hash"],
    links: &[("INACTIVE:delete", "", "DELETE")],
    event: "app.oauth2.client.secret",
    prepare,
    ..PLAIN
}];

/// The routes of secrets that no table describes.
pub const ROUTES: &[Special] = &[(
    "POST",
    "/api/v1/apps/{appId}/credentials/secrets/{secretId}/lifecycle/deactivate",
    deactivate,
    "app.oauth2.client.secret.deactivate",
)];

/// Makes up a secret where none is given.
fn prepare(org: &Org, call: &Call<'_>, item: &mut Item, _: Option<&Item>) -> Result<(), Refusal> {
    let count = org.items(call.collection()?).count();
    if count >= MOST {
        return Err(errors::invalid("client_secret", format!("a client has at most {MOST} secrets")));
    }
    let made_up = json!(format!("mock-secret-{count}-of-{}", call.id("appId")));
    item.entry("client_secret").or_insert(made_up);
    let secret = text_at(item, "client_secret").unwrap_or_default();
    if !LENGTH.contains(&secret.len()) {
        let cause = format!("client_secret: needs {} to {} characters", LENGTH.start(), LENGTH.end());
        return Err(errors::invalid("client_secret", cause));
    }
    let mut hasher = DefaultHasher::new();
    secret.hash(&mut hasher);
    item.insert("secret_hash".to_owned(), json!(format!("{:016x}", hasher.finish())));
    Ok(())
}

/// Deactivates, unless no other secret would be active.
fn deactivate(org: &mut Org, call: &Call<'_>) -> Result<Answer, Refusal> {
    let id = call.item_id()?;
    if !org.items(call.collection()?).any(|(other, secret)| other != id && status(secret) == "ACTIVE") {
        return Err(errors::invalid("client_secret", "the only active secret of a client stays active"));
    }
    lifecycle::perform(org, call)
}
