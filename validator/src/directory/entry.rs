//! A certificate in a directory.

use std::sync::Arc;

use s1spki_policies::{CertificateId, Eui64, Moment, RemotePartyRole};

use super::RepositoryStatus;
use crate::certificate::Certificate;
use crate::crypto;
use crate::extension::KeyUsages;
use crate::facts::{EntityFact, RoleFact, certificate_id};

/// A certificate in a directory, with its name there and what the repository says of it. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Entry {
    label: Arc<str>,
    certificate: Certificate,
    status: RepositoryStatus,
}

impl Entry {
    pub(super) fn new(label: &str, certificate: Certificate, status: RepositoryStatus) -> Self {
        Self {
            label: label.into(),
            certificate,
            status,
        }
    }

    /// What it is called where it came from: a file, a line.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The certificate.
    #[must_use]
    pub const fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// What the repository says of it.
    #[must_use]
    pub const fn status(&self) -> RepositoryStatus {
        self.status
    }

    /// Its Certificate ID; nothing where the issuer has no common name, or the serial number cannot be one.
    #[must_use]
    pub fn certificate_id(&self) -> Option<CertificateId> {
        certificate_id(&self.certificate)
    }

    /// The subject's EUI-64, where it is written as it should be.
    #[must_use]
    pub fn eui64(&self) -> Option<Eui64> {
        EntityFact::of(self.certificate.subject()).eui64()
    }

    /// The subject's role, where it is written as it should be.
    #[must_use]
    pub fn role(&self) -> Option<RemotePartyRole> {
        RoleFact::of(self.certificate.subject()).code()
    }

    /// What the key may be used for, if the certificate says so.
    #[must_use]
    pub fn key_usage(&self) -> Option<KeyUsages> {
        self.certificate.key_usage()
    }

    /// The first moment of its validity.
    #[must_use]
    pub fn not_before(&self) -> Moment {
        self.certificate.validity().not_before
    }

    /// The last moment of its validity.
    #[must_use]
    pub fn not_after(&self) -> Moment {
        self.certificate.validity().not_after
    }

    /// SHA-256 of its SubjectPublicKeyInfo: equal where two certificates share a key.
    #[must_use]
    pub fn public_key_sha256(&self) -> [u8; 32] {
        crypto::sha256(self.certificate.public_key().der())
    }
}
