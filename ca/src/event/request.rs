//! Events of certificate requests, up to their approval.

use s1spki_policies::{Eui64, Moment, PolicyHash, RemotePartyRole, SerialNumber, Validity};
use s1spki_validator::Outcome;
use serde::{Deserialize, Serialize};

use crate::statement::SignedStatement;
use crate::{Hash, KeyIdentifier, Octets, OrganisationId, PersonId, PublicKey, RequestId};

/// A certificate request was handed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestReceived {
    /// The request.
    pub request: RequestId,
    /// The organisation it is for.
    pub organisation: OrganisationId,
    /// Who handed it in.
    pub submitter: PersonId,
    /// The request in DER; where it could not be read, the octets as they came.
    pub octets: Octets,
    /// The SHA-256 of those octets.
    pub sha256: Hash,
    /// What it asks for; nothing where it could not be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asks_for: Option<RequestedCertificate>,
    /// How many rules it keeps.
    pub kept: u32,
    /// What was found against it, or could not be looked at.
    pub findings: Vec<RecordedFinding>,
    /// The policy it was inspected under.
    pub policy_sha256: PolicyHash,
}

/// What a request asks for, in the words of the documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestedCertificate {
    /// The profile that fits.
    pub profile: String,
    /// The subject's role.
    pub role: RemotePartyRole,
    /// The subject's identifier.
    pub eui64: Eui64,
    /// The subject's common name, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub common_name: Option<String>,
    /// The subject's key.
    pub public_key: PublicKey,
}

/// What the inspection of a request had to say, other than that a rule is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedFinding {
    /// The rule.
    pub code: String,
    /// What came of it.
    pub outcome: Outcome,
    /// The clause it rests on.
    pub clause: String,
    /// What was found.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub found: String,
    /// What was wanted.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub wanted: String,
    /// What to do.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hint: String,
}

/// A request was corrected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestEdited {
    /// The request.
    pub request: RequestId,
    /// The organisation it is for now.
    pub organisation: OrganisationId,
    /// The common name it asks for now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub common_name: Option<String>,
    /// Why.
    pub reason: String,
    /// Which officer corrected it.
    pub by: PersonId,
}

/// A request was put up for approval.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestPutUp {
    /// The request.
    pub request: RequestId,
    /// The profile of the certificate.
    pub profile: String,
    /// The authority that is to sign it.
    pub issuer: KeyIdentifier,
    /// Its serial number, which is spent from here on.
    pub serial: SerialNumber,
    /// From when until when it is to be valid.
    pub validity: Validity,
    /// The octets to be signed.
    pub tbs: Octets,
    /// Their SHA-256.
    pub tbs_sha256: Hash,
    /// The policy under which they were made.
    pub policy_sha256: PolicyHash,
    /// From when on it counts no longer.
    pub lapses_at: Moment,
    /// Which officer put it up.
    pub by: PersonId,
}

/// A request waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestHeld {
    /// The request.
    pub request: RequestId,
    /// For what.
    pub reason: String,
    /// Which officer says so.
    pub by: PersonId,
}

/// A request waits no longer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestReleased {
    /// The request.
    pub request: RequestId,
    /// Why.
    pub reason: String,
    /// Which officer says so.
    pub by: PersonId,
}

/// A request was refused. The same key may be handed in again (App M 2.3.1.3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestRejected {
    /// The request.
    pub request: RequestId,
    /// The rules that it breaks, where it was refused on arrival.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<String>,
    /// Why, in words.
    pub reason: String,
    /// Which officer refused it; nobody where the inspection on arrival did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<PersonId>,
}

/// A request was taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestWithdrawn {
    /// The request.
    pub request: RequestId,
    /// Why.
    pub reason: String,
    /// Who took it back: a responsible officer of the organisation.
    pub by: PersonId,
}

/// An officer approved what was put up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApprovalGiven {
    /// The request.
    pub request: RequestId,
    /// The officer.
    pub officer: PersonId,
    /// What the officer signed.
    pub statement: SignedStatement,
}

/// What was put up counts no longer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApprovalsVoided {
    /// The request.
    pub request: RequestId,
    /// Why.
    pub why: VoidReason,
}

/// Why what was put up counts no longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VoidReason {
    /// The request was corrected.
    Edited,
    /// The request waits for something.
    Held,
    /// Too much time went by.
    Lapsed,
    /// Another policy is in force.
    PolicyChanged,
}
