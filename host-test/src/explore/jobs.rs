//! The jobs of the start page: those that come with the command, as JSON.

use crate::jobs::{Job, Step, shipped};
use serde_json::{Map, Value, json};

/// All jobs, with their inputs and steps. The error is a defect of a file.
pub fn all() -> Result<Value, String> {
    Ok(shipped()?.iter().map(job).collect())
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
        let jobs = all().expect("jobs");
        let names: Vec<_> = jobs.as_array().expect("a list").iter().map(|job| job["name"].clone()).collect();
        assert_eq!(names, shipped().expect("jobs").into_iter().map(|job| job.name).collect::<Vec<_>>());
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
