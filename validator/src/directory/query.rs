//! What is looked for.

use s1spki_policies::{CertificateId, Eui64, KeyUsage, Moment, RemotePartyRole, SerialNumber};

use super::row::{folded, searchable};
use super::{Entry, RepositoryStatus};
use crate::name::{Name, matching_form};

/// What is looked for; a certificate is found if everything that is given applies to it. Nothing given finds all.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// Issuer common name and serial number; null finds nothing.
    pub certificate_id: Option<CertificateId>,
    /// Issuer and serial number. There is no search for a serial number alone: two issuers may have used the same.
    pub issuer_and_serial: Option<IssuerAndSerial>,
    /// The subject's EUI-64.
    pub eui64: Option<Eui64>,
    /// The subject's role.
    pub role: Option<RemotePartyRole>,
    /// A use that the key may be put to.
    pub key_usage: Option<KeyUsage>,
    /// The status that the repository gave.
    pub status: Option<RepositoryStatus>,
    /// The subject key identifier.
    pub subject_key_identifier: Option<Vec<u8>>,
    /// SHA-256 of the SubjectPublicKeyInfo.
    pub public_key_sha256: Option<[u8; 32]>,
    /// Text that stands somewhere in one of the subject's attributes, in letters of either case.
    pub subject: Option<String>,
    /// A moment in the certificate's validity.
    pub valid_at: Option<Moment>,
}

/// What a certificate is named by in an XML signature (XML Signature 4.5.4.1, X509IssuerSerial).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuerAndSerial {
    /// The issuer; names are compared by value (RFC 5280 7.1).
    pub issuer: Name,
    /// The serial number.
    pub serial: SerialNumber,
}

impl Query {
    /// Whether everything that is given applies to a certificate.
    #[must_use]
    pub fn applies_to(&self, entry: &Entry) -> bool {
        let certificate = entry.certificate();
        holds(&self.certificate_id, |id| has_certificate_id(entry, id))
            && holds(&self.issuer_and_serial, |named| {
                is_named(entry, &named.issuer, &named.serial)
            })
            && holds(&self.eui64, |eui64| entry.eui64() == Some(*eui64))
            && holds(&self.role, |role| entry.role() == Some(*role))
            && holds(&self.key_usage, |usage| {
                entry.key_usage().is_some_and(|usages| usages.contains(*usage))
            })
            && holds(&self.status, |status| entry.status() == *status)
            && holds(&self.subject_key_identifier, |identifier| {
                certificate.subject_key_identifier() == Some(identifier)
            })
            && holds(&self.public_key_sha256, |sha256| {
                entry.public_key_sha256() == *sha256
            })
            && holds(&self.subject, |text| {
                searchable(certificate.subject()).contains(&folded(text))
            })
            && holds(&self.valid_at, |at| certificate.validity().contains(*at))
    }
}

fn holds<T>(wanted: &Option<T>, applies: impl FnOnce(&T) -> bool) -> bool {
    wanted.as_ref().is_none_or(applies)
}

/// Whether a certificate has this issuer, compared by value, and this serial number.
pub(super) fn is_named(entry: &Entry, issuer: &Name, serial: &SerialNumber) -> bool {
    let certificate = entry.certificate();
    certificate.serial() == Some(serial) && certificate.issuer().matches(issuer)
}

/// Whether a certificate has this Certificate ID, the common name compared by value.
pub(super) fn has_certificate_id(entry: &Entry, wanted: &CertificateId) -> bool {
    let has = entry.certificate_id();
    match (&has, wanted) {
        (
            Some(CertificateId::Certificate {
                issuer_common_name,
                serial,
            }),
            CertificateId::Certificate {
                issuer_common_name: wanted_common_name,
                serial: wanted_serial,
            },
        ) => {
            serial == wanted_serial && matching_form(issuer_common_name) == matching_form(wanted_common_name)
        }
        _ => false,
    }
}
