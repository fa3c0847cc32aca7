//! The private key of a service app, which may stand in a file of its own.
//!
//! The component takes the key itself. Some of Okta's SDKs also take the path of a file, so an `okta.yaml` may hold one.

use super::settings::{Setting, Source};
use std::path::Path;

const PRIVATE_KEY: &str = "OKTA_CLIENT_PRIVATEKEY";
const MODE: &str = "OKTA_CLIENT_AUTHORIZATIONMODE";
const EXPECTED: &str = "expected a key as PEM (-----BEGIN …) or JWK ({…}), or the path of a file with one";

/// No private key is that short, nor a token: 256 bits are 43 characters of base64.
const TOO_SHORT: usize = 40;

/// Puts the key in the place of the path of its file, if the settings are those of a service app. A path is relative to the folder of
/// the `okta.yaml` that holds it, or to the working folder. The error shows it only if it cannot be a key.
pub fn read(settings: &mut [Setting]) -> Result<(), String> {
    let is_mode = |it: &Setting| it.name == MODE && it.value.trim().eq_ignore_ascii_case("PrivateKey");
    let is_path = |it: &&mut Setting| it.name == PRIVATE_KEY && !it.value.trim().is_empty() && !is_key(&it.value);
    if !settings.iter().any(is_mode) {
        return Ok(());
    }
    let Some(setting) = settings.iter_mut().find(is_path) else { return Ok(()) };
    let given = setting.value.trim();
    let folder = if let Source::File(yaml) = &setting.source { yaml.parent() } else { None };
    let file = folder.unwrap_or(Path::new("")).join(given);
    let read = match std::fs::read_to_string(&file) {
        Ok(text) if is_key(&text) => Ok(text),
        Ok(_) => Err("there is no key in this file".to_string()),
        Err(error) => Err(error.to_string()),
    };
    match read {
        Ok(key) => {
            let source = setting.source.clone();
            *setting = Setting { value: key, source: Source::KeyFile(Box::new(source), file), ..setting.clone() };
            Ok(())
        }
        Err(problem) if is_plain_path(given) => {
            Err(format!("{PRIVATE_KEY} ({}): {}: {problem}; {EXPECTED}", setting.source, file.display()))
        }
        Err(_) => {
            Err(format!("{PRIVATE_KEY} ({}) is neither a key nor a file that can be read; {EXPECTED}", setting.source))
        }
    }
}

/// Whether a text is meant as a key: the component says what is wrong with it.
fn is_key(text: &str) -> bool {
    text.contains("-----BEGIN ") || text.trim_start().starts_with('{')
}

/// Whether a text can be a path and cannot be a key, a part of one or a token: those have no name with a short extension.
fn is_plain_path(text: &str) -> bool {
    let fits = |character: char| character.is_alphanumeric() || "/\\._-~: ".contains(character);
    let extension = Path::new(text).extension().is_some_and(|extension| extension.len() <= 5);
    text.chars().all(fits) && (extension || (text.len() < TOO_SHORT && text.contains(['/', '\\'])))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    const PEM: &str = include_str!("../../../tests/keys/p256.pkcs8.pem");
    const JWK: &str = include_str!("../../../tests/keys/p256.jwk.json");

    fn settings(key: &str, source: Source) -> [Setting; 2] {
        let setting =
            |name: &str, value: &str| Setting { name: name.into(), value: value.into(), source: source.clone() };
        [setting(PRIVATE_KEY, key), setting(MODE, "PrivateKey")]
    }

    #[test]
    fn a_path_is_relative_to_the_file_that_holds_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let yaml = Source::File(folder.path().join("okta.yaml"));
        std::fs::create_dir(folder.path().join("keys")).expect("a writable folder");
        for (name, key) in [("keys/app.pem", PEM), ("keys/app.json", JWK), ("keys/app", JWK)] {
            let file = folder.path().join(name);
            std::fs::write(&file, key).expect("a writable folder");
            let absolute = file.to_str().expect("a path of text").to_string();
            for (value, source) in [(name, &yaml), (&absolute, &yaml), (&absolute, &Source::Environment)] {
                let mut settings = settings(&format!(" {value}\n"), source.clone());
                assert_eq!(read(&mut settings), Ok(()), "{value}");
                assert_eq!(settings[0].value, key);
                assert_eq!(settings[0].source.to_string(), format!("{source}, key of {}", file.display()));
                assert_eq!(settings[0].shown(), "••••••••");
            }
        }
    }

    #[test]
    fn a_key_stays_as_it_is_and_is_read_for_a_service_app_only() {
        for key in [PEM, JWK, "-----BEGIN PRIVATE KEY-----", "{", ""] {
            let mut settings = settings(key, Source::Environment);
            let before = settings.clone();
            assert_eq!(read(&mut settings), Ok(()), "{key}");
            assert_eq!(settings, before);
        }
        let [key, mut mode] = settings("/nonexistent/key.pem", Source::Environment);
        mode.value = "SSWS".into();
        assert_eq!(read(&mut [key.clone(), mode]), Ok(()));
        assert_eq!(read(&mut [key]), Ok(()));
    }

    #[test]
    fn a_path_that_leads_to_no_key_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("notes.txt"), "my secret notes").expect("a writable folder");
        let yaml = folder.path().join("okta.yaml");
        for (name, problem) in [
            ("keys/gone.pem", "No such file"),
            ("run/secrets/okta_key", "No such file"),
            ("notes.txt", "there is no key in this file"),
            ("./", "Is a directory"),
        ] {
            let error = read(&mut settings(name, Source::File(yaml.clone()))).expect_err(name);
            let file = folder.path().join(name).display().to_string();
            for part in [PRIVATE_KEY, &yaml.display().to_string(), &file, problem, "-----BEGIN", "JWK"] {
                assert!(error.contains(part), "{part} is not in {error}");
            }
            assert!(!error.contains("secret notes"), "{error}");
        }
    }

    #[test]
    fn what_could_be_a_key_is_not_shown() {
        let body: String = PEM.lines().filter(|line| !line.starts_with('-')).collect();
        let jwk: serde_json::Value = serde_json::from_str(JWK).expect("JSON");
        let number = jwk["d"].as_str().expect("a number");
        let cut = JWK.trim_start().trim_start_matches('{');
        let hexadecimal = "06f8f0a073b82effF0574ff951d2a3ad54df3fad390431a5111b2c26f7670791";
        for secret in [
            &*body,
            number,
            &number.replace(['-', '_'], "/"),
            cut,
            hexadecimal,
            &format!("keys/{number}"),
            &format!("./{body}"),
            "00aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789abcd",
            "hunter2",
            &format!("a.{number}"),
        ] {
            let error = read(&mut settings(secret, Source::File(PathBuf::from("okta.yaml")))).expect_err(secret);
            assert!(error.contains(PRIVATE_KEY) && error.contains("okta.yaml") && error.contains("JWK"), "{error}");
            assert!(!error.contains(secret.trim()) && !error.contains(number), "{error}");
        }
    }
}
