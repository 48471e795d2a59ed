//! The categories of installations that are not migrated (TMAD clause 18).

use std::sync::Arc;

use s1spki_policies::{Authority, DatedProvision, Exclusion, ExclusionEffect, InForce, Severity};

use super::{Case, Check};
use crate::evidence::{Answer, ExclusionRecord, SupplyPart};
use crate::finding::{Basis, Detail, Finding, Outcome, Rule};
use crate::gate::{not_stated, not_yet_in_force, weighed};
use crate::rule::Judgement;

pub(super) static CHECKS: [Check; 1] = [Check {
    rule: Rule {
        code: "migration.exclusion",
        summary: "the installation is in no category that is excluded from migration",
        basis: Basis::Policy,
        hint: "leave the installation out, or show that it is not in the category",
    },
    look: exclusion,
}];

/// What comes of one category: how bad it is, and on what that rests.
struct Looked {
    judgement: Judgement,
    severity: Severity,
    authority: Option<Arc<Authority>>,
}

fn exclusion(rule: &'static Rule, case: &Case<'_>) -> Finding {
    let in_force = in_force(case);
    if in_force.is_empty() {
        return none_in_force(rule, case);
    }
    let Some(records) = &case.evidence.exclusions else {
        let found = "whether the installation is in a category was not given";
        let detail = Detail::new(found, "the categories that it is in, or an empty list");
        return resting_on_weakest(Finding::not_checked(rule, detail), &in_force);
    };
    let looked = records.iter().map(|record| look(record, case));
    let findings = looked.map(|looked| {
        let finding = weighed(rule, looked.judgement, looked.severity);
        match &looked.authority {
            Some(authority) => finding.resting_on(authority),
            None => finding,
        }
    });
    let worst = findings.max_by_key(badness);
    match worst.filter(|worst| badness(worst) > 0) {
        Some(worst) => worst,
        None => resting_on_weakest(Finding::pass(rule), &in_force),
    }
}

/// A breach tells more than what was not checked, and that more than a warning.
const fn badness(finding: &Finding) -> u8 {
    match finding.outcome() {
        Outcome::Breach => 3,
        Outcome::NotChecked => 2,
        Outcome::Warning => 1,
        Outcome::Pass | Outcome::NotApplicable | Outcome::NotYetInForce => 0,
    }
}

fn in_force<'a>(case: &Case<'a>) -> Vec<&'a DatedProvision<Exclusion>> {
    let categories = case.rules().exclusion.values();
    categories
        .filter_map(|versions| versions.at(case.at).version())
        .collect()
}

fn none_in_force(rule: &'static Rule, case: &Case<'_>) -> Finding {
    let mut categories = case.rules().exclusion.values();
    let first = categories.find_map(|versions| match versions.at(case.at) {
        InForce::NotYet(first) => Some(first),
        _ => None,
    });
    match (first, case.rules().exclusion.is_empty()) {
        (Some(first), _) => not_yet_in_force(rule, first),
        (None, true) => not_stated(rule),
        (None, false) => Finding::not_applicable(rule),
    }
}

/// To be in no category is to be in none of them: the weakest counts.
fn resting_on_weakest(finding: Finding, in_force: &[&DatedProvision<Exclusion>]) -> Finding {
    let weakest = in_force.iter().max_by_key(|version| version.authority.standing);
    match weakest {
        Some(version) => finding.resting_on(&version.authority),
        None => finding,
    }
}

fn look(record: &ExclusionRecord, case: &Case<'_>) -> Looked {
    let category = &record.category;
    let unread = |found: String| Looked {
        judgement: Judgement::Unread(Detail::new(
            found,
            "the name of a category that the policy states",
        )),
        severity: Severity::Refuse,
        authority: None,
    };
    let Some(versions) = case.rules().exclusion.get(category) else {
        return unread(format!("`{category}` is no category of the policy"));
    };
    match versions.at(case.at) {
        InForce::Version(version) => Looked {
            judgement: covered(record, version, case),
            severity: version.severity(),
            authority: Some(Arc::clone(&version.authority)),
        },
        InForce::NotYet(other) | InForce::Over(other) => Looked {
            judgement: Judgement::NotApplicable,
            severity: other.severity(),
            authority: Some(Arc::clone(&other.authority)),
        },
        InForce::Never => unread(format!("the policy states no version of `{category}`")),
    }
}

fn covered(record: &ExclusionRecord, version: &DatedProvision<Exclusion>, case: &Case<'_>) -> Judgement {
    match case.concerns(version) {
        Some(false) => Judgement::NotApplicable,
        None => Judgement::Unread(Detail::new(
            format!(
                "{}: whether it is for this installation is not known",
                version.value.what
            ),
            "the cohort, and the states of the meters",
        )),
        Some(true) => excluded(record, &version.value, case),
    }
}

fn excluded(record: &ExclusionRecord, category: &Exclusion, case: &Case<'_>) -> Judgement {
    let what = &category.what;
    let broken = |wanted: &str| Judgement::Broken(Detail::new(what, wanted));
    let open = |wanted: &str| Judgement::Unread(Detail::new(what, wanted));
    match (category.effect, &category.and, record.confirmed) {
        (ExclusionEffect::GasMeter, ..) if !takes_gas(case) => Judgement::Kept,
        (ExclusionEffect::GasMeter, ..) => broken("the gas meter left behind"),
        (_, _, Some(Answer::No)) => Judgement::Kept,
        (ExclusionEffect::Installation, None, _)
        | (ExclusionEffect::Installation, Some(_), Some(Answer::Yes)) => {
            broken("an installation that is not in this category")
        }
        (ExclusionEffect::Installation, Some(besides), None) => open(&format!("an answer whether {besides}")),
        (ExclusionEffect::Undecided, _, Some(Answer::Yes)) => {
            broken("an installation that people did not exclude")
        }
        (ExclusionEffect::Undecided, _, None) => open(
            "an answer of people whether it is excluded: the sources say both, and the flag alone decides nothing",
        ),
    }
}

/// Whether the gas meter is to be migrated too.
fn takes_gas(case: &Case<'_>) -> bool {
    let gas = case.evidence.gas.as_ref();
    gas.is_some_and(|supply| supply.part != Some(SupplyPart::StaysBehind))
}
