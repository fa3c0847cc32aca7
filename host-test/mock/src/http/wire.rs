//! HTTP/1.1 by hand, because no library sends invalid HTTP.

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, Request, Response, header::CONTENT_LENGTH};
use std::io::{Error, ErrorKind, Result};
use tokio::{io::AsyncReadExt, net::TcpStream};

/// The longest request that is read, in bytes.
const MAX_REQUEST: usize = 64 * 1024 * 1024;

/// A request, as bytes and parsed.
pub struct Received {
    /// Head and body.
    pub bytes: Bytes,
    /// The request; its body is decoded.
    pub request: Request<Bytes>,
}

/// Reads one request; `None` if the connection ends before it.
pub async fn receive(stream: &mut TcpStream, buffer: &mut BytesMut) -> Result<Option<Received>> {
    loop {
        if let Some((length, request)) = parse(buffer)? {
            return Ok(Some(Received { bytes: buffer.split_to(length).freeze(), request }));
        }
        if stream.read_buf(buffer).await? == 0 || buffer.len() > MAX_REQUEST {
            return Ok(None);
        }
    }
}

/// A complete request at the start of a buffer, and its length.
fn parse(buffer: &[u8]) -> Result<Option<(usize, Request<Bytes>)>> {
    let mut headers = vec![httparse::EMPTY_HEADER; 200];
    let mut head = httparse::Request::new(&mut headers);
    let invalid = |error| Error::new(ErrorKind::InvalidData, error);
    let httparse::Status::Complete(start) = head.parse(buffer).map_err(|error| invalid(error.to_string()))? else {
        return Ok(None);
    };
    let mut request = Request::builder().method(head.method.unwrap_or_default()).uri(head.path.unwrap_or_default());
    for header in head.headers.iter() {
        request = request.header(header.name, header.value);
    }
    let rest = &buffer[start..];
    let chunked = request.headers_ref().is_some_and(|headers| headers.contains_key("transfer-encoding"));
    let found = if chunked { chunks(rest) } else { fixed(rest, length(request.headers_ref())) };
    let Some((length, body)) = found else { return Ok(None) };
    let request = request.body(body).map_err(|error| invalid(error.to_string()))?;
    Ok(Some((start + length, request)))
}

fn length(headers: Option<&HeaderMap>) -> usize {
    let value = headers.and_then(|headers| headers.get(CONTENT_LENGTH)).and_then(|value| value.to_str().ok());
    value.and_then(|value| value.parse().ok()).unwrap_or_default()
}

fn fixed(rest: &[u8], length: usize) -> Option<(usize, Bytes)> {
    rest.get(..length).map(|body| (length, Bytes::copy_from_slice(body)))
}

/// The chunks of a body without trailers; `None` until all have arrived.
fn chunks(rest: &[u8]) -> Option<(usize, Bytes)> {
    let mut body = Vec::new();
    let mut at = 0;
    loop {
        let httparse::Status::Complete((start, size)) = httparse::parse_chunk_size(&rest[at..]).ok()? else {
            return None;
        };
        let end = at + start + usize::try_from(size).ok()?;
        body.extend_from_slice(rest.get(at + start..end)?);
        at = end + 2;
        if rest.len() < at {
            return None;
        }
        if size == 0 {
            return Some((at, body.into()));
        }
    }
}

/// The head of a response.
pub fn head<'a>(status: u16, headers: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {status} Mock\r\n");
    for (name, value) in headers {
        head.extend([name, ": ", value, "\r\n"]);
    }
    head.push_str("\r\n");
    head.into_bytes()
}

/// A response; without its body, it has no length either.
pub fn bytes(response: &Response<Bytes>, with_body: bool) -> Vec<u8> {
    let length = response.body().len().to_string();
    let headers = response.headers().iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap_or_default()));
    let own = with_body.then_some(("content-length", length.as_str()));
    let mut bytes = head(response.status().as_u16(), headers.chain(own));
    bytes.extend_from_slice(response.body());
    bytes
}
