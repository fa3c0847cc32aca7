//! Performs actions: the one way from arguments to a result, whether they are called by type or by name.

use crate::action::{self, Action};
use crate::bindings::exports::actions::okta::auth::AccessToken;
use crate::bindings::exports::actions::okta::catalog::Preview;
use crate::bindings::exports::actions::okta::pages::{Bounds, Collection};
use crate::bindings::{Error, Response};
use crate::collect::{self, Place};
use crate::request::{self, Arg, Request, problem};
use crate::settings::Settings;
use crate::{arguments, encode, generic, response};
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// Performs an action with one argument per parameter, in the order of the table.
pub fn perform(action: &Action, args: Vec<Arg>) -> Result<Response, Error> {
    let settings = Settings::read()?;
    let request = settings.request(action, || Ok(args))?;
    fetch(&settings, &request)
}

/// Performs an action by name.
pub fn by_name(name: &str, arguments: &str) -> Result<Response, Error> {
    let settings = Settings::read()?;
    let request = named(&settings, name, arguments)?;
    fetch(&settings, &request)
}

/// The request that an action would send, without the credential.
pub fn preview(name: &str, arguments: &str) -> Result<Preview, Error> {
    let settings = Settings::read()?;
    let request = named(&settings, name, arguments)?;
    Ok(Preview {
        method: request.method.to_string(),
        url: settings.url(&request),
        headers: request.headers.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect(),
        body: request.body,
    })
}

/// The access token of the service app.
pub fn access_token() -> Result<AccessToken, Error> {
    Settings::read()?.access_token()
}

/// Fetches the page behind the `next` of a response.
pub fn next_page(next: String) -> Result<Response, Error> {
    check_next(&next)?;
    let (settings, request) = (Settings::read()?, Request::get(next));
    settings.judge(&request)?;
    fetch(&settings, &request)
}

/// Gathers the pages from a `next` on.
pub fn collect(next: &str, bounds: &Bounds) -> Result<Collection, Error> {
    let start = Place::read(next);
    check_next(&start.page)?;
    gather(&Settings::read()?, Request::get(String::new()), start, bounds)
}

/// Gathers the pages of a list action.
pub fn collect_list(name: &str, arguments: &str, bounds: &Bounds) -> Result<Collection, Error> {
    let settings = Settings::read()?;
    let mut request = named(&settings, name, arguments)?;
    let start = Place { page: core::mem::take(&mut request.path_and_query), done: 0 };
    if request.method != crate::method::Method::Get {
        let message = "is no list action: expected the name of one that reads, such as user.list-users";
        return Err(Error::PermanentInvalidArgument(problem("action", message)));
    }
    gather(&settings, request, start, bounds)
}

/// Gathers pages, each fetched as `request` with another path.
fn gather(settings: &Settings, mut request: Request, start: Place, bounds: &Bounds) -> Result<Collection, Error> {
    collect::collect(start, bounds, settings.longest_body(), |page| {
        check_next(page)?;
        request.path_and_query = page.to_string();
        settings.judge(&request)?;
        fetch(settings, &request)
    })
}

fn fetch(settings: &Settings, request: &Request) -> Result<Response, Error> {
    let accept = request.headers.get("accept").unwrap_or_default();
    response::read(request.method, accept, settings.send(request)?)
}

/// The request of an action by name, judged and checked as if it were called by its type.
fn named(settings: &Settings, name: &str, arguments: &str) -> Result<Request, Error> {
    let invalid = Error::PermanentInvalidArgument;
    if name == action::GENERIC {
        let request = generic::from_arguments(arguments).map_err(invalid)?;
        settings.judge(&request)?;
        return Ok(request);
    }
    let action = action::find(name).map_err(invalid)?;
    settings.request(action, || arguments::read(action, arguments))
}

/// Whether a `next` is a path of the organization. Which one, the policy decides.
fn check_next(next: &str) -> Result<(), Error> {
    encode::check_path(next, true).map_err(|message| Error::PermanentInvalidArgument(request::problem("next", message)))
}
