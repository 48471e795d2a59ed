//! The commands, one function each, with what became of it as plain data.

use super::{Authority, RevocationProgress};
use crate::command::{
    AmendOrganisation, ApproveRequest, Command, DirectRequest, EditRequest, EnrolOfficer, PutUpRequest,
    ReceiveRequest, RegisterOrganisation, RemoveOfficer, Unlock,
};
use crate::error::{CommandError, OperationError};
use crate::event::Event;
use crate::journal::Durable;
use crate::register::{Officer, Organisation, RequestFile};
use crate::statement::SignedStatement;
use crate::store::{CertificateKey, Store};
use crate::{OrganisationId, PersonId, RequestId};

impl<S: Store> Authority<S> {
    /// Makes a person an officer.
    ///
    /// # Errors
    /// As [`execute`](Self::execute).
    pub fn enrol_officer(&mut self, command: EnrolOfficer) -> Result<Officer, CommandError> {
        let officer = command.officer.clone();
        self.execute(&Command::EnrolOfficer(command))?;
        self.officer(&officer)
    }

    /// Ends that a person is an officer.
    ///
    /// # Errors
    /// As [`execute`](Self::execute).
    pub fn remove_officer(&mut self, command: RemoveOfficer) -> Result<Officer, CommandError> {
        let officer = command.officer.clone();
        self.execute(&Command::RemoveOfficer(command))?;
        self.officer(&officer)
    }

    fn officer(&self, officer: &PersonId) -> Result<Officer, CommandError> {
        let known = self.register().officers().get(officer).cloned();
        known.ok_or_else(|| OperationError::Row(format!("officer {officer}")).into())
    }

    /// Enters an organisation in the register.
    ///
    /// # Errors
    /// As [`execute`](Self::execute).
    pub fn register_organisation(
        &mut self,
        command: RegisterOrganisation,
    ) -> Result<Organisation, CommandError> {
        let organisation = command.organisation.clone();
        self.execute(&Command::RegisterOrganisation(command))?;
        self.organisation(&organisation)
    }

    /// Changes what the register says of an organisation.
    ///
    /// # Errors
    /// As [`execute`](Self::execute).
    pub fn amend_organisation(&mut self, command: AmendOrganisation) -> Result<Organisation, CommandError> {
        let organisation = command.now.organisation.clone();
        self.execute(&Command::AmendOrganisation(command))?;
        self.organisation(&organisation)
    }

    fn organisation(&self, organisation: &OrganisationId) -> Result<Organisation, CommandError> {
        let known = self.register().organisations().get(organisation).cloned();
        known.ok_or_else(|| OperationError::Row(format!("organisation {organisation}")).into())
    }

    /// Takes a certificate request in. Where a rule is broken, it is rejected at once: its state says so, and its
    /// findings say why.
    ///
    /// # Errors
    /// As [`execute`](Self::execute).
    pub fn receive(&mut self, command: ReceiveRequest) -> Result<RequestFile, CommandError> {
        let request = self.register().next_request();
        self.on_request(request, &Command::ReceiveRequest(command))
    }

    /// Corrects what a request asks for.
    ///
    /// # Errors
    /// As [`execute`](Self::execute).
    pub fn edit(&mut self, command: EditRequest) -> Result<RequestFile, CommandError> {
        self.on_request(command.request, &Command::EditRequest(command))
    }

    /// Fixes what is to be signed for a request, with a fresh serial number, and puts it up for approval.
    ///
    /// # Errors
    /// As [`execute`](Self::execute).
    pub fn put_up(&mut self, request: RequestId, by: &PersonId) -> Result<RequestFile, CommandError> {
        let command = PutUpRequest {
            request,
            serial: self.draw_serial()?,
            by: by.clone(),
        };
        self.on_request(request, &Command::PutUpRequest(command))
    }

    /// Has a request wait.
    ///
    /// # Errors
    /// As [`execute`](Self::execute).
    pub fn hold(&mut self, command: DirectRequest) -> Result<RequestFile, CommandError> {
        self.on_request(command.request, &Command::HoldRequest(command))
    }

    /// Has a request wait no longer.
    ///
    /// # Errors
    /// As [`execute`](Self::execute).
    pub fn release(&mut self, command: DirectRequest) -> Result<RequestFile, CommandError> {
        self.on_request(command.request, &Command::ReleaseRequest(command))
    }

    /// Refuses a request.
    ///
    /// # Errors
    /// As [`execute`](Self::execute).
    pub fn reject(&mut self, command: DirectRequest) -> Result<RequestFile, CommandError> {
        self.on_request(command.request, &Command::RejectRequest(command))
    }

    /// Takes a request back, for the organisation.
    ///
    /// # Errors
    /// As [`execute`](Self::execute).
    pub fn withdraw(&mut self, command: DirectRequest) -> Result<RequestFile, CommandError> {
        self.on_request(command.request, &Command::WithdrawRequest(command))
    }

    /// Takes an approval in: an [`IssuanceApproval`](crate::declaration::IssuanceApproval) that an officer signed.
    ///
    /// # Errors
    /// As [`execute`](Self::execute).
    pub fn approve(
        &mut self,
        request: RequestId,
        statement: SignedStatement,
    ) -> Result<RequestFile, CommandError> {
        let command = ApproveRequest { request, statement };
        self.on_request(request, &Command::ApproveRequest(command))
    }

    fn on_request(&mut self, request: RequestId, command: &Command) -> Result<RequestFile, CommandError> {
        self.execute(command)?;
        self.request(request)
    }

    /// Takes in that an officer wants a certificate revoked: a signed
    /// [`RevocationRequest`](crate::declaration::RevocationRequest).
    ///
    /// # Errors
    /// As [`execute`](Self::execute).
    pub fn request_revocation(
        &mut self,
        statement: SignedStatement,
    ) -> Result<RevocationProgress, CommandError> {
        let durable = self.execute(&Command::RequestRevocation(statement))?;
        self.progress(&durable)
    }

    /// Takes in that another officer agrees: a signed
    /// [`RevocationApproval`](crate::declaration::RevocationApproval). With enough of them the certificate is
    /// revoked; the next list will tell of it.
    ///
    /// # Errors
    /// As [`execute`](Self::execute).
    pub fn approve_revocation(
        &mut self,
        statement: SignedStatement,
    ) -> Result<RevocationProgress, CommandError> {
        let durable = self.execute(&Command::ApproveRevocation(statement))?;
        self.progress(&durable)
    }

    fn progress(&self, durable: &[Durable]) -> Result<RevocationProgress, CommandError> {
        let certificate = durable.iter().find_map(|durable| concerned(durable.event()));
        let certificate = certificate.ok_or_else(|| OperationError::Row("the revocation".to_owned()))?;
        let pending = self.register().pending_revocation(certificate);
        let facts = self.register().certificates().find(certificate);
        let revoked = facts.and_then(|facts| facts.revocation);
        let reason = revoked
            .map(|(_, reason)| reason)
            .or(pending.map(|pending| pending.reason));
        let officers = pending.map(|pending| pending.statements.keys().cloned().collect());
        Ok(RevocationProgress {
            certificate: self.id_of(certificate),
            reason: reason.ok_or_else(|| OperationError::Row(format!("certificate {certificate}")))?,
            officers: officers.unwrap_or_default(),
            needed: self.policy().duties().revoke.value().officers,
            revoked_at: revoked.map(|(at, _)| at),
        })
    }

    /// Has a locked authority sign again.
    ///
    /// # Errors
    /// As [`execute`](Self::execute).
    pub fn unlock(&mut self, command: Unlock) -> Result<(), CommandError> {
        self.execute(&Command::Unlock(command)).map(drop)
    }
}

/// The certificate whose revocation an event tells of.
const fn concerned(event: &Event) -> Option<&CertificateKey> {
    match event {
        Event::RevocationRequested(event) => Some(&event.certificate),
        Event::RevocationApproved(event) => Some(&event.certificate),
        _ => None,
    }
}
