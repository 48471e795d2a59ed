//! What the register knows of the authority itself.

use s1spki_policies::{Moment, PolicyHash, ProfileKind, SerialNumber, Validity};
use serde::Serialize;

use super::Recorded;
use crate::event::{AuthorityEstablished, Contradiction, EstablishedCertificate, PolicyRecord};
use crate::store::CertificateKey;
use crate::{Hash, KeyIdentifier, Octets, PublicKey};

/// The policy in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PolicyInForce {
    /// The policy as it was when it came into force.
    pub record: PolicyRecord,
    /// Since when.
    pub since: Moment,
    /// The hash of the entry that put it in force.
    pub entry: Hash,
}

impl PolicyInForce {
    pub(super) fn since(recorded: &Recorded<'_>, record: &PolicyRecord) -> Self {
        Self {
            record: record.clone(),
            since: recorded.at,
            entry: recorded.entry,
        }
    }

    /// Its hash.
    #[must_use]
    pub const fn sha256(&self) -> PolicyHash {
        self.record.sha256
    }
}

/// The two authorities: the root signs the issuing authority, which signs everybody else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Authorities {
    /// The root.
    pub root: AuthorityRecord,
    /// The issuing authority.
    pub issuing: AuthorityRecord,
}

impl Authorities {
    pub(super) fn established(event: &AuthorityEstablished) -> Self {
        let root = AuthorityRecord::established(ProfileKind::Root, &event.root, event.root.key_identifier);
        let issuing =
            AuthorityRecord::established(ProfileKind::Issuing, &event.issuing, event.root.key_identifier);
        Self { root, issuing }
    }

    /// The authority with this key.
    #[must_use]
    pub fn with_key(&self, key: KeyIdentifier) -> Option<&AuthorityRecord> {
        [&self.root, &self.issuing]
            .into_iter()
            .find(|authority| authority.key_identifier == key)
    }

    /// The authority with this common name.
    #[must_use]
    pub fn with_name(&self, common_name: &str) -> Option<&AuthorityRecord> {
        [&self.root, &self.issuing]
            .into_iter()
            .find(|authority| authority.common_name == common_name)
    }
}

/// An authority, and its certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuthorityRecord {
    /// What it is to the hierarchy.
    pub kind: ProfileKind,
    /// Its common name.
    pub common_name: String,
    /// Its name in DER.
    pub subject: Octets,
    /// Its key.
    pub public_key: PublicKey,
    /// The identifier of its key.
    pub key_identifier: KeyIdentifier,
    /// Who issued its certificate.
    pub issuer: KeyIdentifier,
    /// The serial number of its certificate.
    pub serial: SerialNumber,
    /// From when until when its certificate is valid.
    pub validity: Validity,
    /// Its certificate in DER.
    pub certificate: Octets,
}

impl AuthorityRecord {
    fn established(kind: ProfileKind, event: &EstablishedCertificate, issuer: KeyIdentifier) -> Self {
        Self {
            kind,
            common_name: event.common_name.clone(),
            subject: event.subject.clone(),
            public_key: event.public_key.clone(),
            key_identifier: event.key_identifier,
            issuer,
            serial: event.serial.clone(),
            validity: event.validity,
            certificate: event.certificate.clone(),
        }
    }

    /// What its certificate is found by.
    #[must_use]
    pub fn certificate_key(&self) -> CertificateKey {
        CertificateKey {
            issuer: self.issuer,
            serial: self.serial.clone(),
        }
    }
}

/// A contradiction that nobody has cleared up yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lock {
    /// What was found.
    pub contradiction: Contradiction,
    /// The hash of the entry that tells of it.
    pub entry: Hash,
    /// When.
    pub at: Moment,
}
