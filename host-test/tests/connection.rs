//! The org that the command calls: never the mock org by mistake.

mod support;

use support::{command, json, run, run_with};

const DELETE: [&str; 3] = ["call", "user.delete-user", r#"{"userId":"me"}"#];

#[test]
fn a_connection_without_an_org_url_stops_every_command() {
    let commands = [
        &DELETE[..],
        &["call", "user.list-users", "{}", "--all"],
        &["call", "user.get-user", r#"{"userId":"me"}"#, "--dry-run"],
        &["explore"],
    ];
    for variable in ["OKTA_CLIENT_TOKEN", "OKTA_CLIENT_ORG_URL", "OKTA_ACTIONS_READONLY", "OKTA_API_TOKEN"] {
        for args in commands {
            let run = run_with(args, "", &[(variable, "00secret")]);
            assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{args:?} with {variable}: {}", run.stderr);
            for part in [variable, "OKTA_CLIENT_ORGURL", "--mock"] {
                assert!(run.stderr.contains(part), "{args:?}: {part} is not in {}", run.stderr);
            }
            assert!(!run.stderr.contains("00secret"), "{}", run.stderr);
        }
    }
    let empty = run_with(&DELETE, "", &[("OKTA_CLIENT_ORGURL", ""), ("OKTA_CLIENT_TOKEN", "00secret")]);
    assert_eq!((empty.status, empty.stdout.as_str()), (2, ""), "{}", empty.stderr);
    assert!(empty.stderr.contains("OKTA_CLIENT_ORGURL is empty"), "{}", empty.stderr);
}

#[test]
fn a_configuration_file_of_oktas_sdks_stops_it() {
    let home = std::env::temp_dir().join(format!("okta-actions-home-{}", std::process::id()));
    std::fs::create_dir_all(home.join(".okta")).expect("a writable folder");
    std::fs::write(home.join(".okta/okta.yaml"), "okta:").expect("a writable folder");
    let path = home.to_str().expect("a path of text");
    let stopped = run_with(&DELETE, "", &[("HOME", path)]);
    assert_eq!((stopped.status, stopped.stdout.as_str()), (2, ""), "{}", stopped.stderr);
    assert!(stopped.stderr.contains(".okta/okta.yaml") && stopped.stderr.contains("--mock"), "{}", stopped.stderr);
    let asked = run_with(&[&DELETE[..], &["--mock"]].concat(), "", &[("HOME", path)]);
    assert_eq!((asked.status, json(&asked)["status"].clone()), (0, 204.into()), "{}", asked.stderr);
    let here = command(&DELETE).current_dir(home.join(".okta")).output().expect("the command runs");
    assert_eq!(here.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&here.stderr).contains("okta.yaml"));
    std::fs::remove_dir_all(&home).expect("the folder is there");
}

#[test]
fn the_mock_that_is_asked_for_keeps_the_policy() {
    let token = [("OKTA_CLIENT_TOKEN", "00secret"), ("OKTA_CLIENT_ORGURL", "https://acme.okta.com")];
    let asked = run_with(&[&DELETE[..], &["--mock"]].concat(), "", &token);
    assert_eq!((asked.status, json(&asked)["status"].clone()), (0, 204.into()), "{}", asked.stderr);
    assert!(asked.stderr.contains("embedded mock org") && asked.stderr.contains("not used: "), "{}", asked.stderr);
    assert!(asked.stderr.contains("OKTA_CLIENT_TOKEN") && !asked.stderr.contains("00secret"), "{}", asked.stderr);
    for policy in [("OKTA_ACTIONS_READONLY", "true"), ("OKTA_ACTIONS_DENY", "user.delete-*")] {
        let denied = run_with(&[&DELETE[..], &["--mock"]].concat(), "", &[policy]);
        assert_eq!((denied.status, json(&denied)["error"].clone()), (1, "permanent-not-allowed".into()), "{policy:?}");
        let preview = run_with(&[&DELETE[..], &["--mock", "--dry-run"]].concat(), "", &[policy]);
        assert_eq!((preview.status, preview.stdout.as_str()), (1, ""), "{policy:?}: {}", preview.stderr);
        assert!(preview.stderr.contains("permanent-not-allowed"), "{}", preview.stderr);
    }
    let list = ["call", "user.list-users", "{}", "--all", "--mock"];
    assert_eq!(run_with(&list, "", &[("OKTA_ACTIONS_DENY", "user.*")]).status, 1);
    assert_eq!(run(&list).status, 0);
}
