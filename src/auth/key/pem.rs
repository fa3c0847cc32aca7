//! Reads the private key out of PEM text, as far as its bytes.

use alloc::string::String;
use alloc::vec::Vec;
use base64ct::{Base64, Encoding};
use zeroize::Zeroizing;

/// What the bytes of a PEM block are, by its label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `PRIVATE KEY`
    Pkcs8,
    /// `RSA PRIVATE KEY`
    Pkcs1,
    /// `EC PRIVATE KEY`
    Sec1,
}

/// The first private key in the text. The error is fixed text, so it can hold no part of the key.
///
/// Line breaks may be of any kind, also `\n` in two characters as environment variables often hold it, or missing.
pub fn read(text: &str) -> Result<(Format, Zeroizing<Vec<u8>>), &'static str> {
    let mut found = "is no PEM: it begins with -----BEGIN PRIVATE KEY-----";
    for block in text.split("-----BEGIN ").skip(1) {
        let (label, rest) = block.split_once("-----").ok_or(CUT)?;
        let format = match label {
            "PRIVATE KEY" => Format::Pkcs8,
            "RSA PRIVATE KEY" => Format::Pkcs1,
            "EC PRIVATE KEY" => Format::Sec1,
            "ENCRYPTED PRIVATE KEY" => return Err(ENCRYPTED),
            "OPENSSH PRIVATE KEY" => {
                return Err("is a key in the format of OpenSSH: convert it with `ssh-keygen -p -m PKCS8 -f <file>`");
            }
            // A file may hold more than the key: what stands before it is passed over.
            "PUBLIC KEY" | "RSA PUBLIC KEY" => {
                found = "is a public key: give the private key that belongs to it";
                continue;
            }
            "CERTIFICATE" => {
                found = "is a certificate: give the private key that belongs to it";
                continue;
            }
            "EC PARAMETERS" => {
                found = "holds the parameters of a curve and no key: give the block EC PRIVATE KEY that follows them";
                continue;
            }
            _ => return Err("is PEM of another kind. Expected: PRIVATE KEY, RSA PRIVATE KEY or EC PRIVATE KEY"),
        };
        let (body, end) = rest.split_once("-----END ").ok_or(CUT)?;
        if end.split_once("-----").is_none_or(|(end, _)| end != label) {
            return Err(CUT);
        }
        if body.contains("ENCRYPTED") {
            return Err(ENCRYPTED);
        }
        return Ok((format, bytes(body)?));
    }
    Err(found)
}

const CUT: &str = "is PEM that was cut: its last line is the same as its first, with END for BEGIN";
const ENCRYPTED: &str =
    "is encrypted with a password: decrypt it with `openssl pkey -in <file>`, and keep it as a secret";

fn bytes(body: &str) -> Result<Zeroizing<Vec<u8>>, &'static str> {
    // Never longer than the body, so no copy of a part is left behind by growing.
    let mut base64 = Zeroizing::new(String::with_capacity(body.len()));
    for line in body.split("\\n").flat_map(|line| line.split("\\r")).flat_map(str::split_whitespace) {
        base64.push_str(line);
    }
    let bytes = Base64::decode_vec(&base64).map(Zeroizing::new);
    bytes.map_err(|_| "is PEM that is damaged: between its first and last line stands base64 and nothing else")
}
