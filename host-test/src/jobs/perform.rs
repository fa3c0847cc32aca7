//! Performs the steps of a plan one after the other, up to the first failure.

use super::document::Step;
use super::expressions::{Expression, Scope, fill};
use super::plan::{Plan, PlannedStep};
use crate::host::values::{Outcome, arguments};
use crate::host::{Host, Instance, InstanceConfig};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Map, Value, json};
use wasmtime::component::Val;

/// What a job tells while it runs.
pub enum Progress<'a> {
    /// A step begins.
    Begins(&'a PlannedStep),
    /// A step is through with this many items of its list, which has that many.
    Item(&'a PlannedStep, usize, usize),
    /// A step has ended well, after this many calls, with these outputs.
    Done(&'a PlannedStep, usize, &'a Value),
}

/// How a job ended, for programs.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The name of the job.
    pub job: String,
    /// What it gave; of a job that failed, what could be told by then.
    pub outputs: Map<String, Value>,
    /// The steps that were performed.
    pub done: Vec<Ended>,
    /// Why and where it stopped.
    pub failed: Option<Failure>,
    /// The steps that were not begun.
    pub not_done: Vec<String>,
}

/// A step that was performed.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Ended {
    /// The name of the step.
    pub step_id: String,
    /// How many calls it took; none if its condition did not hold.
    pub calls: usize,
}

/// The step at which a job stopped.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    /// The name of the step.
    pub step_id: String,
    /// How many calls of the step had succeeded.
    pub calls: usize,
    /// The item of `x-for-each` at which it stopped.
    pub item: Option<Value>,
    /// Why.
    pub message: String,
    /// The error of the action, if that failed.
    pub error: Option<Box<RawValue>>,
}

impl Plan {
    /// Performs the job. An error is a trap or a fault of the host; what an action refuses is part of the report.
    pub async fn perform(
        &self,
        host: &Host,
        config: &InstanceConfig,
        tell: &mut (dyn FnMut(Progress<'_>) + Send),
    ) -> anyhow::Result<Report> {
        // One instance for all steps, which keeps its access token.
        let mut instance = host.instance(config).await?;
        let mut steps = Map::new();
        let (mut done, mut failed) = (Vec::new(), None);
        for (step, planned) in self.job.steps.iter().zip(&self.steps) {
            tell(Progress::Begins(planned));
            let mut run = Run { plan: self, step, planned, calls: 0, outputs: Vec::new() };
            if let Some(failure) = run.all(host, &mut instance, &steps, tell).await? {
                failed = Some(failure);
                break;
            }
            let outputs = run.outputs();
            tell(Progress::Done(planned, run.calls, &outputs));
            steps.insert(step.id.clone(), outputs);
            done.push(Ended { step_id: step.id.clone(), calls: run.calls });
        }
        let begun = done.len() + usize::from(failed.is_some());
        let not_done = self.job.steps.iter().skip(begun).map(|step| step.id.clone()).collect();
        let scope = Scope { inputs: &self.inputs, steps: &steps, item: None, answer: None };
        let output = |(name, expression): &(String, Expression)| Some((name.clone(), scope.value(expression)?));
        let outputs = self.job.outputs.iter().filter_map(output).collect();
        Ok(Report { job: self.job.name.clone(), outputs, done, failed, not_done })
    }
}

/// A step that is being performed.
struct Run<'a> {
    plan: &'a Plan,
    step: &'a Step,
    planned: &'a PlannedStep,
    /// How many calls have succeeded.
    calls: usize,
    /// The outputs of each call.
    outputs: Vec<Map<String, Value>>,
}

impl Run<'_> {
    /// Performs the step once, or for each item of its list.
    async fn all(
        &mut self,
        host: &Host,
        instance: &mut Instance,
        steps: &Map<String, Value>,
        tell: &mut (dyn FnMut(Progress<'_>) + Send),
    ) -> anyhow::Result<Option<Failure>> {
        let scope = Scope { inputs: &self.plan.inputs, steps, item: None, answer: None };
        let Some(list) = &self.step.for_each else { return self.one(host, instance, scope).await };
        let items = match scope.value(list) {
            Some(Value::Array(items)) => items,
            // A step that was skipped gives nothing to go through.
            None => Vec::new(),
            Some(other) => return Ok(Some(self.failure(scope, format!("`{list}` is not a list: {other}"), None))),
        };
        for (index, item) in items.iter().enumerate() {
            let failure = self.one(host, instance, Scope { item: Some(item), ..scope }).await?;
            if failure.is_some() {
                return Ok(failure);
            }
            tell(Progress::Item(self.planned, index + 1, items.len()));
        }
        Ok(None)
    }

    async fn one(&mut self, host: &Host, instance: &mut Instance, scope: Scope<'_>) -> anyhow::Result<Option<Failure>> {
        if self.step.when.as_ref().is_some_and(|when| !when.holds(scope)) {
            return Ok(None);
        }
        let json = match self.arguments(scope) {
            Ok(json) => json,
            Err(problem) => return Ok(Some(self.failure(scope, problem, None))),
        };
        let outcome = if self.planned.all_pages {
            let bounds = ["max-pages", "max-items", "max-bytes"].map(|name| (name.to_string(), Val::Option(None)));
            let args = [Val::String(self.step.action.clone()), Val::String(json), Val::Record(bounds.into())];
            let collect = host.function("pages.collect-list").map_err(anyhow::Error::msg)?;
            Outcome::new(instance.call(collect, &args).await?)
        } else {
            let function = host.function(&self.step.action).map_err(anyhow::Error::msg)?;
            match arguments(function, &json, None) {
                Ok(args) => Outcome::new(instance.call(function, &args).await?),
                Err(problems) => return Ok(Some(self.failure(scope, problems.join("; "), None))),
            }
        };
        if outcome.error.is_some() {
            return Ok(Some(self.failure(scope, outcome.sentence(), Some(&outcome))));
        }
        if self.planned.all_pages && outcome.fields.get("stop") != Some(&json!("end")) {
            let stop = outcome.fields.get("stop").cloned().unwrap_or_default();
            return Ok(Some(self.failure(scope, format!("the list was not read to its end: {stop}"), None)));
        }
        let text = |name: &str| outcome.fields.get(name).and_then(Value::as_str).unwrap_or_default();
        let body = if self.planned.all_pages { text("items") } else { text("body") };
        let body = serde_json::from_str(body).unwrap_or_else(|_| Value::String(body.to_string()));
        let status = outcome.fields.get("status").cloned().unwrap_or(json!(200));
        let scope = Scope { answer: Some((&status, &body)), ..scope };
        if let Some(broken) = self.step.criteria.iter().find(|criterion| !criterion.condition.holds(scope)) {
            let said =
                broken.message.as_ref().and_then(|message| fill(message, &mut |it| scope.value(it)).ok().flatten());
            let said = said.as_ref().and_then(Value::as_str).map(String::from);
            let message = said.unwrap_or_else(|| format!("the response does not fit: {}", broken.condition));
            return Ok(Some(self.failure(scope, message, None)));
        }
        let output = |(name, expression): &(String, Expression)| Some((name.clone(), scope.value(expression)?));
        self.outputs.push(self.step.outputs.iter().filter_map(output).collect());
        self.calls += 1;
        Ok(None)
    }

    fn arguments(&self, scope: Scope<'_>) -> Result<String, String> {
        let mut value = |expression: &Expression| scope.value(expression);
        let mut arguments = Map::new();
        for (name, _, template) in &self.step.parameters {
            arguments.extend(fill(template, &mut value)?.map(|value| (name.clone(), value)));
        }
        if let Some(template) = &self.step.body {
            arguments.extend(fill(template, &mut value)?.map(|value| ("body".to_string(), value)));
        }
        Ok(Value::Object(arguments).to_string())
    }

    fn failure(&self, scope: Scope<'_>, message: String, outcome: Option<&Outcome>) -> Failure {
        let mut item = scope.item.cloned();
        item.iter_mut().for_each(|item| self.plan.mask(item));
        let error = outcome.and_then(|outcome| self.error(outcome).ok());
        Failure { step_id: self.step.id.clone(), calls: self.calls, item, message: self.plan.masked(&message), error }
    }

    /// The error of an action, in which a server may have repeated what was sent.
    fn error(&self, outcome: &Outcome) -> serde_json::Result<Box<RawValue>> {
        let json = outcome.to_json();
        if !self.plan.has_secrets() {
            return RawValue::from_string(json);
        }
        let mut error = serde_json::from_str(&json)?;
        self.plan.mask(&mut error);
        to_raw_value(&error)
    }

    /// The outputs of the step; for each item of a list, lists of them.
    fn outputs(&self) -> Value {
        if self.step.for_each.is_none() {
            return Value::Object(self.outputs.first().cloned().unwrap_or_default());
        }
        let list = |name: &str| self.outputs.iter().filter_map(|outputs| outputs.get(name).cloned()).collect::<Value>();
        self.step.outputs.iter().map(|(name, _)| (name.clone(), list(name))).collect()
    }
}
