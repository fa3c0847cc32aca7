//! The environment of an instance: connection and policy.

use okta_actions::config::connection::Connection;
use okta_actions::config::credential::Credential;
use okta_actions::config::environment::Environment;
use okta_actions::config::policy::{Policy, actions_of};
use okta_actions::table::action::{ACTIONS, Action, GENERIC};
use okta_actions::table::method::Method;

/// Part of every token of these tests, so that it is found wherever it leaks.
pub const SECRET: &str = "5ecret-b7f1";

/// The variables that are read, without their secrets.
pub const VARIABLES: [&str; 17] = [
    "OKTA_CLIENT_ORGURL",
    "OKTA_CLIENT_AUTHORIZATIONMODE",
    "OKTA_CLIENT_TOKEN",
    "OKTA_CLIENT_CONNECTIONTIMEOUT",
    "OKTA_CLIENT_REQUESTTIMEOUT",
    "OKTA_CLIENT_RATELIMIT_MAXRETRIES",
    "OKTA_ACTIONS_MAXWAIT",
    "OKTA_ACTIONS_MAXRESPONSEBYTES",
    "OKTA_TESTING_DISABLEHTTPSCHECK",
    "OKTA_ACTIONS_ALLOW",
    "OKTA_ACTIONS_DENY",
    "OKTA_ACTIONS_READONLY",
    "OKTA_CLIENT_CLIENTID",
    "OKTA_CLIENT_SCOPES",
    "OKTA_CLIENT_PRIVATEKEY",
    "OKTA_CLIENT_PRIVATEKEYID",
    "OKTA_CLIENT_DPOPENABLED",
];

/// Values of [`VARIABLES`] give a connection to one origin with one credential, or a problem that names the variable at
/// fault and no secret. The secret is added to the token and the key.
pub fn read(values: &[Option<String>]) {
    let set = VARIABLES.iter().zip(values).filter_map(|(name, value)| Some((name.to_string(), value.clone()?)));
    let mut variables: Vec<(String, String)> = set.collect();
    let get = |name: &str| variables.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    let mode = get("OKTA_CLIENT_AUTHORIZATIONMODE").filter(|mode| !mode.is_empty());
    let testing = get("OKTA_TESTING_DISABLEHTTPSCHECK").unwrap_or_default();
    for (name, value) in &mut variables {
        if ["OKTA_CLIENT_TOKEN", "OKTA_CLIENT_PRIVATEKEY"].contains(&name.as_str()) {
            value.push_str(SECRET);
        }
    }
    let environment = Environment::new(variables);
    match Connection::from_environment(&environment) {
        Err(problem) => fault(&problem.name, &problem.message),
        Ok(connection) => {
            let authority: http::uri::Authority = connection.authority.parse().expect("an authority");
            let port = authority.port_u16().map_or(String::new(), |port| format!(":{port}"));
            // A port may begin with zeros, which means the same.
            let (host, given) = connection.authority.split_once(':').unwrap_or((&connection.authority, ""));
            assert_eq!(authority.host(), host);
            assert!(given.bytes().all(|byte| byte.is_ascii_digit()), "{}", connection.authority);
            assert_eq!(given.is_empty(), port.is_empty(), "{}", connection.authority);
            assert!(host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte)));
            assert!(connection.https && port.is_empty() || ["true", "True", "TRUE", "1"].contains(&testing.as_str()));
            match (mode.as_deref().unwrap_or("SSWS"), &connection.credential) {
                ("None", Credential::None) => {}
                (mode @ ("SSWS" | "Bearer"), Credential::Fixed(value)) => {
                    http::HeaderValue::from_str(value).expect("a header");
                    let (scheme, token) = value.split_once(' ').expect("a scheme and a token");
                    assert_eq!(scheme, mode);
                    assert!(token.ends_with(SECRET));
                }
                ("PrivateKey", Credential::ServiceApp(app)) => {
                    assert!(!app.client_id.is_empty());
                    assert!(app.key.ends_with(SECRET));
                    assert!(!app.scopes.contains(','));
                }
                (mode, _) => unreachable!("{mode} has another credential"),
            }
            assert!(!connection.connection_timeout.is_zero() && !connection.request_timeout.is_zero());
            assert!((1..=128 * 1024 * 1024).contains(&connection.max_body));
            let loopback = || host.parse().is_ok_and(|address: std::net::Ipv4Addr| address.is_loopback());
            assert!(connection.https || host.eq_ignore_ascii_case("localhost") || loopback(), "{host}");
            for console in ["-admin.okta.com", "-admin.oktapreview.com", "-admin.okta-emea.com"] {
                assert!(!host.to_lowercase().ends_with(console), "{host}");
            }
        }
    }
    match Policy::from_environment(&environment) {
        Err(problem) => fault(&problem.name, &problem.message),
        Ok(policy) => {
            let reads = policy.check(GENERIC, Method::Get).is_ok();
            assert!(
                reads || policy.check(GENERIC, Method::Post).is_err(),
                "a policy that allows writing allows reading"
            );
        }
    }
}

fn fault(name: &str, message: &str) {
    assert!(VARIABLES.contains(&name), "{name}");
    assert!(!message.contains(SECRET), "{message}");
}

/// Any path belongs to actions of its method, or to the generic request.
pub fn belongs_to(method: Method, path: &str) -> [String; 2] {
    let names = actions_of(method, path);
    let method = if method == Method::Head { Method::Get } else { method };
    for name in &names {
        let known = |action: &Action| action.name() == *name && action.method == method;
        assert!(name == GENERIC || ACTIONS.iter().any(known), "{method} {path:?}: {name}");
    }
    names
}
