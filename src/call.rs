//! Performs an action: the one way from arguments to a result.

use crate::action::Action;
use crate::bindings::{Error, Response};
use crate::connection::Connection;
use crate::method::Method;
use crate::request::{self, Arg, Request};
use crate::response::{self, Answer};
use crate::{encode, transport};
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use wasi::cli::environment;

/// Performs an action with one argument per parameter, in the order of the table.
pub fn perform(action: &Action, args: Vec<Arg>) -> Result<Response, Error> {
    let request = request::build(action, args).map_err(Error::PermanentInvalidArgument)?;
    perform_request(request)
}

/// Fetches the page behind the `next` of a response.
pub fn next_page(next: String) -> Result<Response, Error> {
    let invalid = |message| Error::PermanentInvalidArgument(request::problem("next", message));
    encode::check_path(&next, true).map_err(invalid)?;
    if !next.starts_with("/api/") && !next.starts_with("/oauth2/") {
        return Err(invalid("leads outside of /api/ and /oauth2/: pass on the `next` of a response unchanged"));
    }
    perform_request(Request::new(Method::Get, next))
}

fn perform_request(request: Request) -> Result<Response, Error> {
    let method = request.method;
    let accept = request.headers.get("accept").unwrap_or_default().to_string();
    response::read(method, &accept, send(request)?)
}

/// Sends a request to the organization that the environment of the instance names.
pub fn send(request: Request) -> Result<Answer, Error> {
    let connection =
        Connection::from_environment(&environment::get_environment()).map_err(Error::PermanentInvalidConfiguration)?;
    transport::send(&connection, request)
}
