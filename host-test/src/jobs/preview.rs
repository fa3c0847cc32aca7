//! A plan for people to read before it is performed: what each step is going to send, without the inputs that are secret.

use super::inputs::secrets;
use super::plan::{Plan, PlannedStep};
use serde_json::Value;

/// What stands for a secret.
const MASK: &str = "•••";

impl Plan {
    /// The steps, of which the arguments leave out what the path shows.
    pub fn preview(&self) -> Vec<PlannedStep> {
        let steps = self.job.steps.iter().zip(&self.steps);
        let shown = steps.map(|(step, planned)| {
            let mut shown = planned.clone();
            if let Some(arguments) = shown.arguments.as_object_mut() {
                arguments.retain(|name, _| !step.is_in_path(name));
            }
            self.mask(&mut shown.arguments);
            shown.path = self.masked(&shown.path);
            shown.for_each = shown.for_each.map(|list| self.masked(&list));
            shown
        });
        shown.collect()
    }

    /// Whether an input is secret.
    pub(super) fn has_secrets(&self) -> bool {
        !secrets(&self.job, &self.inputs).is_empty()
    }

    /// Masks the secret inputs in all texts of a value.
    pub(super) fn mask(&self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.masked(text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.mask(item)),
            Value::Object(members) => members.values_mut().for_each(|member| self.mask(member)),
            _ => {}
        }
    }

    /// A text without the secret inputs; a text in JSON holds them escaped.
    pub(super) fn masked(&self, text: &str) -> String {
        secrets(&self.job, &self.inputs).iter().fold(text.to_string(), |text, secret| {
            let json = Value::from(*secret).to_string();
            text.replace(secret, MASK).replace(&json[1..json.len() - 1], MASK)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jobs::Job;
    use serde_json::json;

    /// A secret that JSON escapes.
    const SECRET: &str = "Correct\"horse\\9";

    fn plan() -> Plan {
        let file = "
arazzo: 1.0.1
info: {title: T, version: 1.0.0}
workflows:
  - workflowId: w
    inputs: {type: object, properties: {id: {type: string}, pass: {type: string, format: password}}}
    steps:
      - stepId: s
        operationId: user.update-user
        parameters: [{name: userId, in: path, value: $inputs.id}, {name: strict, in: query, value: true}]
        requestBody: {payload: {a: [$inputs.pass], b: 'x {$inputs.pass}'}}
";
        let job = Job::parse(file).expect("a job");
        let step = PlannedStep {
            step_id: "s".into(),
            description: String::new(),
            action: "user.update-user".into(),
            method: "POST".into(),
            path: format!("/api/v1/users/{SECRET}"),
            arguments: json!({"userId": SECRET, "strict": true, "body": {"a": [SECRET], "b": format!("x {SECRET}")}}),
            for_each: Some(json!([SECRET]).to_string()),
            when: None,
            read_only: false,
            destructive: false,
            all_pages: false,
        };
        let inputs = json!({"id": "ada", "pass": SECRET});
        Plan { job, inputs: inputs.as_object().expect("an object").clone(), steps: vec![step] }
    }

    #[test]
    fn a_preview_has_no_secrets_and_says_nothing_twice() {
        let preview = plan().preview();
        assert_eq!(preview[0].arguments, json!({"strict": true, "body": {"a": [MASK], "b": format!("x {MASK}")}}));
        assert_eq!(preview[0].path, format!("/api/v1/users/{MASK}"));
        assert_eq!(preview[0].for_each, Some(format!("[\"{MASK}\"]")));
    }

    #[test]
    fn without_secrets_nothing_is_masked() {
        let mut plan = plan();
        plan.inputs.insert("pass".into(), json!(""));
        assert!(!plan.has_secrets());
        assert_eq!(plan.masked("abc"), "abc");
    }
}
