//! Key usage (RFC 5280 4.2.1.3).

use std::collections::BTreeSet;

use s1spki_policies::{ExtensionType, KeyUsage as Word};

use super::extension::{critical, present, unusable};
use super::ground::ProfileValue;
use super::{Check, Ground, Judgement, Wanted};
use crate::extension::{KeyUsage, KeyUsageBit};
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
        hint: "an organisation's key is for digitalSignature or for keyAgreement, never for both",
    },
    ground: Ground::Profile(ProfileValue::KeyUsage),
    judge: bits,
};

fn bits(facts: &CertificateFacts, wanted: &Wanted<'_>) -> Judgement {
    if let Some(judgement) = unusable(facts, wanted, ExtensionType::KeyUsage) {
        return judgement;
    }
    let found = facts.certificate().key_usage().unwrap_or_default();
    let wanted = wanted.profile.key_usage.value();
    Judgement::kept_or(is_exactly(found, wanted), || {
        Detail::new(found, format!("exactly {}", usage_of(wanted)))
    })
}

/// Whether a certificate's key usage has these bits and no others.
pub(super) fn is_exactly(found: KeyUsage, words: &BTreeSet<Word>) -> bool {
    found.bits().count() == words.len() && words.iter().all(|word| found.contains(bit_of(*word)))
}

/// The words of the policy as the bits that a certificate has.
pub(super) fn usage_of(words: &BTreeSet<Word>) -> KeyUsage {
    let bits: Vec<KeyUsageBit> = words.iter().map(|word| bit_of(*word)).collect();
    KeyUsage::of(&bits)
}

const fn bit_of(word: Word) -> KeyUsageBit {
    match word {
        Word::DigitalSignature => KeyUsageBit::DigitalSignature,
        Word::NonRepudiation => KeyUsageBit::NonRepudiation,
        Word::KeyEncipherment => KeyUsageBit::KeyEncipherment,
        Word::DataEncipherment => KeyUsageBit::DataEncipherment,
        Word::KeyAgreement => KeyUsageBit::KeyAgreement,
        Word::KeyCertSign => KeyUsageBit::KeyCertSign,
        Word::CrlSign => KeyUsageBit::CrlSign,
        Word::EncipherOnly => KeyUsageBit::EncipherOnly,
        Word::DecipherOnly => KeyUsageBit::DecipherOnly,
    }
}
