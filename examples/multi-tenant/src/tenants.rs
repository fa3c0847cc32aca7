//! Who may call, against which org, and how much at a time.

use anyhow::Context;
use host_test::host::InstanceConfig;
use host_test::host::network::{self, Network};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// How many calls of one tenant run at a time. A tenant whose org never answers holds this many instances, and no more.
pub const CALLS_OF_A_TENANT: usize = 4;

/// A tenant, as the file of tenants has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The name in metrics and logs.
    pub name: String,
    /// The key that its callers send as `Authorization: Bearer KEY`.
    pub key: String,
    /// The environment of its instances: org URL, credential and policy. The operator writes it, not the tenant.
    pub environment: BTreeMap<String, String>,
}

/// A tenant with its connection and its share of the server.
pub struct Tenant {
    /// The name in metrics and logs.
    pub name: String,
    /// The environment and network of its instances. Requests leave for the origin of its org only.
    pub config: InstanceConfig,
    /// Its share.
    pub slots: Semaphore,
}

/// All tenants, by their keys.
pub struct Tenants(HashMap<String, Arc<Tenant>>);

impl Tenants {
    /// The tenants of a JSON file: a list of [`Entry`].
    pub fn read(json: &str) -> anyhow::Result<Self> {
        Self::new(serde_json::from_str(json).context("the file of tenants")?)
    }

    /// The tenants of a list. Two with the same key are an error, because one would get the data of the other.
    pub fn new(entries: Vec<Entry>) -> anyhow::Result<Self> {
        // One client for all: connections are kept, and nothing in them belongs to a tenant.
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
