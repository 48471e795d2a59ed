//! The list of extensions (RFC 5280 4.2): which, in which order, each once, each critical or not.

use s1spki_policies::{ExtensionOrder, ExtensionType};

use super::ground::ProfileValue;
use super::{Check, Ground, Judgement, Wanted};
use crate::extension::{Extension, ExtensionContent, ExtensionKind};
use crate::facts::CertificateFacts;
use crate::finding::{Basis, Detail, Rule};

pub(super) static CHECKS: [&Check<CertificateFacts>; 3] = [&UNLISTED, &DUPLICATE, &ORDER];

static UNLISTED: Check<CertificateFacts> = Check {
    rule: Rule {
        code: "profile.extension.unlisted",
        summary: "the certificate has no extension that the profile does not list",
        basis: Basis::Policy,
        hint: "issue the certificate anew without it",
    },
    ground: Ground::Profile(ProfileValue::Extensions),
    judge: unlisted,
};

fn unlisted(facts: &CertificateFacts, wanted: &Wanted<'_>) -> Judgement {
    let parts = wanted.profile.extensions.value();
    let is_listed = |extension: &Extension| {
        parts
            .iter()
            .any(|part| extension.kind() == Some(kind_of(part.extension)))
    };
    let unlisted: Vec<&Extension> = facts
        .certificate()
        .extensions()
        .iter()
        .filter(|extension| !is_listed(extension))
        .collect();
    match unlisted.first() {
        None => Judgement::Kept,
        Some(first) => {
            let found = unlisted.iter().map(|extension| unlisted_text(extension));
            let listed = parts.iter().map(|part| kind_of(part.extension).as_str());
            let detail = Detail::new(
                found.collect::<Vec<_>>().join(", "),
                format!("only {}", listed.collect::<Vec<_>>().join(", ")),
            );
            Judgement::Broken(detail.at_offset(first.offset()))
        }
    }
}

/// `basicConstraints (critical, cA TRUE)`.
fn unlisted_text(extension: &Extension) -> String {
    let critical = extension.is_critical().then_some("critical");
    let authority = match extension.content() {
        ExtensionContent::BasicConstraints(constraints) if constraints.ca => Some("cA TRUE"),
        _ => None,
    };
    let remarks: Vec<&str> = critical.into_iter().chain(authority).collect();
    if remarks.is_empty() {
        return name_of(extension);
    }
    format!("{} ({})", name_of(extension), remarks.join(", "))
}

static DUPLICATE: Check<CertificateFacts> = Check {
    rule: Rule {
        code: "profile.extension.duplicate",
        summary: "no extension stands twice",
        basis: Basis::Standard("RFC 5280 4.2"),
        hint: "readers differ in which of the two they heed; issue the certificate anew",
    },
    ground: Ground::Standard,
    judge: duplicate,
};

fn duplicate(facts: &CertificateFacts, _: &Wanted<'_>) -> Judgement {
    let duplicates: Vec<&Extension> = facts.certificate().duplicate_extensions().collect();
    match duplicates.first() {
        None => Judgement::Kept,
        Some(first) => {
            let found: Vec<String> = duplicates.iter().map(|extension| name_of(extension)).collect();
            let detail = Detail::new(format!("{} again", found.join(", ")), "each extension once");
            Judgement::Broken(detail.at_offset(first.offset()))
        }
    }
}

static ORDER: Check<CertificateFacts> = Check {
    rule: Rule {
        code: "profile.extension.order",
        summary: "the extensions that the profile lists stand in its order",
        basis: Basis::Policy,
        hint: "the order means nothing to RFC 5280, but every certificate of this PKI has it; issue anew",
    },
    ground: Ground::Profile(ProfileValue::ExtensionOrder),
    judge: order,
};

/// An extension that is missing or unlisted is not asked here.
fn order(facts: &CertificateFacts, wanted: &Wanted<'_>) -> Judgement {
    if *wanted.profile.extension_order.value() == ExtensionOrder::Any {
        return Judgement::NotApplicable;
    }
    let parts = wanted.profile.extensions.value();
    let places: Vec<usize> = facts
        .certificate()
        .extensions()
        .iter()
        .filter_map(Extension::kind)
        .filter_map(|kind| parts.iter().position(|part| kind_of(part.extension) == kind))
        .collect();
    Judgement::kept_or(places.is_sorted(), || {
        let names = |places: &[usize]| {
            let parts = places.iter().filter_map(|place| parts.get(*place));
            let names: Vec<&str> = parts.map(|part| kind_of(part.extension).as_str()).collect();
            names.join(", ")
        };
        let mut sorted = places.clone();
        sorted.sort_unstable();
        Detail::new(names(&places), names(&sorted))
    })
}

/// The profile lists this extension, and it is there.
pub(super) fn present(facts: &CertificateFacts, wanted: &Wanted<'_>, extension: ExtensionType) -> Judgement {
    if wanted.profile.extension(extension).is_none() {
        return Judgement::NotApplicable;
    }
    let kind = kind_of(extension);
    Judgement::kept_or(facts.certificate().extension(kind).is_some(), || {
        Detail::new(format!("no {kind}"), format!("{kind}"))
    })
}

/// The extension is critical or not, as the profile lists it.
pub(super) fn critical(facts: &CertificateFacts, wanted: &Wanted<'_>, extension: ExtensionType) -> Judgement {
    let (Some(part), Some(found)) = (
        wanted.profile.extension(extension),
        facts.certificate().extension(kind_of(extension)),
    ) else {
        return Judgement::NotApplicable;
    };
    Judgement::kept_or(found.is_critical() == part.critical, || {
        let word = |critical| if critical { "critical" } else { "not critical" };
        Detail::new(word(found.is_critical()), word(part.critical)).at_offset(found.offset())
    })
}

/// What a rule says whose extension is missing, unlisted or unreadable; nothing where it is there to be read.
pub(super) fn unusable(
    facts: &CertificateFacts,
    wanted: &Wanted<'_>,
    extension: ExtensionType,
) -> Option<Judgement> {
    let kind = kind_of(extension);
    let listed = wanted.profile.extension(extension).is_some();
    let Some(found) = facts.certificate().extension(kind).filter(|_| listed) else {
        return Some(Judgement::NotApplicable);
    };
    let ExtensionContent::Malformed(reason) = found.content() else {
        return None;
    };
    let detail = Detail::new(format!("{kind} cannot be read: {reason}"), "a readable value");
    Some(Judgement::Unread(detail.at_offset(found.offset())))
}

/// The extension in the words of RFC 5280.
pub(super) const fn kind_of(extension: ExtensionType) -> ExtensionKind {
    match extension {
        ExtensionType::KeyUsage => ExtensionKind::KeyUsage,
        ExtensionType::BasicConstraints => ExtensionKind::BasicConstraints,
        ExtensionType::SubjectKeyIdentifier => ExtensionKind::SubjectKeyIdentifier,
        ExtensionType::AuthorityKeyIdentifier => ExtensionKind::AuthorityKeyIdentifier,
        ExtensionType::CertificatePolicies => ExtensionKind::CertificatePolicies,
        ExtensionType::CrlNumber => ExtensionKind::CrlNumber,
        ExtensionType::IssuingDistributionPoint => ExtensionKind::IssuingDistributionPoint,
        ExtensionType::ReasonCode => ExtensionKind::ReasonCode,
    }
}

/// The extension's name in RFC 5280, or its object identifier.
pub(super) fn name_of(extension: &Extension) -> String {
    match extension.kind() {
        Some(kind) => kind.to_string(),
        None => extension.oid().to_string(),
    }
}
