//! The private key of a service app: reads and signs.
//!
//! Enter at [`SigningKey::read`]. It does not know tokens or requests.

pub mod der;
pub mod jwk;
pub mod pem;

use crate::auth::key::der::Der;
use crate::auth::key::pem::Format;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use chacha20::ChaCha20Rng;
use p256::FieldBytes;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{self, Signature};
use p256::elliptic_curve::point::AffineCoordinates;
use rsa::rand_core::SeedableRng;
use rsa::traits::PrivateKeyParts;
use rsa::{BoxedUint, PrivateKey};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// The longest text that is read as a key, in bytes: several times an RSA key of 8192 bits with a certificate.
const MAX_LENGTH: usize = 32 * 1024;

/// The accepted moduli, in bits: from the minimum of RFC 7518 to the longest that still signs in about a second.
const MODULUS: core::ops::RangeInclusive<u32> = 2048..=8192;

// Tags of DER.
const BIT_STRING: u8 = 0x03;
const OCTET_STRING: u8 = 0x04;
const OID: u8 = 0x06;
const SEQUENCE: u8 = 0x30;

// Names of algorithms and of a curve, as their object identifiers are written in DER.
const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
const P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];

/// The error for a kind of key that common programs never make.
pub(crate) const MORE_PRIMES: &str = "is an RSA key of more than two primes: make a key of two";

/// A private key. It has no `Debug`, and is wiped from memory when it is dropped.
pub struct SigningKey {
    pub(crate) kid: Option<String>,
    pub(crate) kind: KeyType,
}

pub(crate) enum KeyType {
    Rsa(Box<PrivateKey>),
    P256(Box<ecdsa::SigningKey>),
}

impl SigningKey {
    /// Reads an RSA or P-256 private key: PEM (PKCS#8, PKCS#1 or SEC1) or one JWK.
    ///
    /// The error says what was found and what is expected. It is a fixed text, so it cannot contain any part of the
    /// key.
    pub fn read(text: &str) -> Result<Self, &'static str> {
        let text = text.trim();
        if text.is_empty() {
            return Err("is empty. Expected: a private key as PEM or JWK");
        }
        if text.len() > MAX_LENGTH {
            return Err("is longer than any key. Expected: one private key as PEM or JWK");
        }
        if text.starts_with('{') {
            return jwk::read(text);
        }
        if !text.contains("-----BEGIN ") {
            return Err("is neither PEM nor a JWK: give the key itself, which begins with -----BEGIN or {");
        }
        match pem::read(text)? {
            (Format::Pkcs8, der) => pkcs8(&der),
            (Format::Pkcs1, der) => pkcs1(&der),
            (Format::Sec1, der) => ec(&der, false),
        }
    }

    /// The key id, if a JWK has one.
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// The algorithm as JOSE names it: `RS256` or `ES256`.
    pub fn alg(&self) -> &'static str {
        match self.kind {
            KeyType::Rsa(_) => "RS256",
            KeyType::P256(_) => "ES256",
        }
    }

    /// The signature in the form of JOSE; the same data gives the same signature.
    ///
    /// Fails if the key turns out to be invalid, because a factor is not prime.
    pub fn sign(&self, data: &[u8]) -> Result<Vec<u8>, &'static str> {
        match &self.kind {
            KeyType::Rsa(key) => {
                let hash = Sha256::digest(data);
                let seed = blinding_seed(&Zeroizing::new(key.d().to_be_bytes()), &hash);
                let mut blinding = ChaCha20Rng::from_seed(*seed);
                let signed = key.pkcs1v15_sign_prehash_with_rng::<Sha256, _>(&mut blinding, &hash);
                signed.map_err(
                    |_| "is an RSA key that does not sign, because one of its factors is not prime: make a new one",
                )
            }
            KeyType::P256(key) => es256(key, data),
        }
    }
}

/// The seed of the random numbers that blind an RSA signature, so that its time says nothing about the key.
///
/// It depends on the key and the message, as in RFC 6979 for ECDSA: it cannot be guessed without the key, and no host
/// can weaken it. The signature is the same for all random numbers.
fn blinding_seed(secret: &[u8], hash: &[u8]) -> Zeroizing<[u8; 32]> {
    let seed = Sha256::new().chain_update(b"okta-actions blinding").chain_update(secret).chain_update(hash);
    Zeroizing::new(seed.finalize().into())
}

/// An ES256 signature without random numbers (RFC 6979): r and s, 32 bytes each.
pub(crate) fn es256(key: &ecdsa::SigningKey, data: &[u8]) -> Result<Vec<u8>, &'static str> {
    let signed: Result<Signature, _> = key.try_sign(data);
    signed.map(|signature| signature.to_bytes().to_vec()).map_err(|_| "is a P-256 key that does not sign")
}

const DAMAGED: &str = "is PEM whose content does not match its first line, or is damaged: export the key again";
const OTHER_CURVE: &str = "is an EC key of another curve, or of an unnamed one. Expected: P-256 by its name";

/// RFC 5958: version, algorithm, key, attributes and public key.
fn pkcs8(der: &[u8]) -> Result<SigningKey, &'static str> {
    let read = || {
        let mut info = Der::sequence(der)?;
        let ([0 | 1], mut algorithm) = (info.number()?, Der(info.next(SEQUENCE)?)) else { return None };
        let key = info.next(OCTET_STRING)?;
        let (_attributes, _public_key) = (info.next(0xa0), info.next(0x81));
        info.is_empty().then_some((algorithm.next(OID)?, algorithm.next(OID), key))
    };
    match read().ok_or(DAMAGED)? {
        (RSA, _, key) => pkcs1(key),
        (EC, Some(P256), key) => ec(key, true),
        (EC, ..) => Err(OTHER_CURVE),
        _ => Err("is a key of another algorithm, such as Ed25519 or RSA-PSS. Expected: RSA or P-256"),
    }
}

/// RFC 8017, appendix A.1.2: version, n, e, d, p, q, and three numbers derived from these.
fn pkcs1(der: &[u8]) -> Result<SigningKey, &'static str> {
    let read = || {
        let mut key = Der::sequence(der)?;
        let version = key.number()?;
        let numbers = [key.number()?, key.number()?, key.number()?, key.number()?, key.number()?];
        let _follow = (key.number()?, key.number()?, key.number()?);
        Some((version, numbers, key.is_empty()))
    };
    match read().ok_or(DAMAGED)? {
        ([0], numbers, true) => rsa_key(numbers),
        ([1], ..) => Err(MORE_PRIMES),
        _ => Err(DAMAGED),
    }
}

/// RFC 5915: version, d, and optionally the curve and the public key.
fn ec(der: &[u8], curve_known: bool) -> Result<SigningKey, &'static str> {
    let read = || {
        let mut key = Der::sequence(der)?;
        let ([1], d) = (key.number()?, key.next(OCTET_STRING)?) else { return None };
        // A curve given by its equation instead of its name is a sequence.
        let curve = key.next(0xa0).map(|curve| Der(curve).next(OID).unwrap_or_default());
        let public = match key.next(0xa1) {
            Some(public) => Some(Der(public).next(BIT_STRING)?.strip_prefix(&[0])?),
            None => None,
        };
        key.is_empty().then_some((d, curve, public))
    };
    let (d, curve, public) = read().ok_or(DAMAGED)?;
    if curve.map_or(!curve_known, |curve| curve != P256) {
        return Err(OTHER_CURVE);
    }
    p256_key(d, public)
}

/// The key of n, e, d, p and q, big-endian.
pub(crate) fn rsa_key(numbers: [&[u8]; 5]) -> Result<SigningKey, &'static str> {
    let [n, e, d, p, q] = numbers.map(BoxedUint::from_be_slice_vartime);
    let bits = n.bit_width_vartime();
    if bits < *MODULUS.start() {
        return Err("is an RSA key that is too short: make one of 2048 bits or more");
    }
    if bits > *MODULUS.end() {
        return Err("is an RSA key that is too long: make one of 8192 bits or less");
    }
    let key = PrivateKey::from_components(n, e, d, vec![p, q]);
    let key = key.map_err(|_| "is an RSA key whose numbers are inconsistent: export it again")?;
    Ok(SigningKey { kid: None, kind: KeyType::Rsa(Box::new(key)) })
}

/// The key of d, big-endian. A given public part, a SEC1 point, is checked.
pub(crate) fn p256_key(d: &[u8], public: Option<&[u8]>) -> Result<SigningKey, &'static str> {
    let key = ecdsa::SigningKey::from_slice(d).map_err(|_| "is an EC key whose `d` is not a private key of P-256")?;
    let point = key.verifying_key().to_sec1_point(public.is_some_and(|public| public.len() == 33));
    if public.is_some_and(|public| *public != *point.as_bytes()) {
        return Err("is an EC key whose public part does not match its private part: export it again");
    }
    Ok(SigningKey { kid: None, kind: KeyType::P256(Box::new(key)) })
}

/// The public part of a key: x and y.
pub(crate) fn coordinates(key: &ecdsa::SigningKey) -> (FieldBytes, FieldBytes) {
    let point = key.verifying_key().as_affine();
    (point.x(), point.y())
}

#[cfg(test)]
pub(crate) mod tests;
