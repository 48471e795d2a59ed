//! The certificate authority of the FOC S1SPKI: requests in, recorded certificates out.

#![cfg_attr(test, allow(clippy::arithmetic_side_effects))]

pub mod adoption;
pub mod approval;
pub mod clock;
pub mod command;
pub mod decide;
pub mod declaration;
pub mod durable;
pub mod encode;
pub mod entropy;
pub mod event;
pub mod issue;
pub mod journal;
pub mod key;
pub mod ledger;
pub mod list;
pub mod publication;
pub mod refusal;
pub mod register;
pub mod request;
pub mod serial;
pub mod signer;
pub mod statement;
pub mod store;
pub mod template;

mod authority;
mod error;
mod establish;
mod hash;
mod hex;
mod identifier;
mod lock;
mod octets;
mod officer;
mod organisation;
mod projection;
mod public_key;
mod revoke;
mod secret;

#[cfg(test)]
mod double;

pub use authority::{
    Authority, CertificateView, IssuedCertificate, ListKind, ListView, Outcome, RevocationView, Surroundings,
};
pub use error::{CommandError, OperationError};
pub use establish::{AuthorityKeys, Founding, FoundingOfficer};
pub use hash::{Hash, ParseHashError};
pub use identifier::{OrganisationId, ParseIdentifierError, PersonId, RequestId};
pub use octets::Octets;
pub use public_key::{KeyIdentifier, ParseKeyIdentifierError, PublicKey, PublicKeyError};
pub use secret::{Passphrase, PassphraseError};

/// PEM with the lines that OpenSSL writes: 64 characters, ended by LF (RFC 7468 2).
fn pem_text(label: &str, der: Vec<u8>) -> String {
    let config = pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF);
    pem::encode_config(&pem::Pem::new(label, der), config)
}
