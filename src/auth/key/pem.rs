//! Finds the private key in PEM text and decodes its bytes.

use alloc::string::String;
use alloc::vec::Vec;
use base64ct::{Base64, Encoding};
use zeroize::Zeroizing;

/// The format of a PEM block, by its label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `PRIVATE KEY`
    Pkcs8,
    /// `RSA PRIVATE KEY`
    Pkcs1,
    /// `EC PRIVATE KEY`
    Sec1,
}

/// The first private key in the text. The error is a fixed text, so it cannot contain any part of the key.
///
/// Line breaks may be of any kind, missing, or the two characters `\n`, as often in environment variables.
pub fn read(text: &str) -> Result<(Format, Zeroizing<Vec<u8>>), &'static str> {
    let mut found = "is not PEM, which begins with -----BEGIN PRIVATE KEY-----";
    for block in text.split("-----BEGIN ").skip(1) {
        let (label, rest) = block.split_once("-----").ok_or(CUT)?;
        let format = match label {
            "PRIVATE KEY" => Format::Pkcs8,
            "RSA PRIVATE KEY" => Format::Pkcs1,
            "EC PRIVATE KEY" => Format::Sec1,
            "ENCRYPTED PRIVATE KEY" => return Err(ENCRYPTED),
            "OPENSSH PRIVATE KEY" => {
                return Err("is a key in OpenSSH format: convert it with `ssh-keygen -p -m PKCS8 -f <file>`");
            }
            // A file may contain other blocks before the key: skip them.
            "PUBLIC KEY" | "RSA PUBLIC KEY" => {
                found = "is a public key: give the private key that belongs to it";
                continue;
            }
            "CERTIFICATE" => {
                found = "is a certificate: give the private key that belongs to it";
                continue;
            }
            "EC PARAMETERS" => {
                found =
                    "contains the parameters of a curve but no key: give the block EC PRIVATE KEY that follows them";
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

const CUT: &str = "is PEM that was truncated: its last line is its first with END instead of BEGIN";
const ENCRYPTED: &str =
    "is encrypted with a password: decrypt it with `openssl pkey -in <file>`, and keep it as a secret";

fn bytes(body: &str) -> Result<Zeroizing<Vec<u8>>, &'static str> {
    // Reserved in full: growing would leave copies of parts in memory.
    let mut base64 = Zeroizing::new(String::with_capacity(body.len()));
    for line in body.split("\\n").flat_map(|line| line.split("\\r")).flat_map(str::split_whitespace) {
        base64.push_str(line);
    }
    let bytes = Base64::decode_vec(&base64).map(Zeroizing::new);
    bytes.map_err(|_| "is PEM that is damaged: only base64 may stand between its first and last line")
}
