//! Tests against servers that count their connections.

use super::HttpClient;
use crate::host::dial::Dial;
use crate::host::network;
use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Empty};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody};

const WHOLE: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

/// Starts a server that sends the same response to every request, and then keeps the connection open or closes it. Returns its
/// origin, the count of connections, and the count of those that the client has closed.
async fn server(response: &'static str, keep: bool) -> (String, Arc<AtomicUsize>, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let origin = format!("http://{}", listener.local_addr().expect("an address"));
    let (opened, closed) = (Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default());
    let counts = (Arc::clone(&opened), Arc::clone(&closed));
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            counts.0.fetch_add(1, Ordering::Relaxed);
            let closed = Arc::clone(&counts.1);
            tokio::spawn(async move {
                let mut request = [0; 1024];
                while stream.read(&mut request).await.is_ok_and(|length| length > 0) {
                    stream.write_all(response.as_bytes()).await.expect("a connection");
                    if !keep {
                        return;
                    }
                }
                closed.fetch_add(1, Ordering::Relaxed);
            });
        }
    });
    (origin, opened, closed)
}

fn request(origin: &str) -> Request<WasiBody> {
    let body = Empty::<Bytes>::new().map_err(|never| match never {}).boxed_unsync();
    Request::get(format!("{origin}/path")).body(body).expect("a request")
}

async fn text(client: &HttpClient, origin: &str, options: RequestOptions) -> Result<Bytes, Error> {
    let response = client.clone().send(request(origin), options).await?;
    Ok(response.into_body().collect().await?.to_bytes())
}

#[tokio::test]
async fn a_connection_serves_one_request_after_the_other() {
    let (origin, opened, _) = server(WHOLE, true).await;
    let client = network::client();
    for _ in 0..3 {
        assert_eq!(text(&client, &origin, RequestOptions::default()).await.expect("a response"), "ok");
    }
    assert_eq!(opened.load(Ordering::Relaxed), 1);
    // Requests at the same time use connections of their own.
    let both = tokio::join!(
        text(&client, &origin, RequestOptions::default()),
        text(&client, &origin, RequestOptions::default())
    );
    assert!(both.0.is_ok() && both.1.is_ok());
    assert_eq!(opened.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn a_connection_that_the_server_has_closed_is_not_used_again() {
    let (origin, opened, _) = server(WHOLE, false).await;
    let client = network::client();
    for _ in 0..3 {
        assert_eq!(text(&client, &origin, RequestOptions::default()).await.expect("a response"), "ok");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(opened.load(Ordering::Relaxed), 3);
}

#[tokio::test]
async fn a_response_that_is_not_read_to_its_end_closes_its_connection() {
    let (origin, opened, closed) = server("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nok", true).await;
    let client = network::client();
    let response = client.clone().send(request(&origin), RequestOptions::default()).await.expect("a response");
    drop(response);
    let response = client.clone().send(request(&origin), RequestOptions::default()).await.expect("a response");
    assert_eq!(opened.load(Ordering::Relaxed), 2);
    drop(response);
    while closed.load(Ordering::Relaxed) < 2 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn silence_ends_a_response() {
    let (origin, ..) = server("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nok", true).await;
    let limit = Some(Duration::from_millis(50));
    let options = RequestOptions { between_bytes_timeout: limit, ..RequestOptions::default() };
    let error = text(&network::client(), &origin, options).await.expect_err("no more bytes");
    assert!(matches!(error, Error::ConnectionReadTimeout), "{error:?}");
    let (origin, ..) = server("", true).await;
    let options = RequestOptions { first_byte_timeout: limit, ..RequestOptions::default() };
    let error = text(&network::client(), &origin, options).await.expect_err("no first byte");
    assert!(matches!(error, Error::ConnectionReadTimeout), "{error:?}");
}

#[tokio::test]
async fn a_response_that_breaks_off_is_incomplete() {
    let (origin, ..) = server("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nok", false).await;
    let error = text(&network::client(), &origin, RequestOptions::default()).await.expect_err("no more bytes");
    assert!(matches!(error, Error::HttpResponseIncomplete), "{error:?}");
    // Without a length, the end of the connection is the end of the body.
    let (origin, ..) = server("HTTP/1.1 200 OK\r\n\r\nok", false).await;
    assert_eq!(text(&network::client(), &origin, RequestOptions::default()).await.expect("a response"), "ok");
}

#[tokio::test]
async fn idle_connections_are_closed_without_another_call() {
    let (origin, _, closed) = server(WHOLE, true).await;
    let client = HttpClient::with_idle_time(Dial::new(), Duration::from_millis(50));
    assert_eq!(text(&client, &origin, RequestOptions::default()).await.expect("a response"), "ok");
    while closed.load(Ordering::Relaxed) == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
