//! `okta-actions run` and `okta-actions jobs`: performs a job, after showing all of its steps.

use super::ask;
use super::call::bad_input;
use super::connection::Connection;
use super::show;
use crate::host::{Host, InstanceConfig};
use crate::jobs::{self, Job, Plan, Problem, Progress, Report};
use crate::terminal::{out, out_table, say};
use clap_complete::ArgValueCandidates;
use serde_json::{Map, Value};
use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

/// The arguments of `okta-actions run`.
#[derive(clap::Args)]
#[command(after_help = "`okta-actions describe JOB` says what a job does and takes, with an example.")]
pub struct Run {
    /// A job that comes with the command, such as onboard, or a file with an Arazzo workflow in YAML or JSON
    #[arg(add = ArgValueCandidates::new(super::complete::jobs))]
    job: Option<String>,
    /// An input of the job; a list as A,B or as JSON
    #[arg(long = "input", value_name = "NAME=VALUE")]
    input: Vec<String>,
    /// A file with the inputs as a JSON or YAML object; --input overrides it
    #[arg(long, value_name = "FILE")]
    inputs: Option<PathBuf>,
    /// Send nothing: print the steps
    #[arg(long)]
    dry_run: bool,
    /// Do not ask before the job runs
    #[arg(long, short)]
    yes: bool,
    #[command(flatten)]
    connection: super::connection::Flags,
}

/// Lists the jobs that come with the command.
pub fn list(json: bool) -> anyhow::Result<ExitCode> {
    let jobs = jobs::shipped().map_err(anyhow::Error::msg)?;
    if json {
        out(&serde_json::to_string(&jobs.iter().map(document).collect::<Vec<_>>())?)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut rows = super::tables::dynamic(&["JOB", "WHAT IT DOES", "INPUTS"]);
    for job in &jobs {
        rows.add_row([&job.name, &job.summary, &inputs(job)]);
    }
    out_table(&super::tables::plain(&rows))?;
    say(
        "\n`okta-actions run JOB --input NAME=VALUE` runs one; --dry-run shows what it would do, `okta-actions describe JOB` what it takes",
    );
    Ok(ExitCode::SUCCESS)
}

/// A job for programs.
pub fn document(job: &Job) -> Value {
    let steps: Vec<_> = job.steps.iter().map(|step| &step.action).collect();
    serde_json::json!({"name": job.name, "title": job.title, "description": job.description,
        "inputs": job.inputs, "steps": steps})
}

/// The names of the inputs, with optional ones in brackets.
fn inputs(job: &Job) -> String {
    let required: Vec<&str> = super::example::strings(&job.inputs["required"]).collect();
    let properties = job.inputs["properties"].as_object().into_iter().flatten();
    let name = |name: &String| if required.contains(&name.as_str()) { name.clone() } else { format!("[{name}]") };
    properties.map(|(key, _)| name(key)).collect::<Vec<_>>().join(" ")
}

/// Runs the command.
pub async fn run(run: Run) -> anyhow::Result<ExitCode> {
    let Some(name) = &run.job else { return list(false) };
    let job = match job(name) {
        Ok(job) => job,
        Err(problem) => return Ok(bad_input(&[problem])),
    };
    let given = match given(&job, &run).and_then(|given| jobs::read_inputs(&job, given)) {
        Ok(given) => given,
        Err(problems) => {
            let code = bad_input(&problems.iter().map(ToString::to_string).collect::<Vec<_>>());
            say(&format!("usage: okta-actions run {name} {}", usage(&job)));
            return Ok(code);
        }
    };
    let connection = match Connection::of_process(&run.connection) {
        Ok(connection) => connection,
        Err(problem) => return Ok(bad_input(&[problem])),
    };
    let host = Host::new()?;
    let badge = connection.badge();
    // The preview needs the policy and no org.
    let policy = InstanceConfig::over_network(connection.policy());
    let plan = match Plan::new(&host, &policy, job, given).await? {
        Ok(plan) => plan,
        Err(problems) => return Ok(bad_input(&problems)),
    };
    if run.dry_run {
        out(&preview(&plan))?;
        return Ok(ExitCode::SUCCESS);
    }
    connection.tell();
    say(&preview(&plan));
    if !plan.is_read_only() && !run.yes && !ask::confirmed(&badge, &format!("Run {}?", plan.job.name))? {
        return Ok(ExitCode::from(2));
    }
    let (environment, embedded) = connection.open().await?;
    let config = InstanceConfig::over_network(environment);
    let report = plan.perform(&host, &config, &mut tell).await?;
    print(&report)?;
    Ok(ended(&report, embedded.is_some()))
}

/// Prints the report for programs; for a person only the outputs, because the rest is on stderr.
fn print(report: &Report) -> anyhow::Result<()> {
    if !std::io::stdout().is_terminal() {
        return show::document(&serde_json::to_string(report)?);
    }
    if report.outputs.is_empty() { Ok(()) } else { show::document(&serde_json::to_string(&report.outputs)?) }
}

/// The job with this name, or in this file.
pub fn job(name: &str) -> Result<Job, String> {
    if let Some(text) = jobs::shipped_text(name) {
        return Job::parse(text);
    }
    let names = jobs::shipped()?.into_iter().map(|job| job.name).collect::<Vec<_>>().join(", ");
    let text = std::fs::read_to_string(name)
        .map_err(|error| format!("{name} is not a job ({names}), and it cannot be read as a file: {error}"))?;
    Job::parse(&text).map_err(|error| format!("{name}: {error}"))
}

/// The inputs from the command line, and then from a file.
fn given(job: &Job, run: &Run) -> Result<Map<String, Value>, Vec<Problem>> {
    let mut inputs = Map::new();
    if let Some(file) = &run.inputs {
        let problem = |error: String| vec![format!("{}: {error}", file.display()).into()];
        let text = std::fs::read_to_string(file).map_err(|error| problem(error.to_string()))?;
        inputs = serde_norway::from_str(&text).map_err(|error| problem(error.to_string()))?;
    }
    let wrong = run.input.iter().filter(|input| !input.contains('='));
    let problems: Vec<_> = wrong.map(|input| format!("--input {input}: expected NAME=VALUE").into()).collect();
    if !problems.is_empty() {
        return Err(problems);
    }
    let texts = run.input.iter().filter_map(|input| input.split_once('='));
    inputs.extend(jobs::inputs_from_texts(job, texts)?);
    Ok(inputs)
}

fn usage(job: &Job) -> String {
    let required = super::example::strings(&job.inputs["required"]);
    required.map(|name| format!("--input {name}=…")).collect::<Vec<_>>().join(" ")
}

/// All steps with their arguments.
fn preview(plan: &Plan) -> String {
    let mut lines = vec![format!("{}: {}", plan.job.name, plan.job.title)];
    for (number, step) in plan.preview().iter().enumerate() {
        lines.push(format!("{:>3}. {}", number + 1, step.description));
        let mark = if step.destructive { " (destructive)" } else { "" };
        lines.push(format!("     {}: {} {}{mark}", step.action, step.method, step.path));
        let arguments = step.arguments.as_object().into_iter().flatten();
        lines.extend(arguments.map(|(name, value)| format!("     {name} = {value}")));
        lines.extend(step.for_each.iter().map(|list| format!("     for each of {list}")));
        lines.extend(step.when.iter().map(|when| format!("     if {when}")));
    }
    lines.join("\n")
}

fn tell(progress: Progress<'_>) {
    match progress {
        Progress::Begins(_) | Progress::Item(..) => {}
        Progress::Done(step, 0, _) => match step.when.as_ref().filter(|_| step.for_each.is_none()) {
            Some(when) => say(&format!("skipped {}: only if {when}", step.step_id)),
            None => say(&format!("skipped {}: nothing to do", step.step_id)),
        },
        Progress::Done(step, 1, _) => say(&format!("done    {}", step.step_id)),
        Progress::Done(step, calls, _) => say(&format!("done    {} ({calls} calls)", step.step_id)),
    }
}

/// Prints on stderr which steps were done and which were not. An `embedded` mock org ends with the command.
fn ended(report: &Report, embedded: bool) -> ExitCode {
    let Some(failure) = &report.failed else {
        let gone = if embedded {
            ", in a mock org that ends with this command; `okta-actions mock` serves one that stays"
        } else {
            ""
        };
        say(&format!("{} is done{gone}", report.job));
        return ExitCode::SUCCESS;
    };
    let at = failure.item.as_ref().map(|item| format!(" at {}", item.get("id").unwrap_or(item))).unwrap_or_default();
    say(&format!("failed  {}{at}: {}", failure.step_id, failure.message));
    let names = |names: Vec<&str>| if names.is_empty() { "nothing".to_string() } else { names.join(", ") };
    let mut done: Vec<String> =
        report.done.iter().filter(|step| step.calls > 0).map(|step| step.step_id.clone()).collect();
    if failure.calls > 0 {
        done.push(format!("{} ({} of its calls)", failure.step_id, failure.calls));
    }
    say(&format!("Done: {}. Not done: {}.", names(done.iter().map(String::as_str).collect()), {
        let rest = std::iter::once(failure.step_id.as_str()).chain(report.not_done.iter().map(String::as_str));
        names(rest.collect())
    }));
    ExitCode::from(1)
}
