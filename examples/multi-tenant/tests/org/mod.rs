//! An org that returns the name of the token it got, and misbehaves if the token says so.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// The API token of a tenant, which tells the org how to behave.
pub fn token(kind: Option<&str>, tenant: usize) -> String {
    format!("00{}-{tenant}-{:016x}", kind.unwrap_or("honest"), (tenant as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

#[derive(Default)]
struct Seen {
    requests: AtomicUsize,
    waiting: AtomicUsize,
    most: AtomicUsize,
    at_a_time: Mutex<HashMap<String, usize>>,
}

/// An org on loopback.
pub struct Org {
    /// Its URL.
    pub origin: String,
    seen: Arc<Seen>,
}

impl Org {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let origin = format!("http://{}", listener.local_addr().expect("an address"));
        let (seen, here) = (Arc::<Seen>::default(), origin.clone());
        let shared = Arc::clone(&seen);
        tokio::spawn(async move {
            loop {
                let Ok((stream, _)) = listener.accept().await else { continue };
                let (seen, origin) = (Arc::clone(&shared), here.clone());
                // The org ignores callers that disconnect.
                tokio::spawn(async move { drop(serve(stream, &seen, &origin).await) });
            }
        });
        Self { origin, seen }
    }

    /// The number of requests so far.
    pub fn requests(&self) -> usize {
        self.seen.requests.load(Ordering::Relaxed)
    }

    /// The maximum of concurrent requests with one token.
    pub fn most_of_one(&self) -> usize {
        self.seen.most.load(Ordering::Relaxed)
    }

    /// Returns once this many requests wait for an answer that never comes.
    pub async fn waits_for(&self, requests: usize) {
        while self.seen.waiting.load(Ordering::Relaxed) < requests {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

async fn serve(stream: TcpStream, seen: &Seen, origin: &str) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    loop {
        let (mut path, mut token, mut line) = (String::new(), String::new(), String::new());
        while stream.read_line(&mut line).await? > 2 {
            let text = line.trim();
            if path.is_empty() {
                path = text.split(' ').nth(1).unwrap_or_default().to_string();
            } else if let Some((name, value)) = text.split_once(": SSWS ")
                && name.eq_ignore_ascii_case("authorization")
            {
                token = value.to_string();
            }
            line.clear();
        }
        if path.is_empty() {
            return Ok(());
        }
        seen.requests.fetch_add(1, Ordering::Relaxed);
        let _one = OfToken::new(seen, &token);
        answer(stream.get_mut(), seen, origin, &path, &token).await?;
    }
}

async fn answer(stream: &mut TcpStream, seen: &Seen, origin: &str, path: &str, token: &str) -> std::io::Result<()> {
    match token.trim_start_matches("00").split('-').next() {
        Some("endless") => {
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n[").await?;
            loop {
                stream.write_all(&[b' '; 8192]).await?;
            }
        }
        Some("silent") => {
            seen.waiting.fetch_add(1, Ordering::Relaxed);
            // Until the caller gives up.
            stream.read(&mut [0]).await.map(drop)
        }
        Some("looping") => {
            let link = format!("link: <{origin}{path}>; rel=\"next\"\r\n");
            respond(stream, &link, r#"[{"id":"g"}]"#).await
        }
        _ => {
            let id = path.rsplit('/').next().unwrap_or_default();
            // The name in the token, because the component removes the token itself from all results.
            let whose = token.rsplit_once('-').unwrap_or_default().0;
            respond(stream, "x-okta-request-id: org-1\r\n", &format!(r#"{{"id":"{id}","whose":"{whose}"}}"#)).await
        }
    }
}

async fn respond(stream: &mut TcpStream, header: &str, body: &str) -> std::io::Result<()> {
    let length = body.len();
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n{header}content-length: {length}\r\n\r\n");
    stream.write_all((head + body).as_bytes()).await
}

/// Counts a request of a token until it is answered.
struct OfToken<'a>(&'a Seen, String);

impl<'a> OfToken<'a> {
    fn new(seen: &'a Seen, token: &str) -> Self {
        let mut at_a_time = seen.at_a_time.lock().expect("nobody panics");
        let count = at_a_time.entry(token.to_string()).or_default();
        *count += 1;
        seen.most.fetch_max(*count, Ordering::Relaxed);
        Self(seen, token.to_string())
    }
}

impl Drop for OfToken<'_> {
    fn drop(&mut self) {
        if let Some(count) = self.0.at_a_time.lock().expect("nobody panics").get_mut(&self.1) {
            *count -= 1;
        }
    }
}
