//! The mock Okta org: an HTTP server on loopback that keeps an org's state in memory.
//!
//! Its routes are the rows of `tests/conformance/operations.jsonl`, never our WIT, so that a wrong path or parameter in
//! the WIT is refused here. Most routes are answered by a few generic handlers that read a table of [`resource types`]; what
//! no table can say is a small handler of its own, named in the `ROUTES` of its module.
//!
//! | file | job |
//! |---|---|
//! | `server` | HTTP/1.1 on loopback, a thin layer over [`answer`] |
//! | `faults`, `plans`, `faulty`, `wire` | instead of `server`: which requests fail, how, and HTTP by hand for it |
//! | `answer` | one request: credential, rate limit, parameters, media type, body, handler, event, headers |
//! | `access` | who is let in: API token, access tokens and their scopes |
//! | `oauth`, `dpop`, `jose` | the token endpoint, proofs of possession, signatures |
//! | `routes`, `call` | which route a request takes; what its handler gets |
//! | `resource types` | what a resource type of resources is, and the table of all |
//! | `resources`, `lists`, `lifecycle`, `members` | the generic handlers |
//! | `shapes`, `links` | what an answer of Okta looks like, by which every answer is checked; its `_links` |
//! | `pages`, `scim`, `expressions`, `errors`, `rates` | `Link`, filters, conditions of rules, refusals, rate limits |
//! | `org`, `seed.json`, `seeded` | the state, what a new org holds, and ids in it |
//! | all others | the topics, one each |

mod auth;
mod dispatch;
mod engine;
mod facts;
mod http;
pub mod seeded;
#[cfg(test)]
mod tests;
mod topics;

pub use auth::keys;
pub use auth::oauth::{Client, Jwks, TOKEN_PREFIX};
pub use dispatch::perform::answer;
pub use engine::org::Org;
pub use facts::operations;
pub use http::faults::Faults;
pub use http::server::Mock;
pub use http::{CALL, listen};

/// How the `Link` headers of a page are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LinkForm {
    /// One header line per link.
    #[default]
    TwoLines,
    /// One header line with all links, joined by a comma.
    Joined,
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
