//! The tenants: their keys, connections and shares of the server.

use anyhow::Context;
use host_test::host::InstanceConfig;
use host_test::host::network::{self, Network};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// The maximum of concurrent calls of a tenant, and so of instances that wait for an org that never answers.
pub const CALLS_OF_A_TENANT: usize = 4;

/// An entry of the file of tenants.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The name in metrics and logs.
    pub name: String,
    /// The key that its callers send as `Authorization: Bearer KEY`.
    pub key: String,
    /// The environment of its instances: org URL, credential and policy. The operator sets it, not the tenant.
    pub environment: BTreeMap<String, String>,
}

/// A tenant with its connection and its share of the server.
pub struct Tenant {
    /// The name in metrics and logs.
    pub name: String,
    /// The environment and network of its instances. Requests leave for the origin of its org only.
    pub config: InstanceConfig,
    /// Its free calls, of [`CALLS_OF_A_TENANT`].
    pub slots: Semaphore,
}

/// All tenants, by their keys.
pub struct Tenants(HashMap<String, Arc<Tenant>>);

impl Tenants {
    /// The tenants of a JSON file: a list of [`Entry`].
    pub fn read(json: &str) -> anyhow::Result<Self> {
        Self::new(serde_json::from_str(json).context("the file of tenants")?)
    }

    /// The tenants of a list. Two tenants with the same key are an error, because one would get the data of the other.
    pub fn new(entries: Vec<Entry>) -> anyhow::Result<Self> {
        // One client for all tenants: it keeps connections, and no connection belongs to a tenant.
        let client = network::client();
        let mut tenants = HashMap::new();
        for Entry { name, key, environment } in entries {
            let environment = environment.into_iter().collect();
            let config = InstanceConfig::new(environment, Network::Client(client.clone()));
            let tenant = Arc::new(Tenant { name, config, slots: Semaphore::new(CALLS_OF_A_TENANT) });
            if let Some(other) = tenants.insert(key, Arc::clone(&tenant)) {
                anyhow::bail!("`{}` and `{}` have the same key", other.name, tenant.name);
            }
        }
        Ok(Self(tenants))
    }

    /// The tenant of an `Authorization` header.
    pub fn of(&self, authorization: &str) -> Option<&Arc<Tenant>> {
        self.0.get(authorization.strip_prefix("Bearer ")?)
    }
}
