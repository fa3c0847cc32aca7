//! A job as a whole, before anything is sent: every step against the catalog, every expression against what is there by then.

use super::document::{Job, Step};
use super::expressions::{Expression, Source, expressions, fill};
use crate::host::{Host, InstanceConfig, catalog};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// A job that can be performed with these inputs.
pub struct Plan {
    /// The job.
    pub job: Job,
    /// Its inputs, with defaults.
    pub inputs: Map<String, Value>,
    /// What each step is going to do.
    pub steps: Vec<PlannedStep>,
}

/// What a step is going to do. Values that are not known yet are written as their expressions, in angle brackets.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PlannedStep {
    /// The name of the step.
    pub step_id: String,
    /// What it does, in one sentence.
    pub description: String,
    /// The action.
    pub action: String,
    /// The HTTP method.
    pub method: String,
    /// The path, with the arguments that are known.
    pub path: String,
    /// All arguments.
    pub arguments: Value,
    /// What it is performed for each of.
    pub for_each: Option<String>,
    /// When it is performed.
    pub when: Option<String>,
    /// Whether it only reads.
    pub read_only: bool,
    /// Whether something may be gone afterwards.
    pub destructive: bool,
    /// Whether the answer is a list in pages, all of which are read.
    #[serde(skip)]
    pub all_pages: bool,
}

impl Plan {
    /// Checks a job against the catalog. The inner error holds a line for each problem; nothing is sent.
    pub async fn new(
        host: &Host,
        config: &InstanceConfig,
        job: Job,
        inputs: Map<String, Value>,
    ) -> anyhow::Result<Result<Self, Vec<String>>> {
        let (mut problems, mut steps) = (Vec::new(), Vec::new());
        let mut outputs: BTreeMap<&str, &Step> = BTreeMap::new();
        for step in &job.steps {
            let at = |problem: String| format!("step `{}`: {problem}", step.id);
            if outputs.contains_key(step.id.as_str()) {
                problems.push(at("another step has the same name".into()));
            }
            problems.extend(unknown_expressions(step, &job, &outputs).into_iter().map(at));
            match catalog::describe_in(host, &step.action, config.environment().to_vec()).await? {
                Ok(document) => {
                    problems.extend(wrong_arguments(step, &document).into_iter().map(at));
                    match planned(step, &document, &inputs) {
                        Ok(planned) => steps.push(planned),
                        Err(problem) => problems.push(at(problem)),
                    }
                }
                Err(problem) => problems.push(at(problem)),
            }
            outputs.insert(&step.id, step);
        }
        for (name, expression) in &job.outputs {
            let problem = unknown(expression, &job, &outputs, false, false);
            problems.extend(problem.map(|problem| format!("output `{name}`: {problem}")));
        }
        Ok(if problems.is_empty() { Ok(Self { job, inputs, steps }) } else { Err(problems) })
    }

    /// Whether every step only reads.
    pub fn is_read_only(&self) -> bool {
        self.steps.iter().all(|step| step.read_only)
    }
}

/// The expressions of a step that stand for nothing.
fn unknown_expressions(step: &Step, job: &Job, outputs: &BTreeMap<&str, &Step>) -> Vec<String> {
    let mut problems = Vec::new();
    let mut arguments = Vec::new();
    for template in step.parameters.iter().map(|(_, _, value)| value).chain(&step.body) {
        match expressions(template) {
            Ok(found) => arguments.extend(found),
            Err(problem) => problems.push(problem),
        }
    }
    let each = step.for_each.is_some();
    problems.extend(step.for_each.iter().filter_map(|it| unknown(it, job, outputs, false, false)));
    let before = step.when.iter().flat_map(|when| when.expressions()).chain(&arguments);
    problems.extend(before.filter_map(|it| unknown(it, job, outputs, each, false)));
    let criteria = step.criteria.iter().flat_map(|criterion| criterion.condition.expressions());
    let after = criteria.chain(step.outputs.iter().map(|(_, expression)| expression));
    problems.extend(after.filter_map(|it| unknown(it, job, outputs, each, true)));
    problems
}

fn unknown(
    expression: &Expression,
    job: &Job,
    outputs: &BTreeMap<&str, &Step>,
    item: bool,
    answer: bool,
) -> Option<String> {
    match &expression.source {
        Source::Input(name) if job.inputs["properties"].get(name).is_none() => {
            Some(format!("`{expression}`: the job has no input `{name}`"))
        }
        Source::Output(step, output) => match outputs.get(step.as_str()) {
            None => Some(format!("`{expression}`: no earlier step is called `{step}`")),
            Some(step) if step.outputs.iter().any(|(name, _)| name == output) => None,
            Some(step) => Some(format!("`{expression}`: step `{}` has no output `{output}`", step.id)),
        },
        Source::Item if !item => Some("`$item` stands for something only in a step with `x-for-each`".into()),
        Source::Body | Source::Status if !answer => {
            Some(format!("`{expression}` stands for something only in `successCriteria` and `outputs`"))
        }
        _ => None,
    }
}

/// The arguments that an action does not have, or that are missing, and the action that the policy forbids.
fn wrong_arguments(step: &Step, document: &Value) -> Vec<String> {
    let mut problems = Vec::new();
    let properties = &document["parameters"]["properties"];
    for (name, place, _) in &step.parameters {
        match properties.get(name).filter(|_| name != "body") {
            None => {
                let known = properties.as_object().into_iter().flatten().map(|(name, _)| name.as_str());
                let known: Vec<&str> = known.filter(|known| *known != "body").collect();
                let action = &step.action;
                problems.push(format!("`{name}` is not a parameter of {action}; it takes {}", known.join(", ")));
            }
            Some(property) => {
                let expected = property["x-in"].as_str();
                if let (Some(place), Some(expected)) = (place.as_deref(), expected)
                    && place != expected
                {
                    problems.push(format!("`{name}` is in {place}: expected in {expected}"));
                }
            }
        }
    }
    if step.body.is_some() && properties.get("body").is_none() {
        problems.push(format!("{} has no body", step.action));
    }
    for name in document["parameters"]["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        let given =
            step.parameters.iter().any(|(known, _, _)| known == name) || (name == "body" && step.body.is_some());
        if !given {
            problems.push(format!("`{name}` of {} is missing", step.action));
        }
    }
    if document["allowed"] == false {
        problems.push(format!("the policy of the environment does not allow {}", step.action));
    }
    problems
}

fn planned(step: &Step, document: &Value, inputs: &Map<String, Value>) -> Result<PlannedStep, String> {
    let mut known = |expression: &Expression| match &expression.source {
        Source::Input(name) => inputs.get(name).and_then(|value| value.pointer(&expression.pointer)).cloned(),
        _ => Some(Value::String(format!("<{}>", expression.to_string().trim_start_matches('$')))),
    };
    let mut arguments = Map::new();
    for (name, _, template) in &step.parameters {
        arguments.extend(fill(template, &mut known)?.map(|value| (name.clone(), value)));
    }
    if let Some(template) = &step.body {
        arguments.extend(fill(template, &mut known)?.map(|value| ("body".to_string(), value)));
    }
    let text = |name: &str| document[name].as_str().unwrap_or_default().to_string();
    let mut path = text("path");
    for (name, value) in &arguments {
        let shown = value.as_str().map_or_else(|| value.to_string(), ToString::to_string);
        path = path.replace(&format!("{{{name}}}"), &shown);
    }
    let limited = step.parameters.iter().any(|(name, _, _)| name == "limit");
    let for_each = step.for_each.as_ref().map(|list| {
        let items = known(list).unwrap_or_else(|| json!([]));
        items.as_str().map_or_else(|| items.to_string(), ToString::to_string)
    });
    Ok(PlannedStep {
        step_id: step.id.clone(),
        description: step.description.clone(),
        action: step.action.clone(),
        method: text("method"),
        path,
        arguments: Value::Object(arguments),
        for_each,
        when: step.when.as_ref().map(ToString::to_string),
        read_only: document["annotations"]["readOnlyHint"] == true,
        destructive: document["annotations"]["destructiveHint"] == true,
        all_pages: document["returns"] == "list" && document["paginated"] == true && !limited,
    })
}
