//! Factors: enroll, activate, verify, push.

use super::{Tester, texts};
use serde_json::{Value, json};

const FACTORS: &str = "/users/chen/factors";

#[test]
fn an_sms_factor_from_enrollment_to_deletion() {
    let mut tester = Tester::new();
    let body = json!({"factorType": "sms", "provider": "OKTA", "profile": {"phoneNumber": "+15550100"}});
    let factor = tester.call("POST", FACTORS, &body, 200);
    assert_eq!(factor["status"], "PENDING_ACTIVATION");
    assert_eq!(tester.refused_body("POST", FACTORS, &body, 400), "E0000001");
    let path = format!("{FACTORS}/{}", factor["id"].as_str().unwrap_or_default());
    let (activate, verify) = (format!("{path}/lifecycle/activate"), format!("{path}/verify"));
    assert_eq!(tester.refused("POST", &verify, 400), "E0000001");
    let (wrong, right) = (json!({"passCode": "000000"}), json!({"passCode": "123456"}));
    assert_eq!(tester.refused_body("POST", &activate, &wrong, 403), "E0000068");
    assert_eq!(tester.call("POST", &activate, &right, 200)["status"], "ACTIVE");
    assert_eq!(tester.post(&verify)["factorResult"], "CHALLENGE");
    assert_eq!(tester.call("POST", &verify, &right, 200)["factorResult"], "SUCCESS");
    assert_eq!(tester.refused_body("POST", &verify, &wrong, 403), "E0000068");
    let catalog = tester.get(&format!("{FACTORS}/catalog"));
    assert!(texts(&catalog, "/status").contains(&"ACTIVE".to_owned()));
    tester.call("DELETE", &path, &Value::Null, 204);
    assert_eq!(tester.get(FACTORS), json!([]));
}

#[test]
fn a_factor_is_checked_and_can_be_active_at_once() {
    let mut tester = Tester::new();
    for body in [
        json!({"factorType": "sms"}),
        json!({"factorType": "horoscope", "provider": "OKTA"}),
        json!({"factorType": "call", "provider": "OKTA"}),
    ] {
        assert_eq!(tester.refused_body("POST", FACTORS, &body, 400), "E0000001");
    }
    let email = json!({"factorType": "email", "provider": "OKTA", "profile": {"email": "chen@example.com"}});
    let factor = tester.call("POST", &format!("{FACTORS}?activate=true"), &email, 200);
    assert_eq!(factor["status"], "ACTIVE");
    let totp = json!({"factorType": "token:software:totp", "provider": "GOOGLE"});
    let factor = tester.call("POST", FACTORS, &totp, 200);
    assert!(factor["_embedded"]["activation"]["sharedSecret"].is_string());
    tester.post("/users/chen/lifecycle/reset_factors");
    assert_eq!(tester.get(FACTORS), json!([]));
}

#[test]
fn questions_are_answered_and_push_is_polled() {
    let mut tester = Tester::new();
    let factors = tester.get("/users/bruno/factors");
    assert!(!factors.to_string().contains("beetroot"));
    let verify = |at: usize| format!("/users/bruno/factors/{}/verify", texts(&factors, "/id")[at]);
    let answer = |text: &str| json!({"answer": text});
    assert_eq!(tester.call("POST", &verify(0), &answer("beetroot"), 200)["factorResult"], "SUCCESS");
    assert_eq!(tester.refused_body("POST", &verify(0), &answer("leek"), 403), "E0000068");
    let challenge = tester.call("POST", &verify(1), &Value::Null, 201);
    assert_eq!(challenge["factorResult"], "WAITING");
    let poll = challenge["_links"]["poll"]["href"].as_str().unwrap_or_default();
    let poll = poll.trim_start_matches("http://mock.example.com/api/v1");
    assert_eq!(tester.get(poll)["factorResult"], "WAITING");
    assert_eq!(tester.get(poll)["factorResult"], "SUCCESS");
    assert!(!texts(&tester.get("/users/bruno/factors/questions"), "/question").is_empty());
}
