//! What rules and gates may look at, in the words of the governing documents.
//!
//! Making facts cannot fail: what is odd becomes a fact of its own, and a rule says that it is odd.

mod algorithm;
mod key;
mod name;
mod request;

use std::borrow::Cow;

use s1spki_policies::{AttributeType, CertificateId, Eui64, RemotePartyRole};

pub(crate) use algorithm::{algorithm_text, signature_algorithm, wanted_text};
pub use key::KeyFact;
pub use name::{EntityFact, RoleFact};
pub(crate) use name::{attribute_of, texts_of};
pub use request::RequestFacts;

use crate::certificate::Certificate;
use crate::crypto;

/// What is to be known of one certificate.
///
/// Fields are what the documents speak of and the encoding does not say in so many words; the rest is asked of
/// the [`certificate`](Self::certificate) itself.
#[derive(Clone, Debug)]
pub struct CertificateFacts {
    certificate: Certificate,
    /// Issuer common name and serial number; nothing where one of them is missing or cannot be one.
    pub certificate_id: Option<CertificateId>,
    /// The subject's role, as its organizational unit says it.
    pub role: RoleFact,
    /// The subject's EUI-64, as its unique identifier says it.
    pub entity: EntityFact,
    /// The form of the public key.
    pub key: KeyFact,
    /// The identifier of the public key by RFC 5280 4.2.1.2 method (2), as computed from the key.
    pub key_identifier: [u8; 8],
}

impl CertificateFacts {
    /// The facts of a certificate.
    #[must_use]
    pub fn of(certificate: &Certificate) -> Self {
        let public_key = certificate.public_key();
        Self {
            certificate_id: certificate_id(certificate),
            role: RoleFact::of(certificate.subject()),
            entity: EntityFact::of(certificate.subject()),
            key: KeyFact::of(public_key),
            key_identifier: crypto::key_identifier(public_key.key()),
            certificate: certificate.clone(),
        }
    }

    /// The certificate as decoded.
    #[must_use]
    pub const fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The subject's role, where it is written as it should be.
    #[must_use]
    pub const fn role(&self) -> Option<RemotePartyRole> {
        self.role.code()
    }

    /// The subject's EUI-64, where it is written as it should be.
    #[must_use]
    pub const fn entity(&self) -> Option<Eui64> {
        self.entity.eui64()
    }

    /// Whether basicConstraints says that the subject is an authority.
    #[must_use]
    pub fn is_authority(&self) -> bool {
        let constraints = self.certificate.basic_constraints();
        constraints.is_some_and(|constraints| constraints.ca)
    }

    /// The subject's common name, if there is one.
    #[must_use]
    pub fn common_name(&self) -> Option<String> {
        let mut names = texts_of(self.certificate.subject(), AttributeType::CommonName);
        names.next().map(Cow::into_owned)
    }
}

/// The Certificate ID of a certificate; nothing where the issuer has no common name, or the serial number cannot be one.
pub(crate) fn certificate_id(certificate: &Certificate) -> Option<CertificateId> {
    let serial = certificate.serial()?.clone();
    let issuer = texts_of(certificate.issuer(), AttributeType::CommonName).next()?;
    Some(CertificateId::new(issuer, serial))
}
