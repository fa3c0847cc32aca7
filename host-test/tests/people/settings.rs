//! The sources of settings.

use crate::support::{command, json, run, run_with};
use crate::{MockOrg, folder};
use std::path::Path;

fn write(folder: &Path, file: &str, text: &str) {
    let path = folder.join(file);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a writable folder");
    std::fs::write(path, text).expect("a writable folder");
}

fn yaml(url: &str, token: &str) -> String {
    format!("okta:\n  client:\n    orgUrl: {url}\n    token: {token}\n  testing:\n    disableHttpsCheck: true\n")
}

#[test]
fn files_then_environment_then_flags() {
    let (org, home) = (MockOrg::start(&[]), folder());
    let [url, token] = ["OKTA_CLIENT_ORGURL", "OKTA_CLIENT_TOKEN"]
        .map(|name| org.variables().into_iter().find(|(known, _)| *known == name).expect("a variable").1);
    let (here, path) = (home.path().join("here"), home.path().to_str().expect("a path of text"));
    write(home.path(), ".okta/okta.yaml", &yaml("https://home.okta.com", "00home"));
    write(&here, "okta.yaml", &yaml(url, token));
    let run_here = |args: &[&str], more: &[(&str, &str)]| {
        let output = command(args)
            .env("HOME", path)
            .envs(more.iter().copied())
            .current_dir(&here)
            .output()
            .expect("the command runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    // The file of the working folder overrides that of the home folder.
    let (status, called, errors) = run_here(&["call", "user.get-user", r#"{"userId":"me"}"#], &[]);
    assert!(status == Some(0) && called.contains("amara@example.com"), "{errors}");
    let (status, shown, sentence) = run_here(&["config"], &[]);
    assert_eq!(status, Some(0), "{sentence}");
    assert!(shown.contains("okta.yaml") && shown.contains(url), "{shown}");
    assert!(sentence.contains("The org answered as amara@example.com"), "{sentence}");
    for secret in [token, "00home"] {
        assert!(!shown.contains(secret) && !sentence.contains(secret), "{shown}");
    }
    let more = [("OKTA_CLIENT_RATELIMIT_MAXRETRIES", "2")];
    let (_, shown, _) = run_here(&["config", "--json", "--no-check", "--read-only"], &more);
    let shown: serde_json::Value = serde_json::from_str(&shown).expect("JSON");
    let source = |name: &str| {
        let settings = shown["settings"].as_array().expect("settings").iter();
        settings.clone().find(|setting| setting["name"] == name).map(|setting| setting["source"].clone())
    };
    assert_eq!(source("OKTA_CLIENT_RATELIMIT_MAXRETRIES"), Some("environment".into()));
    assert_eq!(source("OKTA_ACTIONS_READONLY"), Some("--read-only".into()));
    assert_eq!(source("OKTA_CLIENT_TOKEN"), Some("okta.yaml".into()));
    // The environment overrides files, and flags override the environment; the policy of a flag holds.
    let (status, _, errors) = run_here(&["config"], &[("OKTA_CLIENT_TOKEN", "00wrong")]);
    assert!(status == Some(1) && errors.contains("E0000011"), "{errors}");
    let (status, _, errors) =
        run_here(&["call", "group.remove-group", r#"{"groupId":"00g0000000000002mock"}"#, "--read-only"], &[]);
    assert!(status == Some(1) && errors.contains("permanent-not-allowed"), "{errors}");
    // The token of a file is not sent to another org.
    let (status, _, errors) = run_here(&["call", "user.list-users", "{}", "--org-url", "https://other.okta.com"], &[]);
    assert_eq!(status, Some(2), "{errors}");
    assert!(errors.contains("OKTA_CLIENT_TOKEN of okta.yaml belongs to another org"), "{errors}");
    let (_, list, _) = run_here(&["actions", "--json", "delete", "user"], &[("OKTA_ACTIONS_DENY", "user.delete-*")]);
    assert!(list.contains(r#""allowed":false"#), "{list}");
}

#[test]
fn the_private_key_of_a_service_app_can_stand_in_a_file() {
    let (folder, key) = (folder(), include_str!("../../../tests/keys/p256.jwk.json"));
    let mut public: serde_json::Value = serde_json::from_str(key).expect("JSON");
    let secret = public.as_object_mut().and_then(|members| members.remove("d")).expect("the private part");
    let client =
        serde_json::json!({"client_id": "0oaservice", "jwks": {"keys": [public]}, "scopes": ["okta.users.read"]});
    write(folder.path(), "client.json", &client.to_string());
    let org = MockOrg::start(&["--client", folder.path().join("client.json").to_str().expect("a path of text")]);
    let url = org.variables().into_iter().find(|(name, _)| *name == "OKTA_CLIENT_ORGURL").expect("a variable").1;
    let app = "authorizationMode: PrivateKey\n    clientId: 0oaservice\n    scopes: [okta.users.read]";
    let yaml = format!(
        "okta:\n  client:\n    orgUrl: {url}\n    {app}\n    privateKey: keys/app.json\n  testing:\n    disableHttpsCheck: true\n"
    );
    write(folder.path(), ".okta/okta.yaml", &yaml);
    write(folder.path(), ".okta/keys/app.json", key);
    let home = [("HOME", folder.path().to_str().expect("a path of text"))];
    let list = ["call", "user.list-users", r#"{"limit":1}"#];
    let called = run_with(&list, "", &home);
    assert_eq!(json(&called)["status"], 200, "{}", called.stderr);
    let shown = run_with(&["config", "--json"], "", &home);
    assert_eq!(shown.status, 0, "{}{}", shown.stdout, shown.stderr);
    let settings = json(&shown)["settings"].as_array().expect("settings").clone();
    let found = settings.iter().find(|it| it["name"] == "OKTA_CLIENT_PRIVATEKEY").expect("the setting");
    let source = found["source"].as_str().expect("a source");
    assert_eq!(found["value"], "••••••••");
    assert!(source.ends_with(".okta/keys/app.json") && source.contains(".okta/okta.yaml, key of "), "{source}");
    // In the environment, a path is relative to the working folder.
    let here = command(&list)
        .envs(home)
        .env("OKTA_CLIENT_PRIVATEKEY", "app.json")
        .current_dir(folder.path().join(".okta/keys"))
        .output()
        .expect("the command runs");
    assert!(here.status.success(), "{}", String::from_utf8_lossy(&here.stderr));
    std::fs::remove_file(folder.path().join(".okta/keys/app.json")).expect("the file is there");
    for args in [&list[..], &["config"]] {
        let gone = run_with(args, "", &home);
        assert_eq!((gone.status, gone.stdout.as_str()), (2, ""), "{}", gone.stderr);
        for part in
            ["OKTA_CLIENT_PRIVATEKEY", ".okta/okta.yaml", ".okta/keys/app.json: No such file", "expected a key as PEM"]
        {
            assert!(gone.stderr.contains(part), "{part} is not in {}", gone.stderr);
        }
    }
    let cut = run_with(&list, "", &[home[0], ("OKTA_CLIENT_PRIVATEKEY", secret.as_str().expect("text"))]);
    assert_eq!(cut.status, 2, "{}", cut.stderr);
    assert!(
        !cut.stderr.contains(secret.as_str().expect("text")) && cut.stderr.contains("is neither a key"),
        "{}",
        cut.stderr
    );
    for without in [&["call", "user.list-users", "{}", "--mock"][..], &["actions", "list users"]] {
        assert_eq!(run_with(without, "", &home).status, 0, "what needs no key reads none");
    }
}

#[test]
fn without_settings_the_mock_org_is_called() {
    let nothing = run(&["config", "--json"]);
    assert_eq!((nothing.status, json(&nothing)["org"].clone()), (0, serde_json::Value::Null), "{}", nothing.stderr);
    assert!(json(&nothing)["message"].as_str().is_some_and(|message| message.contains("embedded mock org")));
    let half = run_with(&["config"], "", &[("OKTA_CLIENT_TOKEN", "00secret")]);
    assert_eq!(half.status, 2);
    assert!(half.stderr.contains("OKTA_CLIENT_ORGURL") && !half.stdout.contains("00secret"), "{}", half.stderr);
}
