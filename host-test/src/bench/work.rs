//! The works of the benchmark, and how a sample of each is taken.

use super::child;
use super::layers;
use super::parse::users;
use super::subject::{Instances, Subject};
use super::{PER_PAGE, USERS, load, plain, stats};
use crate::host::Host;
use anyhow::{Context, ensure};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// The number of callers at a time in [`Work::Many`].
pub const CALLERS: usize = 64;

/// The client that does a work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Client {
    /// A plain HTTP client.
    Plain,
    /// The component, with an instance that serves all calls.
    Reused,
    /// The component, with a fresh instance for every call.
    Fresh,
}

/// A measured work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// `user.get-user` by one caller, in microseconds.
    One(Client),
    /// `user.get-user` by [`CALLERS`] at a time, in calls per second.
    Many(Client),
    /// `user.create-user` by one caller, in microseconds.
    Create(Client),
    /// All users, page by page and each parsed, in users per second.
    Pages(Client),
    /// All users, page by page and none parsed, in users per second.
    Bytes(Client),
    /// All users by one call of `pages.collect-list`, in users per second.
    Collect,
    /// A store and an instance, made and dropped, in microseconds.
    Instantiate,
    /// `user.get-user` answered in process, in microseconds.
    InProcess(Client),
    /// As [`Work::InProcess`], with Rust types instead of dynamic values.
    Typed(Client),
    /// The part of [`Work::InProcess`] that is spent in WebAssembly, in microseconds.
    Guest(Client),
    /// One request as a whole process, in milliseconds.
    Process(Client),
    /// The responses per second of the server to a client that does nothing else.
    Capacity,
}

impl Work {
    /// All works in the order of a round, with those next to each other that are compared.
    pub const ALL: [Self; 25] = [
        Self::One(Client::Plain),
        Self::One(Client::Reused),
        Self::One(Client::Fresh),
        Self::Many(Client::Plain),
        Self::Many(Client::Reused),
        Self::Many(Client::Fresh),
        Self::Create(Client::Plain),
        Self::Create(Client::Reused),
        Self::Create(Client::Fresh),
        Self::Instantiate,
        Self::Guest(Client::Reused),
        Self::Guest(Client::Fresh),
        Self::InProcess(Client::Reused),
        Self::InProcess(Client::Fresh),
        Self::Typed(Client::Reused),
        Self::Typed(Client::Fresh),
        Self::Pages(Client::Plain),
        Self::Pages(Client::Reused),
        Self::Pages(Client::Fresh),
        Self::Collect,
        Self::Bytes(Client::Plain),
        Self::Bytes(Client::Reused),
        Self::Process(Client::Plain),
        Self::Process(Client::Fresh),
        Self::Capacity,
    ];

    /// The name of a row.
    pub fn name(self) -> String {
        match self {
            Self::One(_) => "get-user, one caller".into(),
            Self::Many(_) => format!("get-user, {CALLERS} callers"),
            Self::Create(_) => "create-user, one caller".into(),
            Self::Pages(_) => format!("{USERS} users, page by page"),
            Self::Bytes(_) => format!("{USERS} users, page by page, not parsed"),
            Self::Collect => format!("{USERS} users, pages.collect-list"),
            Self::Instantiate => "making and dropping an instance".into(),
            Self::InProcess(_) => "get-user, answered in process".into(),
            Self::Typed(_) => "get-user, in process and typed".into(),
            Self::Guest(_) => "get-user, in WebAssembly alone".into(),
            Self::Process(_) => "get-user as a whole process".into(),
            Self::Capacity => format!("the server alone, {CALLERS} connections"),
        }
    }

    /// The client of this work.
    pub const fn client(self) -> Client {
        match self {
            Self::One(client)
            | Self::Many(client)
            | Self::Create(client)
            | Self::Pages(client)
            | Self::Bytes(client)
            | Self::InProcess(client)
            | Self::Typed(client)
            | Self::Guest(client)
            | Self::Process(client) => client,
            Self::Collect | Self::Instantiate => Client::Fresh,
            Self::Capacity => Client::Plain,
        }
    }

    /// The unit of its values.
    pub const fn unit(self) -> &'static str {
        match self {
            Self::One(_)
            | Self::Create(_)
            | Self::Instantiate
            | Self::InProcess(_)
            | Self::Typed(_)
            | Self::Guest(_) => "µs",
            Self::Many(_) | Self::Capacity => "calls/s",
            Self::Pages(_) | Self::Bytes(_) | Self::Collect => "users/s",
            Self::Process(_) => "ms",
        }
    }

    /// The same work by the plain client.
    pub const fn plain(self) -> Option<Self> {
        match self {
            Self::One(_) => Some(Self::One(Client::Plain)),
            Self::Many(_) => Some(Self::Many(Client::Plain)),
            Self::Create(_) => Some(Self::Create(Client::Plain)),
            Self::Pages(_) | Self::Collect => Some(Self::Pages(Client::Plain)),
            Self::Bytes(_) => Some(Self::Bytes(Client::Plain)),
            Self::Process(_) => Some(Self::Process(Client::Plain)),
            Self::Instantiate | Self::InProcess(_) | Self::Typed(_) | Self::Guest(_) | Self::Capacity => None,
        }
    }
}

/// The state that all samples share.
pub struct Bench {
    plain: plain::Plain,
    subject: Arc<Subject>,
    in_process: Subject,
    origin: String,
}

impl Bench {
    /// Prepares both sides for the server at an origin.
    pub fn new(host: Arc<Host>, origin: &str) -> anyhow::Result<Self> {
        Ok(Self {
            plain: plain::Plain::new(origin),
            subject: Arc::new(Subject::new(Arc::clone(&host), origin)?),
            in_process: Subject::in_process(host)?,
            origin: origin.to_owned(),
        })
    }

    /// Takes one sample of about this duration, but does the work at least once.
    pub async fn sample(&self, work: Work, time: Duration) -> anyhow::Result<f64> {
        match work {
            Work::One(Client::Plain) => self.plain_one(time, false).await,
            Work::Create(Client::Plain) => self.plain_one(time, true).await,
            Work::One(client) => one(&self.subject, client, false, time).await,
            Work::Create(client) => one(&self.subject, client, true, time).await,
            Work::InProcess(client) => one(&self.in_process, client, false, time).await,
            Work::Typed(client) => typed(&self.in_process, client, time).await,
            Work::Guest(client) => layers::guest(&self.in_process, client, time).await,
            Work::Many(client) => self.many(client, time).await,
            Work::Pages(client) => self.pages(client, users).await,
            Work::Bytes(client) => self.pages(client, |_| Ok(PER_PAGE)).await,
            Work::Collect => {
                let start = Instant::now();
                rate(users(self.subject.collect().await?.as_bytes())?, start)
            }
            Work::Instantiate => self.instantiate(time).await,
            Work::Process(client) => child::process(&self.origin, client == Client::Plain, time),
            Work::Capacity => load::capacity(&self.origin, CALLERS, time).await,
        }
    }

    async fn pages(&self, client: Client, users: fn(&[u8]) -> anyhow::Result<u32>) -> anyhow::Result<f64> {
        let start = Instant::now();
        let count = match client {
            Client::Plain => self.plain.pages(users).await?,
            client => self.subject.pages(client, users).await?,
        };
        ensure!(count == USERS, "{count} of {USERS} users came");
        rate(count, start)
    }

    async fn plain_one(&self, time: Duration, create: bool) -> anyhow::Result<f64> {
        let (start, mut taken) = (Instant::now(), Vec::new());
        while taken.is_empty() || start.elapsed() < time {
            let began = Instant::now();
            if create {
                self.plain.create().await?
            } else {
                self.plain.get().await?
            }
            taken.push(micros(began.elapsed()));
        }
        Ok(stats::median(&mut taken))
    }

    async fn instantiate(&self, time: Duration) -> anyhow::Result<f64> {
        let (start, mut taken) = (Instant::now(), Vec::new());
        while taken.is_empty() || start.elapsed() < time {
            let began = Instant::now();
            drop(self.subject.instance().await?);
            taken.push(micros(began.elapsed()));
        }
        Ok(stats::median(&mut taken))
    }

    async fn many(&self, client: Client, time: Duration) -> anyhow::Result<f64> {
        let (start, mut callers) = (Instant::now(), JoinSet::new());
        for _ in 0..CALLERS {
            let (plain, subject) = (self.plain.clone(), Arc::clone(&self.subject));
            callers.spawn(async move {
                let mut instances = Instances::new(&subject, client);
                let mut calls = 0_u32;
                while calls == 0 || start.elapsed() < time {
                    match client {
                        Client::Plain => plain.get().await?,
                        _ => instances.get_user().await?,
                    }
                    calls += 1;
                }
                anyhow::Ok(calls)
            });
        }
        let mut calls = 0;
        while let Some(ended) = callers.join_next().await {
            calls += ended.context("a caller panicked")??;
        }
        rate(calls, start)
    }
}

async fn one(subject: &Subject, client: Client, create: bool, time: Duration) -> anyhow::Result<f64> {
    let mut instances = Instances::new(subject, client);
    let (start, mut taken) = (Instant::now(), Vec::new());
    while taken.is_empty() || start.elapsed() < time {
        let began = Instant::now();
        if create {
            instances.create_user().await?
        } else {
            instances.get_user().await?
        }
        taken.push(micros(began.elapsed()));
    }
    Ok(stats::median(&mut taken))
}

async fn typed(subject: &Subject, client: Client, time: Duration) -> anyhow::Result<f64> {
    let mut instances = Instances::new(subject, client);
    let (start, mut taken) = (Instant::now(), Vec::new());
    while taken.is_empty() || start.elapsed() < time {
        let began = Instant::now();
        instances.get_user_typed().await?;
        taken.push(micros(began.elapsed()));
    }
    Ok(stats::median(&mut taken))
}

/// The number per second since a start.
fn rate(count: u32, start: Instant) -> anyhow::Result<f64> {
    ensure!(count > 0, "nothing was done");
    Ok(f64::from(count) / start.elapsed().as_secs_f64())
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}
