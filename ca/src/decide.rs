//! Decisions: from a command to the events that it leads to, or to a refusal.
//!
//! A decision is a pure function. It reads no clock, draws no random octets and writes nothing; whatever it
//! needs of these stands in the command.

use s1spki_policies::{Moment, Policy};

use crate::command::{Act, Command, Effect};
use crate::event::Event;
use crate::refusal::{Refusal, ground};
use crate::register::Register;
use crate::{approval, lock, officer, organisation, request, revoke};

/// What a command leads to.
///
/// # Errors
/// The [`Refusal`] where the rules say no.
pub fn decide(
    register: &Register,
    policy: &Policy,
    command: &Command,
    at: Moment,
) -> Result<Vec<Event>, Refusal> {
    permit(register, policy, command.act())?;
    match command {
        Command::EnrolOfficer(command) => officer::enrol(register, policy, command, at),
        Command::RemoveOfficer(command) => officer::remove(register, policy, command),
        Command::RegisterOrganisation(command) => organisation::register(register, policy, command, at),
        Command::AmendOrganisation(command) => organisation::amend(register, policy, command, at),
        Command::ReceiveRequest(command) => request::receive(register, policy, command, at),
        Command::EditRequest(command) => request::edit(register, policy, command),
        Command::PutUpRequest(command) => request::put_up(register, policy, command, at),
        Command::HoldRequest(command) => request::hold(register, command),
        Command::ReleaseRequest(command) => request::release(register, command),
        Command::RejectRequest(command) => request::reject(register, command),
        Command::WithdrawRequest(command) => request::withdraw(register, command),
        Command::ApproveRequest(command) => approval::approve(register, policy, command, at),
        Command::RequestRevocation(statement) => revoke::request(register, policy, statement, at),
        Command::ApproveRevocation(statement) => revoke::approve(register, policy, statement, at),
        Command::Unlock(command) => lock::unlock(register, policy, command, at),
    }
}

/// The gate that every act goes through, whatever it is: the authority is there, its policy is in force, and it
/// is not locked.
///
/// # Errors
/// The [`Refusal`] where one of these does not hold.
pub(crate) fn permit(register: &Register, policy: &Policy, act: Act) -> Result<(), Refusal> {
    let (Some(_), Some(in_force)) = (register.authorities(), register.policy()) else {
        let what = "the authority has no certificates";
        return Err(Refusal::on(&ground::NOT_ESTABLISHED, what));
    };
    if in_force.sha256() != policy.hash() {
        let what = format!(
            "policy {} is given, and {} is in force",
            policy.hash(),
            in_force.sha256()
        );
        return Err(Refusal::on(&ground::NOT_IN_FORCE, what));
    }
    match (act.effect(), register.lock()) {
        (Effect::Grants, Some(lock)) => {
            let what = format!(
                "the authority is locked since {}: {}",
                lock.at, lock.contradiction
            );
            Err(Refusal::on(&ground::LOCKED, what))
        }
        (Effect::Stops, Some(_)) | (Effect::Grants | Effect::Stops, None) => Ok(()),
    }
}

/// Refuses an empty reason.
pub(crate) fn reason(text: &str) -> Result<String, Refusal> {
    match text.trim() {
        "" => Err(Refusal::on(&ground::NO_REASON, "no reason is given")),
        text => Ok(text.to_owned()),
    }
}
