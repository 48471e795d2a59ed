//! A rule of the command gate, and the function that looks.

use std::sync::Arc;

use s1spki_policies::{Authority, Dated, DatedProvision, Severity};

use super::facts::Facts;
use crate::finding::{Detail, Finding, Rule};
use crate::gate::{judged, weighed};
use crate::rule::{Ground, Judgement};

/// One check of the gate.
pub(crate) struct Check {
    /// The rule.
    pub(crate) rule: Rule,
    /// The provision that it rests on.
    pub(crate) ground: Ground,
    /// Looks at the facts.
    pub(super) look: fn(&Facts<'_>, &'static Rule) -> Finding,
}

impl Check {
    /// What comes of it.
    pub(super) fn finding(&'static self, facts: &Facts<'_>) -> Finding {
        (self.look)(facts, &self.rule)
    }
}

/// What comes of a dated rule: `look` is asked under the version that is in force, if one is.
pub(super) fn under<T>(
    rule: &'static Rule,
    dated: &Dated<T>,
    facts: &Facts<'_>,
    look: impl FnOnce(&T) -> Judgement,
) -> Finding {
    judged(rule, dated, facts.at, |version| look(&version.value))
}

/// What comes of a version that is known to be in force.
pub(super) fn of_version<T>(
    rule: &'static Rule,
    version: &DatedProvision<T>,
    judgement: Judgement,
) -> Finding {
    weighed(rule, judgement, version.severity()).resting_on(&version.authority)
}

/// What comes of a rule that follows from a public standard, or that rests on a value without dates.
pub(super) fn always(
    rule: &'static Rule,
    authority: Option<&Arc<Authority>>,
    judgement: Judgement,
) -> Finding {
    let finding = weighed(rule, judgement, Severity::Refuse);
    match authority {
        Some(authority) => finding.resting_on(authority),
        None => finding,
    }
}

/// Broken: what was found, and what was wanted.
pub(super) fn broken(found: impl ToString, wanted: impl ToString) -> Judgement {
    Judgement::Broken(Detail::new(found.to_string(), wanted.to_string()))
}

/// Something that the rule needs was not given.
pub(super) fn missing(found: impl ToString, wanted: impl ToString) -> Judgement {
    Judgement::Unread(Detail::new(found.to_string(), wanted.to_string()))
}
