//! From a dated rule and a function to a finding.

use std::sync::Arc;

use s1spki_policies::{Authority, Dated, DatedProvision, InForce, Moment, Severity, Standing};

use crate::finding::{Detail, Finding, Rule};
use crate::rule::Judgement;

/// What to do where evidence is missing; the rule's own hint is about the rule being broken.
const GIVE_IT: &str = "give what is wanted; without it nobody can look";

/// What comes of a dated rule at `at`: `judge` is asked only where a version is in force.
///
/// Where the policy states no version at all, the rule is not checked: a gate under a policy that is silent must not
/// accept.
pub(crate) fn judged<T>(
    rule: &'static Rule,
    versions: &Dated<T>,
    at: Moment,
    judge: impl FnOnce(&DatedProvision<T>) -> Judgement,
) -> Finding {
    match versions.at(at) {
        InForce::Version(version) => {
            weighed(rule, judge(version), version.severity()).resting_on(&version.authority)
        }
        InForce::NotYet(first) => not_yet_in_force(rule, first),
        InForce::Over(last) => Finding::not_applicable(rule).resting_on(&last.authority),
        InForce::Never => not_stated(rule),
    }
}

/// A judgement as the finding that its severity makes of it. What only advises leaves nothing open.
pub(crate) fn weighed(rule: &'static Rule, judgement: Judgement, severity: Severity) -> Finding {
    match (judgement, severity) {
        (Judgement::Kept, _) => Finding::pass(rule),
        (Judgement::NotApplicable, _) | (Judgement::Unread(_), Severity::Advise) => {
            Finding::not_applicable(rule)
        }
        (Judgement::Unread(detail), Severity::Refuse | Severity::Warn) => {
            Finding::not_checked(rule, detail.or_hint(GIVE_IT))
        }
        (Judgement::Broken(detail), Severity::Refuse) => Finding::breach(rule, detail),
        (Judgement::Broken(detail), Severity::Warn | Severity::Advise)
        | (Judgement::Tolerated(detail), _) => Finding::warning(rule, detail),
    }
}

/// The rule begins later than the decision.
pub(crate) fn not_yet_in_force<T>(rule: &'static Rule, first: &DatedProvision<T>) -> Finding {
    let from = first.dating.from;
    let from = from.map_or_else(|| "later".to_owned(), |from| format!("from {from}"));
    let detail = Detail::new(
        "a decision before the rule was in force",
        format!("in force {from}"),
    );
    let detail = detail.with_hint("nothing; at a later time the rule has to be kept");
    Finding::not_yet_in_force(rule, detail).resting_on(&first.authority)
}

/// The policy does not state the rule.
pub(crate) fn not_stated(rule: &'static Rule) -> Finding {
    let detail = Detail::new(
        "the policy does not state the rule",
        "a version of it with clause, standing and source",
    );
    Finding::not_checked(
        rule,
        detail.with_hint("take a policy that states it, such as foc-s1spki"),
    )
}

/// The same finding, which rests on `authority`, standing no firmer than this; `why` says what else it rests on.
pub(crate) fn no_firmer(
    finding: Finding,
    authority: &Arc<Authority>,
    standing: Option<Standing>,
    why: impl FnOnce() -> String,
) -> Finding {
    match standing {
        Some(standing) if standing > authority.standing => finding.resting_on(&Arc::new(Authority {
            clause: authority.clause.clone(),
            standing,
            source: format!("{}; {}", authority.source, why()),
        })),
        _ => finding,
    }
}
