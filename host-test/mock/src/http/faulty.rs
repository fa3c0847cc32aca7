//! A connection on which some requests get a fault.

use crate::dispatch::org::MockOrg;
use crate::dispatch::perform::answer;
use crate::http::faults::Injector;
use crate::http::plans::{End, FaultContext, FaultPlan, Step};
use crate::http::{listen, wire};
use bytes::{Bytes, BytesMut};
use http::{HeaderName, Method, Request, Response};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::{
    io::AsyncWriteExt,
    net::{TcpListener, TcpStream},
    time,
};

/// The header with the number of the call that a request belongs to.
pub const CALL: HeaderName = HeaderName::from_static("x-mock-call");

/// Serves a connection until it ends.
pub async fn serve(mut stream: TcpStream, org: Arc<Mutex<MockOrg>>, injector: Arc<Injector>) {
    let reset = match injector.resets_connection() {
        true => true,
        // The client reports a broken connection.
        false => requests(&mut stream, &org, &injector).await.unwrap_or_default(),
    };
    if reset {
        let _ = stream.set_zero_linger();
    }
}

/// Responds to requests until the connection ends; true if it ends by a reset.
async fn requests(stream: &mut TcpStream, org: &Mutex<MockOrg>, injector: &Injector) -> std::io::Result<bool> {
    let mut buffer = BytesMut::new();
    while let Some(wire::Received { bytes, request }) = wire::receive(stream, &mut buffer).await? {
        if let Some(tap) = &injector.faults.tap {
            // The receiver may be gone.
            let _ = tap.send(bytes);
        }
        let is_head = request.method() == Method::HEAD;
        let path = request.uri().to_string();
        let mut performed = || -> Response<Bytes> {
            let mut org = org.lock().unwrap_or_else(PoisonError::into_inner);
            let mut response = answer(&mut org, request.clone());
            if is_head {
                response.body_mut().clear();
            }
            response
        };
        let (fault, rng) = injector.choose(&key(&request));
        let plan = match fault {
            Some(fault) => {
                let elsewhere = &injector.elsewhere;
                (fault.plan)(&mut FaultContext { rng, path: &path, elsewhere, perform: &mut performed })
            }
            None => FaultPlan { steps: vec![Step::Send(wire::bytes(&performed(), true).into())], end: End::Keep },
        };
        for step in plan.steps {
            match step {
                Step::Send(bytes) => stream.write_all(&bytes).await?,
                Step::Pause(pause) => time::sleep(pause).await,
            }
        }
        if plan.end != End::Keep {
            return Ok(plan.end == End::Reset);
        }
    }
    Ok(false)
}

/// The input for the choice of a fault: the number of the call if the host sends it, or else the request itself.
fn key(request: &Request<Bytes>) -> Vec<u8> {
    if let Some(call) = request.headers().get(CALL) {
        return call.as_bytes().to_vec();
    }
    // An assertion differs each time, so the body of a token request is left out.
    let body: &[u8] = if request.uri().path() == crate::auth::oauth::PATH { b"" } else { request.body() };
    [format!("{} {}\n", request.method(), request.uri()).as_bytes(), body].concat()
}

/// Counts the connections to an origin that no client may contact.
pub async fn count_strays(listener: TcpListener, injector: Arc<Injector>) {
    listen::accept(listener, |_| {
        injector.stray();
        std::future::ready(())
    })
    .await;
}
