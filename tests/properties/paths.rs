//! Path segments, query pairs, whole paths and headers.

use crate::checks::{answer, path};
use crate::inputs::{config, text};
use proptest::prelude::*;
use proptest::sample::select;

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_segment_is_refused_or_decodes_to_itself(value in text()) {
        path::segment(&value);
    }

    #[test]
    fn an_id_login_or_name_is_a_segment(value in "[a-zA-Z0-9@+._ ü😀-]{3,60}") {
        prop_assert!(okta_actions::request::encode::push_segment(&mut String::new(), &value).is_ok());
        path::segment(&value);
    }

    #[test]
    fn separators_of_segments_are_refused_in_every_spelling(
        before in "[a-zA-Z0-9%]{0,9}", separator in select(vec!["/", "\\", ";", "\0", "\r", "\n", "\u{7f}"]), after in "[a-zA-Z0-9]{0,9}",
    ) {
        let encoded: String = separator.bytes().map(|byte| format!("%{byte:02X}")).collect();
        for separator in [separator, &encoded, &encoded.to_ascii_lowercase()] {
            let value = format!("{before}{separator}{after}");
            prop_assert!(okta_actions::request::encode::push_segment(&mut String::new(), &value).is_err(), "{value:?}");
            // A plain slash separates the segments of a path.
            if separator != "/" {
                prop_assert!(okta_actions::request::encode::check_path(&format!("/api/{value}"), false).is_err(), "{value:?}");
            }
        }
    }

    #[test]
    fn a_query_arrives_pair_by_pair(pairs in prop::collection::vec((text(), text()), 0..6)) {
        path::query(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    }

    #[test]
    fn an_accepted_path_stays_unchanged(text in text(), segments in prop::collection::vec("[!-~]{0,6}", 0..5)) {
        path::path(&text);
        path::path(&format!("/{text}"));
        path::path(&format!("/api/{}", segments.join("/")));
        path::path(&format!("/{}?{text}", segments.join("/")));
    }

    #[test]
    fn plain_paths_are_accepted(
        path in "(/[a-zA-Z0-9._~@+-]{3,9}|/%(4[0-9A-F]|6[0-9A-F]|20|C3%B[0-9A-F])){1,5}",
        query in "(\\?[a-z]=[a-z%&=;/]*)?",
    ) {
        let accepted = okta_actions::request::encode::check_path(&format!("{path}{query}"), true);
        // Three or more dots are a name.
        prop_assert_eq!(accepted, Ok(()));
        path::path(&format!("{path}{query}"));
    }

    #[test]
    fn a_header_is_refused_or_valid_for_every_client(name in prop_oneof![text(), "[a-zA-Z0-9-]{1,12}"], value in text()) {
        answer::header(&name, &value);
    }

    #[test]
    fn nothing_ends_a_header(before in "[ -~]{0,9}", end in "[\r\n\0]", after in "[ -~]{0,9}") {
        let mut headers = okta_actions::request::headers::Headers::default();
        let text = format!("{before}{end}{after}");
        prop_assert!(headers.set("x-a", text.clone()).is_err());
        prop_assert!(headers.set(&text, String::new()).is_err());
    }
}
