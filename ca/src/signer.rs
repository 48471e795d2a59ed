//! Whoever signs: a key in memory, or one in a hardware module.

use crate::{KeyIdentifier, PublicKey};

/// A private key on P-256 that signs; where it is kept is its own business.
pub trait Signer: Send + Sync {
    /// The public half.
    fn public_key(&self) -> &PublicKey;

    /// Signs `message` by ECDSA with SHA-256, and gives the ECDSA-Sig-Value in DER (RFC 5480, appendix A).
    ///
    /// Whoever asks verifies the signature with [`PublicKey::has_signed`] before it leaves the house: a fault
    /// in a module, or a wrong key behind a label, shows nowhere else.
    ///
    /// # Errors
    /// [`SignerError`] where the key is out of reach.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignerError>;
}

/// A key did not sign.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("key {key} did not sign: {reason}")]
pub struct SignerError {
    /// The key.
    pub key: KeyIdentifier,
    /// What its keeper said.
    pub reason: String,
}
