//! The acts that use a key of the authority, each step in its order: decide, intend, sign, record, release.

use std::collections::BTreeSet;

use s1spki_policies::{CertificateId, Moment};
use serde::Serialize;

use super::{Authority, IssuedCertificate, ListView, on_record};
use crate::RequestId;
use crate::approval::ApprovedRequest;
use crate::command::Act;
use crate::decide::permit;
use crate::error::{CommandError, OperationError};
use crate::event::{AuthorityLocked, Contradiction, Event, IntentPresumedIssued};
use crate::issue::{Abandoned, IssuanceTicket, NoTicket, NotSigned, SignedCertificate};
use crate::journal::Durable;
use crate::list::{ListNotSigned, ListTicket};
use crate::refusal::{Refusal, ground};
use crate::register::AuthorityRecord;
use crate::signer::Signer;
use crate::store::Store;

/// How many certificates share a commit: enough to make the disk cheap (two flushes for all of them), and few
/// enough that a crash leaves little open.
const GROUP: usize = 256;

/// Which list of revoked certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ListKind {
    /// The list of the issuing authority: certificates of organisations.
    Crl,
    /// The list of the root: certificates of authorities.
    Arl,
}

/// What became of several requests.
#[derive(Debug)]
pub struct Issuance {
    /// What became of each, in their order; those that were not looked at any more are not among them.
    pub outcomes: Vec<Outcome>,
    /// Why the rest were not looked at any more, if so.
    pub stopped: Option<CommandError>,
}

/// What became of one request of several.
#[derive(Debug)]
pub struct Outcome {
    /// The request.
    pub request: RequestId,
    /// Its certificate, or why it has none.
    pub result: Result<IssuedCertificate, CommandError>,
}

/// A group of requests before anything is signed.
#[derive(Default)]
struct Prepared {
    tickets: Vec<IssuanceTicket>,
    refused: Vec<(RequestId, Refusal)>,
}

impl<S: Store> Authority<S> {
    /// Issues the certificate that was approved.
    ///
    /// # Errors
    /// A [`Refusal`] where the approvals do not suffice or the validator finds anything against it;
    /// [`OperationError::Signer`] where the key does not answer, and the request can be put up again;
    /// [`OperationError::Contradiction`] where the authority has locked itself.
    pub fn issue(&mut self, request: RequestId, key: &dyn Signer) -> Result<IssuedCertificate, CommandError> {
        let mut outcomes = self.issue_group(&[request], key)?;
        let outcome = outcomes.pop().map(|outcome| outcome.result);
        outcome.unwrap_or_else(|| Err(OperationError::Row(format!("request {request}")).into()))
    }

    /// Looks at everything that issuing looks at, down to a copy that is signed with a throwaway key. Nothing is
    /// signed with the key of the authority, and nothing is recorded.
    ///
    /// # Errors
    /// A [`Refusal`] where the certificate would not be issued.
    pub fn rehearse(&self, request: RequestId) -> Result<(), CommandError> {
        permit(self.register(), &self.policy, Act::IssueCertificate)?;
        match self.ticket(request, &mut BTreeSet::new(), self.now()?) {
            Ok(_) => Ok(()),
            Err(NoTicket::Refused(refusal)) => Err(refusal.into()),
            Err(NoTicket::Contradicted(contradiction)) => {
                Err(Refusal::on(&ground::INSPECTION, contradiction.to_string()).into())
            }
        }
    }

    /// Issues the certificates of several requests, each by itself: what is refused does not stop the others. They
    /// share commits in groups.
    pub fn issue_all(&mut self, requests: &[RequestId], key: &dyn Signer) -> Issuance {
        let mut issuance = Issuance {
            outcomes: Vec::with_capacity(requests.len()),
            stopped: None,
        };
        for group in requests.chunks(GROUP) {
            match self.issue_group(group, key) {
                Ok(outcomes) => issuance.outcomes.extend(outcomes),
                Err(error) => {
                    issuance.stopped = Some(error);
                    break;
                }
            }
        }
        issuance
    }

    fn issue_group(
        &mut self,
        requests: &[RequestId],
        key: &dyn Signer,
    ) -> Result<Vec<Outcome>, CommandError> {
        let at = self.now()?;
        let issuer = match self.may_issue(key) {
            Ok(issuer) => issuer,
            Err(refusal) => return Err(self.refuse(Act::IssueCertificate, None, refusal, at)),
        };
        let prepared = match self.prepare(requests, at) {
            Ok(prepared) => prepared,
            Err(contradiction) => return Err(self.lock(contradiction, at)),
        };
        let Prepared { tickets, refused } = prepared;
        let refusals = refused
            .iter()
            .map(|(_, refusal)| on_record(Act::IssueCertificate, None, refusal));
        self.journal.record(refusals.collect(), at)?;
        let intents = tickets.iter().map(|ticket| ticket.intent(&self.policy)).collect();
        let intents = self.journal.record(intents, at)?;
        // From here on the intents are on the disk, and nothing is signed that is not among them.
        let signed = sign_all(tickets, &intents, key);
        self.journal.record(signed.events(), at)?;
        // From here on the certificates are on the disk as issued, and may leave the house.
        let mut outcomes = signed.into_outcomes(&issuer.common_name);
        outcomes.extend(refused.into_iter().map(|(request, refusal)| Outcome {
            request,
            result: Err(refusal.into()),
        }));
        outcomes.sort_by_key(|outcome| requests.iter().position(|request| *request == outcome.request));
        Ok(outcomes)
    }

    /// A ticket for each request that may have one.
    fn prepare(&self, requests: &[RequestId], at: Moment) -> Result<Prepared, Contradiction> {
        let mut prepared = Prepared::default();
        let mut keys = BTreeSet::new();
        for request in requests {
            match self.ticket(*request, &mut keys, at) {
                Ok(ticket) => prepared.tickets.push(ticket),
                Err(NoTicket::Refused(refusal)) => prepared.refused.push((*request, refusal)),
                Err(NoTicket::Contradicted(contradiction)) => return Err(contradiction),
            }
        }
        Ok(prepared)
    }

    /// The issuing authority, if certificates may be signed at all, and with this key.
    fn may_issue(&self, key: &dyn Signer) -> Result<AuthorityRecord, Refusal> {
        permit(self.register(), &self.policy, Act::IssueCertificate)?;
        let issuer = self.authority_of(ListKind::Crl)?;
        is_key_of(&issuer, key)?;
        Ok(issuer)
    }

    /// A ticket for a request; `keys` are those of the requests before it in the same group, which the register
    /// cannot know of yet.
    fn ticket(
        &self,
        request: RequestId,
        keys: &mut BTreeSet<[u8; 65]>,
        at: Moment,
    ) -> Result<IssuanceTicket, NoTicket> {
        let approved = ApprovedRequest::of(self.register(), &self.policy, request, at)?;
        let public_key = approved
            .file()
            .asks_for
            .as_ref()
            .map(|asks_for| *asks_for.public_key.point());
        let ticket = IssuanceTicket::make(self.register(), &self.policy, &approved, &self.throwaway, at)?;
        if !public_key.is_some_and(|key| keys.insert(key)) {
            let what = format!("the key of {request} is that of another request of the same group");
            return Err(Refusal::on(&ground::REQUEST_KEY_CERTIFIED, what).into());
        }
        Ok(ticket)
    }

    /// Issues the next list of revoked certificates of an authority.
    ///
    /// # Errors
    /// As [`issue`](Self::issue); it is also done while the authority is locked.
    pub fn issue_list(&mut self, kind: ListKind, key: &dyn Signer) -> Result<ListView, CommandError> {
        let at = self.now()?;
        let (issuer, ticket) = match self.list_ticket(kind, key, at) {
            Ok(prepared) => prepared,
            Err(refusal) => return Err(self.refuse(Act::IssueList, None, refusal, at)),
        };
        let durable = self.journal.record(vec![ticket.intent()], at)?;
        let Some(intent) = durable.first() else {
            return Err(OperationError::Row("the intent".to_owned()).into());
        };
        match ticket.sign(intent, key) {
            Ok(signed) => {
                self.journal.record(vec![signed.issued()], at)?;
            }
            Err(ListNotSigned::Signer(error)) => return Err(OperationError::Signer(error).into()),
            Err(ListNotSigned::Contradicted(contradiction)) => return Err(self.lock(contradiction, at)),
        }
        let list = self
            .store()
            .latest_crl(issuer.key_identifier)
            .map_err(OperationError::from)?;
        list.map(|record| ListView::of(&issuer.common_name, record))
            .ok_or_else(|| OperationError::Row("the list".to_owned()).into())
    }

    fn list_ticket(
        &self,
        kind: ListKind,
        key: &dyn Signer,
        at: Moment,
    ) -> Result<(AuthorityRecord, ListTicket), Refusal> {
        permit(self.register(), &self.policy, Act::IssueList)?;
        let issuer = self.authority_of(kind)?;
        is_key_of(&issuer, key)?;
        let ticket = ListTicket::make(self.register(), &self.policy, &issuer, at)?;
        Ok((issuer, ticket))
    }

    /// The authority that signs lists of this kind.
    pub(super) fn authority_of(&self, kind: ListKind) -> Result<AuthorityRecord, Refusal> {
        let authorities = self.register().authorities();
        let authority = authorities.map(|authorities| match kind {
            ListKind::Crl => authorities.issuing.clone(),
            ListKind::Arl => authorities.root.clone(),
        });
        authority.ok_or_else(|| Refusal::on(&ground::NOT_ESTABLISHED, "the authority has no certificates"))
    }
}

fn is_key_of(authority: &AuthorityRecord, key: &dyn Signer) -> Result<(), Refusal> {
    if *key.public_key() == authority.public_key {
        return Ok(());
    }
    let (found, wanted) = (key.public_key().identifier(), authority.key_identifier);
    let what = format!(
        "this is the key {found}, and that of {} is {wanted}",
        authority.common_name
    );
    Err(Refusal::on(&ground::WRONG_KEY, what))
}

/// What came of signing a group.
#[derive(Default)]
struct Signed {
    certificates: Vec<SignedCertificate>,
    abandoned: Vec<Abandoned>,
    contradicted: Option<(RequestId, Contradiction)>,
}

/// Signs each certificate. After a contradiction nothing more is signed.
fn sign_all(tickets: Vec<IssuanceTicket>, intents: &[Durable], key: &dyn Signer) -> Signed {
    let mut signed = Signed::default();
    for (ticket, intent) in tickets.into_iter().zip(intents) {
        if signed.contradicted.is_some() {
            signed.abandoned.push(ticket.abandon("the authority is locked"));
            continue;
        }
        match ticket.sign(intent, key) {
            Ok(certificate) => signed.certificates.push(certificate),
            Err(NotSigned::Abandoned(abandoned)) => signed.abandoned.push(abandoned),
            Err(NotSigned::Contradicted {
                request,
                contradiction,
            }) => {
                signed.contradicted = Some((request, contradiction));
            }
        }
    }
    signed
}

impl Signed {
    /// What the ledger has to say of it. A certificate whose signature was wrong counts as issued: what the key
    /// has signed, only the key knows.
    fn events(&self) -> Vec<Event> {
        let issued = self.certificates.iter().map(SignedCertificate::issued);
        let abandoned = self.abandoned.iter().map(Abandoned::event);
        let locked = self.contradicted.iter().flat_map(|(request, contradiction)| {
            let presumed = IntentPresumedIssued { request: *request };
            let locked = AuthorityLocked {
                contradiction: contradiction.clone(),
            };
            [Event::from(presumed), locked.into()]
        });
        issued.chain(abandoned).chain(locked).collect()
    }

    fn into_outcomes(self, issuer: &str) -> Vec<Outcome> {
        let issued = self.certificates.into_iter().map(|certificate| Outcome {
            request: certificate.request(),
            result: Ok(IssuedCertificate {
                id: CertificateId::new(issuer, certificate.certificate().serial.clone()),
                request: certificate.request(),
                der: certificate.into_der().into(),
            }),
        });
        let abandoned = self.abandoned.into_iter().map(|abandoned| Outcome {
            request: abandoned.request,
            result: Err(OperationError::Signer(abandoned.error).into()),
        });
        let contradicted = self
            .contradicted
            .into_iter()
            .map(|(request, contradiction)| Outcome {
                request,
                result: Err(OperationError::Contradiction(contradiction).into()),
            });
        issued.chain(abandoned).chain(contradicted).collect()
    }
}
