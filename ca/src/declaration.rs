//! What officers declare with their signatures.
//!
//! **A stored format**: signed statements stand in ledgers. Every declaration names the authority it is made to
//! (the hash of the first entry of its ledger), so that none can be replayed elsewhere, and everything that it
//! allows, so that none can be used for something else. The exception is the adoption of the first policy, which
//! comes before there is an authority.

pub(crate) mod quorum;

use s1spki_policies::{CertificateId, Moment, PolicyHash, RevocationReason, SerialNumber};
use serde::{Deserialize, Serialize};

use crate::signer::Signer;
use crate::statement::{self, SignedStatement, Statement, StatementError};
use crate::{Hash, PersonId, RequestId};

/// What an officer declares, in a word. It repeats what the type of the statement says, for people to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// These octets may be signed.
    ApproveIssuance,
    /// This certificate is to be revoked.
    RequestRevocation,
    /// So it is.
    ApproveRevocation,
    /// These values of this policy hold here.
    AdoptPolicy,
    /// This person is to be an officer.
    EnrolOfficer,
    /// The contradiction is understood, and the authority may go on.
    Unlock,
}

/// An officer approves that a certificate is signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssuanceApproval {
    /// [`Action::ApproveIssuance`].
    pub action: Action,
    /// The authority.
    pub authority: Hash,
    /// The request.
    pub request: RequestId,
    /// The SHA-256 of the request.
    pub request_sha256: Hash,
    /// The SHA-256 of the octets to be signed.
    pub tbs_sha256: Hash,
    /// The policy in force.
    pub policy_sha256: PolicyHash,
    /// The profile of the certificate.
    pub profile: String,
    /// Its serial number.
    pub serial: SerialNumber,
    /// From when on the approval counts no longer.
    pub expires: Moment,
    /// When the officer signed.
    pub at: Moment,
}

impl Statement for IssuanceApproval {
    const KIND: &'static str = "issuance-approval";
}

/// An officer requests that a certificate is revoked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevocationRequest {
    /// [`Action::RequestRevocation`].
    pub action: Action,
    /// The authority.
    pub authority: Hash,
    /// The certificate.
    pub certificate: CertificateId,
    /// Why.
    pub reason: RevocationReason,
    /// From when on the request counts no longer.
    pub expires: Moment,
    /// When the officer signed.
    pub at: Moment,
}

impl Statement for RevocationRequest {
    const KIND: &'static str = "revocation-request";
}

/// An officer agrees that a certificate is revoked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevocationApproval {
    /// [`Action::ApproveRevocation`].
    pub action: Action,
    /// The authority.
    pub authority: Hash,
    /// The certificate.
    pub certificate: CertificateId,
    /// Why.
    pub reason: RevocationReason,
    /// The SHA-256 of the signed request that the officer agrees to.
    pub request_sha256: Hash,
    /// From when on the approval counts no longer.
    pub expires: Moment,
    /// When the officer signed.
    pub at: Moment,
}

impl Statement for RevocationApproval {
    const KIND: &'static str = "revocation-approval";
}

/// An officer answers for values of a policy whose document was not at hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyAdoption {
    /// [`Action::AdoptPolicy`].
    pub action: Action,
    /// The policy.
    pub policy_sha256: PolicyHash,
    /// The values that are adopted, by their paths in the policy file.
    pub values: Vec<String>,
    /// The hash of the entry that put the policy in force which this one replaces, so that a policy cannot come
    /// back by what was signed for it once; nothing where an authority begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<Hash>,
    /// When the officer signed.
    pub at: Moment,
}

impl Statement for PolicyAdoption {
    const KIND: &'static str = "policy-adoption";
}

/// An officer wants a person to be an officer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficerEnrolment {
    /// [`Action::EnrolOfficer`].
    pub action: Action,
    /// The authority.
    pub authority: Hash,
    /// The person.
    pub officer: PersonId,
    /// The person's full name.
    pub name: String,
    /// The SHA-256 of the person's subjectPublicKeyInfo.
    pub key_sha256: Hash,
    /// From when on the statement counts no longer.
    pub expires: Moment,
    /// When the officer signed.
    pub at: Moment,
}

impl Statement for OfficerEnrolment {
    const KIND: &'static str = "officer-enrolment";
}

/// An officer has looked into a contradiction, and wants the authority to go on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unlocking {
    /// [`Action::Unlock`].
    pub action: Action,
    /// The authority.
    pub authority: Hash,
    /// The hash of the entry that locked it.
    pub lock: Hash,
    /// What was found, and why it may go on.
    pub reason: String,
    /// From when on the statement counts no longer.
    pub expires: Moment,
    /// When the officer signed.
    pub at: Moment,
}

impl Statement for Unlocking {
    const KIND: &'static str = "unlocking";
}

/// Signs a declaration as this officer.
///
/// # Errors
/// [`StatementError`] where the key does not sign.
pub fn sign<S: Statement>(
    declaration: &S,
    officer: &PersonId,
    signer: &dyn Signer,
) -> Result<SignedStatement, StatementError> {
    statement::sign(declaration, officer.as_str(), signer)
}

#[cfg(test)]
mod tests;
