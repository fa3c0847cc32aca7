//! Sends a request through the host's `wasi:http/outgoing-handler` and reads the whole response.

use crate::config::connection::Connection;
use crate::contract::{Error, LostResponse, Problem};
use crate::http::codes;
use crate::http::deadline::Deadline;
use crate::request::Request;
use crate::response::error;
use crate::response::redact::Secrets;
use crate::response::{HttpResponse, read_headers, unreadable};
use crate::table::method::Method;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::time::Duration;
use wasi::http::outgoing_handler;
use wasi::http::types::{
    ErrorCode, Fields, IncomingBody, IncomingResponse, OutgoingBody, OutgoingRequest, RequestOptions,
};
use wasi::http::types::{Method as WasiMethod, Scheme as WasiScheme, http_error_code};
use wasi::io::streams::{InputStream, OutputStream, StreamError};
use zeroize::{Zeroize, Zeroizing};

const TOO_LONG: &str =
    "the response is longer than OKTA_ACTIONS_MAXRESPONSEBYTES: ask for fewer items with `limit`, or raise the bound";

const NOT_WRITTEN: &str = "the request was not sent completely";

const TOO_LATE: &str = "no complete response came in time: try again later, or raise OKTA_CLIENT_REQUESTTIMEOUT";

const NO_ROOM: &str =
    "the response does not fit into the memory that the host grants: ask for fewer items with `limit`";

/// The most bytes to read at once.
const CHUNK: usize = 128 * 1024;

/// The secrets that authenticate a request. They are removed from its response or error.
#[derive(Default)]
pub struct Authorization {
    /// The value of the `Authorization` header; none if the host adds it, or if the body authenticates.
    pub credential: Option<Zeroizing<String>>,
    /// The value of the `DPoP` header, if the org requires one.
    pub proof: Option<String>,
    /// The assertion in the body of a request for a token.
    pub assertion: Option<Zeroizing<String>>,
}

impl Authorization {
    fn secrets(&self) -> Secrets {
        let mut secrets = Secrets::default();
        // The scheme of a credential is not secret, and may be missing when its token is echoed.
        let token = self.credential.as_ref().and_then(|value| value.split_once(' '));
        token.into_iter().for_each(|(_, token)| secrets.add(token));
        self.proof.iter().for_each(|proof| secrets.add(proof));
        self.assertion.iter().for_each(|assertion| secrets.add(assertion));
        secrets
    }
}

/// Sends a request with its authorization and waits for the whole response, with a body of at most `max_body` bytes.
pub fn send(
    connection: &Connection,
    request: &Request,
    authorization: &Authorization,
    max_body: usize,
) -> Result<HttpResponse, Error> {
    let secrets = authorization.secrets();
    match exchange(connection, request, authorization, max_body) {
        Ok(mut response) => {
            secrets.redact(&mut response);
            Ok(response)
        }
        Err(failure) => Err(failure.redacted(&secrets).into_error(request.method)),
    }
}

/// The phase in which an exchange failed.
enum Failure {
    /// Before anything was sent.
    NotSent(String),
    /// By the policy of the host, before anything was sent.
    Denied(String),
    /// After something may have been sent.
    Lost(String),
    /// By its deadline, after something may have been sent.
    TooLate,
    /// In reading the body of a success: the reason, and the response with the beginning of the body.
    Unreadable(&'static str, HttpResponse),
}

impl Failure {
    fn redacted(self, secrets: &Secrets) -> Self {
        match self {
            Self::NotSent(message) => Self::NotSent(secrets.redact_text(message)),
            Self::Denied(message) => Self::Denied(secrets.redact_text(message)),
            Self::Lost(message) => Self::Lost(secrets.redact_text(message)),
            Self::TooLate => Self::TooLate,
            Self::Unreadable(why, mut response) => {
                secrets.redact(&mut response);
                Self::Unreadable(why, response)
            }
        }
    }

    fn into_error(self, method: Method) -> Error {
        match self {
            Self::NotSent(message) => Error::Unreachable(message),
            Self::Denied(message) => Error::PermanentNotAllowed(Problem::new("request", message)),
            Self::TooLate => Self::Lost(TOO_LATE.to_string()).into_error(method),
            Self::Unreadable(why, response) => unreadable(why, response),
            Self::Lost(message) if method.is_idempotent() => Error::Interrupted(message),
            Self::Lost(message) => Error::PermanentOutcomeUnknown(LostResponse { message, response: None }),
        }
    }

    /// Only codes that mean in every known host that nothing was sent become `NotSent`; `docs/hosts.md` lists all
    /// codes.
    fn from_code(code: &ErrorCode, phase: &str, server: &str) -> Self {
        use ErrorCode as E;
        let message = format!("{phase}: {}", codes::in_words(code, server));
        match code {
            E::DnsTimeout
            | E::DnsError(_)
            | E::DestinationNotFound
            | E::DestinationIpUnroutable
            | E::ConnectionRefused
            | E::ConnectionLimitReached
            | E::TlsCertificateError => Self::NotSent(message),
            E::HttpRequestDenied
            | E::DestinationIpProhibited
            | E::HttpRequestMethodInvalid
            | E::HttpRequestUriInvalid
            | E::HttpRequestUriTooLong
            | E::HttpRequestHeaderSectionSize(_)
            | E::HttpRequestHeaderSize(_) => Self::Denied(message),
            _ => Self::Lost(message),
        }
    }

    fn from_stream(error: &StreamError, phase: &str, server: &str) -> Self {
        let cause = match error {
            StreamError::Closed => codes::in_words(&ErrorCode::ConnectionTerminated, server),
            StreamError::LastOperationFailed(error) => match http_error_code(error) {
                Some(code) => codes::in_words(&code, server),
                None => error.to_debug_string(),
            },
        };
        Self::Lost(format!("{phase}: {cause}"))
    }
}

fn exchange(
    connection: &Connection,
    request: &Request,
    authorization: &Authorization,
    max_body: usize,
) -> Result<HttpResponse, Failure> {
    let outgoing = outgoing(connection, request, authorization)?;
    let outgoing_body = match &request.body {
        Some(body) => Some((outgoing.body().map_err(|()| refused("body"))?, body)),
        None => None,
    };
    // A host may have no timeouts, and timeouts between parts let a body of many small parts take forever.
    let deadline = Deadline::after(connection.connection_timeout + connection.request_timeout);
    let server = connection.authority.as_str();
    let pending = outgoing_handler::handle(outgoing, Some(options(connection)))
        .map_err(|code| Failure::from_code(&code, "no request was sent", server))?;
    let written = outgoing_body.map_or(Ok(()), |(outgoing, body)| write(outgoing, body, &deadline, server));
    if !deadline.wait_for(&pending.subscribe()) {
        return Err(Failure::TooLate);
    }
    // A server may respond before it has read the whole body: its response tells more than the failed write.
    match pending.get() {
        Some(Ok(Ok(response))) => {
            let headers = headers(&response, request.all_headers, authorization.proof.is_some());
            read(&response, headers, max_body, &deadline, server)
        }
        Some(Ok(Err(code))) => Err(Failure::from_code(&code, "no response came", server)),
        _ => {
            Err(written.err().unwrap_or_else(|| Failure::Lost("no response came: the host returned none".to_string())))
        }
    }
}

fn outgoing(
    connection: &Connection,
    request: &Request,
    authorization: &Authorization,
) -> Result<OutgoingRequest, Failure> {
    let mut headers: Vec<(String, Vec<u8>)> =
        request.headers.iter().map(|(name, value)| (name.to_string(), value.as_bytes().to_vec())).collect();
    if let Some(body) = &request.body {
        headers.push(("content-length".to_string(), body.len().to_string().into_bytes()));
    }
    let plain = headers.len();
    let Authorization { credential, proof, .. } = authorization;
    headers.extend(proof.as_ref().map(|proof| ("dpop".to_string(), proof.as_bytes().to_vec())));
    headers.extend(credential.as_ref().map(|value| ("authorization".to_string(), value.as_bytes().to_vec())));
    let fields = Fields::from_list(&headers);
    headers.iter_mut().skip(plain).for_each(|(_, value)| value.zeroize());
    let headers = fields.map_err(|error| Failure::Denied(format!("the host refuses a header: {error:?}")))?;
    let outgoing = OutgoingRequest::new(headers);
    let scheme = if connection.https { WasiScheme::Https } else { WasiScheme::Http };
    // A request is a GET unless something else is set.
    if request.method != Method::Get {
        outgoing.set_method(&wasi_method(request.method)).map_err(|()| refused("method"))?;
    }
    outgoing.set_scheme(Some(&scheme)).map_err(|()| refused("scheme"))?;
    outgoing.set_authority(Some(&connection.authority)).map_err(|()| refused("host"))?;
    outgoing.set_path_with_query(Some(&request.path_and_query)).map_err(|()| refused("path"))?;
    Ok(outgoing)
}

fn refused(part: &str) -> Failure {
    Failure::Denied(format!("the host refuses the {part} of the request"))
}

fn wasi_method(method: Method) -> WasiMethod {
    match method {
        Method::Get => WasiMethod::Get,
        Method::Head => WasiMethod::Head,
        Method::Post => WasiMethod::Post,
        Method::Put => WasiMethod::Put,
        Method::Patch => WasiMethod::Patch,
        Method::Delete => WasiMethod::Delete,
    }
}

fn options(connection: &Connection) -> RequestOptions {
    let options = RequestOptions::new();
    let nanoseconds = |duration: Duration| u64::try_from(duration.as_nanos()).ok();
    // A host may not support the option: the request is sent anyway.
    let _ = options.set_connect_timeout(nanoseconds(connection.connection_timeout));
    let _ = options.set_first_byte_timeout(nanoseconds(connection.request_timeout));
    let _ = options.set_between_bytes_timeout(nanoseconds(connection.request_timeout));
    options
}

fn write(outgoing: OutgoingBody, body: &[u8], deadline: &Deadline, server: &str) -> Result<(), Failure> {
    let stream = outgoing.write().map_err(|()| refused("body"))?;
    if !body.is_empty() {
        write_all(&stream, body, deadline, server)?;
    }
    drop(stream);
    OutgoingBody::finish(outgoing, None).map_err(|code| Failure::from_code(&code, NOT_WRITTEN, server))
}

fn write_all(stream: &OutputStream, mut body: &[u8], deadline: &Deadline, server: &str) -> Result<(), Failure> {
    let failure = |error| Failure::from_stream(&error, NOT_WRITTEN, server);
    let ready = stream.subscribe();
    let wait = || if deadline.wait_for(&ready) { Ok(()) } else { Err(Failure::TooLate) };
    while !body.is_empty() {
        let permitted = usize::try_from(stream.check_write().map_err(failure)?).unwrap_or(usize::MAX);
        if permitted == 0 {
            wait()?;
            continue;
        }
        let (now, rest) = body.split_at(permitted.min(body.len()));
        stream.write(now).map_err(failure)?;
        body = rest;
    }
    stream.flush().map_err(failure)?;
    wait()
}

/// The headers of a response: all, or only those that the component reads.
fn headers(response: &IncomingResponse, all: bool, proven: bool) -> Vec<(String, Vec<u8>)> {
    let fields = response.headers();
    if all {
        return fields.entries();
    }
    let named = |name: &'static str| fields.get(name).into_iter().map(move |value| (name.to_string(), value));
    read_headers(response.status(), proven).flat_map(named).collect()
}

/// Reads a response. The body of a success is read up to the bound, any other up to the bound of an error.
fn read(
    incoming: &IncomingResponse,
    headers: Vec<(String, Vec<u8>)>,
    max_body: usize,
    deadline: &Deadline,
    server: &str,
) -> Result<HttpResponse, Failure> {
    let mut response = HttpResponse { status: incoming.status(), headers, body: Vec::new(), cut: false };
    let max_body = if response.is_success() { max_body } else { max_body.min(error::BODY_BOUND) };
    let unreadable = |()| Failure::Lost("the response has no readable body".to_string());
    let body: IncomingBody = incoming.consume().map_err(unreadable)?;
    let stream = body.stream().map_err(unreadable)?;
    let announced = response.number("content-length").unwrap_or_default();
    match read_all(&stream, announced, max_body, &mut response.body, deadline) {
        End::Whole => Ok(response),
        End::Cut if !response.is_success() => Ok(HttpResponse { cut: true, ..response }),
        End::Cut => Err(Failure::Unreadable(TOO_LONG, HttpResponse { cut: true, ..response })),
        End::NoRoom => Err(Failure::Unreadable(NO_ROOM, HttpResponse { cut: true, ..response })),
        End::TooLate => Err(Failure::TooLate),
        End::Broken(error) => Err(Failure::from_stream(&error, "the response was not read completely", server)),
    }
}

/// How reading a body ended.
enum End {
    Whole,
    /// At the bound.
    Cut,
    /// Because the memory is full.
    NoRoom,
    /// At the deadline.
    TooLate,
    /// By an error of the stream.
    Broken(StreamError),
}

/// Reads a body up to a length.
fn read_all(stream: &InputStream, announced: usize, max_body: usize, body: &mut Vec<u8>, deadline: &Deadline) -> End {
    let announced = announced.min(max_body);
    // A body that comes in one chunk is not copied.
    if announced > CHUNK && body.try_reserve_exact(announced).is_err() {
        return End::NoRoom;
    }
    let mut ready = None;
    loop {
        match stream.read(CHUNK as u64) {
            Ok(chunk) if chunk.is_empty() => {
                if !deadline.wait_for(ready.get_or_insert_with(|| stream.subscribe())) {
                    return End::TooLate;
                }
            }
            Ok(chunk) if body.capacity() == 0 && (announced..=max_body).contains(&chunk.len()) => *body = chunk,
            Ok(chunk) => {
                let room = max_body - body.len();
                let part = &chunk[..chunk.len().min(room)];
                if body.capacity() - body.len() < part.len() {
                    // Twice the capacity each time, or the announced length, but never more than the bound.
                    let more = body.capacity().max(part.len()).max(announced.saturating_sub(body.len())).min(room);
                    if body.try_reserve_exact(more).is_err() {
                        return End::NoRoom;
                    }
                }
                body.extend_from_slice(part);
                if chunk.len() > room {
                    return End::Cut;
                }
            }
            Err(StreamError::Closed) => return End::Whole,
            Err(error) => return End::Broken(error),
        }
    }
}
