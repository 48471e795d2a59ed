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
    summary: "the policy has a profile for what the certificate claims to be",
    basis: Basis::Standard("RFC 5280 4.2.1.3, 4.2.1.9"),
    hint: "basicConstraints and role claim an authority, keyUsage says what an organisation's key is for",
};

/// Picks the profile by what the certificate claims to be: a root, an issuing authority, or an organisation with
/// a key for this or that.
///
/// The role says most: a supplier's certificate with cA TRUE is a supplier's certificate with an extension too
/// many. Only where the role says nothing does cA decide. An organisation whose key usage is that of no profile is
/// held against the one for signing, and the rule on key usage says what is wrong.
#[must_use]
pub fn identify<'a>(facts: &CertificateFacts, policy: &'a Policy) -> Identified<'a> {
    let kind = kind_of(facts, policy);
    if kind != ProfileKind::Organisation {
        return identified(kind, profiles_of(policy, kind).next());
    }
    let usages = facts.certificate().key_usage().unwrap_or_default();
    let profile = profile_for(policy, usages).or_else(|| default_profile(policy));
    identified(kind, profile)
}

fn identified(kind: ProfileKind, profile: Option<&Profile>) -> Identified<'_> {
    Identified {
        profile,
        finding: match profile {
            Some(_) => Finding::pass(&IDENTIFIED),
            None => without_profile(kind),
        },
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
fn kind_of(facts: &CertificateFacts, policy: &Policy) -> ProfileKind {
    let authority = || {
        if facts.certificate().is_self_issued() {
            ProfileKind::Root
        } else {
            ProfileKind::Issuing
        }
    };
    let is_role_of =
        |role, kind| profiles_of(policy, kind).any(|profile| profile.roles.value().contains(&role));
    match facts.role() {
        Some(RemotePartyRole::ROOT | RemotePartyRole::ISSUING_AUTHORITY) => authority(),
        Some(role) if is_role_of(role, ProfileKind::Organisation) => ProfileKind::Organisation,
        _ if facts.is_authority() => authority(),
        _ => ProfileKind::Organisation,
    }
}

fn profiles_of(policy: &Policy, kind: ProfileKind) -> impl Iterator<Item = &Profile> {
    let profiles = policy.profiles().values();
    profiles.filter(move |profile| *profile.kind.value() == kind)
}

/// The policy has no profile for what is there.
pub(super) fn without_profile(kind: ProfileKind) -> Finding {
    let detail = Detail::new(
        format!("a certificate of kind `{kind}`"),
        "a kind that the policy has a profile for",
    );
    Finding::breach(&IDENTIFIED, detail)
}
