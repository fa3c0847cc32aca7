//! An answer that comes line by line while its work goes on.

use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::body::{Body, Frame};
use serde::Serialize;
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::sync::mpsc;

/// The body of an answer: lines of JSON, written by work that is done while they are read.
///
/// Who goes away drops the body, and with it the work, at the request that it waits for.
pub struct Lines {
    work: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
    written: mpsc::UnboundedReceiver<Bytes>,
}

/// Writes the lines.
#[derive(Clone)]
pub struct Writer(mpsc::UnboundedSender<Bytes>);

impl Writer {
    /// Writes a value as one line.
    pub fn write(&self, value: &impl Serialize) {
        let mut line = serde_json::to_vec(value).unwrap_or_default();
        line.push(b'\n');
        // Sending fails only after the body was dropped, when nobody reads the line.
        let _ = self.0.send(line.into());
    }
}

impl Lines {
    /// The lines of work.
    pub fn of<W: Future<Output = ()> + Send + 'static>(work: impl FnOnce(Writer) -> W) -> super::Content {
        let (writer, written) = mpsc::unbounded_channel();
        Self { work: Some(Box::pin(work(Writer(writer)))), written }.boxed_unsync()
    }
}

impl Body for Lines {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if let Some(work) = &mut self.work
            && work.as_mut().poll(context).is_ready()
        {
            // It holds the writer: without it the lines end.
            self.work = None;
        }
        self.written.poll_recv(context).map(|line| line.map(|line| Ok(Frame::data(line))))
    }
}
