//! Certificate requests: taken in, corrected, put up for approval, held, released, rejected, withdrawn.

mod intake;
mod make;
mod rule;

use s1spki_policies::{Moment, Policy, Validity};

use crate::command::{Correction, DirectRequest, EditRequest, PutUpRequest};
use crate::decide::reason;
use crate::event::{
    ApprovalsVoided, AuthorityLocked, Contradiction, Event, RequestEdited, RequestHeld, RequestPutUp,
    RequestRejected, RequestReleased, RequestWithdrawn, RequestedCertificate, VoidReason,
};
use crate::officer::present;
use crate::refusal::{Ground, Refusal, ground};
use crate::register::{PutUp, Register, RequestFile, RequestState};
use crate::store::CertificateKey;
use crate::{Hash, RequestId, issue, organisation, template};

pub(crate) use intake::receive;
pub use intake::{MOST_OCTETS, examine};
pub use make::{Application, MadeRequest, make};

/// Corrects what a request asks for. It goes back to where it was when it was received, and no approval of
/// what it was before counts any more.
pub(crate) fn edit(
    register: &Register,
    policy: &Policy,
    command: &EditRequest,
) -> Result<Vec<Event>, Refusal> {
    present(register, &command.by)?;
    let file = in_state(
        register,
        command.request,
        &[RequestState::Received, RequestState::PutUp],
    )?;
    let asks_for = asked(file)?;
    let organisation = command.organisation.as_ref().unwrap_or(&file.organisation);
    let common_name = match &command.common_name {
        Correction::Keep => asks_for.common_name.clone(),
        Correction::Remove => None,
        Correction::Set(text) => Some(text.clone()),
    };
    if *organisation == file.organisation && common_name == asks_for.common_name {
        let what = format!("{} is not changed by this", file.id);
        return Err(Refusal::on(&ground::REQUEST_UNCHANGED, what));
    }
    template::inspect_common_name(policy, &asks_for.profile, common_name.as_deref())?;
    let edited = RequestEdited {
        request: file.id,
        organisation: organisation.clone(),
        common_name,
        reason: reason(&command.reason)?,
        by: command.by.clone(),
    };
    Ok(after_voiding(file, VoidReason::Edited, edited.into()))
}

/// Fixes what is to be signed, and puts it up for approval. The serial number is spent, whatever becomes of it.
pub(crate) fn put_up(
    register: &Register,
    policy: &Policy,
    command: &PutUpRequest,
    at: Moment,
) -> Result<Vec<Event>, Refusal> {
    present(register, &command.by)?;
    let file = in_state(
        register,
        command.request,
        &[RequestState::Received, RequestState::PutUp],
    )?;
    let void = match &file.put_up {
        Some(put_up) if file.state == RequestState::PutUp => Some(void_reason(file, put_up, policy, at)?),
        Some(_) | None => None,
    };
    eligible(register, policy, file, at)?;
    let issuing = issue::issuing_authority(register, at)?;
    let certificate = CertificateKey {
        issuer: issuing.key_identifier,
        serial: command.serial.clone(),
    };
    if register.certificates().find(&certificate).is_some() {
        let contradiction = Contradiction::SerialRepeated { certificate };
        return Ok(vec![AuthorityLocked { contradiction }.into()]);
    }
    let asks_for = asked(file)?;
    let profile = template::profile(policy, &asks_for.profile)?;
    let validity = template::validity(profile, at)?;
    issue::within_issuer(issuing, validity)?;
    let filled = template::organisation(policy, profile, issuing, asks_for, &command.serial, validity)?;
    let tbs = template::encode(&filled)?;
    issue::inspect_unsigned(policy, &profile.name, &tbs)?;
    let put_up = RequestPutUp {
        request: file.id,
        profile: profile.name.clone(),
        issuer: issuing.key_identifier,
        serial: command.serial.clone(),
        validity,
        tbs: tbs.der().into(),
        tbs_sha256: Hash::of(tbs.der()),
        policy_sha256: policy.hash(),
        lapses_at: lapses_at(policy, validity, at),
        by: command.by.clone(),
    };
    Ok(match void {
        Some(why) => after_voiding(file, why, put_up.into()),
        None => vec![put_up.into()],
    })
}

/// Why what is put up counts no longer; a refusal where it does count.
fn void_reason(
    file: &RequestFile,
    put_up: &PutUp,
    policy: &Policy,
    at: Moment,
) -> Result<VoidReason, Refusal> {
    if put_up.policy_sha256 != policy.hash() {
        return Ok(VoidReason::PolicyChanged);
    }
    match at >= put_up.lapses_at {
        true => Ok(VoidReason::Lapsed),
        false => Err(wrong_state(file.id, RequestState::PutUp)),
    }
}

/// What is put up lapses when the policy says so, and at the latest when `not_before` leaves the window in which
/// it may lie.
fn lapses_at(policy: &Policy, validity: Validity, at: Moment) -> Moment {
    let lapse = policy.approval().lapses_after.value().after(at);
    let window = policy
        .issuance()
        .not_before_window
        .value()
        .after(validity.not_before);
    match (lapse, window) {
        (Some(lapse), Some(window)) => lapse.min(window),
        (Some(moment), None) | (None, Some(moment)) => moment,
        (None, None) => at,
    }
}

/// Whether the register says, now, that this may be asked for: the organisation may have been amended since the
/// request was received.
pub(crate) fn eligible(
    register: &Register,
    policy: &Policy,
    file: &RequestFile,
    at: Moment,
) -> Result<(), Refusal> {
    let assurance = &policy.registration().organisation_identity;
    let Some(organisation) = register.organisations().get(&file.organisation) else {
        let what = format!("{} is not in the register", file.organisation);
        return Err(Refusal::on(&ground::ORGANISATION_UNKNOWN, what));
    };
    if !organisation.is_responsible(&file.submitter) {
        let what = format!("{} may not act for {}", file.submitter, organisation.id);
        let refusal = Refusal::on(&ground::REQUEST_SUBMITTER, what);
        return Err(refusal.resting_on(&policy.registration().person_identity));
    }
    let asks_for = asked(file)?;
    if !organisation.identifiers.contains(&asks_for.eui64) || !organisation.roles.contains(&asks_for.role) {
        let role = policy.role_name(asks_for.role);
        let what = format!(
            "{} has not both identifier {} and role {role}",
            organisation.id, asks_for.eui64
        );
        return Err(Refusal::on(&ground::REQUEST_ELIGIBILITY, what).resting_on(assurance));
    }
    if !organisation::is_current(policy, &organisation.evidence, at) {
        return Err(organisation::stale(policy, &organisation.evidence));
    }
    key_is_free(register, policy, asks_for)
}

/// Refuses a key that stands in a certificate already, as far as the policy does.
pub(crate) fn key_is_free(
    register: &Register,
    policy: &Policy,
    asks_for: &RequestedCertificate,
) -> Result<(), Refusal> {
    use s1spki_policies::Permission;
    let permission = &policy.requests().key_certified_before;
    match (
        register.certificates().subject_of(&asks_for.public_key),
        permission.value(),
    ) {
        (None, _) => Ok(()),
        (Some(subject), _) if subject != asks_for.eui64 => {
            let what = format!("the key stands in a certificate of {subject}");
            Err(Refusal::on(&ground::REQUEST_KEY_OF_ANOTHER, what).resting_on(permission))
        }
        (Some(_), Permission::Refuse) => {
            let what = "the key stands in a certificate of the same subject";
            Err(Refusal::on(&ground::REQUEST_KEY_CERTIFIED, what).resting_on(permission))
        }
        (Some(_), Permission::Warn | Permission::Allow) => Ok(()),
    }
}

/// Has a request wait.
pub(crate) fn hold(register: &Register, command: &DirectRequest) -> Result<Vec<Event>, Refusal> {
    present(register, &command.by)?;
    let file = in_state(
        register,
        command.request,
        &[RequestState::Received, RequestState::PutUp],
    )?;
    let held = RequestHeld {
        request: file.id,
        reason: reason(&command.reason)?,
        by: command.by.clone(),
    };
    Ok(after_voiding(file, VoidReason::Held, held.into()))
}

/// Has a request wait no longer.
pub(crate) fn release(register: &Register, command: &DirectRequest) -> Result<Vec<Event>, Refusal> {
    present(register, &command.by)?;
    let file = in_state(register, command.request, &[RequestState::Held])?;
    let released = RequestReleased {
        request: file.id,
        reason: reason(&command.reason)?,
        by: command.by.clone(),
    };
    Ok(vec![released.into()])
}

/// What a request can be in while it can still be turned away.
const UNDECIDED: [RequestState; 3] = [RequestState::Received, RequestState::PutUp, RequestState::Held];

/// Refuses a request.
pub(crate) fn reject(register: &Register, command: &DirectRequest) -> Result<Vec<Event>, Refusal> {
    present(register, &command.by)?;
    let file = in_state(register, command.request, &UNDECIDED)?;
    let rejected = RequestRejected {
        request: file.id,
        codes: Vec::new(),
        reason: reason(&command.reason)?,
        by: Some(command.by.clone()),
    };
    Ok(vec![rejected.into()])
}

/// Takes a request back, for the organisation.
pub(crate) fn withdraw(register: &Register, command: &DirectRequest) -> Result<Vec<Event>, Refusal> {
    let file = in_state(register, command.request, &UNDECIDED)?;
    let organisation = register.organisations().get(&file.organisation);
    if !organisation.is_some_and(|organisation| organisation.is_responsible(&command.by)) {
        let what = format!("{} may not act for {}", command.by, file.organisation);
        return Err(Refusal::on(&ground::REQUEST_SUBMITTER, what));
    }
    let withdrawn = RequestWithdrawn {
        request: file.id,
        reason: reason(&command.reason)?,
        by: command.by.clone(),
    };
    Ok(vec![withdrawn.into()])
}

/// The event, and before it, where something is put up, that this counts no longer.
fn after_voiding(file: &RequestFile, why: VoidReason, event: Event) -> Vec<Event> {
    if file.state != RequestState::PutUp {
        return vec![event];
    }
    let voided = ApprovalsVoided {
        request: file.id,
        why,
    };
    vec![voided.into(), event]
}

/// The request, if it is still open.
pub(crate) fn open(register: &Register, request: RequestId) -> Result<&RequestFile, Refusal> {
    const STATES: [RequestState; 4] = [
        RequestState::Received,
        RequestState::PutUp,
        RequestState::Held,
        RequestState::Intended,
    ];
    in_state(register, request, &STATES)
}

/// The request, if it is in one of these states.
pub(crate) fn in_state<'a>(
    register: &'a Register,
    request: RequestId,
    states: &[RequestState],
) -> Result<&'a RequestFile, Refusal> {
    let Some(state) = register.request_state(request) else {
        return Err(Refusal::on(
            &ground::REQUEST_UNKNOWN,
            format!("there is no request {request}"),
        ));
    };
    match register.open_request(request) {
        Some(file) if states.contains(&state) => Ok(file),
        Some(_) | None => Err(wrong_state(request, state)),
    }
}

fn wrong_state(request: RequestId, state: RequestState) -> Refusal {
    Refusal::on(state_ground(state), format!("{request} is {state}"))
}

const fn state_ground(state: RequestState) -> &'static Ground {
    match state {
        RequestState::Received => &ground::REQUEST_IS_RECEIVED,
        RequestState::PutUp => &ground::REQUEST_IS_PUT_UP,
        RequestState::Held => &ground::REQUEST_IS_HELD,
        RequestState::Intended => &ground::REQUEST_IS_INTENDED,
        RequestState::Issued => &ground::REQUEST_IS_ISSUED,
        RequestState::PresumedIssued => &ground::REQUEST_IS_PRESUMED_ISSUED,
        RequestState::Rejected => &ground::REQUEST_IS_REJECTED,
        RequestState::Withdrawn => &ground::REQUEST_IS_WITHDRAWN,
    }
}

/// What a request asks for. Where that could not be told, the request was rejected when it came in.
pub(crate) fn asked(file: &RequestFile) -> Result<&RequestedCertificate, Refusal> {
    file.asks_for
        .as_ref()
        .ok_or_else(|| wrong_state(file.id, RequestState::Rejected))
}

#[cfg(test)]
mod tests;
