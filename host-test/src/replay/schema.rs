//! Checks JSON against the schemas of the catalog.

use jsonschema::{Draft, Validator};
use serde_json::Value;

/// Makes the validator of a schema. The error says where the schema is not JSON Schema 2020-12.
pub fn validator(schema: &Value) -> anyhow::Result<Validator> {
    if let Err(error) = jsonschema::draft202012::meta::validate(schema) {
        anyhow::bail!("{}: {error}", error.instance_path());
    }
    jsonschema::options().with_draft(Draft::Draft202012).build(schema).map_err(|error| anyhow::anyhow!("{error}"))
}

/// The places where a value does not fit, with the reasons, one per line. Values are not shown: they may be secrets.
pub fn misfits(validator: &Validator, value: &Value) -> Vec<String> {
    let place = |path: &str| if path.is_empty() { "the whole".to_string() } else { path.to_string() };
    let line =
        |error: jsonschema::ValidationError| format!("{}: {}", place(error.instance_path().as_str()), error.masked());
    validator.iter_errors(value).map(line).collect()
}
