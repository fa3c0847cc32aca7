//! Random calls: any exported function, with arguments of the types that the component declares.

use super::texts;
use crate::host::Function;
use crate::operations;
use anyhow::bail;
use fastrand::Rng;
use okta_actions_build::names::{camel_case, version};
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use url::Url;
use wasmtime::component::{Type, Val};

/// Makes the choices of one call.
pub struct Inputs<'a> {
    /// All functions of the component.
    pub functions: &'a [Function],
    /// The indices of the functions that are not actions.
    pub others: &'a [usize],
    /// An origin that no text may send a request to.
    pub elsewhere: &'a Url,
    /// The source of the choices.
    pub rng: Rng,
}

/// The indices of the functions that are not actions.
pub fn others(functions: &[Function]) -> Vec<usize> {
    let is_action = |function: &Function| {
        let (name, _) = version(&function.name);
        operations::all().iter().any(|known| known.function == name && known.interface == function.interface)
    };
    (0..functions.len()).filter(|at| !is_action(&functions[*at])).collect()
}

impl<'a> Inputs<'a> {
    /// A function: mostly an action, and one time in four one of the few others.
    pub fn function(&mut self) -> &'a Function {
        let other = self.rng.u32(..4) == 0 && !self.others.is_empty();
        let at = if other {
            self.others[self.rng.usize(..self.others.len())]
        } else {
            self.rng.usize(..self.functions.len())
        };
        &self.functions[at]
    }

    /// Arguments for a function. The error names a type that has no values here.
    pub fn arguments(&mut self, function: &Function) -> anyhow::Result<Vec<Val>> {
        function.params.iter().map(|(name, ty)| self.value(&function.interface, name, ty)).collect()
    }

    fn value(&mut self, interface: &str, name: &str, ty: &Type) -> anyhow::Result<Val> {
        Ok(match ty {
            Type::Bool => Val::Bool(self.rng.bool()),
            Type::U8 => Val::U8(self.rng.u8(..)),
            Type::U16 => Val::U16(self.rng.u16(..)),
            Type::U32 => {
                let number = self.rng.u32(..);
                Val::U32(*self.rng.choice(&[0, 1, 2, 10, 200, 1000, u32::MAX, number]).unwrap_or(&0))
            }
            Type::S32 => Val::S32(self.rng.i32(..)),
            Type::String => Val::String(self.text(interface, name)?),
            Type::List(list) if list.ty() == Type::U8 => {
                Val::List(texts::body(&mut self.rng, self.elsewhere).into_bytes().into_iter().map(Val::U8).collect())
            }
            Type::List(list) => {
                let count = self.rng.usize(..4);
                let items = (0..count).map(|_| self.value(interface, name, &list.ty()));
                Val::List(items.collect::<anyhow::Result<_>>()?)
            }
            Type::Tuple(tuple) => {
                let items = tuple.types().map(|ty| self.value(interface, name, &ty));
                Val::Tuple(items.collect::<anyhow::Result<_>>()?)
            }
            Type::Record(record) => {
                let fields = record
                    .fields()
                    .map(|field| Ok((field.name.to_owned(), self.value(interface, field.name, &field.ty)?)));
                Val::Record(fields.collect::<anyhow::Result<_>>()?)
            }
            Type::Option(_) if self.rng.u32(..3) > 0 => Val::Option(None),
            Type::Option(option) => Val::Option(Some(Box::new(self.value(interface, name, &option.ty())?))),
            Type::Enum(cases) => {
                let names: Vec<&str> = cases.names().collect();
                Val::Enum(texts::one(&mut self.rng, &names).to_owned())
            }
            other => bail!("the soak has no values of the type {other:?}, which `{name}` of {interface} takes"),
        })
    }

    fn text(&mut self, interface: &str, name: &str) -> anyhow::Result<String> {
        if self.rng.u32(..6) == 0 {
            return Ok(texts::hostile(&mut self.rng, self.elsewhere));
        }
        let rng = &mut self.rng;
        Ok(match (interface, name) {
            ("catalog", "interface-name") => self.function().interface.clone(),
            ("catalog", name) if name.contains("arguments") => self.json_arguments()?,
            ("catalog", _) => {
                let function = self.function();
                format!("{}.{}", function.interface, function.name)
            }
            (_, "body") => texts::body(rng, self.elsewhere),
            (_, "next") => texts::next(rng),
            (_, "method") => texts::method(rng),
            (_, "path") => texts::path(rng),
            (_, name) if name.ends_with("id") || name.ends_with("name") => texts::id(rng, &camel_case(name)),
            _ => texts::plain(rng),
        })
    }

    /// Arguments of a random function as one JSON object, for `catalog.call-action`.
    fn json_arguments(&mut self) -> anyhow::Result<String> {
        let function = self.function();
        // No function of the catalog calls itself.
        if function.interface == "catalog" {
            return Ok("{}".to_owned());
        }
        let args = self.arguments(function)?;
        let mut object: BTreeMap<String, Box<RawValue>> = BTreeMap::new();
        for ((name, _), value) in function.params.iter().zip(args) {
            match value {
                Val::Record(fields) => {
                    for (name, value) in fields {
                        object.insert(camel_case(&name), raw(&name, value)?);
                    }
                }
                value => {
                    object.insert(camel_case(name), raw(name, value)?);
                }
            }
        }
        Ok(serde_json::to_string(&object)?)
    }
}

/// An argument as JSON; a body that is JSON is unchanged.
fn raw(name: &str, value: Val) -> anyhow::Result<Box<RawValue>> {
    if let ("body", Val::String(text)) = (name, &value)
        && let Ok(body) = RawValue::from_string(text.clone())
    {
        return Ok(body);
    }
    Ok(serde_json::value::to_raw_value(&json_of(value))?)
}

fn json_of(value: Val) -> Value {
    match value {
        Val::Bool(flag) => json!(flag),
        Val::U8(number) => json!(number),
        Val::U16(number) => json!(number),
        Val::U32(number) => json!(number),
        Val::S32(number) => json!(number),
        Val::String(text) | Val::Enum(text) => json!(text),
        Val::Option(option) => option.map_or(Value::Null, |value| json_of(*value)),
        Val::List(items) | Val::Tuple(items) => items.into_iter().map(json_of).collect(),
        Val::Record(fields) => Value::Object(
            fields.into_iter().map(|(name, value)| (camel_case(&name), json_of(value))).collect::<Map<_, _>>(),
        ),
        _ => Value::Null,
    }
}
