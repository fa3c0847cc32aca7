//! HTTP in, one call of the component in an instance of its own, JSON out.

use crate::metrics::Metrics;
use crate::tenants::{Tenant, Tenants};
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use host_test::host::limits::Limits;
use host_test::host::values::{Outcome, arguments};
use host_test::host::{Host, engine};
use prometheus::IntGauge;
use serde_json::json;
use std::sync::Arc;
use std::time::{Duration, Instant};
use wasmtime::Engine;

/// The maximum of concurrent instances; a further call is refused. It takes 64 tenants with full shares to reach it.
pub const INSTANCES: u32 = 256;

/// The maximum length of the arguments of a call, in bytes.
pub const ARGUMENTS: usize = 1 << 20;

/// The limits of a call.
#[derive(Clone, Copy)]
pub struct Share {
    /// The limits of its instance.
    pub instance: Limits,
    /// Its maximum duration, including waits.
    pub time: Duration,
}

impl Default for Share {
    fn default() -> Self {
        let instance = Limits { memory: 64 << 20, hostcall_fuel: 64 << 20, computing: Duration::from_secs(2) };
        Self { instance, time: Duration::from_secs(60) }
    }
}

/// The state that all requests share.
pub struct Server {
    host: Host,
    tenants: Tenants,
    share: Share,
    metrics: Metrics,
}

impl Server {
    /// A server for these tenants.
    pub fn new(tenants: Tenants, share: Share) -> anyhow::Result<Self> {
        let engine = Engine::new(&engine::config(INSTANCES))?;
        Ok(Self { host: Host::on(engine, |_| Ok(()))?, tenants, share, metrics: Metrics::new()? })
    }

    /// `POST /v1/ACTION` with a JSON object of arguments, and `GET /metrics`.
    pub fn router(self) -> Router {
        Router::new()
            .route("/v1/{action}", post(call).layer(DefaultBodyLimit::max(ARGUMENTS)))
            .route("/metrics", get(metrics))
            .with_state(Arc::new(self))
    }

    /// Runs an action for a tenant.
    async fn run(&self, tenant: &Tenant, action: &str, json: &str) -> Result<Outcome, Refused> {
        let function =
            self.host.function(action).map_err(|why| Refused(StatusCode::NOT_FOUND, "unknown-action", why))?;
        let args = arguments(function, json, None)
            .map_err(|problems| Refused(StatusCode::BAD_REQUEST, "bad-arguments", problems.join("\n")))?;
        let busy = |_| Refused(StatusCode::TOO_MANY_REQUESTS, "busy", "too many calls at a time".into());
        let _slot = tenant.slots.try_acquire().map_err(busy)?;
        let call = async {
            let mut instance = self.host.instance_within(&tenant.config, self.share.instance).await?;
            instance.call(function, &args).await
        };
        match tokio::time::timeout(self.share.time, call).await {
            Ok(Ok(returned)) => Ok(Outcome::new(returned)),
            // A trap or a full pool: only the operator sees the details.
            Ok(Err(error)) => {
                tracing::error!(tenant = tenant.name, action, "{error:#}");
                Err(Refused(StatusCode::INTERNAL_SERVER_ERROR, "stopped", "the call was stopped".into()))
            }
            Err(_) => Err(Refused(StatusCode::GATEWAY_TIMEOUT, "timeout", "the call took too long".into())),
        }
    }
}

/// A call without an outcome: the status, the word for the metrics, and a sentence for the caller.
struct Refused(StatusCode, &'static str, String);

/// Counts a running call until it ends, even if its caller disconnects.
struct Running<'a>(&'a IntGauge);

impl<'a> Running<'a> {
    fn one(gauge: &'a IntGauge) -> Self {
        gauge.inc();
        Self(gauge)
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.dec();
    }
}

async fn call(
    State(server): State<Arc<Server>>,
    Path(action): Path<String>,
    headers: HeaderMap,
    json: String,
) -> Response {
    let key = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let Some(tenant) = server.tenants.of(key) else {
        return (StatusCode::UNAUTHORIZED, Json(json!({ "message": "no tenant has this key" }))).into_response();
    };
    let began = Instant::now();
    let running = Running::one(&server.metrics.running);
    let result = server.run(tenant, &action, &json).await;
    drop(running);
    let count =
        |outcome: &str, id: Option<&str>| server.metrics.count(&tenant.name, &action, outcome, id, began.elapsed());
    match result {
        // The status is about this server; the object contains the outcome of the action.
        Ok(outcome) => {
            let response = outcome.fields.get("response").unwrap_or(&serde_json::Value::Null);
            let id = outcome.fields.get("requestId").or_else(|| response.get("requestId"));
            count(outcome.error.as_deref().unwrap_or("ok"), id.and_then(|id| id.as_str()));
            ([(header::CONTENT_TYPE, "application/json")], outcome.to_json()).into_response()
        }
        Err(Refused(status, word, why)) => {
            count(word, None);
            (status, Json(json!({ "message": why }))).into_response()
        }
    }
}

async fn metrics(State(server): State<Arc<Server>>) -> Response {
    match server.metrics.text() {
        Ok(text) => text.into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}
