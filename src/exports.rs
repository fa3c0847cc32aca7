//! The exports of `pages` and `generic-request`.

use crate::bindings::exports::actions::okta::{generic_request, pages};
use crate::bindings::{Error, Response};
use crate::settings::Settings;
use crate::{call, generic, refusal};
use alloc::string::String;
use alloc::vec::Vec;

/// What exports the functions that are no actions.
pub struct Component;

#[cfg(target_family = "wasm")]
crate::bindings::export!(Component with_types_in crate::bindings);

impl pages::Guest for Component {
    fn next_page(next: String) -> Result<Response, Error> {
        call::next_page(next)
    }

    fn collect(next: String, bounds: pages::Bounds) -> Result<pages::Collection, Error> {
        call::collect(&next, &bounds)
    }

    fn collect_list(action: String, arguments: String, bounds: pages::Bounds) -> Result<pages::Collection, Error> {
        call::collect_list(&action, &arguments, &bounds)
    }
}

impl generic_request::Guest for Component {
    fn send_request(
        method: String,
        path: String,
        query: Vec<(String, String)>,
        headers: Vec<(String, String)>,
        body: Option<Vec<u8>>,
    ) -> Result<generic_request::RawResponse, Error> {
        let request = generic::build(&method, path, &query, &headers, body).map_err(Error::PermanentInvalidArgument)?;
        let settings = Settings::read()?;
        settings.judge(&request)?;
        let answer = settings.send(&request)?;
        if !answer.is_success() {
            return Err(refusal::classify(request.method, answer));
        }
        let next = answer.next();
        let text = |(name, value): (String, Vec<u8>)| {
            (name.to_ascii_lowercase(), String::from_utf8_lossy(&value).into_owned())
        };
        let headers = answer.headers.into_iter().map(text).collect();
        Ok(generic_request::RawResponse { status: answer.status, headers, body: answer.body, next })
    }
}
