//! What the projections are made of: plain rows.

use std::collections::BTreeSet;
use std::fmt;

use s1spki_policies::{Eui64, KeyUsage, Moment, RemotePartyRole, RevocationReason, SerialNumber, Validity};
use serde::{Deserialize, Serialize};

use crate::KeyIdentifier;

/// What an entry of the ledger changes in the projections. Computed by whoever knows what the entry means.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Change {
    /// A serial number is spent, from the day it was put up for approval and for ever.
    SerialBurned(BurnedSerial),
    /// A certificate was issued under a serial number that was burned before.
    CertificateStored(Box<CertificateRecord>),
    /// A serial number was revoked, with a certificate or without.
    CertificateRevoked(CertificateKey, Revocation),
    /// A request was taken in, or moved on.
    RequestSaved(Box<RequestRecord>),
    /// A CRL was issued, with a higher number than those before.
    CrlStored(Box<CrlRecord>),
}

/// What a certificate is found by: its issuer and its serial number.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct CertificateKey {
    /// The key of the authority.
    pub issuer: KeyIdentifier,
    /// The serial number.
    pub serial: SerialNumber,
}

impl fmt::Display for CertificateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of authority {}", self.serial, self.issuer)
    }
}

/// A serial number that may never be used again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BurnedSerial {
    /// The authority, and the serial number.
    pub key: CertificateKey,
    /// The request that it was burned for, if any.
    pub request: Option<String>,
    /// When it was burned.
    pub at: Moment,
}

/// A certificate, and what it is looked up by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CertificateRecord {
    /// Its issuer and serial number.
    pub key: CertificateKey,
    /// The identifier of the subject's key.
    pub subject_key: KeyIdentifier,
    /// The common name of the subject, if any.
    pub common_name: Option<String>,
    /// The role of the subject, if any.
    pub role: Option<RemotePartyRole>,
    /// The identifier of the subject, if any.
    pub eui64: Option<Eui64>,
    /// What the key may be used for.
    pub usage: BTreeSet<KeyUsage>,
    /// From when until when it is valid.
    pub validity: Validity,
    /// The request that led to it, if any.
    pub request: Option<String>,
    /// The certificate in DER, as issued.
    pub der: Vec<u8>,
}

/// A certificate as it stands in a store now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredCertificate {
    /// The certificate.
    pub certificate: CertificateRecord,
    /// Its revocation, if it was revoked.
    pub revocation: Option<Revocation>,
}

/// When and why something was revoked.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Revocation {
    /// When.
    pub at: Moment,
    /// Why.
    pub reason: RevocationReason,
}

/// A request, and what it is looked up by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RequestRecord {
    /// Its identifier.
    pub id: String,
    /// The state it is in.
    pub state: String,
    /// The organisation it is for.
    pub organisation: String,
    /// Who handed it in.
    pub submitted_by: String,
    /// When it was handed in; never changes.
    pub submitted_at: Moment,
    /// When its state last changed.
    pub changed_at: Moment,
    /// Everything else about it, as whoever saved it wants it back.
    pub document: Vec<u8>,
}

/// A CRL.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CrlRecord {
    /// The key of the authority.
    pub issuer: KeyIdentifier,
    /// Its number; at most 2^63 - 1.
    pub number: u64,
    /// When it was made.
    pub this_update: Moment,
    /// When the next one is due.
    pub next_update: Moment,
    /// The CRL in DER, as issued.
    pub der: Vec<u8>,
}
