//! Rules that were not always what they are: the versions of a rule, each with its dates.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::value::words;
use crate::{Authority, Cohort, MeterState, Moment};

words! {
    /// What it means when a rule in force is broken.
    Severity {
        /// The gate refuses.
        Refuse = "refuse",
        /// The gate warns.
        Warn = "warn",
        /// The gate tells, and nothing more.
        Advise = "advise",
    }
}

/// Which installations a version of a rule is for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Scope {
    /// The cohorts; every one where none is named.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub cohorts: BTreeSet<Cohort>,
    /// The states of the meter; every one where none is named.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub meters: BTreeSet<MeterState>,
}

impl Scope {
    /// Whether it is for every installation.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        self.cohorts.is_empty() && self.meters.is_empty()
    }

    /// Whether it covers an installation; `None` where that hangs on a fact that is not given.
    #[must_use]
    pub fn covers(&self, cohort: Option<&Cohort>, meter: Option<MeterState>) -> Option<bool> {
        let cohort = one_of(&self.cohorts, cohort);
        let meter = one_of(&self.meters, meter.as_ref());
        match (cohort, meter) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => None,
        }
    }
}

fn one_of<T: Ord>(named: &BTreeSet<T>, given: Option<&T>) -> Option<bool> {
    match named.is_empty() {
        true => Some(true),
        false => given.map(|given| named.contains(given)),
    }
}

/// When a version of a rule is in force, for whom, and what it means to break it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Dating {
    /// The first moment in force; nothing where the version holds from the beginning, or the date was not found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Moment>,
    /// The first moment no longer in force; nothing where it holds until further notice, or the date was not found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Moment>,
    /// What it means to break it.
    pub severity: Severity,
    /// What took its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub superseded_by: Option<String>,
    /// Which installations it is for.
    #[serde(skip_serializing_if = "Scope::is_everything")]
    pub applies_to: Scope,
    /// What a reader must know of it, such as why a date is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Default for Severity {
    /// A rule binds unless it says otherwise.
    fn default() -> Self {
        Self::Refuse
    }
}

impl Dating {
    /// Whether `at` lies in it.
    #[must_use]
    pub fn contains(&self, at: Moment) -> bool {
        self.from.is_none_or(|from| from <= at) && self.until.is_none_or(|until| at < until)
    }
}

/// One version of a rule: its value, when it holds, and on what it rests.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DatedProvision<T> {
    /// Where it stands in the policy, such as `migration.change-of-supplier-window.tmad-v11`.
    pub path: String,
    /// The value.
    pub value: T,
    /// When it holds, for whom, and what it means to break it.
    pub dating: Dating,
    /// On what it rests.
    pub authority: Arc<Authority>,
}

impl<T> DatedProvision<T> {
    /// The version's own name, such as `tmad-v11`.
    #[must_use]
    pub fn name(&self) -> &str {
        self.path.rsplit('.').next().unwrap_or_default()
    }

    /// What it means to break it.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        self.dating.severity
    }
}

/// A rule with all its versions, the oldest first. No two of them are in force at one time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dated<T> {
    versions: Vec<DatedProvision<T>>,
}

/// What of a rule is in force at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InForce<'a, T> {
    /// This version is.
    Version(&'a DatedProvision<T>),
    /// None yet: the first one begins later.
    NotYet(&'a DatedProvision<T>),
    /// None any more, or none until the next: this was the last one.
    Over(&'a DatedProvision<T>),
    /// None at any time: the policy does not state the rule.
    Never,
}

impl<'a, T> InForce<'a, T> {
    /// The version in force, if one is.
    #[must_use]
    pub const fn version(self) -> Option<&'a DatedProvision<T>> {
        match self {
            Self::Version(version) => Some(version),
            Self::NotYet(_) | Self::Over(_) | Self::Never => None,
        }
    }
}

impl<T> Dated<T> {
    /// The versions in the order of their dates. That they do not overlap was asserted at the door.
    pub(crate) fn new(mut versions: Vec<DatedProvision<T>>) -> Self {
        versions.sort_by_key(|version| version.dating.from);
        Self { versions }
    }

    /// The versions, the oldest first.
    #[must_use]
    pub fn versions(&self) -> &[DatedProvision<T>] {
        &self.versions
    }

    /// What of the rule is in force at `at`.
    #[must_use]
    pub fn at(&self, at: Moment) -> InForce<'_, T> {
        let begun = |version: &&DatedProvision<T>| version.dating.from.is_none_or(|from| from <= at);
        match (self.versions.iter().rfind(begun), self.versions.first()) {
            (Some(version), _) if version.dating.contains(at) => InForce::Version(version),
            (Some(version), _) => InForce::Over(version),
            (None, Some(first)) => InForce::NotYet(first),
            (None, None) => InForce::Never,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Standing;

    fn moment(text: &str) -> Moment {
        text.parse().unwrap()
    }

    fn version(name: &str, from: Option<&str>, until: Option<&str>) -> DatedProvision<u8> {
        DatedProvision {
            path: format!("migration.rule.{name}"),
            value: 0,
            dating: Dating {
                from: from.map(moment),
                until: until.map(moment),
                ..Dating::default()
            },
            authority: Arc::new(Authority {
                clause: "TMAD 1".parse().unwrap(),
                standing: Standing::Assumed,
                source: "test".to_owned(),
            }),
        }
    }

    #[test]
    fn until_is_the_first_moment_no_longer_in_force() {
        let rule = Dated::new(vec![
            version("third", Some("2022-01-01"), Some("2023-01-01")),
            version("first", None, Some("2021-02-28")),
            version("second", Some("2021-02-28"), Some("2021-12-01")),
        ]);
        let name = |at: &str| match rule.at(moment(at)) {
            InForce::Version(version) => version.name().to_owned(),
            InForce::Over(version) => format!("{} is over", version.name()),
            InForce::NotYet(_) | InForce::Never => panic!("{at}"),
        };
        assert_eq!(name("2021-02-27T23:59:59Z"), "first");
        assert_eq!(name("2021-02-28"), "second");
        assert_eq!(name("2021-12-01"), "second is over");
        assert_eq!(name("2022-12-31T23:59:59Z"), "third");
        assert_eq!(name("2023-01-01"), "third is over");
    }

    #[test]
    fn a_rule_may_begin_later_or_not_be_there() {
        let later = Dated::new(vec![version("only", Some("2021-02-28"), None)]);
        assert!(
            matches!(later.at(moment("2021-02-27")), InForce::NotYet(version) if version.name() == "only")
        );
        assert_eq!(later.at(moment("2021-02-27")).version(), None);
        assert!(matches!(
            Dated::<u8>::new(Vec::new()).at(moment("2021-02-27")),
            InForce::Never
        ));
    }

    #[test]
    fn a_scope_without_the_fact_it_asks_for_says_so() {
        let foc: Cohort = "FOC".parse().unwrap();
        let ioc: Cohort = "IOC".parse().unwrap();
        let scope = Scope {
            cohorts: [foc.clone()].into(),
            meters: [MeterState::Dormant].into(),
        };
        assert_eq!(scope.covers(Some(&foc), Some(MeterState::Dormant)), Some(true));
        assert_eq!(scope.covers(Some(&foc), Some(MeterState::Active)), Some(false));
        assert_eq!(scope.covers(Some(&ioc), None), Some(false));
        assert_eq!(scope.covers(Some(&foc), None), None);
        assert_eq!(Scope::default().covers(None, None), Some(true));
    }
}
