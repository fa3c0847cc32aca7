//! Self-service features of the org, which can depend on one another.

use crate::engine::errors::{self, ErrorResponse};
use crate::engine::fields::status;
use crate::engine::lifecycle::set_status;
use crate::engine::model::{Call, Id, Org, PLAIN, ResourceType, RouteOverride, Topic};
use crate::engine::resources;
use crate::engine::response::Response;

const FEATURES: &str = "/api/v1/features";

/// The entry of this topic in the list of topics.
pub const TOPIC: Topic = Topic {
    resource_types: RESOURCE_TYPES,
    routes: ROUTES,
    reverse_lists: &[("/api/v1/features/{featureId}/dependents", "/api/v1/features/{featureId}/dependencies")],
};

/// Features and their dependencies.
const RESOURCE_TYPES: &[ResourceType] = &[
    ResourceType {
        path: FEATURES,
        noun: "Feature",
        id: Id::Generated("ftr"),
        initial_status: Some("DISABLED"),
        times: &[],
        links: &[
            ("self", "", ""),
            ("dependencies", "/dependencies", ""),
            ("dependents", "/dependents", ""),
            ("DISABLED:enable", "/enable", "POST"),
            ("ENABLED:disable", "/disable", "POST"),
        ],
        ..PLAIN
    },
    ResourceType {
        path: "/api/v1/features/{featureId}/dependencies",
        noun: "Feature",
        id: Id::Membership(FEATURES),
        ..PLAIN
    },
];

/// Switching a feature: the verb is a value in the path.
const ROUTES: &[RouteOverride] =
    &[("POST", "/api/v1/features/{featureId}/{lifecycle}", switch, "system.feature.switch")];

/// Switches a feature. Its dependencies must be on before, its dependents off; `force` switches them, too.
fn switch(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let id = call.resource_id()?;
    let verb = call.id("lifecycle").to_ascii_uppercase();
    let dependencies = |of: &str| format!("{FEATURES}/{of}/dependencies");
    let (wanted, mut others): (_, Vec<String>) = match verb.as_str() {
        "ENABLE" => ("ENABLED", org.resources(&dependencies(id)).map(|(other, _)| other.clone()).collect()),
        "DISABLE" => {
            let all = org.resources(FEATURES).map(|(other, _)| other.clone());
            let needs = |other: &String| org.get(&format!("{}/{id}", dependencies(other))).is_some();
            ("DISABLED", all.filter(needs).collect())
        }
        _ => return Err(errors::invalid("lifecycle", "lifecycle: must be ENABLE or DISABLE")),
    };
    others.retain(|other| org.get(&format!("{FEATURES}/{other}")).is_some_and(|other| status(other) != wanted));
    if !others.is_empty() && call.text("mode") != Some("force") {
        return Err(errors::wrong_status(format!("not {wanted} yet: {}", others.join(", "))));
    }
    for feature in others.iter().map(String::as_str).chain([id]) {
        set_status(org, &format!("{FEATURES}/{feature}"), wanted);
    }
    resources::get(org, call)
}
