//! What has happened, as it stands in the ledger.
//!
//! **A stored format.** The name of an event and the fields of its payload are never changed once released: a
//! fact that needs another shape is another event with another name, and this one stays readable for ever.
//! Names without a number are version 1. A payload is canonical JSON: the fields in the order of declaration,
//! what is not there left out, no floating-point numbers, octets as Base64, hashes in hexadecimal.
//!
//! An event is a fact. It was decided before it was written, so that taking note of it cannot fail: what may
//! be refused is a [`Command`](crate::command::Command).

mod authority;
mod issuance;
mod officer;
mod organisation;
mod request;
mod revocation;

use serde::Serialize;
use serde::de::DeserializeOwned;

pub use authority::{
    AuthorityEstablished, AuthorityLocked, AuthorityUnlocked, CommandRefused, Contradiction,
    EstablishedCertificate, EstablishmentIntended, IntendedCertificate, PolicyAdopted, PolicyRecord,
};
pub use issuance::{CertificateIssued, IntentPresumedIssued, IssuanceAbandoned, IssuanceIntended};
pub use officer::{OfficerEnrolled, OfficerRemoved};
pub use organisation::{Evidence, OrganisationAmended, OrganisationRegistered, ResponsibleOfficer};
pub use request::{
    ApprovalGiven, ApprovalsVoided, RecordedFinding, RequestEdited, RequestHeld, RequestPutUp,
    RequestReceived, RequestRejected, RequestReleased, RequestWithdrawn, RequestedCertificate, VoidReason,
};
pub use revocation::{CertificateRevoked, ListIntended, ListIssued, RevocationApproved, RevocationRequested};

use crate::ledger::{Draft, Entry};

/// Declares the events, and the name of each in the ledger.
macro_rules! events {
    ($($(#[$attribute:meta])* $event:ident = $name:literal,)*) => {
        /// A fact. Large payloads are boxed, so that a list of facts is small.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Event {
            $($(#[$attribute])* $event(Box<$event>),)*
        }

        impl Event {
            /// Every name, in the order of declaration.
            pub const NAMES: &[&str] = &[$($name,)*];

            /// The name in the ledger.
            #[must_use]
            pub const fn name(&self) -> &'static str {
                match self {
                    $(Self::$event(_) => $name,)*
                }
            }

            /// The payload in the ledger.
            fn payload(&self) -> Vec<u8> {
                match self {
                    $(Self::$event(event) => canonical_json(event),)*
                }
            }

            fn read(name: &str, payload: &[u8]) -> Result<Self, ReadError> {
                match name {
                    $($name => read_payload(payload).map(|event| Self::$event(Box::new(event))),)*
                    _ => Err(ReadError::UnknownName),
                }
            }
        }

        $(
            impl From<$event> for Event {
                fn from(event: $event) -> Self {
                    Self::$event(Box::new(event))
                }
            }
        )*
    };
}

events! {
    /// An authority is about to sign its own certificates. The first entry of every ledger.
    EstablishmentIntended = "establishment-intended",
    /// It has signed them, and is open for business.
    AuthorityEstablished = "authority-established",
    /// Another policy is in force from here on.
    PolicyAdopted = "policy-adopted",
    /// A person may act as an officer.
    OfficerEnrolled = "officer-enrolled",
    /// A person may no longer act as an officer.
    OfficerRemoved = "officer-removed",
    /// An organisation is in the register.
    OrganisationRegistered = "organisation-registered",
    /// What the register says of an organisation is now this.
    OrganisationAmended = "organisation-amended",
    /// A certificate request was handed in.
    RequestReceived = "request-received",
    /// What a request asks for was corrected.
    RequestEdited = "request-edited",
    /// Serial number, validity and every octet to be signed are fixed, and officers may approve them.
    RequestPutUp = "request-put-up",
    /// A request waits for something.
    RequestHeld = "request-held",
    /// It waits no longer.
    RequestReleased = "request-released",
    /// A request was refused.
    RequestRejected = "request-rejected",
    /// Whoever handed a request in wants it no longer.
    RequestWithdrawn = "request-withdrawn",
    /// An officer approved what was put up.
    ApprovalGiven = "approval-given",
    /// What was put up, and every approval of it, counts no longer.
    ApprovalsVoided = "approvals-voided",
    /// A certificate is about to be signed.
    IssuanceIntended = "issuance-intended",
    /// It was signed.
    CertificateIssued = "certificate-issued",
    /// It was not signed, and never will be: the key did not answer.
    IssuanceAbandoned = "issuance-abandoned",
    /// Nobody knows whether it was signed: it counts as issued.
    IntentPresumedIssued = "intent-presumed-issued",
    /// An officer wants a certificate revoked.
    RevocationRequested = "revocation-requested",
    /// Another officer agrees.
    RevocationApproved = "revocation-approved",
    /// A certificate is revoked.
    CertificateRevoked = "certificate-revoked",
    /// A list of revoked certificates is about to be signed.
    ListIntended = "list-intended",
    /// It was signed.
    ListIssued = "list-issued",
    /// A command was refused.
    CommandRefused = "command-refused",
    /// The authority found a contradiction, and signs no certificates any more.
    AuthorityLocked = "authority-locked",
    /// Officers have looked into it, and the authority signs again.
    AuthorityUnlocked = "authority-unlocked",
}

impl Event {
    /// The event as it goes into the ledger.
    #[must_use]
    pub fn draft(&self) -> Draft {
        Draft::new(self.name(), self.payload())
    }

    /// The event in an entry of the ledger.
    ///
    /// # Errors
    /// [`EventError`] where the name or the payload is not one that this version knows.
    pub fn of(entry: &Entry) -> Result<Self, EventError> {
        Self::read(&entry.kind, &entry.payload).map_err(|source| EventError {
            sequence: entry.sequence,
            name: entry.kind.clone(),
            source,
        })
    }
}

/// Events hold text, whole numbers, lists and other events: their JSON cannot fail to be written.
fn canonical_json(event: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(event).unwrap_or_default()
}

fn read_payload<T: DeserializeOwned>(payload: &[u8]) -> Result<T, ReadError> {
    serde_json::from_slice(payload).map_err(|error| ReadError::Payload(error.to_string()))
}

/// An entry of the ledger holds no event that this version can read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("entry {sequence} of the ledger, `{name}`, cannot be read: {source}")]
pub struct EventError {
    /// The entry.
    pub sequence: u64,
    /// Its name.
    pub name: String,
    /// Why.
    pub source: ReadError,
}

/// Why an event cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// There is no event with this name.
    #[error(
        "no event has this name: the ledger was written by a later version of this program, so use that one"
    )]
    UnknownName,
    /// The payload has another shape.
    #[error("its payload is not as it should be ({0})")]
    Payload(String),
}

#[cfg(test)]
mod tests;
