//! The certificate authority of the FOC S1SPKI: requests in, recorded certificates out.
//!
//! An [`Authority`] is opened over a [`Store`](store::Store) under a policy. It is told what to do by
//! [`Command`](command::Command)s; a command leads to [`Event`](event::Event)s or to a
//! [`Refusal`](refusal::Refusal), and both go on record in the [`ledger`] before anything else happens. What is the
//! case, the [`Register`](register::Register), is what the events add up to.
//!
//! Nothing is signed that two officers have not approved octet for octet, with [signatures](declaration) of their
//! own; that the [validator](s1spki_validator) has not looked at; and whose intent is not on the disk. The types of
//! [`issue`] leave no other way.
//!
//! ```
//! use s1spki_ca::command::{ReceiveRequest, RegisterOrganisation};
//! use s1spki_ca::entropy::SystemEntropy;
//! use s1spki_ca::event::{Evidence, ResponsibleOfficer};
//! use s1spki_ca::key::SoftKey;
//! use s1spki_ca::signer::Signer;
//! use s1spki_ca::store::SqliteStore;
//! use s1spki_ca::{Authority, AuthorityKeys, Founding, FoundingOfficer, Hash, ListKind, Surroundings, declaration};
//! use s1spki_policies::{Policy, RevocationReason};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("authority.db");
//! let key = || SoftKey::generate(&SystemEntropy::new()).map(|(key, _)| key);
//! let (root, issuing, alice, bob) = (key()?, key()?, key()?, key()?);
//! let officer = |id: &str, name: &str, key: &SoftKey| -> Result<FoundingOfficer, Box<dyn std::error::Error>> {
//!     Ok(FoundingOfficer { officer: id.parse()?, name: name.to_owned(), public_key: key.public_key().clone() })
//! };
//!
//! // A lab authority with two officers.
//! let policy = Policy::embedded("lab").ok_or("it is embedded")??;
//! let founding = Founding {
//!     officers: vec![officer("alice", "Alice Archer", &alice)?, officer("bob", "Bob Baker", &bob)?],
//!     adoption: Vec::new(), // a lab needs none
//! };
//! let keys = AuthorityKeys { root: &root, issuing: &issuing };
//! let here = Surroundings::system();
//! let mut authority = Authority::establish(SqliteStore::create(&path)?, policy, &founding, keys, here.clone())?;
//!
//! // A supplier, for whom Sam may act; Carol of the registration desk has seen the documents.
//! authority.register_organisation(RegisterOrganisation {
//!     organisation: "supplier-one".parse()?,
//!     name: "Supplier One Ltd".to_owned(),
//!     roles: ["02".parse()?].into(),
//!     identifiers: ["02-00-5E-10-00-00-00-01".parse()?].into(),
//!     responsible_officers: vec![ResponsibleOfficer { person: "sam".parse()?, name: "Sam Smith".to_owned() }],
//!     evidence: Evidence {
//!         scheme: "GPG46".to_owned(),
//!         level: 3,
//!         file_sha256: Hash::of(b"the scanned documents"),
//!         collected_by: "carol".parse()?,
//!         collected_at: here.clock.now()?,
//!     },
//!     by: "alice".parse()?,
//! })?;
//!
//! // Sam's request is taken in, put up for approval, and approved by two officers with their own keys.
//! # use s1spki_fixtures::{key::TestKey, make::{OrganisationUsage, RequestSpecimen}};
//! # let octets = RequestSpecimen::lab(OrganisationUsage::Signing, &TestKey::p256("subject")).der();
//! let request = ReceiveRequest { organisation: "supplier-one".parse()?, submitter: "sam".parse()?, octets };
//! let request = authority.receive(request)?.id;
//! authority.put_up(request, &"alice".parse()?)?;
//! for (officer, key) in [("alice", &alice), ("bob", &bob)] {
//!     let approval = authority.approval_to_sign(request)?;
//!     authority.approve(request, declaration::sign(&approval, &officer.parse()?, key)?)?;
//! }
//! let certificate = authority.issue(request, &issuing)?;
//! println!("{}\n{}", certificate.id, certificate.to_pem());
//!
//! // Revoked by two, and told to the world.
//! let revocation = authority.revocation_to_sign(&certificate.id, RevocationReason::KeyCompromise)?;
//! authority.request_revocation(declaration::sign(&revocation, &"alice".parse()?, &alice)?)?;
//! let approval = authority.revocation_approval_to_sign(&certificate.id)?;
//! let progress = authority.approve_revocation(declaration::sign(&approval, &"bob".parse()?, &bob)?)?;
//! assert!(progress.revoked_at.is_some());
//! let list = authority.issue_list(ListKind::Crl, &issuing)?;
//! assert_eq!(list.number, 2);
//! assert_eq!(authority.verify(None)?, authority.head());
//! # Ok(())
//! # }
//! ```

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
    Authority, CertificateView, Issuance, IssuedCertificate, ListKind, ListView, Outcome,
    PresumedCertificate, RevocationProgress, RevocationView, Surroundings,
};
pub use error::{CommandError, OperationError};
pub use establish::{AuthorityKeys, Founding, FoundingOfficer, may_begin};
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
