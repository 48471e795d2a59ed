//! The certificate authority of the FOC S1SPKI: requests in, recorded certificates out.

#![cfg_attr(test, allow(clippy::arithmetic_side_effects))]

pub mod clock;
pub mod durable;
pub mod encode;
pub mod entropy;
pub mod key;
pub mod ledger;
pub mod serial;
pub mod signer;
pub mod statement;
pub mod store;

mod hash;
mod hex;
mod public_key;
mod secret;

#[cfg(test)]
mod double;

pub use hash::{Hash, ParseHashError};
pub use public_key::{KeyIdentifier, ParseKeyIdentifierError, PublicKey, PublicKeyError};
pub use secret::{Passphrase, PassphraseError};

/// PEM with the lines that OpenSSL writes: 64 characters, ended by LF (RFC 7468 2).
fn pem_text(label: &str, der: Vec<u8>) -> String {
    let config = pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF);
    pem::encode_config(&pem::Pem::new(label, der), config)
}
