//! Finding out the status of a certificate: RFC 5280 6.3.3 in its order, over every list that applies.

use std::sync::Arc;

use super::conclusion;
use super::delta;
use super::examination::{Authentic, Entry, Examination};
use super::held::HeldList;
use super::rule;
use super::scope::Covered;
use super::settings::{DeltaLists, Depth};
use super::signer::InPath;
use super::status::{RevocationReport, UnknownCause};
use crate::certificate::Certificate;
use crate::path::{Exhausted, Link, Validation, Work};

impl<'v> Validation<'v> {
    /// The status of each certificate of a path, in the order of the path.
    pub(crate) fn statuses(
        &mut self,
        links: &[Link<'v>],
        anchor: Option<usize>,
    ) -> Vec<Arc<RevocationReport>> {
        let depth = self.validator.settings().revocation.depth;
        let status = |index| match anchor {
            None => RevocationReport::not_checked(UnknownCause::NoPath).into(),
            Some(_) if depth == Depth::Leaf && index > 0 => RevocationReport::not_asked().into(),
            Some(anchor) => {
                let place = InPath { links, index, anchor };
                self.known_status_of(place)
                    .unwrap_or_else(|| self.status_of(place).into())
            }
        };
        (0..links.len()).map(status).collect()
    }

    /// The status of one certificate of a path.
    pub(super) fn status_of(&mut self, place: InPath<'_, 'v>) -> RevocationReport {
        let Some(link) = place.links.get(place.index) else {
            return RevocationReport::not_asked();
        };
        let certificate = link.certificate;
        self.statuses_in_progress.push(certificate);
        let examinations = self.examine_all(certificate, place);
        self.statuses_in_progress.pop();
        match examinations {
            Ok(examinations) => {
                let unknown_status = self.validator.settings().revocation.unknown_status;
                conclusion::of(&examinations, self.at, unknown_status)
            }
            Err(exhausted) => RevocationReport::not_checked(UnknownCause::Exhausted(exhausted)),
        }
    }

    /// Holds every list that may be about the certificate against it.
    fn examine_all(
        &mut self,
        certificate: &'v Certificate,
        place: InPath<'_, 'v>,
    ) -> Result<Vec<Examination<'v>>, Exhausted> {
        let settings = self.validator.settings().revocation;
        let covered = Covered::new(certificate);
        let lists = &self.validator.lists;
        let mut indices: Vec<usize> = Vec::new();
        for issuer in covered.list_issuers() {
            let issued = lists.issued_by(issuer);
            self.budget.spend(Work::Steps, issued.len().saturating_add(1))?;
            indices.extend(issued);
        }
        indices.sort_unstable();
        indices.dedup();
        let mut examinations = Vec::with_capacity(indices.len());
        for index in indices {
            let Some(held) = lists.get(index) else { continue };
            if settings.delta_lists == DeltaLists::Use || held.list.base_crl_number().is_none() {
                examinations.push(self.examine(index, held, &covered, place)?);
            }
        }
        // (c), (h)
        delta::apply(&mut examinations, settings.expired_list);
        // (a): a delta list that is current makes its complete list current
        for examination in &mut examinations {
            if examination.delta.is_none() {
                examination.judge_currency(self.at, settings.expired_list);
            }
        }
        Ok(examinations)
    }

    /// Holds one list against a certificate.
    fn examine(
        &mut self,
        index: usize,
        held: &'v HeldList,
        covered: &Covered<'_>,
        place: InPath<'_, 'v>,
    ) -> Result<Examination<'v>, Exhausted> {
        let mut examination = Examination::new(held, self.at);
        // (b), (d); (e) would skip a list that adds no reason, but every list is looked at
        let reasons = match covered.reasons_covered_by(&held.list, &mut self.budget)? {
            Ok(reasons) => reasons,
            Err(fault) => {
                examination.not_looked_at = if fault.rule == &rule::ISSUER {
                    &rule::AFTER_ISSUER
                } else {
                    &rule::AFTER_SCOPE
                };
                examination.faults.push(fault);
                return Ok(examination);
            }
        };
        // (f), (g)
        let key = match self.signer_of(index, held, place)? {
            Ok(key) => key,
            Err(unfit) => {
                examination.not_looked_at = unfit.not_looked_at;
                examination.faults.push(unfit.fault);
                return Ok(examination);
            }
        };
        // (i), (j): what cannot be processed says nothing
        if held.fault.is_none() {
            let certificate = covered.certificate;
            examination.entry = Entry::about(&held.list, certificate.serial_octets(), certificate.issuer());
            examination.authentic = Some(Authentic { reasons, key });
        }
        Ok(examination)
    }
}
