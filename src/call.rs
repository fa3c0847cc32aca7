//! Performs calls, typed or by name: from arguments to a result.
//!
//! Each exported function that is not an action has a public function of the same name here.

use crate::catalog::{self, Listed};
use crate::client::Client;
use crate::contract::exports::actions::okta::auth::AccessToken;
use crate::contract::exports::actions::okta::catalog::{self as contract, Preview};
use crate::contract::exports::actions::okta::generic_request::RawResponse;
use crate::contract::exports::actions::okta::pages::{Bounds, Collection};
use crate::contract::{Error, Problem, Response};
use crate::pages::{self, Cursor};
use crate::request::encode;
use crate::request::generic;
use crate::request::json_arguments;
use crate::request::{Arg, Request};
use crate::response;
use crate::response::error;
use crate::table::action::{self, Action};
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use zeroize::{Zeroize, Zeroizing};

/// Performs an action with one argument per parameter, in the order of the table.
pub fn perform(action: &Action, args: Vec<Arg>) -> Result<Response, Error> {
    let client = Client::read()?;
    let request = client.request(action, || Ok(args))?;
    fetch(&client, &request)
}

/// Performs an action by name.
pub fn call_action(action: String, arguments: String) -> Result<Response, Error> {
    let client = Client::read()?;
    let request = named(&client, &action, &arguments)?;
    fetch(&client, &request)
}

/// The request that an action would send, without the credential.
pub fn preview_action(action: String, arguments: String) -> Result<Preview, Error> {
    let client = Client::read()?;
    let request = named(&client, &action, &arguments)?;
    Ok(Preview {
        method: request.method.to_string(),
        url: client.url(&request),
        headers: request.headers.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect(),
        body: request.body,
    })
}

/// All actions, or those of one interface.
pub fn list_actions(interface_name: Option<String>) -> Result<Vec<contract::Action>, Error> {
    Ok(catalog::list_actions(interface_name.as_deref())?.into_iter().map(record).collect())
}

/// The actions that a query finds, the best first.
pub fn search_actions(query: String, limit: Option<u32>) -> Result<Vec<contract::Action>, Error> {
    Ok(catalog::search_actions(&query, limit)?.into_iter().map(record).collect())
}

fn record(Listed { action, allowed }: Listed) -> contract::Action {
    contract::Action {
        section: action.section.to_string(),
        title: action.title.to_string(),
        interface: action.interface.to_string(),
        function: action.function.to_string(),
        method: if action.path.is_empty() { String::new() } else { action.method.to_string() },
        path: action.path.to_string(),
        allowed,
        aliases: action.aliases.iter().map(ToString::to_string).collect(),
    }
}

/// The document that describes an action.
pub fn describe_action(action: String) -> Result<String, Error> {
    catalog::describe_action(&action)
}

/// The access token of the service app; it is wiped once the host has read it.
pub fn get_access_token() -> Result<Zeroizing<AccessToken>, Error> {
    Client::read()?.access_token().map(Zeroizing::new)
}

impl Zeroize for AccessToken {
    fn zeroize(&mut self) {
        self.token.zeroize();
    }
}

/// Sends the generic request.
pub fn send_request(
    method: String,
    path: String,
    query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
) -> Result<RawResponse, Error> {
    let request = generic::build(&method, path, &query, &headers, body).map_err(Error::PermanentInvalidArgument)?;
    let client = Client::read()?;
    client.authorize(&request)?;
    let response = client.send(&request)?;
    if !response.is_success() {
        return Err(error::classify(request.method, response));
    }
    let next = response.next();
    let text =
        |(name, value): (String, Vec<u8>)| (name.to_ascii_lowercase(), String::from_utf8_lossy(&value).into_owned());
    let headers = response.headers.into_iter().map(text).collect();
    Ok(RawResponse { status: response.status, headers, body: response.body, next })
}

/// Fetches the page behind the `next` of a response.
pub fn next_page(next: String) -> Result<Response, Error> {
    check_next(&next)?;
    let (client, request) = (Client::read()?, Request::get(next));
    client.authorize(&request)?;
    fetch(&client, &request)
}

/// Collects the pages from a `next` on.
pub fn collect(next: String, bounds: Bounds) -> Result<Collection, Error> {
    let start = Cursor::read(&next);
    check_next(&start.page)?;
    collect_pages(&Client::read()?, Request::get(String::new()), start, &bounds)
}

/// Collects the pages of a list action.
pub fn collect_list(action: String, arguments: String, bounds: Bounds) -> Result<Collection, Error> {
    let client = Client::read()?;
    let mut request = named(&client, &action, &arguments)?;
    let start = Cursor { page: core::mem::take(&mut request.path_and_query), done: 0 };
    if request.method != crate::table::method::Method::Get {
        let message = "is not a list action. Expected the name of an action that lists, such as user.list-users";
        return Err(Error::PermanentInvalidArgument(Problem::new("action", message)));
    }
    collect_pages(&client, request, start, &bounds)
}

/// Collects pages; each is fetched as `request` with another path.
fn collect_pages(client: &Client, mut request: Request, start: Cursor, bounds: &Bounds) -> Result<Collection, Error> {
    pages::collect(start, bounds, client.max_body(), |page| {
        check_next(page)?;
        request.path_and_query = page.to_string();
        client.authorize(&request)?;
        fetch(client, &request)
    })
}

fn fetch(client: &Client, request: &Request) -> Result<Response, Error> {
    let accept = request.headers.get("accept").unwrap_or_default();
    response::read(request.method, accept, client.send(request)?)
}

/// Builds the request of an action by name, with the policy and checks of the typed call.
fn named(client: &Client, name: &str, arguments: &str) -> Result<Request, Error> {
    let invalid = Error::PermanentInvalidArgument;
    if name == action::GENERIC {
        let request = generic::from_arguments(arguments).map_err(invalid)?;
        client.authorize(&request)?;
        return Ok(request);
    }
    let action = action::find(name).map_err(invalid)?;
    client.request(action, || json_arguments::read(action, arguments))
}

/// Checks that a `next` is a path of the organization. The policy decides which paths are allowed.
fn check_next(next: &str) -> Result<(), Error> {
    encode::check_path(next, true).map_err(|message| Error::PermanentInvalidArgument(Problem::new("next", message)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wiped_access_token_holds_no_token() {
        let mut token =
            AccessToken { token: "secret".to_string(), expires_in_seconds: 60, scope: "okta.users.read".to_string() };
        token.zeroize();
        assert_eq!((token.token.as_str(), token.scope.as_str()), ("", "okta.users.read"));
    }
}
