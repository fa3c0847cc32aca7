//! Finds secrets in any spelling: plain, base64 at any position, hexadecimal, percent-encoded.

use aho_corasick::{AhoCorasick, BuildError};
use base64::{Engine as _, prelude::BASE64_STANDARD_NO_PAD, prelude::BASE64_URL_SAFE_NO_PAD};
use percent_encoding::{NON_ALPHANUMERIC, percent_encode};

/// The kind of a secret, which decides where it may occur.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The API token: in `Authorization` only.
    Token,
    /// A private key: nowhere.
    Key,
    /// An access token of the mock org: in `Authorization`, and in results of `auth`.
    Access,
    /// A signed assertion or proof: in requests.
    Signed,
}

/// Spellings to look for.
#[derive(Clone, Debug)]
pub struct Secrets {
    automaton: AhoCorasick,
    kinds: Vec<Kind>,
}

impl Secrets {
    /// Prepares the search for all spellings of these secrets.
    pub fn new(secrets: &[(Kind, Vec<u8>)]) -> Result<Self, BuildError> {
        let spelled = secrets.iter().flat_map(|(kind, secret)| spellings(secret).into_iter().map(|text| (*kind, text)));
        // The beginnings of `{"alg":`, `{"typ":`, `{"kid":` and `{"jwk":` in base64.
        let signed = ["eyJhbGci", "eyJ0eXAi", "eyJraWQi", "eyJqd2si"].map(|text| (Kind::Signed, text.to_owned()));
        let (kinds, needles): (Vec<Kind>, Vec<String>) = spelled.chain(signed).unzip();
        Ok(Self { automaton: AhoCorasick::new(needles)?, kinds })
    }

    /// The kind of the first secret in a text, except for the allowed kinds.
    pub fn find(&self, text: &str, allowed: &[Kind]) -> Option<Kind> {
        let mut found = self.automaton.find_overlapping_iter(text).map(|hit| self.kinds[hit.pattern().as_usize()]);
        found.find(|kind| !allowed.contains(kind))
    }
}

fn spellings(secret: &[u8]) -> Vec<String> {
    let hex: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut all = vec![hex.to_uppercase(), hex, percent_encode(secret, NON_ALPHANUMERIC).to_string()];
    all.extend(String::from_utf8(secret.to_vec()));
    for before in 0..3 {
        let shifted = [&[0; 2][..before], secret].concat();
        // Characters that contain bits of the bytes before or after are left out.
        let (start, end) = ((before * 8).div_ceil(6), shifted.len() * 8 / 6);
        all.push(BASE64_STANDARD_NO_PAD.encode(&shifted)[start..end].to_owned());
        all.push(BASE64_URL_SAFE_NO_PAD.encode(&shifted)[start..end].to_owned());
    }
    all.sort();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::{Kind, Secrets};
    use base64::{Engine as _, prelude::BASE64_STANDARD};

    #[test]
    fn a_secret_is_found_in_every_spelling() {
        let secret = "00soak+/secret=";
        let secrets = Secrets::new(&[(Kind::Token, secret.into()), (Kind::Key, vec![0xff, 0xfe, 0x80, 0x3f, 9, 8, 7])])
            .expect("few needles");
        let found = |text: &str| secrets.find(text, &[]);
        assert_eq!(found("nothing"), None);
        assert_eq!(found(&format!("x{secret}y")), Some(Kind::Token));
        assert_eq!(found("00soak%2B%2Fsecret%3D"), Some(Kind::Token));
        for before in ["", "a", "ab", "abc"] {
            assert_eq!(
                found(&BASE64_STANDARD.encode(format!("{before}{secret} and more"))),
                Some(Kind::Token),
                "{before}"
            );
        }
        assert_eq!(
            (found("fffe803f090807"), found("//6APwkIBw=="), found("__6APwkIBw")),
            (Some(Kind::Key), Some(Kind::Key), Some(Kind::Key))
        );
        assert_eq!(found("eyJhbGciOiJub25lIn0.e30."), Some(Kind::Signed));
        assert_eq!(secrets.find(secret, &[Kind::Token]), None);
    }
}
