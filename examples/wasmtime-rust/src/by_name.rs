//! Calls any function by its name, with JSON in and out, so that a new action needs no new code.

use crate::Okta;
use serde_json::{Map, Value, json};
use wasmtime::component::{Type, Val};
use wasmtime::error::Context;
use wasmtime::{Result, bail};

impl Okta {
    /// Calls a function such as `get-user` of the interface `user`, in an instance of its own. The outer error is a fault of the
    /// caller or the host, the inner one is the component's.
    pub async fn call(
        &self,
        environment: &[(String, String)],
        interface: &str,
        function: &str,
        arguments: &[Value],
    ) -> Result<Result<Value, Value>> {
        let (mut store, instance) = self.instance(environment).await?;
        let interface = instance.get_export_index(&mut store, None, &format!("actions:okta/{interface}@0.1.0"));
        let interface = interface.context("there is no such interface")?;
        let function = instance.get_export_index(&mut store, Some(&interface), function);
        let function =
            function.and_then(|index| instance.get_func(&mut store, index)).context("there is no such function")?;
        let ty = function.ty(&store);
        if ty.params().len() != arguments.len() {
            bail!("expected {} arguments, and got {}", ty.params().len(), arguments.len());
        }
        let arguments = arguments.iter().zip(ty.params()).map(|(json, (_, ty))| from_json(json, &ty));
        let mut results = [Val::Bool(false)];
        function.call_async(&mut store, &arguments.collect::<Result<Vec<_>>>()?, &mut results).await?;
        match &results {
            [Val::Result(Ok(value))] => Ok(Ok(value.as_deref().map_or(Value::Null, to_json))),
            [Val::Result(Err(error))] => Ok(Err(error.as_deref().map_or(Value::Null, to_json))),
            other => bail!("expected a result, and got {other:?}"),
        }
    }
}

/// Converts JSON to a value of this type. An object with WIT names becomes a record; an absent field or null is none.
fn from_json(json: &Value, ty: &Type) -> Result<Val> {
    Ok(match (ty, json) {
        (Type::Option(_), Value::Null) => Val::Option(None),
        (Type::Option(option), _) => Val::Option(Some(Box::new(from_json(json, &option.ty())?))),
        (Type::Record(record), Value::Object(object)) => {
            if let Some(name) = object.keys().find(|name| record.fields().all(|field| field.name != **name)) {
                bail!("there is no field `{name}`");
            }
            let field = |name: &str, ty| from_json(object.get(name).unwrap_or(&Value::Null), &ty);
            let fields = record.fields().map(|it| Ok((it.name.to_string(), field(it.name, it.ty)?)));
            Val::Record(fields.collect::<Result<_>>()?)
        }
        (Type::Tuple(tuple), Value::Array(items)) if items.len() == tuple.types().len() => {
            Val::Tuple(items.iter().zip(tuple.types()).map(|(item, ty)| from_json(item, &ty)).collect::<Result<_>>()?)
        }
        (Type::List(list), Value::Array(items)) => {
            Val::List(items.iter().map(|item| from_json(item, &list.ty())).collect::<Result<_>>()?)
        }
        (Type::String, Value::String(text)) => Val::String(text.clone()),
        (Type::Bool, Value::Bool(switch)) => Val::Bool(*switch),
        (Type::U8, Value::Number(number)) => Val::U8(number.to_string().parse()?),
        (Type::U32, Value::Number(number)) => Val::U32(number.to_string().parse()?),
        _ => bail!("{json} does not fit the type {ty:?}"),
    })
}

/// Converts a value to JSON. Bytes become text, and an error becomes `{"case": …, "value": …}`.
fn to_json(val: &Val) -> Value {
    match val {
        Val::Bool(switch) => (*switch).into(),
        Val::U8(number) => (*number).into(),
        Val::U16(number) => (*number).into(),
        Val::U32(number) => (*number).into(),
        Val::String(text) | Val::Enum(text) => text.as_str().into(),
        Val::Option(inner) => inner.as_deref().map_or(Value::Null, to_json),
        Val::List(items) if matches!(items.first(), Some(Val::U8(_))) => {
            let bytes: Vec<u8> =
                items.iter().filter_map(|item| if let Val::U8(byte) = item { Some(*byte) } else { None }).collect();
            String::from_utf8_lossy(&bytes).into()
        }
        Val::List(items) | Val::Tuple(items) => items.iter().map(to_json).collect(),
        Val::Record(fields) => {
            fields.iter().map(|(name, val)| (name.clone(), to_json(val))).collect::<Map<_, _>>().into()
        }
        Val::Variant(case, value) => {
            json!({ "case": case, "value": value.as_deref().map_or(Value::Null, to_json) })
        }
        other => format!("{other:?}").into(),
    }
}
