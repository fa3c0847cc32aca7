//! `wasi:http/outgoing-handler`, without a task per request.
//!
//! The handler of `wasmtime-wasi-http` spawns each request, so that a runtime of several threads moves it to another thread, and
//! the response back. Here the task of the call polls the request itself, while the component waits for the response.

use super::network::{Received, Sending};
use super::state::State;
use http::header::{CONTENT_LENGTH, HOST};
use http::{HeaderMap, HeaderValue, Request, Uri, uri};
use http_body_util::{BodyExt, Empty};
use std::pin::Pin;
use wasmtime::StoreContextMut;
use wasmtime::component::{Linker, Resource, ResourceType};
use wasmtime_wasi::p2::{DynPollable, Pollable, subscribe};
use wasmtime_wasi::runtime::{poll_noop, spawn};
use wasmtime_wasi_http::p2::bindings::http::types::{self, ErrorCode, HostFutureIncomingResponse as _, Scheme};
use wasmtime_wasi_http::p2::body::HostIncomingBody;
use wasmtime_wasi_http::p2::http_request_error;
use wasmtime_wasi_http::p2::types::{HostFutureIncomingResponse, HostIncomingResponse, HostOutgoingRequest};
use wasmtime_wasi_http::{FieldMap, RequestOptions, WasiBody, WasiHttpView};

/// The resource `future-incoming-response`.
pub enum FutureResponse {
    Pending(Sending),
    Ready(Received),
    Taken,
}

#[wasmtime_wasi::async_trait]
impl Pollable for FutureResponse {
    async fn ready(&mut self) {
        if let Self::Pending(sending) = self {
            *self = Self::Ready(sending.await);
        }
    }
}

/// Links the handler, and replaces the resource of `wasmtime-wasi-http` by [`FutureResponse`].
pub fn add_to_linker(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    linker.allow_shadowing(true);
    let mut types = linker.instance("wasi:http/types@0.2.12")?;
    types.resource("future-incoming-response", ResourceType::host::<FutureResponse>(), |mut store, rep| {
        store.data_mut().table.delete(Resource::<FutureResponse>::new_own(rep))?;
        Ok(())
    })?;
    types
        .func_wrap("[method]future-incoming-response.subscribe", |store, (future,): (Resource<FutureResponse>,)| {
            wait_for(store, future).map(|pollable| (pollable,))
        })?;
    types.func_wrap("[method]future-incoming-response.get", |store, (future,): (Resource<FutureResponse>,)| {
        get(store, &future).map(|response| (response,))
    })?;
    let mut handler = linker.instance("wasi:http/outgoing-handler@0.2.12")?;
    handler.func_wrap("handle", |store, (request, options)| handle(store, request, options).map(|future| (future,)))?;
    linker.allow_shadowing(false);
    Ok(())
}

fn handle(
    mut store: StoreContextMut<'_, State>,
    request: Resource<HostOutgoingRequest>,
    options: Option<Resource<RequestOptions>>,
) -> wasmtime::Result<Result<Resource<FutureResponse>, ErrorCode>> {
    let state = store.data_mut();
    let request = state.table.delete(request)?;
    let options = options.map(|options| state.table.delete(options)).transpose()?.unwrap_or_default();
    let has_body = request.body.is_some();
    let request = match assembled(request) {
        Ok(request) => request,
        Err(code) => return Ok(Err(code)),
    };
    let mut sending = state.outgoing.send(request, options);
    if has_body {
        // The component writes its body after this, and may wait until some of it has left.
        sending = Box::pin(spawn(sending));
    }
    Ok(Ok(state.table.push(FutureResponse::Pending(sending))?))
}

fn wait_for(
    mut store: StoreContextMut<'_, State>,
    future: Resource<FutureResponse>,
) -> wasmtime::Result<Resource<DynPollable>> {
    subscribe(&mut store.data_mut().table, future)
}

/// The result as WIT nests it: none until the response has come, an error at a second call, the response or its error code.
type Got = Option<Result<Result<Resource<HostIncomingResponse>, ErrorCode>, ()>>;

fn get(mut store: StoreContextMut<'_, State>, future: &Resource<FutureResponse>) -> wasmtime::Result<Got> {
    let state = store.data_mut();
    let future = state.table.get_mut(future)?;
    // Polled here as well, so that the request is sent even if the component never waits.
    if let FutureResponse::Pending(sending) = future {
        match poll_noop(Pin::new(sending)) {
            Some(received) => *future = FutureResponse::Ready(received),
            None => return Ok(None),
        }
    }
    let FutureResponse::Ready(received) = std::mem::replace(future, FutureResponse::Taken) else {
        return Ok(Some(Err(())));
    };
    match received {
        Ok(response) => {
            let (head, body) = response.into_parts();
            let headers = FieldMap::new_immutable(&mut state.outgoing, head.headers);
            let body = Some(HostIncomingBody::new(body));
            let response = HostIncomingResponse { status: head.status.as_u16(), headers, body };
            Ok(Some(Ok(Ok(state.table.push(response)?))))
        }
        // Only the resource of `wasmtime-wasi-http` translates errors.
        Err(error) => {
            let failed = state.table.push(HostFutureIncomingResponse::Ready(Err(error)))?;
            let code = state.http().get(Resource::new_borrow(failed.rep()))?;
            state.table.delete(failed)?;
            Ok(code)
        }
    }
}

/// The request in the form of the client.
fn assembled(request: HostOutgoingRequest) -> Result<Request<WasiBody>, ErrorCode> {
    let scheme = match request.scheme {
        Some(Scheme::Http) => uri::Scheme::HTTP,
        Some(Scheme::Https) | None => uri::Scheme::HTTPS,
        Some(Scheme::Other(_)) => return Err(ErrorCode::HttpProtocolError),
    };
    let authority = request.authority.unwrap_or_default();
    let mut uri = Uri::builder().scheme(scheme).authority(authority.as_str());
    if let Some(path) = request.path_with_query {
        uri = uri.path_and_query(path);
    }
    let mut headers: HeaderMap = request.headers.into();
    if request.body.is_none() && headers.get_all(CONTENT_LENGTH).iter().any(|length| length != "0") {
        return Err(ErrorCode::HttpRequestBodySize(Some(0)));
    }
    headers.insert(HOST, HeaderValue::try_from(authority).map_err(|_| ErrorCode::HttpRequestUriInvalid)?);
    let method = types::Method::try_into(request.method).map_err(|_| ErrorCode::HttpRequestMethodInvalid)?;
    let mut assembled =
        Request::new(request.body.unwrap_or_else(|| Empty::new().map_err(|never| match never {}).boxed_unsync()));
    *assembled.method_mut() = method;
    *assembled.uri_mut() = uri.build().map_err(http_request_error)?;
    *assembled.headers_mut() = headers;
    Ok(assembled)
}

#[cfg(test)]
mod tests {
    use crate::host::network::Network;
    use crate::host::values::{Outcome, arguments};
    use crate::host::{Host, InstanceConfig};
    use bytes::Bytes;
    use http::Response;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use tokio::runtime::Handle;

    /// The tasks of the runtime while a request is answered, and the length of its body. The test itself is not a task.
    async fn answered(action: &str, json: &str) -> (usize, usize) {
        let (tasks, length) = (Arc::new(AtomicUsize::new(usize::MAX)), Arc::new(AtomicUsize::new(0)));
        let seen = (Arc::clone(&tasks), Arc::clone(&length));
        let respond = move |request: http::Request<Bytes>| {
            seen.0.store(Handle::current().metrics().num_alive_tasks(), Ordering::Relaxed);
            seen.1.store(request.body().len(), Ordering::Relaxed);
            Ok(Response::new(Bytes::from_static(b"{}")))
        };
        let variables = [("OKTA_CLIENT_ORGURL", "https://acme.okta.com"), ("OKTA_CLIENT_TOKEN", "00outgoing-token")];
        let environment = variables.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let config = InstanceConfig::new(environment, Network::Responder(Arc::new(respond)));
        let host = Host::new().expect("the component loads");
        let function = host.function(action).expect("an action");
        let args = arguments(function, json, None).expect("arguments");
        let outcome = Outcome::new(host.call(function, &args, &config).await.expect("no trap"));
        assert_eq!(outcome.error, None, "{}", outcome.sentence());
        (tasks.load(Ordering::Relaxed), length.load(Ordering::Relaxed))
    }

    #[tokio::test]
    async fn a_request_without_a_body_gets_no_task() {
        assert_eq!(answered("user.get-user", r#"{"userId":"me"}"#).await, (0, 0));
    }

    #[tokio::test]
    async fn a_body_longer_than_all_buffers_leaves_before_the_component_asks_for_the_response() {
        let body = format!(r#"{{"profile":{{"name":"{}"}}}}"#, "a".repeat(5 << 20));
        let (_, length) = answered("group.create-group", &format!(r#"{{"body":{body}}}"#)).await;
        assert_eq!(length, body.len());
    }
}
