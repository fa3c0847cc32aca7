//! The arguments of calls by name.

use crate::checks::call;
use crate::inputs::{config, json, value};
use crate::requests::called;
use okta_actions::request::Arg;
use okta_actions::request::json_arguments;
use okta_actions::table::action::ACTIONS;
use okta_actions::table::shape::{Location, ParamType};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value};

proptest! {
    #![proptest_config(config())]

    #[test]
    fn arguments_are_read_as_they_were_written((action, args) in called(), nulls in any::<bool>()) {
        let mut object = Map::new();
        for (param, arg) in action.params.iter().zip(&args) {
            let value = match arg {
                Arg::Absent if nulls => Value::Null,
                Arg::Absent => continue,
                Arg::Text(text) if param.location == Location::Body => match serde_json::from_str(text) {
                    Ok(value) => value,
                    Err(_) => return Ok(()),
                },
                Arg::Text(text) => text.clone().into(),
                Arg::Flag(flag) => (*flag).into(),
                Arg::Number(number) => (*number).into(),
                Arg::List(list) => list.clone().into(),
                Arg::Bytes(bytes) => match std::str::from_utf8(bytes) {
                    Ok(text) => text.into(),
                    Err(_) => return Ok(()),
                },
            };
            object.insert(param.wire.to_string(), value);
        }
        let json = Value::Object(object).to_string();
        let read = json_arguments::read(action, &json).map_err(|problem| problem.message);
        let same = |((param, read), arg): ((&okta_actions::table::action::Param, &Arg), &Arg)| match (read, arg) {
            // Writing changes the spacing of a body, and leaves out a null that may be left out.
            (Arg::Text(read), Arg::Text(arg)) if param.location == Location::Body && param.ty == ParamType::Text => {
                serde_json::from_str::<Value>(read).ok() == serde_json::from_str(arg).ok()
            }
            (Arg::Absent, Arg::Text(arg)) if param.optional && param.location == Location::Body => arg.trim() == "null",
            _ => read == arg,
        };
        let read = read.expect("the arguments are right");
        prop_assert!(action.params.iter().zip(&read).zip(&args).all(same), "{:?} {:?}", read, args);
    }

    #[test]
    fn any_text_is_a_problem_or_arguments_of_the_right_types(
        action in select(ACTIONS.iter().collect::<Vec<_>>()), json in json(),
        values in prop::collection::vec((any::<prop::sample::Index>(), value()), 0..4),
    ) {
        call::named(action, &json);
        let names: Vec<String> = action.params.iter().map(|param| param.wire.to_string()).chain(["other".into()]).collect();
        let object: Map<String, Value> =
            values.into_iter().map(|(place, value)| (names[place.index(names.len())].clone(), value)).collect();
        call::named(action, &Value::Object(object).to_string());
    }
}
