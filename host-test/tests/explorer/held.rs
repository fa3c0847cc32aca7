//! An org that answers as a mock org does, up to a request that it never answers.

use host_test::mock::Mock;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};

/// What is sent on once the client of a request that is held has gone.
pub const GONE: &str = "gone";

/// The environment that leads there, and the first line of each request as it comes. Requests of a path that holds `held` are held.
pub fn org(mock: &Mock, held: &'static str) -> (Vec<(String, String)>, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("its address"));
    let mut environment = mock.environment();
    environment
        .iter_mut()
        .filter(|(name, _)| name == "OKTA_CLIENT_ORGURL")
        .for_each(|(_, known)| known.clone_from(&url));
    let behind = mock.origin.trim_start_matches("http://").to_string();
    let (told, tells) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (behind, told) = (behind.clone(), told.clone());
            std::thread::spawn(move || serve(stream, &behind, held, &told));
        }
    });
    (environment, tells)
}

/// Answers the requests of a connection, one after the other.
fn serve(stream: TcpStream, behind: &str, held: &str, told: &Sender<String>) {
    let mut client = BufReader::new(stream);
    while let Some(request) = message(&mut client) {
        let line = String::from_utf8_lossy(&request).lines().next().unwrap_or_default().to_string();
        let holds = line.contains(held);
        let _ = told.send(line);
        if holds {
            let _ = client.read_to_end(&mut Vec::new());
            let _ = told.send(GONE.into());
            return;
        }
        let mut org = TcpStream::connect(behind).expect("the mock org listens");
        org.write_all(&request).expect("it reads");
        let answer = message(&mut BufReader::new(org)).expect("it answers");
        let _ = client.get_mut().write_all(&answer);
    }
}

/// The bytes of a request or response, whose body has its length in a header; none at the end of a connection.
fn message(stream: &mut BufReader<TcpStream>) -> Option<Vec<u8>> {
    let (mut bytes, mut length) = (Vec::new(), 0);
    loop {
        let begin = bytes.len();
        if stream.read_until(b'\n', &mut bytes).ok()? == 0 {
            return None;
        }
        let line = String::from_utf8_lossy(&bytes[begin..]).to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
        if line == "\r\n" {
            break;
        }
    }
    let head = bytes.len();
    bytes.resize(head + length, 0);
    stream.read_exact(&mut bytes[head..]).ok()?;
    Some(bytes)
}
