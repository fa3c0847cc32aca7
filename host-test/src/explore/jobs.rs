//! The jobs of the page: their list as JSON, what one is going to do, and how it goes while it runs.

use super::lines::{Lines, Writer};
use super::{Answer, json_answer, refusal};
use crate::host::{Host, InstanceConfig};
use crate::jobs::{Job, Plan, PlannedStep, Problem, Progress, Report, Step, inputs_from_texts, read_inputs};
use crate::terminal::say;
use http::{HeaderValue, Response, StatusCode, header};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The jobs, and the org that they run in.
pub struct Jobs {
    host: Arc<Host>,
    config: InstanceConfig,
    jobs: Vec<Job>,
}

/// What the page posts to preview or run a job.
#[derive(Deserialize)]
pub struct Wanted {
    job: String,
    /// What was typed into the inputs.
    inputs: BTreeMap<String, String>,
}

/// A line of an answer about a job.
#[derive(Serialize)]
#[serde(tag = "event", rename_all = "camelCase")]
enum Event<'a> {
    /// What is wrong with the inputs or the job; nothing was sent.
    Problems { problems: Vec<Problem> },
    /// What each step is going to do.
    Plan { steps: Vec<PlannedStep> },
    /// A step begins.
    Begins { step: &'a str },
    /// A step is through with some items of its list.
    Item { step: &'a str, item: usize, of: usize },
    /// A step has ended well.
    Done { step: &'a str, calls: usize, outputs: &'a Value },
    /// The job has ended.
    Ended { report: &'a Report },
    /// The host has failed.
    Broken { message: &'a str },
}

impl Jobs {
    /// Jobs in the order of the page.
    pub fn new(host: Arc<Host>, config: InstanceConfig, jobs: Vec<Job>) -> Self {
        Self { host, config, jobs }
    }

    /// All jobs, with their inputs and steps.
    pub fn list(&self) -> Value {
        self.jobs.iter().map(job).collect()
    }

    /// What a job is going to do. Nothing is sent.
    pub async fn preview(&self, wanted: &Wanted) -> Answer {
        match self.find(wanted) {
            Err(unknown) => unknown,
            Ok(job) => match plan(&self.host, &self.config, job, wanted).await {
                Ok(Ok(plan)) => line(&Event::Plan { steps: plan.preview() }),
                Ok(Err(problems)) => line(&Event::Problems { problems }),
                Err(error) => refusal(StatusCode::INTERNAL_SERVER_ERROR, broken(&error)),
            },
        }
    }

    /// Performs a job, and tells of each step in a line.
    pub fn run(&self, wanted: Wanted) -> Answer {
        let job = match self.find(&wanted) {
            Ok(job) => job,
            Err(unknown) => return unknown,
        };
        let (host, config) = (Arc::clone(&self.host), self.config.clone());
        let lines = Lines::of(|out| async move {
            if let Err(error) = perform(&host, &config, job, &wanted, &out).await {
                out.write(&Event::Broken { message: broken(&error) });
            }
        });
        let mut answer = Response::new(lines);
        answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-ndjson"));
        answer
    }

    fn find(&self, wanted: &Wanted) -> Result<Job, Answer> {
        let found = self.jobs.iter().find(|job| job.name == wanted.job);
        found.cloned().ok_or_else(|| refusal(StatusCode::NOT_FOUND, &format!("there is no job `{}`", wanted.job)))
    }
}

/// Checks the inputs, and then the job as a whole.
async fn plan(
    host: &Host,
    config: &InstanceConfig,
    job: Job,
    wanted: &Wanted,
) -> anyhow::Result<Result<Plan, Vec<Problem>>> {
    let texts = wanted.inputs.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    let inputs = match inputs_from_texts(&job, texts).and_then(|given| read_inputs(&job, given)) {
        Ok(inputs) => inputs,
        Err(problems) => return Ok(Err(problems)),
    };
    let plan = Plan::new(host, config, job, inputs).await?;
    Ok(plan.map_err(|problems| problems.into_iter().map(Problem::from).collect()))
}

async fn perform(host: &Host, config: &InstanceConfig, job: Job, wanted: &Wanted, out: &Writer) -> anyhow::Result<()> {
    let plan = match plan(host, config, job, wanted).await? {
        Ok(plan) => plan,
        Err(problems) => {
            out.write(&Event::Problems { problems });
            return Ok(());
        }
    };
    let mut tell = |progress: Progress<'_>| match progress {
        Progress::Begins(step) => out.write(&Event::Begins { step: &step.step_id }),
        Progress::Item(step, item, of) => out.write(&Event::Item { step: &step.step_id, item, of }),
        Progress::Done(step, calls, outputs) => out.write(&Event::Done { step: &step.step_id, calls, outputs }),
    };
    let report = plan.perform(host, config, &mut tell).await?;
    out.write(&Event::Ended { report: &report });
    Ok(())
}

fn line(event: &Event<'_>) -> Answer {
    json_answer(StatusCode::OK, serde_json::to_string(event).unwrap_or_default())
}

/// Tells the terminal of a trap, which tells of the component's memory at most, and gives the words for the page.
fn broken(error: &anyhow::Error) -> &'static str {
    say(&format!("error: {error:#}"));
    "the job failed inside of the host; the terminal says why"
}

fn job(job: &Job) -> Value {
    let required = job.inputs["required"].as_array();
    let input = |(name, schema): (&String, &Value)| {
        json!({
            "name": name,
            "title": schema["title"].as_str().unwrap_or(name),
            "description": schema["description"],
            "type": schema["type"].as_str().unwrap_or("string"),
            "format": schema["format"],
            "example": schema["examples"][0],
            "default": schema["default"],
            "required": required.is_some_and(|required| required.iter().any(|one| one == name)),
        })
    };
    let inputs: Vec<Value> = job.inputs["properties"].as_object().into_iter().flatten().map(input).collect();
    json!({
        "name": job.name,
        "title": job.title,
        "summary": job.summary,
        "description": job.description,
        "inputs": inputs,
        "steps": job.steps.iter().map(step).collect::<Vec<_>>(),
    })
}

/// A step, with its expressions as the file writes them: the page fills them in.
fn step(step: &Step) -> Value {
    let parameters = step.parameters.iter().map(|(name, _, value)| (name.clone(), value.clone()));
    let body = step.body.iter().map(|body| ("body".to_owned(), body.clone()));
    let outputs = step.outputs.iter().map(|(name, expression)| (name.clone(), expression.to_string().into()));
    json!({
        "id": step.id,
        "title": if step.description.is_empty() { &step.id } else { &step.description },
        "action": step.action,
        "arguments": parameters.chain(body).collect::<Map<_, _>>(),
        "outputs": outputs.collect::<Map<_, _>>(),
        "forEach": step.for_each.as_ref().map(ToString::to_string),
        "when": step.when.as_ref().map(ToString::to_string),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_gets_all_of_a_job() {
        let jobs: Value = crate::jobs::shipped().expect("jobs").iter().map(job).collect();
        let onboard = &jobs[0];
        let (login, email) = (&onboard["inputs"][0], &onboard["inputs"][3]);
        assert_eq!(
            (&login["name"], &login["required"], &login["example"]),
            (&json!("login"), &json!(true), &json!("ada@example.com"))
        );
        assert_eq!((&email["default"], &email["required"]), (&json!("$inputs.login"), &json!(false)));
        let expected = json!({
            "id": "find-groups",
            "title": "Find each group by its name",
            "action": "group.list-groups",
            "arguments": {"search": r#"profile.name eq "{$item}""#},
            "outputs": {"groupIds": "$response.body#/0/id"},
            "forEach": "$inputs.groups",
            "when": null,
        });
        assert_eq!(onboard["steps"][0], expected);
        assert_eq!(onboard["steps"][1]["arguments"]["body"]["profile"]["login"], "$inputs.login");
        let clone = jobs.as_array().into_iter().flatten().find(|job| job["name"] == "clone-access").expect("the job");
        assert_eq!(clone["steps"][4]["when"], "$item#/type == 'OKTA_GROUP'");
    }
}
