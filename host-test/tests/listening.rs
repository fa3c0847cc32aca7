//! Servers that run out of file descriptors continue once some are free again.

#![cfg(unix)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::Duration;

/// Sends a request, and returns the first line of the response.
fn ask(authority: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(authority)?;
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    write!(stream, "GET /api/v1/users/me HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n\r\n")?;
    let mut response = String::new();
    stream.read_to_string(&mut response)?;
    Ok(response.lines().next().unwrap_or_default().to_string())
}

#[test]
fn a_server_without_free_file_descriptors_goes_on() {
    for (verb, greeting) in [("mock", "export OKTA_CLIENT_ORGURL=http://"), ("explore", "http://")] {
        let mut command = Command::new("sh");
        command.args(["-c", "ulimit -n 40; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_okta-actions"), verb]);
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("OKTA_")) {
            command.env_remove(name);
        }
        command.env("HOME", concat!(env!("CARGO_TARGET_TMPDIR"), "/nobody"));
        command.env("XDG_CACHE_HOME", concat!(env!("CARGO_TARGET_TMPDIR"), "/cache"));
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the command starts");
        let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut line = String::new();
        stdout.read_line(&mut line).expect("it prints its address");
        let address = line.trim().strip_prefix(greeting).expect("the address first");
        let authority = address.split('/').next().unwrap_or_default();
        let many: Vec<TcpStream> =
            (0..60).map(|_| TcpStream::connect(authority).expect("the backlog takes it")).collect();
        let mut stderr = BufReader::new(child.stderr.take().expect("a pipe"));
        let mut said = String::new();
        while !said.contains("cannot be accepted") {
            assert_ne!(stderr.read_line(&mut said).expect("text"), 0, "{verb} does not report the failure: {said}");
        }
        drop(many);
        let response = ask(authority).expect("a response");
        assert!(response.starts_with("HTTP/1.1 401") || response.starts_with("HTTP/1.1 404"), "{verb}: {response}");
        child.kill().expect("it runs until it is ended");
        child.wait().expect("it ends");
    }
}
