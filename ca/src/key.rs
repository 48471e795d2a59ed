//! Private keys in software: made, kept encrypted, opened.

mod encrypted;

use std::fmt;
use std::io;
use std::path::PathBuf;

use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use zeroize::Zeroizing;

use crate::durable::WriteError;
use crate::entropy::{EntropyError, SystemEntropy};
use crate::signer::{Signer, SignerError};
use crate::{KeyIdentifier, PublicKey};

pub use encrypted::{EncryptedKey, Rounds};

/// A private key in memory, ready to sign.
///
/// Made by [`generate`](Self::generate), or opened from an [`EncryptedKey`]. Its own buffers are wiped; ring,
/// which keeps the scalar, has no way to wipe its copy.
pub struct SoftKey {
    pair: EcdsaKeyPair,
    public_key: PublicKey,
    entropy: SystemEntropy,
}

impl SoftKey {
    /// Makes a new key, and gives with it the octets to keep.
    ///
    /// # Errors
    /// [`KeyError::Entropy`] where the generator fails.
    pub fn generate(entropy: &SystemEntropy) -> Result<(Self, SecretKey), KeyError> {
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, entropy.ring())
            .map_err(|_| KeyError::Entropy(EntropyError::Failed))?;
        let secret = SecretKey::new(document.as_ref().to_vec());
        Ok((Self::from_secret(&secret)?, secret))
    }

    /// The key in these octets; ring sees to it that the public point is the private key's own.
    pub(crate) fn from_secret(secret: &SecretKey) -> Result<Self, KeyError> {
        let entropy = SystemEntropy::new();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &secret.0, entropy.ring())
            .map_err(|rejected| match rejected.to_string().as_str() {
                "InconsistentComponents" | "InvalidComponent" => KeyError::Damaged {
                    what: "its private and its public half do not belong together",
                },
                reason => KeyError::Rejected(reason.to_owned()),
            })?;
        let public_key = PublicKey::from_point(pair.public_key().as_ref())
            .map_err(|error| KeyError::Rejected(error.to_string()))?;
        Ok(Self {
            pair,
            public_key,
            entropy,
        })
    }
}

impl Signer for SoftKey {
    fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        match self.pair.sign(self.entropy.ring(), message) {
            Ok(signature) => Ok(signature.as_ref().to_vec()),
            Err(_) => Err(SignerError {
                key: self.public_key.identifier(),
                reason: EntropyError::Failed.to_string(),
            }),
        }
    }
}

impl fmt::Debug for SoftKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SoftKey({:?})", self.public_key)
    }
}

/// A private key in the open, as PKCS#8 in DER: only on its way into an [`EncryptedKey`]. Wiped when it goes.
pub struct SecretKey(Zeroizing<Vec<u8>>);

impl SecretKey {
    pub(crate) fn new(pkcs8: Vec<u8>) -> Self {
        Self(Zeroizing::new(pkcs8))
    }

    pub(crate) fn octets(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(...)")
    }
}

/// Why a private key cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not PEM.
    #[error("this is not PEM: wanted -----BEGIN ENCRYPTED PRIVATE KEY-----")]
    NotPem,
    /// A private key that is not encrypted, or not by PKCS#8.
    #[error("this is a `{label}`, which is not encrypted as PKCS#8; encrypt it: {CONVERT}")]
    NotEncrypted {
        /// The label of the PEM.
        label: String,
    },
    /// PEM of something else.
    #[error("this is a PEM of `{label}`, and an ENCRYPTED PRIVATE KEY is wanted")]
    Label {
        /// The label of the PEM.
        label: String,
    },
    /// Encrypted in another way.
    #[error(
        "this key is encrypted with {found}, and PBES2 with PBKDF2-HMAC-SHA256 and AES-256-CBC is wanted; encrypt it again: {CONVERT}"
    )]
    Scheme {
        /// How it is encrypted.
        found: String,
    },
    /// Encrypted with too few rounds, or with so many that opening it would not end.
    #[error(
        "this key is encrypted with {found} rounds, and {least} to {most} are wanted; encrypt it again: {CONVERT}"
    )]
    Rounds {
        /// The rounds of PBKDF2.
        found: u32,
        /// The fewest.
        least: u32,
        /// The most.
        most: u32,
    },
    /// The passphrase does not open it.
    #[error("the passphrase is wrong")]
    WrongPassphrase,
    /// The file is not what was once written, whatever the passphrase.
    #[error("this private key is damaged ({what}): restore it from a copy")]
    Damaged {
        /// What shows it.
        what: &'static str,
    },
    /// It was opened, and is not a P-256 key with its own public point.
    #[error("this is not a P-256 private key together with its public key ({0}); write it again: {CONVERT}")]
    Rejected(String),
    /// It was opened, and is another key than the one that is wanted.
    #[error("this is the private key of {found}, and the one of {wanted} is wanted")]
    WrongKey {
        /// The key that is wanted.
        wanted: KeyIdentifier,
        /// The key that is there.
        found: KeyIdentifier,
    },
    /// There are no random octets.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
}

/// How anybody gets a key into the one form that is taken.
const CONVERT: &str =
    "openssl pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA256 -iter 600000 -in OLD.pem -out NEW.pem";

/// Why the file of a private key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// Others may read it.
    #[error("{} may be read by others (mode {mode:04o}): chmod 600 it, and think of who has read it", path.display())]
    Readable {
        /// The file.
        path: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// It cannot be read.
    #[error("{} cannot be read: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// It is not an encrypted key as wanted.
    #[error("{}: {source}", path.display())]
    Key {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: KeyError,
    },
    /// It was not written.
    #[error(transparent)]
    Write(#[from] WriteError),
}
