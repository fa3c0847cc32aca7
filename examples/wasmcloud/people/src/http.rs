//! HTTP in: reads a request, and writes a response.

use wasi::exports::http::incoming_handler::Guest;
use wasi::http::types::{Fields, IncomingRequest, OutgoingBody, OutgoingResponse, ResponseOutparam};
use wasi::io::streams::StreamError;

struct Server;

wasi::http::proxy::export!(Server);

impl Guest for Server {
    fn handle(request: IncomingRequest, out: ResponseOutparam) {
        let path = request.path_with_query().unwrap_or_default();
        let (status, value) = match read(&request) {
            Some(arguments) => crate::respond(&path, &arguments),
            None => (400, "the body cannot be read".into()),
        };
        let headers = Fields::new();
        let _ = headers.append("content-type", b"application/json");
        let response = OutgoingResponse::new(headers);
        let _ = response.set_status_code(status);
        let body = response.body();
        ResponseOutparam::set(out, Ok(response));
        if let Ok(body) = body {
            if let Ok(stream) = body.write() {
                for part in value.to_string().as_bytes().chunks(4096) {
                    if stream.blocking_write_and_flush(part).is_err() {
                        return;
                    }
                }
            }
            let _ = OutgoingBody::finish(body, None);
        }
    }
}

/// The body; none if the connection breaks.
fn read(request: &IncomingRequest) -> Option<Vec<u8>> {
    let body = request.consume().ok()?;
    let stream = body.stream().ok()?;
    let mut bytes = Vec::new();
    loop {
        match stream.blocking_read(64 << 10) {
            Ok(part) => bytes.extend(part),
            Err(StreamError::Closed) => return Some(bytes),
            Err(_) => return None,
        }
    }
}
