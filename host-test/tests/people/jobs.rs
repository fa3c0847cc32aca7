//! Jobs of several actions: each one of the command runs against the mock org.

use crate::support::{Run, json, run, run_with};
use crate::{MockOrg, folder};
use serde_json::{Value, json};

fn get(org: &MockOrg, action: &str, arguments: Value) -> Value {
    json(&org.run(&["call", action, &arguments.to_string()]))["body"].clone()
}

/// Returns the outputs of a job that has to succeed.
fn outputs(run: &Run) -> Value {
    assert_eq!(run.status, 0, "{}{}", run.stdout, run.stderr);
    let report = json(run);
    assert_eq!((&report["failed"], &report["notDone"]), (&Value::Null, &json!([])), "{report}");
    report["outputs"].clone()
}

#[test]
fn the_jobs_are_listed() {
    let names = ["onboard", "offboard", "rotate-secret", "contain-account", "clone-access"];
    for args in [&["jobs"][..], &["run"]] {
        let list = run(args);
        assert!(list.status == 0 && names.iter().all(|name| list.stdout.contains(name)), "{}", list.stdout);
    }
    let list = json(&run(&["jobs", "--json"]));
    for (job, name) in list.as_array().expect("a list").iter().zip(names) {
        assert_eq!(job["name"], name);
        assert!(job["description"].is_string() && job["inputs"]["required"].is_array(), "{job}");
    }
}

#[test]
fn onboard_creates_a_user_in_groups() {
    let org = MockOrg::start(&[]);
    let onboard =
        ["run", "onboard", "--input", "login=new@example.com", "--input", "firstName=Nia", "--input", "lastName=New"];
    let given = org.run(&[&onboard[..], &["--input", "groups=Engineering,Analysts"]].concat());
    let given = outputs(&given);
    let user = get(&org, "user.get-user", json!({"userId": "new@example.com"}));
    assert_eq!((&user["id"], &user["profile"]["email"]), (&given["userId"], &json!("new@example.com")));
    assert_ne!(user["status"], "STAGED", "the user is activated");
    let groups = get(&org, "user.get-member-groups", json!({"userId": "new@example.com"}));
    let names: Vec<&Value> = groups.as_array().expect("groups").iter().map(|group| &group["profile"]["name"]).collect();
    assert!(names.contains(&&json!("Engineering")) && names.contains(&&json!("Analysts")), "{names:?}");
}

#[test]
fn offboard_deactivates_a_user() {
    let org = MockOrg::start(&[]);
    let given = outputs(&org.run(&["run", "offboard", "--input", "login=bruno@example.com"]));
    assert_eq!(given["groups"].as_array().map(Vec::len), Some(2), "{given}");
    let bruno = json!({"userId": "bruno@example.com"});
    assert_eq!(get(&org, "user.get-user", bruno.clone())["status"], "DEPROVISIONED");
    assert_eq!(get(&org, "user.list-user-grants", bruno.clone()), json!([]));
    assert_eq!(get(&org, "user-factor.list-factors", bruno), json!([]));
    let again = org.run(&["run", "offboard", "--input", "login=bruno@example.com"]);
    assert_eq!(again.status, 0, "a second time, nothing is left to do: {}", again.stderr);
    assert!(again.stderr.contains("skipped deactivate"), "{}", again.stderr);
}

#[test]
fn rotate_secret_makes_a_new_one() {
    let org = MockOrg::start(&[]);
    let rotate = ["run", "rotate-secret", "--input", "appId=0oa0000000000002mock"];
    let secrets = || get(&org, "application.list-client-secrets", json!({"appId": "0oa0000000000002mock"}));
    let with_status = |status: &str| {
        let secrets = secrets();
        let all = secrets.as_array().expect("secrets").iter().filter(|secret| secret["status"] == status);
        all.map(|secret| secret["id"].clone()).collect::<Vec<_>>()
    };
    let old = with_status("ACTIVE");
    let first = outputs(&org.run(&rotate));
    assert!(first["clientSecret"].as_str().is_some_and(|secret| !secret.is_empty()));
    assert_eq!(with_status("ACTIVE").len(), 2, "the old one stays valid");
    let full = org.run(&rotate);
    assert_eq!(full.status, 1, "an app has two secrets at most");
    assert_eq!(json(&full)["failed"]["stepId"], "create", "{}", full.stdout);
    let old = json!({"appId": "0oa0000000000002mock", "secretId": old.first().expect("a secret")});
    org.run(&["call", "application.deactivate-client-secret", &old.to_string()]);
    let second = outputs(&org.run(&[&rotate[..], &["--input", "deactivateOld=true"]].concat()));
    assert_eq!(with_status("ACTIVE"), [second["secretId"].clone()]);
    assert_eq!(with_status("INACTIVE"), [first["secretId"].clone()]);
}

#[test]
fn contain_account_suspends_and_collects() {
    let org = MockOrg::start(&[]);
    let given = outputs(&org.run(&["run", "contain-account", "--input", "login=bruno@example.com"]));
    assert_eq!(get(&org, "user.get-user", json!({"userId": "bruno@example.com"}))["status"], "SUSPENDED");
    for (list, count) in [("factors", 2), ("roles", 2)] {
        assert_eq!(given[list].as_array().map(Vec::len), Some(count), "{given}");
    }
    assert!(given["events"].is_array(), "{given}");
}

const CLONE: [&str; 6] =
    ["run", "clone-access", "--input", "from=bruno@example.com", "--input", "to=dalia@example.com"];

/// How Dalia is assigned to an app.
fn dalia_in(org: &MockOrg, app: &str) -> Value {
    get(org, "application.get-assigned-user-for-application", json!({"appId": app, "userId": "00u0000000000004mock"}))
}

#[test]
fn clone_access_adds_groups_and_apps() {
    let (org, app) = (MockOrg::start(&[]), "0oa0000000000002mock");
    let own = json!({"appId": app, "userId": "00u0000000000002mock",
        "body": {"credentials": {"userName": "bru"}, "profile": {"nickname": "Bru"}}});
    assert_eq!(
        get(&org, "application.update-application-profile-for-assigned-user", own)["profile"]["nickname"],
        "Bru"
    );
    let given = outputs(&org.run(&CLONE));
    assert_eq!(given["groupIds"], json!(["00g0000000000002mock"]), "the built-in group is left out");
    assert_eq!(given["appIds"], json!([app]), "the app that everyone has by a group is left out");
    let groups = get(&org, "user.get-member-groups", json!({"userId": "dalia@example.com"}));
    assert!(groups.as_array().expect("groups").iter().any(|group| group["id"] == "00g0000000000002mock"), "{groups}");
    let assigned = dalia_in(&org, app);
    assert_eq!((&assigned["scope"], &assigned["profile"]), (&json!("USER"), &json!({})), "nothing of Bruno is copied");
    assert_eq!(assigned["credentials"]["userName"], "dalia@example.com");
    // What Dalia has stays hers.
    let named = json!({"appId": app, "userId": "00u0000000000004mock", "body": {"credentials": {"userName": "dal"}}});
    get(&org, "application.update-application-profile-for-assigned-user", named);
    assert_eq!(outputs(&org.run(&CLONE)), given);
    let again = dalia_in(&org, app);
    assert_eq!((&again["created"], &again["credentials"]["userName"]), (&assigned["created"], &json!("dal")));
}

#[test]
fn clone_access_stops_at_an_app_that_needs_more() {
    let org = MockOrg::start(&[]);
    let app = |name: &str, mode: &str, scheme: Value| {
        let body = json!({"label": name, "signOnMode": mode, "credentials": scheme});
        let id = get(&org, "application.create-application", json!({"body": body}))["id"].clone();
        let credentials = json!({"userName": "bru", "password": {"value": "secret"}});
        let body = json!({"id": "00u0000000000002mock", "credentials": credentials});
        let action = "application.assign-user-to-application-for-sso-provisioning";
        assert_eq!(get(&org, action, json!({"appId": id, "body": body}))["scope"], "USER");
        id
    };
    let retired = app("Retired", "BOOKMARK", json!({}));
    org.run(&["call", "application.deactivate-application", &json!({"appId": retired}).to_string()]);
    let bank = app("Bank", "BROWSER_PLUGIN", json!({"scheme": "ADMIN_SETS_CREDENTIALS"}));
    let stopped = org.run(&CLONE);
    let report = json(&stopped);
    assert_eq!((stopped.status, &report["failed"]["stepId"]), (1, &json!("assign")), "{}", stopped.stderr);
    assert_eq!((&report["failed"]["item"]["id"], &report["failed"]["calls"]), (&bank, &json!(1)));
    assert_eq!(report["failed"]["error"]["errorCode"], "E0000001");
    assert!(stopped.stderr.contains("add, assign (1 of its calls)"), "{}", stopped.stderr);
    assert_eq!(dalia_in(&org, "0oa0000000000002mock")["scope"], "USER", "the app before it is assigned");
    let by_hand =
        json!({"id": "00u0000000000004mock", "credentials": {"userName": "dal", "password": {"value": "secret"}}});
    let action = "application.assign-user-to-application-for-sso-provisioning";
    get(&org, action, json!({"appId": bank, "body": by_hand}));
    assert_eq!(
        outputs(&org.run(&CLONE))["appIds"],
        json!(["0oa0000000000002mock", bank]),
        "the inactive app is left out"
    );
    assert_eq!(dalia_in(&org, bank.as_str().expect("an id"))["credentials"]["userName"], "dal");
}

#[test]
fn a_job_is_previewed_before_anything_is_sent() {
    let org = MockOrg::start(&[]);
    let onboard =
        ["run", "onboard", "--input", "login=n@example.com", "--input", "firstName=N", "--input", "lastName=M"];
    let preview = org.run(&[&onboard[..], &["--dry-run"]].concat());
    assert_eq!(preview.status, 0, "{}", preview.stderr);
    for part in [
        "1. Find each group by its name",
        "user.create-user: POST /api/v1/users",
        r#""login":"n@example.com""#,
        "POST /api/v1/users/<steps.create.outputs.userId>/lifecycle/activate",
    ] {
        assert!(preview.stdout.contains(part), "{part} is not in {}", preview.stdout);
    }
    assert_eq!(org.run(&["call", "user.get-user", r#"{"userId":"n@example.com"}"#]).status, 1, "nothing was sent");
    let destructive = run(&["run", "offboard", "--input", "login=x", "--dry-run"]);
    assert!(destructive.stdout.contains("(destructive)"), "{}", destructive.stdout);
}

#[test]
fn a_job_stops_at_the_first_failure() {
    let org = MockOrg::start(&[]);
    let args = ["login=n@example.com", "firstName=N", "lastName=M", "groups=Engineering,Nowhere"];
    let args: Vec<&str> =
        ["run", "onboard"].into_iter().chain(args.iter().flat_map(|input| ["--input", input])).collect();
    let stopped = org.run(&args);
    assert_eq!(stopped.status, 1);
    let report = json(&stopped);
    assert_eq!((&report["failed"]["stepId"], &report["failed"]["item"]), (&json!("find-groups"), &json!("Nowhere")));
    assert_eq!(report["failed"]["message"], "there is no group named \"Nowhere\"");
    assert_eq!(report["notDone"], json!(["create", "add-groups", "activate"]));
    assert!(stopped.stderr.contains("Not done: find-groups, create, add-groups, activate."), "{}", stopped.stderr);
    assert_eq!(org.run(&["call", "user.get-user", r#"{"userId":"n@example.com"}"#]).status, 1, "no user was created");
}

#[test]
fn a_file_is_a_job_and_its_mistakes_are_named() {
    let folder = folder();
    let file = folder.path().join("job.yaml");
    let path = file.to_str().expect("a path of text");
    let job = |steps: &str| {
        let text = format!(
            "arazzo: 1.0.1\ninfo: {{title: T, version: '1'}}\nworkflows:\n  - workflowId: mine\n    inputs: {{type: object, \
             properties: {{name: {{type: string}}}}}}\n    steps:\n{steps}"
        );
        std::fs::write(&file, text).expect("a writable folder");
    };
    let create = "      - stepId: make\n        operationId: group.create-group\n        requestBody:\n          payload: \
                  {profile: {name: $inputs.name}}\n        outputs: {id: $response.body#/id}\n";
    job(create);
    let done = run(&["run", path, "--input", "name=Mine"]);
    assert_eq!((done.status, json(&done)["done"][0]["calls"].clone()), (0, json!(1)), "{}", done.stderr);
    let wrong = "      - stepId: next\n        operationId: group.get-grup\n      - stepId: last\n        operationId: \
                 group.get-group\n        parameters:\n          - {name: groupID, in: query, value: $steps.make.outputs.ids}\n";
    job(&format!("{create}{wrong}"));
    let refused = run(&["run", path, "--input", "name=Mine"]);
    assert_eq!((refused.status, refused.stdout.as_str()), (2, ""), "{}", refused.stderr);
    for part in [
        "step `next`: `group.get-grup`",
        "step `last`: `groupID` is not a parameter of group.get-group; it takes groupId",
        "step `last`: `groupId` of group.get-group is missing",
        "step `make` has no output `ids`",
    ] {
        assert!(refused.stderr.contains(part), "{part} is not in {}", refused.stderr);
    }
    let policy =
        run_with(&["run", "offboard", "--input", "login=x", "--mock"], "", &[("OKTA_ACTIONS_READONLY", "true")]);
    assert_eq!((policy.status, policy.stdout.as_str()), (2, ""), "{}", policy.stderr);
    assert!(
        policy.stderr.contains("the policy of the environment does not allow user.deactivate-user"),
        "{}",
        policy.stderr
    );
    for (args, part) in [
        (&["run", "onboard"][..], "input `login` is missing"),
        (&["run", "onboard", "--input", "login"], "expected NAME=VALUE"),
        (&["run", "onboard", "--input", "lgin=x"], "`lgin` is not an input of onboard"),
        (&["run", "/nonexistent.yaml"], "/nonexistent.yaml is not a job (onboard, "),
        (&["explore", "--job", "/nonexistent.yaml"], "/nonexistent.yaml is not a job (onboard, "),
    ] {
        let run = run(args);
        assert_eq!(run.status, 2, "{args:?}");
        assert!(run.stderr.contains(part), "{part} is not in {}", run.stderr);
    }
}

#[test]
fn offboarding_a_contained_account_reports_the_factors_that_stay() {
    let org = MockOrg::start(&[]);
    outputs(&org.run(&["run", "contain-account", "--input", "login=bruno@example.com"]));
    let given = outputs(&org.run(&["run", "offboard", "--input", "login=bruno@example.com"]));
    assert_eq!(given["factorsLeft"].as_array().map(Vec::len), Some(2), "{given}");
    assert_eq!(get(&org, "user.get-user", json!({"userId": "bruno@example.com"}))["status"], "DEPROVISIONED");
}
