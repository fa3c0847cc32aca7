//! Makes environments: most are right, and some have the mistakes of people and hosts.

use super::{secrets::Kind, texts};
use crate::keys::Key;
use crate::mock::{Client, Jwks, TOKEN_PREFIX};
use anyhow::Context;
use fastrand::Rng;
use serde_json::json;
use url::Url;

/// The scopes that the service apps may ask for.
const SCOPES: [&str; 3] = ["okta.users.manage", "okta.groups.manage", "okta.apps.read"];

/// The origins and secrets of the environments.
pub struct Environments {
    /// The mock org.
    pub origin: Url,
    /// An origin that no request may go to.
    pub elsewhere: Url,
    /// The API token, which is easy to find again.
    pub token: String,
    ec: Key,
    rsa: Key,
}

impl Environments {
    /// Makes the secrets; the origins are set once they are known.
    pub fn new(seed: u64) -> anyhow::Result<Self> {
        let mut rng = Rng::with_seed(seed);
        let token = format!("00soak+/{:016x}{:016x}=", rng.u64(..), rng.u64(..));
        let (ec, rsa) = (Key::ec().ok().context("no EC key")?, Key::rsa().ok().context("no RSA key")?);
        let unset = Url::parse("http://unset.invalid")?;
        Ok(Self { origin: unset.clone(), elsewhere: unset, token, ec, rsa })
    }

    /// The service apps for the mock org.
    pub fn clients(&self) -> Vec<Client> {
        let client = |id: &str, key: &Key, dpop| {
            let mut public = key.public.clone();
            public["kid"] = json!("soak");
            let (jwks, scopes) = (Jwks { keys: vec![public] }, SCOPES.map(str::to_owned).to_vec());
            Client { client_id: id.to_owned(), jwks, scopes, dpop }
        };
        vec![
            client("0oasoakec", &self.ec, false),
            client("0oasoakrsa", &self.rsa, false),
            client("0oasoakdpop", &self.ec, true),
        ]
    }

    /// The secrets that must not be found. Those of the keys are parts of private numbers on one line of the PEM.
    pub fn secrets(&self) -> Vec<(Kind, Vec<u8>)> {
        let parts = [self.ec.pkcs8[36..48].to_vec(), self.ec.pkcs8[48..60].to_vec()];
        let rsa = self.rsa.pkcs8.chunks(48).skip(8).step_by(5).map(|line| line[..12.min(line.len())].to_vec());
        let keys = parts.into_iter().chain(rsa).filter(|part| part.len() == 12).map(|part| (Kind::Key, part));
        keys.chain([(Kind::Token, self.token.clone().into_bytes()), (Kind::Access, TOKEN_PREFIX.into())]).collect()
    }

    /// A random environment.
    pub fn environment(&self, rng: &mut Rng) -> Vec<(String, String)> {
        let mut all = vec![
            ("OKTA_CLIENT_ORGURL", self.origin.origin().ascii_serialization()),
            ("OKTA_TESTING_DISABLEHTTPSCHECK", "true".to_owned()),
            ("OKTA_CLIENT_TOKEN", self.token.clone()),
            ("OKTA_CLIENT_REQUESTTIMEOUT", "1".to_owned()),
            ("OKTA_CLIENT_CONNECTIONTIMEOUT", "1".to_owned()),
            // Without it, an instance that repeats would wait for the minutes that Okta asks for.
            ("OKTA_ACTIONS_MAXWAIT", texts::one(rng, &["0", "100", "100", "1100"]).to_owned()),
        ];
        match rng.u32(..100) {
            0..60 => {}
            60..70 => all.push(("OKTA_CLIENT_AUTHORIZATIONMODE", "Bearer".to_owned())),
            70..75 => all.push(("OKTA_CLIENT_AUTHORIZATIONMODE", "None".to_owned())),
            75..97 => self.service_app(rng, &mut all),
            _ => all.push(("OKTA_CLIENT_AUTHORIZATIONMODE", self.odd(rng, &["ssws", "Basic", "", "\n"]))),
        }
        for (name, percent, values) in [
            ("OKTA_CLIENT_RATELIMIT_MAXRETRIES", 10, &["0", "1", "3", "-1", "x"][..]),
            (
                "OKTA_ACTIONS_MAXRESPONSEBYTES",
                20,
                &["1", "100", "4096", "65536", "134217728", "134217729", "4294967295", "0", "1 MB"],
            ),
            ("OKTA_ACTIONS_ALLOW", 8, &["user.*", "*", "*.list-*,*.get-*", "generic-request.*", "nothing.*", "", ",,"]),
            ("OKTA_ACTIONS_DENY", 8, &["user.*", "*", "*.delete-*", "nothing.*", "", "***", "*é*"]),
            ("OKTA_ACTIONS_READONLY", 8, &["true", "false", "", "maybe"]),
        ] {
            if rng.u32(..100) < percent {
                all.push((name, rng.choice(values).copied().unwrap_or_default().to_owned()));
            }
        }
        // One in twelve is broken in one place.
        if rng.u32(..12) == 0 {
            let at = rng.usize(..all.len());
            all[at].1 = match all[at].0 {
                "OKTA_CLIENT_ORGURL" => self.odd_origin(rng),
                // The values of these are sent to the org.
                "OKTA_CLIENT_CLIENTID" | "OKTA_CLIENT_SCOPES" | "OKTA_CLIENT_PRIVATEKEYID" => {
                    "\u{e9} \r\n\"".to_owned()
                }
                _ => self.odd(rng, &["", "0", "-1", "99999999999999999999", "é", "\r\n", "{\"kty\":\"EC\"}"]),
            };
        }
        // An environment variable cannot contain a zero byte.
        all.into_iter().map(|(name, value)| (name.to_owned(), value.replace('\0', ""))).collect()
    }

    fn service_app(&self, rng: &mut Rng, all: &mut Vec<(&'static str, String)>) {
        let (id, key) = match rng.u32(..4) {
            0 => ("0oasoakrsa", &self.rsa),
            1 => ("0oasoakdpop", &self.ec),
            2 => ("0oanobody", &self.ec),
            _ => ("0oasoakec", &self.ec),
        };
        let written = match (rng.bool(), key.private_jwk()) {
            (true, Some(jwk)) => jwk.to_string(),
            _ => key.pem(),
        };
        // An error must not quote a key that lost its line breaks or its end.
        let written = match rng.u32(..10) {
            0 => written.replace('\n', "\\n"),
            1 => written.replace('\n', " "),
            2 => written[..written.len() / 2].to_owned(),
            3 => written.replace("PRIVATE KEY", "EC PRIVATE KEY"),
            _ => written,
        };
        let scopes = if rng.u32(..10) == 0 { "okta.logs.read" } else { SCOPES[rng.usize(..SCOPES.len())] };
        all.extend([
            ("OKTA_CLIENT_AUTHORIZATIONMODE", "PrivateKey".to_owned()),
            ("OKTA_CLIENT_CLIENTID", id.to_owned()),
            ("OKTA_CLIENT_SCOPES", scopes.to_owned()),
            ("OKTA_CLIENT_PRIVATEKEY", written),
        ]);
        if rng.bool() {
            all.push((
                "OKTA_CLIENT_PRIVATEKEYID",
                rng.choice(["soak", "other", "\"", ""]).unwrap_or_default().to_owned(),
            ));
        }
    }

    /// One of some values, or one with the token, as a person may paste it into the wrong place.
    fn odd(&self, rng: &mut Rng, values: &[&str]) -> String {
        match rng.usize(..values.len() + 3) {
            0 => format!("{}\r\n", self.token),
            1 => format!(" {} ", self.token),
            2 => format!("SSWS {}", self.token),
            at => values[at - 3].to_owned(),
        }
    }

    fn odd_origin(&self, rng: &mut Rng) -> String {
        let origin = self.origin.origin().ascii_serialization();
        let (host, elsewhere) = (self.origin.authority(), self.elsewhere.authority());
        let origins = [
            format!("{origin}/"),
            format!("{origin}/api/v1"),
            format!("http://{}@{host}", self.token),
            format!("http://{host}@{elsewhere}"),
            format!("{origin}\\@{elsewhere}"),
            format!("https://{host}"),
            format!("{origin}?{}", self.token),
            "http://127.0.0.1:1".to_owned(),
            "http://[::1]:1".to_owned(),
            "http://127.0.0.1:99999".to_owned(),
            "http://".to_owned(),
            "acme.okta.com".to_owned(),
            String::new(),
        ];
        origins[rng.usize(..origins.len())].clone()
    }
}
