//! The connection of an instance: organization, credential and timeouts, read from the environment.

use crate::config::credential::Credential;
use crate::config::environment::{Environment, MAX_BODY};
use crate::config::retries::Retries;
use crate::contract::Problem;
use alloc::format;
use alloc::string::{String, ToString};
use core::net::Ipv4Addr;
use core::time::Duration;
use fluent_uri::Uri;

const ORG_URL: &str = "OKTA_CLIENT_ORGURL";
const REQUEST_TIMEOUT: &str = "OKTA_CLIENT_REQUESTTIMEOUT";
const CONNECTION_TIMEOUT: &str = "OKTA_CLIENT_CONNECTIONTIMEOUT";
const HTTPS_CHECK_OFF: &str = "OKTA_TESTING_DISABLEHTTPSCHECK";

/// How long to wait for a connection, and for a response, unless configured.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30);

/// The longest body that is read unless configured, in bytes: many times the largest known page of Okta.
const DEFAULT_MAX_BODY: u32 = 32 * 1024 * 1024;

/// The highest configurable bound on a body: an instance of 512 MiB has room for such a body and everything made from
/// it.
const HIGHEST_MAX_BODY: u32 = 128 * 1024 * 1024;

/// Okta's own domains, including those for testing. The admin console of an org is at `-admin` there, without the API.
const OKTA_DOMAINS: [&str; 9] = [
    "okta.com",
    "oktapreview.com",
    "okta-emea.com",
    "okta-gov.com",
    "okta.mil",
    "okta-miltest.com",
    "trexcloud.com",
    "trex-gov.com",
    "trex-govcloud.com",
];

/// The destination of requests, and their credential.
pub struct Connection {
    /// Whether TLS is used: always, except to a loopback address under the testing switch.
    pub https: bool,
    /// The host, with a port under the testing switch.
    pub authority: String,
    /// How requests are authenticated.
    pub credential: Credential,
    /// How long to wait for a connection.
    pub connection_timeout: Duration,
    /// How long to wait for the first byte of a response, and between two parts of its body; the whole exchange may
    /// take the sum of both timeouts.
    pub request_timeout: Duration,
    /// The longest body that is read, in bytes.
    pub max_body: usize,
    /// How often a request may be repeated.
    pub retries: Retries,
}

impl Connection {
    /// Reads the connection. The problem names the variable at fault, and never contains a secret.
    pub fn from_environment(environment: &Environment) -> Result<Self, Problem> {
        let testing = environment.flag(HTTPS_CHECK_OFF)?;
        let (https, authority) = org_url(environment.get(ORG_URL), testing)?;
        let timeout = |name| {
            let seconds = environment.number(name, 1..=u32::MAX, "seconds")?;
            Ok(seconds.map_or(DEFAULT_TIMEOUT, |seconds| Duration::from_secs(seconds.into())))
        };
        let max_body = environment.number(MAX_BODY, 1..=HIGHEST_MAX_BODY, "bytes")?;
        Ok(Self {
            https,
            authority,
            credential: Credential::from_environment(environment)?,
            connection_timeout: timeout(CONNECTION_TIMEOUT)?,
            request_timeout: timeout(REQUEST_TIMEOUT)?,
            max_body: max_body.unwrap_or(DEFAULT_MAX_BODY) as usize,
            retries: Retries::from_environment(environment)?,
        })
    }

    /// The URL of a path and query.
    pub fn url(&self, path_and_query: &str) -> String {
        let scheme = if self.https { "https" } else { "http" };
        format!("{scheme}://{}{path_and_query}", self.authority)
    }
}

/// Reads the organization's URL: a scheme, a host and at most one slash, so that no part of it is ever guessed.
fn org_url(value: Option<&str>, testing: bool) -> Result<(bool, String), Problem> {
    let wrong = |message: &str| Err(Problem::new(ORG_URL, format!("{message}. Expected: https://your-org.okta.com")));
    let Some(value) = value else { return wrong("is not set: give the URL of the organization") };
    let parsed = Uri::parse(value).ok();
    let Some((url, authority)) = parsed.as_ref().and_then(|url| Some((url, url.authority()?))) else {
        return wrong("is not a URL: it begins with https://, and its host holds letters, digits, dots and hyphens");
    };
    let https = match url.scheme().as_str() {
        "https" => true,
        "http" if testing => false,
        "http" => return wrong("is not https: the credential would travel in clear text"),
        _ => return wrong("has a scheme other than https"),
    };
    if authority.has_userinfo() {
        return wrong("contains user info: remove the part before the @, and give the token as OKTA_CLIENT_TOKEN");
    }
    if !["", "/"].contains(&url.path().as_str()) || url.has_query() || url.has_fragment() {
        return wrong("has a path or query: remove everything after the host");
    }
    let (host, port) = (authority.host(), authority.port());
    if host.is_empty() || !host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte)) {
        return wrong("names no host: it holds letters, digits, dots and hyphens");
    }
    if port.is_some() && !testing {
        return wrong("names a port: Okta has none, remove it");
    }
    // In a URL a port may be empty, and of any length.
    if port.is_some_and(|port| port.as_str().parse::<u16>().is_err()) {
        return wrong("names a port that is not a number");
    }
    if !https && !is_loopback(host) {
        return wrong("is http to another machine: the testing switch allows that to 127.0.0.1 and localhost only");
    }
    if is_admin_console(host) {
        return wrong("is the address of the admin console: remove -admin");
    }
    Ok((https, authority.as_str().to_string()))
}

/// Whether a host is this machine. Only complete addresses count: a resolver reads `127.1` and the like as it pleases.
fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback())
}

/// Whether a host is the admin console of an org. In a custom domain, `-admin` may be part of any name.
fn is_admin_console(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let org = OKTA_DOMAINS.iter().find_map(|domain| host.strip_suffix(domain)?.strip_suffix('.'));
    org.is_some_and(|org| org.ends_with("-admin"))
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
    fn http_goes_to_loopback_only() {
        let host = |host: &str| read(&[(ORG_URL, &format!("http://{host}")), (HTTPS_CHECK_OFF, "true")]);
        for loopback in ["127.0.0.1", "127.0.0.1:80", "127.255.0.9", "localhost", "LocalHost:8080", "localhost/"] {
            assert!(host(loopback).is_ok_and(|connection| !connection.https), "{loopback}");
        }
        for other in [
            "acme.okta.com",
            "127.0.0.1.evil.example",
            "127.1",
            "127.0.1",
            "0127.0.0.1",
            "0x7f.0.0.1",
            "2130706433",
            "127.0.0.1.",
            "0.0.0.0",
            "10.0.0.1",
            "128.0.0.1",
            "localhost.evil.example",
            "evil.localhost",
            "notlocalhost",
            "127.0.0.256",
            "[::1]",
        ] {
            assert_eq!(host(other).err().map(|problem| problem.name).as_deref(), Some(ORG_URL), "{other}");
        }
        assert!(read(&[(ORG_URL, "https://proxy.example:8443"), (HTTPS_CHECK_OFF, "true")]).is_ok());
    }

    #[test]
    fn one_slash_may_end_the_url() {
        for url in ["https://acme.okta.com", "https://acme.okta.com/"] {
            let connection = read(&[(ORG_URL, url)]).expect("a connection");
            assert_eq!(connection.url("/api/v1/users"), "https://acme.okta.com/api/v1/users");
        }
    }

    #[test]
    fn the_admin_console_is_refused_at_oktas_domains_only() {
        for domain in OKTA_DOMAINS {
            for url in
                [format!("https://acme-admin.{domain}"), format!("https://Acme-ADMIN.{}/", domain.to_uppercase())]
            {
                let problem = read(&[(ORG_URL, &url)]).err().expect("a problem");
                assert!(problem.message.contains("remove -admin"), "{url}: {}", problem.message);
            }
            assert!(read(&[(ORG_URL, &format!("https://acme.{domain}"))]).is_ok(), "{domain}");
        }
        assert!(read(&[(ORG_URL, "https://acme-admin.okta.com.")]).is_err());
        for custom in
            ["login-admin.example.org", "acme-admin.notokta.com", "acme-admin.okta.com.example.org", "admin.okta.com"]
        {
            assert!(read(&[(ORG_URL, &format!("https://{custom}"))]).is_ok(), "{custom}");
        }
    }

    #[test]
    fn the_longest_body_has_an_upper_limit() {
        let highest = read(&[(MAX_BODY, "134217728")]).ok().map(|connection| connection.max_body);
        assert_eq!(highest, Some(134_217_728));
        let problem = read(&[(MAX_BODY, "134217729")]).err().expect("a problem");
        assert!(problem.message.contains("to 134217728"), "{}", problem.message);
    }

    #[test]
    fn problems_of_the_url_say_what_is_wrong() {
        for (url, expected) in [
            ("acme.okta.com", "is not a URL"),
            ("https:acme.okta.com", "is not a URL"),
            ("https://{yourOktaDomain}", "is not a URL"),
            ("https://acme okta.com", "is not a URL"),
            ("ftp://acme.okta.com", "scheme other than https"),
            ("http://acme.okta.com", "is not https"),
            ("https://a:00secret@acme.okta.com", "user info"),
            ("https://@acme.okta.com", "user info"),
            ("https://acme.okta.com/api/v1", "a path or query"),
            ("https://acme.okta.com?x", "a path or query"),
            ("https://acme.okta.com/#x", "a path or query"),
            ("https://", "names no host"),
            ("https://acme_org.okta.com", "names no host"),
            ("https://acme%2Eokta.com", "names no host"),
            ("https://[::1]", "names no host"),
            ("https://acme.okta.com:", "names a port"),
            ("https://acme.okta.com:443", "names a port"),
        ] {
            let problem = read(&[(ORG_URL, url)]).err().expect("a problem");
            assert!(problem.message.contains(expected), "{url}: {}", problem.message);
        }
    }

    #[test]
    fn problems_name_the_variable_and_never_the_token() {
        for (name, value) in [
            (ORG_URL, ""),
            (ORG_URL, "acme.okta.com"),
            (ORG_URL, "https://"),
            (ORG_URL, "https://acme.okta.com//"),
            (ORG_URL, "https://acme.okta.com/api"),
            (ORG_URL, "https://acme.okta.com/?"),
            (ORG_URL, "https://acme.okta.com?x"),
            (ORG_URL, "https://acme.okta.com:443"),
            (ORG_URL, "http://acme.okta.com"),
            (ORG_URL, "https://00secret@acme.okta.com"),
            (ORG_URL, "https://acme-admin.okta.com"),
            (ORG_URL, "https://acme okta.com"),
            (ORG_URL, "https://acme.okta.com\\x"),
            (ORG_URL, "https://{yourOktaDomain}"),
            (MAX_BODY, "32M"),
            (MAX_BODY, "0"),
            (MAX_BODY, "4294967295"),
            (REQUEST_TIMEOUT, "soon"),
            (CONNECTION_TIMEOUT, "0"),
            (HTTPS_CHECK_OFF, "yes"),
            (HTTPS_CHECK_OFF, ""),
        ] {
            let problem = read(&[(name, value)]).err().expect("a problem");
            assert_eq!(problem.name, name, "{value:?}");
            assert!(!problem.message.contains("secret"), "{}", problem.message);
        }
    }
}
