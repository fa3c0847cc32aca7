//! Runs actions for many tenants: a key per tenant, an instance per call, and limits that no tenant can exceed.
//!
//! | file | job |
//! |---|---|
//! | `tenants` | the tenants: their keys, connections and shares of the server |
//! | `server` | HTTP in, one call of the component, JSON out |
//! | `metrics` | metrics for Prometheus, and a log line per call |

pub mod metrics;
pub mod server;
pub mod tenants;
