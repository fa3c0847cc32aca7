//! `okta-actions call --all`: follows the pages of a list and prints the items as they come, one a line.

use crate::cli::errors;
use crate::cli::quote::quoted;
use crate::cli::show::{Pages, Show};
use crate::cli::waiting::Waiting;
use crate::host::catalog;
use crate::host::values::Outcome;
use crate::host::{Host, InstanceConfig};
use crate::terminal::say;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::value::RawValue;
use serde_json::{Value, json};
use std::collections::HashSet;
use std::process::ExitCode;
use std::time::Duration;
use wasmtime::component::Val;

/// Where a list begins.
pub enum Start {
    /// The first page of a list action, with its arguments as JSON.
    Action(String, String),
    /// The page behind a `next`.
    Next(String),
}

/// Where the pages of an action begin. The inner error says why it has none.
pub async fn start(host: &Host, action: &str, json: &str) -> anyhow::Result<Result<Start, String>> {
    if ["pages.next-page", "pages.collect"].contains(&action) {
        let arguments: Value = serde_json::from_str(json)?;
        return Ok(Ok(Start::Next(arguments["next"].as_str().unwrap_or_default().to_string())));
    }
    let document = match catalog::describe(host, action).await? {
        Ok(document) => document,
        Err(_) => return Ok(Err(format!("{action} has no pages to follow: leave --all out"))),
    };
    // What the generic request returns depends on its path.
    let lists = document["returns"] == "list" || action == "generic-request.send-request";
    Ok(if lists {
        Ok(Start::Action(action.to_string(), json.to_string()))
    } else {
        let returns = document["returns"].as_str().unwrap_or_default();
        let returns = if returns == "document" { "one document" } else { returns };
        Err(format!("{action} returns {returns}, so there are no pages to follow: leave --all out"))
    })
}

/// Prints all items. What goes wrong is said on stderr, with what goes on from there.
pub async fn follow(
    host: &Host,
    config: &InstanceConfig,
    action: &str,
    start: Start,
    mut waiting: Waiting,
    show: &Show,
) -> anyhow::Result<ExitCode> {
    let mut printed = Pages::followed(show, action);
    let code = walk(host, config, start, &mut waiting, &mut printed).await?;
    if code == ExitCode::SUCCESS {
        printed.finish()?
    } else {
        printed.flush()?
    }
    Ok(code)
}

async fn walk(
    host: &Host,
    config: &InstanceConfig,
    start: Start,
    waiting: &mut Waiting,
    printed: &mut Pages,
) -> anyhow::Result<ExitCode> {
    // It is drawn on stderr, and only where that is a terminal.
    let bar = ProgressBar::new_spinner().with_style(ProgressStyle::with_template("{spinner} {msg}")?);
    bar.enable_steady_tick(Duration::from_millis(100));
    let collect_list = host.function("pages.collect-list").map_err(anyhow::Error::msg)?;
    let collect = host.function("pages.collect").map_err(anyhow::Error::msg)?;
    // One instance for all pages, which keeps its access token.
    let mut instance = host.instance(config).await?;
    let (mut pages, mut items) = (0, 0);
    let mut seen = HashSet::new();
    let mut place = start;
    loop {
        let outcome = Outcome::new(match &place {
            Start::Action(action, json) => {
                let args = [Val::String(action.clone()), Val::String(json.clone()), one_page()];
                instance.call(collect_list, &args).await?
            }
            Start::Next(next) => instance.call(collect, &[Val::String(next.clone()), one_page()]).await?,
        });
        if outcome.error.is_some() {
            if waiting.before_repeating(&outcome).await {
                continue;
            }
            bar.finish_and_clear();
            let next = if let Start::Next(next) = &place { Some(next.as_str()) } else { None };
            let go_on = next.map(|next| go_on(next, printed));
            return Ok(failed(&outcome, items, go_on, config));
        }
        let number = |name: &str| outcome.fields.get(name).and_then(Value::as_u64).unwrap_or_default();
        let text = |name: &str| outcome.fields.get(name).and_then(Value::as_str);
        let page: Vec<&RawValue> = serde_json::from_str(text("items").unwrap_or("[]"))?;
        bar.suspend(|| printed.add(page))?;
        (pages, items) = (pages + number("pages"), items + number("count"));
        bar.set_message(progress(pages, items, outcome.fields.get("rateLimit")));
        match (text("stop").unwrap_or_default(), text("next")) {
            ("failed", next) => {
                let error = error_of(&outcome);
                if let Some(next) = next
                    && waiting.before_repeating(&error).await
                {
                    place = Start::Next(next.to_string());
                    continue;
                }
                bar.finish_and_clear();
                let go_on = next.map(|next| go_on(next, printed));
                return Ok(failed(&error, items, go_on, config));
            }
            ("max-pages" | "max-items" | "max-bytes", Some(next)) if seen.insert(next.to_string()) => {
                place = Start::Next(next.to_string());
                waiting.reset();
            }
            ("end", next) => {
                bar.finish_and_clear();
                say(&progress(pages, items, None));
                if let Some(next) = next {
                    say(&format!("What is new later: {}", go_on(next, printed)));
                }
                return Ok(ExitCode::SUCCESS);
            }
            ("max-bytes", Some(next)) => {
                bar.finish_and_clear();
                say(&format!(
                    "The next item is longer than OKTA_ACTIONS_MAXRESPONSEBYTES allows. With a higher bound: {}",
                    go_on(next, printed)
                ));
                return Ok(ExitCode::from(1));
            }
            (_, _) => {
                bar.finish_and_clear();
                let so_far = progress(pages, items, None);
                say(&format!("The list leads to a page that it had led to before: {so_far}"));
                return Ok(ExitCode::from(1));
            }
        }
    }
}

/// The bounds of one step, so that what has come is out before the next is asked for.
fn one_page() -> Val {
    let bounds = [("max-pages", Some(1)), ("max-items", None), ("max-bytes", None)];
    let bound = |bound: Option<u32>| Val::Option(bound.map(|number| Box::new(Val::U32(number))));
    Val::Record(bounds.into_iter().map(|(name, number)| (name.to_string(), bound(number))).collect())
}

fn progress(pages: u64, items: u64, rate_limit: Option<&Value>) -> String {
    let counted = |number: u64, word: &str| format!("{number} {word}{}", if number == 1 { "" } else { "s" });
    let mut text = format!("{} on {}", counted(items, "item"), counted(pages, "page"));
    if let Some(limit) = rate_limit.filter(|limit| limit.is_object()) {
        text.push_str(&format!(", {} of {} requests left", limit["remaining"], limit["limit"]));
    }
    text
}

/// The error inside of a collection.
fn error_of(outcome: &Outcome) -> Outcome {
    let mut fields = outcome.fields.get("error").and_then(Value::as_object).cloned().unwrap_or_default();
    let error = fields.remove("error").and_then(|error| error.as_str().map(String::from));
    Outcome { error, fields }
}

fn failed(outcome: &Outcome, items: u64, go_on: Option<String>, config: &InstanceConfig) -> ExitCode {
    say(&errors::sentence(outcome, config.environment()));
    if let Some(go_on) = go_on {
        say(&format!("To go on from here: {go_on}"));
    }
    let bad_input = ["permanent-invalid-argument", "permanent-invalid-configuration"];
    let is_bad = outcome.error.as_deref().is_some_and(|error| bad_input.contains(&error)) && items == 0;
    ExitCode::from(if is_bad { 2 } else { 1 })
}

/// The command that follows the list from a `next` on, in the same form.
fn go_on(next: &str, printed: &Pages) -> String {
    let arguments = json!({ "next": next }).to_string();
    format!("okta-actions call pages.next-page {} --all{}", quoted(&arguments), printed.options())
}
