//! The random numbers that blind an RSA signature: each signature takes other steps, so its time tells nothing of the key.

use core::convert::Infallible;
use rsa::rand_core::{TryCryptoRng, TryRng};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// SHA-256 over a seed and a counter.
///
/// The seed comes from the key and the message, as RFC 6979 has it for ECDSA: whoever does not know the key cannot guess
/// the numbers, and nobody has to provide good ones. The signature is the same for all numbers.
pub struct Blinding {
    seed: Zeroizing<[u8; 32]>,
    counter: u64,
}

impl Blinding {
    /// The numbers for one signature: of the private exponent and of the hash that is signed.
    pub fn new(secret: &[u8], hash: &[u8]) -> Self {
        let seed =
            Sha256::new().chain_update(b"okta-actions blinding").chain_update(secret).chain_update(hash).finalize();
        Self { seed: Zeroizing::new(seed.into()), counter: 0 }
    }
}

impl TryRng for Blinding {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for part in bytes.chunks_mut(32) {
            let block = Sha256::new().chain_update(self.seed.as_slice()).chain_update(self.counter.to_le_bytes());
            part.copy_from_slice(&block.finalize()[..part.len()]);
            self.counter += 1;
        }
        Ok(())
    }
}

impl TryCryptoRng for Blinding {}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(secret: &[u8], hash: &[u8]) -> [u8; 80] {
        let mut bytes = [0; 80];
        let Ok(()) = Blinding::new(secret, hash).try_fill_bytes(&mut bytes);
        bytes
    }

    #[test]
    fn numbers_depend_on_key_and_message_and_do_not_repeat() {
        let numbers = first(b"key", b"message");
        assert_eq!(numbers, first(b"key", b"message"));
        assert_ne!(numbers, first(b"other key", b"message"));
        assert_ne!(numbers, first(b"key", b"other message"));
        assert_ne!(numbers[..32], numbers[32..64]);
        let mut blinding = Blinding::new(b"key", b"message");
        assert_ne!(blinding.try_next_u64(), blinding.try_next_u64());
        assert_ne!(blinding.try_next_u32(), blinding.try_next_u32());
    }
}
