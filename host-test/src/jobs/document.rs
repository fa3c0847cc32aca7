//! The file of a job: a document of Arazzo 1.0 with one workflow, in YAML or JSON.
//!
//! What is read: `info`, and of the workflow `inputs`, `steps` and `outputs`; of a step `operationId` (the name of an action),
//! `parameters`, `requestBody.payload`, `successCriteria` with simple conditions, and `outputs`. Two extensions: `x-for-each`
//! performs a step for each item of a list, `x-when` only if a condition holds. Anything else is an error, so that no part of
//! a job is skipped in silence.

use super::expressions::{Condition, Expression, fill};
use serde::Deserialize;
use serde_json::{Map, Value};

/// A job.
#[derive(Clone, Debug)]
pub struct Job {
    /// The name, such as `onboard`.
    pub name: String,
    /// The title for people.
    pub title: String,
    /// One sentence.
    pub summary: String,
    /// What it does, in a few sentences.
    pub description: String,
    /// The JSON Schema of the inputs: an object.
    pub inputs: Value,
    /// The steps in their order.
    pub steps: Vec<Step>,
    /// What the job gives: names and expressions.
    pub outputs: Vec<(String, Expression)>,
}

/// One step of a job: an action, once or for each item of a list.
#[derive(Clone, Debug)]
pub struct Step {
    /// The name of the step, by which later steps refer to its outputs.
    pub id: String,
    /// What it does, in one sentence.
    pub description: String,
    /// The action, such as `user.get-user`.
    pub action: String,
    /// The list of which each item is an `$item`.
    pub for_each: Option<Expression>,
    /// Without it the step is skipped.
    pub when: Option<Condition>,
    /// Name, place and template of each argument but the body.
    pub parameters: Vec<(String, Option<String>, Value)>,
    /// The template of the body.
    pub body: Option<Value>,
    /// Conditions of success beside that of the action itself.
    pub criteria: Vec<Criterion>,
    /// Names and expressions of the outputs.
    pub outputs: Vec<(String, Expression)>,
}

/// A condition of success.
#[derive(Clone, Debug)]
pub struct Criterion {
    /// The condition.
    pub condition: Condition,
    /// The template of the message for people if it does not hold.
    pub message: Option<Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Document {
    arazzo: String,
    info: Info,
    #[serde(default, rename = "sourceDescriptions")]
    _sources: Value,
    workflows: Vec<Workflow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Info {
    title: String,
    #[serde(rename = "version")]
    _version: String,
    #[serde(default)]
    summary: String,
    #[serde(default)]
    description: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Workflow {
    workflow_id: String,
    summary: Option<String>,
    description: Option<String>,
    #[serde(default)]
    inputs: Map<String, Value>,
    steps: Vec<RawStep>,
    #[serde(default)]
    outputs: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RawStep {
    step_id: String,
    #[serde(default)]
    description: String,
    operation_id: String,
    #[serde(rename = "x-for-each")]
    for_each: Option<String>,
    #[serde(rename = "x-when")]
    when: Option<String>,
    #[serde(default)]
    parameters: Vec<RawParameter>,
    request_body: Option<RawBody>,
    #[serde(default)]
    success_criteria: Vec<RawCriterion>,
    #[serde(default)]
    outputs: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawParameter {
    name: String,
    #[serde(rename = "in")]
    place: Option<String>,
    value: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RawBody {
    #[serde(rename = "contentType")]
    _content_type: Option<String>,
    payload: Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCriterion {
    condition: String,
    #[serde(rename = "x-message")]
    message: Option<String>,
}

impl Criterion {
    fn read(raw: RawCriterion) -> Result<Self, String> {
        let message = raw.message.map(Value::String);
        // Only to find expressions that cannot be read.
        message.iter().try_for_each(|message| fill(message, &mut |_| None).map(drop))?;
        Ok(Self { condition: Condition::parse(&raw.condition)?, message })
    }
}

impl Job {
    /// Reads a file. The error says what is wrong and where.
    pub fn parse(text: &str) -> Result<Self, String> {
        // JSON is YAML as well.
        let document: Document = serde_norway::from_str(text).map_err(|error| error.to_string())?;
        if !document.arazzo.starts_with("1.") {
            return Err(format!("`arazzo` is {}: expected 1.0.1, or another 1.x", document.arazzo));
        }
        let mut workflows = document.workflows.into_iter();
        let (Some(workflow), None) = (workflows.next(), workflows.next()) else {
            return Err("`workflows` has to hold one workflow: put each job into a file of its own".into());
        };
        let steps: Result<Vec<Step>, String> = workflow.steps.into_iter().map(Step::read).collect();
        let Info { title, summary, description, .. } = document.info;
        Ok(Self {
            name: workflow.workflow_id,
            title,
            summary: workflow.summary.unwrap_or(summary),
            description: workflow.description.unwrap_or(description),
            inputs: Value::Object(workflow.inputs),
            steps: steps?,
            outputs: expressions(workflow.outputs).map_err(|error| format!("`outputs` of the workflow: {error}"))?,
        })
    }
}

impl Step {
    /// Whether a parameter is in the path, so that the path shows it.
    pub fn is_in_path(&self, name: &str) -> bool {
        self.parameters.iter().any(|(known, place, _)| known == name && place.as_deref() == Some("path"))
    }

    fn read(raw: RawStep) -> Result<Self, String> {
        let id = raw.step_id;
        let at = |part: &str| format!("step `{id}`: {part}");
        let for_each = raw.for_each.map(|text| Expression::parse(&text)).transpose();
        let when = raw.when.map(|text| Condition::parse(&text)).transpose();
        let criteria: Result<_, String> = raw.success_criteria.into_iter().map(Criterion::read).collect();
        Ok(Self {
            for_each: for_each.map_err(|error| at(&format!("x-for-each: {error}")))?,
            when: when.map_err(|error| at(&format!("x-when: {error}")))?,
            criteria: criteria.map_err(|error| at(&format!("successCriteria: {error}")))?,
            outputs: expressions(raw.outputs).map_err(|error| at(&format!("outputs: {error}")))?,
            description: raw.description,
            action: raw.operation_id,
            parameters: raw.parameters.into_iter().map(|it| (it.name, it.place, it.value)).collect(),
            body: raw.request_body.map(|body| body.payload),
            id,
        })
    }
}

fn expressions(outputs: Map<String, Value>) -> Result<Vec<(String, Expression)>, String> {
    let read = |(name, value): (String, Value)| {
        let text = value.as_str().ok_or_else(|| format!("`{name}` is {value}: expected an expression"))?;
        Ok((name.clone(), Expression::parse(text).map_err(|error| format!("`{name}`: {error}"))?))
    };
    outputs.into_iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "
arazzo: 1.0.1
info: {title: T, version: 1.0.0}
workflows:
  - workflowId: w
    steps:
      - stepId: s
        operationId: user.get-user
";

    #[test]
    fn a_part_that_would_not_be_performed_is_refused() {
        assert_eq!(Job::parse(FILE).expect("a job").steps.len(), 1);
        for (wrong, named) in [
            (format!("{FILE}        onFailure: [{{name: again, type: retry}}]\n"), "onFailure"),
            (format!("{FILE}        successCriteria: [{{condition: 'a', type: regex}}]\n"), "type"),
            (FILE.replace("operationId", "operationPath"), "operationPath"),
            (FILE.replace("1.0.1", "2.0.0"), "`arazzo` is 2.0.0"),
            (format!("{FILE}  - {{workflowId: x, steps: []}}\n"), "one workflow"),
            (format!("{FILE}        outputs: {{id: body.id}}\n"), "step `s`: outputs: `id`: `body.id`"),
            (format!("{FILE}        x-when: $inputs.a\n"), "step `s`: x-when"),
            ("- 1".into(), ""),
        ] {
            let error = Job::parse(&wrong).expect_err(&wrong);
            assert!(error.contains(named), "{named:?} is not in {error}");
        }
    }
}
