//! An org as its clients see it: its resources, its credentials and its limits.

use crate::auth::state::Auth;
use crate::dispatch::rates::Rates;
use crate::engine::model::{Org, Registry};
use crate::options::Options;
use crate::topics;
use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

/// All topics, with the resources that a new org holds.
pub static REGISTRY: LazyLock<Registry> = LazyLock::new(|| {
    let seed = serde_json::from_str(include_str!("../seed.json")).expect("seed.json is an object");
    Registry::new(topics::ALL, seed).expect("no two resource types have the same path")
});

/// A mock org without a server. [`answer`](crate::answer) takes a request to it.
#[derive(Debug)]
pub struct MockOrg {
    /// Its options.
    pub(crate) options: Options,
    /// Its resources.
    pub(crate) org: Org,
    /// Its credentials.
    pub(crate) auth: Auth,
    /// The requests counted so far.
    pub(crate) rates: Rates,
    /// Violations of Okta's contract by the mock org itself, as sentences; a test with any of them fails.
    pub(crate) violations: Vec<String>,
}

impl MockOrg {
    /// A freshly seeded org whose links begin with `origin`.
    #[must_use]
    pub fn new(options: Options, origin: &str) -> Self {
        let mut org = Org::new(&REGISTRY, origin);
        org.link_form = options.link;
        org.link_origin = options.link_host.clone().unwrap_or_else(|| origin.to_owned());
        let mut auth = Auth {
            api_token: options.token.clone(),
            clients: options.clients.clone(),
            token_lifetime: options.token_lifetime,
            token_uses: options.token_uses,
            resource_nonce: options.resource_nonce,
            tokens: BTreeMap::new(),
            seen: HashSet::new(),
            nonce: String::new(),
        };
        auth.renew_nonce(org.serial());
        Self { rates: Rates::new(options.rate_limit), options, org, auth, violations: Vec::new() }
    }

    /// Resets the org to its seed. Violations stay, so that the test fails.
    pub(crate) fn reset(&mut self) {
        let violations = std::mem::take(&mut self.violations);
        *self = Self { violations, ..Self::new(self.options.clone(), &self.org.origin) };
    }

    /// Replaces the nonce that proofs (DPoP) must hold.
    pub(crate) fn renew_nonce(&mut self) {
        self.auth.renew_nonce(self.org.serial());
    }
}
