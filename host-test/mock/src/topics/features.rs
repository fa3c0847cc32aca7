//! Self-service features of the org, which can depend on one another.

use crate::dispatch::routes::Special;
use crate::engine::call::{Answer, Call};
use crate::engine::errors::{self, Refusal};
use crate::engine::families::{Family, Id, PLAIN};
use crate::engine::items::{self, status};
use crate::engine::lifecycle::set_status;
use crate::engine::org::Org;

const FEATURES: &str = "/api/v1/features";

/// Features and what they depend on.
pub const FAMILIES: &[Family] = &[
    Family {
        path: FEATURES,
        noun: "Feature",
        id: Id::Made("ftr"),
        initial: Some("DISABLED"),
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
    Family { path: "/api/v1/features/{featureId}/dependencies", noun: "Feature", id: Id::Link(FEATURES), ..PLAIN },
];

/// Switching a feature: the verb is a value in the path.
pub const ROUTES: &[Special] = &[("POST", "/api/v1/features/{featureId}/{lifecycle}", switch, "system.feature.switch")];

/// Switches a feature. What it depends on must be on before, what depends on it off; by force it is made so.
fn switch(org: &mut Org, call: &Call<'_>) -> Result<Answer, Refusal> {
    let id = call.item_id()?;
    let verb = call.id("lifecycle").to_ascii_uppercase();
    let dependencies = |of: &str| format!("{FEATURES}/{of}/dependencies");
    let (wanted, mut others): (_, Vec<String>) = match verb.as_str() {
        "ENABLE" => ("ENABLED", org.items(&dependencies(id)).map(|(other, _)| other.clone()).collect()),
        "DISABLE" => {
            let all = org.items(FEATURES).map(|(other, _)| other.clone());
            let needs = |other: &String| org.get(&format!("{}/{id}", dependencies(other))).is_some();
            ("DISABLED", all.filter(needs).collect())
        }
        _ => return Err(errors::invalid("lifecycle", "lifecycle: must be ENABLE or DISABLE")),
    };
    others.retain(|other| org.get(&format!("{FEATURES}/{other}")).is_some_and(|other| status(other) != wanted));
    if !others.is_empty() && call.text("mode") != Some("force") {
        return Err(errors::item_status(format!("not {wanted} yet: {}", others.join(", "))));
    }
    for feature in others.iter().map(String::as_str).chain([id]) {
        set_status(org, &format!("{FEATURES}/{feature}"), wanted);
    }
    items::get(org, call)
}
