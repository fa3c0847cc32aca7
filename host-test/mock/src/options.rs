//! What a mock org is started with.

use crate::auth::state::Client;
use crate::engine::model::LinkForm;
use bytes::Bytes;
use tokio::sync::mpsc::UnboundedSender;

/// Fault-injection settings.
#[derive(Clone, Debug)]
pub struct Faults {
    /// What the choices follow from.
    pub seed: u64,
    /// How many of a hundred requests are answered by a fault.
    pub percent: u32,
    /// Gets the bytes of every request, head and body, as they came.
    pub tap: Option<UnboundedSender<Bytes>>,
}

/// What a mock org is started with.
#[derive(Clone, Debug)]
pub struct Options {
    /// The port on 127.0.0.1; 0 takes any free one.
    pub port: u16,
    /// The only credential that is accepted, as `SSWS` or as `Bearer`.
    pub token: String,
    /// The form of `Link` headers; a request can ask for the joined one with `x-mock-link: joined`.
    pub link: LinkForm,
    /// The origin (`https://…`) that `Link` headers name, where it is not the mock's own.
    pub link_host: Option<String>,
    /// How many requests a minute one path template takes.
    pub rate_limit: u32,
    /// The service apps that get access tokens at `/oauth2/v1/token`.
    pub clients: Vec<Client>,
    /// How long an access token lives, in seconds.
    pub token_lifetime: u32,
    /// How many requests an access token is good for; none for any number. It then is refused as one that has expired.
    pub token_uses: Option<u32>,
    /// Whether the proofs (DPoP) of requests to the API must hold a nonce, as those to the token endpoint always must.
    pub resource_nonce: bool,
    /// Whether some requests are answered by a fault.
    pub faults: Option<Faults>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: 0,
            token: "mock-token".to_owned(),
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
