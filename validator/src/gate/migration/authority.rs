//! Whether migrations may take place at all.

use s1spki_policies::InForce;

use super::{Case, Check};
use crate::evidence::Answer;
use crate::finding::{Basis, Detail, Finding, Rule};
use crate::gate::{judged, not_stated};
use crate::rule::Judgement;

pub(super) static CHECKS: [Check; 2] = [
    Check {
        rule: Rule {
            code: "migration.transition-expiry",
            summary: "the Transition and Migration Approach Document (TMAD) has effect on the day of the decision",
            basis: Basis::Policy,
            hint: "migrate on a day when it has effect; its last day was moved several times, and `timeline` shows how",
        },
        look: transition_expiry,
    },
    Check {
        rule: Rule {
            code: "migration.requesting-party-open",
            summary: "the Requesting Party of the cohort is not decommissioned",
            basis: Basis::Policy,
            hint: "ask the DCC whether the Requesting Party of this cohort still takes migrations, and give the answer as \
                   evidence",
        },
        look: requesting_party_open,
    },
];

/// Unlike other rules this one is broken outside its dates: without the document there is no migration.
fn transition_expiry(rule: &'static Rule, case: &Case<'_>) -> Finding {
    let versions = &case.rules().transition_expiry;
    let outside = |found: String, wanted: &str| Finding::breach(rule, Detail::new(found, wanted));
    match versions.at(case.at) {
        InForce::NotYet(first) => {
            let found = format!("a decision at {}, before the document had effect", case.at);
            outside(found, &from_text(first.dating.from.map(|from| from.to_string())))
                .resting_on(&first.authority)
        }
        InForce::Over(last) => {
            let found = format!("a decision at {}, for which no last day is known", case.at);
            Finding::not_checked(
                rule,
                Detail::new(found, "a version of the document with its last day"),
            )
            .resting_on(&last.authority)
        }
        InForce::Never => not_stated(rule),
        InForce::Version(_) => judged(rule, versions, case.at, |version| {
            Judgement::kept_or(version.value.is_in_force(case.at), || {
                let found = format!("a decision at {}", case.at);
                Detail::new(
                    found,
                    format!("the last day, {}, or earlier", day(version.value.last_day)),
                )
            })
        }),
    }
}

fn from_text(from: Option<String>) -> String {
    from.map_or_else(|| "a later time".to_owned(), |from| format!("{from} or later"))
}

fn day(moment: s1spki_policies::Moment) -> String {
    moment.to_string().chars().take(10).collect()
}

/// The dates of decommissioning are hardly known, so that evidence may answer in the policy's place; but where the
/// policy knows that it is over, it is over.
fn requesting_party_open(rule: &'static Rule, case: &Case<'_>) -> Finding {
    case.of_installation(rule, &case.rules().requesting_party_open, |version| {
        let Some(cohort) = case.cohort() else {
            return Judgement::Unread(Detail::new(
                "the cohort was not given",
                "the installation's cohort",
            ));
        };
        let decommissioned = version.value.decommissioned.get(cohort);
        let wanted = format!("an open Requesting Party for {cohort}");
        match (decommissioned, case.evidence.requesting_party_open) {
            (Some(since), _) if *since <= case.at => {
                Judgement::Broken(Detail::new(format!("decommissioned since {since}"), wanted))
            }
            (_, Some(Answer::No)) => {
                Judgement::Broken(Detail::new("evidence says that it is not open", wanted))
            }
            (Some(_), _) | (_, Some(Answer::Yes)) => Judgement::Kept,
            (None, None) => Judgement::Unread(Detail::new(
                format!("neither the policy nor the evidence says whether it is open for {cohort}"),
                wanted,
            )),
        }
    })
}
