//! What the authority shows: plain data, to be printed or written as JSON.

use s1spki_policies::{CertificateId, Eui64, KeyUsage, Moment, RemotePartyRole, RevocationReason, Validity};
use serde::Serialize;

use crate::store::{CrlRecord, StoredCertificate};
use crate::{KeyIdentifier, Octets, PersonId, RequestId};

/// A certificate that was just issued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct IssuedCertificate {
    /// What it is called.
    pub id: CertificateId,
    /// The request that led to it.
    pub request: RequestId,
    /// The certificate in DER.
    pub der: Octets,
}

impl IssuedCertificate {
    /// The certificate in PEM.
    #[must_use]
    pub fn to_pem(&self) -> String {
        crate::pem_text("CERTIFICATE", self.der.to_vec())
    }
}

/// A certificate of this authority, as it stands now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CertificateView {
    /// What it is called.
    pub id: CertificateId,
    /// The identifier of its subject's key.
    pub subject_key: KeyIdentifier,
    /// Its subject's common name, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub common_name: Option<String>,
    /// Its subject's role, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<RemotePartyRole>,
    /// Its subject's identifier, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eui64: Option<Eui64>,
    /// What its key may be used for.
    pub usage: Vec<KeyUsage>,
    /// From when until when it is valid.
    pub validity: Validity,
    /// The request that led to it; nothing where it is an authority's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
    /// When and why it was revoked, if it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revocation: Option<RevocationView>,
    /// The certificate in DER.
    pub der: Octets,
}

/// When and why a certificate was revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct RevocationView {
    /// When.
    pub at: Moment,
    /// Why.
    pub reason: RevocationReason,
}

impl CertificateView {
    pub(super) fn of(id: CertificateId, stored: StoredCertificate) -> Self {
        let StoredCertificate {
            certificate,
            revocation,
        } = stored;
        Self {
            id,
            subject_key: certificate.subject_key,
            common_name: certificate.common_name,
            role: certificate.role,
            eui64: certificate.eui64,
            usage: certificate.usage.into_iter().collect(),
            validity: certificate.validity,
            request: certificate.request,
            revocation: revocation.map(|revocation| RevocationView {
                at: revocation.at,
                reason: revocation.reason,
            }),
            der: certificate.der.into(),
        }
    }

    /// The certificate in PEM.
    #[must_use]
    pub fn to_pem(&self) -> String {
        crate::pem_text("CERTIFICATE", self.der.to_vec())
    }
}

/// How far the revocation of a certificate has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RevocationProgress {
    /// The certificate.
    pub certificate: CertificateId,
    /// Why it is to be revoked, or was.
    pub reason: RevocationReason,
    /// The officers who have spoken for it; nobody once it is revoked.
    pub officers: Vec<PersonId>,
    /// How many officers it takes.
    pub needed: u8,
    /// When it was revoked; nothing while officers are missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<Moment>,
}

/// A certificate of which nobody knows whether it was signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PresumedCertificate {
    /// What it is called.
    pub id: CertificateId,
    /// The request that was to lead to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<RequestId>,
    /// When and why its serial number was revoked, if it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revocation: Option<RevocationView>,
}

/// A list of revoked certificates that was issued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ListView {
    /// The common name of the authority.
    pub issuer: String,
    /// The number of the list.
    pub number: u64,
    /// When it was made.
    pub this_update: Moment,
    /// When the next one is due.
    pub next_update: Moment,
    /// The list in DER.
    pub der: Octets,
}

impl ListView {
    pub(super) fn of(issuer: &str, record: CrlRecord) -> Self {
        Self {
            issuer: issuer.to_owned(),
            number: record.number,
            this_update: record.this_update,
            next_update: record.next_update,
            der: record.der.into(),
        }
    }

    /// The list in PEM.
    #[must_use]
    pub fn to_pem(&self) -> String {
        crate::pem_text("X509 CRL", self.der.to_vec())
    }
}
