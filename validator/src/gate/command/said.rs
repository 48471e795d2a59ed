//! From what a rule says of the facts to a finding, under the version of the rule that is in force.

use std::sync::Arc;

use s1spki_policies::{Authority, Dated, DatedProvision, InForce, Moment, Severity};

use crate::finding::{Detail, Finding, Rule};

/// What a rule says of the facts, before it is asked what it means to break it.
pub(super) enum Said {
    /// It is kept.
    Kept,
    /// It is broken.
    Broken(Detail),
    /// Nobody can say whether it is broken, although everything needed was given: a warning, whatever the policy says.
    Unknown(Detail),
    /// Something that it needs was not given.
    NotChecked(Detail),
    /// It does not concern the message.
    NotApplicable,
}

impl Said {
    /// Broken: what was found, and what was wanted.
    pub(super) fn broken(found: impl ToString, wanted: impl ToString) -> Self {
        Self::Broken(Detail::new(found.to_string(), wanted.to_string()))
    }

    /// Kept, or else broken by what is said then.
    pub(super) fn kept_or(is_kept: bool, broken: impl FnOnce() -> Detail) -> Self {
        if is_kept { Self::Kept } else { Self::Broken(broken()) }
    }

    /// Something was not given.
    pub(super) fn missing(found: impl ToString, wanted: impl ToString) -> Self {
        Self::NotChecked(Detail::new(found.to_string(), wanted.to_string()))
    }
}

/// What comes of a dated rule at `at`: `look` is asked under the version that is in force, if there is one.
pub(super) fn under<'a, T>(
    rule: &'static Rule,
    dated: &'a Dated<T>,
    at: Moment,
    look: impl FnOnce(&'a T) -> Said,
) -> Finding {
    match dated.at(at) {
        InForce::Version(version) => {
            finding(rule, look(&version.value), version.severity()).resting_on(&version.authority)
        }
        InForce::NotYet(version) => {
            Finding::not_yet_in_force(rule, not_yet(version)).resting_on(&version.authority)
        }
        InForce::Over(version) => Finding::not_applicable(rule).resting_on(&version.authority),
        InForce::Never => Finding::not_checked(rule, unstated()),
    }
}

/// What comes of a rule that follows from a public standard, or that rests on a value without dates.
pub(super) fn always(rule: &'static Rule, authority: Option<&Arc<Authority>>, said: Said) -> Finding {
    let finding = finding(rule, said, Severity::Refuse);
    match authority {
        Some(authority) => finding.resting_on(authority),
        None => finding,
    }
}

fn finding(rule: &'static Rule, said: Said, severity: Severity) -> Finding {
    match (said, severity) {
        (Said::Kept, _) => Finding::pass(rule),
        (Said::Broken(detail), Severity::Refuse) => Finding::breach(rule, detail),
        (Said::Broken(detail), Severity::Warn | Severity::Advise) | (Said::Unknown(detail), _) => {
            Finding::warning(rule, detail)
        }
        (Said::NotChecked(detail), _) => Finding::not_checked(rule, detail),
        (Said::NotApplicable, _) => Finding::not_applicable(rule),
    }
}

fn not_yet<T>(version: &DatedProvision<T>) -> Detail {
    let from = version.dating.from.map(|from| from.to_string());
    Detail::new(
        "not in force at that time",
        format!("in force from {}", from.as_deref().unwrap_or("a date that is not known")),
    )
}

/// A gate that passes because its policy is silent would be worse than none.
fn unstated() -> Detail {
    Detail::new("a policy without this rule", "a version of the rule in the policy")
        .with_hint("state the rule in the policy file, or lay the file over one that does")
}
