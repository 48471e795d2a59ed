//! What came of very many installations: how often each decision, each rule, each cohort, each supplier.

use std::collections::{BTreeMap, BTreeSet};

use s1spki_policies::{Eui64, Moment};

use crate::evidence::InstallationEvidence;
use crate::finding::{Outcome, Rule};
use crate::verdict::{Decision, GateVerdict};

/// How many cohorts and how many suppliers are told apart; what comes after them is counted together. Nobody reads
/// longer tables, and no input may fill the memory.
const MOST_NAMES: usize = 1000;

/// The name under which what came too late is counted together.
const OTHERS: &str = "others";

/// What came of very many installations.
#[derive(Clone, Debug, Default)]
pub struct MigrationSummary {
    /// How often each decision was reached.
    pub decisions: Decisions,
    /// Of the undecided, those that could not be read.
    pub unread: u64,
    /// The rules that were not kept somewhere, by code.
    pub rules: BTreeMap<&'static str, RuleCounts>,
    /// By cohort, where one was given.
    pub cohorts: BTreeMap<String, Decisions>,
    /// By responsible supplier, where one was given; an installation with two counts for both.
    pub suppliers: BTreeMap<String, Decisions>,
}

/// How often each decision was reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Decisions {
    /// Accepted.
    pub accepted: u64,
    /// Refused.
    pub refused: u64,
    /// Undecided.
    pub undecided: u64,
}

/// How often a rule was not kept.
#[derive(Clone, Copy, Debug)]
pub struct RuleCounts {
    /// The rule.
    pub rule: &'static Rule,
    /// So that it refuses.
    pub breaches: u64,
    /// So that it could not be looked at, and the decision was left open.
    pub not_checked: u64,
    /// So that it warns.
    pub warnings: u64,
}

/// What a summary needs of one installation.
#[derive(Clone, Debug)]
pub struct Counted {
    decision: Decision,
    remarks: Vec<(&'static Rule, Outcome)>,
    cohort: Option<String>,
    suppliers: BTreeSet<Eui64>,
    is_unread: bool,
}

impl Counted {
    /// What came of an installation at `at`.
    #[must_use]
    pub fn of(verdict: &GateVerdict, evidence: &InstallationEvidence, at: Moment) -> Self {
        let remarks = verdict.findings.iter().filter(|finding| match finding.outcome() {
            Outcome::Breach | Outcome::Warning => true,
            // Where something refuses, what was not checked changes nothing, and much of it is a consequence.
            Outcome::NotChecked => verdict.decision == Decision::Undecided,
            Outcome::Pass | Outcome::NotApplicable | Outcome::NotYetInForce => false,
        });
        let registrations = evidence
            .supplies()
            .filter_map(|(_, supply)| supply.registration.as_ref());
        Self {
            decision: verdict.decision,
            remarks: remarks
                .map(|finding| (finding.rule(), finding.outcome()))
                .collect(),
            cohort: evidence.cohort.as_ref().map(ToString::to_string),
            suppliers: registrations
                .filter_map(|registration| registration.supplier(at).one())
                .collect(),
            is_unread: false,
        }
    }

    /// Something that could not be read.
    #[must_use]
    pub const fn unread() -> Self {
        Self {
            decision: Decision::Undecided,
            remarks: Vec::new(),
            cohort: None,
            suppliers: BTreeSet::new(),
            is_unread: true,
        }
    }
}

impl Decisions {
    /// All of them.
    #[must_use]
    pub const fn total(self) -> u64 {
        self.accepted
            .saturating_add(self.refused)
            .saturating_add(self.undecided)
    }

    /// The decision over all: one refused refuses, else one undecided leaves it open. Nothing at all is undecided.
    #[must_use]
    pub const fn decision(self) -> Decision {
        match self {
            Self { refused: 1.., .. } => Decision::Refuse,
            Self { undecided: 1.., .. } => Decision::Undecided,
            Self { accepted: 1.., .. } => Decision::Accept,
            _ => Decision::Undecided,
        }
    }

    const fn count(&mut self, decision: Decision) {
        let place = match decision {
            Decision::Accept => &mut self.accepted,
            Decision::Undecided => &mut self.undecided,
            Decision::Refuse => &mut self.refused,
        };
        *place = place.saturating_add(1);
    }
}

impl MigrationSummary {
    /// Counts one installation.
    pub fn count(&mut self, counted: &Counted) {
        self.decisions.count(counted.decision);
        self.unread = self.unread.saturating_add(u64::from(counted.is_unread));
        for (rule, outcome) in &counted.remarks {
            self.count_rule(rule, *outcome);
        }
        if let Some(cohort) = &counted.cohort {
            named(&mut self.cohorts, cohort).count(counted.decision);
        }
        for supplier in &counted.suppliers {
            named(&mut self.suppliers, &supplier.to_string()).count(counted.decision);
        }
    }

    fn count_rule(&mut self, rule: &'static Rule, outcome: Outcome) {
        let counts = self.rules.entry(rule.code).or_insert(RuleCounts {
            rule,
            breaches: 0,
            not_checked: 0,
            warnings: 0,
        });
        let place = match outcome {
            Outcome::Breach => &mut counts.breaches,
            Outcome::NotChecked => &mut counts.not_checked,
            _ => &mut counts.warnings,
        };
        *place = place.saturating_add(1);
    }

    /// The rules with this outcome and how often, the most frequent first.
    #[must_use]
    pub fn rules_with(&self, outcome: Outcome) -> Vec<(&'static Rule, u64)> {
        let counts = self.rules.values().map(|counts| {
            let count = match outcome {
                Outcome::Breach => counts.breaches,
                Outcome::NotChecked => counts.not_checked,
                Outcome::Warning => counts.warnings,
                Outcome::Pass | Outcome::NotApplicable | Outcome::NotYetInForce => 0,
            };
            (counts.rule, count)
        });
        let mut counts: Vec<(&Rule, u64)> = counts.filter(|(_, count)| *count > 0).collect();
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        counts
    }
}

fn named<'a>(all: &'a mut BTreeMap<String, Decisions>, name: &str) -> &'a mut Decisions {
    let is_full = all.len() >= MOST_NAMES && !all.contains_key(name);
    let name = if is_full { OTHERS } else { name };
    all.entry(name.to_owned()).or_default()
}
