//! Organisations: what the register says of them, and on what that rests.

use std::collections::BTreeSet;

use s1spki_policies::{Eui64, Moment, Policy, Profile, ProfileKind, RemotePartyRole};

use crate::PersonId;
use crate::command::{AmendOrganisation, RegisterOrganisation};
use crate::decide::reason;
use crate::event::{Event, Evidence, OrganisationAmended, OrganisationRegistered};
use crate::officer::present;
use crate::refusal::{Refusal, ground};
use crate::register::Register;

/// Enters an organisation.
pub(crate) fn register(
    register: &Register,
    policy: &Policy,
    command: &RegisterOrganisation,
    at: Moment,
) -> Result<Vec<Event>, Refusal> {
    if register.organisations().contains_key(&command.organisation) {
        let what = format!("{} is in the register", command.organisation);
        return Err(Refusal::on(&ground::ORGANISATION_REGISTERED, what));
    }
    acceptable(register, policy, command, at)?;
    Ok(vec![OrganisationRegistered::from(command.clone()).into()])
}

/// Changes what the register says of an organisation.
pub(crate) fn amend(
    register: &Register,
    policy: &Policy,
    command: &AmendOrganisation,
    at: Moment,
) -> Result<Vec<Event>, Refusal> {
    if !register.organisations().contains_key(&command.now.organisation) {
        let what = format!("{} is not in the register", command.now.organisation);
        return Err(Refusal::on(&ground::ORGANISATION_UNKNOWN, what));
    }
    acceptable(register, policy, &command.now, at)?;
    let amended = OrganisationAmended {
        now: command.now.clone().into(),
        reason: reason(&command.reason)?,
    };
    Ok(vec![amended.into()])
}

/// Whether the register may say this of an organisation.
fn acceptable(
    register: &Register,
    policy: &Policy,
    said: &RegisterOrganisation,
    at: Moment,
) -> Result<(), Refusal> {
    present(register, &said.by)?;
    if said.name.trim().is_empty() {
        return Err(Refusal::on(
            &ground::ORGANISATION_NAME,
            "the organisation has no name",
        ));
    }
    roles(policy, &said.roles)?;
    identifiers(register, said)?;
    people(said)?;
    evidence(policy, &said.evidence, at)
}

/// Roles that some profile for organisations lets its subjects have.
fn roles(policy: &Policy, roles: &BTreeSet<RemotePartyRole>) -> Result<(), Refusal> {
    let permitted: BTreeSet<RemotePartyRole> = organisation_profiles(policy)
        .flat_map(|profile| profile.roles.value().iter().copied())
        .collect();
    let what = match roles.iter().find(|role| !permitted.contains(role)) {
        Some(role) => format!("{} is no role of an organisation", policy.role_name(*role)),
        None if roles.is_empty() => "the organisation has no role".to_owned(),
        None => return Ok(()),
    };
    let refusal = Refusal::on(&ground::ORGANISATION_ROLE, what);
    Err(match organisation_profiles(policy).next() {
        Some(profile) => refusal.resting_on(&profile.roles),
        None => refusal,
    })
}

/// The profiles for organisations.
pub(crate) fn organisation_profiles(policy: &Policy) -> impl Iterator<Item = &Profile> {
    let profiles = policy.profiles().values();
    profiles.filter(|profile| *profile.kind.value() == ProfileKind::Organisation)
}

/// At least one identifier, none of zeros, none of somebody else.
fn identifiers(register: &Register, said: &RegisterOrganisation) -> Result<(), Refusal> {
    if said.identifiers.is_empty() || said.identifiers.iter().any(|identifier| identifier.is_null()) {
        let what = "the organisation has no identifier, or one of zeros";
        return Err(Refusal::on(&ground::ORGANISATION_IDENTIFIER, what));
    }
    let owner = |identifier: &Eui64| {
        let owner = register.organisation_of(*identifier)?;
        (owner.id != said.organisation).then_some((*identifier, owner))
    };
    if let Some((identifier, owner)) = said.identifiers.iter().find_map(owner) {
        let what = format!("{identifier} belongs to {}", owner.id);
        return Err(Refusal::on(&ground::ORGANISATION_IDENTIFIER_TAKEN, what));
    }
    Ok(())
}

/// At least one responsible officer, none twice.
fn people(said: &RegisterOrganisation) -> Result<(), Refusal> {
    let people: BTreeSet<&PersonId> = said
        .responsible_officers
        .iter()
        .map(|officer| &officer.person)
        .collect();
    let what = match (people.len(), said.responsible_officers.len()) {
        (0, _) => "nobody may act for the organisation",
        (different, all) if different < all => "a person is named twice",
        _ => return Ok(()),
    };
    Err(Refusal::on(&ground::ORGANISATION_PEOPLE, what))
}

/// Evidence by the scheme of the policy, at its level or above, and recent.
fn evidence(policy: &Policy, evidence: &Evidence, at: Moment) -> Result<(), Refusal> {
    let assurance = &policy.registration().organisation_identity;
    let wanted = assurance.value();
    if evidence.scheme != wanted.scheme || evidence.level < wanted.level {
        let what = format!("the evidence is {} level {}", evidence.scheme, evidence.level);
        return Err(Refusal::on(&ground::ORGANISATION_EVIDENCE, what)
            .wanting(format!("{} level {}", wanted.scheme, wanted.level))
            .resting_on(assurance));
    }
    match is_current(policy, evidence, at) {
        true => Ok(()),
        false => Err(stale(policy, evidence)),
    }
}

/// Whether evidence may still be used.
pub(crate) fn is_current(policy: &Policy, evidence: &Evidence, at: Moment) -> bool {
    let until = policy
        .registration()
        .evidence_lasts
        .value()
        .after(evidence.collected_at);
    evidence.collected_at <= at && until.is_none_or(|until| at < until)
}

/// Refuses evidence that may no longer be used.
pub(crate) fn stale(policy: &Policy, evidence: &Evidence) -> Refusal {
    let lasts = &policy.registration().evidence_lasts;
    let what = format!("the evidence was collected at {}", evidence.collected_at);
    Refusal::on(&ground::ORGANISATION_EVIDENCE_AGE, what)
        .wanting(format!("evidence of the last {}", lasts.value()))
        .resting_on(lasts)
}

#[cfg(test)]
mod tests;
