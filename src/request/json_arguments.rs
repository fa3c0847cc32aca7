//! Reads the arguments of a call by name from a JSON object.

use crate::contract::Problem;
use crate::request::Arg;
use crate::table::action::{Action, Param};
use crate::table::shape::{Location, ParamType};
use crate::table::suggestions::nearest;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use base64ct::{Base64, Encoding};
use core::fmt;
use core::marker::PhantomData;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The maximum of unknown arguments that an error names.
const MAX_NAMED: usize = 10;

/// Reads the arguments of an action, one per parameter. The problem lists all missing arguments and wrong types, and
/// the first unknown arguments.
pub fn read(action: &Action, json: &str) -> Result<Vec<Arg>, Problem> {
    let mut object = Object::read(json)?;
    let args = action.params.iter().map(|param| argument(param, &mut object)).collect();
    object.finish()?;
    Ok(args)
}

fn argument(param: &Param, object: &mut Object<'_>) -> Arg {
    let (name, need) = (param.wire, if param.optional { Need::Optional } else { Need::Required });
    let arg = match (param.location, param.ty) {
        // The text of a body is sent unchanged.
        (Location::Body, ParamType::Text) => {
            object.take::<&RawValue>(name, need, "any JSON value").map(|json| Arg::Text(json.get().to_string()))
        }
        (_, ParamType::Bytes) => object.bytes(name, need).map(Arg::Bytes),
        (_, ParamType::Text) => object.take(name, need, "a string").map(Arg::Text),
        (_, ParamType::Flag) => object.take(name, need, "true or false").map(Arg::Flag),
        (_, ParamType::Number) => object.take(name, need, "a whole number from 0 to 4294967295").map(Arg::Number),
        (_, ParamType::List) => object.take(name, need, "a list of strings").map(Arg::List),
    };
    arg.unwrap_or(Arg::Absent)
}

/// Whether an argument has to be given.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// It must be given.
    Required,
    /// It may be left out or null.
    Optional,
}

/// A JSON object from which arguments are taken by name.
pub struct Object<'a> {
    fields: Vec<(String, &'a RawValue)>,
    known: Vec<String>,
    problems: Vec<String>,
}

impl<'a> Object<'a> {
    /// Reads the object.
    pub fn read(json: &'a str) -> Result<Self, Problem> {
        let json = if json.trim().is_empty() { "{}" } else { json };
        let Fields(fields) = serde_json::from_str(json).map_err(|error: serde_json::Error| {
            // An error about the type would repeat the whole value.
            let why = if error.is_data() { "it is another JSON value".to_string() } else { error.to_string() };
            Problem::new("arguments", format!("are not a JSON object ({why}): pass names and values"))
        })?;
        Ok(Self { fields, known: Vec::new(), problems: Vec::new() })
    }

    /// Takes an argument; `expected` describes its type for errors.
    pub fn take<T: Deserialize<'a>>(&mut self, name: &str, need: Need, expected: &str) -> Option<T> {
        self.known.push(name.to_string());
        // If a name occurs twice, the last value counts.
        let given = self.fields.extract_if(.., |(key, _)| key == name).map(|(_, value)| value).last();
        let given = given.filter(|json| need == Need::Required || json.get() != "null");
        let value = given.map(|json| serde_json::from_str(json.get()));
        match value {
            Some(Ok(value)) => return Some(value),
            Some(Err(_)) => self.problems.push(format!("`{name}` is of the wrong type: expected {expected}")),
            None if need == Need::Required => {
                self.problems.push(format!("`{name}` is missing: expected {expected}"));
            }
            None => {}
        }
        None
    }

    /// Takes bytes: a string as its UTF-8 text, or an object with `base64` as the decoded bytes.
    pub fn bytes(&mut self, name: &str, need: Need) -> Option<Vec<u8>> {
        const EXPECTED: &str = "a string, or an object such as {\"base64\": \"AAEC\"}";
        let json = self.take::<&RawValue>(name, need, EXPECTED)?.get();
        let decoded = || {
            let Fields::<String>(object) = serde_json::from_str(json).ok()?;
            let [(name, text)] = object.as_slice() else { return None };
            (name == "base64").then(|| Base64::decode_vec(text).ok()).flatten()
        };
        let bytes = serde_json::from_str::<String>(json).ok().map(String::into_bytes).or_else(decoded);
        if bytes.is_none() {
            self.problems.push(format!("`{name}` is of the wrong type: expected {EXPECTED}"));
        }
        bytes
    }

    /// Takes pairs of strings, given as a list of pairs or as an object.
    pub fn pairs(&mut self, name: &str) -> Vec<(String, String)> {
        const EXPECTED: &str = "an object of strings, or a list of pairs of strings";
        let Some(json) = self.take::<&RawValue>(name, Need::Optional, EXPECTED) else { return Vec::new() };
        let object = |json| serde_json::from_str(json).map(|Fields(pairs)| pairs);
        serde_json::from_str(json.get()).or_else(|_| object(json.get())).unwrap_or_else(|_| {
            self.problems.push(format!("`{name}` is of the wrong type: expected {EXPECTED}"));
            Vec::new()
        })
    }

    /// Reports one problem for all wrong arguments and the first unknown ones.
    pub fn finish(self) -> Result<(), Problem> {
        let Self { fields, known, mut problems } = self;
        for (name, _) in fields.iter().take(MAX_NAMED) {
            let near = nearest(name, known.iter().map(String::as_str));
            let hint = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None if known.is_empty() => "it takes no arguments".to_string(),
                None => format!("it takes {}", known.join(", ")),
            };
            problems.push(format!("`{}` is not an argument of this action: {hint}", shown(name)));
        }
        if let Some(more @ 1..) = fields.len().checked_sub(MAX_NAMED) {
            problems.push(format!("{more} more are unknown"));
        }
        if problems.is_empty() { Ok(()) } else { Err(Problem::new("arguments", problems.join("; "))) }
    }
}

/// The beginning of a caller's name, escaped for an error.
pub fn shown(name: &str) -> String {
    name.chars().take(60).flat_map(char::escape_debug).collect()
}

/// The fields of a JSON object, in their order.
struct Fields<T>(Vec<(String, T)>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Fields<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(FieldsVisitor(PhantomData))
    }
}

struct FieldsVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for FieldsVisitor<T> {
    type Value = Fields<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields<T>, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = map.next_entry()? {
            fields.push(field);
        }
        Ok(Fields(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::action::ACTIONS;
    use alloc::vec;

    fn action(function: &str) -> &'static Action {
        ACTIONS.iter().find(|action| action.function == function).expect("an action of this name")
    }

    fn message(function: &str, json: &str) -> String {
        read(action(function), json).expect_err("a problem").message
    }

    #[test]
    fn arguments_are_in_the_order_of_the_parameters() {
        let json = r#"{"body": { "a" : 1.0 }, "tokenLifetimeSeconds": 60, "updatePhone": true, "userId": "me", "templateId": null}"#;
        let args = read(action("enroll-factor"), json).expect("arguments");
        let expected = vec![
            Arg::Text("me".into()),
            Arg::Flag(true),
            Arg::Absent,
            Arg::Number(60),
            Arg::Absent,
            Arg::Absent,
            Arg::Text("{ \"a\" : 1.0 }".into()),
        ];
        assert_eq!(args, expected);
        assert!(read(action("list-users"), "").is_ok(), "no arguments are an empty object");
    }

    #[test]
    fn bytes_are_text_or_base64() {
        let body = |json: &str| {
            let json = format!(r#"{{"brandId":"b","themeId":"t","fileName":"n","mediaType":"m","body":{json}}}"#);
            read(action("update-theme-logo"), &json).ok().and_then(|mut args| args.pop())
        };
        assert_eq!(body("\"ü\""), Some(Arg::Bytes("ü".into())));
        assert_eq!(body(r#"{"base64":"AP8="}"#), Some(Arg::Bytes(vec![0, 255])));
        for wrong in ["1", "null", "{}", r#"{"base64":"?"}"#, r#"{"base64":"","more":""}"#] {
            assert_eq!(body(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn one_problem_lists_all() {
        let message = message("list-users", r#"{"limit": "2", "serach": "x", "zzz": 1, "expand": 5}"#);
        for part in ["`limit` is of the wrong type", "did you mean `search`?", "`zzz`", "`expand`"] {
            assert!(message.contains(part), "{part}: {message}");
        }
        let many: Vec<String> = (0..5000).map(|number| format!("\"\\u0000{number}{}\":1", "x".repeat(900))).collect();
        let message = self::message("list-users", &format!("{{{}}}", many.join(",")));
        assert!(message.contains("4990 more are unknown") && message.matches("it takes").count() == 10, "{message}");
        assert!(message.len() < 5000, "{}", message.len());
        assert!(self::message("get-user", &format!("\"{}\"", "x".repeat(100_000))).len() < 200);
        assert!(super::read(action("get-user"), "{}").is_err());
        assert!(super::read(action("get-user"), "[]").is_err());
        assert!(super::read(action("get-user"), r#"{"userId": null}"#).is_err());
    }
}
