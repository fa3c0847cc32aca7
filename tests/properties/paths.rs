//! Path segments, query pairs, whole paths and headers.

use crate::checks::{answer, path};
use crate::inputs::{config, text};
use proptest::prelude::*;

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_segment_is_refused_or_stays_one_that_decodes_to_itself(value in text()) {
        path::segment(&value);
    }

    #[test]
    fn a_query_arrives_pair_by_pair(pairs in prop::collection::vec((text(), text()), 0..6)) {
        path::query(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    }

    #[test]
    fn a_path_that_is_accepted_stays_what_it_is(text in text(), segments in prop::collection::vec("[!-~]{0,6}", 0..5)) {
        path::path(&text);
        path::path(&format!("/{text}"));
        path::path(&format!("/api/{}", segments.join("/")));
        path::path(&format!("/{}?{text}", segments.join("/")));
    }

    #[test]
    fn plain_paths_are_accepted(path in "(/[a-zA-Z0-9._~-]{3,9}|/%[0-9A-D][0-9A-D]){1,5}", query in "(\\?[a-z]=[a-z%&=]*)?") {
        let accepted = okta_actions::encode::check_path(&format!("{path}{query}"), true);
        // Three dots and more are a name.
        prop_assert_eq!(accepted, Ok(()));
        path::path(&format!("{path}{query}"));
    }

    #[test]
    fn a_header_is_refused_or_valid_to_everybody(name in prop_oneof![text(), "[a-zA-Z0-9-]{1,12}"], value in text()) {
        answer::header(&name, &value);
    }

    #[test]
    fn nothing_ends_a_header(before in "[ -~]{0,9}", end in "[\r\n\0]", after in "[ -~]{0,9}") {
        let mut headers = okta_actions::header::Headers::default();
        let text = format!("{before}{end}{after}");
        prop_assert!(headers.set("x-a", text.clone()).is_err());
        prop_assert!(headers.set(&text, String::new()).is_err());
    }
}
