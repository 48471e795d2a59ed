//! Path building: from the certificate upwards, depth first, the likeliest issuer first (RFC 4158).
//!
//! An issuer is taken up only if its key made the signature below it. Each complete path is processed, and the
//! first valid one ends the search. Where none is valid the best is kept, in this order of merit:
//!
//! 1. complete, all signatures good: the fewest rules of path processing broken, then the fewest of them unchecked,
//!    then the same of the status of its certificates, then the first found;
//! 2. complete by names alone, one signature or more bad: the first found;
//! 3. not complete: the longest, then the first found.

use std::sync::Arc;

use super::anchor::TrustAnchor;
use super::budget::{Exhausted, Work};
use super::candidate::{self, Issuer};
use super::policy_graph::ConstrainedPolicies;
use super::processing::{Place, Processing, SignatureAnswer};
use super::report::{PassedOver, PassedOverReason, PathOutcome};
use super::validation::{Link, Signed, Validation};
use crate::certificate::Certificate;
use crate::finding::{Finding, Outcome};
use crate::revocation::RevocationReport;

/// How many candidates that were passed over are kept: enough to explain, not enough to flood.
const MOST_PASSED_OVER: usize = 50;

/// A path and what came of it.
pub(crate) struct Attempt<'v> {
    /// Its certificates, the one that was asked about first.
    pub(crate) links: Vec<Link<'v>>,
    /// The anchor at its end.
    pub(crate) anchor: Option<usize>,
    /// The findings of path processing, for each certificate.
    pub(crate) findings: Vec<Vec<Finding>>,
    /// What there is to say of the anchor's certificate, where that binds.
    pub(crate) of_anchor: Option<Finding>,
    /// The status of each certificate; not there where the path gives no ground to ask.
    pub(crate) statuses: Option<Vec<Arc<RevocationReport>>>,
    pub(crate) policies: ConstrainedPolicies,
}

/// What may link two certificates while a path is looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ties {
    /// A good signature.
    Signatures,
    /// A name, with a good signature or not.
    Names,
}

/// Whether the search goes on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Search {
    GoesOn,
    Ends,
}

/// The search for a path.
pub(crate) struct Builder<'b, 'v> {
    validation: &'b mut Validation<'v>,
    /// The only anchor that will do, if not any does.
    only_anchor: Option<usize>,
    ties: Ties,
    links: Vec<Link<'v>>,
    best: Option<Attempt<'v>>,
    longest: Vec<Link<'v>>,
    pub(crate) passed_over: Vec<PassedOver>,
    pub(crate) passed_over_count: usize,
}

impl<'b, 'v> Builder<'b, 'v> {
    /// A search for a path to any anchor, or to this one alone.
    pub(crate) const fn new(validation: &'b mut Validation<'v>, only_anchor: Option<usize>) -> Self {
        Self {
            validation,
            only_anchor,
            ties: Ties::Signatures,
            links: Vec::new(),
            best: None,
            longest: Vec::new(),
            passed_over: Vec::new(),
            passed_over_count: 0,
        }
    }

    /// Finds the best path for a certificate.
    pub(crate) fn find(&mut self, certificate: &'v Certificate, signed: Signed) -> Attempt<'v> {
        let start = Link {
            certificate,
            signed,
            signature: SignatureAnswer::NoIssuer,
        };
        for ties in [Ties::Signatures, Ties::Names] {
            self.ties = ties;
            self.links = vec![start];
            let ended = self.extend();
            if ended.is_err() || self.best.is_some() {
                break; // out of budget, or something is found
            }
        }
        let mut attempt = match self.best.take() {
            Some(best) => best,
            None => self.incomplete(),
        };
        if attempt.statuses.is_none() && attempt.is_verified() {
            attempt.statuses = Some(self.validation.statuses(&attempt.links, attempt.anchor));
        }
        attempt
    }

    /// Puts every possible issuer on top of the path, and goes on from there.
    fn extend(&mut self) -> Result<Search, Exhausted> {
        let Some(&top) = self.links.last() else {
            return Ok(Search::Ends);
        };
        if self.ties == Ties::Signatures && self.links.len() > self.longest.len() {
            self.longest.clone_from(&self.links);
        }
        let identifier = top.certificate.authority_key_identifier();
        let (pool, at) = (self.validation.pool(), self.validation.at);
        let issuers = candidate::issuers(pool, top.certificate.issuer(), identifier, self.only_anchor, at);
        self.validation
            .budget
            .spend(Work::Steps, issuers.len().saturating_add(1))?;
        if issuers.is_empty() {
            self.pass_over(None, None, PassedOverReason::NoIssuer);
        }
        for issuer in issuers {
            if self.try_issuer(top, issuer)? == Search::Ends {
                return Ok(Search::Ends);
            }
        }
        Ok(Search::GoesOn)
    }

    /// Puts this issuer on top of the path, if it can stand there, and goes on from there.
    fn try_issuer(&mut self, top: Link<'v>, issuer: Issuer) -> Result<Search, Exhausted> {
        let pool = self.validation.pool();
        let (certificate, anchor) = match issuer {
            Issuer::Anchor(index) => (None, Some(index)),
            Issuer::Certificate(index) => (pool.certificate(index).map(|held| &held.certificate), None),
        };
        if let Some(reason) = certificate.and_then(|certificate| self.why_not_above(certificate)) {
            self.pass_over(certificate, anchor, reason);
            return Ok(Search::GoesOn);
        }
        let Some(key) = self.validation.key_of(issuer) else {
            return Ok(Search::GoesOn);
        };
        let signature = self
            .validation
            .verify_certificate(top.certificate, top.signed, key)?;
        if let (Err(fault), Ties::Signatures) = (signature, self.ties) {
            self.pass_over(certificate, anchor, PassedOverReason::Signature(fault));
            return Ok(Search::GoesOn);
        }
        if let Some(top) = self.links.last_mut() {
            top.signature = signature.into();
        }
        let (Some(certificate), Issuer::Certificate(index)) = (certificate, issuer) else {
            return self.complete(anchor);
        };
        self.links.push(Link {
            certificate,
            signed: Signed::Certificate(index),
            signature: SignatureAnswer::NoIssuer,
        });
        let search = self.extend();
        self.links.pop();
        search
    }

    /// Why a certificate cannot stand above those in the path, if it cannot.
    fn why_not_above(&self, certificate: &Certificate) -> Option<PassedOverReason> {
        let is_repeated = |link: &Link<'_>| is_same_subject_and_key(link.certificate, certificate);
        if self.links.iter().any(is_repeated) {
            return Some(PassedOverReason::Repetition);
        }
        let limit = self.validation.budget.path_length();
        (self.links.len() >= limit).then_some(PassedOverReason::TooLong(limit))
    }

    /// The path has reached an anchor.
    fn complete(&mut self, anchor: Option<usize>) -> Result<Search, Exhausted> {
        self.validation.budget.spend(Work::Steps, self.links.len())?;
        let mut attempt = self.validation.process(&self.links, anchor);
        if attempt.outcome() == PathOutcome::Valid && attempt.is_verified() {
            attempt.statuses = Some(self.validation.statuses(&attempt.links, anchor));
        }
        let ends = attempt.outcome() == PathOutcome::Valid || self.ties == Ties::Names;
        let is_better = self
            .best
            .as_ref()
            .is_none_or(|best| attempt.demerit() < best.demerit());
        let passed_over = if is_better {
            self.best.replace(attempt)
        } else {
            Some(attempt)
        };
        if let Some(passed_over) = passed_over {
            self.pass_over_path(&passed_over);
        }
        Ok(if ends { Search::Ends } else { Search::GoesOn })
    }

    /// No path reaches an anchor: the longest, as far as it goes.
    fn incomplete(&mut self) -> Attempt<'v> {
        let mut links = std::mem::take(&mut self.longest);
        if let (Some(top), Some(exhausted)) = (links.last_mut(), self.validation.budget.exhausted()) {
            top.signature = SignatureAnswer::Exhausted(exhausted);
        }
        self.validation.process(&links, None)
    }

    /// Notes that a candidate for the top of the path was not taken.
    fn pass_over(
        &mut self,
        certificate: Option<&Certificate>,
        anchor: Option<usize>,
        reason: PassedOverReason,
    ) {
        if self.ties == Ties::Signatures {
            let below = self.links.iter().map(|link| link.certificate);
            let certificates = below.chain(certificate).cloned().collect();
            self.note(certificates, anchor, reason);
        }
    }

    /// Notes that a complete path was not taken.
    fn pass_over_path(&mut self, attempt: &Attempt<'v>) {
        let is_reason =
            |finding: &&Finding| matches!(finding.outcome(), Outcome::Breach | Outcome::NotChecked);
        let reasons = attempt.all_findings().filter(is_reason).cloned().collect();
        let certificates = attempt.links.iter().map(|link| link.certificate.clone());
        self.note(
            certificates.collect(),
            attempt.anchor,
            PassedOverReason::NotValid(reasons),
        );
    }

    fn note(&mut self, certificates: Vec<Certificate>, anchor: Option<usize>, reason: PassedOverReason) {
        self.passed_over_count = self.passed_over_count.saturating_add(1);
        if self.passed_over.len() < MOST_PASSED_OVER {
            self.passed_over.push(PassedOver {
                certificates,
                anchor: self.validation.trust_anchor(anchor).cloned(),
                reason,
            });
        }
    }
}

impl Attempt<'_> {
    /// Whether the path reaches an anchor, every signature in it being good.
    pub(crate) fn is_verified(&self) -> bool {
        self.anchor.is_some()
            && self
                .links
                .iter()
                .all(|link| link.signature == SignatureAnswer::Verified)
    }

    pub(crate) fn all_findings(&self) -> impl Iterator<Item = &Finding> {
        let statuses = self
            .statuses
            .iter()
            .flatten()
            .flat_map(|status| status.findings());
        self.findings
            .iter()
            .flatten()
            .chain(&self.of_anchor)
            .chain(statuses)
    }

    /// What the findings come to.
    pub(crate) fn outcome(&self) -> PathOutcome {
        PathOutcome::of(self.all_findings())
    }

    /// How many rules are broken, and how many were not checked: of the path first, then of the status.
    fn demerit(&self) -> [usize; 4] {
        let count = |findings: &[&[Finding]], outcome| {
            let findings = findings.iter().copied().flatten();
            findings.filter(|finding| finding.outcome() == outcome).count()
        };
        let of_path = self.findings.iter().map(Vec::as_slice);
        let of_path: Vec<&[Finding]> = of_path.chain([self.of_anchor.as_slice()]).collect();
        let of_status = self.statuses.iter().flatten().map(|status| status.findings());
        let of_status: Vec<&[Finding]> = of_status.collect();
        [
            count(&of_path, Outcome::Breach),
            count(&of_path, Outcome::NotChecked),
            count(&of_status, Outcome::Breach),
            count(&of_status, Outcome::NotChecked),
        ]
    }
}

/// Two certificates about the same subject with the same key: what is above the one can be above the other, so
/// that a path with both only goes in a circle (RFC 4158 5.2).
fn is_same_subject_and_key(a: &Certificate, b: &Certificate) -> bool {
    a.public_key().der() == b.public_key().der() && a.subject().matches(b.subject())
}

impl<'v> Validation<'v> {
    /// A trust anchor of the pool.
    pub(crate) fn trust_anchor(&self, index: Option<usize>) -> Option<&'v TrustAnchor> {
        self.pool().anchor(index?).map(|held| &held.anchor)
    }

    /// Processes a path from its anchor down (RFC 5280 6.1.2 to 6.1.5), without the status of its certificates.
    pub(crate) fn process(&mut self, links: &[Link<'v>], anchor: Option<usize>) -> Attempt<'v> {
        let settings = &self.validator.settings;
        let mut processing = Processing::new(settings, self.at, self.trust_anchor(anchor));
        let of_anchor = processing.anchor_certificate(&mut self.budget);
        let mut findings: Vec<Vec<Finding>> = Vec::with_capacity(links.len());
        for (index, link) in links.iter().enumerate().rev() {
            let place = if index == 0 { Place::Last } else { Place::Above };
            findings.push(processing.process(link.certificate, link.signature, place, &mut self.budget));
        }
        findings.reverse();
        Attempt {
            links: links.to_vec(),
            anchor,
            findings,
            of_anchor,
            statuses: None,
            policies: processing.outputs(),
        }
    }
}
