//! Waiting, by the host's clock.

use core::time::Duration;
use wasi::clocks::monotonic_clock::subscribe_duration;
use wasi::io::poll::{Pollable, poll};

/// Waits for so many milliseconds.
pub fn sleep(milliseconds: u32) {
    subscribe(Duration::from_millis(milliseconds.into())).block();
}

/// The end of the time that an exchange may take. It holds also where the host keeps no timeouts.
pub struct Deadline(Pollable);

impl Deadline {
    /// A deadline so far from now.
    pub fn after(duration: Duration) -> Self {
        Self(subscribe(duration))
    }

    /// Waits until something is ready, and says whether it is before the time is over.
    pub fn wait_for(&self, event: &Pollable) -> bool {
        poll(&[event, &self.0]).contains(&0)
    }
}

fn subscribe(duration: Duration) -> Pollable {
    subscribe_duration(u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX))
}
