//! Private keys of service apps, and the form of a token request.

use okta_actions::auth::key::SigningKey;
use okta_actions::request::encode::push_form;

/// Any text is a key that signs, or an error that says what to give. Returns the signature, if there is one.
pub fn read(text: &str) -> Option<Vec<u8>> {
    match SigningKey::read(text) {
        Err(message) => {
            assert!(message.len() > 20, "{message}");
            None
        }
        // A damaged key may fail to sign, but never signs as another key.
        Ok(key) => key.sign(b"data").ok().inspect(|signature| {
            assert!(if key.alg() == "ES256" { signature.len() == 64 } else { signature.len() >= 256 });
        }),
    }
}

/// Names and values of a form arrive unchanged.
pub fn form<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) {
    let mut form = String::new();
    let mut expected = Vec::new();
    for (name, value) in pairs {
        push_form(&mut form, name, value);
        expected.push((name.to_string(), value.to_string()));
    }
    let read: Vec<(String, String)> = url::form_urlencoded::parse(form.as_bytes()).into_owned().collect();
    assert_eq!(read, expected);
}
