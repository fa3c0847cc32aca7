//! Errors in the words of the caller.

use crate::MockOrg;
use crate::support::{json, run, run_with};
use std::net::TcpListener;

#[test]
fn a_property_of_the_body_as_an_argument_is_explained() {
    let wrong = run(&["call", "user.create-user", r#"{"profile":{"login":"x"},"activate":false}"#]);
    assert_eq!(wrong.status, 2);
    for part in [
        "error: `profile` is a property of the body: put it into `body`",
        "\nWrite: okta-actions call user.create-user '{\"activate\":false,\"body\":{\"profile\":{\"login\":\"x\"}}}'\n",
    ] {
        assert!(wrong.stderr.contains(part), "{part} is not in {}", wrong.stderr);
    }
    assert!(!wrong.stderr.contains("`body` is missing"), "{}", wrong.stderr);
    let kind = run(&["call", "policy.create-policy", r#"{"conditions":{},"body":{"type":"OKTA_SIGN_ON"},"nme":1}"#]);
    assert!(kind.stderr.contains("`conditions` is a property of the body"), "{}", kind.stderr);
    assert!(kind.stderr.contains("`nme` is not an argument"), "{}", kind.stderr);
    let words = run(&["call", "user.create-user", "profile.login=a b", "activate=false"]);
    let instead = "\nWrite: okta-actions call user.create-user body.profile.login='a b' activate=false\n";
    assert!(words.status == 2 && words.stderr.contains(instead), "{}", words.stderr);
}

#[test]
fn a_value_alone_leads_to_the_name_that_it_belongs_to() {
    for (args, instead) in [
        (["call", "user.get-user", "me"], "Write: okta-actions call user.get-user userId=me\n"),
        (["call", "group.create-group", "Sales"], "Write: okta-actions call group.create-group '{\"body\":"),
    ] {
        let wrong = run(&args);
        assert_eq!(wrong.status, 2, "{}", wrong.stderr);
        let expected = format!("error: {} is not a JSON object, and not NAME=VALUE\n{instead}", args[2]);
        assert!(wrong.stderr.contains(&expected), "{expected} is not in {}", wrong.stderr);
    }
    let mixed = run(&["call", "user.get-user", "userId=me", "{}"]);
    assert!(mixed.status == 2 && mixed.stderr.contains("use one of them"), "{}", mixed.stderr);
}

/// A file with the body of a group.
fn group_file() -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), r#"{"profile":{"name":"From a file"}}"#).expect("a writable file");
    file
}

#[test]
fn a_body_is_given_once() {
    let file = group_file();
    let path = file.path().to_str().expect("a path of text");
    let word = format!("body=@{path}");
    for args in [
        &[r#"{"body":{}}"#, "--body", path][..],
        &["body.profile.name=x", "--body", path],
        &[&word, "--body", path],
        &[&word, "body.profile.name=x"],
    ] {
        let twice = run(&[&["call", "group.create-group"], args].concat());
        assert!(twice.status == 2 && twice.stderr.contains("given twice"), "{args:?}: {}", twice.stderr);
    }
    let once = run(&["call", "group.create-group", &word]);
    assert_eq!(json(&once)["body"]["profile"]["name"], "From a file", "{}", once.stderr);
}

#[test]
fn a_misspelled_action_leads_to_the_action() {
    for (args, meant) in [
        (&["call", "list-users"][..], "did you mean `user.list-users`?"),
        (&["call", "listUsers"], "did you mean `user.list-users`?"),
        (&["describe", "createUser"], "did you mean `user.create-user`?"),
        (&["user.list-users"], "did you mean `okta-actions call user.list-users`?"),
        (&["user.list-usrs"], "did you mean `user.list-users`"),
        (&["onboard"], "did you mean `okta-actions run onboard`?"),
        (&["call", "onboard"], "`okta-actions run onboard` runs it"),
        (&["cal"], "similar subcommand exists: 'call'"),
    ] {
        let wrong = run(args);
        assert!(wrong.status == 2 && wrong.stderr.contains(meant), "{args:?}: {meant} is not in {}", wrong.stderr);
    }
    assert!(!run(&["call", "nothing"]).stderr.contains("did you mean"), "a word of no action has no suggestion");
}

#[test]
fn the_help_begins_with_the_commands_of_administrators() {
    let help = run(&["--help"]).stdout;
    let at = |part: &str| help.find(part).expect(part);
    let order = [
        "Run actions",
        "\n  actions ",
        "\n  call ",
        "\n  run ",
        "For developers:",
        "\n  mock ",
        "\n  bench ",
        "Examples:",
    ];
    assert!(order.windows(2).all(|pair| at(pair[0]) < at(pair[1])), "{help}");
    assert_eq!(help.matches("\n  soak ").count(), 1, "each command is listed once: {help}");
    assert!(!help.contains("bench-part"), "{help}");
    for example in help.split("Examples:\n").nth(1).expect("examples").lines() {
        let words = shlex::split(example).expect("words");
        let words: Vec<&str> = words.iter().skip(1).map(String::as_str).collect();
        let ran = run(&words);
        assert_eq!(ran.status, 0, "{example}: {}", ran.stderr);
    }
}

#[test]
fn a_job_is_described() {
    let page = run(&["describe", "onboard"]);
    assert_eq!(page.status, 0, "{}", page.stderr);
    for part in [
        "onboard: Onboard a person\n",
        " login      string          required  ",
        "Default: true.",
        "  2. Create the user, not yet active (user.create-user)\n",
    ] {
        assert!(page.stdout.contains(part), "{part} is not in {}", page.stdout);
    }
    assert!(!page.stdout.contains("$inputs"), "{}", page.stdout);
    for job in json(&run(&["jobs", "--json"])).as_array().expect("jobs") {
        let name = job["name"].as_str().expect("a name");
        assert_eq!(json(&run(&["describe", name, "--json"])), *job);
        let page = run(&["describe", name]).stdout;
        let words = shlex::split(page.split_once("EXAMPLE\n").expect("an example").1).expect("words");
        let words: Vec<&str> = words.iter().skip(1).map(String::as_str).collect();
        let ran = run(&[&words[..], &["--dry-run"]].concat());
        assert_eq!(ran.status, 0, "{words:?}: {}", ran.stderr);
    }
    assert!(run(&["run", "onboard", "--help"]).stdout.contains("okta-actions describe JOB"));
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
    let file = group_file();
    let path = file.path().to_str().expect("a path of text");
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
    for (wrong, expected) in [("SAML", "did you mean `SAML_2_0`"), ("zzz", "expected one of BOOKMARK, ")] {
        let wrong = run(&["describe", "application.create-application", "--body", wrong]);
        assert!(wrong.status == 2 && wrong.stderr.contains(expected), "{}", wrong.stderr);
        assert!(wrong.stderr.matches("BROWSER_PLUGIN").count() < 2, "each is named once: {}", wrong.stderr);
    }
    let several = run(&["describe", "application.create-application", "--body", "BROWSER_PLUGIN"]).stdout;
    assert!(several.contains("name = template_swa3field:"), "all of a kind are shown: {several}");
    assert_eq!(run(&["describe", "group.create-group", "--body", "X"]).status, 2);
}

#[test]
fn a_required_property_has_one_value_and_examples_are_in_single_quotes() {
    let page = run(&["describe", "group.create-group-rule"]).stdout;
    let line = page.lines().find(|line| line.contains("Always group_rule.")).expect("the type");
    assert!(line.contains("required") && !line.contains("Default"), "{line}");
    assert!(page.contains(r#"'{"body":{"type":"group_rule""#), "{page}");
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
