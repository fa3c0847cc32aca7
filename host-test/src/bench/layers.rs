//! Measures the part of a call that is spent in WebAssembly, by wasmtime's call hooks.

use super::stats;
use super::subject::{Instances, Subject};
use super::work::Client;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// The median time of a call in WebAssembly, in microseconds.
pub async fn guest(subject: &Subject, client: Client, time: Duration) -> anyhow::Result<f64> {
    let inside = Arc::new(AtomicU64::new(0));
    let (start, mut taken) = (Instant::now(), Vec::new());
    let mut instances = Instances::new(subject, client);
    let mut hooked = false;
    while taken.is_empty() || start.elapsed() < time {
        if client == Client::Fresh || !hooked {
            let mut instance = subject.instance().await?;
            let (total, mut entered) = (Arc::clone(&inside), Instant::now());
            instance.store().call_hook(move |_, hook| {
                if hook.exiting_host() {
                    entered = Instant::now();
                } else {
                    total.fetch_add(entered.elapsed().as_nanos() as u64, Ordering::Relaxed);
                }
                Ok(())
            });
            instances.set(instance);
            hooked = true;
        }
        inside.store(0, Ordering::Relaxed);
        instances.get_user().await?;
        taken.push(inside.load(Ordering::Relaxed) as f64 / 1e3);
    }
    Ok(stats::median(&mut taken))
}
