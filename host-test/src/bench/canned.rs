//! The server of the benchmark, which responds from memory, with as little work of its own as possible.

use super::{PER_PAGE, USERS};
use anyhow::Context;
use bytes::{Buf, Bytes};
use serde_json::json;
use std::io::Write;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// The token that clients send.
pub const TOKEN: &str = "00benchmark-token";

/// The body that creates a user.
pub const NEW_USER: &str = r#"{"profile":{"firstName":"Ada","lastName":"Lovelace","email":"ada@example.com","login":"ada@example.com","mobilePhone":"+44 20 7946 0000","department":"Engines","title":"Analyst"},"credentials":{"password":{"value":"correct horse battery staple"}},"groupIds":["00g0000000000001","00g0000000000002"]}"#;

/// The responses, made once.
struct Responses {
    origin: String,
    user: Bytes,
    page: Bytes,
}

/// Serves until stdin ends, so that no server outlives its benchmark. The first line on stdout is its origin.
pub async fn serve() -> anyhow::Result<()> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let origin = format!("http://{}", listener.local_addr()?);
    println!("{origin}");
    std::io::stdout().flush()?;
    let users: Vec<_> = (0..PER_PAGE).map(user).collect();
    let page = serde_json::to_vec(&users)?.into();
    let user = serde_json::to_vec(&user(1))?;
    let user = [head(user.len(), "").into_bytes(), user].concat().into();
    let responses = Arc::new(Responses { origin, user, page });
    let mut stdin = tokio::io::stdin();
    let mut ended = [0];
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let (stream, _) = accepted?;
                stream.set_nodelay(true)?;
                // The client reports a broken connection.
                tokio::spawn(converse(stream, Arc::clone(&responses)));
            }
            _ = stdin.read(&mut ended) => return Ok(()),
        }
    }
}

async fn converse(mut stream: TcpStream, responses: Arc<Responses>) -> anyhow::Result<()> {
    let mut bytes = Vec::with_capacity(4096);
    loop {
        let Some((length, path)) = request(&bytes)? else {
            if stream.read_buf(&mut bytes).await? == 0 {
                return Ok(());
            }
            continue;
        };
        let is_list = path.contains('?');
        let after = path.split_once("after=").map_or(Ok(0), |(_, page)| page.parse::<u32>())?;
        bytes.drain(..length);
        if !is_list {
            stream.write_all(&responses.user).await?;
            continue;
        }
        let next = after + 1;
        let link = if next < USERS / PER_PAGE {
            format!("link: <{}/api/v1/users?limit={PER_PAGE}&after={next}>; rel=\"next\"\r\n", responses.origin)
        } else {
            String::new()
        };
        let head = head(responses.page.len(), &link);
        stream.write_all_buf(&mut Buf::chain(head.as_bytes(), responses.page.clone())).await?;
    }
}

/// The length and path of the first request in the bytes, once it is whole.
fn request(bytes: &[u8]) -> anyhow::Result<Option<(usize, String)>> {
    let mut headers = [httparse::EMPTY_HEADER; 32];
    let mut request = httparse::Request::new(&mut headers);
    let httparse::Status::Complete(head) = request.parse(bytes)? else { return Ok(None) };
    let path = request.path.context("a request without a path")?.to_owned();
    let length = request.headers.iter().find(|header| header.name.eq_ignore_ascii_case("content-length"));
    let body =
        length.map_or(Ok(0), |length| str::from_utf8(length.value)?.parse::<usize>().map_err(anyhow::Error::from))?;
    Ok((bytes.len() >= head + body).then_some((head + body, path)))
}

/// The headers that Okta sends with each response.
pub const HEADERS: [(&str, &str); 11] = [
    ("date", "Sat, 28 Nov 2026 12:00:00 GMT"),
    ("content-type", "application/json"),
    ("x-okta-request-id", "benchmark-0000000000000001"),
    ("x-rate-limit-limit", "600"),
    ("x-rate-limit-remaining", "599"),
    ("x-rate-limit-reset", "1795867260"),
    ("cache-control", "no-cache, no-store"),
    ("pragma", "no-cache"),
    ("expires", "0"),
    ("x-content-type-options", "nosniff"),
    ("strict-transport-security", "max-age=315360000; includeSubDomains"),
];

/// The head of a response.
fn head(length: usize, link: &str) -> String {
    let headers = HEADERS.map(|(name, value)| format!("{name}: {value}\r\n")).concat();
    format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n{headers}{link}\r\n")
}

/// A user in the shape of Okta's.
pub fn user(number: u32) -> serde_json::Value {
    let (id, login) = (format!("00u{number:013}"), format!("person{number}@example.com"));
    json!({
        "id": id,
        "status": "ACTIVE",
        "created": "2026-01-02T03:04:05.000Z",
        "activated": "2026-01-02T03:04:06.000Z",
        "statusChanged": "2026-01-02T03:04:06.000Z",
        "lastLogin": "2026-11-27T08:09:10.000Z",
        "lastUpdated": "2026-10-11T12:13:14.000Z",
        "passwordChanged": "2026-01-02T03:04:06.000Z",
        "type": { "id": "oty0000000000001" },
        "profile": {
            "firstName": "Person", "lastName": format!("Number {number}"), "mobilePhone": null, "secondEmail": null,
            "login": login, "email": login, "department": "Engines", "title": "Analyst", "city": "London",
        },
        "credentials": { "provider": { "type": "OKTA", "name": "OKTA" } },
        "_links": { "self": { "href": format!("https://acme.okta.com/api/v1/users/{id}") } },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_read_once_it_is_whole() {
        let whole = b"POST /api/v1/users HTTP/1.1\r\nhost: a\r\nContent-Length: 3\r\n\r\nabcGET /";
        for end in 0..whole.len() - 5 {
            assert_eq!(request(&whole[..end]).expect("a request"), None, "{end}");
        }
        assert_eq!(request(whole).expect("a request"), Some((whole.len() - 5, "/api/v1/users".to_owned())));
    }

    #[tokio::test]
    async fn the_list_has_all_its_pages() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let origin = format!("http://{}", listener.local_addr().expect("an address"));
        let responses = Responses { origin: origin.clone(), user: head(2, "").into(), page: "[]".into() };
        tokio::spawn(async move {
            let (stream, _) = listener.accept().await.expect("a connection");
            converse(stream, Arc::new(responses)).await
        });
        let plain = crate::bench::plain::Plain::new(&origin);
        assert_eq!(plain.pages(|_| Ok(PER_PAGE)).await.expect("all pages"), USERS);
    }
}
