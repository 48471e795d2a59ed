//! What is the case now: the state that the events of the ledger add up to.
//!
//! Nothing here refuses anything, and nothing here has an effect outside: taking note of an event cannot fail.
//! What the rules say about the state stands in the files of the acts.
//!
//! An authority of a million certificates has to fit in memory, so that certificates are kept as a few facts
//! each, and requests as a whole only while they are open.

mod authority;
mod certificate;
mod list;
mod officer;
mod organisation;
mod request;

use std::collections::{BTreeMap, BTreeSet};

use s1spki_policies::{Eui64, Moment};

pub use authority::{Authorities, AuthorityRecord, Lock, PolicyInForce};
pub use certificate::{CertificateFacts, CertificateStatus, Certificates, PendingRevocation};
pub use list::ListFacts;
pub use officer::Officer;
pub use organisation::Organisation;
pub(crate) use request::concerned;
pub use request::{Approval, ClosedRequest, PutUp, RequestFile, RequestState};

use crate::event::Event;
use crate::store::CertificateKey;
use crate::{Hash, KeyIdentifier, OrganisationId, PersonId, RequestId};
use request::Entry;

/// An event, and when and where it was entered in the ledger.
#[derive(Clone, Copy, Debug)]
pub struct Recorded<'a> {
    /// The event.
    pub event: &'a Event,
    /// When it was entered.
    pub at: Moment,
    /// The hash of its entry.
    pub entry: Hash,
}

/// The state of an authority.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Register {
    authority: Option<Hash>,
    policy: Option<PolicyInForce>,
    authorities: Option<Authorities>,
    officers: BTreeMap<PersonId, Officer>,
    organisations: BTreeMap<OrganisationId, Organisation>,
    identifiers: BTreeMap<Eui64, OrganisationId>,
    requests: Vec<Entry>,
    intents: BTreeSet<RequestId>,
    certificates: Certificates,
    revocations: BTreeMap<CertificateKey, PendingRevocation>,
    lists: BTreeMap<KeyIdentifier, ListFacts>,
    lock: Option<Lock>,
}

impl Register {
    /// The name by which signed statements call the authority: the hash of the first entry of its ledger.
    #[must_use]
    pub const fn authority(&self) -> Option<Hash> {
        self.authority
    }

    /// The policy in force.
    #[must_use]
    pub const fn policy(&self) -> Option<&PolicyInForce> {
        self.policy.as_ref()
    }

    /// Root and issuing authority, once they have their certificates.
    #[must_use]
    pub const fn authorities(&self) -> Option<&Authorities> {
        self.authorities.as_ref()
    }

    /// Everybody who is or was an officer.
    #[must_use]
    pub const fn officers(&self) -> &BTreeMap<PersonId, Officer> {
        &self.officers
    }

    /// Those who are officers now.
    pub fn present_officers(&self) -> impl Iterator<Item = &Officer> {
        self.officers.values().filter(|officer| officer.is_present())
    }

    /// Every organisation.
    #[must_use]
    pub const fn organisations(&self) -> &BTreeMap<OrganisationId, Organisation> {
        &self.organisations
    }

    /// The organisation that has this identifier.
    #[must_use]
    pub fn organisation_of(&self, identifier: Eui64) -> Option<&Organisation> {
        self.identifiers
            .get(&identifier)
            .and_then(|organisation| self.organisations.get(organisation))
    }

    /// The name that the next request will have.
    #[must_use]
    pub fn next_request(&self) -> RequestId {
        RequestId::at_index(self.requests.len())
    }

    /// Where a request stands; nothing where there is none.
    #[must_use]
    pub fn request_state(&self, request: RequestId) -> Option<RequestState> {
        self.requests.get(request.index()).map(Entry::state)
    }

    /// What is known of a request that is still open.
    #[must_use]
    pub fn open_request(&self, request: RequestId) -> Option<&RequestFile> {
        match self.requests.get(request.index())? {
            Entry::Open(file) => Some(file),
            Entry::Closed(_) => None,
        }
    }

    /// Every request that is still open.
    pub fn open_requests(&self) -> impl Iterator<Item = &RequestFile> {
        self.requests.iter().filter_map(|entry| match entry {
            Entry::Open(file) => Some(&**file),
            Entry::Closed(_) => None,
        })
    }

    /// The requests whose certificate was about to be signed, and of which no more is known.
    pub fn open_intents(&self) -> impl Iterator<Item = RequestId> {
        self.intents.iter().copied()
    }

    /// Every serial number that was ever given out.
    #[must_use]
    pub const fn certificates(&self) -> &Certificates {
        &self.certificates
    }

    /// The revocation of a certificate that an officer has requested, and that is not decided yet.
    #[must_use]
    pub fn pending_revocation(&self, certificate: &CertificateKey) -> Option<&PendingRevocation> {
        self.revocations.get(certificate)
    }

    /// Every revocation that is not decided yet.
    pub fn pending_revocations(&self) -> impl Iterator<Item = (&CertificateKey, &PendingRevocation)> {
        self.revocations.iter()
    }

    /// What is known of the lists of an authority.
    #[must_use]
    pub fn list(&self, issuer: KeyIdentifier) -> ListFacts {
        self.lists.get(&issuer).copied().unwrap_or_default()
    }

    /// The contradiction for which the authority is locked.
    #[must_use]
    pub const fn lock(&self) -> Option<&Lock> {
        self.lock.as_ref()
    }

    /// Takes note of an event.
    pub fn apply(&mut self, recorded: &Recorded<'_>) {
        let at = recorded.at;
        if let Some(request) = concerned(recorded.event) {
            self.apply_to_request(request, recorded);
        }
        match recorded.event {
            Event::EstablishmentIntended(event) => {
                self.authority = Some(recorded.entry);
                self.policy = Some(PolicyInForce::since(recorded, &event.policy));
            }
            Event::AuthorityEstablished(event) => self.establish(event),
            Event::PolicyAdopted(event) => self.policy = Some(PolicyInForce::since(recorded, &event.policy)),
            Event::OfficerEnrolled(event) => {
                self.officers
                    .insert(event.officer.clone(), Officer::enrolled(event, at));
            }
            Event::OfficerRemoved(event) => {
                if let Some(officer) = self.officers.get_mut(&event.officer) {
                    officer.removed_at = Some(at);
                }
            }
            Event::OrganisationRegistered(event) => {
                self.set_organisation(Organisation::registered(event, at))
            }
            Event::OrganisationAmended(event) => {
                self.set_organisation(Organisation::registered(&event.now, at))
            }
            Event::RevocationRequested(event) => {
                self.revocations
                    .insert(event.certificate.clone(), PendingRevocation::requested(event, at));
            }
            Event::RevocationApproved(event) => {
                if let Some(pending) = self.revocations.get_mut(&event.certificate) {
                    pending
                        .statements
                        .insert(event.officer.clone(), event.statement.clone());
                }
            }
            Event::CertificateRevoked(event) => {
                self.revocations.remove(&event.certificate);
                self.certificates
                    .revoke(&event.certificate, event.at, event.reason);
            }
            Event::ListIntended(event) => self.lists.entry(event.issuer).or_default().intend(event),
            Event::ListIssued(event) => self.lists.entry(event.issuer).or_default().issue(event),
            Event::AuthorityLocked(event) => {
                self.lock = Some(Lock {
                    contradiction: event.contradiction.clone(),
                    entry: recorded.entry,
                    at,
                });
            }
            Event::AuthorityUnlocked(_) => self.lock = None,
            Event::RequestReceived(_)
            | Event::RequestEdited(_)
            | Event::RequestPutUp(_)
            | Event::RequestHeld(_)
            | Event::RequestReleased(_)
            | Event::RequestRejected(_)
            | Event::RequestWithdrawn(_)
            | Event::ApprovalGiven(_)
            | Event::ApprovalsVoided(_)
            | Event::IssuanceIntended(_)
            | Event::CertificateIssued(_)
            | Event::IssuanceAbandoned(_)
            | Event::IntentPresumedIssued(_)
            | Event::CommandRefused(_) => {}
        }
    }

    fn establish(&mut self, event: &crate::event::AuthorityEstablished) {
        let authorities = Authorities::established(event);
        for authority in [&authorities.root, &authorities.issuing] {
            self.certificates.establish(authority);
        }
        self.authorities = Some(authorities);
    }

    fn set_organisation(&mut self, organisation: Organisation) {
        let id = organisation.id.clone();
        self.identifiers.retain(|_, owner| *owner != id);
        let identifiers = organisation.identifiers.iter();
        self.identifiers
            .extend(identifiers.map(|identifier| (*identifier, id.clone())));
        self.organisations.insert(id, organisation);
    }

    /// Moves a request on, and with it what is known of its serial number and its key.
    fn apply_to_request(&mut self, request: RequestId, recorded: &Recorded<'_>) {
        if let Event::RequestReceived(event) = recorded.event {
            self.requests
                .push(Entry::Open(Box::new(RequestFile::received(event, recorded.at))));
            return;
        }
        let Some(entry) = self.requests.get_mut(request.index()) else {
            return;
        };
        let Entry::Open(file) = entry else {
            return;
        };
        file.follow(recorded.event, recorded.at);
        match file.state {
            RequestState::Intended => self.intents.insert(request),
            _ => self.intents.remove(&request),
        };
        self.certificates.follow(recorded.event, file);
        if let Some(closed) = file.state.closed() {
            *entry = Entry::Closed(closed);
        }
    }
}

#[cfg(test)]
mod tests;
