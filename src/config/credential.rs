//! The credential of an instance, read from its environment.

use crate::config::environment::Environment;
use crate::contract::Problem;
use crate::request::headers::MAX_VALUE;
use alloc::format;
use alloc::string::{String, ToString};
use zeroize::Zeroizing;

/// The variable with the authorization mode; problems name it.
pub const MODE: &str = "OKTA_CLIENT_AUTHORIZATIONMODE";
const TOKEN: &str = "OKTA_CLIENT_TOKEN";
const CLIENT_ID: &str = "OKTA_CLIENT_CLIENTID";
const SCOPES: &str = "OKTA_CLIENT_SCOPES";
/// The variable with the private key; problems name it.
pub const PRIVATE_KEY: &str = "OKTA_CLIENT_PRIVATEKEY";
const KEY_ID: &str = "OKTA_CLIENT_PRIVATEKEYID";
const DPOP: &str = "OKTA_CLIENT_DPOPENABLED";

/// How requests are authenticated.
pub enum Credential {
    /// Not by the component: the host adds the credential.
    None,
    /// By this value of the `Authorization` header.
    Fixed(Zeroizing<String>),
    /// By an access token that this app requests.
    ServiceApp(ServiceApp),
}

/// A service app, which signs in with its private key (OAuth 2.0 client credentials, `private_key_jwt`).
#[derive(Clone, PartialEq, Eq)]
pub struct ServiceApp {
    /// The client id.
    pub client_id: String,
    /// The scopes to ask for, joined by spaces.
    pub scopes: String,
    /// The private key, as PEM or JWK.
    pub key: Zeroizing<String>,
    /// The key id, if it is not in the JWK.
    pub key_id: Option<String>,
    /// Whether the first token request already has a proof. Otherwise proofs are sent once Okta requires them.
    pub dpop: bool,
}

impl Credential {
    /// Reads the credential. The problem names the variable at fault, and never contains a secret.
    pub fn from_environment(environment: &Environment) -> Result<Self, Problem> {
        match environment.get(MODE).unwrap_or("SSWS") {
            "SSWS" => fixed("SSWS", environment),
            "Bearer" => fixed("Bearer", environment),
            "None" => Ok(Self::None),
            "PrivateKey" => service_app(environment).map(Self::ServiceApp),
            _ => Err(Problem::new(
                MODE,
                "is not a known mode. Expected: SSWS (the default), Bearer, PrivateKey, or None if the host adds the credential.",
            )),
        }
    }
}

fn fixed(scheme: &str, environment: &Environment) -> Result<Credential, Problem> {
    let Some(token) = environment.get(TOKEN) else {
        return Err(Problem::new(
            TOKEN,
            "is not set: give an API token, or set OKTA_CLIENT_AUTHORIZATIONMODE to None if the host adds the credential.",
        ));
    };
    if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Problem::new(
            TOKEN,
            "contains a space, line break or other character that tokens never contain: give only the token.",
        ));
    }
    let value = Zeroizing::new([scheme, " ", token].concat());
    if value.len() > MAX_VALUE {
        return Err(Problem::new(TOKEN, "is longer than 16 KiB, longer than any token of Okta: give only the token."));
    }
    Ok(Credential::Fixed(value))
}

fn service_app(environment: &Environment) -> Result<ServiceApp, Problem> {
    let needed = |name: &str, what: &str| {
        let missing = || Problem::new(name, format!("is not set: {what}, which the mode PrivateKey needs."));
        environment.get(name).ok_or_else(missing)
    };
    let scopes = needed(SCOPES, "give the scopes to ask for, such as okta.users.read okta.groups.read")?;
    let scopes = scopes.split([' ', ',']).filter(|scope| !scope.is_empty()).collect::<alloc::vec::Vec<_>>().join(" ");
    Ok(ServiceApp {
        client_id: needed(CLIENT_ID, "give the client id of the service app")?.to_string(),
        scopes,
        key: Zeroizing::new(needed(PRIVATE_KEY, "give the private key of the service app as PEM or JWK")?.to_string()),
        key_id: environment.get(KEY_ID).map(ToString::to_string),
        dpop: environment.flag(DPOP)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    fn read(variables: &[(&str, &str)]) -> Result<Credential, Problem> {
        let variables: Vec<_> = variables.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        Credential::from_environment(&Environment::new(variables))
    }

    fn header(variables: &[(&str, &str)]) -> Option<String> {
        match read(variables) {
            Ok(Credential::Fixed(value)) => Some(value.to_string()),
            _ => None,
        }
    }

    #[test]
    fn tokens_are_sent_as_the_mode_says() {
        assert_eq!(header(&[(TOKEN, "00secret")]).as_deref(), Some("SSWS 00secret"));
        assert_eq!(header(&[(TOKEN, "00secret"), (MODE, "Bearer")]).as_deref(), Some("Bearer 00secret"));
        assert!(matches!(read(&[(MODE, "None")]), Ok(Credential::None)));
    }

    #[test]
    fn a_service_app_needs_id_scopes_and_key() {
        let all = [(MODE, "PrivateKey"), (CLIENT_ID, "0oa1"), (SCOPES, "a,b  c"), (PRIVATE_KEY, "{}"), (KEY_ID, "k")];
        let app =
            read(&all).ok().and_then(|read| if let Credential::ServiceApp(app) = read { Some(app) } else { None });
        let app = app.expect("a service app");
        assert_eq!((app.client_id.as_str(), app.scopes.as_str()), ("0oa1", "a b c"));
        assert_eq!((app.key.as_str(), app.key_id.as_deref(), app.dpop), ("{}", Some("k"), false));
        for missing in [CLIENT_ID, SCOPES, PRIVATE_KEY] {
            let rest: Vec<_> = all.into_iter().filter(|(name, _)| *name != missing).collect();
            assert_eq!(read(&rest).err().map(|problem| problem.name).as_deref(), Some(missing));
        }
    }

    #[test]
    fn problems_never_hold_the_token() {
        for (name, variables) in [
            (TOKEN, [(TOKEN, ""), (MODE, "SSWS")]),
            (TOKEN, [(TOKEN, "00secret\n"), (MODE, "SSWS")]),
            (TOKEN, [(TOKEN, "00 secret"), (MODE, "Bearer")]),
            (TOKEN, [(TOKEN, "00secretü"), (MODE, "SSWS")]),
            (MODE, [(TOKEN, "00secret"), (MODE, "Basic")]),
        ] {
            let problem = read(&variables).err().expect("a problem");
            assert_eq!(problem.name, name);
            assert!(!problem.message.contains("secret"), "{}", problem.message);
        }
        let long = "secret".repeat(20_000);
        let problem = read(&[(TOKEN, &long)]).err().expect("a problem");
        assert!(problem.name == TOKEN && !problem.message.contains("secret"), "{}", problem.message);
    }
}
