//! Errors in the words of the caller.

use crate::MockOrg;
use crate::support::{json, run, run_with};
use std::net::TcpListener;

#[test]
fn a_property_of_the_body_as_an_argument_is_explained() {
    let wrong = run(&["call", "user.create-user", r#"{"profile":{"login":"x"},"activate":false}"#]);
    assert_eq!(wrong.status, 2);
    for part in [
        "`profile` is a property of the body: put it into `body`",
        r#"{"activate":false,"body":{"profile":{"login":"x"}}}"#,
    ] {
        assert!(wrong.stderr.contains(part), "{part} is not in {}", wrong.stderr);
    }
    assert!(!wrong.stderr.contains("`body` is missing"), "{}", wrong.stderr);
    let kind = run(&["call", "policy.create-policy", r#"{"conditions":{},"body":{"type":"OKTA_SIGN_ON"},"nme":1}"#]);
    assert!(kind.stderr.contains("`conditions` is a property of the body"), "{}", kind.stderr);
    assert!(kind.stderr.contains("`nme` is not an argument"), "{}", kind.stderr);
}

#[test]
fn names_are_those_of_the_caller() {
    let wrong = run(&["call", "user.get-user", r#"{"userId":".."}"#]);
    assert!(wrong.stderr.contains("`userId` ") && !wrong.stderr.contains("user-id"), "{}", wrong.stderr);
}

#[test]
fn host_and_cause_are_words() {
    let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
    let url = format!("http://127.0.0.1:{port}");
    let test = ("OKTA_TESTING_DISABLEHTTPSCHECK", "true");
    for (url, words) in [
        (url.as_str(), format!("connection refused by 127.0.0.1:{port}")),
        ("https://nowhere.invalid", "there is no host nowhere.invalid".to_string()),
    ] {
        let variables = [("OKTA_CLIENT_ORGURL", url), ("OKTA_CLIENT_TOKEN", "x"), test];
        for more in [&[][..], &["--all"]] {
            let failed = run_with(&[&["call", "user.list-users", "{}"], more].concat(), "", &variables);
            assert_eq!(failed.status, 1);
            assert!(failed.stderr.contains(&words), "{words} is not in {}", failed.stderr);
            assert!(!failed.stderr.contains("ErrorCode"), "{}", failed.stderr);
        }
    }
}

#[test]
fn a_rate_limit_names_the_setting_that_waits() {
    let org = MockOrg::start(&["--rate-limit", "1"]);
    let limited = org.run(&["call", "user.list-users", r#"{"limit":1}"#, "--all"]);
    assert_eq!(limited.status, 1);
    for part in ["OKTA_CLIENT_RATELIMIT_MAXRETRIES=", "wait ", "To go on from here: "] {
        assert!(limited.stderr.contains(part), "{part} is not in {}", limited.stderr);
    }
}

#[test]
fn a_body_comes_from_a_file_or_stdin() {
    let folder = crate::folder();
    let file = folder.path().join("group.json");
    std::fs::write(&file, r#"{"profile":{"name":"From a file"}}"#).expect("a writable folder");
    let path = file.to_str().expect("a path of text");
    for (body, input) in [(path, ""), (&format!("@{path}"), ""), ("-", r#"{"profile":{"name":"From a file"}}"#)] {
        let created = run_with(&["call", "group.create-group", "--body", body], input, &[]);
        assert_eq!(created.status, 0, "{body}: {}", created.stderr);
        assert_eq!(json(&created)["body"]["profile"]["name"], "From a file");
    }
    let both = run(&["call", "group.create-group", "-", "--body", "-"]);
    assert!(both.status == 2 && both.stderr.contains("stdin"), "{}", both.stderr);
    let missing = run(&["call", "group.create-group", "--body", "@/nonexistent"]);
    assert!(missing.status == 2 && missing.stderr.contains("reading /nonexistent"), "{}", missing.stderr);
}

#[test]
fn one_kind_of_a_body_is_described() {
    let all = run(&["describe", "application.create-application"]).stdout;
    assert!(all.contains("--body TYPE shows one kind of body alone: "), "{all}");
    let one = run(&["describe", "application.create-application", "--body", "saml_2_0"]);
    assert_eq!(one.status, 0, "{}", one.stderr);
    assert!(one.stdout.contains("signOnMode = SAML_2_0:") && !one.stdout.contains("BOOKMARK:"), "{}", one.stdout);
    assert!(one.stdout.lines().count() < all.lines().count() / 2, "it is shorter");
    let (_, example) = one.stdout.split_once("EXAMPLE\n").expect("an example");
    assert!(example.contains(r#""signOnMode":"SAML_2_0""#), "{example}");
    let wrong = run(&["describe", "application.create-application", "--body", "SAML"]);
    assert!(wrong.status == 2 && wrong.stderr.contains("SAML_2_0"), "{}", wrong.stderr);
    assert_eq!(run(&["describe", "group.create-group", "--body", "X"]).status, 2);
}

#[test]
fn examples_of_a_replacement_are_whole_objects() {
    for (action, parts) in [
        ("group.update-group", &["\"name\"", "\"description\""][..]),
        ("org.update-org-setting", &["\"companyName\"", "\"website\"", "\"city\"", "\"phoneNumber\""]),
        ("authorization-server.update-oauth-scope", &["\"name\"", "\"displayName\"", "\"description\"", "\"consent\""]),
    ] {
        let page = run(&["describe", action]).stdout;
        let (_, example) = page.split_once("EXAMPLE\n").expect("an example");
        for part in parts {
            assert!(example.contains(part), "{action}: {part} is not in {example}");
        }
        let words = shlex::split(example).expect("words");
        let ran = run(&words.iter().skip(1).map(String::as_str).collect::<Vec<_>>());
        assert_eq!(ran.status, 0, "{example}{}", ran.stderr);
    }
}
