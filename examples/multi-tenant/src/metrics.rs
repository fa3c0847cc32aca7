//! Metrics for Prometheus, and a log line per call.

use prometheus::{HistogramOpts, HistogramVec, IntCounterVec, IntGauge, Opts, Registry, TextEncoder};
use std::time::Duration;

/// The metrics of a server.
pub struct Metrics {
    registry: Registry,
    calls: IntCounterVec,
    seconds: HistogramVec,
    /// The number of calls that run now.
    pub running: IntGauge,
}

impl Metrics {
    /// New metrics, all zero.
    pub fn new() -> prometheus::Result<Self> {
        let registry = Registry::new();
        let calls = Opts::new("okta_calls_total", "Calls by tenant and outcome");
        let calls = IntCounterVec::new(calls, &["tenant", "outcome"])?;
        let seconds = HistogramOpts::new("okta_call_seconds", "How long calls took, by outcome");
        let seconds = HistogramVec::new(seconds, &["outcome"])?;
        let running = IntGauge::new("okta_calls_running", "Calls that run now")?;
        registry.register(Box::new(calls.clone()))?;
        registry.register(Box::new(seconds.clone()))?;
        registry.register(Box::new(running.clone()))?;
        Ok(Self { registry, calls, seconds, running })
    }

    /// Counts a call and writes its line. `outcome` is `ok`, the case of the component's error, or the word for the server's refusal.
    pub fn count(&self, tenant: &str, action: &str, outcome: &str, request_id: Option<&str>, took: Duration) {
        self.calls.with_label_values(&[tenant, outcome]).inc();
        self.seconds.with_label_values(&[outcome]).observe(took.as_secs_f64());
        // Okta's support asks for its id of the request.
        tracing::info!(tenant, action, outcome, okta_request_id = request_id, ms = took.as_secs_f64() * 1e3);
    }

    /// The text that Prometheus reads.
    pub fn text(&self) -> prometheus::Result<String> {
        TextEncoder::new().encode_to_string(&self.registry.gather())
    }
}
