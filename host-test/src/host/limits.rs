//! The limits on the resources of one instance.

use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;
use std::time::{Duration, Instant};
use wasmtime::{Engine, Store, UpdateDeadline};

/// How often an instance that computes is checked.
const TICK: Duration = Duration::from_millis(50);

/// The limits of an instance. Beyond them a call ends by an error or a trap; the host and other instances go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The linear memory, in bytes: 512 MiB. That fits a response of the highest bound that the component accepts (128 MiB)
    /// and the copies made while it is read. A response that does not fit is an error of the component, not a trap.
    pub memory: usize,
    /// The most that the component may pass to the host at once, in bytes of the host's memory: 256 MiB. That is twice the
    /// longest response, because headers and a `next` come with it. Beyond it the call traps. A host that lifts responses as
    /// `Val` has to allow 40 times the length of a `list<u8>`: each of its bytes becomes one `Val`.
    pub hostcall_fuel: usize,
    /// How long a call may compute: 30 s. Waiting for the network or a timer does not count, so this does not limit a call's
    /// duration; put a timeout around the call for that, which works because an instance that computes yields.
    pub computing: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { memory: 512 << 20, hostcall_fuel: 256 << 20, computing: Duration::from_secs(30) }
    }
}

/// Counts the time that an instance computes: the time that its future is being polled.
#[derive(Clone, Default)]
pub struct Meter(Arc<Mutex<Computed>>);

#[derive(Default)]
struct Computed {
    before: Duration,
    since: Option<Instant>,
}

impl Meter {
    /// Stops the instance of a store once a call of it has computed for longer than `limit`.
    pub fn watch<T: 'static>(&self, store: &mut Store<T>, limit: Duration) {
        let meter = self.clone();
        store.set_epoch_deadline(1);
        store.epoch_deadline_callback(move |_| {
            if meter.computed() > limit {
                return Err(wasmtime::Error::msg(format!("the component has computed for longer than {limit:?}")));
            }
            Ok(UpdateDeadline::Yield(1))
        });
    }

    /// Runs a call of the instance, and counts from zero.
    pub async fn run<F: Future>(&self, call: F) -> F::Output {
        self.lock().before = Duration::ZERO;
        let mut call = pin!(call);
        std::future::poll_fn(|context| {
            self.lock().since = Some(Instant::now());
            let polled: Poll<F::Output> = call.as_mut().poll(context);
            let computed = self.computed();
            *self.lock() = Computed { before: computed, since: None };
            polled
        })
        .await
    }

    fn computed(&self) -> Duration {
        let computed = self.lock();
        computed.before + computed.since.map(|since| since.elapsed()).unwrap_or_default()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Computed> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Advances the epoch of an engine for as long as the engine exists.
pub fn tick(engine: &Engine) -> std::io::Result<()> {
    let engine = engine.weak();
    let go_on = move || {
        while let Some(engine) = engine.upgrade() {
            engine.increment_epoch();
            drop(engine);
            std::thread::sleep(TICK);
        }
    };
    std::thread::Builder::new().name("epoch".into()).spawn(go_on).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasmtime::{Config, Instance, Module};

    /// A module whose function `f` is an endless loop.
    const ENDLESS: &[u8] = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x03\x02\x01\0\x07\x05\x01\x01f\0\0\
        \x0a\x09\x01\x07\0\x03\x40\x0c\0\x0b\x0b";

    #[tokio::test]
    async fn an_endless_computation_is_stopped() {
        let engine = Engine::new(Config::new().epoch_interruption(true)).expect("an engine");
        tick(&engine).expect("a thread");
        let module = Module::new(&engine, ENDLESS).expect("a module");
        let mut store = Store::new(&engine, ());
        let meter = Meter::default();
        meter.watch(&mut store, Duration::from_millis(200));
        let instance = Instance::new_async(&mut store, &module, &[]).await.expect("an instance");
        let endless = instance.get_typed_func::<(), ()>(&mut store, "f").expect("a function");
        let stopped = meter.run(endless.call_async(&mut store, ())).await.expect_err("it has no end");
        assert!(format!("{stopped:#}").contains("computed for longer than 200ms"), "{stopped:#}");
        // An instance that computes yields, so that a timeout around the call works as well.
        meter.watch(&mut store, Duration::MAX);
        let call = meter.run(endless.call_async(&mut store, ()));
        assert!(tokio::time::timeout(Duration::from_millis(200), call).await.is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn waiting_is_not_computing() {
        let meter = Meter::default();
        meter.run(tokio::time::sleep(Duration::from_secs(3600))).await;
        assert!(meter.computed() < Duration::from_secs(60), "{:?}", meter.computed());
    }
}
