//! `okta-actions describe` of a job: what it does and takes, for people.

use crate::cli::NAME;
use crate::cli::describe::{description, kind, required, shown, wrapped};
use crate::cli::quote::quoted;
use crate::cli::tables::{dynamic, plain};
use crate::jobs::Job;
use serde_json::Value;

/// The description of a job.
pub fn page(job: &Job) -> String {
    let mut inputs = dynamic(&["INPUT", "TYPE", "", "DESCRIPTION"]);
    for (name, schema) in job.inputs["properties"].as_object().into_iter().flatten() {
        let required = required(&job.inputs, name);
        inputs.add_row([name, &kind(schema), required, &about(schema, !required.is_empty())]);
    }
    let steps =
        job.steps.iter().enumerate().map(|(at, step)| format!("{:>3}. {} ({})", at + 1, step.description, step.action));
    format!(
        "{}: {}\n\n{}\n\n{}\n\nSTEPS\n{}\n\nEXAMPLE\n  {}",
        job.name,
        job.title,
        wrapped(&job.description),
        plain(&inputs),
        steps.collect::<Vec<_>>().join("\n"),
        example(job)
    )
}

/// What is known of an input. That it is empty by default, or another input, is not said in the form of the file.
fn about(schema: &Value, required: bool) -> String {
    let mut schema = schema.clone();
    let is_plain = |value: &Value| !value.is_array() && !value.as_str().is_some_and(|text| text.starts_with('$'));
    if let Some(members) = schema.as_object_mut() {
        members.retain(|name, value| name != "default" || is_plain(value));
    }
    description(&schema, required)
}

/// A command that gives all required inputs.
fn example(job: &Job) -> String {
    let properties = job.inputs["properties"].as_object().into_iter().flatten();
    let input = |(name, schema): (&String, &Value)| {
        let example = schema["examples"].get(0).map_or("…".into(), shown);
        let is_required = !required(&job.inputs, name).is_empty();
        is_required.then(|| format!(" --input {name}={}", quoted(&example)))
    };
    format!("{NAME} run {}{}", job.name, properties.filter_map(input).collect::<String>())
}
