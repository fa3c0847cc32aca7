//! The system log.

use super::{ADMIN, BRUNO, ENGINEERING, Tester, texts};
use serde_json::{Value, json};

#[test]
fn changes_leave_events_and_refusals_and_reads_do_not() {
    let mut tester = Tester::new();
    tester.get("/users");
    tester.refused("DELETE", "/users/nobody", 404);
    assert_eq!(tester.get("/logs"), json!([]));
    let group = tester.call("POST", "/groups", &json!({"profile": {"name": "Pilots"}}), 200);
    tester.call("PUT", &format!("/groups/{ENGINEERING}/users/dalia"), &Value::Null, 204);
    tester.post("/users/bruno/lifecycle/suspend");
    let events = tester.get("/logs");
    let types = ["group.lifecycle.create", "group.user_membership.add", "user.lifecycle.suspend"];
    assert_eq!(texts(&events, "/eventType"), types);
    assert_eq!((&events[0]["actor"]["id"], &events[0]["outcome"]["result"]), (&json!(ADMIN), &json!("SUCCESS")));
    assert_eq!(events[0]["target"][0]["id"], group["id"]);
    assert_eq!(texts(&events[1]["target"], "/type"), ["UserGroup", "User"]);
    assert_eq!(events[2]["target"][0]["alternateId"], "bruno@example.com");
}

#[test]
fn the_log_is_selected_by_time_and_filter() {
    let mut tester = Tester::new();
    tester.post("/users/bruno/lifecycle/suspend");
    tester.post("/users/bruno/lifecycle/unsuspend");
    for (query, count) in [
        ("", 2),
        ("?since=2099-01-01T00:00:00Z", 0),
        ("?since=2020-01-01T00:00:00Z&until=2099-01-01T00:00:00Z", 2),
        ("?until=2020-01-01T00:00:00Z", 0),
        ("?filter=eventType+eq+%22user.lifecycle.suspend%22", 1),
        (&*format!("?filter=target.id+eq+%22{BRUNO}%22"), 2),
        ("?q=bruno", 2),
    ] {
        assert_eq!(tester.get(&format!("/logs{query}")).as_array().map(Vec::len), Some(count), "{query}");
    }
    let newest = tester.get("/logs?sortOrder=DESCENDING&limit=1");
    assert_eq!(texts(&newest, "/eventType"), ["user.lifecycle.unsuspend"]);
    assert_eq!(tester.refused("GET", "/logs?since=yesterday", 400), "E0000001");
}

#[test]
fn the_log_has_a_next_page_always() {
    let mut tester = Tester::new();
    tester.post("/users/bruno/lifecycle/suspend");
    let mut target = "/api/v1/logs?limit=1".to_owned();
    for expected in [1, 0, 0] {
        let token = ("authorization", "SSWS mock-token");
        let reply = tester.send("GET", &target, &[token], &Value::Null);
        assert_eq!(reply.body.as_array().map(Vec::len), Some(expected));
        let next = reply.link("next").unwrap_or_default();
        target = next.trim_start_matches("http://mock.example.com").to_owned();
    }
    tester.post("/users/bruno/lifecycle/unsuspend");
    let later = tester.get(target.trim_start_matches("/api/v1"));
    assert_eq!(texts(&later, "/eventType"), ["user.lifecycle.unsuspend"]);
}
