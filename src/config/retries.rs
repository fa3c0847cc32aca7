//! The limits on retries: how often a request may be repeated, and how long all waits may take.

use crate::config::environment::{Environment, MAX_WAIT};
use crate::contract::Problem;

const MAX_RETRIES: &str = "OKTA_CLIENT_RATELIMIT_MAXRETRIES";

/// How long all waits of a call may take unless configured, in milliseconds: two windows of Okta's rate limits.
const DEFAULT_MAX_WAIT: u32 = 120_000;

/// The limits on retries.
#[derive(Debug, Default, Clone, Copy)]
pub struct Retries {
    /// How many times after the first; 0 leaves repeating to the host.
    pub max: u32,
    /// How long all waits before a result may take, in milliseconds.
    pub max_wait: u32,
}

impl Retries {
    /// Reads the variables. The problem names the one at fault.
    pub fn from_environment(environment: &Environment) -> Result<Self, Problem> {
        Ok(Self {
            max: environment.number(MAX_RETRIES, 0..=u32::MAX, "repetitions")?.unwrap_or_default(),
            max_wait: environment.number(MAX_WAIT, 0..=u32::MAX, "milliseconds")?.unwrap_or(DEFAULT_MAX_WAIT),
        })
    }
}
