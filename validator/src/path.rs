//! Certification paths: RFC 5280 section 6, with the policy graph of RFC 9618.
//!
//! A [`PathValidator`] is made once from settings, trust anchors, intermediate certificates and revocation lists,
//! and used from as many threads as there are. It remembers which signatures of its own certificates and lists it
//! has verified; what it answers does not depend on what it remembers, nor on the order in which things were given.
//!
//! # How a path is chosen
//!
//! [`validate`](PathValidator::validate) looks upwards from the certificate, the likeliest issuer first: the key
//! identifier fits; a trust anchor; a CA; within its validity; not self-issued; the newest; by fingerprint. The
//! first valid path is the answer. Where none is valid, the best is reported with everything that is wrong with
//! it: a complete path with good signatures and the fewest faults, failing that one that is complete by names,
//! failing that the longest. What was passed over is listed with why.
//!
//! # Where this differs from RFC 5280
//!
//! - Findings are collected: a broken rule does not end the processing.
//! - The valid policy graph of RFC 9618 stands for the tree, and 6.1.5 (g) and 6.1.6 are as there. Policy
//!   qualifiers are not returned.
//! - Key parameters are not inherited (6.1.4 (e), 6.1.5 (d)): a key without the parameters of its own that its
//!   algorithm asks for verifies nothing.
//! - An extension that is processed and cannot be read refuses the certificate even if it is not critical, and
//!   so does an extension that occurs twice.
//! - A v1 or v2 certificate is no CA (6.1.4 (k) leaves that open).
//! - Two certificates about the same subject with the same key are not put into one path (RFC 4158 5.2).
//! - extKeyUsage is taken as processed; whether the purpose fits is for whoever uses the key to say.
//!
//! More can be asked: that the certificate of a trust anchor binds ([`AnchorConstraints`]), and that certificates and
//! lists keep sections 4 and 5 too ([`Conformance`]).

mod anchor;
mod budget;
mod builder;
mod candidate;
mod conformance;
mod extensions;
mod name_constraints;
mod name_syntax;
mod policy_graph;
mod pool;
mod processing;
mod report;
pub mod rule;
mod settings;
mod text;
mod validation;

use std::sync::Arc;

use s1spki_policies::Moment;

pub use anchor::TrustAnchor;
pub(crate) use budget::Budget;
pub use budget::{Exhausted, Limits, Work, WorkAmount};
pub(crate) use builder::Builder;
pub(crate) use candidate::{Issuer, KeyMatch};
pub(crate) use extensions::PathExtensions;
pub use policy_graph::ConstrainedPolicies;
pub(crate) use pool::{ByName, Pool, Remembered};
pub use report::{CertificateReport, PassedOver, PassedOverReason, PathOutcome, PathReport};
pub use settings::{
    AnchorConstraints, AnyPolicyChoice, Conformance, ExplicitPolicy, KeyKind, NameMatching, PathSettings,
    PermittedAlgorithms, PolicyMappingChoice, TimeChoice, UserInitialPolicySet,
};
pub(crate) use text::some_of;
pub(crate) use validation::{Answer, IssuerKey, Link, Signed, Validation};

use crate::certificate::Certificate;
use crate::finding::{Detail, Finding, Rule};
use crate::name::Name;
use crate::revocation::{HeldLists, KnownStatuses, RevocationReport, UnknownCause};
use crate::revocation_list::RevocationList;
use builder::Attempt;
use processing::{SignatureAnswer, not_checked_for};

/// Validates certification paths (RFC 5280 6).
#[derive(Debug)]
pub struct PathValidator {
    settings: PathSettings,
    pool: Pool,
    pub(crate) lists: HeldLists,
}

impl PathValidator {
    /// A validator with these settings, trust anchors, intermediate certificates and revocation lists. What is
    /// given twice counts once.
    pub fn new(
        settings: PathSettings,
        anchors: impl IntoIterator<Item = TrustAnchor>,
        intermediates: impl IntoIterator<Item = Certificate>,
        lists: impl IntoIterator<Item = RevocationList>,
    ) -> Self {
        Self {
            pool: Pool::new(anchors, intermediates),
            lists: HeldLists::new(lists, settings.conformance),
            settings,
        }
    }

    /// The settings.
    #[must_use]
    pub const fn settings(&self) -> &PathSettings {
        &self.settings
    }

    /// Whether a certificate has the name and the key of a trust anchor, and so needs no path.
    #[must_use]
    pub fn trusts(&self, certificate: &Certificate) -> bool {
        self.pool.is_anchor(certificate)
    }

    /// Finds the best path for a certificate and judges it at a time.
    #[must_use]
    pub fn validate(&self, certificate: &Certificate, at: Moment) -> PathReport {
        Validation::new(self, at).build(certificate)
    }

    /// The same for many certificates at one time: what hangs on the certificates above alone is found out once.
    pub(crate) fn validate_knowing(&self, certificate: &Certificate, statuses: &KnownStatuses) -> PathReport {
        Validation::sharing(self, statuses).build(certificate)
    }

    /// How many intermediate certificates it holds.
    pub(crate) const fn held(&self) -> usize {
        self.pool.held()
    }

    /// Judges a path as it is given: the certificate in question, and those above it in their order, the one that
    /// a trust anchor issued last.
    ///
    /// The validator's own certificates serve the paths of those who signed the revocation lists, and nothing else.
    #[must_use]
    pub fn validate_path(&self, certificate: &Certificate, above: &[Certificate], at: Moment) -> PathReport {
        let mut validation = Validation::new(self, at);
        let attempt = validation.take_as_given(certificate, above);
        validation.report(attempt)
    }
}

impl<'v> Validation<'v> {
    /// Finds the best path for a certificate and judges it.
    fn build(mut self, certificate: &'v Certificate) -> PathReport {
        let mut builder = Builder::new(&mut self, None);
        let attempt = builder.find(certificate, Signed::Given(0));
        let (passed_over, passed_over_count) = (builder.passed_over, builder.passed_over_count);
        PathReport {
            passed_over,
            passed_over_count,
            ..self.report(attempt)
        }
    }

    /// A path as it is given, under the anchor that fits best.
    fn take_as_given(&mut self, certificate: &'v Certificate, above: &'v [Certificate]) -> Attempt<'v> {
        let mut links: Vec<Link<'v>> = Vec::with_capacity(above.len().saturating_add(1));
        let mut anchor = None;
        for (place, certificate) in std::iter::once(certificate).chain(above).enumerate() {
            let signature = match above.get(place) {
                Some(issuer) => self.answer(certificate, place, self.key_in(issuer)),
                None => {
                    let (found, answer) = self.anchor_of(certificate, place);
                    anchor = found;
                    answer
                }
            };
            links.push(Link {
                certificate,
                signed: Signed::Given(place),
                signature,
            });
        }
        let mut attempt = self.process(&links, anchor);
        if attempt.is_verified() {
            attempt.statuses = Some(self.statuses(&links, anchor));
        }
        attempt
    }

    /// The anchor with the issuer's name whose key made the signature; failing that, one with the name.
    fn anchor_of(&mut self, certificate: &'v Certificate, place: usize) -> (Option<usize>, SignatureAnswer) {
        let pool = self.pool();
        let mut best = (None, SignatureAnswer::NoIssuer);
        for (index, _) in pool.anchors_named(certificate.issuer()) {
            let Some(key) = self.key_of(Issuer::Anchor(index)) else {
                continue;
            };
            let answer = self.answer(certificate, place, key);
            if best.0.is_none() || answer == SignatureAnswer::Verified {
                best = (Some(index), answer);
            }
        }
        best
    }

    fn answer(&mut self, certificate: &Certificate, place: usize, key: IssuerKey<'_>) -> SignatureAnswer {
        match self.verify_certificate(certificate, Signed::Given(place), key) {
            Ok(verified) => verified.into(),
            Err(exhausted) => SignatureAnswer::Exhausted(exhausted),
        }
    }

    /// The report of an attempt, without what was passed over.
    fn report(&self, attempt: Attempt<'v>) -> PathReport {
        let mut findings = vec![self.issuer_known(&attempt), self.within_budget(&attempt)];
        findings.extend(attempt.of_anchor.clone());
        let anchor = self.trust_anchor(attempt.anchor).cloned();
        let not_checked = || Arc::new(RevocationReport::not_checked(UnknownCause::NoPath));
        let mut statuses = attempt.statuses.into_iter().flatten();
        let certificates = attempt.links.iter().zip(attempt.findings).enumerate();
        let certificates = certificates.map(|(index, (link, mut findings))| {
            findings.push(not_repeated(&attempt.links, index));
            CertificateReport {
                certificate: link.certificate.clone(),
                held: link.signed.held(),
                findings,
                revocation: statuses.next().unwrap_or_else(not_checked),
            }
        });
        PathReport {
            certificates: certificates.collect(),
            anchor,
            findings,
            policies: attempt.policies,
            passed_over: Vec::new(),
            passed_over_count: 0,
            work: self.budget.done(),
        }
    }

    fn issuer_known(&self, attempt: &Attempt<'_>) -> Finding {
        let rule = &rule::ISSUER_UNKNOWN;
        if attempt.anchor.is_some() {
            return Finding::pass(rule);
        }
        if let Some(exhausted) = self.budget.exhausted() {
            return not_checked_for(rule, exhausted);
        }
        let issuer = attempt.links.last().map(|top| top.certificate.issuer());
        let namesakes = issuer.map_or(0, |issuer| self.pool().certificates_about(issuer).count());
        let issuer = issuer.map(Name::to_string).unwrap_or_default();
        let found = match namesakes {
            0 => format!("issuer {issuer}, of whom there is no certificate"),
            _ => format!(
                "issuer {issuer}, and none of {namesakes} certificates of that name leads to an anchor"
            ),
        };
        let detail = Detail::new(found, "certificates up to a trust anchor");
        let is_anchor = attempt
            .links
            .first()
            .is_some_and(|asked| self.pool().is_anchor(asked.certificate));
        Finding::breach(
            rule,
            if is_anchor {
                detail.with_hint("the certificate is itself a trust anchor, which is trusted without a path")
            } else {
                detail
            },
        )
    }

    /// A path that is valid is, whatever other candidates have cost.
    fn within_budget(&self, attempt: &Attempt<'_>) -> Finding {
        let rule = &rule::BUDGET;
        let is_valid = attempt.is_verified() && attempt.outcome() == PathOutcome::Valid;
        match self.budget.exhausted().filter(|_| !is_valid) {
            None => Finding::pass(rule),
            Some(exhausted) => not_checked_for(rule, exhausted),
        }
    }
}

/// RFC 5280 6.1: a certificate must not appear more than once in a path.
fn not_repeated(links: &[Link<'_>], index: usize) -> Finding {
    let rule: &'static Rule = &rule::REPETITION;
    let this = links.get(index).map(|link| link.certificate);
    let is_repeated = links
        .iter()
        .take(index)
        .any(|link| Some(link.certificate) == this);
    if is_repeated {
        return Finding::breach(
            rule,
            Detail::new("a certificate that stands further down too", "each once"),
        );
    }
    Finding::pass(rule)
}
