//! The command on a terminal.

use crate::{MockOrg, support};
use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};

/// A command on a terminal: `script` of util-linux makes one, and forwards its input and output.
struct Terminal {
    child: Child,
    shown: String,
}

impl Terminal {
    /// Reads until a text is shown, and returns everything shown so far.
    fn until(&mut self, part: &str) -> &str {
        let stdout = self.child.stdout.as_mut().expect("a pipe");
        let mut bytes = Vec::new();
        while !String::from_utf8_lossy(&bytes).contains(part) {
            let mut byte = [0];
            let read = stdout.read(&mut byte).expect("the terminal is read");
            assert_ne!(read, 0, "it ended without {part:?}: {}", String::from_utf8_lossy(&bytes));
            bytes.extend(byte);
        }
        self.shown.push_str(&String::from_utf8_lossy(&bytes));
        &self.shown
    }

    fn answer(&mut self, line: &str) {
        let stdin = self.child.stdin.as_mut().expect("a pipe");
        stdin.write_all(format!("{line}\r").as_bytes()).and_then(|()| stdin.flush()).expect("it reads");
    }

    /// Everything that is shown until the command ends, and its exit status.
    fn end(mut self) -> (String, i32) {
        let mut rest = Vec::new();
        self.child.stdout.take().expect("a pipe").read_to_end(&mut rest).expect("the terminal is read");
        let status = self.child.wait().expect("it ends");
        let text = format!("{}{}", self.shown, String::from_utf8(rest).expect("UTF-8"));
        // A progress bar at the beginning of a line is overwritten.
        let last = |line: &str| line.trim_end_matches('\r').rsplit('\r').next().unwrap_or_default().to_string();
        let lines: Vec<String> = text.split('\n').map(last).collect();
        (lines.join("\n"), status.code().expect("an exit status"))
    }
}

/// The command on a terminal of this width, without any variable of Okta but these.
fn start(width: u16, args: &[&str], environment: &[(&str, &str)]) -> Terminal {
    start_piped("exec", width, args, environment)
}

/// As [`start`], behind a beginning of the line for the shell, such as `echo {} |`.
fn start_piped(beginning: &str, width: u16, args: &[&str], environment: &[(&str, &str)]) -> Terminal {
    let plain = support::command(args);
    let words = std::iter::once(plain.get_program()).chain(plain.get_args());
    let words: Vec<&str> = words.map(|word| word.to_str().expect("text")).collect();
    let line = shlex::try_join(words.iter().copied()).expect("words of a shell");
    let mut command = Command::new("script");
    command.args(["--quiet", "--return", "--flush", "--command"]);
    command.args([&format!("stty cols {width} rows 40; {beginning} {line}"), "/dev/null"]);
    for (name, value) in plain.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command.env("TERM", "xterm-256color").env_remove("NO_COLOR").envs(environment.iter().copied());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
    Terminal { child: command.spawn().expect("`script` of util-linux"), shown: String::new() }
}

fn shown(terminal: Terminal) -> (String, i32) {
    terminal.end()
}

#[test]
fn a_document_is_indented_and_colored() {
    let get_user = ["call", "user.get-user", r#"{"userId":"me"}"#];
    let (text, status) = shown(start(100, &get_user, &[]));
    assert_eq!(status, 0, "{text}");
    assert!(text.contains("\n  \u{1b}[34m\"status\"\u{1b}[0m: \u{1b}[32m\"ACTIVE\"\u{1b}[0m,\n"), "{text:?}");
    assert!(!text.contains("requestId"), "the body alone: {text:?}");
    assert!(text.contains(" MOCK "), "{text:?}");
    let (plain, _) = shown(start(100, &get_user, &[("NO_COLOR", "1")]));
    assert!(plain.contains("\n  \"status\": \"ACTIVE\",\n") && plain.contains("[MOCK] "), "{plain:?}");
    assert!(!plain.contains("\u{1b}[3"), "{plain:?}");
}

#[test]
fn a_list_is_a_table_that_fits() {
    for (width, columns) in [(200, "profile.lastName"), (70, "profile.login")] {
        for more in [&[][..], &["--all"]] {
            let list = ["call", "user.list-users", r#"{"limit":3}"#];
            let (text, status) = shown(start(width, &[&list[..], more].concat(), &[("NO_COLOR", "1")]));
            assert_eq!(status, 0, "{text}");
            let text = anstream::adapter::strip_str(&text).to_string();
            let rows: Vec<&str> = text.lines().filter(|line| line.contains("@example.com")).collect();
            assert_eq!(rows.len(), if more.is_empty() { 3 } else { 5 }, "{text}");
            assert!(text.contains(columns), "{text}");
            assert!(rows.iter().all(|row| row.chars().count() <= usize::from(width)), "{text}");
            assert!(!text.contains("{\""), "nothing is printed twice: {text}");
        }
    }
    let (text, _) = shown(start(100, &["call", "user.list-users", "{}", "--output", "json"], &[("NO_COLOR", "1")]));
    assert!(text.contains("\n  \"status\": 200,\n"), "{text}");
}

#[test]
fn a_response_without_a_document_is_told_in_a_line() {
    let (text, status) = shown(start(100, &["call", "group.remove-group", "groupId=00g0000000000003mock"], &[]));
    assert!(status == 0 && text.ends_with("Done: group.remove-group (204)\n"), "{text}");
    let metadata =
        ["call", "application.preview-saml-app-metadata", "appId=0oa0000000000003mock", "kid=kid-of-the-seed-mock"];
    let (text, _) = shown(start(100, &metadata, &[]));
    assert!(text.contains("\n<?xml "), "what is not JSON is shown as it is: {text}");
    let (text, _) =
        shown(start(100, &["call", "catalog.preview-action", "action=user.list-users", "arguments={}"], &[]));
    assert!(text.contains("\"method\""), "a preview is shown as a whole: {text}");
}

#[test]
fn an_empty_list_is_told_and_a_failed_one_is_not() {
    let empty = ["call", "group.list-groups", "q=nobody-has-this"];
    let nobody = ["call", "user.list-user-grants", "userId=nobody"];
    for more in [&[][..], &["--all"]] {
        let (text, _) = shown(start(100, &[&empty[..], more].concat(), &[]));
        assert!(text.contains("The list is empty."), "{text}");
        let (text, status) = shown(start(100, &[&nobody[..], more].concat(), &[]));
        assert!(status == 1 && text.contains("E0000007") && !text.contains("The list is empty."), "{text}");
    }
}

#[test]
fn ids_are_whole_and_hidden_columns_are_told() {
    let list = ["call", "user.list-users", "limit=2"];
    let (text, _) = shown(start(80, &list, &[("NO_COLOR", "1")]));
    assert!(text.contains("00u0000000000001mock "), "{text}");
    assert!(text.contains(" columns hidden: a wider terminal or --fields shows them\n"), "{text}");
    let (text, _) = shown(start(200, &list, &[("NO_COLOR", "1")]));
    assert!(!text.contains(" hidden"), "{text}");
    let org = MockOrg::start(&[]);
    assert_eq!(org.run(&["call", "user.suspend-user", "userId=bruno@example.com"]).status, 0);
    let (text, _) = shown(start(80, &["call", "system-log.get-org-system-log", "limit=1"], &org.variables()));
    assert!(text.contains(" published ") && text.contains(" actor.alternateId "), "{text}");
}

#[test]
fn jobs_and_descriptions_fit() {
    for args in [&["jobs"][..], &["describe", "onboard"], &["describe", "user.get-user"]] {
        let (text, status) = shown(start(80, args, &[("NO_COLOR", "1")]));
        assert_eq!(status, 0, "{text}");
        let text = anstream::adapter::strip_str(&text).to_string();
        let is_example = |line: &&str| line.contains("okta-actions ");
        let longest = text.lines().filter(|line| !is_example(line)).map(|line| line.trim_end().chars().count()).max();
        assert!(longest <= Some(80), "{longest:?} {text}");
    }
    let (text, _) = shown(start(80, &["describe", "user.create-user"], &[("NO_COLOR", "1")]));
    let prose = text.lines().skip(1).take_while(|line| !line.starts_with("POST"));
    assert!(prose.clone().count() > 5 && !prose.into_iter().any(|line| line.starts_with(' ')), "{text}");
}

#[test]
fn an_error_is_printed_once() {
    let (text, status) = shown(start(100, &["call", "user.get-user", r#"{"userId":"nobody"}"#], &[]));
    assert_eq!(status, 1);
    assert_eq!(text.matches("E0000007").count(), 1, "{text}");
    assert!(!text.contains("\"error\""), "{text}");
}

#[test]
fn the_list_of_actions_fits() {
    let whole = support::run(&["actions", "user", "grant"]).stdout;
    let names: Vec<&str> = whole.lines().skip(1).filter_map(|line| line.split_whitespace().next()).collect();
    for (width, hidden) in [(60, "TITLE"), (80, "TITLE"), (100, "TITLE"), (180, "nothing")] {
        let (text, _) = shown(start(width, &["actions", "user", "grant"], &[("NO_COLOR", "1")]));
        assert!(names.iter().all(|name| text.contains(&format!("{name} "))), "no name is cut: {text}");
        let header = text.lines().find(|line| line.contains("ACTION")).expect("a header");
        assert!(!header.contains(hidden), "{header}");
        assert_eq!(text.contains(" hidden: a wider terminal or --json shows "), hidden == "TITLE", "{text}");
        let rows: Vec<&str> = text.lines().filter(|line| line.contains("user.")).collect();
        assert!(rows.len() > 3, "{text}");
        let text = anstream::adapter::strip_str(&text).to_string();
        let longest =
            text.lines().filter(|line| line.contains("user.")).map(|line| line.trim_end().chars().count()).max();
        assert!(longest <= Some(usize::from(width)), "{longest:?} {text}");
    }
}

/// A mock org that the command takes for a real one.
const AS_REAL: [&str; 2] = ["--token", "00a-token-as-of-a-real-org"];

#[test]
fn a_live_org_is_named_and_asked_about() {
    let org = MockOrg::start(&AS_REAL);
    let delete = ["call", "group.remove-group", r#"{"groupId":"00g0000000000003mock"}"#];
    let get = ["call", "group.get-group", r#"{"groupId":"00g0000000000003mock"}"#];
    for (answer, exists) in [("n", true), ("", true), ("y", false)] {
        let mut session = start(120, &delete, &org.variables());
        let before = session.until("[y/N]");
        assert!(before.contains(" LIVE ") && before.contains("group.remove-group is destructive"), "{before}");
        session.answer(answer);
        let (text, status) = shown(session);
        assert_eq!(status, if exists { 2 } else { 0 }, "{text}");
        assert_eq!(text.contains("Nothing was sent"), exists, "{text}");
        assert_eq!(org.run(&get).status == 0, exists, "after {answer:?}");
    }
    let delete = ["call", "group.remove-group", r#"{"groupId":"00g0000000000002mock"}"#];
    let read_only = [&org.variables()[..], &[("OKTA_ACTIONS_READONLY", "true")]].concat();
    let (text, status) = shown(start(120, &delete, &read_only));
    assert!(status == 1 && text.contains(" READ-ONLY ") && !text.contains("[y/N]"), "{text}");
    let (text, status) = shown(start(120, &[&delete[..], &["--yes"]].concat(), &org.variables()));
    assert!(status == 0 && !text.contains("[y/N]"), "{text}");
    let (text, status) = shown(start(120, &[&delete[..], &["--mock"]].concat(), &[]));
    assert!(status == 0 && text.contains(" MOCK ") && !text.contains("[y/N]"), "a mock org is not asked about: {text}");
    let (text, _) = shown(start(120, &["call", "group.list-groups"], &org.variables()));
    assert!(!text.contains("[y/N]"), "reading is not asked about: {text}");
    let served = MockOrg::start(&[]);
    let (text, status) = shown(start(120, &delete, &served.variables()));
    assert!(status == 0 && text.contains(" MOCK ") && !text.contains("[y/N]"), "a served mock org is known: {text}");
}

#[test]
fn a_job_is_shown_and_asked_about() {
    let org = MockOrg::start(&AS_REAL);
    let offboard = ["run", "offboard", "--input", "login=bruno@example.com"];
    for (answer, status) in [("n", "ACTIVE"), ("y", "DEPROVISIONED")] {
        let mut session = start(120, &offboard, &org.variables());
        let before = session.until("[y/N]");
        assert!(before.contains("Deactivate the user") && before.contains("Run offboard?"), "{before}");
        session.answer(answer);
        let (text, _) = shown(session);
        assert_eq!(text.contains("done    deactivate"), answer == "y", "{text}");
        assert!(!text.contains("\"notDone\""), "the text of stderr is not printed twice: {text}");
        let user = org.run(&["call", "user.get-user", r#"{"userId":"bruno@example.com"}"#]);
        assert_eq!(support::json(&user)["body"]["status"], status);
    }
}

#[test]
fn arguments_from_a_pipe_are_asked_about() {
    let org = MockOrg::start(&AS_REAL);
    let echo = r#"echo '{"groupId":"00g0000000000003mock"}' |"#;
    let mut session = start_piped(echo, 120, &["call", "group.remove-group", "-"], &org.variables());
    session.until("[y/N]");
    session.answer("n");
    let (text, status) = shown(session);
    assert!(status == 2 && text.contains("Nothing was sent"), "{text}");
}

#[test]
fn without_a_terminal_nothing_is_asked() {
    let org = MockOrg::start(&AS_REAL);
    let deleted = org.run(&["call", "group.remove-group", r#"{"groupId":"00g0000000000003mock"}"#]);
    assert_eq!((deleted.status, deleted.stderr.as_str()), (0, ""));
}

#[test]
fn a_wait_is_counted_down() {
    let org = MockOrg::start(&["--rate-limit", "1"]);
    let list = ["call", "user.list-users", r#"{"limit":1}"#, "--all"];
    let retries = [&org.variables()[..], &[("OKTA_CLIENT_RATELIMIT_MAXRETRIES", "1")]].concat();
    let mut session = start(120, &list, &retries);
    session.until("rate limit reached: goes on in ");
    session.child.kill().and_then(|()| session.child.wait()).expect("it ends");
}
