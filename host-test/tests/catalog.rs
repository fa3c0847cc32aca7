//! What the command makes of the catalog: descriptions, previews, all pages, names that complete.

mod support;

use host_test::mock::{Mock, Options};
use serde_json::{Value, json};
use std::net::TcpListener;
use support::{command, run, run_with};

fn lines(stdout: &str) -> Vec<Value> {
    stdout.lines().map(|line| serde_json::from_str(line).expect("an item a line")).collect()
}

/// The words of a command that was printed, without the name of the program.
fn words(command: &str) -> Vec<String> {
    let words = shlex::split(command).expect("words of a shell");
    assert_eq!(words.first().map(String::as_str), Some("host-test"), "{command}");
    words[1..].to_vec()
}

#[test]
fn an_action_is_described_and_its_example_runs() {
    for (action, parts) in [
        (
            "user.create-user",
            &["Create User", "POST /api/v1/users", "takes nothing away", "okta.users.manage", "activate", "nextLogin"]
                [..],
        ),
        ("user.list-users", &["reads only", "a list in pages", "--all", "query", "whole number", "At most 200"]),
        ("user.delete-user", &["destructive", "once more", "Returns: nothing", "path", "required"]),
        ("application.create-application", &["signOnMode = SAML_2_0:", "    ssoAcsUrl", "PROPERTY OF BODY"]),
        ("brand.update-theme-logo", &["bytes", "Returns: a document"]),
        ("generic-request.send-request", &["GET", "object or list"]),
    ] {
        let run = run(&["describe", action]);
        assert_eq!(run.status, 0, "{}", run.stderr);
        for part in parts {
            assert!(run.stdout.contains(part), "{action}: {part:?} is not in {}", run.stdout);
        }
        let (_, example) = run.stdout.split_once("EXAMPLE\n").expect("an example");
        let words = words(example);
        let ran = support::run(&words.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(ran.status, 0, "{example}{}", ran.stderr);
    }
    let document = support::json(&run(&["describe", "user.get-user", "--json"]));
    assert_eq!(document["parameters"]["required"], json!(["userId"]));
}

#[test]
fn a_wrong_name_or_argument_leads_to_the_description() {
    let wrong = run(&["describe", "user.get-usr"]);
    assert_eq!(wrong.status, 2);
    assert!(wrong.stderr.contains("did you mean `user.get-user`"), "{}", wrong.stderr);
    for arguments in ["{}", r#"{"userId":".."}"#] {
        let wrong = run(&["call", "user.get-user", arguments]);
        assert_eq!(wrong.status, 2);
        assert!(wrong.stderr.contains("`host-test describe user.get-user`"), "{}", wrong.stderr);
    }
    assert!(run(&["actions", "grant"]).stderr.contains("host-test describe"));
    assert!(run(&["--help"]).stdout.contains("host-test describe"));
}

#[test]
fn a_dry_run_prints_a_command_and_sends_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.set_nonblocking(true).expect("a listener that does not wait");
    let origin = format!("http://{}", listener.local_addr().expect("an address"));
    let environment = [
        ("OKTA_CLIENT_ORGURL", origin.as_str()),
        ("OKTA_CLIENT_TOKEN", "00secret"),
        ("OKTA_TESTING_DISABLEHTTPSCHECK", "true"),
    ];
    let call = ["call", "group.create-group", r#"{"body":{"profile":{"name":"it's"}}}"#, "--dry-run"];
    let shown = run_with(&call, "", &environment);
    assert_eq!(shown.status, 0, "{}", shown.stderr);
    assert!(!shown.stdout.contains("00secret") && !shown.stderr.contains("00secret"));
    let words = shlex::split(&shown.stdout).expect("words of a shell");
    for word in [
        "POST",
        &format!("{origin}/api/v1/groups"),
        "Authorization: SSWS $OKTA_CLIENT_TOKEN",
        r#"{"profile":{"name":"it's"}}"#,
    ] {
        assert!(words.iter().any(|found| found == word), "{word:?} is not in {words:?}");
    }
    assert!(shown.stdout.contains("\"Authorization: SSWS $OKTA_CLIENT_TOKEN\""), "the shell puts the token in");
    let none = run_with(&call, "", &[&environment[..], &[("OKTA_CLIENT_AUTHORIZATIONMODE", "None")]].concat());
    assert!(!none.stdout.contains("uthorization"), "{}", none.stdout);
    let wrong = run_with(&["call", "pages.next-page", r#"{"next":"/api/v1/users"}"#, "--dry-run"], "", &environment);
    assert_eq!((wrong.status, wrong.stdout.as_str()), (2, ""), "{}", wrong.stderr);
    let accepted = listener.accept().expect_err("nobody has connected");
    assert_eq!(accepted.kind(), std::io::ErrorKind::WouldBlock);
    let nowhere = run(&call);
    assert!(nowhere.stdout.contains("https://your-org.okta.com/api/v1/groups"), "{}", nowhere.stderr);
}

#[test]
fn a_body_from_a_file_is_shown_as_well() {
    let file = std::env::temp_dir().join(format!("okta-actions-dry-{}", std::process::id()));
    let path = file.to_str().expect("a path of text");
    std::fs::write(&file, [0, 159, 146, 150]).expect("a writable folder");
    let call = ["call", "generic-request.send-request", r#"{"method":"PUT","path":"/x"}"#, "--dry-run", "--body", path];
    let bytes = run(&call);
    assert!(bytes.stdout.starts_with("printf %s AJ+Slg== | base64 -d | curl"), "{}{}", bytes.stdout, bytes.stderr);
    std::fs::write(&file, r#"{"profile":{"name":"From a file"}}"#).expect("a writable folder");
    let text = run(&["call", "group.create-group", "--dry-run", "--body", path]);
    assert!(text.stdout.contains(r#"'{"profile":{"name":"From a file"}}'"#), "{}{}", text.stdout, text.stderr);
    std::fs::remove_file(&file).expect("the file is there");
}

#[test]
fn all_pages_are_followed_and_items_are_lines() {
    let one = support::json(&run(&["call", "user.list-users"]));
    let all = run(&["call", "user.list-users", r#"{"limit":1}"#, "--all"]);
    assert_eq!(all.status, 0, "{}", all.stderr);
    assert_eq!(json!(lines(&all.stdout)), one["body"]);
    let count = lines(&all.stdout).len();
    assert!(all.stderr.contains(&format!("{count} items on {count} pages")), "{}", all.stderr);
    let log = run(&["call", "system-log.list-log-events", "{}", "--all"]);
    assert_eq!(log.status, 0, "the log has an end: {}", log.stderr);
    for (action, arguments, part) in [
        ("user.get-user", r#"{"userId":"me"}"#, "returns one document"),
        ("user.delete-user", r#"{"userId":"me"}"#, "returns nothing"),
        ("catalog.list-actions", "{}", "leave --all out"),
    ] {
        let wrong = run(&["call", action, arguments, "--all"]);
        assert_eq!((wrong.status, wrong.stdout.as_str()), (2, ""), "{action}");
        assert!(wrong.stderr.contains(part), "{}", wrong.stderr);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_gathered_is_out_when_a_page_fails_and_it_goes_on_from_there() {
    let limited = Mock::start(Options { rate_limit: 2, ..Options::default() }).await.expect("a port");
    let free = Mock::start(Options::default()).await.expect("a port");
    let run = |args: Vec<String>, mock: &Mock| {
        let environment = mock.environment();
        let environment: Vec<(&str, &str)> =
            environment.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        run_with(&args.iter().map(String::as_str).collect::<Vec<_>>(), "", &environment)
    };
    let call = |action: &str, json: &str| ["call", action, json, "--all"].map(String::from).to_vec();
    let failed = run(call("user.list-users", r#"{"limit":1}"#), &limited);
    assert_eq!(failed.status, 1);
    assert_eq!(lines(&failed.stdout).len(), 2, "{}", failed.stderr);
    assert!(failed.stderr.contains("rate-limited"), "{}", failed.stderr);
    let (_, go_on) = failed.stderr.split_once("To go on from here: ").expect("a command");
    let rest = run(words(go_on), &free);
    assert_eq!(rest.status, 0, "{}", rest.stderr);
    let all = run(call("user.list-users", "{}"), &free);
    assert_eq!([lines(&failed.stdout), lines(&rest.stdout)].concat(), lines(&all.stdout));
    let refused = run(call("pages.next-page", r#"{"next":"/login"}"#), &free);
    assert_eq!((refused.status, refused.stdout.as_str()), (2, ""), "{}", refused.stderr);
}

#[test]
fn a_reader_that_goes_away_ends_it_quietly() {
    for args in
        [&["call", "user.list-users", "{\"limit\":1}", "--all"][..], &["actions"], &["describe", "user.get-user"]]
    {
        let mut child = command(args).spawn().expect("the command starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("the command ends");
        let stderr = String::from_utf8(output.stderr).expect("UTF-8");
        assert!(output.status.success() && !stderr.contains("panicked"), "{args:?}: {stderr}");
    }
}

#[test]
fn names_of_actions_complete() {
    let complete = |shell: &str, words: &[&str]| {
        let index = (words.len() - 1).to_string();
        let mut command = command(&[&["--"], words].concat());
        let output = command.env("COMPLETE", shell).env("_CLAP_COMPLETE_INDEX", index).env("_CLAP_IFS", "\n").output();
        let output = output.expect("the command runs");
        assert!(output.status.success());
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    for shell in ["bash", "zsh", "fish"] {
        for verb in ["call", "describe"] {
            let names = complete(shell, &["host-test", verb, "user.list-user"]);
            assert!(names.contains("user.list-users") && names.contains("user.list-user-clients"), "{shell}: {names}");
            assert!(!names.contains("user.get-user"), "{shell}: {names}");
        }
        assert!(complete(shell, &["host-test", "call", "pages."]).contains("pages.next-page"));
        assert_eq!(complete(shell, &["host-test", "describe", "pages."]).trim(), "", "no action is one of pages");
        assert!(complete(shell, &["host-test", "desc"]).contains("describe"));
        let script = run(&["completions", shell]);
        assert_eq!(script.status, 0);
        assert!(script.stdout.contains("COMPLETE") && script.stdout.contains(env!("CARGO_BIN_EXE_host-test")));
    }
}
