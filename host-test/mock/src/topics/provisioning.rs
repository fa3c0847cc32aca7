//! Provisioning of an app: its connection and the features that a connection which is on brings.

use crate::dispatch::routes::Special;
use crate::engine::call::{Answer, Call, first_segments};
use crate::engine::errors::{self, Refusal};
use crate::engine::families::{Family, Id, Item, PLAIN, moves};
use crate::engine::items::{self, status};
use crate::engine::lists;
use crate::engine::org::Org;
use serde_json::{Value, json};

const FEATURES: &str = "/api/v1/apps/{appId}/features";
const FEATURE: &str = "/api/v1/apps/{appId}/features/{name}";

/// The connection and the features.
pub const FAMILIES: &[Family] = &[
    Family {
        path: "/api/v1/apps/{appId}/connections",
        noun: "ProvisioningConnection",
        id: Id::Only("default"),
        initial: Some("UNKNOWN"),
        rules: &[
            moves("lifecycle/activate", &[], "ENABLED", errors::item_status),
            moves("lifecycle/deactivate", &[], "DISABLED", errors::item_status),
        ],
        required: &["profile"],
        links: &[],
        offers: false,
        event: "app.user_management.connection",
        prepare: |_, call, connection, _| {
            if call.flag("activate") == Some(true) {
                connection.insert("status".to_owned(), json!("ENABLED"));
            }
            Ok(())
        },
        show: |_, _, connection| {
            if let Some(Value::Object(profile)) = connection.get_mut("profile") {
                profile.shift_remove("token");
            }
        },
        ..PLAIN
    },
    Family { path: FEATURES, noun: "ApplicationFeature", id: Id::Field("name"), ..PLAIN },
];

/// The routes of features.
pub const ROUTES: &[Special] = &[
    ("GET", FEATURES, features, ""),
    ("GET", FEATURE, features, ""),
    ("PUT", FEATURE, features, "app.user_management.feature.update"),
];

/// Lists, gets and updates features, which are there only while the connection is on.
fn features(org: &mut Org, call: &Call<'_>) -> Result<Answer, Refusal> {
    let connection = org.get(&format!("{}/connections/default", first_segments(&call.path, APP_DEPTH)));
    if connection.map(status) != Some("ENABLED") {
        return Err(errors::invalid("feature", "the provisioning connection of the app is off"));
    }
    if call.item_id()?.is_empty() {
        return lists::list(org, call);
    }
    if call.route.operation.method == "PUT" {
        // The body is the capabilities, not the feature around them.
        let given = Item::from_iter([("capabilities".to_owned(), Value::Object(call.object()?.clone()))]);
        return items::patch(org, call, given);
    }
    items::get(org, call)
}

/// How many segments the path of an app has.
const APP_DEPTH: usize = 4;
