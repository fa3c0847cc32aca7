//! Chooses faults, and counts them.
//!
//! The choice depends on the seed, on the request or the number of its call, and on how often the same has come before. So a
//! run can be repeated, even if other requests come at the same time.

use crate::http::plans::{self, FaultContext, FaultPlan};
use crate::options::Faults;
use fastrand::Rng;
use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Mutex, PoisonError};

/// A kind of fault.
#[derive(Debug)]
pub struct Fault {
    /// Its name in the counts.
    pub name: &'static str,
    /// How often it is chosen, in proportion to the others.
    weight: u32,
    /// Plans its response to a request.
    pub plan: fn(&mut FaultContext<'_>) -> FaultPlan,
}

const fn fault(name: &'static str, weight: u32, plan: fn(&mut FaultContext<'_>) -> FaultPlan) -> Fault {
    Fault { name, weight, plan }
}

/// Resets a connection before its request is read, so this fault is chosen per connection.
const RESET_AT_ONCE: &str = "reset-before-request";

/// One connection of this many is reset at once.
const CONNECTIONS_PER_RESET: u32 = 20;

/// How many requests after a `rate-limit-storm` get the same fault.
const STORM: u32 = 5;

/// All faults of requests. Those that take long are rare, so that they do not dominate a run.
static FAULTS: &[Fault] = &[
    fault("reset-after-request", 10, plans::reset_after_request),
    fault("close-after-request", 10, plans::close_after_request),
    fault("reset-in-body", 10, plans::reset_in_body),
    fault("truncated-body", 10, plans::truncated_body),
    fault("length-too-long", 10, plans::length_too_long),
    fault("length-too-short", 10, plans::length_too_short),
    fault("broken-chunks", 10, plans::broken_chunks),
    fault("garbage", 10, plans::garbage),
    fault("slow", 4, plans::slow),
    fault("dribbled", 4, plans::dribbled),
    fault("stalled", 3, plans::stalled),
    fault("html-200", 10, plans::html),
    fault("invalid-utf-8", 10, plans::invalid_utf8),
    fault("empty-200", 10, plans::empty),
    fault("nonsense-json", 10, plans::nonsense_json),
    fault("odd-status", 10, plans::odd_status),
    fault("odd-headers", 10, plans::odd_headers),
    fault("redirect-elsewhere", 10, plans::redirect_elsewhere),
    fault("redirect-to-itself", 10, plans::redirect_to_itself),
    fault("rate-limited", 10, plans::rate_limited),
    fault("rate-limit-storm", 4, plans::rate_limited),
    fault("rate-limited-absurd", 10, plans::rate_limited_absurd),
    fault("unavailable", 10, plans::unavailable),
    fault("locked", 10, plans::locked),
    fault("server-error", 10, plans::server_error),
    fault("odd-error", 10, plans::odd_error),
    fault("odd-challenge", 10, plans::odd_challenge),
    fault("stray-nonce", 10, plans::stray_nonce),
    fault("odd-link", 10, plans::odd_link),
    fault("deep-json", 4, plans::deep_json),
    fault("huge-body", 4, plans::huge_body),
    fault("huge-header", 4, plans::huge_header),
    fault("many-headers", 4, plans::many_headers),
];

/// Chooses faults and counts them.
#[derive(Debug)]
pub struct Injector {
    /// Its settings.
    pub faults: Faults,
    /// The origin to which faults try to send a client.
    pub elsewhere: String,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    counts: BTreeMap<&'static str, u64>,
    strays: u64,
    connections: u64,
    /// How often each key was seen, by its hash.
    seen: HashMap<u64, u64>,
    storm: u32,
}

impl Injector {
    /// Makes an injector that has not chosen anything yet.
    pub fn new(faults: Faults, elsewhere: String) -> Self {
        let names = FAULTS.iter().map(|fault| fault.name).chain([RESET_AT_ONCE]);
        let counts = names.map(|name| (name, 0)).collect();
        Self { faults, elsewhere, state: Mutex::new(State { counts, ..State::default() }) }
    }

    /// How often each fault has happened.
    pub fn counts(&self) -> BTreeMap<&'static str, u64> {
        self.with(|state| state.counts.clone())
    }

    /// The number of connections to [`Injector::elsewhere`].
    pub fn strays(&self) -> u64 {
        self.with(|state| state.strays)
    }

    /// Counts a connection to [`Injector::elsewhere`].
    pub fn stray(&self) {
        self.with(|state| state.strays += 1);
    }

    /// Whether a new connection is reset at once.
    pub fn resets_connection(&self) -> bool {
        self.with(|state| {
            state.connections += 1;
            let mut rng = Rng::with_seed(self.faults.seed ^ state.connections);
            let reset = rng.u32(..100) < self.faults.percent && rng.u32(..CONNECTIONS_PER_RESET) == 0;
            if reset {
                state.count(RESET_AT_ONCE);
            }
            reset
        })
    }

    /// Chooses and counts the fault of a request, with a generator for the fault's own choices. `key` identifies the
    /// request.
    pub fn choose(&self, key: &[u8]) -> (Option<&'static Fault>, Rng) {
        let mut hasher = DefaultHasher::new();
        (self.faults.seed, key).hash(&mut hasher);
        self.with(|state| {
            let before = state.seen.entry(hasher.finish()).or_default();
            *before += 1;
            before.hash(&mut hasher);
            let mut rng = Rng::with_seed(hasher.finish());
            let chosen = if state.storm > 0 {
                state.storm -= 1;
                FAULTS.iter().find(|fault| fault.name == "rate-limit-storm")
            } else if rng.u32(..100) < self.faults.percent {
                let chosen = pick(&mut rng);
                state.storm = chosen.filter(|fault| fault.name == "rate-limit-storm").map_or(0, |_| STORM);
                chosen
            } else {
                None
            };
            if let Some(fault) = chosen {
                state.count(fault.name);
            }
            (chosen, rng)
        })
    }

    fn with<T>(&self, use_state: impl FnOnce(&mut State) -> T) -> T {
        use_state(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl State {
    fn count(&mut self, name: &'static str) {
        *self.counts.entry(name).or_default() += 1;
    }
}

fn pick(rng: &mut Rng) -> Option<&'static Fault> {
    let total: u32 = FAULTS.iter().map(|fault| fault.weight).sum();
    let mut at = rng.u32(..total);
    FAULTS.iter().find(|fault| {
        let found = at < fault.weight;
        at = at.saturating_sub(fault.weight);
        found
    })
}
