//! Which org the command calls: the one that is configured, or the embedded mock org, but never the mock by mistake.

use super::badge::Badge;
use super::private_key;
use super::settings::{self, Setting};
use crate::mock::{Mock, Options, is_mock};
use crate::terminal::say;
use anyhow::Context;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use strsim::damerau_levenshtein;
use url::Url;

const ORG_URL: &str = "OKTA_CLIENT_ORGURL";

/// The flags about the org, which go before environment and files.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct Flags {
    /// Call the embedded mock org whatever is configured; OKTA_ACTIONS_* still hold
    #[arg(long)]
    pub mock: bool,
    /// The URL of the org, before OKTA_CLIENT_ORGURL and okta.yaml
    #[arg(long, value_name = "URL")]
    pub org_url: Option<String>,
    /// Allow only what reads, whatever OKTA_ACTIONS_READONLY says
    #[arg(long)]
    pub read_only: bool,
}

impl Flags {
    /// The settings of this process, with those of the flags.
    pub fn settings(&self) -> Result<Vec<Setting>, String> {
        let mut settings = settings::of_process(&[
            ("--org-url", ORG_URL, self.org_url.clone()),
            ("--read-only", "OKTA_ACTIONS_READONLY", self.read_only.then(|| "true".to_string())),
        ])?;
        if !self.mock {
            private_key::read(&mut settings)?;
        }
        Ok(settings)
    }
}

/// The variables that the catalog depends on: the policy, whose names may be misspelled.
pub fn catalog_environment() -> Result<Vec<(String, String)>, String> {
    let settings = settings::of_process(&[])?.into_iter();
    let is_oktas = |setting: &Setting| setting.name.to_ascii_uppercase().starts_with("OKTA");
    Ok(settings.filter(is_oktas).map(|setting| (setting.name, setting.value)).collect())
}

/// The org that a command calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Connection {
    /// The org of `OKTA_CLIENT_ORGURL`: the variables that the component reads.
    Org(Vec<(String, String)>),
    /// The embedded mock org, under the policy of these variables (`OKTA_ACTIONS_…`).
    Mock {
        /// The variables of the policy.
        policy: Vec<(String, String)>,
        /// What to tell the person.
        notice: String,
    },
}

impl Connection {
    /// Decides by the settings of this process. The error says what is missing and what to do.
    pub fn of_process(flags: &Flags) -> Result<Self, String> {
        let variables = flags.settings()?.into_iter().map(|setting| (setting.name, setting.value)).collect();
        Self::decide(variables, flags.mock, &settings::files(std::env::home_dir().as_deref(), Path::new("")))
    }

    /// Decides by variables, `--mock`, and the configuration files of Okta's SDKs that exist.
    ///
    /// A mock answer must never pass for one of an org. So where anything points to an org that is not named, this is an
    /// error, unless `--mock` asks for the mock org.
    pub fn decide(variables: Vec<(String, String)>, mock: bool, files: &[PathBuf]) -> Result<Self, String> {
        let meant: Vec<String> =
            variables.iter().map(|(name, _)| name).filter(|name| means_okta(name)).cloned().collect();
        if mock {
            let (policy, ignored): (Vec<_>, Vec<_>) = meant.iter().partition(|name| name.starts_with("OKTA_ACTIONS_"));
            let ignored = match ignored.as_slice() {
                [] => String::new(),
                names => format!("; not used: {}", listed(names)),
            };
            let policy = variables.iter().filter(|(name, _)| policy.contains(&name)).cloned().collect();
            return Ok(Self::Mock { policy, notice: format!("--mock: using the embedded mock org{ignored}") });
        }
        if variables.iter().any(|(name, value)| name == ORG_URL && !value.trim().is_empty()) {
            return Ok(Self::Org(variables.into_iter().filter(|(name, _)| is_read(name)).collect()));
        }
        if let Some(problem) = missing(&meant, files) {
            return Err(format!(
                "{problem}. Set {ORG_URL}, such as https://your-org.okta.com, and a credential to call that org, \
                 or pass --mock to call the embedded mock org"
            ));
        }
        let notice = format!("{ORG_URL} is not set: using the embedded mock org");
        Ok(Self::Mock { policy: Vec::new(), notice })
    }

    /// Says on stderr which org is called: the mock org always, another one to a person.
    pub fn tell(&self) {
        match self {
            Self::Mock { notice, .. } if !std::io::stderr().is_terminal() => say(notice),
            _ => self.badge().tell(),
        }
    }

    /// The org in a word. A mock org that another process serves is known by its address and token.
    pub fn badge(&self) -> Badge {
        let environment = match self {
            Self::Mock { notice, .. } => return Badge::Mock(notice.clone()),
            Self::Org(environment) => environment,
        };
        let value = |name: &str| environment.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        // A password does not belong into a URL, and would not be shown if it stood there.
        let org = value(ORG_URL).and_then(|url| Url::parse(url).ok());
        let org = org.map_or_else(|| ORG_URL.to_string(), |url| url.origin().ascii_serialization());
        if value("OKTA_ACTIONS_READONLY").is_some_and(|value| value.eq_ignore_ascii_case("true")) {
            Badge::ReadOnly(org)
        } else if is_mock(environment) {
            Badge::Mock(org)
        } else {
            Badge::Live(org)
        }
    }

    /// The variables of the policy alone.
    pub fn policy(&self) -> Vec<(String, String)> {
        let (Self::Org(all) | Self::Mock { policy: all, .. }) = self;
        all.iter().filter(|(name, _)| name.starts_with("OKTA_ACTIONS_")).cloned().collect()
    }

    /// The environment of the component, with the mock org behind it where that is to be called.
    pub async fn open(self) -> anyhow::Result<(Vec<(String, String)>, Option<Mock>)> {
        match self {
            Self::Org(environment) => Ok((environment, None)),
            Self::Mock { mut policy, .. } => {
                let mock = Mock::start(Options::default()).await.context("starting the embedded mock org")?;
                policy.extend(mock.environment());
                Ok((policy, Some(mock)))
            }
        }
    }
}

/// The variables that the component reads; the rest of the environment is none of its business.
fn is_read(name: &str) -> bool {
    ["OKTA_CLIENT_", "OKTA_TESTING_", "OKTA_ACTIONS_"].iter().any(|prefix| name.starts_with(prefix))
}

/// Whether the name of a variable speaks of a connection to Okta, in any spelling and for whatever tool.
fn means_okta(name: &str) -> bool {
    let upper = name.to_uppercase();
    let misspelt = |known: &str| damerau_levenshtein(&upper, known) <= 2;
    upper.starts_with("OKTA_") || misspelt(ORG_URL) || misspelt("OKTA_CLIENT_TOKEN")
}

/// What points to an org although none is named.
fn missing(meant: &[String], files: &[PathBuf]) -> Option<String> {
    if meant.iter().any(|name| name == ORG_URL) {
        return Some(format!("{ORG_URL} is empty"));
    }
    let near = |name: &&String| {
        let upper = name.to_uppercase();
        damerau_levenshtein(&upper, ORG_URL) <= 2
            || ["OKTA_ORG", "OKTA_URL", "OKTA_DOMAIN", "OKTA_BASE_URL"].iter().any(|start| upper.starts_with(start))
    };
    if let Some(name) = meant.iter().find(near) {
        return Some(format!("{name} is not read, and {ORG_URL} is not set: did you mean {ORG_URL}?"));
    }
    if !meant.is_empty() {
        let verb = if meant.len() == 1 { "is" } else { "are" };
        return Some(format!("{} {verb} set, but {ORG_URL} is not", listed(&meant.iter().collect::<Vec<_>>())));
    }
    let file = files.first()?;
    Some(format!("{ORG_URL} is not set, and {} has no okta.client.orgUrl", file.display()))
}

/// A few names, and how many more there are.
fn listed(names: &[&String]) -> String {
    let shown: Vec<&str> = names.iter().take(4).map(|name| name.as_str()).collect();
    let more = names.len().saturating_sub(4);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!("{}{more}", shown.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decide(names: &[&str], mock: bool, files: &[&str]) -> Result<Connection, String> {
        let variables = names.iter().map(|name| ((*name).to_string(), "x".to_string())).collect();
        Connection::decide(variables, mock, &files.iter().map(PathBuf::from).collect::<Vec<_>>())
    }

    #[test]
    fn with_nothing_set_it_is_the_mock() {
        for names in [&[][..], &["PATH", "HOME", "COMPONENT_FILE", "EXPLORER_BROWSER"]] {
            let decided = decide(names, false, &[]);
            assert!(matches!(&decided, Ok(Connection::Mock { policy, .. }) if policy.is_empty()), "{decided:?}");
        }
    }

    #[test]
    fn whatever_points_to_an_org_that_is_not_named_is_an_error() {
        for name in [
            "OKTA_CLIENT_TOKEN",
            "OKTA_ACTIONS_READONLY",
            "OKTA_TESTING_DISABLEHTTPSCHECK",
            "OKTA_CLIENT_ORG_URL",
            "OKTA_CLIENT_ORGURl",
            "okta_client_orgurl",
            "OKTA_CLIENT_ORGULR",
            "OTKA_CLIENT_ORGURL",
            "OKTACLIENT_ORGURL",
            "OKTA_ORG_URL",
            "OKTA_API_TOKEN",
            "OKTA_DOMAIN",
            "OKTA_ORG_NAME",
        ] {
            let problem = decide(&[name], false, &[]).expect_err(name);
            for part in [name, "OKTA_CLIENT_ORGURL", "--mock"] {
                assert!(problem.contains(part), "{name}: {part:?} is not in {problem}");
            }
        }
        let problem = decide(&["OKTA_CLIENT_ORG_URL"], false, &[]).expect_err("a wrong name");
        assert!(problem.contains("did you mean OKTA_CLIENT_ORGURL"), "{problem}");
        let empty = vec![("OKTA_CLIENT_ORGURL".to_string(), " ".to_string())];
        let problem = Connection::decide(empty, false, &[]).expect_err("an empty value");
        assert!(problem.contains("OKTA_CLIENT_ORGURL is empty"), "{problem}");
        let problem = decide(&[], false, &["/home/ada/.okta/okta.yaml"]).expect_err("a file");
        assert!(problem.contains("/home/ada/.okta/okta.yaml") && problem.contains("--mock"), "{problem}");
    }

    #[test]
    fn an_org_that_is_named_is_called() {
        let names = ["OKTA_CLIENT_ORGURL", "OKTA_CLIENT_TOKEN", "OKTA_API_TOKEN", "PATH"];
        let environment = names[..2].iter().map(|name| ((*name).to_string(), "x".to_string())).collect();
        assert_eq!(decide(&names, false, &["okta.yaml"]), Ok(Connection::Org(environment)));
    }

    #[test]
    fn the_mock_that_is_asked_for_keeps_the_policy_only() {
        let names = ["OKTA_CLIENT_ORGURL", "OKTA_CLIENT_TOKEN", "OKTA_ACTIONS_DENY", "PATH"];
        let policy = vec![("OKTA_ACTIONS_DENY".to_string(), "x".to_string())];
        let ignored = "not used: OKTA_CLIENT_ORGURL, OKTA_CLIENT_TOKEN";
        let notice = format!("--mock: using the embedded mock org; {ignored}");
        assert_eq!(decide(&names, true, &["okta.yaml"]), Ok(Connection::Mock { policy, notice }));
    }
}
