//! Brands: uploads, e-mail templates with their customizations and previews.

use super::{TOKEN, Tester, texts};
use serde_json::{Value, json};

const NONE: Value = Value::Null;
const BRAND: &str = "/brands/bnd0000000000001mock";

/// A multipart body with one part of these headers.
fn part(headers: &str, content: &str) -> String {
    format!("--cut\r\n{headers}\r\n\r\n{content}\r\n--cut--\r\n")
}

#[test]
fn images_are_uploaded_as_one_file_with_name_and_type() {
    let mut tester = Tester::new();
    let theme = format!("{BRAND}/themes/the0000000000001mock");
    let good = "content-disposition: form-data; name=\"file\"; filename=\"new.png\"\r\nContent-Type: image/png";
    let form = "multipart/form-data; boundary=cut";
    for (verb, field, status, default) in [
        ("logo", "logo", 200, true),
        ("favicon", "favicon", 201, true),
        ("background-image", "backgroundImage", 201, false),
    ] {
        let path = format!("/api/v1{theme}/{verb}");
        let mut send = |kind: &str, body: &str| tester.send_text("POST", &path, &[TOKEN, ("content-type", kind)], body);
        for (kind, body, refused) in [
            ("application/json", "{}".to_owned(), 415),
            ("multipart/form-data", part(good, "x"), 400),
            (form, part(good, ""), 400),
            (form, part(good, "x").replace("--cut--", ""), 400),
            (form, part(&good.replace("name=\"file\"", "name=\"image\""), "x"), 400),
            (form, part(&good.replace("filename", "title"), "x"), 400),
            (form, part(&good.replace("image/png", "text/plain"), "x"), 400),
            (form, part(good, "x").replace("--cut--", &part(good, "x")), 400),
            (form, part(good, &"x".repeat(2_000_000)), 400),
            ("", String::new(), 400),
        ] {
            assert_eq!(send(kind, &body).status, refused, "{kind} {:.200}", body);
        }
        let made = send(form, &part(good, "\u{89}PNG"));
        assert_eq!(made.status, status);
        assert!(made.body["url"].as_str().is_some_and(|url| url.ends_with("/new.png")), "{}", made.body);
        assert_eq!(tester.get(&theme)[field], made.body["url"]);
        let odd = tester.send_text(
            "POST",
            &path,
            &[TOKEN, ("content-type", "multipart/form-data; charset=utf-8; boundary=\"cut\"")],
            &part(&good.replace("new.png", "a;b --cut.png"), "a\r\n--cu\r\nb"),
        );
        assert!(odd.body["url"].as_str().is_some_and(|url| url.ends_with("/a;b --cut.png")), "{}", odd.body);
        tester.done("DELETE", &format!("{theme}/{verb}"), &NONE);
        assert_eq!(tester.get(&theme)[field].is_string(), default);
    }
}

#[test]
fn a_brand_is_changed_and_needs_consent_for_a_policy_of_its_own() {
    let mut tester = Tester::new();
    let mut brand = json!({"name": "Example", "customPrivacyPolicyUrl": "https://www.example.com/privacy"});
    assert_eq!(tester.refused_body("PUT", BRAND, &brand, 400), "E0000001");
    brand["agreeToCustomPrivacyPolicy"] = json!(true);
    let changed = tester.done("PUT", BRAND, &brand);
    assert_eq!(
        (&changed["customPrivacyPolicyUrl"], &changed["isDefault"]),
        (&brand["customPrivacyPolicyUrl"], &json!(true))
    );
    let theme = format!("{BRAND}/themes/the0000000000001mock");
    let mut colors = tester.get(&theme);
    colors["primaryColorHex"] = json!("#abcdef");
    assert_eq!(tester.done("PUT", &theme, &colors)["primaryColorHex"], "#abcdef");
}

#[test]
fn one_customization_is_the_default_and_each_language_has_one() {
    let mut tester = Tester::new();
    let path = format!("{BRAND}/templates/email/UserActivation/customizations");
    let letter = |language: &str, default: bool| json!({"language": language, "isDefault": default, "subject": "To ${user.profile.firstName}", "body": "${org.name}"});
    let first = tester.done("POST", &path, &letter("en", false));
    assert_eq!(first["isDefault"], true);
    let first = format!("{path}/{}", first["id"].as_str().unwrap_or_default());
    for (method, target, body, code) in [
        ("POST", &path, letter("de", true), "E0000182"),
        ("POST", &path, letter("en", false), "E0000183"),
        ("DELETE", &first, NONE, "E0000184"),
        ("PUT", &first, letter("en", false), "E0000185"),
    ] {
        assert_eq!(tester.refused_body(method, target, &body, 409), code);
    }
    let preview = tester.get(&format!("{first}/preview"));
    assert_eq!((&preview["subject"], &preview["body"]), (&json!("To Amara"), &json!("Example")));
    tester.done("POST", &path, &letter("de", false));
    tester.done("DELETE", &path, &NONE);
    assert_eq!(tester.get(&path), json!([]));
}

#[test]
fn templates_have_texts_of_their_own() {
    let mut tester = Tester::new();
    let template = format!("{BRAND}/templates/email/ForgotPassword");
    let texts_of = tester.get(&format!("{template}/default-content?language=de"));
    assert!(texts_of["body"].as_str().is_some_and(|body| body.contains("\"de\"") && body.contains("${user.")));
    let preview = tester.get(&format!("{template}/default-content/preview"));
    assert_eq!(preview["subject"], "Example: ForgotPassword");
    tester.done("POST", &format!("{template}/test?language=de"), &NONE);
    assert!(texts(&tester.get(&format!("{BRAND}/templates/email?limit=1")), "/name").len() == 1);
    let sms = json!({"name": "Bad", "type": "SMS_VERIFY_CODE", "template": "no place for it"});
    assert_eq!(tester.refused_body("POST", "/templates/sms", &sms, 400), "E0000001");
    let merged = json!({"translations": {"it": "${code}", "de": null}});
    let merged = tester.done("POST", "/templates/sms/cst0000000000001mock", &merged);
    assert_eq!(merged["translations"], json!({"it": "${code}"}));
}
