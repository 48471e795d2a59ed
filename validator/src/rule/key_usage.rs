//! Key usage (RFC 5280 4.2.1.3).

use s1spki_policies::{ExtensionType, Profile};

use super::extension::{critical, present, unusable};
use super::ground::ProfileValue;
use super::{Check, Ground, Judgement, Wanted};
use crate::extension::KeyUsages;
use crate::facts::CertificateFacts;
use crate::finding::{Basis, Detail, Rule};

pub(super) static CHECKS: [&Check<CertificateFacts>; 3] = [&PRESENT, &CRITICAL, &BITS];

static PRESENT: Check<CertificateFacts> = Check {
    rule: Rule {
        code: "profile.key-usage.present",
        summary: "keyUsage is there",
        basis: Basis::Policy,
        hint: "without it the key could be used for anything",
    },
    ground: Ground::Profile(ProfileValue::Extensions),
    judge: |facts, wanted| present(facts, wanted, ExtensionType::KeyUsage),
};

static CRITICAL: Check<CertificateFacts> = Check {
    rule: Rule {
        code: "profile.key-usage.critical",
        summary: "keyUsage is critical as the profile says",
        basis: Basis::Policy,
        hint: "a reader may pass over what is not critical",
    },
    ground: Ground::Profile(ProfileValue::Extensions),
    judge: |facts, wanted| critical(facts, wanted, ExtensionType::KeyUsage),
};

static BITS: Check<CertificateFacts> = Check {
    rule: Rule {
        code: "profile.key-usage.bits",
        summary: "keyUsage has exactly the bits of the profile",
        basis: Basis::Policy,
        hint: "an organisation's key is for digitalSignature or keyAgreement, an authority's for keyCertSign and cRLSign",
    },
    ground: Ground::Profile(ProfileValue::KeyUsage),
    judge: bits,
};

fn bits(facts: &CertificateFacts, wanted: &Wanted<'_>) -> Judgement {
    if let Some(judgement) = unusable(facts, wanted, ExtensionType::KeyUsage) {
        return judgement;
    }
    let found = facts.certificate().key_usage().unwrap_or_default();
    let wanted = usages_of(wanted.profile);
    Judgement::kept_or(found == wanted, || {
        Detail::new(found, format!("exactly {wanted}"))
    })
}

/// The key usage that a profile wants.
pub(super) fn usages_of(profile: &Profile) -> KeyUsages {
    profile.key_usage.value().iter().copied().collect()
}
