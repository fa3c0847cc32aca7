//! The connection of an instance: organization, credential and timeouts, read from the environment.

use crate::bindings::Problem;
use crate::credential::Credential;
use crate::environment::Environment;
use crate::request::problem;
use crate::retry::Retries;
use alloc::format;
use alloc::string::{String, ToString};
use core::time::Duration;

const ORG_URL: &str = "OKTA_CLIENT_ORGURL";
const REQUEST_TIMEOUT: &str = "OKTA_CLIENT_REQUESTTIMEOUT";
const CONNECTION_TIMEOUT: &str = "OKTA_CLIENT_CONNECTIONTIMEOUT";
const LONGEST_BODY: &str = "OKTA_ACTIONS_MAXRESPONSEBYTES";
const HTTPS_CHECK_OFF: &str = "OKTA_TESTING_DISABLEHTTPSCHECK";

/// How long to wait for a connection, and for an answer, unless configured.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30);

/// The longest body that is read unless configured, in bytes: many times the largest page that Okta was seen to send.
const DEFAULT_LONGEST_BODY: usize = 32 * 1024 * 1024;

/// Where requests go, and with what credential.
pub struct Connection {
    /// Whether TLS is used: always, but under the testing switch.
    pub https: bool,
    /// The host, with a port under the testing switch.
    pub authority: String,
    /// With what requests are authorized.
    pub credential: Credential,
    /// How long to wait for a connection.
    pub connection_timeout: Duration,
    /// How long to wait for the first byte of an answer, and between two parts of its body; with the connection timeout,
    /// also how long the whole exchange may take.
    pub request_timeout: Duration,
    /// The longest body that is read, in bytes.
    pub longest_body: usize,
    /// How often a request may be repeated.
    pub retries: Retries,
}

impl Connection {
    /// Reads the connection. The problem names the variable at fault and never its secret.
    pub fn from_environment(environment: &Environment) -> Result<Self, Problem> {
        let testing = environment.flag(HTTPS_CHECK_OFF)?;
        let (https, authority) = org_url(environment.get(ORG_URL), testing)?;
        let timeout = |name| {
            let seconds = environment.number(name, 1, "seconds")?;
            Ok(seconds.map_or(DEFAULT_TIMEOUT, |seconds| Duration::from_secs(seconds.into())))
        };
        let longest_body = environment.number(LONGEST_BODY, 1, "bytes")?;
        Ok(Self {
            https,
            authority,
            credential: Credential::from_environment(environment)?,
            connection_timeout: timeout(CONNECTION_TIMEOUT)?,
            request_timeout: timeout(REQUEST_TIMEOUT)?,
            longest_body: longest_body.map_or(DEFAULT_LONGEST_BODY, |bytes| bytes as usize),
            retries: Retries::from_environment(environment)?,
        })
    }

    /// The URL of a path and query.
    pub fn url(&self, path_and_query: &str) -> String {
        let scheme = if self.https { "https" } else { "http" };
        format!("{scheme}://{}{path_and_query}", self.authority)
    }
}

/// Reads the organization's URL, which is a scheme and a host and nothing else, so that no part of it is ever guessed.
fn org_url(value: Option<&str>, testing: bool) -> Result<(bool, String), Problem> {
    let wrong = |message: &str| Err(problem(ORG_URL, format!("{message}. Expected: https://your-org.okta.com")));
    let Some(value) = value else { return wrong("is not set: give the URL of the organization") };
    let Some((scheme, rest)) = value.split_once("://") else {
        return wrong("is no complete URL: it begins with https:// and names a host");
    };
    let https = match scheme {
        "https" => true,
        "http" if testing => false,
        "http" => return wrong("is not https: the credential would travel in clear text"),
        _ => return wrong("has another scheme than https"),
    };
    let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    if authority.contains('@') {
        return wrong("holds user info: remove what stands before the @, and give the token as OKTA_CLIENT_TOKEN");
    }
    match path {
        "" => {}
        "/" => return wrong("ends with a slash: remove it"),
        _ => return wrong("has a path or query: remove all after the host"),
    }
    let (host, port) = authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port)));
    if host.is_empty() || !host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte)) {
        return wrong("names no host: it holds letters, digits, dots and hyphens");
    }
    if port.is_some() && !testing {
        return wrong("names a port: Okta has none, remove it");
    }
    // A number may have a sign to Rust, but not in a URL.
    if port.is_some_and(|port| port.starts_with('+') || port.parse::<u16>().is_err()) {
        return wrong("names a port that is no number");
    }
    if host.contains("-admin.") {
        return wrong("is the address of the admin console: remove -admin");
    }
    Ok((https, authority.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    fn read(changes: &[(&str, &str)]) -> Result<Connection, Problem> {
        let defaults = [(ORG_URL, "https://acme.okta.com"), ("OKTA_CLIENT_TOKEN", "00secret")];
        let changed = |name: &str| changes.iter().any(|(key, _)| *key == name);
        let variables: Vec<_> = defaults
            .iter()
            .filter(|(name, _)| !changed(name))
            .chain(changes)
            .map(|(name, value)| (name.to_string(), value.to_string()))
            .collect();
        Connection::from_environment(&Environment::new(variables))
    }

    #[test]
    fn only_the_testing_switch_allows_http_and_a_port() {
        let local = (ORG_URL, "http://127.0.0.1:8080");
        assert!(read(&[local]).is_err());
        let connection = read(&[local, (HTTPS_CHECK_OFF, "true")]).ok();
        assert_eq!(
            connection.map(|connection| (connection.https, connection.authority)),
            Some((false, "127.0.0.1:8080".into()))
        );
        for url in ["ftp://127.0.0.1", "http://127.0.0.1:", "http://127.0.0.1:+80", "http://127.0.0.1:65536"] {
            assert!(read(&[(ORG_URL, url), (HTTPS_CHECK_OFF, "true")]).is_err(), "{url}");
        }
    }

    #[test]
    fn problems_name_the_variable_and_never_the_token() {
        for (name, value) in [
            (ORG_URL, ""),
            (ORG_URL, "acme.okta.com"),
            (ORG_URL, "https://"),
            (ORG_URL, "https://acme.okta.com/"),
            (ORG_URL, "https://acme.okta.com/api"),
            (ORG_URL, "https://acme.okta.com?x"),
            (ORG_URL, "https://acme.okta.com:443"),
            (ORG_URL, "http://acme.okta.com"),
            (ORG_URL, "https://00secret@acme.okta.com"),
            (ORG_URL, "https://acme-admin.okta.com"),
            (ORG_URL, "https://acme okta.com"),
            (ORG_URL, "https://acme.okta.com\\x"),
            (ORG_URL, "https://{yourOktaDomain}"),
            (LONGEST_BODY, "32M"),
            (LONGEST_BODY, "0"),
            (REQUEST_TIMEOUT, "soon"),
            (CONNECTION_TIMEOUT, "0"),
            (HTTPS_CHECK_OFF, "yes"),
        ] {
            let problem = read(&[(name, value)]).err().expect("a problem");
            assert_eq!(problem.name, name, "{value:?}");
            assert!(!problem.message.contains("secret"), "{}", problem.message);
        }
    }
}
