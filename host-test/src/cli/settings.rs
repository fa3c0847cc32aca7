//! The settings of the command, from the least to the most particular place, in the order of Okta's SDKs: `okta.yaml` in the
//! home folder, `okta.yaml` in the working folder, the environment, flags.

use serde_json::Value;
use std::path::{Path, PathBuf};

/// Where Okta's SDKs look for settings in the home folder, and in the folder of an application.
const AT_HOME: &str = ".okta/okta.yaml";
const HERE: [&str; 3] = ["okta.yaml", ".okta.yaml", ".okta/okta.yaml"];

/// The credentials among the settings.
const SECRETS: [&str; 2] = ["OKTA_CLIENT_TOKEN", "OKTA_CLIENT_PRIVATEKEY"];

/// The settings whose values are shown. Any other may be a secret under a misspelled name, or one of another program.
const SHOWN: [&str; 15] = [
    "OKTA_CLIENT_ORGURL",
    "OKTA_CLIENT_AUTHORIZATIONMODE",
    "OKTA_CLIENT_CLIENTID",
    "OKTA_CLIENT_SCOPES",
    "OKTA_CLIENT_PRIVATEKEYID",
    "OKTA_CLIENT_DPOPENABLED",
    "OKTA_CLIENT_REQUESTTIMEOUT",
    "OKTA_CLIENT_CONNECTIONTIMEOUT",
    "OKTA_CLIENT_RATELIMIT_MAXRETRIES",
    "OKTA_ACTIONS_ALLOW",
    "OKTA_ACTIONS_DENY",
    "OKTA_ACTIONS_READONLY",
    "OKTA_ACTIONS_MAXWAIT",
    "OKTA_ACTIONS_MAXRESPONSEBYTES",
    "OKTA_TESTING_DISABLEHTTPSCHECK",
];

const MASKED: &str = "••••••••";

const ORG_URL: &str = "OKTA_CLIENT_ORGURL";

/// A setting, by the name of its variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The name, such as `OKTA_CLIENT_ORGURL`.
    pub name: String,
    /// The value.
    pub value: String,
    /// Where it comes from.
    pub source: Source,
}

/// Where a setting comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A file.
    File(PathBuf),
    /// The environment of the process.
    Environment,
    /// A flag, such as `--org-url`.
    Flag(&'static str),
    /// The file of a private key, and the place that names it.
    KeyFile(Box<Source>, PathBuf),
}

impl std::fmt::Display for Source {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(path) => write!(out, "{}", path.display()),
            Self::Environment => out.write_str("environment"),
            Self::Flag(flag) => out.write_str(flag),
            Self::KeyFile(source, path) => write!(out, "{source}, key of {}", path.display()),
        }
    }
}

impl Setting {
    /// The value for people, without secrets.
    pub fn shown(&self) -> String {
        let name = self.name.as_str();
        if self.value.is_empty() {
            return String::new();
        } else if SECRETS.contains(&name) {
            return MASKED.into();
        } else if !SHOWN.contains(&name) {
            return format!("{MASKED} (not a setting of this command)");
        }
        // A URL with a password is refused by the component; it is not for the screen either.
        match url::Url::parse(&self.value) {
            Ok(mut url) if url.password().is_some() => {
                let _ = url.set_password(Some("••••"));
                url.to_string()
            }
            _ => self.value.clone(),
        }
    }
}

/// All settings of this process with a name of Okta's, each from the most particular place that has it.
pub fn of_process(flags: &[(&'static str, &str, Option<String>)]) -> Result<Vec<Setting>, String> {
    // The component ignores a name or value that is not UTF-8, but the user may have meant a variable of the component.
    let text = |text: std::ffi::OsString| text.to_string_lossy().into_owned();
    let variables = std::env::vars_os().map(|(name, value)| (text(name), text(value))).collect();
    let read = |file: PathBuf| match std::fs::read_to_string(&file) {
        Ok(text) => Ok((file, text)),
        Err(error) => Err(format!("reading {}: {error}", file.display())),
    };
    let files: Result<Vec<_>, String> =
        files(std::env::home_dir().as_deref(), Path::new("")).into_iter().map(read).collect();
    merged(&files?, variables, flags)
}

/// The settings of files, variables and flags; a later one takes the place of an earlier one.
fn merged(
    files: &[(PathBuf, String)],
    variables: Vec<(String, String)>,
    flags: &[(&'static str, &str, Option<String>)],
) -> Result<Vec<Setting>, String> {
    let mut settings: Vec<Setting> = Vec::new();
    let mut set = |setting: Setting| {
        settings.retain(|known| known.name != setting.name);
        settings.push(setting);
    };
    // The org that a file speaks of, for the credential in it.
    let mut org = None;
    for (path, text) in files {
        let found = read(text).map_err(|error| format!("{}: {error}", path.display()))?;
        org = found.iter().find(|(name, _)| name == ORG_URL).map(|(_, url)| url.clone()).or(org);
        for (name, value) in found {
            set(Setting { name, value, source: Source::File(path.clone()) });
        }
    }
    for (name, value) in variables {
        // An empty variable of the SDKs counts as not set.
        let is_empty = name.starts_with("OKTA_CLIENT_") && value.trim().is_empty();
        if !is_empty || !files.iter().any(|(_, text)| !text.trim().is_empty()) {
            set(Setting { name, value, source: Source::Environment });
        }
    }
    for (flag, name, value) in flags {
        if let Some(value) = value {
            set(Setting { name: (*name).to_string(), value: value.clone(), source: Source::Flag(flag) });
        }
    }
    misdirected(&settings, org.as_deref())?;
    Ok(settings)
}

/// A credential of a file does not go to another org than that of the file.
fn misdirected(settings: &[Setting], org: Option<&str>) -> Result<(), String> {
    let find = |name: &str| settings.iter().find(|setting| setting.name == name);
    let origin = |url: &str| url::Url::parse(url.trim()).map(|url| url.origin());
    let (Some(org), Some(called)) = (org, find(ORG_URL)) else { return Ok(()) };
    if origin(org) == origin(&called.value) {
        return Ok(());
    }
    let stray = SECRETS.iter().filter_map(|name| find(name)).find(|found| matches!(found.source, Source::File(_)));
    match stray {
        Some(found) => Err(format!(
            "{} of {} belongs to another org than {ORG_URL} ({}): set {} there too, or leave {ORG_URL} to the file",
            found.name, found.source, called.source, found.name
        )),
        None => Ok(()),
    }
}

/// The variables that stand in a file of Okta's SDKs: `okta.client.orgUrl` is `OKTA_CLIENT_ORGURL`.
fn read(text: &str) -> Result<Vec<(String, String)>, String> {
    let file: Value = serde_norway::from_str(text).map_err(|error| error.to_string())?;
    let mut found = Vec::new();
    for section in ["client", "testing", "actions"] {
        variables(&format!("OKTA_{}", section.to_uppercase()), &file["okta"][section], &mut found);
    }
    Ok(found)
}

fn variables(name: &str, value: &Value, found: &mut Vec<(String, String)>) {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), ToString::to_string);
    match value {
        Value::Null => {}
        Value::Object(members) => {
            for (member, value) in members {
                variables(&format!("{name}_{}", member.to_uppercase()), value, found);
            }
        }
        // Scopes and patterns.
        Value::Array(items) => found.push((name.into(), items.iter().map(text).collect::<Vec<_>>().join(","))),
        value => {
            let value = text(value);
            if !(value.trim().is_empty() && name.starts_with("OKTA_CLIENT_")) {
                found.push((name.into(), value));
            }
        }
    }
}

/// The configuration files of Okta's SDKs that exist, the most particular one last.
pub fn files(home: Option<&Path>, here: &Path) -> Vec<PathBuf> {
    let at_home = home.map(|home| home.join(AT_HOME));
    let all = at_home.into_iter().chain(HERE.iter().map(|file| here.join(file)));
    all.filter(|file| file.exists()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOME: &str = "
okta:
  client:
    orgUrl: https://home.okta.com
    token: 00home
    rateLimit: {maxRetries: 3}
    scopes: [okta.users.read, okta.groups.read]
    connectionTimeout:
  testing: {disableHttpsCheck: true}
  actions: {readOnly: true}
";

    fn file(name: &str, text: &str) -> (PathBuf, String) {
        (PathBuf::from(name), text.to_string())
    }

    fn variable(name: &str, value: &str) -> (String, String) {
        (name.to_string(), value.to_string())
    }

    fn shown(settings: &[Setting]) -> Vec<String> {
        let mut shown: Vec<String> =
            settings.iter().map(|it| format!("{}={} {}", it.name, it.shown(), it.source)).collect();
        shown.sort();
        shown
    }

    #[test]
    fn a_file_of_the_sdks_is_read() {
        let settings = merged(&[file("h", HOME)], Vec::new(), &[]).expect("settings");
        let expected = [
            "OKTA_ACTIONS_READONLY=true h",
            "OKTA_CLIENT_ORGURL=https://home.okta.com h",
            "OKTA_CLIENT_RATELIMIT_MAXRETRIES=3 h",
            "OKTA_CLIENT_SCOPES=okta.users.read,okta.groups.read h",
            "OKTA_CLIENT_TOKEN=•••••••• h",
            "OKTA_TESTING_DISABLEHTTPSCHECK=true h",
        ];
        assert_eq!(shown(&settings), expected);
        let strange = "okta: {client: {apiToken: 00secret, orgUrl: 'https://me:secret@a.okta.com'}}";
        let strange = shown(&merged(&[file("h", strange)], Vec::new(), &[]).expect("settings"));
        assert!(strange.iter().all(|shown| !shown.contains("secret")), "{strange:?}");
        for nothing in ["", "okta:", "okta: {client: }", "other: 1"] {
            assert_eq!(merged(&[file("h", nothing)], Vec::new(), &[]), Ok(Vec::new()), "{nothing:?}");
        }
        let error = merged(&[file("h.yaml", "okta: [")], Vec::new(), &[]).expect_err("no YAML");
        assert!(error.starts_with("h.yaml: "), "{error}");
    }

    #[test]
    fn the_more_particular_place_wins() {
        let here = file("here", "okta: {client: {orgUrl: https://here.okta.com, token: 00here}}");
        let variables = vec![variable("OKTA_CLIENT_RATELIMIT_MAXRETRIES", "5"), variable("OKTA_CLIENT_TOKEN", "")];
        let flags = [("--read-only", "OKTA_ACTIONS_READONLY", Some("false".to_string())), ("--x", "X", None)];
        let settings = merged(&[file("h", HOME), here], variables, &flags).expect("settings");
        for expected in [
            "OKTA_ACTIONS_READONLY=false --read-only",
            "OKTA_CLIENT_ORGURL=https://here.okta.com here",
            "OKTA_CLIENT_RATELIMIT_MAXRETRIES=5 environment",
            "OKTA_CLIENT_TOKEN=•••••••• here",
        ] {
            assert!(shown(&settings).contains(&expected.to_string()), "{expected} is not in {:?}", shown(&settings));
        }
    }

    #[test]
    fn the_credential_of_a_file_goes_to_no_other_org() {
        let url = |url: &str| variable(ORG_URL, url);
        let stray = merged(&[file("h", HOME)], vec![url("https://other.okta.com")], &[]).expect_err("another org");
        assert!(stray.contains("OKTA_CLIENT_TOKEN of h") && !stray.contains("00home"), "{stray}");
        for fine in [
            vec![url("https://home.okta.com/")],
            vec![url("https://other.okta.com"), variable("OKTA_CLIENT_TOKEN", "00other")],
        ] {
            assert!(merged(&[file("h", HOME)], fine, &[]).is_ok());
        }
        let without = file("h", "okta: {client: {token: 00home}}");
        assert!(merged(&[without], vec![url("https://other.okta.com")], &[]).is_ok(), "the file names no org");
    }

    #[test]
    fn no_password_is_shown() {
        let setting =
            |name: &str, value: &str| Setting { name: name.into(), value: value.into(), source: Source::Environment };
        assert!(!setting("OKTA_CLIENT_PRIVATEKEY", "secret").shown().contains("secret"));
        assert!(!setting(ORG_URL, "https://me:secret@acme.okta.com").shown().contains("secret"));
    }

    #[test]
    fn the_files_of_oktas_sdks_are_found() {
        let folder = std::env::temp_dir().join(format!("okta-actions-files-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("home/.okta")).expect("a writable folder");
        let find = || files(Some(&folder.join("home")), &folder.join("app"));
        assert_eq!(find(), Vec::<PathBuf>::new());
        for file in ["home/.okta/okta.yaml", "app/okta.yaml", "app/.okta.yaml"] {
            let path = folder.join(file);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a writable folder");
            std::fs::write(&path, "okta:").expect("a writable folder");
            assert_eq!(find(), std::slice::from_ref(&path), "{file}");
            std::fs::remove_file(&path).expect("the file is there");
        }
        std::fs::remove_dir_all(&folder).expect("the folder is there");
    }
}
