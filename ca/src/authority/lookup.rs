//! What the authority can be asked, and what people are given to sign. None of it needs a key of the authority.

use std::ops::ControlFlow;

use s1spki_policies::{CertificateId, Moment, Policy, RevocationReason};
use s1spki_validator::Finding;

use super::{Authority, CertificateView, ListKind, ListView, PresumedCertificate, RevocationView};
use crate::command::ReceiveRequest;
use crate::declaration::{
    Action, IssuanceApproval, OfficerEnrolment, RevocationApproval, RevocationRequest, Unlocking,
};
use crate::error::{CommandError, OperationError};
use crate::event::Event;
use crate::ledger::{Entry, Head};
use crate::publication::PublishableList;
use crate::refusal::{Refusal, ground};
use crate::register::{CertificateFacts, Register, RequestFile};
use crate::store::{
    CertificateFilter, CertificateKey, Kinds, Listing, Page, RequestFilter, RequestRecord, Store,
    StoredCertificate,
};
use crate::{Hash, PersonId, PublicKey, RequestId, approval, officer, request, revoke, store};

impl<S: Store> Authority<S> {
    /// The state: officers, organisations, open requests, pending revocations, lock.
    #[must_use]
    pub const fn register(&self) -> &Register {
        self.journal.register()
    }

    /// The policy in force.
    #[must_use]
    pub const fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The store.
    #[must_use]
    pub const fn store(&self) -> &S {
        self.journal.store()
    }

    /// Where the ledger ends. Whoever notes it down can tell later whether anything before it was changed.
    #[must_use]
    pub const fn head(&self) -> Head {
        self.journal.head()
    }

    /// The requests whose certificates count as issued since this was opened, because the process that was
    /// signing them broke off. Officers decide whether their serial numbers are revoked.
    #[must_use]
    pub fn recovered(&self) -> &[RequestId] {
        &self.recovered
    }

    /// Everything that is to be said of a request before it is handed in. Nothing is recorded.
    ///
    /// # Errors
    /// A [`Refusal`] where there is no such organisation, or the octets are too many.
    pub fn examine(&self, command: &ReceiveRequest) -> Result<Vec<Finding>, CommandError> {
        let at = self.now()?;
        Ok(request::examine(self.register(), &self.policy, command, at)?)
    }

    /// Everything that is to be said of an open request now, kept rules included, as if it were handed in again.
    ///
    /// # Errors
    /// A [`Refusal`] where there is no such request, or it is closed.
    pub fn findings(&self, request: RequestId) -> Result<Vec<Finding>, CommandError> {
        let file = request::open(self.register(), request)?;
        self.examine(&ReceiveRequest {
            organisation: file.organisation.clone(),
            submitter: file.submitter.clone(),
            octets: file.octets.to_vec(),
        })
    }

    /// A request, open or closed.
    ///
    /// # Errors
    /// A [`Refusal`] where there is none, [`OperationError`] where the store fails.
    pub fn request(&self, request: RequestId) -> Result<RequestFile, CommandError> {
        if let Some(file) = self.register().open_request(request) {
            return Ok(file.clone());
        }
        match self
            .store()
            .request(&request.to_string())
            .map_err(OperationError::from)?
        {
            Some(record) => Ok(read_file(&record)?),
            None => {
                Err(Refusal::on(&ground::REQUEST_UNKNOWN, format!("there is no request {request}")).into())
            }
        }
    }

    /// The requests that `filter` lets through, the oldest first.
    ///
    /// # Errors
    /// [`OperationError`] where the store fails.
    pub fn requests(
        &self,
        filter: &RequestFilter,
        page: Page,
    ) -> Result<Listing<RequestFile>, OperationError> {
        let listing = self.store().requests(filter, page)?;
        Ok(Listing {
            rows: listing.rows.iter().map(read_file).collect::<Result<_, _>>()?,
            next: listing.next,
        })
    }

    /// The requests that an officer can approve now, the oldest first.
    ///
    /// # Errors
    /// A [`Refusal`] where that is not an officer.
    pub fn awaiting(&self, officer: &PersonId) -> Result<Vec<RequestFile>, CommandError> {
        let at = self.now()?;
        let files = approval::awaiting(self.register(), &self.policy, officer, at)?;
        Ok(files.into_iter().cloned().collect())
    }

    /// The certificates of which nobody knows whether they were signed. They are revoked like any other.
    #[must_use]
    pub fn presumed_issued(&self) -> Vec<PresumedCertificate> {
        let presumed = self.register().certificates().presumed_issued();
        let view = |(key, facts): (CertificateKey, &CertificateFacts)| PresumedCertificate {
            id: self.id_of(&key),
            request: facts.request,
            revocation: facts.revocation.map(|(at, reason)| RevocationView { at, reason }),
        };
        presumed.map(view).collect()
    }

    /// A certificate.
    ///
    /// # Errors
    /// A [`Refusal`] where this authority has not issued it, [`OperationError`] where the store fails.
    pub fn certificate(&self, id: &CertificateId) -> Result<CertificateView, CommandError> {
        let key = revoke::find(self.register(), id)?;
        match self.store().certificate(&key).map_err(OperationError::from)? {
            Some(stored) => Ok(self.view(stored)),
            None => {
                let what = format!("{id} is not a certificate of this authority");
                Err(Refusal::on(&ground::CERTIFICATE_UNKNOWN, what).into())
            }
        }
    }

    /// The certificates that `filter` lets through, those that expire first first.
    ///
    /// # Errors
    /// [`OperationError`] where the store fails.
    pub fn certificates(
        &self,
        filter: &CertificateFilter,
        page: Page,
    ) -> Result<Listing<CertificateView>, OperationError> {
        let listing = self.store().certificates(filter, page)?;
        Ok(Listing {
            rows: listing.rows.into_iter().map(|stored| self.view(stored)).collect(),
            next: listing.next,
        })
    }

    fn view(&self, stored: StoredCertificate) -> CertificateView {
        CertificateView::of(self.id_of(&stored.certificate.key), stored)
    }

    /// What the certificate with this issuer and serial number is called.
    pub(super) fn id_of(&self, key: &CertificateKey) -> CertificateId {
        let authorities = self.register().authorities();
        let issuer = authorities.and_then(|authorities| authorities.with_key(key.issuer));
        let issuer = issuer.map_or_else(|| key.issuer.to_string(), |issuer| issuer.common_name.clone());
        CertificateId::new(issuer, key.serial.clone())
    }

    /// The last list of revoked certificates that was issued.
    ///
    /// # Errors
    /// [`OperationError`] where the store fails.
    pub fn latest_list(&self, kind: ListKind) -> Result<Option<ListView>, CommandError> {
        let issuer = self.authority_of(kind)?;
        let record = self
            .store()
            .latest_crl(issuer.key_identifier)
            .map_err(OperationError::from)?;
        Ok(record.map(|record| ListView::of(&issuer.common_name, record)))
    }

    /// Says whether a list may take the place of the one that is published, if any.
    ///
    /// # Errors
    /// A [`Refusal`] with the first thing that is wrong with it.
    pub fn inspect_for_publication(
        &self,
        kind: ListKind,
        list: &[u8],
        published: Option<&[u8]>,
    ) -> Result<PublishableList, CommandError> {
        let issuer = self.authority_of(kind)?;
        let at = self.now()?;
        Ok(PublishableList::inspect(
            self.register(),
            &issuer,
            list,
            published,
            at,
        )?)
    }

    /// What an officer is to sign to approve what is put up for a request.
    ///
    /// # Errors
    /// A [`Refusal`] where nothing is put up, or it counts no longer.
    pub fn approval_to_sign(&self, request: RequestId) -> Result<IssuanceApproval, CommandError> {
        Ok(approval::to_sign(
            self.register(),
            &self.policy,
            request,
            self.now()?,
        )?)
    }

    /// What an officer is to sign to have a certificate revoked.
    ///
    /// # Errors
    /// A [`Refusal`] where it is not a certificate of this authority.
    pub fn revocation_to_sign(
        &self,
        certificate: &CertificateId,
        reason: RevocationReason,
    ) -> Result<RevocationRequest, CommandError> {
        revoke::find(self.register(), certificate)?;
        let at = self.now()?;
        Ok(RevocationRequest {
            action: Action::RequestRevocation,
            authority: self.identity(),
            certificate: certificate.clone(),
            reason,
            expires: self.expiry(at),
            at,
        })
    }

    /// What another officer is to sign to agree to the revocation that was requested.
    ///
    /// # Errors
    /// A [`Refusal`] where it was not requested.
    pub fn revocation_approval_to_sign(
        &self,
        certificate: &CertificateId,
    ) -> Result<RevocationApproval, CommandError> {
        let key = revoke::find(self.register(), certificate)?;
        let Some(pending) = self.register().pending_revocation(&key) else {
            let what = format!("nobody has requested the revocation of {certificate}");
            return Err(Refusal::on(&ground::REVOCATION_NOT_REQUESTED, what).into());
        };
        let at = self.now()?;
        Ok(RevocationApproval {
            action: Action::ApproveRevocation,
            authority: self.identity(),
            certificate: certificate.clone(),
            reason: pending.reason,
            request_sha256: pending.request_sha256,
            expires: pending.expires.min(self.expiry(at)),
            at,
        })
    }

    /// What an officer is to sign to make another person an officer.
    ///
    /// # Errors
    /// [`OperationError`] where there is no time to be had.
    pub fn enrolment_to_sign(
        &self,
        officer: &PersonId,
        name: &str,
        public_key: &PublicKey,
    ) -> Result<OfficerEnrolment, OperationError> {
        let at = self.now()?;
        Ok(OfficerEnrolment {
            action: Action::EnrolOfficer,
            authority: self.identity(),
            officer: officer.clone(),
            name: name.to_owned(),
            key_sha256: officer::key_hash(public_key),
            expires: self.expiry(at),
            at,
        })
    }

    /// What an officer is to sign to unlock the authority.
    ///
    /// # Errors
    /// A [`Refusal`] where it is not locked.
    pub fn unlocking_to_sign(&self, reason: &str) -> Result<Unlocking, CommandError> {
        let Some(lock) = self.register().lock() else {
            return Err(Refusal::on(&ground::NOT_LOCKED, "the authority is not locked").into());
        };
        let at = self.now()?;
        Ok(Unlocking {
            action: Action::Unlock,
            authority: self.identity(),
            lock: lock.entry,
            reason: reason.trim().to_owned(),
            expires: self.expiry(at),
            at,
        })
    }

    /// The name by which signed statements call this authority.
    #[must_use]
    pub fn identity(&self) -> Hash {
        self.register().authority().unwrap_or(Hash::ZERO)
    }

    /// Until when a statement that is signed now may be used: as long as an approval.
    fn expiry(&self, at: Moment) -> Moment {
        self.policy
            .approval()
            .lapses_after
            .value()
            .after(at)
            .unwrap_or(at)
    }

    /// Goes through what happened from an entry on, in order, until there is no more or `each` breaks off.
    ///
    /// # Errors
    /// [`OperationError`] where the store fails, or an entry cannot be read.
    pub fn history(
        &self,
        from: u64,
        each: &mut dyn FnMut(&Entry, &Event) -> ControlFlow<()>,
    ) -> Result<(), OperationError> {
        let mut unreadable = None;
        self.store()
            .entries(from, Kinds::All, &mut |entry| match Event::of(&entry) {
                Ok(event) => each(&entry, &event),
                Err(error) => {
                    unreadable = Some(error);
                    ControlFlow::Break(())
                }
            })?;
        unreadable.map_or(Ok(()), |error| Err(error.into()))
    }

    /// Verifies the ledger from its first entry on, against a head that was noted earlier if there is one.
    ///
    /// # Errors
    /// [`OperationError`] with the first fault.
    pub fn verify(&self, known: Option<Head>) -> Result<Head, OperationError> {
        Ok(store::verify(self.store(), known)?)
    }

    /// Throws the tables away, and makes them anew from the ledger.
    ///
    /// # Errors
    /// [`OperationError`] where the ledger has a fault; then the tables stay as they were.
    pub fn rebuild(&mut self) -> Result<Head, OperationError> {
        self.journal.rebuild()
    }
}

fn read_file(record: &RequestRecord) -> Result<RequestFile, OperationError> {
    serde_json::from_slice(&record.document)
        .map_err(|error| OperationError::Row(format!("request {}: {error}", record.id)))
}
