//! The rules: what a certificate, a request or a revocation list alone must be, field by field.
//!
//! A rule compares one fact with one provision of the policy, in one small function; its finding rests on that
//! provision's clause, or on a clause of a public standard. A family of rules is a file. Whatever the profile
//! says, a certificate that differs is in breach. Time is not looked at here.

mod basic_constraints;
mod check;
mod encoding;
mod extension;
mod ground;
mod identifier;
mod identify;
mod issuer;
mod key;
mod key_identifier;
mod key_usage;
mod name;
mod policies;
pub(crate) mod request;
pub(crate) mod revocation_list;
mod role;
mod serial;
mod signature;
mod subject;
mod validity;
mod version;

use s1spki_policies::{Policy, Profile};

use crate::facts::CertificateFacts;
use crate::finding::{Finding, Rule};
use crate::verdict::Tally;

pub(crate) use check::{Check, Judgement, Wanted};
pub(crate) use encoding::unreadable;
pub(crate) use ground::{Ground, ProfileValue, RelyingPartyValue};
pub use identify::{Identified, identify};
pub use request::{inspect_request, requested_profile};
pub use revocation_list::{ListKind, inspect_list};

/// The families, in the order of the fields of a certificate (RFC 5280 4.1).
static FAMILIES: [&[&Check<CertificateFacts>]; 14] = [
    &version::CHECKS,
    &serial::CHECKS,
    &signature::CHECKS,
    &issuer::CHECKS,
    &validity::CHECKS,
    &subject::CHECKS,
    &role::CHECKS,
    &identifier::CHECKS,
    &key::CHECKS,
    &extension::CHECKS,
    &key_usage::CHECKS,
    &basic_constraints::CHECKS,
    &policies::CHECKS,
    &key_identifier::CHECKS,
];

/// Inspects one certificate: holds it against its profile, and nothing else. Every rule is among the findings,
/// whatever came of it.
#[must_use]
pub fn inspect(facts: &CertificateFacts, profile: &Profile, policy: &Policy) -> Vec<Finding> {
    let wanted = Wanted { profile, policy };
    let profile_findings = checks().map(|check| check.find(facts, &wanted));
    profile_findings
        .chain(encoding::findings(facts.certificate().encoding_faults()))
        .collect()
}

/// Inspects one certificate as [`inspect`] does, and counts the findings without making those that pass.
pub(crate) fn tally(facts: &CertificateFacts, profile: &Profile, policy: &Policy, tally: &mut Tally) {
    let wanted = Wanted { profile, policy };
    for check in checks() {
        check.tally(facts, &wanted, tally);
    }
    encoding::tally(facts.certificate().encoding_faults(), tally);
}

fn checks() -> impl Iterator<Item = &'static Check<CertificateFacts>> {
    FAMILIES.iter().flat_map(|family| family.iter().copied())
}

/// Every rule of [`identify()`] and [`inspect`], with the provision that it rests on.
pub(crate) fn profile_rules() -> impl Iterator<Item = (&'static Rule, Ground)> {
    let identified = std::iter::once(&identify::IDENTIFIED);
    let encoding = identified
        .chain(encoding::rules())
        .map(|rule| (rule, Ground::Standard));
    checks().map(|check| (&check.rule, check.ground)).chain(encoding)
}
