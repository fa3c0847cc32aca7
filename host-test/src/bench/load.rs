//! A load generator that only writes requests and counts bytes, to measure the capacity of the server.

use super::canned::TOKEN;
use anyhow::{Context, bail};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// The responses per second over a number of connections, each with one request at a time.
pub async fn capacity(origin: &str, connections: usize, time: Duration) -> anyhow::Result<f64> {
    let address = origin.strip_prefix("http://").context("an origin without a scheme")?;
    let request = format!(
        "GET /api/v1/users/00u0000000000001 HTTP/1.1\r\nhost: {address}\r\naccept: application/json\r\n\
         authorization: SSWS {TOKEN}\r\nuser-agent: plain\r\n\r\n"
    );
    let (start, mut callers) = (Instant::now(), JoinSet::new());
    for _ in 0..connections {
        let (address, request) = (address.to_owned(), request.clone());
        callers.spawn(async move {
            let mut stream = TcpStream::connect(address).await?;
            stream.set_nodelay(true)?;
            let (mut calls, mut length) = (0_u32, None);
            let mut buffer = vec![0; 16 * 1024];
            while calls == 0 || start.elapsed() < time {
                stream.write_all(request.as_bytes()).await?;
                let mut read = 0;
                // All responses are the same, and the first comes in one piece.
                while read == 0 || length.is_some_and(|length| read < length) {
                    match stream.read(&mut buffer).await? {
                        0 => bail!("the server closed a connection"),
                        count => read += count,
                    }
                }
                length.get_or_insert(read);
                calls += 1;
            }
            anyhow::Ok(calls)
        });
    }
    let mut calls = 0;
    while let Some(ended) = callers.join_next().await {
        calls += ended.context("a caller panicked")??;
    }
    Ok(f64::from(calls) / start.elapsed().as_secs_f64())
}
