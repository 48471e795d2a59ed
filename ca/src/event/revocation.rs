//! Events of revocation, and of the lists that tell of it.

use s1spki_policies::{Moment, RevocationReason};
use serde::{Deserialize, Serialize};

use crate::statement::SignedStatement;
use crate::store::CertificateKey;
use crate::{Hash, KeyIdentifier, Octets, PersonId};

/// An officer wants a certificate revoked. A later request for the same certificate takes the place of this.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevocationRequested {
    /// The certificate.
    pub certificate: CertificateKey,
    /// Why.
    pub reason: RevocationReason,
    /// The officer.
    pub officer: PersonId,
    /// From when on the request counts no longer.
    pub expires: Moment,
    /// What the officer signed.
    pub statement: SignedStatement,
}

/// Another officer agrees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevocationApproved {
    /// The certificate.
    pub certificate: CertificateKey,
    /// The officer.
    pub officer: PersonId,
    /// What the officer signed.
    pub statement: SignedStatement,
}

/// A certificate is revoked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificateRevoked {
    /// The certificate.
    pub certificate: CertificateKey,
    /// Why.
    pub reason: RevocationReason,
    /// From when on.
    pub at: Moment,
}

/// A list of revoked certificates is about to be signed. Its number is spent from here on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListIntended {
    /// The authority.
    pub issuer: KeyIdentifier,
    /// The number of the list.
    pub number: u64,
    /// When it was made.
    pub this_update: Moment,
    /// When the next one is due.
    pub next_update: Moment,
    /// How many certificates it names.
    pub entries: u64,
    /// The SHA-256 of the octets to be signed.
    pub tbs_sha256: Hash,
}

/// A list was signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListIssued {
    /// The authority.
    pub issuer: KeyIdentifier,
    /// The number of the list.
    pub number: u64,
    /// When it was made.
    pub this_update: Moment,
    /// When the next one is due.
    pub next_update: Moment,
    /// The list in DER.
    pub list: Octets,
}
