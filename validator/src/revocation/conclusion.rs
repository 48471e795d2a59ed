//! From what the lists say to the status (RFC 5280 6.3.3 (i) to (l)), and to the findings.

use std::cmp::Reverse;

use s1spki_policies::Moment;

use super::delta::by_age;
use super::examination::{Currency, Entry, Examination};
use super::rule;
use super::scope::is_same_scope;
use super::settings::UnknownStatus;
use super::status::{ListReport, ListUse, Revocation, RevocationReport, RevocationStatus, UnknownCause};
use crate::extension::{CrlReason, ReasonFlags};
use crate::finding::{Detail, Finding, Rule};

/// The status that these lists give a certificate at a time.
pub(super) fn of(
    examinations: &[Examination<'_>],
    at: Moment,
    unknown_status: UnknownStatus,
) -> RevocationReport {
    let conclusion = Conclusion { examinations, at };
    let revoking = conclusion.revoking();
    let status = match &revoking {
        Some(naming) => RevocationStatus::Revoked(naming.revocation()),
        None => conclusion.status_if_not_named(),
    };
    RevocationReport {
        findings: conclusion.findings(&status, revoking.as_ref(), unknown_status),
        lists: conclusion.lists(revoking.as_ref()),
        status,
    }
}

struct Conclusion<'c, 'v> {
    examinations: &'c [Examination<'v>],
    at: Moment,
}

/// A list that names the certificate as revoked.
struct Naming<'c, 'v> {
    examination: &'c Examination<'v>,
    entry: Entry,
}

impl Naming<'_, '_> {
    fn revocation(&self) -> Revocation {
        Revocation {
            reason: self.entry.reason,
            date: self.entry.date,
            invalidity_date: self.entry.invalidity_date,
            list: self.examination.list.clone(),
        }
    }
}

impl<'c, 'v> Conclusion<'c, 'v> {
    /// The list that names the certificate as revoked, if one does: a final reason before a hold, then the
    /// earliest.
    fn revoking(&self) -> Option<Naming<'c, 'v>> {
        let is_covered = self.status_if_not_named() == RevocationStatus::Good;
        let named = self.examinations.iter().filter_map(|examination| {
            let entry = if examination.can_clear() {
                self.said_by(examination)
                    .filter(|entry| !self.is_released(examination, *entry))?
            } else {
                self.said_by_unfit(examination, is_covered)?
            };
            Some(Naming { examination, entry })
        });
        named.min_by_key(|naming| (!naming.entry.is_final(), naming.entry.date))
    }

    /// What a complete list says together with its delta list: (i) to (k).
    fn said_by(&self, complete: &Examination<'_>) -> Option<Entry> {
        // (i)
        let delta = complete
            .delta
            .and_then(|index| self.examinations.get(index)?.entry);
        match delta {
            // (k)
            Some(entry) if entry.reason == CrlReason::RemoveFromCrl => None,
            Some(entry) => Some(entry),
            // (j)
            None => complete.entry,
        }
    }

    /// What a list says that cannot clear: a delta list, or one that is out of date. Such a list can still tell
    /// who is revoked. A list made later counts as far as it tells of the time; a hold counts unless lists that
    /// can clear the certificate cover every reason.
    fn said_by_unfit(&self, examination: &Examination<'_>, is_covered: bool) -> Option<Entry> {
        let entry = examination.entry?;
        let is_of_the_time = examination.currency != Currency::NotYet || entry.date <= self.at;
        let stands = match entry.reason {
            CrlReason::RemoveFromCrl => false,
            CrlReason::CertificateHold => !is_covered,
            _ => true,
        };
        (is_of_the_time && stands).then_some(entry)
    }

    /// Whether a newer list of the same scope has taken a hold back.
    fn is_released(&self, holding: &Examination<'_>, entry: Entry) -> bool {
        !entry.is_final()
            && self.examinations.iter().any(|other| {
                other.can_clear()
                    && is_same_scope(other.list, holding.list)
                    && by_age(other.list, holding.list).is_gt()
                    && self.said_by(other).is_none()
            })
    }

    /// (l): whether the lists that can clear the certificate cover every reason.
    fn status_if_not_named(&self) -> RevocationStatus {
        let clearing = self
            .examinations
            .iter()
            .filter(|examination| examination.can_clear());
        let masks = clearing.filter_map(|examination| Some(examination.authentic?.reasons));
        let reasons_mask = masks.reduce(ReasonFlags::union);
        RevocationStatus::Unknown(match reasons_mask {
            Some(mask) if mask.contains_all(ReasonFlags::ALL) => return RevocationStatus::Good,
            Some(_) => UnknownCause::ReasonsNotCovered,
            None if self.examinations.is_empty() => UnknownCause::NoList,
            None => UnknownCause::NoUsableList,
        })
    }

    /// One finding for each rule that is always told of, and for each other one that is broken.
    fn findings(
        &self,
        status: &RevocationStatus,
        revoking: Option<&Naming<'c, 'v>>,
        unknown_status: UnknownStatus,
    ) -> Vec<Finding> {
        let telling = match revoking {
            Some(naming) => Some(naming.examination),
            None => self.most_telling(),
        };
        let is_known = matches!(status, RevocationStatus::Good | RevocationStatus::Revoked(_));
        let mut findings = Vec::with_capacity(rule::ALL.len());
        for rule in rule::ALL {
            findings.push(if rule == &rule::STATUS {
                status_finding(status, unknown_status)
            } else if let Some(telling) = telling {
                self.finding(rule, telling, is_known, unknown_status)
            } else if rule == &rule::AVAILABLE {
                let detail = Detail::new(UnknownCause::NoList, "a list that covers the certificate");
                unknown_status.finding(rule, detail)
            } else {
                Finding::not_applicable(rule)
            });
        }
        let broken = |rule: &&Rule| telling.is_some_and(|telling| telling.breaks(rule));
        let on_request = rule::ON_REQUEST.into_iter().filter(broken).zip(telling);
        findings
            .extend(on_request.map(|(rule, telling)| self.finding(rule, telling, is_known, unknown_status)));
        findings
    }

    /// The list on which the status rests; or, where none can be used, the one that comes nearest: the fault
    /// that was found last.
    fn most_telling(&self) -> Option<&'c Examination<'v>> {
        let nearness = |examination: &&Examination<'_>| {
            let not_looked_at = examination.not_looked_at.len();
            (
                examination.can_clear(),
                Reverse(not_looked_at),
                !examination.warnings.is_empty(),
            )
        };
        // The first of those that are equally near.
        self.examinations.iter().rev().max_by_key(nearness)
    }

    fn finding(
        &self,
        rule: &'static Rule,
        telling: &Examination<'_>,
        is_known: bool,
        unknown_status: UnknownStatus,
    ) -> Finding {
        let fault = telling.faults.iter().find(|fault| fault.rule == rule);
        let warning = telling.warnings.iter().find(|warning| warning.rule == rule);
        match (fault, warning) {
            (Some(fault), _) if !is_known => unknown_status.finding(rule, fault.detail.clone()),
            (Some(fault), _) | (None, Some(fault)) => Finding::warning(rule, fault.detail.clone()),
            (None, None) if telling.not_looked_at.contains(&rule) => match unknown_status {
                UnknownStatus::Allow => Finding::not_applicable(rule),
                UnknownStatus::Refuse | UnknownStatus::Undecided => Finding::not_checked(
                    rule,
                    Detail::new("another fault of the list came first", rule.summary),
                ),
            },
            (None, None) if rule == &rule::DELTA && telling.delta.is_none() && !telling.is_delta() => {
                Finding::not_applicable(rule)
            }
            (None, None) => Finding::pass(rule),
        }
    }

    fn lists(&self, revoking: Option<&Naming<'c, 'v>>) -> Vec<ListReport> {
        let report = |examination: &'c Examination<'v>| {
            let is_revoking = revoking.is_some_and(|naming| std::ptr::eq(naming.examination, examination));
            let faults = examination.faults.iter().chain(&examination.warnings);
            ListReport {
                list: examination.list.clone(),
                used: if examination.can_clear() {
                    ListUse::Used
                } else if examination.is_applied {
                    ListUse::Delta
                } else if is_revoking {
                    ListUse::NamesOnly
                } else {
                    ListUse::PassedOver
                },
                faults: faults
                    .map(|fault| Finding::warning(fault.rule, fault.detail.clone()))
                    .collect(),
            }
        };
        self.examinations.iter().map(report).collect()
    }
}

fn status_finding(status: &RevocationStatus, unknown_status: UnknownStatus) -> Finding {
    let rule = &rule::STATUS;
    match status {
        RevocationStatus::Good => Finding::pass(rule),
        RevocationStatus::Revoked(revocation) => {
            Finding::breach(rule, Detail::new(revocation, "a certificate that is not revoked"))
        }
        RevocationStatus::Unknown(cause) => {
            unknown_status.finding(rule, Detail::new(cause, "a list that covers the certificate"))
        }
        RevocationStatus::NotAsked => Finding::not_applicable(rule),
    }
}
