//! Events of the authority as a whole.

use s1spki_policies::{Environment, PolicyHash, SerialNumber, Validity};
use serde::{Deserialize, Serialize};

use crate::command::Act;
use crate::statement::SignedStatement;
use crate::store::CertificateKey;
use crate::{Hash, KeyIdentifier, Octets, PersonId, PublicKey, RequestId};

/// An authority is about to sign its own certificates. The hash of this entry, the first, is the name by which
/// every signed statement calls the authority.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EstablishmentIntended {
    /// The policy in force.
    pub policy: PolicyRecord,
    /// The certificate of the root.
    pub root: IntendedCertificate,
    /// The certificate of the issuing authority.
    pub issuing: IntendedCertificate,
}

/// A policy, as it was when it came into force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyRecord {
    /// What it is called.
    pub id: String,
    /// Its hash.
    pub sha256: PolicyHash,
    /// What it is for.
    pub environment: Environment,
    /// How many officers it takes to put another policy in its place.
    pub adoption_quorum: u8,
    /// The statements of the officers who adopted it; none where a lab began with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub statements: Vec<SignedStatement>,
    /// The text that the hash is over: every value with clause, standing and source.
    pub canonical: String,
}

/// A certificate of the authority that is about to be signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IntendedCertificate {
    /// The subject's key.
    pub public_key: PublicKey,
    /// The octets to be signed.
    pub tbs: Octets,
}

/// The authority has its certificates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthorityEstablished {
    /// The root.
    pub root: EstablishedCertificate,
    /// The issuing authority.
    pub issuing: EstablishedCertificate,
}

/// A certificate of the authority.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EstablishedCertificate {
    /// The common name of its subject, which Certificate IDs call the issuer by.
    pub common_name: String,
    /// The name of its subject in DER.
    pub subject: Octets,
    /// Its key.
    pub public_key: PublicKey,
    /// The identifier of its key.
    pub key_identifier: KeyIdentifier,
    /// Its serial number.
    pub serial: SerialNumber,
    /// From when until when it is valid.
    pub validity: Validity,
    /// The certificate in DER.
    pub certificate: Octets,
}

/// Another policy is in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyAdopted {
    /// The policy.
    pub policy: PolicyRecord,
}

/// A command was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommandRefused {
    /// What was to be done.
    pub act: Act,
    /// Who wanted it, where that was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<PersonId>,
    /// The code of the refusal.
    pub code: String,
    /// The refusal in words.
    pub what: String,
}

/// The authority locked itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthorityLocked {
    /// What it found.
    pub contradiction: Contradiction,
}

/// Something that cannot be, if every part of the authority works as it should.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Contradiction {
    /// The octets made anew from the profile are not those that were approved.
    #[error("the octets to be signed for {request} have the hash {found}, and those approved {approved}")]
    OctetsDiffer {
        /// The request.
        request: RequestId,
        /// The hash of the octets that were approved.
        approved: Hash,
        /// The hash of the octets that came out.
        found: Hash,
    },
    /// A signature by a key of the authority does not verify.
    #[error("key {key} gave a signature that does not verify")]
    WrongSignature {
        /// The key.
        key: KeyIdentifier,
    },
    /// What was signed does not read back as what was meant.
    #[error("what key {key} signed does not read back as it was meant: {what}")]
    ReadBack {
        /// The key.
        key: KeyIdentifier,
        /// The difference.
        what: String,
    },
    /// A serial number was drawn that was drawn before.
    #[error("serial number {} of authority {} was drawn a second time", .certificate.serial, .certificate.issuer)]
    SerialRepeated {
        /// The authority and the serial number.
        certificate: CertificateKey,
    },
    /// The tables and the ledger say different things.
    #[error("the tables of the store contradict the ledger: {what}")]
    TablesDiffer {
        /// The difference.
        what: String,
    },
}

/// The authority signs again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthorityUnlocked {
    /// The hash of the entry that locked it.
    pub lock: Hash,
    /// What the officers found, and why it may go on.
    pub reason: String,
    /// The statements of the officers.
    pub statements: Vec<SignedStatement>,
}
