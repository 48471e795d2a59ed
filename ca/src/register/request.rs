//! What the register knows of requests.

use std::fmt;

use s1spki_policies::{Moment, PolicyHash, SerialNumber, Validity};
use serde::{Deserialize, Serialize};

use crate::event::{Event, RecordedFinding, RequestPutUp, RequestReceived, RequestedCertificate, VoidReason};
use crate::statement::SignedStatement;
use crate::store::CertificateKey;
use crate::{Hash, KeyIdentifier, Octets, OrganisationId, PersonId, RequestId};

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequestState {
    /// Taken in.
    Received,
    /// What is to be signed is fixed, and waits for approvals.
    PutUp,
    /// Waits for something else.
    Held,
    /// Is being signed.
    Intended,
    /// Its certificate is signed.
    Issued,
    /// Perhaps its certificate is signed: something broke off.
    PresumedIssued,
    /// Refused.
    Rejected,
    /// Taken back.
    Withdrawn,
}

impl RequestState {
    /// Every state, in the order of a request's life.
    pub const ALL: [Self; 8] = [
        Self::Received,
        Self::PutUp,
        Self::Held,
        Self::Intended,
        Self::Issued,
        Self::PresumedIssued,
        Self::Rejected,
        Self::Withdrawn,
    ];

    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::PutUp => "put-up",
            Self::Held => "held",
            Self::Intended => "intended",
            Self::Issued => "issued",
            Self::PresumedIssued => "presumed-issued",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state as one that nothing leads out of, if it is one.
    pub(super) const fn closed(self) -> Option<ClosedRequest> {
        match self {
            Self::Received | Self::PutUp | Self::Held | Self::Intended => None,
            Self::Issued => Some(ClosedRequest::Issued),
            Self::PresumedIssued => Some(ClosedRequest::PresumedIssued),
            Self::Rejected => Some(ClosedRequest::Rejected),
            Self::Withdrawn => Some(ClosedRequest::Withdrawn),
        }
    }
}

impl fmt::Display for RequestState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A state that nothing leads out of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClosedRequest {
    /// Its certificate is signed.
    Issued,
    /// Perhaps its certificate is signed.
    PresumedIssued,
    /// Refused.
    Rejected,
    /// Taken back.
    Withdrawn,
}

/// A request in the register: as a whole while it is open, its last state afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    Open(Box<RequestFile>),
    Closed(ClosedRequest),
}

impl Entry {
    pub(super) const fn state(&self) -> RequestState {
        match self {
            Self::Open(file) => file.state,
            Self::Closed(ClosedRequest::Issued) => RequestState::Issued,
            Self::Closed(ClosedRequest::PresumedIssued) => RequestState::PresumedIssued,
            Self::Closed(ClosedRequest::Rejected) => RequestState::Rejected,
            Self::Closed(ClosedRequest::Withdrawn) => RequestState::Withdrawn,
        }
    }
}

/// Everything about a request. Also how it is kept in the store for those who look it up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestFile {
    /// The request.
    pub id: RequestId,
    /// Where it stands.
    pub state: RequestState,
    /// Why it stands there, where somebody said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The organisation it is for.
    pub organisation: OrganisationId,
    /// Who handed it in.
    pub submitter: PersonId,
    /// When.
    pub received_at: Moment,
    /// When anything about it last changed.
    pub changed_at: Moment,
    /// What it asks for; nothing where it could not be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asks_for: Option<RequestedCertificate>,
    /// The SHA-256 of the request.
    pub sha256: Hash,
    /// How many rules it kept when it was received.
    pub kept: u32,
    /// What was found against it, or could not be looked at.
    pub findings: Vec<RecordedFinding>,
    /// What is put up for approval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub put_up: Option<PutUp>,
    /// Its certificate, from the intent to sign it on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<CertificateKey>,
    /// The request in DER; where it could not be read, the octets as they came.
    pub octets: Octets,
}

/// What was put up for approval.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PutUp {
    /// The profile of the certificate.
    pub profile: String,
    /// The authority that is to sign it.
    pub issuer: KeyIdentifier,
    /// Its serial number.
    pub serial: SerialNumber,
    /// From when until when it is to be valid.
    pub validity: Validity,
    /// The octets to be signed.
    pub tbs: Octets,
    /// Their SHA-256.
    pub tbs_sha256: Hash,
    /// The policy under which they were made.
    pub policy_sha256: PolicyHash,
    /// When it was put up.
    pub at: Moment,
    /// From when on it counts no longer.
    pub lapses_at: Moment,
    /// Which officer put it up.
    pub by: PersonId,
    /// The approvals.
    pub approvals: Vec<Approval>,
}

/// An approval of what was put up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// The officer.
    pub officer: PersonId,
    /// When it was given.
    pub at: Moment,
    /// What the officer signed.
    pub statement: SignedStatement,
}

impl PutUp {
    fn of(event: &RequestPutUp, at: Moment) -> Self {
        Self {
            profile: event.profile.clone(),
            issuer: event.issuer,
            serial: event.serial.clone(),
            validity: event.validity,
            tbs: event.tbs.clone(),
            tbs_sha256: event.tbs_sha256,
            policy_sha256: event.policy_sha256,
            at,
            lapses_at: event.lapses_at,
            by: event.by.clone(),
            approvals: Vec::new(),
        }
    }

    /// What the certificate will be found by.
    #[must_use]
    pub fn certificate_key(&self) -> CertificateKey {
        CertificateKey {
            issuer: self.issuer,
            serial: self.serial.clone(),
        }
    }
}

impl RequestFile {
    pub(crate) fn received(event: &RequestReceived, at: Moment) -> Self {
        Self {
            id: event.request,
            state: RequestState::Received,
            reason: None,
            organisation: event.organisation.clone(),
            submitter: event.submitter.clone(),
            received_at: at,
            changed_at: at,
            asks_for: event.asks_for.clone(),
            sha256: event.sha256,
            kept: event.kept,
            findings: event.findings.clone(),
            put_up: None,
            certificate: None,
            octets: event.octets.clone(),
        }
    }

    /// Takes note of what became of the request.
    pub(crate) fn follow(&mut self, event: &Event, at: Moment) {
        let (state, reason) = match event {
            Event::RequestEdited(event) => {
                self.organisation = event.organisation.clone();
                if let Some(asks_for) = &mut self.asks_for {
                    asks_for.common_name.clone_from(&event.common_name);
                }
                (RequestState::Received, Some(event.reason.clone()))
            }
            Event::RequestPutUp(event) => {
                self.put_up = Some(PutUp::of(event, at));
                (RequestState::PutUp, None)
            }
            Event::ApprovalGiven(event) => {
                if let Some(put_up) = &mut self.put_up {
                    put_up.approvals.push(Approval {
                        officer: event.officer.clone(),
                        at,
                        statement: event.statement.clone(),
                    });
                }
                (self.state, self.reason.clone())
            }
            Event::ApprovalsVoided(event) => {
                self.put_up = None;
                (RequestState::Received, Some(void_text(event.why).to_owned()))
            }
            Event::RequestHeld(event) => (RequestState::Held, Some(event.reason.clone())),
            Event::RequestReleased(event) => (RequestState::Received, Some(event.reason.clone())),
            Event::RequestRejected(event) => (RequestState::Rejected, Some(event.reason.clone())),
            Event::RequestWithdrawn(event) => (RequestState::Withdrawn, Some(event.reason.clone())),
            Event::IssuanceIntended(event) => {
                self.certificate = Some(event.certificate.clone());
                (RequestState::Intended, None)
            }
            Event::CertificateIssued(_) => (RequestState::Issued, None),
            Event::IssuanceAbandoned(event) => {
                self.put_up = None;
                self.certificate = None;
                (RequestState::Received, Some(event.reason.clone()))
            }
            Event::IntentPresumedIssued(_) => (RequestState::PresumedIssued, None),
            Event::RequestReceived(_)
            | Event::EstablishmentIntended(_)
            | Event::AuthorityEstablished(_)
            | Event::PolicyAdopted(_)
            | Event::OfficerEnrolled(_)
            | Event::OfficerRemoved(_)
            | Event::OrganisationRegistered(_)
            | Event::OrganisationAmended(_)
            | Event::RevocationRequested(_)
            | Event::RevocationApproved(_)
            | Event::CertificateRevoked(_)
            | Event::ListIntended(_)
            | Event::ListIssued(_)
            | Event::CommandRefused(_)
            | Event::AuthorityLocked(_)
            | Event::AuthorityUnlocked(_) => return,
        };
        self.state = state;
        self.reason = reason;
        self.changed_at = at;
    }
}

const fn void_text(why: VoidReason) -> &'static str {
    match why {
        VoidReason::Edited => "what was put up is void: the request was corrected",
        VoidReason::Held => "what was put up is void: the request was held",
        VoidReason::Lapsed => "what was put up is void: it lapsed",
        VoidReason::PolicyChanged => "what was put up is void: another policy is in force",
    }
}

/// The request that an event moves on, if it is about one.
pub(crate) const fn concerned(event: &Event) -> Option<RequestId> {
    match event {
        Event::RequestReceived(event) => Some(event.request),
        Event::RequestEdited(event) => Some(event.request),
        Event::RequestPutUp(event) => Some(event.request),
        Event::RequestHeld(event) => Some(event.request),
        Event::RequestReleased(event) => Some(event.request),
        Event::RequestRejected(event) => Some(event.request),
        Event::RequestWithdrawn(event) => Some(event.request),
        Event::ApprovalGiven(event) => Some(event.request),
        Event::ApprovalsVoided(event) => Some(event.request),
        Event::IssuanceIntended(event) => Some(event.request),
        Event::CertificateIssued(event) => Some(event.request),
        Event::IssuanceAbandoned(event) => Some(event.request),
        Event::IntentPresumedIssued(event) => Some(event.request),
        Event::EstablishmentIntended(_)
        | Event::AuthorityEstablished(_)
        | Event::PolicyAdopted(_)
        | Event::OfficerEnrolled(_)
        | Event::OfficerRemoved(_)
        | Event::OrganisationRegistered(_)
        | Event::OrganisationAmended(_)
        | Event::RevocationRequested(_)
        | Event::RevocationApproved(_)
        | Event::CertificateRevoked(_)
        | Event::ListIntended(_)
        | Event::ListIssued(_)
        | Event::CommandRefused(_)
        | Event::AuthorityLocked(_)
        | Event::AuthorityUnlocked(_) => None,
    }
}
