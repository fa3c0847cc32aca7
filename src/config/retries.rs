//! How often a request may be repeated, and how long that may take.

use crate::config::environment::{Environment, LONGEST_WAIT};
use crate::contract::Problem;

const MOST: &str = "OKTA_CLIENT_RATELIMIT_MAXRETRIES";

/// How long all waits of a call may take unless configured, in milliseconds: two windows of Okta's rate limits.
const DEFAULT_LONGEST_WAIT: u32 = 120_000;

/// How often a request may be repeated.
#[derive(Debug, Default, Clone, Copy)]
pub struct Retries {
    /// How many times after the first; 0 leaves repeating to the host.
    pub most: u32,
    /// How long all waits before a result may take, in milliseconds.
    pub longest_wait: u32,
}

impl Retries {
    /// Reads the variables. The problem names the one at fault.
    pub fn from_environment(environment: &Environment) -> Result<Self, Problem> {
        Ok(Self {
            most: environment.number(MOST, 0..=u32::MAX, "repetitions")?.unwrap_or_default(),
            longest_wait: environment
                .number(LONGEST_WAIT, 0..=u32::MAX, "milliseconds")?
                .unwrap_or(DEFAULT_LONGEST_WAIT),
        })
    }
}
