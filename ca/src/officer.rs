//! Officers: who they are, and who says so.

use s1spki_policies::{Moment, Policy};

use crate::command::{EnrolOfficer, RemoveOfficer};
use crate::decide::reason;
use crate::declaration::{OfficerEnrolment, quorum};
use crate::event::{Event, OfficerEnrolled, OfficerRemoved};
use crate::refusal::{Refusal, ground};
use crate::register::{Officer, Register};
use crate::{Hash, PersonId, PublicKey};

/// Makes a person an officer, if enough officers have signed that they want it: who could enrol officers alone
/// could approve alone.
pub(crate) fn enrol(
    register: &Register,
    policy: &Policy,
    command: &EnrolOfficer,
    at: Moment,
) -> Result<Vec<Event>, Refusal> {
    acceptable(register, &command.officer, &command.name, &command.public_key)?;
    let key_sha256 = key_hash(&command.public_key);
    quorum::of(
        register,
        &command.statements,
        &policy.duties().enrol_officer,
        |declared: &OfficerEnrolment| {
            quorum::to_this_authority(register, declared.authority)?;
            let same = declared.officer == command.officer
                && declared.name == command.name
                && declared.key_sha256 == key_sha256;
            quorum::about(same, || {
                format!(
                    "the statement is about {} with another name or key",
                    declared.officer
                )
            })?;
            quorum::in_time(declared.expires, at)
        },
    )?;
    let enrolled = OfficerEnrolled {
        officer: command.officer.clone(),
        name: command.name.trim().to_owned(),
        public_key: command.public_key.clone(),
        statements: command.statements.clone(),
    };
    Ok(vec![enrolled.into()])
}

/// What stands for a key in an [`OfficerEnrolment`].
pub(crate) fn key_hash(key: &PublicKey) -> Hash {
    Hash::of(&key.to_subject_public_key_info())
}

/// Whether this person may become an officer: one person, one name, one key.
pub(crate) fn acceptable(
    register: &Register,
    officer: &PersonId,
    name: &str,
    key: &PublicKey,
) -> Result<(), Refusal> {
    if register.officers().contains_key(officer) {
        let what = format!("{officer} is or was an officer");
        return Err(Refusal::on(&ground::OFFICER_ENROLLED, what));
    }
    if name.trim().is_empty() {
        return Err(Refusal::on(&ground::OFFICER_NAME_TAKEN, "the person has no name"));
    }
    if let Some(other) = register
        .present_officers()
        .find(|other| same_name(&other.name, name))
    {
        let what = format!("{} is called {} already", other.id, other.name);
        return Err(Refusal::on(&ground::OFFICER_NAME_TAKEN, what));
    }
    let of_officer = register
        .officers()
        .values()
        .find(|other| other.public_key == *key);
    if let Some(other) = of_officer {
        let what = format!("this is the key of {}", other.id);
        return Err(Refusal::on(&ground::OFFICER_KEY_TAKEN, what));
    }
    if let Some(subject) = register.certificates().subject_of(key) {
        let what = format!("this key stands in a certificate of {subject}");
        return Err(Refusal::on(&ground::OFFICER_KEY_TAKEN, what));
    }
    Ok(())
}

/// Whether two texts are one name: letter case and the amount of white space do not count.
pub(crate) fn same_name(one: &str, other: &str) -> bool {
    let words = |name: &str| -> Vec<String> { name.split_whitespace().map(str::to_lowercase).collect() };
    words(one) == words(other)
}

/// Ends that a person is an officer, as long as the others are enough for every act.
pub(crate) fn remove(
    register: &Register,
    policy: &Policy,
    command: &RemoveOfficer,
) -> Result<Vec<Event>, Refusal> {
    present(register, &command.by)?;
    let officer = present(register, &command.officer)?;
    let reason = reason(&command.reason)?;
    let left = register.present_officers().count().saturating_sub(1);
    let needed = most_officers(policy);
    if left < usize::from(needed) {
        let what = format!(
            "without {}, {left} officers are left, and an act needs {needed}",
            officer.id
        );
        return Err(Refusal::on(&ground::TOO_FEW_OFFICERS, what).resting_on(&policy.duties().issue));
    }
    let removed = OfficerRemoved {
        officer: command.officer.clone(),
        reason,
        by: command.by.clone(),
    };
    Ok(vec![removed.into()])
}

/// The greatest number of officers that an act of the policy needs.
pub(crate) fn most_officers(policy: &Policy) -> u8 {
    let duties = policy.duties();
    [
        &duties.issue,
        &duties.revoke,
        &duties.adopt_policy,
        &duties.enrol_officer,
        &duties.unlock,
    ]
    .into_iter()
    .map(|quorum| quorum.value().officers)
    .max()
    .unwrap_or_default()
}

/// The officer by this name, who is one now.
pub(crate) fn present<'a>(register: &'a Register, id: &PersonId) -> Result<&'a Officer, Refusal> {
    match register.officers().get(id) {
        Some(officer) if officer.is_present() => Ok(officer),
        Some(_) => Err(Refusal::on(
            &ground::OFFICER_REMOVED,
            format!("{id} is no longer an officer"),
        )),
        None => Err(Refusal::on(
            &ground::OFFICER_UNKNOWN,
            format!("{id} is not an officer"),
        )),
    }
}

#[cfg(test)]
mod tests;
