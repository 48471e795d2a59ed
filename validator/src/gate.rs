//! The gates: whether an installation may be migrated, whether a message may be acted on.
//!
//! A gate is a pure function over facts, evidence and policy. Every rule is a dated provision of the policy and a
//! small function: before its time it is not yet in force, after it it does not apply, without evidence it is not
//! checked, and broken it refuses or warns as the provision says. Whatever comes of it rests on the provision's
//! clause and standing.

use std::sync::Arc;

use s1spki_policies::{Authority, Standing};

use crate::finding::{Detail, Finding, Outcome, Rule};
use crate::verdict::{Brief, Decision};

/// What a gate makes of certificates that were judged in their chains: one finding, as bad as the worst of them.
///
/// Each comes with its place. The finding rests on `authority`, but on no firmer standing than the verdicts that it
/// is made of.
#[must_use]
pub fn finding_on_certificates<'a>(
    rule: &'static Rule,
    authority: &Arc<Authority>,
    judged: impl IntoIterator<Item = (&'a str, &'a Brief)>,
) -> Finding {
    let judged: Vec<(&str, &Brief)> = judged.into_iter().collect();
    let worst = judged.iter().map(|(_, brief)| brief.decision).max();
    let standings = judged
        .iter()
        .filter(|(_, brief)| Some(brief.decision) == worst)
        .map(|(_, brief)| brief.standing);
    match worst {
        None => Finding::not_applicable(rule).resting_on(authority),
        Some(Decision::Accept) => Finding::pass(rule).resting_on(&no_firmer(authority, standings.max())),
        Some(Decision::Undecided) => {
            Finding::not_checked(rule, detail(&judged, Decision::Undecided, Outcome::NotChecked))
                .resting_on(&no_firmer(authority, standings.min()))
        }
        Some(Decision::Refuse) => Finding::breach(rule, detail(&judged, Decision::Refuse, Outcome::Breach))
            .resting_on(&no_firmer(authority, standings.min())),
    }
}

/// `critical supplier: path.signature, revocation.status; non-critical supplier: path.validity`.
fn detail(judged: &[(&str, &Brief)], decision: Decision, outcome: Outcome) -> Detail {
    let of_decision = judged.iter().filter(|(_, brief)| brief.decision == decision);
    let places: Vec<String> = of_decision
        .map(|(place, brief)| format!("{place}: {}", codes(brief, outcome).join(", ")))
        .collect();
    Detail::new(places.join("; "), "a certificate that is accepted in its chain")
}

/// The codes with this outcome, each once.
fn codes(brief: &Brief, outcome: Outcome) -> Vec<&'static str> {
    let mut codes: Vec<&str> = Vec::new();
    for remark in &brief.remarks {
        let code = remark.finding.code();
        if remark.finding.outcome() == outcome && !codes.contains(&code) {
            codes.push(code);
        }
    }
    codes
}

/// The same authority, standing no firmer than this.
fn no_firmer(authority: &Arc<Authority>, standing: Option<Standing>) -> Arc<Authority> {
    match standing {
        Some(standing) if standing > authority.standing => Arc::new(Authority {
            clause: authority.clause.clone(),
            standing,
            source: format!(
                "{}; the verdicts on the certificates rest on {standing} values",
                authority.source
            ),
        }),
        _ => Arc::clone(authority),
    }
}
