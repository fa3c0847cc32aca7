//! `okta-actions log`: the system log, one event a line, with those to come.
//!
//! Okta gives every page of a poll (`since` without `until`) a `next`, an empty page too. What was printed is remembered as
//! that link, and as the ids of the latest events for when the link has expired ([`place`]).

mod moment;
mod place;

use super::call::bad_input;
use super::connection::{Connection, Flags};
use super::show::{Form, Pages, Show};
use super::{errors, waiting};
use crate::host::values::{Outcome, arguments};
use crate::host::{Function, Host, Instance, InstanceConfig};
use crate::terminal::say;
use place::Place;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;
use wasmtime::component::Val;

const ACTION: &str = "system-log.get-org-system-log";

/// What `okta-actions log` takes.
#[derive(clap::Args)]
pub struct Log {
    /// Go on with the events to come, until interrupted
    #[arg(long, short)]
    follow: bool,
    /// The time of the first event: yesterday, 2026-01-31, 2026-01-31T09:00:00Z, or 24h or 7d before now; by default now with
    /// --follow, and else seven days ago
    #[arg(long, value_name = "TIME")]
    since: Option<String>,
    /// The time up to which events are printed, in the same forms
    #[arg(long, value_name = "TIME", conflicts_with_all = ["follow", "since_file"])]
    until: Option<String>,
    /// An expression that events fulfill, such as 'eventType eq "user.session.start"'
    #[arg(long, value_name = "EXPRESSION")]
    filter: Option<String>,
    /// Words that an event holds
    #[arg(long, value_name = "WORDS")]
    q: Option<String>,
    /// Remember in this file what was printed, and go on from there the next time. However the command ends, no event is left out; a
    /// kill can repeat one event at most (of a table, those of one page; of a form that is printed at the end, all)
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

/// Runs the command.
pub async fn run(log: Log) -> anyhow::Result<ExitCode> {
    let mut place = match Place::load(log.since_file.as_deref(), log.filter.as_deref(), log.q.as_deref()) {
        Ok(place) => place,
        Err(problem) => return Ok(bad_input(&[problem])),
    };
    let mut pages = Pages::new(log.show.clone(), ACTION, Form::Jsonl);
    if log.follow && pages.are_held() {
        return Ok(bad_input(&[
            "--follow never ends, and this form is printed at the end: expected --output jsonl, --table, or --csv \
             with --fields"
                .into(),
        ]));
    }
    let now = jiff::Zoned::now();
    let moment = |flag: &str, text: &Option<String>| {
        let read = |text: &String| moment::read(text, &now).map_err(|problem| format!("{flag} {text}: {problem}"));
        text.as_ref().map(read).transpose()
    };
    let (since, until) = match (moment("--since", &log.since), moment("--until", &log.until)) {
        (Ok(since), Ok(until)) => (since, until),
        (since, until) => return Ok(bad_input(&[since.err(), until.err()].into_iter().flatten().collect::<Vec<_>>())),
    };
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
    // One event at a time, so that hardly anything is printed twice; without a file, whole pages are faster.
    let at_once = if log.since_file.is_some() && pages.are_lines() { 1 } else { usize::MAX };
    // The first look begins here, and so does a later one if the link has expired by then.
    if place.published.is_none() {
        place.published = since.or_else(|| log.follow.then(|| moment::written(now.timestamp())));
    }
    let (mut expired, mut begun) = (false, false);
    loop {
        let by_link = place.next.is_some();
        let outcome = look(&mut instance, list, next_page, &place, until.as_ref()).await?;
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
        if !begun && !pages.are_held() {
            place.save()?;
            begun = true;
        }
        // What cannot be printed was not seen: the file is written afterwards.
        for events in place.unseen(&events)?.chunks(at_once) {
            pages.add(events.iter().map(|event| event.json).collect())?;
            place.printed(events)?;
        }
        let ended = text("next").is_none();
        place.next = text("next").map(String::from).or(place.next);
        let is_over = (is_empty || ended) && !log.follow;
        if is_over {
            pages.finish()?;
        }
        if is_over || !pages.are_held() {
            place.save()?;
        }
        if is_over {
            return Ok(ExitCode::SUCCESS);
        }
        if is_empty || ended {
            tokio::time::sleep(Duration::from_secs(log.interval)).await;
        }
    }
}

/// Fetches the next page, or the first one.
async fn look(
    instance: &mut Instance,
    list: &Function,
    next_page: &Function,
    place: &Place,
    until: Option<&String>,
) -> anyhow::Result<Outcome> {
    if let Some(next) = &place.next {
        return Ok(Outcome::new(instance.call(next_page, &[Val::String(next.clone())]).await?));
    }
    let mut given = Map::new();
    let Place { published, filter, q, .. } = place;
    for (name, value) in
        [("since", published.as_ref()), ("until", until), ("filter", filter.as_ref()), ("q", q.as_ref())]
    {
        given.extend(value.map(|value| (name.to_string(), json!(value))));
    }
    let json = Value::Object(given).to_string();
    let args = arguments(list, &json, None).map_err(|problems| anyhow::anyhow!("{}", problems.join("; ")))?;
    Ok(Outcome::new(instance.call(list, &args).await?))
}
