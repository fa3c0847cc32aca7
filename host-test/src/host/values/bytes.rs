//! Calls the functions that return bytes, with their own types. As a `Val`, each byte would take 40 bytes of the host's memory,
//! and a response of 4 MiB would exceed wasmtime's default limit.

use crate::host::Function;
use crate::host::State;
use crate::host::limits::Meter;
use crate::host::values::results::{Outcome, bytes};
use bindings::actions::okta::types::Error;
use bindings::exports::actions::okta::{catalog::Preview, generic_request::RawResponse};
use okta_actions_build::names::{camel_case, kebab_case};
use serde::Serialize;
use serde_json::{Map, Value};
use wasmtime::Store;
use wasmtime::component::{Func, Val};

#[allow(missing_docs, clippy::allow_attributes_without_reason, reason = "generated from wit/, where the docs are")]
mod bindings {
    wasmtime::component::bindgen!({
        inline: "package host:bytes; world bytes {
            export actions:okta/generic-request@0.1.0;
            export actions:okta/catalog@0.1.0;
        }",
        path: "../wit",
        additional_derives: [serde::Serialize],
    });
}

type Pairs = Vec<(String, String)>;
type Sent = (String, String, Pairs, Pairs, Option<Vec<u8>>);

/// Calls a function that returns bytes; none for any other.
pub async fn call(
    function: &Function,
    exported: Func,
    args: &[Val],
    store: &mut Store<State>,
    meter: &Meter,
) -> Option<anyhow::Result<Outcome>> {
    match (function.interface.as_str(), function.name.as_str()) {
        ("generic-request", "send-request") => Some(send(exported, args, store, meter).await),
        ("catalog", "preview-action") => Some(preview(exported, args, store, meter).await),
        _ => None,
    }
}

async fn send(exported: Func, args: &[Val], store: &mut Store<State>, meter: &Meter) -> anyhow::Result<Outcome> {
    let typed = exported.typed::<Sent, (Result<RawResponse, Error>,)>(&*store)?;
    let args = match args {
        [Val::String(method), Val::String(path), query, headers, body] => {
            (method.clone(), path.clone(), pairs(query)?, pairs(headers)?, body_of(body)?)
        }
        _ => return wrong(),
    };
    let (result,) = meter.run(typed.call_async(store, args)).await?;
    outcome(result.map(|mut response| {
        let body = std::mem::take(&mut response.body);
        (response, Some(body))
    }))
}

async fn preview(exported: Func, args: &[Val], store: &mut Store<State>, meter: &Meter) -> anyhow::Result<Outcome> {
    let typed = exported.typed::<(String, String), (Result<Preview, Error>,)>(&*store)?;
    let [Val::String(action), Val::String(arguments)] = args else { return wrong() };
    let (result,) = meter.run(typed.call_async(store, (action.clone(), arguments.clone()))).await?;
    outcome(result.map(|mut preview| {
        let body = preview.body.take();
        (preview, body)
    }))
}

fn wrong<T>() -> anyhow::Result<T> {
    anyhow::bail!("the arguments are not of the types of the function")
}

fn pairs(list: &Val) -> anyhow::Result<Pairs> {
    let Val::List(items) = list else { return wrong() };
    let pair = |item: &Val| match item {
        Val::Tuple(pair) => match pair.as_slice() {
            [Val::String(name), Val::String(value)] => Ok((name.clone(), value.clone())),
            _ => wrong(),
        },
        _ => wrong(),
    };
    items.iter().map(pair).collect()
}

fn body_of(body: &Val) -> anyhow::Result<Option<Vec<u8>>> {
    let byte = |item: &Val| if let Val::U8(byte) = item { Ok(*byte) } else { wrong() };
    match body {
        Val::Option(None) => Ok(None),
        Val::Option(Some(list)) => match list.as_ref() {
            Val::List(items) => items.iter().map(byte).collect::<anyhow::Result<_>>().map(Some),
            _ => wrong(),
        },
        _ => wrong(),
    }
}

/// The fields of a result and its separate bytes, named like those of all results.
fn outcome(result: Result<(impl Serialize, Option<Vec<u8>>), Error>) -> anyhow::Result<Outcome> {
    match result {
        Ok((record, body)) => {
            let mut fields = fields(serde_json::to_value(record)?);
            fields.insert("body".into(), body.map_or(Value::Null, bytes));
            Ok(Outcome { error: None, fields })
        }
        // A case with a payload is an object with one key.
        Err(error) => Ok(match serde_json::to_value(error)? {
            Value::Object(case) => {
                let (case, payload) = case.into_iter().next().unwrap_or_default();
                Outcome { error: Some(kebab_case(&case)), fields: fields(payload) }
            }
            case => Outcome { error: case.as_str().map(kebab_case), fields: Map::new() },
        }),
    }
}

/// A record with its names in camelCase; any other payload is a message.
fn fields(payload: Value) -> Map<String, Value> {
    match camel_cased(payload) {
        Value::Object(fields) => fields,
        message => Map::from_iter([("message".to_string(), message)]),
    }
}

fn camel_cased(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            fields.into_iter().map(|(name, value)| (camel_case(&name.replace('_', "-")), camel_cased(value))).collect()
        }
        Value::Array(items) => items.into_iter().map(camel_cased).collect(),
        other => other,
    }
}
