//! Which policy is in force, and who answers for what in it is assumed.

use s1spki_policies::{Environment, Moment, Policy, ProvisionRecord};
use s1spki_validator::{Certificate, CertificateFacts, Outcome, inspect};

use crate::declaration::{Action, PolicyAdoption, quorum};
use crate::event::{ApprovalsVoided, Event, PolicyAdopted, PolicyRecord, VoidReason};
use crate::officer::most_officers;
use crate::refusal::{Refusal, ground};
use crate::register::{AuthorityRecord, Register, RequestState};
use crate::statement::SignedStatement;
use crate::{Hash, organisation};

/// What an officer is to sign to adopt a policy: every value that gates issuance and is assumed. `replaces` is
/// the entry that put the policy in force before, or nothing where an authority begins.
#[must_use]
pub fn to_sign(policy: &Policy, replaces: Option<Hash>, at: Moment) -> PolicyAdoption {
    PolicyAdoption {
        action: Action::AdoptPolicy,
        policy_sha256: policy.hash(),
        replaces,
        values: policy
            .assumed_gating_issuance()
            .map(|provision| provision.path.clone())
            .collect(),
        at,
    }
}

/// When the statements are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signatories {
    /// The policy comes into force: they have to be officers, and to have signed what it replaces.
    AreOfficers {
        /// The entry that put the policy in force before; nothing where an authority begins.
        replacing: Option<Hash>,
    },
    /// It came into force before: it is enough that they were officers then.
    WereOfficers,
}

/// The door that every policy goes through, each time it is used: nothing is issued under a policy that describes
/// somebody else's PKI, and nothing in production under values that nobody answers for.
pub(crate) fn pass_door(
    register: &Register,
    policy: &Policy,
    statements: &[SignedStatement],
    signatories: Signatories,
) -> Result<(), Refusal> {
    match policy.environment() {
        Environment::Reference => {
            let what = format!("{} describes somebody else's PKI", policy.id());
            return Err(Refusal::on(&ground::REFERENCE_POLICY, what));
        }
        Environment::Lab => return Ok(()),
        Environment::Production => {}
    }
    let assumed: Vec<&ProvisionRecord> = policy.assumed_gating_issuance().collect();
    if assumed.is_empty() {
        return Ok(());
    }
    let mut officers = Vec::new();
    for statement in statements {
        let declared = match signatories {
            Signatories::AreOfficers { replacing } => {
                let declared = quorum::read::<PolicyAdoption>(register, statement)?;
                is_in_place_of(&declared.declaration, replacing)?;
                declared
            }
            Signatories::WereOfficers => {
                let officer = quorum::claimed_officer(register, statement)?;
                quorum::read_of::<PolicyAdoption>(officer, statement)?
            }
        };
        covers(policy, &assumed, &declared.declaration)?;
        officers.push(declared.officer);
    }
    let duty = &policy.duties().adopt_policy;
    quorum::enough(&officers, duty.value().officers).map_err(|refusal| {
        let what = format!(
            "{} values that gate issuance are assumed; {}",
            assumed.len(),
            refusal.what()
        );
        Refusal::on(&ground::NOT_ADOPTED, what)
            .about(assumed.iter().map(|provision| line(provision)).collect())
            .resting_on(duty)
    })
}

/// Whether a statement is about putting a policy in the place of this one.
fn is_in_place_of(declared: &PolicyAdoption, replacing: Option<Hash>) -> Result<(), Refusal> {
    quorum::about(declared.replaces == replacing, || match declared.replaces {
        Some(entry) => format!("the statement is about the policy in force since entry {entry}"),
        None => "the statement is about the first policy of an authority".to_owned(),
    })
}

/// Whether a statement is of this policy, and of every value that is assumed in it.
fn covers(policy: &Policy, assumed: &[&ProvisionRecord], declared: &PolicyAdoption) -> Result<(), Refusal> {
    quorum::about(declared.policy_sha256 == policy.hash(), || {
        format!("the statement is about policy {}", declared.policy_sha256)
    })?;
    let missing: Vec<String> = assumed
        .iter()
        .filter(|provision| !declared.values.contains(&provision.path))
        .map(|provision| line(provision))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let what = format!(
        "the statement leaves out {} values that are assumed",
        missing.len()
    );
    Err(Refusal::on(&ground::NOT_ADOPTED, what).about(missing))
}

/// A value, its clause and where it comes from, on one line.
fn line(provision: &ProvisionRecord) -> String {
    format!(
        "{} = {}; {}: {}",
        provision.path, provision.value, provision.authority, provision.authority.source
    )
}

/// Whether this version can issue under a policy at all.
pub(crate) fn is_workable(policy: &Policy) -> Result<(), Refusal> {
    if organisation::organisation_profiles(policy).next().is_none() {
        return Err(Refusal::on(
            &ground::NO_PROFILE,
            "the policy has no profile for organisations",
        ));
    }
    Ok(())
}

/// How a policy is put on record.
pub(crate) fn record(policy: &Policy, statements: &[SignedStatement]) -> PolicyRecord {
    PolicyRecord {
        id: policy.id().to_owned(),
        sha256: policy.hash(),
        environment: policy.environment(),
        adoption_quorum: policy.duties().adopt_policy.value().officers,
        statements: statements.to_vec(),
        canonical: policy.canonical_form().to_owned(),
    }
}

/// Puts another policy in force. What was put up for approval under the one before has to be put up again.
pub(crate) fn adopt(
    register: &Register,
    policy: &Policy,
    statements: &[SignedStatement],
) -> Result<Vec<Event>, Refusal> {
    let (Some(authorities), Some(in_force)) = (register.authorities(), register.policy()) else {
        return Err(Refusal::on(
            &ground::NOT_ESTABLISHED,
            "the authority has no certificates",
        ));
    };
    if let Some(lock) = register.lock() {
        return Err(Refusal::on(
            &ground::LOCKED,
            format!("the authority is locked: {}", lock.contradiction),
        ));
    }
    if in_force.sha256() == policy.hash() {
        let what = format!("policy {} is in force", policy.hash());
        return Err(Refusal::on(&ground::IN_FORCE_ALREADY, what));
    }
    let replacing = Some(in_force.entry);
    pass_door(
        register,
        policy,
        statements,
        Signatories::AreOfficers { replacing },
    )?;
    if in_force.record.environment != policy.environment() {
        let what = format!(
            "the policy is for {}, and the authority is for {}",
            policy.environment(),
            in_force.record.environment
        );
        return Err(Refusal::on(&ground::OTHER_ENVIRONMENT, what));
    }
    is_workable(policy)?;
    let assumed: Vec<&ProvisionRecord> = policy.assumed_gating_issuance().collect();
    // Neither the old nor the new policy may be talked down by the other.
    let wanted = in_force
        .record
        .adoption_quorum
        .max(policy.duties().adopt_policy.value().officers);
    quorum::counted(register, statements, wanted, |declared: &PolicyAdoption| {
        let same = declared.replaces == Some(in_force.entry);
        quorum::about(same, || {
            "the statement is about replacing another policy".to_owned()
        })?;
        covers(policy, &assumed, declared)
    })?;
    enough_officers(register, policy)?;
    for authority in [&authorities.root, &authorities.issuing] {
        fits(policy, authority)?;
    }
    let adopted = PolicyAdopted {
        policy: record(policy, statements),
    };
    let put_up = register
        .open_requests()
        .filter(|file| file.state == RequestState::PutUp);
    let voided = put_up.map(|file| {
        Event::from(ApprovalsVoided {
            request: file.id,
            why: VoidReason::PolicyChanged,
        })
    });
    Ok(std::iter::once(adopted.into()).chain(voided).collect())
}

/// Whether there are officers enough for every act of a policy.
pub(crate) fn enough_officers(register: &Register, policy: &Policy) -> Result<(), Refusal> {
    let (present, needed) = (register.present_officers().count(), most_officers(policy));
    if present >= usize::from(needed) {
        return Ok(());
    }
    let what = format!("there are {present} officers, and an act needs {needed}");
    Err(Refusal::on(&ground::TOO_FEW_OFFICERS, what).resting_on(&policy.duties().issue))
}

/// Whether the certificate of an authority keeps a policy that it was not made under.
fn fits(policy: &Policy, authority: &AuthorityRecord) -> Result<(), Refusal> {
    let refusal = |what: String, items: Vec<String>| {
        let what = format!("the certificate of {} {what}", authority.common_name);
        Err(Refusal::on(&ground::AUTHORITY_DOES_NOT_FIT, what).about(items))
    };
    let Ok(certificate) = Certificate::decode(&authority.certificate) else {
        return refusal("cannot be read".to_owned(), Vec::new());
    };
    let mut profiles = policy.profiles().values();
    let Some(profile) = profiles.find(|profile| *profile.kind.value() == authority.kind) else {
        return refusal(
            format!("is of kind {}, and there is no such profile", authority.kind),
            Vec::new(),
        );
    };
    let findings = inspect(&CertificateFacts::of(&certificate), profile, policy);
    let against = findings
        .iter()
        .filter(|finding| matches!(finding.outcome(), Outcome::Breach | Outcome::NotChecked));
    let items: Vec<String> = against.map(|finding| finding.code().to_owned()).collect();
    match items.len() {
        0 => Ok(()),
        count => refusal(format!("breaks {count} rules of the policy"), items),
    }
}

#[cfg(test)]
mod tests;
