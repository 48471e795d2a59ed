//! Approval: officers sign that exactly these octets may be signed.

use s1spki_policies::{Involvement, Moment, Policy};

use crate::command::ApproveRequest;
use crate::declaration::{Action, IssuanceApproval, quorum};
use crate::event::{ApprovalGiven, Event};
use crate::officer::{present, same_name};
use crate::refusal::{Refusal, ground};
use crate::register::{Officer, PutUp, Register, RequestFile, RequestState};
use crate::request::in_state;
use crate::{Hash, PersonId, RequestId};

/// Takes an approval in.
pub(crate) fn approve(
    register: &Register,
    policy: &Policy,
    command: &ApproveRequest,
    at: Moment,
) -> Result<Vec<Event>, Refusal> {
    let (file, put_up) = put_up_now(register, policy, command.request, at)?;
    let declared = quorum::read::<IssuanceApproval>(register, &command.statement)?;
    let officer = declared.officer;
    inspect(register, file, put_up, &declared.declaration, at)?;
    may_approve(register, policy, file, put_up, officer)?;
    let given = ApprovalGiven {
        request: file.id,
        officer: officer.id.clone(),
        statement: command.statement.clone(),
    };
    Ok(vec![given.into()])
}

/// Whether the approval of this officer would count, now that everything else is right.
fn may_approve(
    register: &Register,
    policy: &Policy,
    file: &RequestFile,
    put_up: &PutUp,
    officer: &Officer,
) -> Result<(), Refusal> {
    not_barred(register, policy, file, officer)?;
    let mut given = put_up.approvals.iter();
    let same = |other: &Officer| other.id == officer.id || other.public_key == officer.public_key;
    if given.any(|approval| register.officers().get(&approval.officer).is_some_and(same)) {
        let what = format!("{} has approved {}", officer.id, file.id);
        return Err(Refusal::on(&ground::APPROVED_ALREADY, what).resting_on(&policy.duties().issue));
    }
    Ok(())
}

/// The requests that this officer can approve now.
pub(crate) fn awaiting<'a>(
    register: &'a Register,
    policy: &Policy,
    officer: &PersonId,
    at: Moment,
) -> Result<Vec<&'a RequestFile>, Refusal> {
    let officer = present(register, officer)?;
    let open = register.open_requests().filter(|file| {
        put_up_now(register, policy, file.id, at)
            .and_then(|(file, put_up)| may_approve(register, policy, file, put_up, officer))
            .is_ok()
    });
    Ok(open.collect())
}

/// What an officer is to sign to approve what is put up now.
///
/// # Errors
/// A [`Refusal`] where nothing is put up, or it counts no longer.
pub(crate) fn to_sign(
    register: &Register,
    policy: &Policy,
    request: RequestId,
    at: Moment,
) -> Result<IssuanceApproval, Refusal> {
    let (file, put_up) = put_up_now(register, policy, request, at)?;
    Ok(IssuanceApproval {
        action: Action::ApproveIssuance,
        authority: register.authority().unwrap_or(Hash::ZERO),
        request: file.id,
        request_sha256: file.sha256,
        tbs_sha256: put_up.tbs_sha256,
        policy_sha256: put_up.policy_sha256,
        profile: put_up.profile.clone(),
        serial: put_up.serial.clone(),
        expires: put_up.lapses_at,
        at,
    })
}

/// The request and what is put up, if that still counts.
fn put_up_now<'a>(
    register: &'a Register,
    policy: &Policy,
    request: RequestId,
    at: Moment,
) -> Result<(&'a RequestFile, &'a PutUp), Refusal> {
    let file = in_state(register, request, &[RequestState::PutUp])?;
    let Some(put_up) = &file.put_up else {
        return Err(Refusal::on(
            &ground::REQUEST_IS_RECEIVED,
            format!("{request} is not put up"),
        ));
    };
    if at >= put_up.lapses_at {
        let what = format!("what was put up for {request} lapsed at {}", put_up.lapses_at);
        return Err(Refusal::on(&ground::LAPSED, what).resting_on(&policy.approval().lapses_after));
    }
    if put_up.policy_sha256 != policy.hash() {
        let what = format!("{request} was put up under policy {}", put_up.policy_sha256);
        return Err(Refusal::on(&ground::OTHER_POLICY, what));
    }
    Ok((file, put_up))
}

/// Whether an approval is one of this request, these octets and this policy, made to this authority, and in time.
fn inspect(
    register: &Register,
    file: &RequestFile,
    put_up: &PutUp,
    declared: &IssuanceApproval,
    at: Moment,
) -> Result<(), Refusal> {
    quorum::to_this_authority(register, declared.authority)?;
    if declared.request != file.id || declared.request_sha256 != file.sha256 {
        let what = format!(
            "the approval is of {}, with the hash {}",
            declared.request, declared.request_sha256
        );
        return Err(Refusal::on(&ground::OTHER_REQUEST, what));
    }
    if declared.policy_sha256 != put_up.policy_sha256 {
        let what = format!("the approval is under policy {}", declared.policy_sha256);
        return Err(Refusal::on(&ground::OTHER_POLICY, what));
    }
    let same_octets = declared.tbs_sha256 == put_up.tbs_sha256
        && declared.serial == put_up.serial
        && declared.profile == put_up.profile;
    if !same_octets {
        let what = format!(
            "the approval is of the octets {}, serial {}",
            declared.tbs_sha256, declared.serial
        );
        return Err(Refusal::on(&ground::OTHER_OCTETS, what));
    }
    if declared.expires > put_up.lapses_at {
        let what = format!(
            "the approval expires at {}, after {}",
            declared.expires, put_up.lapses_at
        );
        return Err(Refusal::on(&ground::EXPIRES_LATE, what));
    }
    quorum::in_time(declared.expires, at)
}

/// Refuses an officer whose approval does not count, by what the officer did before.
fn not_barred(
    register: &Register,
    policy: &Policy,
    file: &RequestFile,
    officer: &Officer,
) -> Result<(), Refusal> {
    let quorum = &policy.duties().issue;
    let Some(organisation) = register.organisations().get(&file.organisation) else {
        let what = format!("{} is not in the register", file.organisation);
        return Err(Refusal::on(&ground::ORGANISATION_UNKNOWN, what));
    };
    for involvement in &quorum.value().barred {
        let refusal = match involvement {
            Involvement::Submitter => {
                // One person may go by two names of the register: then the full name gives it away.
                let mut people = organisation.responsible_officers.iter();
                let submitter = people.find(|person| person.person == file.submitter);
                let same = file.submitter == officer.id
                    || submitter.is_some_and(|person| same_name(&person.name, &officer.name));
                let what = format!("{} handed {} in", officer.id, file.id);
                same.then(|| Refusal::on(&ground::OWN_REQUEST, what))
            }
            Involvement::EvidenceCollector => {
                let same = organisation.evidence.collected_by == officer.id;
                let what = format!("{} collected the evidence on {}", officer.id, organisation.id);
                same.then(|| Refusal::on(&ground::OWN_EVIDENCE, what))
            }
        };
        if let Some(refusal) = refusal {
            return Err(refusal.resting_on(quorum));
        }
    }
    Ok(())
}

/// A request that enough officers have approved: everything was verified anew when this was made, and there is
/// no other way to one.
#[derive(Debug)]
pub struct ApprovedRequest<'a> {
    file: &'a RequestFile,
    put_up: &'a PutUp,
    approvals: Vec<Hash>,
}

impl<'a> ApprovedRequest<'a> {
    /// Verifies every approval of a request again, with the keys that are registered now. The approval of an
    /// officer who was removed, or is barred by now, does not count; one that does not verify stops everything.
    ///
    /// # Errors
    /// A [`Refusal`] where they are too few, or one of them is not what it was taken for.
    pub fn of(
        register: &'a Register,
        policy: &Policy,
        request: RequestId,
        at: Moment,
    ) -> Result<Self, Refusal> {
        let (file, put_up) = put_up_now(register, policy, request, at)?;
        let mut officers = Vec::new();
        let mut approvals = Vec::new();
        for approval in &put_up.approvals {
            let Some(officer) = register
                .officers()
                .get(&approval.officer)
                .filter(|officer| officer.is_present())
            else {
                continue;
            };
            let declared = quorum::read_of::<IssuanceApproval>(officer, &approval.statement)?;
            if at >= declared.declaration.expires {
                continue;
            }
            inspect(register, file, put_up, &declared.declaration, at)?;
            if not_barred(register, policy, file, officer).is_ok() {
                officers.push(officer);
                approvals.push(Hash::of(approval.statement.as_str().as_bytes()));
            }
        }
        let duty = &policy.duties().issue;
        quorum::enough(&officers, duty.value().officers).map_err(|refusal| {
            let what = format!("{request}: {}", refusal.what());
            Refusal::on(&ground::TOO_FEW_APPROVALS, what).resting_on(duty)
        })?;
        Ok(Self {
            file,
            put_up,
            approvals,
        })
    }

    /// The request.
    #[must_use]
    pub const fn file(&self) -> &'a RequestFile {
        self.file
    }

    /// What was approved.
    #[must_use]
    pub const fn put_up(&self) -> &'a PutUp {
        self.put_up
    }

    /// The SHA-256 of every approval that counts.
    #[must_use]
    pub fn approvals(&self) -> &[Hash] {
        &self.approvals
    }
}

#[cfg(test)]
mod tests;
