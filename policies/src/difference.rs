//! What differs: between two times under one policy, and between two policies.

mod meaning;

use std::collections::BTreeMap;

pub use meaning::Effect;
use meaning::effect;
use serde::Serialize;

use crate::{Moment, Policy, ProvisionRecord};

/// What of a rule is in force at a time, as a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "state", content = "version")]
pub enum RuleState<'a> {
    /// This version is.
    InForce(&'a ProvisionRecord),
    /// None yet: this one is the first.
    NotYet(&'a ProvisionRecord),
    /// None any more, or none until the next: this was the last one.
    Over(&'a ProvisionRecord),
}

impl<'a> RuleState<'a> {
    /// The version in force, if one is.
    #[must_use]
    pub const fn version(self) -> Option<&'a ProvisionRecord> {
        match self {
            Self::InForce(record) => Some(record),
            Self::NotYet(_) | Self::Over(_) => None,
        }
    }
}

/// A rule that is not the same at two times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleDifference<'a> {
    /// The rule, such as `migration.change-of-supplier-window`.
    pub rule: &'a str,
    /// What was in force at the first time.
    pub old: RuleState<'a>,
    /// What was in force at the second time.
    pub new: RuleState<'a>,
    /// What that means.
    pub effect: Effect,
}

/// The rules that differ between two times, by name.
#[must_use]
pub fn differences(policy: &Policy, old: Moment, new: Moment) -> Vec<RuleDifference<'_>> {
    let mut rules: BTreeMap<&str, Vec<&ProvisionRecord>> = BTreeMap::new();
    for record in policy.provisions() {
        if let Some(rule) = record.rule() {
            rules.entry(rule).or_default().push(record);
        }
    }
    rules
        .into_iter()
        .filter_map(|(rule, versions)| {
            let (old, new) = (state(&versions, old)?, state(&versions, new)?);
            let (before, after) = (old.version(), new.version());
            (before != after).then(|| RuleDifference {
                rule,
                old,
                new,
                effect: effect(before, after),
            })
        })
        .collect()
}

fn state<'a>(versions: &[&'a ProvisionRecord], at: Moment) -> Option<RuleState<'a>> {
    let from = |record: &ProvisionRecord| record.dating.as_ref().and_then(|dating| dating.from);
    let begun = |record: &&&ProvisionRecord| from(record).is_none_or(|from| from <= at);
    let latest = versions.iter().filter(begun).max_by_key(|record| from(record));
    let first = versions.iter().min_by_key(|record| from(record));
    match (latest, first) {
        (Some(record), _) if record.dating.as_ref().is_some_and(|dating| dating.contains(at)) => {
            Some(RuleState::InForce(record))
        }
        (Some(record), _) => Some(RuleState::Over(record)),
        (None, first) => first.map(|record| RuleState::NotYet(record)),
    }
}

/// A value that is not the same in two policies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PolicyDifference<'a> {
    /// Where it stands in the file.
    pub path: &'a str,
    /// What the first policy says; nothing where it does not state it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<&'a ProvisionRecord>,
    /// What the second policy says; nothing where it does not state it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<&'a ProvisionRecord>,
    /// What that means.
    pub effect: Effect,
}

/// The values that differ between two policies, by path: another value, other dates, or another standing.
#[must_use]
pub fn compare<'a>(old: &'a Policy, new: &'a Policy) -> Vec<PolicyDifference<'a>> {
    let by_path = |policy: &'a Policy| -> BTreeMap<&'a str, &'a ProvisionRecord> {
        let records = policy.provisions().iter();
        records.map(|record| (record.path.as_str(), record)).collect()
    };
    let (old, new) = (by_path(old), by_path(new));
    let mut paths: Vec<&str> = old.keys().chain(new.keys()).copied().collect();
    paths.sort_unstable();
    paths.dedup();
    paths
        .into_iter()
        .filter_map(|path| {
            let (before, after) = (old.get(path).copied(), new.get(path).copied());
            (before != after).then(|| PolicyDifference {
                path,
                old: before,
                new: after,
                effect: effect(before, after),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Moment {
        text.parse().unwrap()
    }

    fn between(old: &str, new: &str) -> Vec<String> {
        let policy = Policy::embedded("foc-s1spki").unwrap().unwrap();
        differences(&policy, moment(old), moment(new))
            .into_iter()
            .map(|difference| format!("{} {}", difference.rule, difference.effect))
            .collect()
    }

    #[test]
    fn why_now_names_what_changed_on_28_february_2021() {
        assert_eq!(
            between("2021-02-27", "2021-02-28"),
            [
                "migration.change-of-supplier-window stricter",
                "migration.change-of-tenancy-window stricter",
                "migration.key-infrastructure stricter",
                "migration.prepayment-attestation stricter",
                "migration.profile-data-switch-active stricter",
                "migration.profile-data-switch-dormant stricter",
            ]
        );
        assert_eq!(
            between("2021-02-28", "2021-02-27").first().unwrap(),
            "migration.change-of-supplier-window looser"
        );
        assert_eq!(between("2021-02-28", "2021-02-28T23:59:59Z"), [""; 0]);
    }

    #[test]
    fn why_now_names_what_changed_on_10_june_2022() {
        assert_eq!(
            between("2022-06-09T23:59:59Z", "2022-06-10"),
            [
                "migration.decommissioning-floor changed",
                "migration.exclusion.configuration-failed stricter",
                "migration.exclusion.contract-ended stricter",
                "migration.exclusion.duplicate-identifiers stricter",
                "migration.exclusion.firmware-upgrade-failed stricter",
                "migration.exclusion.firmware-upgrade-not-attempted stricter",
                "migration.exclusion.five-failed-attempts stricter",
                "migration.exclusion.gas-meter changed",
                "migration.exclusion.missing-master-keys stricter",
                "migration.exclusion.no-wan-before-migration stricter",
                "migration.exclusion.no-wan-during-migration stricter",
                "migration.exclusion.supplier-ceased-trading looser",
                "migration.exclusion.uneconomic-to-test stricter",
                "migration.exclusion.user-not-live looser",
            ]
        );
    }

    #[test]
    fn two_policies_are_compared_by_what_they_mean() {
        let base = Policy::embedded("lab").unwrap().unwrap();
        let head = "[policy]\nid = \"mine\"\ntitle = \"Mine\"\nextends = \"lab\"\nenvironment = \"lab\"\n";
        let rest = "clause = \"TMAD 4.32A\"\nstanding = \"proposed\"\nsource = \"letter of 26 February 2021, para 20\"\n";
        let raised = format!(
            "{head}[migration.supplier-certificate.not-null.clause-4-32a]\nvalue = \"required\"\nfrom = 2020-11-20\n\
             severity = \"refuse\"\napplies-to = {{ cohorts = [\"FOC\"] }}\n{rest}"
        );
        let raised = Policy::load("mine.toml", raised.as_bytes()).unwrap();
        let found = compare(&base, &raised);
        assert_eq!(found.len(), 1);
        assert_eq!(
            found[0].path,
            "migration.supplier-certificate.not-null.clause-4-32a"
        );
        assert_eq!(found[0].effect, Effect::Stricter);
        assert_eq!(compare(&raised, &base)[0].effect, Effect::Looser);
        assert_eq!(compare(&base, &base), []);
    }
}
