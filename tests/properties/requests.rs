//! Requests of all actions, and generic ones.

use crate::checks::call;
use crate::inputs::{any_case, bytes, config, json, method, text};
use okta_actions::request::Arg;
use okta_actions::table::action::{ACTIONS, Action, Param};
use okta_actions::table::shape::{Location, ParamType};
use proptest::prelude::*;
use proptest::sample::select;

/// Any argument of the type of a parameter.
pub fn argument(param: &'static Param) -> BoxedStrategy<Arg> {
    let any = match param.ty {
        ParamType::Text if param.location == Location::Body => json().prop_map(Arg::Text).boxed(),
        // Names in the templates of other actions.
        ParamType::Text if !param.reserved.is_empty() => {
            let reserved = select(param.reserved).prop_flat_map(any_case);
            let spelled =
                (reserved, select(vec!["", ";", "/", ".json", "%00", " ", "x"])).prop_map(|(name, end)| name + end);
            prop_oneof![spelled, text()].prop_map(Arg::Text).boxed()
        }
        // Headers and file names refuse most texts.
        ParamType::Text => prop_oneof![text(), "[ -~]{1,20}"].prop_map(Arg::Text).boxed(),
        ParamType::Flag => any::<bool>().prop_map(Arg::Flag).boxed(),
        ParamType::Number => any::<u32>().prop_map(Arg::Number).boxed(),
        ParamType::List => prop::collection::vec(text(), 0..4).prop_map(Arg::List).boxed(),
        ParamType::Bytes => prop_oneof![bytes(), content()].prop_map(Arg::Bytes).boxed(),
    };
    if param.optional { prop_oneof![Just(Arg::Absent), any].boxed() } else { any }
}

/// Content that looks like the boundaries of a form.
fn content() -> impl Strategy<Value = Vec<u8>> {
    let piece = select(vec!["\r\n", "--", "-", "okta-actions-", "\r\n--okta-actions-", "0", "_", "x"]);
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat().into_bytes())
}

/// The name of a header of the connection, with letters in any case and `_` for `-`.
fn header_name() -> impl Strategy<Value = String> {
    let names =
        vec!["host", "content-length", "x-http-method-override", "x-original-url", "x-forwarded-host", "trailer"];
    let spelled = select(names).prop_flat_map(any_case);
    (spelled, any::<bool>()).prop_map(|(name, plain)| if plain { name } else { name.replace('-', "_") })
}

/// Any action with any arguments.
pub fn called() -> BoxedStrategy<(&'static Action, Vec<Arg>)> {
    let with = |action: &'static Action| (Just(action), action.params.iter().map(argument).collect::<Vec<_>>());
    select(ACTIONS.iter().collect::<Vec<_>>()).prop_flat_map(with).boxed()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_action_with_any_arguments_is_a_problem_or_its_request((action, args) in called()) {
        call::action(action, args);
    }

    #[test]
    fn an_upload_is_found_again(
        (action, args) in select(ACTIONS.iter().filter(|action| action.part.is_some()).collect::<Vec<_>>())
            .prop_flat_map(|action| (Just(action), action.params.iter().map(argument).collect::<Vec<_>>())),
    ) {
        call::action(action, args);
    }

    #[test]
    fn a_generic_request_stays_in_the_organization(
        method in prop_oneof![method().prop_map(|method| method.name().to_string()), text()],
        path in prop_oneof![text(), "(/[a-zA-Z0-9.%;]{1,8}){1,4}"],
        query in prop::collection::vec((text(), text()), 0..3),
        headers in prop::collection::vec((prop_oneof![text(), "[a-zA-Z_-]{1,9}", header_name()], "[ -~]{0,9}"), 0..3),
        body in prop::option::of(bytes()),
    ) {
        call::generic(&method, &path, &query, &headers, body);
    }
}

#[test]
fn every_action_is_built_from_plain_arguments() {
    for action in ACTIONS {
        let plain = |param: &Param| match (param.location, param.ty) {
            (Location::Body, ParamType::Text) => Arg::Text("{}".into()),
            (_, ParamType::Text) => {
                Arg::Text("a b+ü".chars().take(if param.location == Location::Header { 1 } else { 9 }).collect())
            }
            (_, ParamType::Flag) => Arg::Flag(true),
            (_, ParamType::Number) => Arg::Number(7),
            (_, ParamType::List) => Arg::List(vec!["a".into(), "b".into()]),
            (_, ParamType::Bytes) => Arg::Bytes(b"\0\xff".to_vec()),
        };
        let part =
            |param: &Param| if param.location == Location::Part { Arg::Text("image/png".into()) } else { plain(param) };
        let args: Vec<Arg> = action.params.iter().map(part).collect();
        assert!(okta_actions::request::build(action, args.clone()).is_ok(), "{}", action.name());
        call::action(action, args);
    }
}
