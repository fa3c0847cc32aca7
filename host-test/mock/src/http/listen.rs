//! Accepts connections until the task is aborted.

use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// How long to wait after a failure to accept: some connection may end meanwhile.
const PAUSE: Duration = Duration::from_millis(100);

/// Serves each connection in a task of its own.
///
/// A failure to accept, such as a lack of file descriptors, is reported on stderr and tried again.
pub async fn accept<F>(listener: TcpListener, serve: impl Fn(TcpStream) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    // The set aborts its connections when this task is aborted.
    let mut connections = JoinSet::new();
    let mut failing = false;
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    failing = false;
                    // Without this, small responses in two packets wait for the delayed ACK of the first.
                    let _ = stream.set_nodelay(true);
                    connections.spawn(serve(stream));
                }
                Err(error) => {
                    if !std::mem::replace(&mut failing, true) {
                        eprintln!("warning: a connection cannot be accepted, trying again: {error}");
                    }
                    tokio::time::sleep(PAUSE).await;
                }
            },
            Some(_) = connections.join_next() => {}
        }
    }
}
