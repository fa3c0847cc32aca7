//! Runs actions for many tenants: a key per tenant, an instance per call, and limits that no tenant can get around.
//!
//! | file | job |
//! |---|---|
//! | `tenants` | who may call, against which org, and how much at a time |
//! | `server` | HTTP in, one call of the component, JSON out |
//! | `metrics` | what happened, for Prometheus and as one line per call |

pub mod metrics;
pub mod server;
pub mod tenants;
