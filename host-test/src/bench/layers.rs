//! How much of a call is spent in WebAssembly, by the hooks of wasmtime at each way in and out.

use super::ours::{Instances, Ours};
use super::stats;
use super::work::Client;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// The microseconds in WebAssembly of one call, as the median over calls.
pub async fn guest(ours: &Ours, client: Client, time: Duration) -> anyhow::Result<f64> {
    let inside = Arc::new(AtomicU64::new(0));
    let (start, mut taken) = (Instant::now(), Vec::new());
    let mut instances = Instances::new(ours, client);
    let mut hooked = false;
    while taken.is_empty() || start.elapsed() < time {
        if client == Client::Fresh || !hooked {
            let mut instance = ours.instance().await?;
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
