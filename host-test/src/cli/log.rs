//! `okta-actions log`: the system log, one event a line, with those to come.
//!
//! Okta gives every page of a poll (`since` without `until`) a `next`, an empty page too. What was printed is remembered as
//! that link, and as the ids of the latest events for when the link has expired.

use super::call::bad_input;
use super::connection::{Connection, Flags};
use super::show::{Form, Pages, Show};
use super::{errors, waiting};
use crate::host::values::{Outcome, arguments};
use crate::host::{Function, Host, Instance, InstanceConfig};
use crate::terminal::say;
use anyhow::Context;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};
use std::collections::VecDeque;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;
use wasmtime::component::Val;

const ACTION: &str = "system-log.get-org-system-log";

/// How many ids of events are remembered: some pages of the largest size.
const REMEMBERED: usize = 5000;

/// What `okta-actions log` takes.
#[derive(clap::Args)]
pub struct Log {
    /// Go on with the events to come, until interrupted
    #[arg(long, short)]
    follow: bool,
    /// The time of the first event, such as 2026-01-31T00:00:00Z; by default now with --follow, and else seven days ago
    #[arg(long, value_name = "TIME")]
    since: Option<String>,
    /// An expression that events fulfill, such as 'eventType eq "user.session.start"'
    #[arg(long, value_name = "EXPRESSION")]
    filter: Option<String>,
    /// Words that an event holds
    #[arg(long, value_name = "WORDS")]
    q: Option<String>,
    /// Remember in this file what was printed, and go on from there the next time, without gaps or repeats
    #[arg(long, value_name = "FILE")]
    since_file: Option<PathBuf>,
    /// Seconds between two looks at the log
    #[arg(long, value_name = "SECONDS", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..))]
    interval: u64,
    #[command(flatten)]
    connection: Flags,
    #[command(flatten)]
    show: Show,
}

/// Where a log goes on. The file holds it as JSON.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Place {
    filter: Option<String>,
    q: Option<String>,
    /// The link to the next page.
    next: Option<String>,
    /// When the latest event was published.
    published: Option<String>,
    /// The ids of the latest events.
    seen: VecDeque<String>,
}

impl Place {
    /// Reads the file if there is one. The error says what does not fit.
    fn load(log: &Log) -> Result<Self, String> {
        let fresh = Self { filter: log.filter.clone(), q: log.q.clone(), ..Self::default() };
        let Some(file) = log.since_file.as_ref().filter(|file| file.exists()) else { return Ok(fresh) };
        let text = std::fs::read_to_string(file).map_err(|error| format!("reading {}: {error}", file.display()))?;
        if text.trim().is_empty() {
            return Ok(fresh);
        }
        let place: Self = serde_json::from_str(&text)
            .map_err(|error| format!("{} does not hold the place in a log: {error}", file.display()))?;
        if (&place.filter, &place.q) != (&log.filter, &log.q) {
            return Err(format!("{} is of a log with other filters: name another file", file.display()));
        }
        Ok(place)
    }

    /// Writes the file as a whole or not at all.
    fn save(&self, file: Option<&Path>) -> anyhow::Result<()> {
        let Some(file) = file else { return Ok(()) };
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let written = tempfile::NamedTempFile::new_in(folder).and_then(|mut new| {
            new.write_all(serde_json::to_string(self)?.as_bytes())?;
            new.persist(file).map_err(|error| error.error)
        });
        written.map(drop).with_context(|| format!("writing {}", file.display()))
    }

    /// The events of a page that were not printed yet, which from now on count as printed.
    fn take<'a>(&mut self, events: Vec<&'a RawValue>) -> anyhow::Result<Vec<&'a RawValue>> {
        #[derive(Deserialize)]
        struct Event {
            uuid: Option<String>,
            published: Option<String>,
        }
        let mut new = Vec::new();
        for event in events {
            let Event { uuid, published } = serde_json::from_str(event.get())?;
            if let Some(uuid) = uuid {
                if self.seen.contains(&uuid) {
                    continue;
                }
                self.seen.push_back(uuid);
            }
            self.published = published.or_else(|| self.published.take()).max(self.published.take());
            new.push(event);
        }
        self.seen.drain(..self.seen.len().saturating_sub(REMEMBERED));
        Ok(new)
    }
}

/// Runs the command.
pub async fn run(log: Log) -> anyhow::Result<ExitCode> {
    let mut place = match Place::load(&log) {
        Ok(place) => place,
        Err(problem) => return Ok(bad_input(&[problem])),
    };
    if log.since.as_ref().is_some_and(|since| since.parse::<jiff::Timestamp>().is_err()) {
        let since = log.since.unwrap_or_default();
        return Ok(bad_input(&[format!("--since {since}: expected a time such as 2026-01-31T00:00:00Z")]));
    }
    let connection = match Connection::of_process(&log.connection) {
        Ok(connection) => connection,
        Err(problem) => return Ok(bad_input(&[problem])),
    };
    connection.tell();
    let host = Host::new()?;
    let (environment, _embedded) = connection.open().await?;
    let config = InstanceConfig::over_network(environment);
    let list = host.function(ACTION).map_err(anyhow::Error::msg)?;
    let next_page = host.function("pages.next-page").map_err(anyhow::Error::msg)?;
    let mut instance = host.instance(&config).await?;
    let mut pages = Pages::new(log.show.clone(), ACTION, Form::Jsonl);
    let file = log.since_file.as_deref();
    // The first look begins here, and so does a later one if the link has expired by then.
    if place.published.is_none() {
        place.published = log.since.clone().or_else(|| log.follow.then(now));
    }
    let mut expired = false;
    loop {
        let by_link = place.next.is_some();
        let outcome = look(&mut instance, list, next_page, &place).await?;
        if let Some(error) = &outcome.error {
            // Okta keeps a link for a while only; the time of the latest event leads to the same place.
            if error == "permanent-refused" && by_link && !expired {
                (place.next, expired) = (None, true);
                continue;
            }
            let Some(wait) = waiting::wait(&outcome).filter(|_| log.follow) else {
                say(&errors::sentence(&outcome, config.environment()));
                return Ok(ExitCode::from(if error.contains("-invalid-") { 2 } else { 1 }));
            };
            waiting::count_down(wait, &waiting::why(&outcome)).await;
            continue;
        }
        expired &= !by_link;
        let text = |name: &str| outcome.fields.get(name).and_then(Value::as_str);
        let events: Vec<&RawValue> = serde_json::from_str(text("body").unwrap_or("[]"))?;
        let is_empty = events.is_empty();
        // What cannot be printed was not seen: the file is written afterwards.
        pages.add(place.take(events)?)?;
        let ended = text("next").is_none();
        place.next = text("next").map(String::from).or(place.next);
        place.save(file)?;
        if (is_empty || ended) && !log.follow {
            pages.finish()?;
            return Ok(ExitCode::SUCCESS);
        }
        if is_empty || ended {
            tokio::time::sleep(Duration::from_secs(log.interval)).await;
        }
    }
}

/// The time as Okta writes it.
fn now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// Fetches the next page, or the first one.
async fn look(
    instance: &mut Instance,
    list: &Function,
    next_page: &Function,
    place: &Place,
) -> anyhow::Result<Outcome> {
    if let Some(next) = &place.next {
        return Ok(Outcome::new(instance.call(next_page, &[Val::String(next.clone())]).await?));
    }
    let mut given = Map::new();
    for (name, value) in [("since", &place.published), ("filter", &place.filter), ("q", &place.q)] {
        given.extend(value.as_ref().map(|value| (name.to_string(), json!(value))));
    }
    let json = Value::Object(given).to_string();
    let args = arguments(list, &json, None).map_err(|problems| anyhow::anyhow!("{}", problems.join("; ")))?;
    Ok(Outcome::new(instance.call(list, &args).await?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(ids: &[u32]) -> Vec<Box<RawValue>> {
        let event = |id: &u32| json!({"uuid": id.to_string(), "published": format!("2026-01-01T00:00:0{id}Z")});
        ids.iter().map(|id| RawValue::from_string(event(id).to_string()).expect("JSON")).collect()
    }

    #[test]
    fn an_event_that_comes_twice_is_printed_once() {
        let mut place = Place::default();
        let (first, second) = (events(&[1, 3]), events(&[2, 3, 4]));
        let page = |events: &[Box<RawValue>]| events.len();
        assert_eq!(page(&first), place.take(first.iter().map(AsRef::as_ref).collect()).expect("it").len());
        assert_eq!(place.take(second.iter().map(AsRef::as_ref).collect()).expect("it").len(), 2);
        assert_eq!(place.published.as_deref(), Some("2026-01-01T00:00:04Z"));
        let many: Vec<Box<RawValue>> = (0..REMEMBERED)
            .map(|id| RawValue::from_string(json!({"uuid": format!("x{id}")}).to_string()).expect("JSON"))
            .collect();
        place.take(many.iter().map(AsRef::as_ref).collect()).expect("it");
        assert_eq!((place.seen.len(), place.published.as_deref()), (REMEMBERED, Some("2026-01-01T00:00:04Z")));
    }
}
