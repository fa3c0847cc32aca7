//! What the org holds, one file per topic.

pub mod apps;
pub mod authenticators;
pub mod authorization_servers;
pub mod brands;
pub mod credentials;
pub mod csrs;
pub mod domains;
pub mod factors;
pub mod features;
pub mod grants;
pub mod groups;
pub mod hooks;
pub mod idps;
pub mod keys;
pub mod linked;
pub mod log;
pub mod mappings;
pub mod policies;
pub mod provisioning;
pub mod roles;
pub mod rules;
pub mod schemas;
pub mod secrets;
pub mod settings;
pub mod sign_on;
pub mod subscriptions;
pub mod templates;
pub mod tokens;
pub mod uploads;
pub mod user_types;
pub mod users;
pub mod zones_and_origins;

pub use zones_and_origins as perimeter;
