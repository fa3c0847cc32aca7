//! Deadlines and pauses, by the host's clock.

use core::time::Duration;
use wasi::clocks::monotonic_clock::subscribe_duration;
use wasi::io::poll::{Pollable, poll};

/// Waits for a number of milliseconds.
pub fn sleep(milliseconds: u32) {
    subscribe(Duration::from_millis(milliseconds.into())).block();
}

/// The end of an exchange's time. It works even if the host has no timeouts.
pub struct Deadline(Pollable);

impl Deadline {
    /// A deadline that is a duration from now.
    pub fn after(duration: Duration) -> Self {
        Self(subscribe(duration))
    }

    /// Waits for an event; false if the deadline passes first.
    pub fn wait_for(&self, event: &Pollable) -> bool {
        poll(&[event, &self.0]).contains(&0)
    }
}

fn subscribe(duration: Duration) -> Pollable {
    subscribe_duration(u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX))
}
