//! Events of issuance.

use s1spki_policies::PolicyHash;
use serde::{Deserialize, Serialize};

use crate::store::CertificateKey;
use crate::{Hash, Octets, RequestId};

/// A certificate is about to be signed. Nothing is ever signed that has no such entry before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssuanceIntended {
    /// The request.
    pub request: RequestId,
    /// The authority, and the serial number.
    pub certificate: CertificateKey,
    /// The SHA-256 of the octets to be signed.
    pub tbs_sha256: Hash,
    /// The policy in force.
    pub policy_sha256: PolicyHash,
    /// The SHA-256 of every approval that counts.
    pub approvals: Vec<Hash>,
}

/// A certificate was signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificateIssued {
    /// The request.
    pub request: RequestId,
    /// The certificate in DER.
    pub certificate: Octets,
}

/// A certificate was not signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssuanceAbandoned {
    /// The request, which can be put up again.
    pub request: RequestId,
    /// The authority, and the serial number, which is not used again.
    pub certificate: CertificateKey,
    /// Why.
    pub reason: String,
}

/// Between the intent to sign and the record of it something broke off. The serial number is never used again,
/// and officers decide whether it goes on the list of revoked certificates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IntentPresumedIssued {
    /// The request.
    pub request: RequestId,
}
