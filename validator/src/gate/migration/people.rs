//! What people attest, and who signs the files.

use std::collections::BTreeSet;

use s1spki_policies::{CertificateId, RemotePartyRole, Requirement};

use super::certificate::has_role;
use super::{Case, Check};
use crate::directory::Resolution;
use crate::evidence::{Answer, Attestations, MigrationFile, PaymentMode};
use crate::finding::{Basis, Detail, Finding, Rule};
use crate::gate::worst;
use crate::rule::Judgement;

pub(super) static CHECKS: [Check; 3] = [
    Check {
        rule: Rule {
            code: "migration.prepayment-attestation",
            summary: "of a prepayment meter it is attested that its prepayment functions stay as they are (TMAD 4.49)",
            basis: Basis::Policy,
            hint: "get the attestation; the clause binds, but no certificate shows that it is kept",
        },
        look: prepayment_attestation,
    },
    Check {
        rule: Rule {
            code: "migration.smets1-compliance",
            summary: "it is attested that the installation complies with SMETS1",
            basis: Basis::Policy,
            hint: "get the attestation of the party that enrols the installation",
        },
        look: smets1_compliance,
    },
    Check {
        rule: Rule {
            code: "migration.file-signer-role",
            summary: "the migration files are signed by a certificate with the role for it",
            basis: Basis::Policy,
            hint: "which role signs migration files was not found in any source; whoever knows it states it in the policy",
        },
        look: file_signer_role,
    },
];

fn prepayment_attestation(rule: &'static Rule, case: &Case<'_>) -> Finding {
    let versions = &case.rules().prepayment_attestation;
    case.of_supplies(rule, versions, |version, supply| {
        match (version.value, supply.payment_mode) {
            (Requirement::NotRequired, _) | (_, Some(PaymentMode::Credit)) => Judgement::NotApplicable,
            (Requirement::Required, Some(PaymentMode::Prepayment)) => {
                attested(case, |attestations| attestations.prepayment)
            }
            (Requirement::Required, None) => Judgement::Unread(Detail::new(
                "how the supply is paid for was not given",
                "credit or prepayment",
            )),
        }
    })
}

fn smets1_compliance(rule: &'static Rule, case: &Case<'_>) -> Finding {
    case.of_installation(rule, &case.rules().smets1_compliance, |version| {
        match version.value {
            Requirement::NotRequired => Judgement::NotApplicable,
            Requirement::Required => attested(case, |attestations| attestations.smets1_compliance),
        }
    })
}

fn attested(case: &Case<'_>, which: fn(&Attestations) -> Option<Answer>) -> Judgement {
    match case.evidence.attestations.as_ref().and_then(which) {
        Some(Answer::Yes) => Judgement::Kept,
        Some(Answer::No) => Judgement::Broken(Detail::new("the attestation was refused", "an attestation")),
        None => Judgement::Unread(Detail::new("no attestation was given", "an attestation")),
    }
}

/// Where the policy names no role, nothing can be compared, and the finding says so without leaving the decision
/// open: no evidence could close it.
fn file_signer_role(rule: &'static Rule, case: &Case<'_>) -> Finding {
    case.of_installation(rule, &case.rules().file_signer_role, |version| {
        let roles = &version.value;
        match &case.evidence.files {
            _ if roles.is_empty() => Judgement::Tolerated(Detail::new(
                "the policy names no role for it",
                "the role that signs migration files",
            )),
            None => Judgement::Unread(Detail::new(
                "no migration files were given",
                "files with their signers",
            )),
            Some(files) => {
                let judgements = files.iter().map(|file| (&file.name, signed(file, roles, case)));
                worst(judgements).unwrap_or(Judgement::NotApplicable)
            }
        }
    })
}

fn signed(file: &MigrationFile, roles: &BTreeSet<RemotePartyRole>, case: &Case<'_>) -> Judgement {
    let wanted = "the Certificate ID of one certificate";
    let Some(id) = file.signer.as_ref().filter(|id| **id != CertificateId::Null) else {
        return Judgement::Unread(Detail::new("the signer was not given", wanted));
    };
    match case.directory.by_certificate_id(id) {
        Ok(Resolution::One(entry)) => has_role(&entry, roles, case),
        Ok(Resolution::None) => Judgement::Broken(Detail::new(format!("{id} names none"), wanted)),
        Ok(Resolution::Several(_)) => Judgement::Broken(Detail::new(format!("{id} names several"), wanted)),
        Err(error) => Judgement::Unread(Detail::new(error, wanted)),
    }
}
