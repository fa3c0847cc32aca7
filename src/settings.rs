//! The settings of an instance: where it may send what, read from its environment once per call.

use crate::action::Action;
use crate::bindings::Error;
use crate::connection::Connection;
use crate::environment::Environment;
use crate::policy::{Policy, action_of};
use crate::request::{self, Arg, Request};
use crate::response::Answer;
use crate::{clock, session};
use alloc::string::String;
use alloc::vec::Vec;
use wasi::cli::environment;

/// What the environment of the instance says.
pub struct Settings {
    connection: Connection,
    policy: Policy,
}

impl Settings {
    /// Reads the environment.
    pub fn read() -> Result<Self, Error> {
        let environment = Environment::new(environment::get_environment());
        let invalid = Error::PermanentInvalidConfiguration;
        Ok(Self {
            policy: Policy::from_environment(&environment).map_err(invalid)?,
            connection: Connection::from_environment(&environment).map_err(Error::PermanentInvalidConfiguration)?,
        })
    }

    /// Whether this instance may call an action.
    pub fn allow(&self, action: &Action) -> Result<(), Error> {
        self.policy.check(&action.name(), action.method).map_err(Error::PermanentNotAllowed)
    }

    /// Builds the request of an action, if this instance may call it.
    pub fn request(&self, action: &Action, args: Vec<Arg>) -> Result<Request, Error> {
        self.allow(action)?;
        request::build(action, args).map_err(Error::PermanentInvalidArgument)
    }

    /// Whether this instance may send a request that is not built from a row: it is judged by what it calls.
    pub fn judge(&self, request: &Request) -> Result<(), Error> {
        let action = action_of(request.method, &request.path_and_query);
        self.policy.check(&action, request.method).map_err(Error::PermanentNotAllowed)
    }

    /// Sends a request that this instance may send, and repeats it where that is safe and asked for.
    pub fn send(&self, request: &Request) -> Result<Answer, Error> {
        let attempt = || session::send(&self.connection, request);
        self.connection.retries.run(request.method, attempt, clock::sleep)
    }

    /// The URL that a request goes to.
    pub fn url(&self, request: &Request) -> String {
        self.connection.url(&request.path_and_query)
    }

    /// The longest body that is read, in bytes.
    pub fn longest_body(&self) -> usize {
        self.connection.longest_body
    }
}
