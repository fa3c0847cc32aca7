//! A policy between a component and the network: it denies every `DELETE`.

use exports::wasi::http::outgoing_handler::{
    ErrorCode, FutureIncomingResponse, Guest, OutgoingRequest, RequestOptions,
};
use wasi::http::{outgoing_handler::handle, types::Method};

wit_bindgen::generate!({ path: "wit", world: "example:policy/policy", generate_all });

struct Policy;

impl Guest for Policy {
    fn handle(request: OutgoingRequest, options: Option<RequestOptions>) -> Result<FutureIncomingResponse, ErrorCode> {
        match request.method() {
            Method::Delete => Err(ErrorCode::HttpRequestDenied),
            _ => handle(request, options),
        }
    }
}

export!(Policy);
