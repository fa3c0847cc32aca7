//! Provisioning of an app: its connection, and the features that it has while the connection is on.

use crate::engine::errors::{self, ErrorResponse};
use crate::engine::fields::{Resource, status};
use crate::engine::model::{Call, Id, Org, PLAIN, ResourceType, RouteOverride, Topic, first_segments, transition};
use crate::engine::response::Response;
use crate::engine::{lists, resources};
use serde_json::{Value, json};

const FEATURES: &str = "/api/v1/apps/{appId}/features";
const FEATURE: &str = "/api/v1/apps/{appId}/features/{name}";

/// The entry of this topic in the list of topics.
pub const TOPIC: Topic = Topic { resource_types: RESOURCE_TYPES, routes: ROUTES, ..Topic::EMPTY };

/// The connection and the features.
const RESOURCE_TYPES: &[ResourceType] = &[
    ResourceType {
        path: "/api/v1/apps/{appId}/connections",
        noun: "ProvisioningConnection",
        id: Id::Singleton("default"),
        initial_status: Some("UNKNOWN"),
        rules: &[
            transition("lifecycle/activate", &[], "ENABLED", errors::wrong_status),
            transition("lifecycle/deactivate", &[], "DISABLED", errors::wrong_status),
        ],
        required: &["profile"],
        links: &[],
        links_lifecycle: false,
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
    ResourceType { path: FEATURES, noun: "ApplicationFeature", id: Id::Field("name"), ..PLAIN },
];

/// The routes of features.
const ROUTES: &[RouteOverride] = &[
    ("GET", FEATURES, features, ""),
    ("GET", FEATURE, features, ""),
    ("PUT", FEATURE, features, "app.user_management.feature.update"),
];

/// Lists, gets and updates features, which are there only while the connection is on.
fn features(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let connection = org.get(&format!("{}/connections/default", first_segments(&call.path, APP_DEPTH)));
    if connection.map(status) != Some("ENABLED") {
        return Err(errors::invalid("feature", "the provisioning connection of the app is off"));
    }
    if call.resource_id()?.is_empty() {
        return lists::list(org, call);
    }
    if call.operation.method == "PUT" {
        // The body is the capabilities, not the feature around them.
        let given = Resource::from_iter([("capabilities".to_owned(), Value::Object(call.object()?.clone()))]);
        return resources::patch(org, call, given);
    }
    resources::get(org, call)
}

/// How many segments the path of an app has.
const APP_DEPTH: usize = 4;
