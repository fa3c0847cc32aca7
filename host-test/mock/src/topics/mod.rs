//! The resources of an org: one file per topic, each with its resource types as tables and the handlers that no table
//! describes.
//!
//! A new topic is one file, with one [`Topic`] value, and its name here. The dispatch enters
//! at [`ALL`]. A topic knows the engine and the public parts of other topics, but not HTTP connections, credentials or
//! routing.

mod apps;
mod assignments;
pub mod authenticators;
mod authorization_servers;
mod brands;
mod credentials;
mod csrs;
mod domains;
mod factors;
mod features;
mod grants;
mod groups;
mod hooks;
mod idps;
mod keys;
mod linked;
mod log;
mod mappings;
pub mod paths;
pub mod policies;
mod provisioning;
mod roles;
mod rules;
mod schemas;
mod secrets;
mod settings;
mod sign_on;
mod subscriptions;
mod templates;
mod tokens;
mod uploads;
mod user_types;
mod users;
mod zones_and_origins;

use crate::engine::model::Topic;

/// All topics.
pub const ALL: &[Topic] = &[
    apps::TOPIC,
    assignments::TOPIC,
    authenticators::TOPIC,
    authorization_servers::TOPIC,
    brands::TOPIC,
    credentials::TOPIC,
    csrs::TOPIC,
    domains::TOPIC,
    factors::TOPIC,
    features::TOPIC,
    grants::TOPIC,
    groups::TOPIC,
    hooks::TOPIC,
    idps::TOPIC,
    keys::TOPIC,
    linked::TOPIC,
    log::TOPIC,
    mappings::TOPIC,
    policies::TOPIC,
    provisioning::TOPIC,
    roles::TOPIC,
    rules::TOPIC,
    schemas::TOPIC,
    secrets::TOPIC,
    settings::TOPIC,
    sign_on::TOPIC,
    subscriptions::TOPIC,
    templates::TOPIC,
    tokens::TOPIC,
    uploads::TOPIC,
    user_types::TOPIC,
    users::TOPIC,
    zones_and_origins::TOPIC,
];
