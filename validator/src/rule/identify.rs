//! Which profile a certificate is to be held against.

use s1spki_policies::{KeyUsage, Policy, Profile, ProfileKind, RemotePartyRole};

use super::key_usage::usages_of;
use crate::extension::KeyUsages;
use crate::facts::CertificateFacts;
use crate::finding::{Basis, Detail, Finding, Rule};

/// The profile that a certificate is held against, and how it was found.
#[derive(Clone, Debug)]
pub struct Identified<'a> {
    /// The profile; nothing where the policy has none of the certificate's kind.
    pub profile: Option<&'a Profile>,
    /// The finding `profile.identified`.
    pub finding: Finding,
}

pub(crate) static IDENTIFIED: Rule = Rule {
    code: "profile.identified",
    summary: "the certificate shows which profile it is of",
    basis: Basis::Standard("RFC 5280 4.2.1.3, 4.2.1.9"),
    hint: "basicConstraints and role show an authority, keyUsage shows what an organisation's key is for",
};

/// Picks the profile by what the certificate claims to be: a root, an issuing authority, or an organisation with
/// a key for this or that.
///
/// A claim is enough, so that a half-made authority is held against the profile of authorities. An organisation
/// whose key usage is that of no profile is held against the one for signing, and the rule on key usage says
/// what is wrong.
#[must_use]
pub fn identify<'a>(facts: &CertificateFacts, policy: &'a Policy) -> Identified<'a> {
    let kind = kind_of(facts);
    if kind != ProfileKind::Organisation {
        let profile = profiles_of(policy, kind).next();
        return Identified {
            profile,
            finding: profile.map_or_else(|| without_profile(kind), |_| Finding::pass(&IDENTIFIED)),
        };
    }
    let usage = facts.certificate().key_usage().unwrap_or_default();
    if let Some(profile) = profile_for(policy, usage) {
        return Identified {
            profile: Some(profile),
            finding: Finding::pass(&IDENTIFIED),
        };
    }
    let profile = default_profile(policy);
    Identified {
        profile,
        finding: profile.map_or_else(|| without_profile(kind), |profile| by_default(facts, profile)),
    }
}

/// The profile of organisations with exactly this key usage.
pub(super) fn profile_for(policy: &Policy, usages: KeyUsages) -> Option<&Profile> {
    profiles_of(policy, ProfileKind::Organisation).find(|profile| usages_of(profile) == usages)
}

/// The profile for an organisation whose key usage is that of no profile: the one for signing.
pub(super) fn default_profile(policy: &Policy) -> Option<&Profile> {
    profile_for(policy, KeyUsages::from_iter([KeyUsage::DigitalSignature]))
        .or_else(|| profiles_of(policy, ProfileKind::Organisation).next())
}

/// What a certificate claims to be.
fn kind_of(facts: &CertificateFacts) -> ProfileKind {
    let (role, authority) = (facts.role(), facts.is_authority());
    let self_issued = facts.certificate().is_self_issued();
    if self_issued && (authority || role == Some(RemotePartyRole::ROOT)) {
        ProfileKind::Root
    } else if authority || role == Some(RemotePartyRole::ISSUING_AUTHORITY) {
        ProfileKind::Issuing
    } else {
        ProfileKind::Organisation
    }
}

fn profiles_of(policy: &Policy, kind: ProfileKind) -> impl Iterator<Item = &Profile> {
    let profiles = policy.profiles().values();
    profiles.filter(move |profile| *profile.kind.value() == kind)
}

fn by_default(facts: &CertificateFacts, profile: &Profile) -> Finding {
    let found = match facts.certificate().key_usage() {
        Some(usage) => format!("key usage {usage}"),
        None => "no key usage".to_owned(),
    };
    let detail = Detail::new(found, "the key usage of a profile");
    Finding::warning(
        &IDENTIFIED,
        detail.with_hint(format!("it is held against the profile `{}`", profile.name)),
    )
}

/// The policy has no profile for what is there.
pub(super) fn without_profile(kind: ProfileKind) -> Finding {
    let detail = Detail::new(
        format!("a certificate of kind `{kind}`"),
        "a kind that the policy has a profile for",
    );
    Finding::breach(&IDENTIFIED, detail)
}
