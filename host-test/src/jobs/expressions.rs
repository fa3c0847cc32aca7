//! Runtime expressions of Arazzo, texts with expressions in them, and simple conditions.

use serde_json::{Map, Value};
use std::fmt;

/// An expression such as `$steps.create.outputs.userId` or `$response.body#/id`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expression {
    /// Where its value comes from.
    pub source: Source,
    /// A JSON pointer into that value.
    pub pointer: String,
}

/// Where the value of an expression comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// An input of the job.
    Input(String),
    /// An output of an earlier step.
    Output(String, String),
    /// The item of `x-for-each`.
    Item,
    /// The body of the answer.
    Body,
    /// The status of the answer.
    Status,
}

/// Two operands and how they compare, several of which hold together.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    text: String,
    comparisons: Vec<(Operand, Comparison, Operand)>,
}

#[derive(Clone, Debug, PartialEq)]
enum Operand {
    Literal(Value),
    Expression(Expression),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

const COMPARISONS: [(&str, Comparison); 6] = [
    ("==", Comparison::Equal),
    ("!=", Comparison::Unequal),
    ("<=", Comparison::LessOrEqual),
    (">=", Comparison::GreaterOrEqual),
    ("<", Comparison::Less),
    (">", Comparison::Greater),
];

impl Expression {
    /// Reads an expression. The error says what is allowed.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "`{text}` is not an expression: expected $inputs.NAME, $steps.STEP.outputs.NAME, $item, $response.body or \
                 $statusCode, with or without a JSON pointer such as #/profile/login"
            )
        };
        let (head, pointer) = text.split_once('#').map_or((text, ""), |(head, pointer)| (head, pointer));
        if !pointer.is_empty() && !pointer.starts_with('/') {
            return Err(wrong());
        }
        let name = |name: &str| {
            let plain = |character: char| character.is_ascii_alphanumeric() || ['-', '_'].contains(&character);
            (!name.is_empty() && name.chars().all(plain)).then(|| name.to_string())
        };
        let source = match head {
            "$item" => Source::Item,
            "$response.body" => Source::Body,
            "$statusCode" => Source::Status,
            _ => match head.strip_prefix("$inputs.") {
                Some(input) => Source::Input(name(input).ok_or_else(wrong)?),
                None => {
                    let step = head.strip_prefix("$steps.").and_then(|rest| rest.split_once(".outputs."));
                    let (step, output) = step.ok_or_else(wrong)?;
                    Source::Output(name(step).ok_or_else(wrong)?, name(output).ok_or_else(wrong)?)
                }
            },
        };
        Ok(Self { source, pointer: pointer.to_string() })
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.source {
            Source::Input(name) => write!(out, "$inputs.{name}")?,
            Source::Output(step, output) => write!(out, "$steps.{step}.outputs.{output}")?,
            Source::Item => out.write_str("$item")?,
            Source::Body => out.write_str("$response.body")?,
            Source::Status => out.write_str("$statusCode")?,
        }
        if self.pointer.is_empty() { Ok(()) } else { write!(out, "#{}", self.pointer) }
    }
}

/// The values that expressions stand for; absent where there is none, such as of an input that is not given.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    /// The inputs of the job.
    pub inputs: &'a Map<String, Value>,
    /// The outputs of the steps so far.
    pub steps: &'a Map<String, Value>,
    /// The item of `x-for-each`.
    pub item: Option<&'a Value>,
    /// Status and body of the answer.
    pub answer: Option<(&'a Value, &'a Value)>,
}

impl Scope<'_> {
    /// The value of an expression.
    pub fn value(&self, expression: &Expression) -> Option<Value> {
        let source = match &expression.source {
            Source::Input(name) => self.inputs.get(name),
            Source::Output(step, output) => self.steps.get(step).and_then(|outputs| outputs.get(output)),
            Source::Item => self.item,
            Source::Body => self.answer.map(|(_, body)| body),
            Source::Status => self.answer.map(|(status, _)| status),
        };
        source?.pointer(&expression.pointer).cloned()
    }
}

/// Replaces the expressions in a template: a text that is one, and texts with `{$…}` in them. What has no value is left out.
pub fn fill(template: &Value, value: &mut dyn FnMut(&Expression) -> Option<Value>) -> Result<Option<Value>, String> {
    Ok(match template {
        Value::String(text) if text.starts_with('$') => value(&Expression::parse(text)?),
        Value::String(text) => Some(Value::String(fill_text(text, value)?)),
        Value::Array(items) => {
            let filled: Result<Vec<_>, String> = items.iter().map(|item| fill(item, value)).collect();
            Some(Value::Array(filled?.into_iter().flatten().collect()))
        }
        Value::Object(members) => {
            let mut object = Map::new();
            for (name, member) in members {
                if let Some(member) = fill(member, value)? {
                    object.insert(name.clone(), member);
                }
            }
            Some(Value::Object(object))
        }
        other => Some(other.clone()),
    })
}

fn fill_text(text: &str, value: &mut dyn FnMut(&Expression) -> Option<Value>) -> Result<String, String> {
    let (mut filled, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once("{$") {
        let (expression, behind) = after.split_once('}').ok_or_else(|| format!("`{text}`: a `}}` is missing"))?;
        filled.push_str(before);
        match value(&Expression::parse(&format!("${expression}"))?) {
            Some(Value::String(text)) => filled.push_str(&text),
            Some(other) => filled.push_str(&other.to_string()),
            None => {}
        }
        rest = behind;
    }
    filled.push_str(rest);
    Ok(filled)
}

/// The expressions in a template.
pub fn expressions(template: &Value) -> Result<Vec<Expression>, String> {
    let mut found = Vec::new();
    fill(template, &mut |expression| {
        found.push(expression.clone());
        None
    })?;
    Ok(found)
}

impl Condition {
    /// Reads comparisons such as `$response.body#/status == 'ACTIVE'`, joined by `&&`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let comparisons: Result<_, String> = text.split("&&").map(|part| comparison(part.trim(), text)).collect();
        Ok(Self { text: text.to_string(), comparisons: comparisons? })
    }

    /// The expressions in it.
    pub fn expressions(&self) -> impl Iterator<Item = &Expression> {
        let operands = self.comparisons.iter().flat_map(|(left, _, right)| [left, right]);
        operands
            .filter_map(|operand| if let Operand::Expression(expression) = operand { Some(expression) } else { None })
    }

    /// Whether it holds. A value that is absent equals null.
    pub fn holds(&self, scope: Scope<'_>) -> bool {
        let value = |operand: &Operand| match operand {
            Operand::Literal(value) => value.clone(),
            Operand::Expression(expression) => scope.value(expression).unwrap_or(Value::Null),
        };
        self.comparisons.iter().all(|(left, comparison, right)| comparison.holds(&value(left), &value(right)))
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text)
    }
}

fn comparison(part: &str, whole: &str) -> Result<(Operand, Comparison, Operand), String> {
    let found = COMPARISONS.iter().find_map(|(sign, comparison)| Some((part.split_once(sign)?, *comparison)));
    let ((left, right), comparison) = found.ok_or_else(|| {
        format!("`{whole}` is not a condition: expected such as $statusCode == 200, several of them joined by &&")
    })?;
    Ok((operand(left.trim())?, comparison, operand(right.trim())?))
}

fn operand(text: &str) -> Result<Operand, String> {
    if text.starts_with('$') {
        return Expression::parse(text).map(Operand::Expression);
    }
    let quoted = text.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
    if let Some(quoted) = quoted {
        return Ok(Operand::Literal(Value::String(quoted.replace("''", "'"))));
    }
    let literal = serde_json::from_str(text).ok().filter(|value: &Value| !value.is_object() && !value.is_array());
    literal.map(Operand::Literal).ok_or_else(|| {
        format!("`{text}` is not an operand: expected an expression, a text in '…', a number, true, false or null")
    })
}

impl Comparison {
    fn holds(self, left: &Value, right: &Value) -> bool {
        let number = |value: &Value| value.as_f64();
        let order = match (number(left), number(right)) {
            (Some(left), Some(right)) => left.partial_cmp(&right),
            _ => None,
        };
        match self {
            // Arazzo compares texts in any case.
            Self::Equal | Self::Unequal => {
                let same = match (left.as_str(), right.as_str()) {
                    (Some(left), Some(right)) => left.to_lowercase() == right.to_lowercase(),
                    _ => order.map_or(left == right, |order| order.is_eq()),
                };
                same == (self == Self::Equal)
            }
            Self::Less => order.is_some_and(|order| order.is_lt()),
            Self::LessOrEqual => order.is_some_and(|order| order.is_le()),
            Self::Greater => order.is_some_and(|order| order.is_gt()),
            Self::GreaterOrEqual => order.is_some_and(|order| order.is_ge()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn expressions_are_read_and_written() {
        for text in [
            "$inputs.login",
            "$steps.a-b.outputs.c",
            "$item#/a/0",
            "$response.body",
            "$response.body#/id",
            "$statusCode",
        ] {
            assert_eq!(Expression::parse(text).expect(text).to_string(), text);
        }
        for text in
            ["", "$", "$input.a", "$inputs.", "$inputs.a.b", "$steps.a.output.b", "$item.a", "$response.body#id"]
        {
            assert!(Expression::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn templates_are_filled_and_absent_values_left_out() {
        let inputs = json!({"a": "x\"y", "n": 7, "list": [1]});
        let scope = Scope { inputs: inputs.as_object().expect("it"), steps: &Map::new(), item: None, answer: None };
        let template = json!({"a": "$inputs.a", "text": "n={$inputs.n}, {$inputs.gone}!", "gone": "$inputs.gone",
            "list": ["$inputs.list", "$inputs.gone"], "plain": {"b": null}});
        let filled = fill(&template, &mut |expression| scope.value(expression)).expect("it").expect("a value");
        assert_eq!(filled, json!({"a": "x\"y", "text": "n=7, !", "list": [[1]], "plain": {"b": null}}));
        assert!(fill(&json!("$wrong"), &mut |_| None).is_err());
        assert!(fill(&json!("{$inputs.a"), &mut |_| None).is_err());
    }

    #[test]
    fn conditions_compare() {
        let (status, body) = (json!(200), json!({"status": "ACTIVE", "n": 2, "list": []}));
        let (inputs, steps) = (Map::new(), Map::new());
        let scope = Scope { inputs: &inputs, steps: &steps, item: None, answer: Some((&status, &body)) };
        for (condition, holds) in [
            ("$statusCode == 200", true),
            ("$statusCode != 200", false),
            ("$response.body#/status == 'active'", true),
            ("$response.body#/status == 'it''s'", false),
            ("$response.body#/n < 3 && $response.body#/n >= 2", true),
            ("$response.body#/n < 3 && $response.body#/n > 2", false),
            ("$response.body#/gone == null", true),
            ("$response.body#/list/0 != null", false),
            ("$response.body#/status > 1", false),
            ("$response.body#/gone == false", false),
        ] {
            assert_eq!(Condition::parse(condition).expect(condition).holds(scope), holds, "{condition}");
        }
        for wrong in
            ["", "$statusCode", "$statusCode == ", "$statusCode == [1]", "a == 1", "$statusCode == 200 || true"]
        {
            assert!(Condition::parse(wrong).is_err(), "{wrong}");
        }
    }
}
