//! Performs an action: the one way from arguments to a result.

use crate::action::Action;
use crate::bindings::{Error, Response};
use crate::connection::Connection;
use crate::method::Method;
use crate::policy::{Policy, action_of};
use crate::request::{self, Arg, Request};
use crate::response::{self, Answer};
use crate::{encode, transport};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use wasi::cli::environment;

/// What the environment of the instance says, read once per call.
pub struct Settings {
    connection: Connection,
    policy: Policy,
}

impl Settings {
    /// Reads the environment.
    pub fn read() -> Result<Self, Error> {
        let variables = environment::get_environment();
        let invalid = Error::PermanentInvalidConfiguration;
        Ok(Self {
            policy: Policy::from_environment(&variables).map_err(invalid)?,
            connection: Connection::from_environment(&variables).map_err(Error::PermanentInvalidConfiguration)?,
        })
    }

    /// Sends a request that is judged by what it calls.
    pub fn send(&self, request: Request) -> Result<Answer, Error> {
        let action = action_of(request.method, &request.path_and_query);
        self.policy.check(&action, request.method).map_err(Error::PermanentNotAllowed)?;
        transport::send(&self.connection, request)
    }
}

/// Performs an action with one argument per parameter, in the order of the table.
pub fn perform(action: &Action, args: Vec<Arg>) -> Result<Response, Error> {
    let settings = Settings::read()?;
    let name = format!("{}.{}", action.interface, action.function);
    settings.policy.check(&name, action.method).map_err(Error::PermanentNotAllowed)?;
    let request = request::build(action, args).map_err(Error::PermanentInvalidArgument)?;
    let (method, accept) = (request.method, accept(&request));
    response::read(method, &accept, transport::send(&settings.connection, request)?)
}

/// Fetches the page behind the `next` of a response.
pub fn next_page(next: String) -> Result<Response, Error> {
    let invalid = |message| Error::PermanentInvalidArgument(request::problem("next", message));
    encode::check_path(&next, true).map_err(invalid)?;
    if !next.starts_with("/api/") && !next.starts_with("/oauth2/") {
        return Err(invalid("leads outside of /api/ and /oauth2/: pass on the `next` of a response unchanged"));
    }
    let request = Request::new(Method::Get, next);
    let accept = accept(&request);
    response::read(Method::Get, &accept, Settings::read()?.send(request)?)
}

fn accept(request: &Request) -> String {
    request.headers.get("accept").unwrap_or_default().to_string()
}
