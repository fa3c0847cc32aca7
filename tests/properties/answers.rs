//! Responses of Okta and of proxies before it.

use crate::checks::answer::{read, redacted};
use crate::inputs::{any_case, bytes, config, json, method, text};
use okta_actions::contract::Error;
use okta_actions::pages::json_array::part;
use okta_actions::request::JSON;
use okta_actions::response::error::{BODY_BOUND, error_response};
use okta_actions::response::{self, HttpResponse};
use okta_actions::table::method::Method;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::value::RawValue;

/// Headers that are read, in any letter case and with any value, and some more.
fn headers() -> impl Strategy<Value = Vec<(String, Vec<u8>)>> {
    let names = select(vec![
        "content-type",
        "date",
        "etag",
        "link",
        "retry-after",
        "www-authenticate",
        "x-okta-request-id",
        "x-rate-limit-limit",
        "x-rate-limit-remaining",
        "x-rate-limit-reset",
        "x-other",
    ]);
    let number = any::<i64>().prop_map(|number| number.to_string().into_bytes());
    let value = prop_oneof![bytes(), number, Just(b"text/xml; charset=ISO-8859-1".to_vec())];
    prop::collection::vec((names.prop_flat_map(any_case), value), 0..8)
}

fn status() -> impl Strategy<Value = u16> {
    prop_oneof![select(vec![200, 201, 204, 400, 401, 403, 404, 423, 429, 500, 501, 503]), any::<u16>()]
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_response_becomes_a_result_or_the_error_of_its_status(
        method in method(), accept in select(vec![JSON, "application/xml", ""]), status in status(), headers in headers(),
        body in prop_oneof![bytes(), json().prop_map(String::into_bytes)], cut in any::<bool>(),
    ) {
        read(method, accept, HttpResponse { status, headers, body, cut });
    }

    #[test]
    fn a_body_of_json_passes_through(value in crate::inputs::value(), spaced in any::<bool>()) {
        let text = if spaced { format!("\r\n {value:#} \t") } else { value.to_string() };
        let response = HttpResponse { status: 200, body: text.clone().into_bytes(), ..HttpResponse::default() };
        let body = response::read(Method::Get, JSON, response).map(|response| response.body);
        prop_assert_eq!(body.ok(), Some(text));
    }

    #[test]
    fn an_error_of_okta_is_read_completely(
        status in 400_u16..429, (code, summary, id, link) in (text(), text(), text(), text()),
        causes in prop::collection::vec(text(), 0..4), others in prop::collection::vec(("x[a-z]{1,5}", crate::inputs::value()), 0..3),
    ) {
        let list: Vec<_> = causes.iter().map(|cause| serde_json::json!({ "errorSummary": cause })).collect();
        let mut body = serde_json::json!({
            "errorCode": code, "errorSummary": summary, "errorLink": link, "errorId": id, "errorCauses": list,
        });
        body.as_object_mut().expect("an object").extend(others);
        let response = HttpResponse { status, body: body.to_string().into_bytes(), ..HttpResponse::default() };
        prop_assume!(status != 423);
        let Err(Error::PermanentRefused(refusal)) = response::read(Method::Get, JSON, response) else {
            return Err(TestCaseError::fail("no refusal"));
        };
        prop_assert_eq!(refusal.error_code, Some(code));
        prop_assert_eq!(refusal.error_summary, Some(summary));
        prop_assert_eq!(refusal.error_id, Some(id));
        prop_assert_eq!(refusal.error_causes, causes);
        prop_assert_eq!(refusal.body, body.to_string());
        prop_assert!(!refusal.body_truncated);
    }

    #[test]
    fn an_error_is_read_whatever_its_sentence_holds(
        units in prop::collection::vec(
            prop_oneof![any::<u16>(), 0_u16..0x80, 0xd7ff_u16..0xe001, Just(u16::from(b'"')), Just(u16::from(b'\\'))],
            0..20,
        ),
        escaped in prop::collection::vec(any::<bool>(), 20),
    ) {
        // As servers without a JSON library write it: raw control characters, and each half of a surrogate pair alone.
        let write = |(unit, escaped): (&u16, &bool)| match char::from_u32(u32::from(*unit)) {
            Some(mark @ ('"' | '\\')) => format!("\\{mark}"),
            Some(character) if !escaped => character.to_string(),
            _ => format!("\\u{unit:04X}"),
        };
        let sentence: String = units.iter().zip(&escaped).map(write).collect();
        let body = format!("{{\"errorSummary\":\"{sentence}\",\"errorCode\":\"E1\"}}");
        let refusal = error_response(HttpResponse { status: 400, body: body.into_bytes(), ..HttpResponse::default() });
        prop_assert_eq!(refusal.error_code.as_deref(), Some("E1"));
        prop_assert_eq!(refusal.error_summary, Some(String::from_utf16_lossy(&units)));
    }

    #[test]
    fn secrets_are_replaced_and_nothing_else(
        (secret, parts) in "[ab]{8,14}".prop_flat_map(|secret| {
            let part = prop_oneof![Just(secret.clone()), "[ab]{0,9}", text(), Just(secret[1..].to_string())];
            (Just(secret), prop::collection::vec(part, 0..9))
        }),
    ) {
        redacted(&secret, &parts.concat());
    }

    #[test]
    fn a_challenge_is_read_in_any_order(
        code in "[a-z_]{1,20}", description in "[ !#-\\[\\]-~]{1,40}", realm in "[ !#-\\[\\]-~]{0,20}",
        order in Just(vec![0, 1, 2]).prop_shuffle(), separator in select(vec![",", ", ", " , "]),
        scheme in select(vec!["Bearer ", "DPoP "]),
    ) {
        let parts =
            [format!("error=\"{code}\""), format!("error_description=\"{description}\""), format!("realm=\"{realm}\"")];
        let challenge = order.iter().map(|place| parts[*place].clone()).collect::<Vec<_>>().join(separator);
        let headers = vec![("WWW-Authenticate".to_string(), format!("{scheme}{challenge}").into_bytes())];
        let refusal = error_response(HttpResponse { status: 401, headers, ..HttpResponse::default() });
        prop_assert_eq!(refusal.error_code, Some(code));
        prop_assert_eq!(refusal.error_summary, Some(description));
    }

    #[test]
    fn the_items_of_a_list_keep_their_text(
        values in prop::collection::vec(crate::inputs::value(), 0..9), spaced in any::<bool>(),
        skip in 0_usize..10, max_items in 0_usize..10, max_bytes in prop_oneof![0_usize..200, Just(usize::MAX)],
    ) {
        let list = serde_json::Value::from(values);
        let text = if spaced { format!(" {list:#}\n") } else { list.to_string() };
        let part = part(&text, skip, max_items, max_bytes).expect("a list");
        let all: Vec<&RawValue> = serde_json::from_str(&text).expect("a list");
        let items = format!("[{}]", part.text);
        let taken: Vec<&RawValue> = serde_json::from_str(&items).expect("items of a list");
        prop_assert_eq!(part.total, all.len());
        prop_assert_eq!(part.count, taken.len());
        prop_assert!(part.count <= max_items && part.text.len() <= max_bytes);
        let expected = all.iter().skip(skip).take(part.count);
        prop_assert!(taken.iter().map(|item| item.get()).eq(expected.map(|item| item.get())));
    }

    #[test]
    fn any_text_is_a_list_or_none(text in json(), skip in 0_usize..3, max_items in 0_usize..3, max_bytes in 0_usize..30) {
        let list = serde_json::from_str::<Vec<&RawValue>>(&text).ok();
        let part = part(&text, skip, max_items, max_bytes);
        prop_assert_eq!(part.map(|part| part.total), list.map(|list| list.len()));
    }
}

proptest! {
    // Fewer cases: long bodies take time.
    #![proptest_config(ProptestConfig { cases: 20, ..config() })]

    #[test]
    fn a_long_body_is_cut_at_the_bound(
        filler in bytes().prop_filter("not empty", |bytes| !bytes.is_empty()), more in 0_usize..9, status in status(),
    ) {
        let body: Vec<u8> = filler.into_iter().cycle().take(BODY_BOUND - 4 + more).collect();
        read(Method::Get, JSON, HttpResponse { status, body, ..HttpResponse::default() });
    }
}
