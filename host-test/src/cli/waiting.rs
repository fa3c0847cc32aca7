//! Waits before a call is repeated, with a countdown on a terminal.
//!
//! The component can wait by itself, but shows nothing. On a terminal the command waits instead, by the same settings.

use crate::host::values::Outcome;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::Value;
use std::io::IsTerminal;
use std::time::Duration;

const MAX_RETRIES: &str = "OKTA_CLIENT_RATELIMIT_MAXRETRIES";
const MAX_WAIT: &str = "OKTA_ACTIONS_MAXWAIT";

/// The wait after an error that names no time.
const PAUSE: Duration = Duration::from_secs(1);

/// How often to repeat, and how long all waits of one call may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    retries: u32,
    left: u32,
    max_wait: Duration,
    waited: Duration,
}

impl Waiting {
    /// Takes the waiting over from the component on a terminal.
    pub fn take_over(environment: &mut [(String, String)]) -> Self {
        if std::io::stderr().is_terminal() { Self::of(environment) } else { Self::none() }
    }

    /// Leaves all waiting to the component.
    fn none() -> Self {
        Self { retries: 0, left: 0, max_wait: Duration::ZERO, waited: Duration::ZERO }
    }

    fn of(environment: &mut [(String, String)]) -> Self {
        let number = |name: &str| {
            let value = environment.iter().find(|(known, _)| known == name)?;
            value.1.trim().parse::<u32>().ok()
        };
        let max_wait = Duration::from_millis(number(MAX_WAIT).unwrap_or(120_000).into());
        // A value that is not a number is left to the component, which reports it.
        let retries = number(MAX_RETRIES).unwrap_or_default();
        if retries > 0 {
            environment.iter_mut().filter(|(name, _)| name == MAX_RETRIES).for_each(|(_, value)| *value = "0".into());
        }
        Self { retries, left: retries, max_wait, waited: Duration::ZERO }
    }

    /// Starts over, for the next call.
    pub fn reset(&mut self) {
        (self.left, self.waited) = (self.retries, Duration::ZERO);
    }

    /// Waits if a call with this outcome should be repeated, and returns whether it should.
    pub async fn before_repeating(&mut self, outcome: &Outcome) -> bool {
        let Some(wait) = wait(outcome) else { return false };
        if self.left == 0 || self.waited + wait > self.max_wait {
            return false;
        }
        self.left -= 1;
        self.waited += wait;
        count_down(wait, &why(outcome)).await;
        true
    }
}

/// How long to wait before a repetition; none if the call must not be repeated.
pub fn wait(outcome: &Outcome) -> Option<Duration> {
    match outcome.error.as_deref()? {
        "rate-limited" | "unavailable" => {
            let wait = outcome.fields.get("waitMs").and_then(Value::as_u64);
            Some(wait.map_or(PAUSE, Duration::from_millis).max(PAUSE))
        }
        "unreachable" | "interrupted" => Some(PAUSE),
        _ => None,
    }
}

/// The reason for a wait, in a few words.
pub fn why(outcome: &Outcome) -> String {
    match outcome.error.as_deref() {
        Some("rate-limited") => "rate limit reached".into(),
        Some("unavailable") => "Okta is unavailable".into(),
        _ => "no response".into(),
    }
}

/// Waits, with a countdown on a terminal.
pub async fn count_down(wait: Duration, why: &str) {
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
        bar.set_style(style);
    }
    let end = tokio::time::Instant::now() + wait;
    loop {
        let left = end.saturating_duration_since(tokio::time::Instant::now());
        if left.is_zero() {
            break;
        }
        bar.set_message(format!("{why}: goes on in {} s", left.as_millis().div_ceil(1000)));
        bar.tick();
        tokio::time::sleep(left.min(Duration::from_millis(250))).await;
    }
    bar.finish_and_clear();
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn outcome(error: &str, wait: Option<u64>) -> Outcome {
        let fields = wait.map(|wait| ("waitMs".to_string(), json!(wait))).into_iter().collect();
        Outcome { error: Some(error.into()), fields }
    }

    #[test]
    fn there_is_no_wait_for_calls_that_must_not_be_repeated() {
        assert_eq!(wait(&outcome("rate-limited", Some(7000))), Some(Duration::from_secs(7)));
        assert_eq!(wait(&outcome("unreachable", None)), Some(PAUSE));
        for error in ["permanent-refused", "permanent-outcome-unknown", "execution-failed"] {
            assert_eq!(wait(&outcome(error, Some(7000))), None, "{error}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn waits_are_counted_and_bounded() {
        let variable = |name: &str, value: &str| (name.to_string(), value.to_string());
        let mut environment = vec![variable(MAX_RETRIES, "2"), variable(MAX_WAIT, "60000")];
        let mut waiting = Waiting::of(&mut environment);
        assert_eq!(
            environment.first().map(|(_, value)| value.as_str()),
            Some("0"),
            "the component does not wait as well"
        );
        let limited = outcome("rate-limited", Some(20_000));
        assert!(waiting.before_repeating(&limited).await);
        assert!(waiting.before_repeating(&limited).await);
        assert!(!waiting.before_repeating(&limited).await, "twice is enough");
        waiting.reset();
        assert!(!waiting.before_repeating(&outcome("rate-limited", Some(60_001))).await, "the wait does not fit");
        assert!(!waiting.before_repeating(&outcome("permanent-refused", None)).await);
        let mut wrong = vec![variable(MAX_RETRIES, "many")];
        assert_eq!(Waiting::of(&mut wrong).retries, 0);
        assert_eq!(wrong, [variable(MAX_RETRIES, "many")]);
    }
}
