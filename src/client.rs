//! The client of an instance: its connection and policy, read from its environment once per call.

use crate::auth::session;
use crate::auth::token::{Token, now};
use crate::config::connection::Connection;
use crate::config::credential::{self, Credential};
use crate::config::environment::Environment;
use crate::config::policy::{ACCESS_TOKEN, Policy, actions_of};
use crate::contract::exports::actions::okta::auth::AccessToken;
use crate::contract::{Error, Problem};
use crate::http::{deadline, retry};
use crate::request::{self, Arg, Request};
use crate::response::HttpResponse;
use crate::table::action::Action;
use crate::table::method::Method;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use wasi::cli::environment;

/// The connection and the policy of an instance.
pub struct Client {
    connection: Connection,
    policy: Policy,
}

/// The policy of the instance; it does not need a valid connection.
pub fn policy() -> Result<Policy, Error> {
    let environment = Environment::new(environment::get_environment());
    Policy::from_environment(&environment).map_err(Error::PermanentInvalidConfiguration)
}

impl Client {
    /// Reads the environment.
    pub fn read() -> Result<Self, Error> {
        let environment = Environment::new(environment::get_environment());
        let invalid = Error::PermanentInvalidConfiguration;
        Ok(Self {
            policy: Policy::from_environment(&environment).map_err(invalid)?,
            connection: Connection::from_environment(&environment).map_err(invalid)?,
        })
    }

    /// Builds the request of an action if this instance may call it; `args` is called only then.
    pub fn request(&self, action: &Action, args: impl FnOnce() -> Result<Vec<Arg>, Problem>) -> Result<Request, Error> {
        if self.policy.is_set() {
            self.policy.check(&action.name(), action.method).map_err(Error::PermanentNotAllowed)?;
        }
        let request = args().and_then(|args| request::build(action, args)).map_err(Error::PermanentInvalidArgument)?;
        // No argument should turn this into the request of another action; if one did, its policy would apply here.
        self.authorize(&request)?;
        Ok(request)
    }

    /// Checks that this instance may send a request, by the action that the request calls.
    pub fn authorize(&self, request: &Request) -> Result<(), Error> {
        if self.policy.is_set() {
            for action in actions_of(request.method, &request.path_and_query) {
                self.policy.check(&action, request.method).map_err(Error::PermanentNotAllowed)?;
            }
        }
        Ok(())
    }

    /// Sends an authorized request, and repeats it if that is safe and configured.
    pub fn send(&self, request: &Request) -> Result<HttpResponse, Error> {
        let attempt = || session::send(&self.connection, request);
        retry::run(self.connection.retries, request.method, attempt, deadline::sleep)
    }

    /// The access token of the service app, for use by another instance.
    pub fn access_token(&self) -> Result<AccessToken, Error> {
        self.policy.check(ACCESS_TOKEN, Method::Post).map_err(Error::PermanentNotAllowed)?;
        let wrong = |message: &str| Err(Error::PermanentInvalidConfiguration(Problem::new(credential::MODE, message)));
        let Credential::ServiceApp(app) = &self.connection.credential else {
            return wrong("is not PrivateKey: only a service app gets access tokens.");
        };
        let take = |token: &Token| AccessToken {
            token: token.value.to_string(),
            expires_in_seconds: u32::try_from(token.until.saturating_sub(now())).unwrap_or(u32::MAX),
            scope: token.scope.clone(),
        };
        let usable = |token: &Token| (!token.bound).then(|| take(token));
        match session::access_token(&self.connection, app, usable)? {
            Some(token) => Ok(token),
            None => wrong(
                "is PrivateKey with an app whose tokens are bound to a key of this instance (DPoP): call the actions in this instance, or turn off DPoP for the app.",
            ),
        }
    }

    /// The URL that a request goes to.
    pub fn url(&self, request: &Request) -> String {
        self.connection.url(&request.path_and_query)
    }

    /// The longest body that is read, in bytes.
    pub fn max_body(&self) -> usize {
        self.connection.max_body
    }
}
