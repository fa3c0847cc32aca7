//! The explorer: what its server refuses, and its page in a real browser.
//!
//! Without Chromium and chromedriver the tests in a browser are reported as ignored, unless `EXPLORER_BROWSER=required`.

mod browser;
mod driver;
mod finding;
mod forms;
mod held;
mod jobs;
mod live;
mod look;
mod narrow;
mod page;
mod pages;
mod refusals;
mod responses;
mod results;
mod running;
mod scenes;
mod snippets;
mod start;

use host_test::cli::connection::Connection;
use host_test::cli::example;
use host_test::explore::Explorer;
use host_test::host::Host;
use host_test::jobs::{Job, shipped};
use libtest_mimic::{Arguments, Trial};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::ExitCode;
use std::sync::Arc;
use tokio::runtime::{Builder, Runtime};

/// Names the tests of a file. One that is left out is dead code, which does not compile.
macro_rules! trials {
    ($runtime:ident, $ignored:expr, $module:ident: $($test:ident)*) => {
        vec![$({
            let runtime: Arc<Runtime> = Arc::clone(&$runtime);
            Trial::test(concat!(stringify!($module), "::", stringify!($test)), move || {
                runtime.block_on($module::$test());
                Ok(())
            }).with_ignored_flag($ignored)
        }),*]
    };
}

fn main() -> ExitCode {
    let runtime = Builder::new_multi_thread().worker_threads(4).enable_all().build().expect("a runtime");
    let runtime = Arc::new(runtime);
    let without = !driver::is_here();
    let trials = [
        trials!(runtime, false, refusals:
            another_user_of_the_machine_gets_nothing the_printed_url_works_once
            a_body_is_read_for_whom_it_concerns_only a_head_that_does_not_come_is_not_waited_for
            another_site_gets_nothing a_form_of_another_site_cannot_post paths_take_their_method_and_shape
            every_digit_is_kept pages_and_the_policy_are_those_of_the_component no_answer_holds_a_secret),
        trials!(runtime, without, browser:
            a_nested_form_is_found_filled_previewed_and_run the_words_of_people_find_actions errors_are_shown_where_they_belong
            the_keyboard_alone_is_enough variants_follow_and_json_is_kept_as_it_was_typed
            the_policy_stops_what_is_not_the_pages_own hidden_characters_are_made_visible),
        trials!(runtime, without, forms:
            an_example_fills_what_is_empty closed_sets_are_chosen_and_others_typed dates_are_picked_in_utc
            secrets_are_hidden_until_shown a_file_is_a_body labels_are_for_people_and_marks_for_what_is_required
            an_example_is_of_the_chosen_kind a_draft_says_that_it_is_one causes_stand_at_their_fields a_form_is_shared_by_its_address_without_secrets an_id_is_chosen_from_its_list),
        trials!(runtime, without, results:
            a_list_is_a_table_to_sort_filter_and_shape a_row_opens_and_leads_on a_list_becomes_safe_csv
            all_pages_load_with_progress_and_stop a_document_is_a_tree_to_search_and_fold relations_open_their_objects
            timing_rate_limit_and_request_id_are_shown),
        trials!(runtime, without, pages: a_log_without_an_end_stops_at_its_last_event all_views_and_exports_hold_all_pages a_log_is_read_by_time_and_actor),
        trials!(runtime, without, finding: jobs_come_first_and_an_id_opens_its_object a_link_runs_in_a_new_tab_as_well),
        trials!(runtime, without, responses:
            whole_width_ends_where_the_form_is_needed enter_in_a_search_opens_nothing_else menus_are_not_cut_off
            a_response_comes_back_and_says_of_when a_response_of_other_arguments_is_told_apart
            an_answer_that_holds_nothing_says_so),
        trials!(runtime, without, narrow:
            an_action_opens_at_its_title_in_a_narrow_window the_rate_limit_has_a_label_and_runs),
        trials!(runtime, without, running: a_call_shows_its_time_and_is_cancelled),
        trials!(runtime, without, live:
            a_live_org_is_loud_and_asks_for_names a_live_org_asks_before_a_job_that_changes_something
            a_browser_that_is_not_let_in_gets_a_page a_read_only_org_says_so a_mock_org_asks_before_it_destroys),
        trials!(runtime, without, snippets: a_call_is_copied_as_a_command a_call_is_rust),
        trials!(runtime, without || !snippets::has("curl"), snippets: a_call_runs_as_curl),
        trials!(runtime, without || !snippets::has("node"), snippets: a_call_runs_as_javascript),
        trials!(runtime, without || !snippets::has("python3"), snippets: a_call_runs_as_python),
        trials!(runtime, without, start:
            the_start_page_offers_jobs_calls_and_favourites a_job_carries_its_values_from_step_to_step
            a_job_goes_on_with_all_pages_that_were_loaded every_job_can_be_previewed an_unknown_link_shows_nothing_else),
        trials!(runtime, without, jobs:
            a_job_runs_as_a_whole a_preview_is_that_of_the_command_and_sends_nothing
            a_failure_says_what_was_done_and_the_person_goes_on a_run_is_cancelled_before_its_next_call
            problems_stand_at_their_inputs a_secret_input_is_shown_nowhere),
        trials!(runtime, without, look:
            axe_finds_nothing no_width_needs_sideways_scrolling targets_are_large_on_narrow_screens
            nothing_covers_what_has_the_focus columns_resize_sections_fold_and_themes_switch motion_can_be_switched_off
            pictures),
    ];
    libtest_mimic::run(&Arguments::from_args(), trials.into_iter().flatten().collect()).exit_code()
}

/// An explorer over the environment of a component; without an org, over a mock org under that policy.
async fn explorer(environment: &[(&str, &str)]) -> Explorer {
    explorer_with(environment, shipped().expect("jobs")).await
}

/// As [`explorer`], with these jobs.
async fn explorer_with(environment: &[(&str, &str)], jobs: Vec<Job>) -> Explorer {
    let environment: Vec<(String, String)> =
        environment.iter().map(|(name, value)| ((*name).to_string(), (*value).to_string())).collect();
    let connection = if environment.iter().any(|(name, _)| name == "OKTA_CLIENT_ORGURL") {
        Connection::Org(environment)
    } else {
        Connection::Mock { policy: environment, notice: String::new() }
    };
    let (environment, mock) = connection.open().await.expect("the mock org starts");
    let host = Host::new().expect("the component loads");
    Explorer::start(host, environment, mock, 0, example::arguments, jobs).await.expect("the explorer starts")
}

/// An answer over HTTP.
struct Answer {
    status: u16,
    /// Status line and headers.
    head: String,
    body: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("an answer in JSON")
    }
}

/// Sends a request exactly as given, which no client library would with a wrong `Host`; the length is added.
fn send(authority: &str, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let mut stream = TcpStream::connect(authority).expect("it listens");
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let length = body.len();
    write!(stream, "{method} {path} HTTP/1.1\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}")
        .expect("it reads");
    // Read by its length: chromedriver leaves the connection open.
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert_ne!(reader.read_line(&mut head).expect("a head of text"), 0, "the answer breaks off: {head}");
    }
    let length =
        head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
    let mut body = vec![0; length.unwrap_or_default()];
    reader.read_exact(&mut body).expect("a body of its length");
    if head.to_ascii_lowercase().contains("transfer-encoding: chunked") {
        // Lines that come one by one stand between the lengths of their chunks.
        reader.read_to_end(&mut body).expect("a body to its end");
    }
    let body = String::from_utf8(body).expect("a body of text");
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    Answer { status, head, body }
}
