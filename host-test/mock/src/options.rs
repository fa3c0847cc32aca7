//! The options of a mock org.

use crate::auth::state::Client;
use crate::engine::model::LinkForm;
use bytes::Bytes;
use tokio::sync::mpsc::UnboundedSender;

/// The token of a mock org that is given no other. No real org takes it.
pub const TOKEN: &str = "mock-token";

/// Fault-injection settings.
#[derive(Clone, Debug)]
pub struct Faults {
    /// The seed of all choices.
    pub seed: u64,
    /// The percentage of requests that get a fault.
    pub percent: u32,
    /// Receives the bytes of every request, head and body.
    pub tap: Option<UnboundedSender<Bytes>>,
}

/// The options of a mock org.
#[derive(Clone, Debug)]
pub struct Options {
    /// The port on 127.0.0.1; 0 takes any free one.
    pub port: u16,
    /// The only credential that is accepted, as `SSWS` or as `Bearer`.
    pub token: String,
    /// The form of `Link` headers; a request can ask for the joined one with `x-mock-link: joined`.
    pub link: LinkForm,
    /// The origin (`https://…`) in `Link` headers, unless it is the mock's own.
    pub link_host: Option<String>,
    /// The rate limit of one path template, in requests per minute.
    pub rate_limit: u32,
    /// The service apps that get access tokens at `/oauth2/v1/token`.
    pub clients: Vec<Client>,
    /// How long an access token lives, in seconds.
    pub token_lifetime: u32,
    /// How many requests an access token is good for; `None` for any number. A used-up token is refused as expired.
    pub token_uses: Option<u32>,
    /// Whether the proofs (DPoP) of API requests need a nonce; those to the token endpoint always do.
    pub resource_nonce: bool,
    /// The faults, if some requests should fail.
    pub faults: Option<Faults>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: 0,
            token: TOKEN.to_owned(),
            link: LinkForm::default(),
            link_host: None,
            rate_limit: 1_000_000,
            clients: Vec::new(),
            token_lifetime: 3600,
            token_uses: None,
            resource_nonce: false,
            faults: None,
        }
    }
}
