//! What the authority can be told to do.
//!
//! A command may be refused. `by` is who gives it, as the console says it; an act that lets something happen
//! that was not allowed before also needs statements that officers signed with their own keys.

use std::collections::BTreeSet;
use std::fmt;

use s1spki_policies::{Eui64, RemotePartyRole, SerialNumber};
use serde::{Deserialize, Serialize};

use crate::event::{Evidence, OrganisationRegistered, ResponsibleOfficer};
use crate::statement::SignedStatement;
use crate::{OrganisationId, PersonId, PublicKey, RequestId};

/// Declares the acts, and the word for each.
macro_rules! acts {
    ($($(#[$attribute:meta])* $act:ident = $word:literal, $effect:ident;)*) => {
        /// An act of the authority, whoever asks for it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Act {
            $($(#[$attribute])* #[serde(rename = $word)] $act,)*
        }

        impl Act {
            /// Every act, in the order of declaration.
            pub const ALL: &[Self] = &[$(Self::$act,)*];

            /// The word for it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$act => $word,)*
                }
            }

            /// What it leads to.
            #[must_use]
            pub const fn effect(self) -> Effect {
                match self {
                    $(Self::$act => Effect::$effect,)*
                }
            }
        }
    };
}

/// What an act leads to, which decides whether a locked authority still does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It brings the authority nearer to signing a certificate. A locked authority does not do it.
    Grants,
    /// It stops something, or tells of it. That has to be possible at all times.
    Stops,
}

acts! {
    /// Put another policy in force.
    AdoptPolicy = "adopt-policy", Grants;
    /// Make a person an officer.
    EnrolOfficer = "enrol-officer", Grants;
    /// End that.
    RemoveOfficer = "remove-officer", Stops;
    /// Enter an organisation in the register.
    RegisterOrganisation = "register-organisation", Grants;
    /// Change what the register says of it. Locked or not, a role or a person can be taken away at any time.
    AmendOrganisation = "amend-organisation", Stops;
    /// Take a certificate request in.
    ReceiveRequest = "receive-request", Grants;
    /// Correct it.
    EditRequest = "edit-request", Grants;
    /// Fix what is to be signed, and put it up for approval.
    PutUpRequest = "put-up-request", Grants;
    /// Have it wait.
    HoldRequest = "hold-request", Stops;
    /// Have it wait no longer.
    ReleaseRequest = "release-request", Grants;
    /// Refuse it.
    RejectRequest = "reject-request", Stops;
    /// Take it back.
    WithdrawRequest = "withdraw-request", Stops;
    /// Approve what was put up.
    ApproveRequest = "approve-request", Grants;
    /// Sign the certificate.
    IssueCertificate = "issue-certificate", Grants;
    /// Want a certificate revoked.
    RequestRevocation = "request-revocation", Stops;
    /// Agree to that.
    ApproveRevocation = "approve-revocation", Stops;
    /// Sign a list of revoked certificates.
    IssueList = "issue-list", Stops;
    /// Have a locked authority sign again.
    Unlock = "unlock", Stops;
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What the authority is told to do. Signing is not among it: see
/// [`Authority::issue`](crate::Authority::issue) and [`Authority::issue_list`](crate::Authority::issue_list).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Make a person an officer.
    EnrolOfficer(EnrolOfficer),
    /// End that.
    RemoveOfficer(RemoveOfficer),
    /// Enter an organisation in the register.
    RegisterOrganisation(RegisterOrganisation),
    /// Change what the register says of it.
    AmendOrganisation(AmendOrganisation),
    /// Take a certificate request in.
    ReceiveRequest(ReceiveRequest),
    /// Correct it.
    EditRequest(EditRequest),
    /// Fix what is to be signed, and put it up for approval.
    PutUpRequest(PutUpRequest),
    /// Have it wait.
    HoldRequest(DirectRequest),
    /// Have it wait no longer.
    ReleaseRequest(DirectRequest),
    /// Refuse it.
    RejectRequest(DirectRequest),
    /// Take it back; `by` is a responsible officer of the organisation.
    WithdrawRequest(DirectRequest),
    /// Approve what was put up.
    ApproveRequest(ApproveRequest),
    /// Want a certificate revoked.
    RequestRevocation(SignedStatement),
    /// Agree to that.
    ApproveRevocation(SignedStatement),
    /// Have a locked authority sign again.
    Unlock(Unlock),
}

impl Command {
    /// Which act it asks for.
    #[must_use]
    pub const fn act(&self) -> Act {
        match self {
            Self::EnrolOfficer(_) => Act::EnrolOfficer,
            Self::RemoveOfficer(_) => Act::RemoveOfficer,
            Self::RegisterOrganisation(_) => Act::RegisterOrganisation,
            Self::AmendOrganisation(_) => Act::AmendOrganisation,
            Self::ReceiveRequest(_) => Act::ReceiveRequest,
            Self::EditRequest(_) => Act::EditRequest,
            Self::PutUpRequest(_) => Act::PutUpRequest,
            Self::HoldRequest(_) => Act::HoldRequest,
            Self::ReleaseRequest(_) => Act::ReleaseRequest,
            Self::RejectRequest(_) => Act::RejectRequest,
            Self::WithdrawRequest(_) => Act::WithdrawRequest,
            Self::ApproveRequest(_) => Act::ApproveRequest,
            Self::RequestRevocation(_) => Act::RequestRevocation,
            Self::ApproveRevocation(_) => Act::ApproveRevocation,
            Self::Unlock(_) => Act::Unlock,
        }
    }

    /// Who gives it, as the command or the statement in it says; nothing is verified by this.
    #[must_use]
    pub fn by(&self) -> Option<PersonId> {
        match self {
            Self::RemoveOfficer(command) => Some(command.by.clone()),
            Self::RegisterOrganisation(command) => Some(command.by.clone()),
            Self::AmendOrganisation(command) => Some(command.now.by.clone()),
            Self::ReceiveRequest(command) => Some(command.submitter.clone()),
            Self::EditRequest(command) => Some(command.by.clone()),
            Self::PutUpRequest(command) => Some(command.by.clone()),
            Self::HoldRequest(command)
            | Self::ReleaseRequest(command)
            | Self::RejectRequest(command)
            | Self::WithdrawRequest(command) => Some(command.by.clone()),
            Self::ApproveRequest(command) => claimed(&command.statement),
            Self::RequestRevocation(statement) | Self::ApproveRevocation(statement) => claimed(statement),
            // Several officers sign these.
            Self::EnrolOfficer(_) | Self::Unlock(_) => None,
        }
    }
}

fn claimed(statement: &SignedStatement) -> Option<PersonId> {
    statement.claimed_key().ok()?.parse().ok()
}

/// Makes a person an officer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnrolOfficer {
    /// The person.
    pub officer: PersonId,
    /// The person's full name.
    pub name: String,
    /// The person's own key.
    pub public_key: PublicKey,
    /// [`OfficerEnrolment`](crate::declaration::OfficerEnrolment)s, signed by officers.
    pub statements: Vec<SignedStatement>,
}

/// Ends that a person is an officer. One officer can do that alone: it takes powers away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoveOfficer {
    /// The person.
    pub officer: PersonId,
    /// Why.
    pub reason: String,
    /// Which officer says so.
    pub by: PersonId,
}

/// Enters an organisation in the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterOrganisation {
    /// What it is to be called here.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// The roles for which it may hold certificates.
    pub roles: BTreeSet<RemotePartyRole>,
    /// Its identifiers.
    pub identifiers: BTreeSet<Eui64>,
    /// The people who may hand in requests for it.
    pub responsible_officers: Vec<ResponsibleOfficer>,
    /// On what this rests.
    pub evidence: Evidence,
    /// Which officer enters it.
    pub by: PersonId,
}

impl From<RegisterOrganisation> for OrganisationRegistered {
    fn from(command: RegisterOrganisation) -> Self {
        Self {
            organisation: command.organisation,
            name: command.name,
            roles: command.roles,
            identifiers: command.identifiers,
            responsible_officers: command.responsible_officers,
            evidence: command.evidence,
            by: command.by,
        }
    }
}

/// Changes what the register says of an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AmendOrganisation {
    /// Everything that is to be said of it.
    pub now: RegisterOrganisation,
    /// Why.
    pub reason: String,
}

/// Takes a certificate request in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiveRequest {
    /// The organisation it is for.
    pub organisation: OrganisationId,
    /// Who hands it in.
    pub submitter: PersonId,
    /// The request, in any of the spellings of App M Appendix F, or in DER.
    pub octets: Vec<u8>,
}

/// Corrects a request. What its signature vouches for (role, identifier and key) cannot be corrected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditRequest {
    /// The request.
    pub request: RequestId,
    /// The organisation it is for, where that is to be another.
    pub organisation: Option<OrganisationId>,
    /// The common name, where that is to be another.
    pub common_name: Correction,
    /// Why.
    pub reason: String,
    /// Which officer corrects it.
    pub by: PersonId,
}

/// What is to become of a value that may be there or not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Correction {
    /// It stays as it is.
    #[default]
    Keep,
    /// It goes.
    Remove,
    /// It becomes this.
    Set(String),
}

/// Puts a request up for approval. Made by [`Authority::put_up`](crate::Authority::put_up) alone: nobody chooses a
/// serial number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PutUpRequest {
    /// The request.
    pub(crate) request: RequestId,
    /// The serial number, freshly drawn.
    pub(crate) serial: SerialNumber,
    /// Which officer puts it up.
    pub(crate) by: PersonId,
}

/// Directs what becomes of a request: hold, release, reject, withdraw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectRequest {
    /// The request.
    pub request: RequestId,
    /// Why.
    pub reason: String,
    /// Who says so.
    pub by: PersonId,
}

/// Approves what was put up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApproveRequest {
    /// The request.
    pub request: RequestId,
    /// An [`IssuanceApproval`](crate::declaration::IssuanceApproval), signed by the officer.
    pub statement: SignedStatement,
}

/// Has a locked authority sign again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unlock {
    /// What was found, and why it may go on.
    pub reason: String,
    /// [`Unlocking`](crate::declaration::Unlocking)s, signed by officers.
    pub statements: Vec<SignedStatement>,
}
