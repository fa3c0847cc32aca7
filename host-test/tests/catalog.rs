//! The command and the catalog: descriptions, previews, all pages, completion of names.

mod support;

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use support::{command, run, run_with};

/// The ids of items, one item per line. The items themselves differ, because their links have the port of the mock org.
fn ids(stdout: &str) -> Vec<Value> {
    let id = |line: &str| serde_json::from_str::<Value>(line).expect("an item per line")["id"].clone();
    stdout.lines().map(id).collect()
}

/// The words of a command that was printed, without the name of the program.
fn words(command: &str) -> Vec<String> {
    let words = shlex::split(command).expect("words of a shell");
    assert_eq!(words.first().map(String::as_str), Some("okta-actions"), "{command}");
    words[1..].to_vec()
}

#[test]
fn an_action_is_described_and_its_example_runs() {
    for (action, parts) in [
        (
            "user.create-user",
            &["Create User", "POST /api/v1/users", "removes nothing", "okta.users.manage", "activate", "nextLogin"][..],
        ),
        ("user.list-users", &["reads only", "a list in pages", "--all", "query", "whole number", "Default: `200`"]),
        ("user.delete-user", &["destructive", "two calls", "Returns: nothing", "path", "required"]),
        ("application.create-application", &["signOnMode = SAML_2_0:", "    ssoAcsUrl", "PROPERTY OF BODY"]),
        ("brand.update-theme-logo", &["bytes", "Returns: a document"]),
        ("generic-request.send-request", &["GET", "object of string or list"]),
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
fn a_wrong_name_or_argument_points_to_the_description() {
    let wrong = run(&["describe", "user.get-usr"]);
    assert_eq!(wrong.status, 2);
    assert!(wrong.stderr.contains("did you mean `user.get-user`"), "{}", wrong.stderr);
    for arguments in ["{}", r#"{"userId":".."}"#] {
        let wrong = run(&["call", "user.get-user", arguments]);
        assert_eq!(wrong.status, 2);
        assert!(wrong.stderr.contains("`okta-actions describe user.get-user`"), "{}", wrong.stderr);
    }
    assert!(run(&["actions", "grant"]).stderr.contains("okta-actions describe"));
    assert!(run(&["--help"]).stdout.contains("okta-actions describe"));
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
    assert!(shown.stdout.contains("\"Authorization: SSWS $OKTA_CLIENT_TOKEN\""), "the shell inserts the token");
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
    let expected: Vec<Value> = one["body"].as_array().expect("a list").iter().map(|user| user["id"].clone()).collect();
    assert_eq!(ids(&all.stdout), expected);
    let count = expected.len();
    assert!(all.stderr.contains(&format!("{count} items on {count} pages")), "{}", all.stderr);
    let log = run(&["call", "system-log.get-org-system-log", "{}", "--all"]);
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

/// Serves a list of four pages with an item each; the third is refused the first time.
fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let origin = format!("http://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        let mut limited = true;
        for stream in listener.incoming() {
            let mut stream = BufReader::new(stream.expect("a connection"));
            let mut head = String::new();
            while !head.ends_with("\r\n\r\n") && stream.read_line(&mut head).is_ok_and(|read| read > 0) {}
            let target = head.split(' ').nth(1).unwrap_or_default().to_string();
            let page: u32 = target.split("after=").nth(1).and_then(|page| page.parse().ok()).unwrap_or(1);
            let (status, body) = if page == 3 && std::mem::take(&mut limited) {
                ("429 Too Many Requests", "{}".to_string())
            } else {
                ("200 OK", format!("[{{\"id\":\n {page}}}]"))
            };
            let link = if page < 4 {
                format!("Link: </api/v1/users?after={}>; rel=\"next\"\r\n", page + 1)
            } else {
                String::new()
            };
            let length = body.len();
            let response = format!(
                "HTTP/1.1 {status}\r\nContent-Type: application/json\r\n{link}Connection: close\r\nContent-Length: {length}\r\n\r\n{body}"
            );
            stream.get_mut().write_all(response.as_bytes()).expect("the command reads");
        }
    });
    origin
}

#[test]
fn items_before_a_failed_page_are_printed_and_the_rest_can_follow() {
    let origin = serve();
    let environment = [
        ("OKTA_CLIENT_ORGURL", origin.as_str()),
        ("OKTA_CLIENT_TOKEN", "00secret"),
        ("OKTA_TESTING_DISABLEHTTPSCHECK", "true"),
    ];
    let failed = run_with(&["call", "user.list-users", "{}", "--all"], "", &environment);
    assert_eq!((failed.status, failed.stdout.as_str()), (1, "{\"id\":  1}\n{\"id\":  2}\n"), "{}", failed.stderr);
    assert!(failed.stderr.contains("rate-limited"), "{}", failed.stderr);
    let (_, go_on) = failed.stderr.split_once("To go on from here: ").expect("a command");
    let go_on = words(go_on);
    let rest = run_with(&go_on.iter().map(String::as_str).collect::<Vec<_>>(), "", &environment);
    assert_eq!((rest.status, ids(&rest.stdout)), (0, vec![json!(3), json!(4)]), "{}", rest.stderr);
    let refused = run_with(&["call", "pages.next-page", r#"{"next":"/api/../login"}"#, "--all"], "", &environment);
    assert_eq!((refused.status, refused.stdout.as_str()), (2, ""), "{}", refused.stderr);
}

#[test]
fn a_closed_output_ends_the_command_quietly() {
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
            let names = complete(shell, &["okta-actions", verb, "user.list-user"]);
            assert!(names.contains("user.list-users") && names.contains("user.list-user-clients"), "{shell}: {names}");
            assert!(!names.contains("user.get-user"), "{shell}: {names}");
        }
        assert!(complete(shell, &["okta-actions", "call", "pages."]).contains("pages.next-page"));
        assert_eq!(complete(shell, &["okta-actions", "describe", "pages."]).trim(), "", "pages has no actions");
        assert!(complete(shell, &["okta-actions", "desc"]).contains("describe"));
        let script = run(&["completions", shell]);
        assert_eq!(script.status, 0);
        assert!(script.stdout.contains("COMPLETE") && script.stdout.contains(env!("CARGO_BIN_EXE_okta-actions")));
    }
}

#[test]
fn a_recorded_body_that_okta_accepted_and_the_schema_forbids_fails_the_replay() {
    let rows = include_str!("../../tests/replay/rows.jsonl");
    let created = rows.lines().find(|line| line.contains("\"R04\"")).expect("a group that is created");
    let file = std::env::temp_dir().join(format!("okta-actions-replay-{}.jsonl", std::process::id()));
    let path = file.to_str().expect("a path of text");
    let replay = |body: Value, status: u16| {
        let mut row: Value = serde_json::from_str(created).expect("a row");
        row["request"]["body"] = json!(body.to_string());
        row["response"]["status"] = json!(status);
        std::fs::write(&file, row.to_string()).expect("a writable folder");
        let (table, report) = (run(&["replay", path]), run(&["replay", path, "--json"]));
        assert_eq!(table.status, report.status);
        (report.status, support::json(&report)["schema"].clone(), table.stdout)
    };
    let (status, schema, table) = replay(json!({"profile": {"name": "x"}}), 200);
    assert_eq!((status, schema), (0, json!("fits")), "{table}");
    assert!(table.contains("1 of 1 JSON bodies fit"), "{table}");
    let (status, schema, table) = replay(json!({"profile": {"name": 7}}), 200);
    assert_eq!(status, 1);
    assert!(schema.as_str().is_some_and(|reason| reason.starts_with("/profile/name: ")), "{schema}");
    assert!(table.contains("R04 group.create-group (Okta accepted it): /profile/name"), "{table}");
    let (_, schema, table) = replay(json!({"profile": {"name": 7}}), 400);
    assert!(schema != "fits" && table.contains("Okta refused it"), "{schema} {table}");
    std::fs::remove_file(&file).expect("the file is there");
}
