//! What a request asks for: attributes and extensions.

use s1spki_policies::{Permission, ProfileKind};

use super::{Case, requested_profile};
use crate::extension::{Extension, ExtensionContent, ExtensionKind};
use crate::finding::{Basis, Detail, Rule};
use crate::request::RequestAttribute;
use crate::rule::extension::name_of;
use crate::rule::ground::{ProfileValue, RequestValue};
use crate::rule::key_usage::usages_of;
use crate::rule::{Check, Ground, Judgement, Wanted};

pub(super) static CHECKS: [&Check<Case>; 6] = [
    &UNLISTED_ATTRIBUTES,
    &EXTENSION_REQUEST,
    &KEY_USAGE,
    &KEY_USAGE_CRITICAL,
    &AUTHORITY,
    &UNLISTED_EXTENSIONS,
];

static UNLISTED_ATTRIBUTES: Check<Case> = Check {
    rule: Rule {
        code: "request.unlisted-attributes",
        summary: "the request has no attribute but extensionRequest",
        basis: Basis::Policy,
        hint: "leave the attribute out; a challenge password proves nothing here",
    },
    ground: Ground::Request(RequestValue::UnlistedAttributes),
    judge: unlisted_attributes,
};

fn unlisted_attributes(case: &Case, wanted: &Wanted<'_>) -> Judgement {
    let others = case.facts.request().attributes().iter();
    let others: Vec<String> = others
        .filter(|attribute| !attribute.is_extension_request())
        .map(attribute_text)
        .collect();
    let permission = *wanted.policy.requests().unlisted_attributes.value();
    Judgement::kept_or(others.is_empty(), || {
        Detail::new(others.join(", "), "no attribute but extensionRequest")
    })
    .tolerated_by(permission)
}

fn attribute_text(attribute: &RequestAttribute) -> String {
    match attribute.oid.to_string().as_str() {
        "1.2.840.113549.1.9.7" => "challengePassword".to_owned(),
        "1.2.840.113549.1.9.2" => "unstructuredName".to_owned(),
        other => other.to_owned(),
    }
}

static EXTENSION_REQUEST: Check<Case> = Check {
    rule: Rule {
        code: "request.extension-request",
        summary: "the request asks for extensions in one place",
        basis: Basis::Standard("RFC 2985 5.4.2"),
        hint: "write one extensionRequest with one value; readers differ in which of several they heed",
    },
    ground: Ground::Standard,
    judge: |case, _| {
        let attributes = case.facts.request().attributes().iter();
        let lists: Vec<usize> = attributes
            .filter(|attribute| attribute.is_extension_request())
            .map(|attribute| attribute.values.len())
            .collect();
        match lists.as_slice() {
            [] => Judgement::NotApplicable, // the rule on key usage says what is missing
            [1] => Judgement::Kept,
            [values] => {
                let found = format!("an extensionRequest with {values} values");
                Judgement::Broken(Detail::new(found, "one value"))
            }
            several => {
                let found = format!("{} extensionRequest attributes", several.len());
                Judgement::Broken(Detail::new(found, "one"))
            }
        }
    },
};

static KEY_USAGE: Check<Case> = Check {
    rule: Rule {
        code: "request.key-usage",
        summary: "the request asks for exactly one of the key usages that an organisation may have",
        basis: Basis::Policy,
        hint: "ask for digitalSignature or for keyAgreement; an organisation that needs both sends two requests",
    },
    ground: Ground::Profile(ProfileValue::KeyUsage),
    judge: key_usage,
};

fn key_usage(case: &Case, wanted: &Wanted<'_>) -> Judgement {
    let usages: Vec<String> = case
        .facts
        .requested(ExtensionKind::KeyUsage)
        .map(usage_text)
        .collect();
    Judgement::kept_or(requested_profile(&case.facts, wanted.policy).is_some(), || {
        let found = match usages.as_slice() {
            [] => "no keyUsage".to_owned(),
            [usage] => usage.clone(),
            several => format!("keyUsage {} times: {}", several.len(), several.join("; ")),
        };
        let profiles = wanted.policy.profiles().values();
        let permitted: Vec<String> = profiles
            .filter(|profile| *profile.kind.value() == ProfileKind::Organisation)
            .map(|profile| usages_of(profile).to_string())
            .collect();
        Detail::new(found, permitted.join(" or "))
    })
}

fn usage_text(extension: &Extension) -> String {
    match extension.content() {
        ExtensionContent::KeyUsage(usage) => usage.to_string(),
        _ => "a keyUsage that cannot be read".to_owned(),
    }
}

static KEY_USAGE_CRITICAL: Check<Case> = Check {
    rule: Rule {
        code: "request.key-usage-critical",
        summary: "the request marks keyUsage as critical",
        basis: Basis::Policy,
        hint: "write `keyUsage = critical, ...`; in the certificate it is critical whatever the request says",
    },
    ground: Ground::Request(RequestValue::KeyUsageNotCritical),
    judge: |case, wanted| {
        let mut usages = case.facts.requested(ExtensionKind::KeyUsage);
        let Some(usage) = usages.next() else {
            return Judgement::NotApplicable;
        };
        let permission = *wanted.policy.requests().key_usage_not_critical.value();
        Judgement::kept_or(usage.is_critical(), || Detail::new("not critical", "critical"))
            .tolerated_by(permission)
    },
};

static AUTHORITY: Check<Case> = Check {
    rule: Rule {
        code: "request.authority",
        summary: "the request does not ask to become an authority",
        basis: Basis::Standard("RFC 5280 4.2.1.9"),
        hint: "an authority is made in a ceremony, never by a request of an organisation",
    },
    ground: Ground::Standard,
    judge: |case, _| {
        let asks = case
            .facts
            .requested(ExtensionKind::BasicConstraints)
            .any(asks_for_authority);
        Judgement::kept_or(!asks, || {
            Detail::new("basicConstraints with cA TRUE", "no basicConstraints")
        })
    },
};

fn asks_for_authority(extension: &Extension) -> bool {
    matches!(extension.content(), ExtensionContent::BasicConstraints(constraints) if constraints.ca)
}

static UNLISTED_EXTENSIONS: Check<Case> = Check {
    rule: Rule {
        code: "request.unlisted-extensions",
        summary: "the request asks for no extension but keyUsage",
        basis: Basis::Policy,
        hint: "leave the extension out; the profile adds those that the certificate needs",
    },
    ground: Ground::Request(RequestValue::UnlistedExtensions),
    judge: unlisted_extensions,
};

fn unlisted_extensions(case: &Case, wanted: &Wanted<'_>) -> Judgement {
    let requested = case.facts.request().requested_extensions().iter();
    let others: Vec<String> = requested
        .filter(|extension| extension.kind() != Some(ExtensionKind::KeyUsage))
        .filter(|extension| !asks_for_authority(extension)) // said by `request.authority`
        .map(name_of)
        .collect();
    let permission: Permission = *wanted.policy.requests().unlisted_extensions.value();
    Judgement::kept_or(others.is_empty(), || {
        Detail::new(others.join(", "), "no extension but keyUsage")
    })
    .tolerated_by(permission)
}
