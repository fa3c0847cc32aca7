//! Drives the component with random calls against a mock org that fails on purpose, and looks for violations: a trap, a
//! secret in the wrong place, a request to another origin.
//!
//! | file | job |
//! |---|---|
//! | `inputs` | which function, with which arguments: by the types that the component exports |
//! | `texts` | the texts in them: ids that exist, bodies, and hostile ones |
//! | `environments` | which environment, and the secrets in it |
//! | `secrets` | finds secrets in any spelling |
//!
//! Enter at [`run`]. This room must not know the WIT: it calls the exports of the component.

mod environments;
mod inputs;
mod secrets;
mod texts;

use crate::host::client::HttpClient;
use crate::host::network::{self, Network};
use crate::host::values::Outcome;
use crate::host::{Host, InstanceConfig};
use crate::mock::{CALL, Faults, Mock, Options as MockOptions};
use crate::terminal::say;
use anyhow::Context;
use bytes::Bytes;
use environments::Environments;
use fastrand::Rng;
use http::HeaderMap;
use http::header::AUTHORIZATION;
use httparse::Status;
use inputs::Inputs;
use secrets::{Kind, Secrets};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use url::Url;
use wasmtime::component::Val;

/// The most calls at a time; the pool of the host's engine has a few instances more.
pub const MAX_CONCURRENCY: usize = 60;

/// A call that takes longer has hung: the environment of every call sets timeouts of a second.
const HUNG: Duration = Duration::from_secs(60);

/// After this many calls the org is reset, so that it does not grow.
const CALLS_PER_ORG: u64 = 2_000;

/// More headers than the component sends with one request.
const MAX_HEADERS: usize = 256;

/// The share of calls before memory is measured for the first time.
const WARM_UP: u64 = 10;

/// The options of a run.
#[derive(Clone, Debug)]
pub struct Options {
    /// How many calls to make.
    pub calls: u64,
    /// The seed of all choices.
    pub seed: u64,
    /// How many calls run at a time, up to [`MAX_CONCURRENCY`].
    pub concurrency: usize,
    /// Whether the mock org fails on purpose.
    pub faults: bool,
    /// Runs this call alone, as in a run with the same seed.
    pub only: Option<u64>,
}

/// The report of a run.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The seed.
    pub seed: u64,
    /// How many calls were made.
    pub calls: u64,
    /// How many requests reached the mock org.
    pub requests: u64,
    /// How long it took.
    pub seconds: f64,
    /// Calls in a second.
    pub calls_per_second: f64,
    /// How often each kind of fault happened.
    pub faults: BTreeMap<String, u64>,
    /// How often each case of a result was seen, including `success`.
    pub results: BTreeMap<String, u64>,
    /// Calls that trapped or hung.
    pub traps: Vec<Finding>,
    /// Secrets that were found in the wrong place.
    pub leaks: Vec<Finding>,
    /// Connections to another origin than the configured one, and requests for one that the host stopped.
    pub strays: u64,
    /// The most linear memory that an instance had, in bytes.
    pub linear_memory: usize,
    /// The memory of this process after the first calls, in bytes, if the system tells.
    pub memory_at_start: Option<u64>,
    /// The same at the end.
    pub memory_at_end: Option<u64>,
}

/// A violated invariant.
#[derive(Debug, Serialize)]
pub struct Finding {
    /// The number of the call; none for a finding in a request.
    pub call: Option<u64>,
    /// The action, or the request.
    pub subject: String,
    /// The arguments of the call.
    pub arguments: String,
    /// The violation.
    pub found: String,
}

impl Report {
    /// Whether there are no violations.
    pub fn is_clean(&self) -> bool {
        self.traps.is_empty() && self.leaks.is_empty() && self.strays == 0
    }
}

/// The state that all calls share.
struct Soak {
    host: Arc<Host>,
    mock: Mock,
    client: HttpClient,
    secrets: Secrets,
    environments: Environments,
    /// The indices of the functions that are not actions.
    others: Vec<usize>,
    options: Options,
    next: AtomicU64,
}

/// The end of one call.
struct Ended {
    case: String,
    trap: Option<Finding>,
    leak: Option<Finding>,
}

/// Runs the calls; `progress` is called after each with the report so far.
pub async fn run(host: Arc<Host>, options: Options, mut progress: impl FnMut(&Report)) -> anyhow::Result<Report> {
    let mut environments = Environments::new(options.seed)?;
    let (tap, requests) = mpsc::unbounded_channel();
    let faults = Faults { seed: options.seed, percent: if options.faults { 40 } else { 0 }, tap: Some(tap) };
    let mock = Mock::start(MockOptions {
        token: environments.token.clone(),
        clients: environments.clients(),
        token_uses: Some(3),
        faults: Some(faults),
        ..MockOptions::default()
    });
    let mock = mock.await.context("starting the mock org")?;
    environments.origin = Url::parse(&mock.origin).context("the origin of the mock org")?;
    // Without faults the mock org has no such origin, and no request may go to this one either.
    environments.elsewhere = Url::parse(mock.elsewhere()).or_else(|_| Url::parse("http://evil.example"))?;
    let secrets = Secrets::new(&environments.secrets())?;
    let searched = tokio::spawn(search(requests, secrets.clone()));
    let first = options.only.unwrap_or_default();
    let calls = if options.only.is_some() { 1 } else { options.calls };
    let workers = options.concurrency.clamp(1, MAX_CONCURRENCY);
    let client = network::client();
    let mut report = Report { seed: options.seed, ..Report::default() };
    let others = inputs::others(host.functions());
    let soak = Arc::new(Soak { others, host, mock, client, secrets, environments, options, next: first.into() });
    let (done, mut ended) = mpsc::channel(workers);
    let mut tasks = JoinSet::new();
    for _ in 0..workers {
        let (soak, done) = (Arc::clone(&soak), done.clone());
        tasks.spawn(async move {
            loop {
                let call = soak.next.fetch_add(1, Ordering::Relaxed);
                if call >= first + calls || done.send(soak.call(call).await?).await.is_err() {
                    return anyhow::Ok(());
                }
            }
        });
    }
    drop(done);
    let start = Instant::now();
    while let Some(Ended { case, trap, leak }) = ended.recv().await {
        report.calls += 1;
        *report.results.entry(case).or_default() += 1;
        report.traps.extend(trap);
        report.leaks.extend(leak);
        if report.calls == calls.div_ceil(WARM_UP) {
            report.memory_at_start = resident();
        }
        progress(&report);
    }
    while let Some(worker) = tasks.join_next().await {
        worker.context("a worker panicked")??;
    }
    report.seconds = start.elapsed().as_secs_f64();
    report.calls_per_second = report.calls as f64 / report.seconds;
    report.memory_at_end = resident();
    report.linear_memory = soak.host.highest_memory();
    report.faults = soak.mock.faults().into_iter().map(|(name, count)| (name.to_owned(), count)).collect();
    report.strays = soak.mock.strays() + u64::try_from(soak.host.denied()).unwrap_or(u64::MAX);
    // The mock org holds the other end of the channel of requests.
    drop(soak);
    let (requests, leaks) = searched.await.context("the search panicked")?;
    report.requests = requests;
    report.leaks.extend(leaks);
    Ok(report)
}

impl Soak {
    async fn call(&self, call: u64) -> anyhow::Result<Ended> {
        if call.is_multiple_of(CALLS_PER_ORG) {
            self.mock.reset();
        }
        let rng = Rng::with_seed(self.options.seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ call);
        let elsewhere = &self.environments.elsewhere;
        let mut inputs = Inputs { functions: self.host.functions(), others: &self.others, elsewhere, rng };
        let function = inputs.function();
        let args = inputs.arguments(function)?;
        let environment = self.environments.environment(&mut inputs.rng);
        let action = format!("{}.{}", function.interface, function.name);
        if self.options.only.is_some() {
            let names: Vec<&str> = environment.iter().map(|(name, _)| name.as_str()).collect();
            say(&format!("call {call}: {action} {args:?}\nwith {}", names.join(" ")));
        }
        let headers = HeaderMap::from_iter([(CALL, call.into())]);
        let config = InstanceConfig::new(environment, Network::WithHeaders(self.client.clone(), headers));
        let result = tokio::time::timeout(HUNG, self.host.call(function, &args, &config)).await;
        let finding =
            |found: String| Finding { call: Some(call), subject: action.clone(), arguments: shown(&args), found };
        let (case, text, trap) = match result {
            Ok(Ok(value)) => {
                let outcome = Outcome::new(value);
                let text = format!("{} {}", outcome.to_json(), outcome.sentence());
                (outcome.error.unwrap_or_else(|| "success".to_owned()), text, None)
            }
            Ok(Err(error)) => ("trap".to_owned(), format!("{error:#}"), Some(finding(error.root_cause().to_string()))),
            Err(_) => ("hung".to_owned(), String::new(), Some(finding(format!("no end after {HUNG:?}")))),
        };
        if self.options.only.is_some() {
            say(&text.chars().take(2000).collect::<String>());
        }
        // A function of `auth` returns an access token on purpose.
        let allowed: &[Kind] = if function.interface == "auth" { &[Kind::Access] } else { &[] };
        let secret = self.secrets.find(&text, allowed);
        let leak = secret.map(|kind| finding(format!("a secret is in the result: {kind:?}")));
        Ok(Ended { case, trap, leak })
    }
}

/// Counts requests, and looks for secrets in the wrong place of them.
async fn search(mut requests: mpsc::UnboundedReceiver<Bytes>, secrets: Secrets) -> (u64, Vec<Finding>) {
    let (mut count, mut leaks) = (0, Vec::new());
    while let Some(request) = requests.recv().await {
        count += 1;
        let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
        let mut head = httparse::Request::new(&mut headers);
        // Bytes that are not a request have no header for a credential.
        let length = head.parse(&request).ok().filter(Status::is_complete).map_or(0, Status::unwrap);
        let subject = format!("{} {}", head.method.unwrap_or("?"), head.path.unwrap_or("?"));
        let text = |bytes| String::from_utf8_lossy(bytes);
        let mut found = secrets.find(&subject, &[Kind::Signed]);
        found = found.or_else(|| secrets.find(&text(&request[length..]), &[Kind::Signed]));
        for header in head.headers.iter().filter(|_| length > 0) {
            let credential = header.name.eq_ignore_ascii_case(AUTHORIZATION.as_str());
            let allowed: &[Kind] =
                if credential { &[Kind::Token, Kind::Access, Kind::Signed] } else { &[Kind::Signed] };
            found = found.or_else(|| secrets.find(header.name, allowed));
            found = found.or_else(|| secrets.find(&text(header.value), allowed));
        }
        leaks.extend(found.map(|kind| Finding {
            call: None,
            subject,
            arguments: String::new(),
            found: format!("a secret is in the wrong place of the request: {kind:?}"),
        }));
    }
    (count, leaks)
}

fn shown(args: &[Val]) -> String {
    let text = format!("{args:?}");
    match text.char_indices().nth(300) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// The memory of this process, in bytes.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}
