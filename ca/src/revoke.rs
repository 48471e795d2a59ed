//! Revocation: one officer requests it, another agrees. It is always possible, also while the authority is locked.

use s1spki_policies::{CertificateId, Moment, Policy, Provision, RevocationReason};

use crate::declaration::{RevocationApproval, RevocationRequest, quorum};
use crate::event::{CertificateRevoked, Event, RevocationApproved, RevocationRequested};
use crate::refusal::{Refusal, ground};
use crate::register::{CertificateStatus, Officer, PendingRevocation, Register};
use crate::statement::SignedStatement;
use crate::store::CertificateKey;

/// Takes a request for revocation in. A later one for the same certificate takes the place of an earlier one.
pub(crate) fn request(
    register: &Register,
    policy: &Policy,
    statement: &SignedStatement,
    at: Moment,
) -> Result<Vec<Event>, Refusal> {
    let declared = quorum::read::<RevocationRequest>(register, statement)?;
    let declaration = &declared.declaration;
    quorum::to_this_authority(register, declaration.authority)?;
    quorum::in_time(declaration.expires, at)?;
    let certificate = revocable(register, &declaration.certificate)?;
    let reasons = reasons(register, policy, &certificate);
    if !reasons.value().contains(&declaration.reason) {
        let permitted = reasons.value().iter().map(|reason| reason.as_str());
        let refusal = Refusal::on(
            &ground::REVOCATION_REASON,
            format!("the reason is {}", declaration.reason),
        );
        return Err(refusal
            .wanting(permitted.collect::<Vec<_>>().join(", "))
            .resting_on(reasons));
    }
    let requested = RevocationRequested {
        certificate: certificate.clone(),
        reason: declaration.reason,
        officer: declared.officer.id.clone(),
        expires: declaration.expires,
        statement: statement.clone(),
    };
    let revoked =
        is_enough(policy, &[declared.officer]).then(|| revoked(certificate, declaration.reason, at));
    Ok([Some(requested.into()), revoked].into_iter().flatten().collect())
}

/// Takes in that another officer agrees; with enough of them, the certificate is revoked.
pub(crate) fn approve(
    register: &Register,
    policy: &Policy,
    statement: &SignedStatement,
    at: Moment,
) -> Result<Vec<Event>, Refusal> {
    let declared = quorum::read::<RevocationApproval>(register, statement)?;
    let declaration = &declared.declaration;
    quorum::to_this_authority(register, declaration.authority)?;
    quorum::in_time(declaration.expires, at)?;
    let certificate = revocable(register, &declaration.certificate)?;
    let Some(pending) = register.pending_revocation(&certificate) else {
        let what = format!(
            "nobody has requested the revocation of {}",
            declaration.certificate
        );
        return Err(Refusal::on(&ground::REVOCATION_NOT_REQUESTED, what));
    };
    quorum::in_time(pending.expires, at)?;
    if declaration.request_sha256 != pending.request_sha256 || declaration.reason != pending.reason {
        let what = format!(
            "the approval is of another request, with the reason {}",
            declaration.reason
        );
        return Err(Refusal::on(&ground::REVOCATION_OTHER_REQUEST, what));
    }
    let mut officers = speakers(register, pending)?;
    let officer = declared.officer;
    if officers
        .iter()
        .any(|other| other.id == officer.id || other.public_key == officer.public_key)
    {
        let what = format!("{} has spoken on this revocation", officer.id);
        return Err(Refusal::on(&ground::REVOCATION_SAME_OFFICER, what).resting_on(&policy.duties().revoke));
    }
    officers.push(officer);
    let revoked = is_enough(policy, &officers).then(|| revoked(certificate.clone(), pending.reason, at));
    let approved = RevocationApproved {
        certificate,
        officer: officer.id.clone(),
        statement: statement.clone(),
    };
    Ok([Some(approved.into()), revoked].into_iter().flatten().collect())
}

fn revoked(certificate: CertificateKey, reason: RevocationReason, at: Moment) -> Event {
    let revoked = CertificateRevoked {
        certificate,
        reason,
        at,
    };
    revoked.into()
}

fn is_enough(policy: &Policy, officers: &[&Officer]) -> bool {
    quorum::enough(officers, policy.duties().revoke.value().officers).is_ok()
}

/// The officers who have spoken for this revocation and are still officers; what they signed is verified again.
fn speakers<'a>(register: &'a Register, pending: &PendingRevocation) -> Result<Vec<&'a Officer>, Refusal> {
    let mut officers = Vec::new();
    for (id, statement) in &pending.statements {
        let Some(officer) = register.officers().get(id).filter(|officer| officer.is_present()) else {
            continue;
        };
        match quorum::read_of::<RevocationRequest>(officer, statement) {
            Ok(_) => {}
            Err(_) => drop(quorum::read_of::<RevocationApproval>(officer, statement)?),
        }
        officers.push(officer);
    }
    Ok(officers)
}

/// What a certificate is found by, from what it is called by.
///
/// # Errors
/// A [`Refusal`] where this authority never gave out the serial number.
pub(crate) fn find(register: &Register, certificate: &CertificateId) -> Result<CertificateKey, Refusal> {
    let unknown = || {
        let what = format!("{certificate} is not a certificate of this authority");
        Refusal::on(&ground::CERTIFICATE_UNKNOWN, what)
    };
    let CertificateId::Certificate {
        issuer_common_name,
        serial,
    } = certificate
    else {
        return Err(unknown());
    };
    let issuer = register
        .authorities()
        .and_then(|authorities| authorities.with_name(issuer_common_name))
        .ok_or_else(unknown)?;
    Ok(CertificateKey {
        issuer: issuer.key_identifier,
        serial: serial.clone(),
    })
}

/// A certificate that can still be revoked: known, signed or perhaps signed, not revoked, and not the root's.
fn revocable(register: &Register, id: &CertificateId) -> Result<CertificateKey, Refusal> {
    let certificate = find(register, id)?;
    let unknown = || {
        let what = format!("{id} is not a certificate of this authority");
        Refusal::on(&ground::CERTIFICATE_UNKNOWN, what)
    };
    let facts = register.certificates().find(&certificate).ok_or_else(unknown)?;
    match facts.status {
        CertificateStatus::Drawn => return Err(unknown()),
        CertificateStatus::Intended => {
            let what = format!("{id} is being signed");
            return Err(Refusal::on(&ground::CERTIFICATE_INTENDED, what));
        }
        // Of an abandoned one there should be no signature; if one turns up, it has to be revocable.
        CertificateStatus::Issued | CertificateStatus::PresumedIssued | CertificateStatus::Abandoned => {}
    }
    let root = register
        .authorities()
        .map(|authorities| authorities.root.certificate_key());
    if root.as_ref() == Some(&certificate) {
        return Err(Refusal::on(
            &ground::CERTIFICATE_IS_ROOT,
            format!("{id} is the root"),
        ));
    }
    if let Some((since, reason)) = facts.revocation {
        let what = format!("{id} was revoked at {since}: {reason}");
        return Err(Refusal::on(&ground::REVOKED_ALREADY, what));
    }
    Ok(certificate)
}

/// The reasons that the policy permits for this certificate.
fn reasons<'a>(
    register: &Register,
    policy: &'a Policy,
    certificate: &CertificateKey,
) -> &'a Provision<std::collections::BTreeSet<RevocationReason>> {
    let authority = register
        .authorities()
        .is_some_and(|authorities| authorities.issuing.certificate_key() == *certificate);
    match authority {
        true => &policy.revocation().authority_reasons,
        false => &policy.revocation().reasons,
    }
}

#[cfg(test)]
mod tests;
