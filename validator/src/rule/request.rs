//! What a certificate request must be (RFC 2986; App M Appendix F).
//!
//! The certificate is built from the profile, never copied from the request. So a request only has to say clearly
//! who asks for what, and to prove that the asker holds the key. Whether the key was certified before is not
//! asked here: the authority's register knows.

mod content;
mod name;
mod proof;

use s1spki_policies::{Policy, Profile};

use super::identify::{default_profile, profile_for, without_profile};
use super::{Check, Ground, Wanted, encoding};
use crate::crypto::SignatureFault;
use crate::facts::RequestFacts;
use crate::finding::{Finding, Rule};
use crate::request::CertificateRequest;

/// What the rules look at.
pub(super) struct Case {
    facts: RequestFacts,
    possession: Result<(), SignatureFault>,
}

static FAMILIES: [&[&Check<Case>]; 3] = [&proof::CHECKS, &name::CHECKS, &content::CHECKS];

/// Inspects a request: holds it against the profile that it asks for. `possession` is what came of
/// [`verify_possession`](crate::crypto::verify_possession). Every rule is among the findings.
#[must_use]
pub fn inspect_request(
    request: &CertificateRequest,
    possession: Result<(), SignatureFault>,
    policy: &Policy,
) -> Vec<Finding> {
    let facts = RequestFacts::of(request);
    let Some(profile) = requested_profile(&facts, policy).or_else(|| default_profile(policy)) else {
        return vec![without_profile(s1spki_policies::ProfileKind::Organisation)];
    };
    let case = Case { facts, possession };
    let wanted = Wanted { profile, policy };
    checks()
        .map(|check| check.find(&case, &wanted))
        .chain(encoding::findings(request.encoding_faults()))
        .collect()
}

/// The profile that a request asks for by its key usage; nothing where that is the key usage of none.
#[must_use]
pub fn requested_profile<'a>(facts: &RequestFacts, policy: &'a Policy) -> Option<&'a Profile> {
    profile_for(policy, facts.key_usage()?)
}

fn checks() -> impl Iterator<Item = &'static Check<Case>> {
    FAMILIES.iter().flat_map(|family| family.iter().copied())
}

/// Every rule on requests, with the provision that it rests on.
pub(crate) fn rules() -> impl Iterator<Item = (&'static Rule, Ground)> {
    checks().map(|check| (&check.rule, check.ground))
}
