//! Certificate policies (RFC 5280 4.2.1.4).

use std::collections::BTreeSet;

use s1spki_policies::{ExtensionType, PolicyOid};

use super::extension::{critical, present, unusable};
use super::ground::ProfileValue;
use super::{Check, Ground, Judgement, Wanted};
use crate::facts::CertificateFacts;
use crate::finding::{Basis, Detail, Rule};

pub(super) static CHECKS: [&Check<CertificateFacts>; 4] = [&PRESENT, &CRITICAL, &IDENTIFIERS, &QUALIFIERS];

static PRESENT: Check<CertificateFacts> = Check {
    rule: Rule {
        code: "profile.policies.present",
        summary: "certificatePolicies is there",
        basis: Basis::Policy,
        hint: "without it no policy holds, and a path that needs one ends",
    },
    ground: Ground::Profile(ProfileValue::Extensions),
    judge: |facts, wanted| present(facts, wanted, ExtensionType::CertificatePolicies),
};

static CRITICAL: Check<CertificateFacts> = Check {
    rule: Rule {
        code: "profile.policies.critical",
        summary: "certificatePolicies is critical as the profile says",
        basis: Basis::Policy,
        hint: "devices must interpret it, and a reader may pass over what is not critical",
    },
    ground: Ground::Profile(ProfileValue::Extensions),
    judge: |facts, wanted| critical(facts, wanted, ExtensionType::CertificatePolicies),
};

static IDENTIFIERS: Check<CertificateFacts> = Check {
    rule: Rule {
        code: "profile.policies.identifiers",
        summary: "the certificate names exactly the policies of the profile",
        basis: Basis::Policy,
        hint: "the certificate was issued under another policy: choose that one, or refuse it",
    },
    ground: Ground::Profile(ProfileValue::Policies),
    judge: identifiers,
};

fn identifiers(facts: &CertificateFacts, wanted: &Wanted<'_>) -> Judgement {
    if let Some(judgement) = unusable(facts, wanted, ExtensionType::CertificatePolicies) {
        return judgement;
    }
    let found = facts.certificate().policies().unwrap_or_default();
    let references = wanted.profile.policies.value().iter();
    let wanted: BTreeSet<PolicyOid> = references
        .map(|reference| wanted.policy.resolve(reference))
        .collect();
    let exactly =
        found.len() == wanted.len() && found.iter().all(|information| wanted.contains(&information.oid));
    Judgement::kept_or(exactly, || {
        let found = found.iter().map(|information| &information.oid);
        Detail::new(oids_text(found), format!("exactly {}", oids_text(&wanted)))
    })
}

static QUALIFIERS: Check<CertificateFacts> = Check {
    rule: Rule {
        code: "profile.policies.qualifiers",
        summary: "the policies stand without qualifiers",
        basis: Basis::Policy,
        hint: "devices have no room for qualifiers; issue the certificate anew without them",
    },
    ground: Ground::Profile(ProfileValue::Policies),
    judge: qualifiers,
};

fn qualifiers(facts: &CertificateFacts, wanted: &Wanted<'_>) -> Judgement {
    if let Some(judgement) = unusable(facts, wanted, ExtensionType::CertificatePolicies) {
        return judgement;
    }
    let policies = facts.certificate().policies().unwrap_or_default();
    let qualified = policies.iter().filter(|information| information.has_qualifiers);
    let qualified: Vec<&PolicyOid> = qualified.map(|information| &information.oid).collect();
    Judgement::kept_or(qualified.is_empty(), || {
        Detail::new(
            format!("qualifiers beside {}", oids_text(qualified)),
            "no qualifiers",
        )
    })
}

fn oids_text<'a>(oids: impl IntoIterator<Item = &'a PolicyOid>) -> String {
    let oids: Vec<String> = oids.into_iter().map(ToString::to_string).collect();
    oids.join(", ")
}
