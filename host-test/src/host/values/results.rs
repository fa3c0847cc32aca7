//! Turns results of the component into JSON.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use okta_actions_build::names::camel_case;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};
use wasmtime::component::Val;

/// The return value of a function of the component.
#[derive(Debug)]
pub enum Returned {
    /// A value of its type.
    Value(Val),
    /// The result of a function that returns bytes, already read.
    Outcome(Outcome),
}

/// The result of a call, for people and programs.
#[derive(Debug)]
pub struct Outcome {
    /// The case of the error, such as `permanent-refused`; none for a success.
    pub error: Option<String>,
    /// The fields of the response or of the error, in camelCase.
    pub fields: Map<String, Value>,
}

impl Outcome {
    /// Reads the return value of a function of the component.
    pub fn new(returned: Returned) -> Self {
        let result = match returned {
            Returned::Value(result) => result,
            Returned::Outcome(outcome) => return outcome,
        };
        match result {
            Val::Result(Ok(value)) => {
                let fields = match value.map(|value| plain(*value)) {
                    Some(Value::Object(fields)) => fields,
                    Some(other) => Map::from_iter([("items".to_string(), other)]),
                    None => Map::new(),
                };
                Self { error: None, fields }
            }
            Val::Result(Err(Some(error))) => match *error {
                Val::Variant(case, payload) => {
                    Self { error: Some(case), fields: error_fields(payload.map(|value| plain(*value))) }
                }
                other => Self { error: Some("unknown".into()), fields: error_fields(Some(plain(other))) },
            },
            other => Self { error: Some("unknown".into()), fields: error_fields(Some(plain(other))) },
        }
    }

    /// One JSON object: the fields, `body` and `items` as values if they are JSON, and `error` first if there is one.
    pub fn to_json(&self) -> String {
        let mut object: Vec<(&str, Box<RawValue>)> = Vec::new();
        if let Some(error) = &self.error {
            object.push(("error", raw(&json!(error))));
        }
        for (name, value) in &self.fields {
            // JSON is unchanged: numbers keep all their digits and keys their order.
            let body = ["body", "items"]
                .contains(&name.as_str())
                .then(|| value.as_str())
                .flatten()
                .and_then(|text| RawValue::from_string(text.trim().to_string()).ok());
            object.push((name, body.unwrap_or_else(|| raw(value))));
        }
        let fields: Vec<String> =
            object.iter().map(|(name, value)| format!("{}:{}", json!(name), value.get())).collect();
        format!("{{{}}}", fields.join(","))
    }

    /// One sentence for people about an error.
    pub fn sentence(&self) -> String {
        let text = |name: &str| self.fields.get(name).and_then(Value::as_str).unwrap_or_default();
        let refusal = self.fields.get("response").and_then(Value::as_object).unwrap_or(&self.fields);
        let part = |name: &str| refusal.get(name).filter(|value| !value.is_null());
        let mut words = vec![self.error.clone().unwrap_or_default()];
        if !text("name").is_empty() {
            // The caller writes the names of arguments in camelCase; those of variables stay as they are.
            words.push(format!("`{}` {}", camel_case(text("name")), text("message")));
        } else if !text("message").is_empty() {
            words.push(text("message").to_string());
        }
        if let Some(status) = part("status") {
            words.push(format!("Okta answered {status}"));
        }
        for name in ["errorCode", "errorSummary", "errorCauses"] {
            match part(name) {
                Some(Value::String(text)) => words.push(text.clone()),
                Some(Value::Array(causes)) => {
                    words.extend(causes.iter().filter_map(Value::as_str).map(ToString::to_string))
                }
                _ => {}
            }
        }
        if let Some(wait) = self.fields.get("waitMs") {
            let seconds = wait.as_u64().unwrap_or_default().div_ceil(1000);
            words.push(format!("wait {seconds} s ({})", text("reason")));
        }
        words.iter().map(|words| words.trim_end_matches('.')).collect::<Vec<_>>().join(": ")
    }
}

fn raw(value: &Value) -> Box<RawValue> {
    serde_json::value::to_raw_value(value).unwrap_or_else(|_| RawValue::NULL.to_owned())
}

fn error_fields(payload: Option<Value>) -> Map<String, Value> {
    match payload {
        Some(Value::Object(fields)) => fields,
        Some(message) => Map::from_iter([("message".to_string(), message)]),
        None => Map::new(),
    }
}

/// Bytes as text, or in base64 if they are not UTF-8.
pub fn bytes(bytes: Vec<u8>) -> Value {
    String::from_utf8(bytes)
        .map_or_else(|error| json!({ "base64": BASE64_STANDARD.encode(error.as_bytes()) }), Value::String)
}

/// A value of the component as JSON, with names in camelCase.
fn plain(value: Val) -> Value {
    match value {
        Val::Bool(flag) => json!(flag),
        Val::U8(number) => json!(number),
        Val::U16(number) => json!(number),
        Val::U32(number) => json!(number),
        Val::String(text) => Value::String(text),
        Val::Option(option) => option.map_or(Value::Null, |value| plain(*value)),
        Val::Record(fields) => fields.into_iter().map(|(name, value)| (camel_case(&name), plain(value))).collect(),
        Val::Tuple(items) => items.into_iter().map(plain).collect(),
        Val::List(items) => items.into_iter().map(plain).collect(),
        Val::Enum(case) => Value::String(case),
        Val::Variant(case, payload) => {
            let mut fields = error_fields(payload.map(|value| plain(*value)));
            fields.insert("error".into(), json!(case));
            Value::Object(fields)
        }
        other => Value::String(format!("{other:?}")),
    }
}
